"""The clerk's pages of payment holds, and what a batch's pages say of them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dibao import scope
from dibao.models.audit import ReadLog
from payments.actions import batches
from payments.models import HoldReason, PaymentHold
from tests.cast import Cast
from tests.payments.conftest import AUGUST, JULY, TODAY, Round
from tests.payments.desk.conftest import AtDesk
from tests.payments.holding import held, lifted

TYPED = {"reason": "not_reached", "note": "三次上门没有人", "first_month": "2008-08"}


@pytest.fixture(autouse=True)
def on_the_fifth(settings: object) -> None:
    settings.BUSINESS_DATE = TODAY


def test_the_clerk_places_a_hold(at_desk: AtDesk, cast: Cast, round_of_july: Round) -> None:
    answer = at_desk(cast.clerk).sends("payments:hold_new", 101, **TYPED)

    with scope.of(cast.clerk):
        hold = PaymentHold.objects.get()
    assert answer["Location"] == f"/holds/{hold.pk}/"
    assert (hold.household_id, hold.reason, hold.first_month, hold.last_month) == (
        101,
        HoldReason.NOT_REACHED,
        AUGUST,
        None,
    )


def test_the_same_click_twice_places_one(at_desk: AtDesk, cast: Cast, round_of_july: Round) -> None:
    desk = at_desk(cast.clerk)
    first = desk.sends("payments:hold_new", 101, key="a" * 32, **TYPED)

    again = desk.sends("payments:hold_new", 101, key="a" * 32, **TYPED)

    assert first["Location"] == again["Location"]
    with scope.of(cast.clerk):
        assert PaymentHold.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"reason": ""}, "缓发原因"),
        ({"reason": "other", "note": ""}, "写明缓发的原因"),
        ({"first_month": "八月"}, "月份写成 2008-07"),
        ({"last_month": "2008-07"}, "截止月份早于起始月份"),
        ({"first_month": "2009-01"}, "缓发最晚从2008年9月开始"),
    ],
    ids=str,
)
def test_what_was_typed_wrongly_is_said_and_kept(
    at_desk: AtDesk, cast: Cast, round_of_july: Round, typed: dict[str, str], words: str
) -> None:
    page = at_desk(cast.clerk).sends("payments:hold_new", 101, **TYPED | typed)

    assert page.status_code == 200
    assert words in page.text
    assert (TYPED | typed)["first_month"] in page.text


def test_a_second_person_lifts_it(at_desk: AtDesk, cast: Cast, round_of_july: Round) -> None:
    hold = held(cast.clerk)

    answer = at_desk(cast.reviewer).sends("payments:hold_lift", hold.pk, reason="已见到本人")

    assert answer.status_code == 302
    page = at_desk(cast.reviewer).opens("payments:hold", hold.pk).text
    assert "已解除" in page
    assert "已见到本人" in page
    assert "解除缓发" not in page


def test_whoever_placed_it_is_told_that_another_lifts_it(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    hold = held(cast.clerk)
    desk = at_desk(cast.clerk)

    assert "要由另一人解除" in desk.opens("payments:hold", hold.pk).text
    assert "要由另一人解除" in desk.sends("payments:hold_lift", hold.pk, reason="好了").text


def test_finance_looks_and_has_no_form(at_desk: AtDesk, cast: Cast, round_of_july: Round) -> None:
    hold = held(cast.clerk)

    page = at_desk(cast.finance).opens("payments:hold", hold.pk).text

    assert "联系不上领款人" in page
    assert "解除缓发" not in page


def test_another_county_and_a_township_are_kept_out(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    hold = held(cast.clerk)

    assert at_desk(cast.foreign_clerk).opens("payments:hold", hold.pk).status_code == 404
    assert at_desk(cast.foreign_clerk).opens("payments:hold_new", 101).status_code == 404
    assert at_desk(cast.caseworker).opens("payments:hold", hold.pk).status_code == 403


def test_the_list_shows_those_that_stand_unless_asked(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    held(cast.clerk, household=102)
    lifted(held(cast.clerk), cast.reviewer)

    page = at_desk(cast.clerk).opens("payments:holds")
    every = at_desk(cast.clerk).opens("payments:holds", status="all")

    assert heads(page) == ["户主102"]
    assert heads(every) == ["户主101", "户主102"]


def heads(page: object) -> list[str]:
    return [str(row.cells[0].value) for row in page.context["table"].rows]


def test_lines_and_exceptions_tell_the_reason(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    held(cast.clerk)
    with scope.of(cast.clerk):
        batches.draw(county=round_of_july.county, month=JULY, by=cast.clerk, on=TODAY)
    desk, pk = at_desk(cast.clerk), round_of_july.batch.pk

    assert "缓发：联系不上领款人" in desk.opens("payments:batch_lines", pk, status="held").text
    rows = desk.opens("payments:batch_exceptions", pk, "hold")
    assert heads(rows) == ["户主101"]
    assert "缓发：联系不上领款人" in rows.text
    assert f"/batches/{pk}/exceptions/hold/" in desk.opens("payments:batch", pk).text
    assert heads(desk.opens("payments:batch_exceptions", pk, "account")) == ["户主105"]


def test_the_changes_of_a_batch_name_the_hold(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    held(cast.clerk)

    page = at_desk(cast.clerk).opens("payments:batch_changes", round_of_july.batch.pk)

    (row,) = page.context["table"].rows
    assert [str(cell.value) for cell in row.cells][2:] == ["缓发有变", "154.00", "154.00", "0"]


def test_every_look_is_logged(at_desk: AtDesk, cast: Cast, round_of_july: Round) -> None:
    hold, desk = held(cast.clerk), at_desk(cast.clerk)

    desk.opens("payments:holds")
    desk.opens("payments:hold", hold.pk)
    desk.opens("payments:hold_new", 101)

    with scope.of(cast.clerk):
        reads = ReadLog.objects.filter(subject="缓发").order_by("pk")
        assert list(reads.values_list("household_key", flat=True)) == [None, 101, 101]


def test_five_take_as_many_queries_as_one(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    desk, counts = at_desk(cast.clerk), []
    desk.opens("payments:holds")

    for households in ((101,), (102, 103, 104, 105)):
        for household in households:
            held(cast.clerk, household=household)
        with CaptureQueriesContext(connection) as queries:
            desk.opens("payments:holds")
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 30
