"""Benefits that changed since a batch was drawn, at the desk: said on every page of the batch, row by row on one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dibao import scope
from dibao.models.audit import ReadLog
from payments.models import BatchStatus
from tests.cast import PASSWORD, Cast
from tests.payments.conftest import JULY, Round, carry, end_benefit, grant_late
from tests.payments.desk.conftest import AtDesk, now

SAID = "编制以后有2户的待遇、缓发、抵扣或账户变了：应发没有编进1户、已经停发1户。"
ROWS = "/changes/"


@pytest.fixture
def changed(round_of_july: Round) -> Round:
    """July is drawn; then household 101 is stopped before it and household 301 confirmed for it."""
    outdate(round_of_july)
    return round_of_july


def outdate(monthly: Round) -> None:
    end_benefit(household=101, last_month=JULY.previous())
    grant_late(monthly.clerk)


def test_the_draft_says_so_and_offers_to_draw_anew(
    at_desk: AtDesk, cast: Cast, changed: Round
) -> None:
    page = at_desk(cast.clerk).opens("payments:batch", changed.batch.pk).text

    assert SAID in page
    assert ROWS in page
    assert "/steps/submit/" not in page
    assert '<a class="button " href="/batches/draw/?month=2008-07">重新编制</a>' in page


@pytest.mark.parametrize(
    ("step", "until", "who"),
    [("review", "prepared", "reviewer"), ("approve", "reviewed", "approver")],
)
def test_who_signs_in_between_reads_it_and_may_send_it_back(
    at_desk: AtDesk, cast: Cast, round_of_july: Round, step: str, until: str, who: str
) -> None:
    pk = carry(round_of_july, until=until).pk
    outdate(round_of_july)
    desk = at_desk(getattr(cast, who))

    page = desk.opens("payments:batch_step", pk, step).text

    assert SAID in page
    assert "退回编制，由县级经办重新编制" in page
    assert SAID in desk.opens("payments:batch", pk).text
    assert f"/batches/{pk}/steps/send_back/" in desk.opens("payments:batch", pk).text


@pytest.mark.parametrize(
    ("step", "until", "who"), [("submit", "draft", "clerk"), ("sign", "approved", "finance")]
)
def test_the_first_and_the_last_signature_are_not_offered(
    at_desk: AtDesk, cast: Cast, round_of_july: Round, step: str, until: str, who: str
) -> None:
    pk = round_of_july.batch.pk
    if until != "draft":
        carry(round_of_july, until=until)
    outdate(round_of_july)
    desk = at_desk(getattr(cast, who))

    page = desk.opens("payments:batch_step", pk, step).text
    version = now(round_of_july).version
    answer = desk.sends("payments:batch_step", pk, step, version=version, password=PASSWORD)

    assert SAID in page
    assert "data-save" not in page
    assert "重新编制以后再" in answer.text
    assert now(round_of_july).status == BatchStatus(until)


def test_the_rows_name_household_drawn_and_due(at_desk: AtDesk, cast: Cast, changed: Round) -> None:
    desk = at_desk(cast.reviewer)

    page = desk.opens("payments:batch_changes", changed.batch.pk)

    rows = [[cell.value for cell in row.cells] for row in page.context["table"].rows]
    assert [(str(row[2]), row[3], row[4], row[5]) for row in rows] == [
        ("已经停发", 154, None, "-154.00"),
        ("应发没有编进", None, 52, "+52.00"),
    ]
    with scope.of(cast.reviewer):
        assert ReadLog.objects.filter(subject__contains="编制以后的变动").count() == 1


def test_a_batch_that_is_right_says_nothing(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    desk = at_desk(cast.clerk)

    assert ROWS not in desk.opens("payments:batch", round_of_july.batch.pk).text
    assert "没有变动" in desk.opens("payments:batch_changes", round_of_july.batch.pk).text


def test_a_sealed_batch_is_not_to_be_drawn_anew(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    pk = carry(round_of_july, until="sealed").pk
    outdate(round_of_july)

    assert ROWS not in at_desk(cast.finance).opens("payments:batch", pk).text


def test_the_rows_of_another_county_are_absent(at_desk: AtDesk, cast: Cast, changed: Round) -> None:
    page = at_desk(cast.foreign_clerk).opens("payments:batch_changes", changed.batch.pk)

    assert page.status_code == 404


def test_the_rows_take_as_many_queries_for_five_as_for_one(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    desk, counts = at_desk(cast.reviewer), []
    desk.opens("payments:batch_changes", round_of_july.batch.pk)

    for households in ((101,), (102, 103, 104, 105)):
        for household in households:
            end_benefit(household=household, last_month=JULY.previous())
        with CaptureQueriesContext(connection) as queries:
            desk.opens("payments:batch_changes", round_of_july.batch.pk)
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 30
