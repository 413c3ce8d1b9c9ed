"""Benefits that change after a batch was drawn: it is drawn anew before anybody submits or signs it."""

import pytest

from dibao import scope
from payments.actions import batches
from payments.actions.batches import Outdated
from payments.changes import Change, ChangeKind, changes_of
from payments.models import BatchStatus, PaymentBatch, PaymentLine
from tests.cast import Cast
from tests.payments.conftest import (
    JULY,
    TODAY,
    Round,
    carry,
    end_benefit,
    grant_late,
)

JUNE = JULY.previous()


def stopped(monthly: Round) -> None:
    end_benefit(household=101, last_month=JUNE)


def changes(monthly: Round) -> list[Change]:
    with scope.of(monthly.clerk):
        return list(changes_of(monthly.batch))


def kinds(monthly: Round) -> list[tuple[ChangeKind, int]]:
    return [(change.kind, change.household) for change in changes(monthly)]


def test_a_batch_just_drawn_says_what_is_due(round_of_july: Round) -> None:
    assert changes(round_of_july) == []


def test_a_benefit_stopped_since_is_named(round_of_july: Round) -> None:
    stopped(round_of_july)

    assert kinds(round_of_july) == [(ChangeKind.ENDED, 101)]


def test_a_benefit_that_stops_with_the_month_is_still_due(round_of_july: Round) -> None:
    end_benefit(household=101, last_month=JULY)

    assert changes(round_of_july) == []


def test_a_benefit_confirmed_since_is_named(round_of_july: Round) -> None:
    grant_late(round_of_july.clerk)

    assert kinds(round_of_july) == [(ChangeKind.ADDED, 301)]


def test_a_benefit_of_next_month_is_no_change(round_of_july: Round) -> None:
    grant_late(round_of_july.clerk, first_month=JULY.next())

    assert changes(round_of_july) == []


def test_another_amount_for_the_same_household_is_named_once(round_of_july: Round) -> None:
    stopped(round_of_july)
    grant_late(round_of_july.clerk, household=101, amount=42)

    assert kinds(round_of_july) == [(ChangeKind.ALTERED, 101)]


def test_a_stopped_benefit_is_not_submitted_and_the_way_on_is_said(round_of_july: Round) -> None:
    stopped(round_of_july)

    with (
        scope.of(round_of_july.clerk),
        pytest.raises(Outdated, match=r"已经停发1户.*重新编制以后再提交复核"),
    ):
        batches.submit(batch=round_of_july.batch, by=round_of_july.clerk, on=TODAY)

    assert standing(round_of_july) == BatchStatus.DRAFT


def test_a_household_left_out_is_not_submitted(round_of_july: Round) -> None:
    grant_late(round_of_july.clerk)

    with (
        scope.of(round_of_july.clerk),
        pytest.raises(Outdated, match=r"应发没有编进1户.*重新编制"),
    ):
        batches.submit(batch=round_of_july.batch, by=round_of_july.clerk, on=TODAY)


def test_drawn_anew_it_is_submitted_with_who_is_due(round_of_july: Round) -> None:
    stopped(round_of_july)
    grant_late(round_of_july.clerk)
    with scope.of(round_of_july.clerk):
        batches.draw(county=round_of_july.county, month=JULY, by=round_of_july.clerk, on=TODAY)
        round_of_july.batch.refresh_from_db()

    carry(round_of_july, until="sealed")

    with scope.of(round_of_july.clerk):
        paid = set(round_of_july.batch.lines.values_list("household", flat=True))
    assert (101 in paid, 301 in paid) == (False, True)


@pytest.mark.parametrize("until", ["prepared", "reviewed", "approved"])
def test_a_benefit_stopped_under_way_is_not_signed(round_of_july: Round, until: str) -> None:
    carry(round_of_july, until=until)
    stopped(round_of_july)
    if until != "approved":
        go_on(round_of_july, after=until)

    with scope.of(round_of_july.finance), pytest.raises(Outdated, match=r"退回编制.*再签发"):
        batches.sign(batch=round_of_july.batch, by=round_of_july.finance)

    assert standing(round_of_july) == BatchStatus.APPROVED


def go_on(monthly: Round, *, after: str) -> None:
    if after == "prepared":
        with scope.of(monthly.reviewer):
            batches.review(batch=monthly.batch, by=monthly.reviewer)
    with scope.of(monthly.approver):
        batches.approve(batch=monthly.batch, by=monthly.approver)


def test_a_household_confirmed_under_way_is_not_forgotten_by_the_signature(
    round_of_july: Round,
) -> None:
    carry(round_of_july, until="approved")
    grant_late(round_of_july.clerk)

    with scope.of(round_of_july.finance), pytest.raises(Outdated, match=r"应发没有编进1户"):
        batches.sign(batch=round_of_july.batch, by=round_of_july.finance)


def test_sent_back_and_drawn_anew_it_goes_its_way(round_of_july: Round) -> None:
    carry(round_of_july, until="approved")
    stopped(round_of_july)
    with scope.of(round_of_july.finance):
        batches.send_back(batch=round_of_july.batch, reason="一户已停发", by=round_of_july.finance)
    with scope.of(round_of_july.clerk):
        batches.draw(county=round_of_july.county, month=JULY, by=round_of_july.clerk, on=TODAY)
        round_of_july.batch.refresh_from_db()

    carry(round_of_july, until="sealed")

    with scope.of(round_of_july.clerk):
        assert not PaymentLine.objects.filter(household=101, month=JULY).exists()


def test_the_changes_of_another_county_are_its_own(round_of_july: Round, cast: Cast) -> None:
    with scope.of(cast.foreign_clerk):
        county = cast.foreign_clerk.posting.area
        foreign = batches.draw(county=county, month=JULY, by=cast.foreign_clerk, on=TODAY)
    stopped(round_of_july)

    with scope.of(cast.officer):
        assert changes_of(foreign) == []
        assert len(changes_of(round_of_july.batch)) == 1


def standing(monthly: Round) -> str:
    with scope.of(monthly.clerk):
        return PaymentBatch.objects.get(pk=monthly.batch.pk).status
