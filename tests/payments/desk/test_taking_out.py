"""Rows taken out at the desk: ticked, given a reason, seen before it is done, and done once."""

import pytest

from dibao import scope
from dibao.models.job import JobRun
from payments.jobs import DRAW
from payments.models import BatchKind, BatchStatus, LineStatus, PaymentHold
from tests.applicants.desk.conftest import Desk
from tests.cast import Cast
from tests.payments.conftest import AUGUST, Round, carry
from tests.payments.desk.conftest import AtDesk, done, now
from tests.payments.holding import held
from tests.payments.test_months_past import drawn as drawn_beside
from tests.payments.test_taking_out import failed

NOTE = "邻居说上月去世，乡镇去核实"


def read(desk: Desk, page: str, *args: object, **asked: object) -> str:
    return desk.opens(page, *args, **asked).content.decode()


def line_statuses(monthly: Round) -> dict[int, str]:
    with scope.of(monthly.clerk):
        return dict(monthly.batch.lines.values_list("household", "status"))


def test_rows_are_ticked_by_whoever_holds_the_batch(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    pk = carry(round_of_july, until="prepared").pk

    for desk, is_offered in ((at_desk(cast.reviewer), True), (at_desk(cast.clerk), False)):
        page = read(desk, "payments:batch_lines", pk)
        assert ('name="household"' in page) is is_offered
        assert ("取出勾选的户" in page) is is_offered
    # A held row is nothing to tick.
    assert read(at_desk(cast.reviewer), "payments:batch_lines", pk).count('name="household"') == 6


def test_what_it_will_do_is_seen_before_it_is_done(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    pk = carry(round_of_july, until="prepared").pk
    desk = at_desk(cast.reviewer)

    page = read(desk, "payments:batch_take_out", pk, household=[101, 103])

    assert "取出2户，196.00元" in page
    assert "6户，617.00元" in page
    assert "4户，421.00元" in page
    assert "批次退回编制" in page


def test_three_rows_with_their_reasons_go_back_to_the_preparer(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    pk = carry(round_of_july, until="prepared").pk
    desk = at_desk(cast.reviewer)

    answer = desk.sends(
        "payments:batch_take_out",
        pk,
        household=[101, 102, 103],
        reason="death_unverified",
        note=NOTE,
        reason_103="moved",
        note_103="已搬到外县",
    )

    assert answer.url == f"/batches/{pk}/"
    assert now(round_of_july).status == BatchStatus.DRAFT
    with scope.of(cast.clerk):
        holds = PaymentHold.objects.order_by("household").values_list("household", "reason", "note")
        assert list(holds) == [
            (101, "death_unverified", NOTE),
            (102, "death_unverified", NOTE),
            (103, "moved", "已搬到外县"),
        ]
    page = read(at_desk(cast.clerk), "payments:batch", pk)
    assert "取出的户" in page
    assert "已搬到外县" in page
    assert cast.reviewer.name in page
    assert "重新编制并提交" in page


def test_the_preparer_draws_anew_and_submits_in_one_click(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    pk = carry(round_of_july, until="prepared").pk
    at_desk(cast.reviewer).sends(
        "payments:batch_take_out", pk, household=[101], reason="moved", note=NOTE
    )

    at_desk(cast.clerk).sends(
        "payments:batch_step", pk, "resubmit", version=now(round_of_july).version
    )
    job = done()

    assert "已提交复核" in job.sentence
    assert now(round_of_july).status == BatchStatus.PREPARED
    assert line_statuses(round_of_july)[101] == LineStatus.HELD


def test_the_same_click_twice_takes_out_once(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    pk = carry(round_of_july, until="prepared").pk
    desk = at_desk(cast.reviewer)
    typed = {"key": "6f0f6f5e-37a5-4a63-9f6f-0b1d5a5a2222", "household": [101], "note": NOTE}

    answers = [desk.sends("payments:batch_take_out", pk, reason="moved", **typed) for _ in "12"]

    assert [answer.status_code for answer in answers] == [302, 302]
    with scope.of(cast.clerk):
        assert PaymentHold.objects.count() == 1


def test_a_draft_is_drawn_anew_at_once(at_desk: AtDesk, cast: Cast, round_of_july: Round) -> None:
    desk = at_desk(cast.clerk)

    desk.sends(
        "payments:batch_take_out",
        round_of_july.batch.pk,
        household=[101],
        reason="moved",
        note=NOTE,
    )
    done()

    assert now(round_of_july).status == BatchStatus.DRAFT
    assert line_statuses(round_of_july)[101] == LineStatus.HELD


@pytest.fixture
def of_one_household(round_of_july: Round) -> Round:
    """July settled but for household 103, and the draft that pays it again."""
    failed(round_of_july, 3)
    return drawn_beside(round_of_july, BatchKind.FOLLOW_UP)


def test_a_draft_that_nobody_is_left_in_is_to_be_void(
    at_desk: AtDesk, cast: Cast, of_one_household: Round
) -> None:
    pk, desk = of_one_household.batch.pk, at_desk(cast.clerk)
    assert "这一批再没有要发的户，取出以后把它作废" in read(
        desk, "payments:batch_take_out", pk, household=[103]
    )

    desk.sends("payments:batch_take_out", pk, household=[103], reason="moved", note=NOTE)

    assert not JobRun.objects.filter(kind=DRAW).exists()
    page = read(desk, "payments:batch", pk)
    assert "下一步：作废这个批次" in page
    assert "这一批的户都已取出，没有要发的：作废这个批次" in page
    assert f'<a class="button " href="/batches/{pk}/steps/void/">' in page
    assert "提交复核</a>" not in page
    assert "重新编制以后再提交复核" not in page
    assert "重新编制并提交" not in page


def test_whoever_draws_such_a_draft_anew_all_the_same_reads_what_to_do(
    at_desk: AtDesk, cast: Cast, of_one_household: Round
) -> None:
    desk = at_desk(cast.clerk)
    said = {"household": [103], "reason": "moved", "note": NOTE}
    desk.sends("payments:batch_take_out", of_one_household.batch.pk, **said)

    desk.sends("payments:draw", at="?kind=follow_up", month=str(AUGUST))

    assert "原来编制的那一批作废就行" in done().sentence
    assert list(line_statuses(of_one_household).values()) == [LineStatus.DUE]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"household": [101], "note": NOTE}, "选户主101的原因，或者选全部的原因"),
        ({"household": [101], "reason": "moved"}, "写户主101的说明，或者写全部的说明"),
        ({"household": [], "reason": "moved", "note": NOTE}, "没有勾选"),
        ({"household": [201], "reason": "moved", "note": NOTE}, "没有勾选"),
        ({"household": ["x"], "reason": "moved", "note": NOTE}, "没有勾选"),
        ({"household": [105], "reason": "moved", "note": NOTE}, "户主105已经暂缓"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(
    at_desk: AtDesk,
    cast: Cast,
    round_of_july: Round,
    typed: dict[str, object],
    sentence: str,
) -> None:
    answer = at_desk(cast.clerk).sends("payments:batch_take_out", round_of_july.batch.pk, **typed)

    page = answer.content.decode()
    assert sentence in page
    assert ("note" not in typed) or NOTE in page
    with scope.of(cast.clerk):
        assert not PaymentHold.objects.exists()


def test_the_wrong_moment_and_the_wrong_post(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    pk = round_of_july.batch.pk
    typed = {"household": [101], "reason": "moved", "note": NOTE}

    assert at_desk(cast.reviewer).sends("payments:batch_take_out", pk, **typed).status_code == 409
    assert at_desk(cast.caseworker).sends("payments:batch_take_out", pk, **typed).status_code == 403
    assert (
        at_desk(cast.foreign_clerk).sends("payments:batch_take_out", pk, **typed).status_code == 404
    )


def test_the_township_reads_whom_to_find_out_about(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    at_desk(cast.clerk).sends(
        "payments:batch_take_out",
        round_of_july.batch.pk,
        household=[101],
        reason="death_unverified",
        note=NOTE,
    )
    held(cast.clerk, household=102)

    page = read(at_desk(cast.caseworker), "home")

    assert "缓发待查清的户" in page
    assert NOTE in page
