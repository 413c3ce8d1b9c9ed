"""A family that owes moves: nobody is freed of a debt by moving, and no debt is asked for twice (decision 16)."""

from decimal import Decimal

import pytest

from applicants.actions import transfers
from applicants.choices import HEAD
from applicants.dossiers import Dossier
from applicants.models.grant import Grant, GrantShare
from applicants.models.household import Household, Membership
from applicants.models.transfer import Transfer
from dibao import scope
from dibao.errors import Refused
from dibao.models.area import Area
from dibao.models.staff import Staff
from payments import continuity, ledgers
from payments.actions import batches, recoveries
from payments.models import PaymentLine, Recovery
from payments.pages.recoveries import recovery_facts
from tests.cast import Cast
from tests.factories.places import Places
from tests.payments.conftest import (
    AUGUST,
    JULY,
    TODAY,
    Round,
    answered,
    carry,
    end_benefit,
    grant_late,
    sent,
)
from tests.payments.test_recoveries import JUNE, ordered
from tests.payments.test_transfers import CONFIRMED, FAMILY, HANDED, drawn_there


@pytest.fixture
def owing(round_of_july: Round) -> Recovery:
    """July paid the family 42 yuan, of which 30 were due: twelve come back, five a month from August on."""
    sent(round_of_july)
    answered(round_of_july, {})
    end_benefit(household=FAMILY, last_month=JUNE)
    grant_late(round_of_july.clerk, household=FAMILY, amount=30)
    with scope.of(round_of_july.clerk):
        grant = Grant.objects.select_related("household__head").get(
            household=FAMILY, last_month=None
        )
        GrantShare.objects.create(
            grant=grant,
            area_id=grant.area_id,
            person=grant.household.head,
            person_key=str(grant.household.head_id),
            base_amount=30,
            supplement_amount=0,
            first_month=JULY,
        )
    return ordered(round_of_july, household=FAMILY, instalment=Decimal(5))


def handed(cast: Cast, township: Area) -> Transfer:
    with scope.of(cast.caseworker):
        household = Household.objects.get(pk=FAMILY)
        Membership.objects.create(
            household=household,
            area_id=household.area_id,
            person=household.head,
            relation=HEAD,
            first_day=JULY.first_day.replace(month=1),
        )
        return transfers.offer_move(
            household=household,
            township=township,
            reason="搬家",
            moved_on=HANDED,
            by=cast.caseworker,
            on=HANDED,
        )


def moved(cast: Cast, village: Area, *, receiver: Staff, reviewer: Staff) -> Transfer:
    transfer = handed(cast, receiver.posting.area)
    with scope.of(receiver):
        transfers.receive(
            transfer=transfer, village=village, group_name="", address="", by=receiver, on=HANDED
        )
    with scope.of(reviewer):
        return transfers.confirm(transfer=transfer, reasons="资料齐全", by=reviewer, on=CONFIRMED)


def moved_next_door(cast: Cast, places: Places) -> Transfer:
    return moved(cast, places.other_village, receiver=cast.neighbour, reviewer=cast.reviewer)


def moved_abroad(cast: Cast, places: Places) -> Transfer:
    return moved(
        cast,
        places.foreign_village,
        receiver=cast.foreign_caseworker,
        reviewer=cast.foreign_reviewer,
    )


def august_of(monthly: Round) -> Round:
    with scope.of(monthly.clerk):
        batch = batches.draw(county=monthly.county, month=AUGUST, by=monthly.clerk, on=TODAY)
    return Round(batch, *list(vars(monthly).values())[1:])


def test_the_county_keeps_back_from_the_family_where_it_lives_now(
    cast: Cast, places: Places, round_of_july: Round, owing: Recovery
) -> None:
    transfer = moved_next_door(cast, places)

    august = august_of(round_of_july)

    with scope.of(cast.clerk):
        line = august.batch.lines.get(household=transfer.into_id)
        assert (line.recovery, line.offset_amount, line.amount) == (owing, 5, 25)
        assert recoveries.left_of(owing) == 7
    carry(august, until="sealed")
    with scope.of(cast.clerk):
        assert ledgers.check(round_of_july.county) == []


def test_a_debt_is_seen_with_the_household_that_the_family_is_now(
    cast: Cast, places: Places, owing: Recovery
) -> None:
    transfer = moved_next_door(cast, places)

    with scope.of(cast.clerk):
        household = Household.objects.get(pk=transfer.into_id)
        assert list(recoveries.owed_by(household)) == [owing]
        assert recoveries.is_kept_back_here(owing)


def test_a_draft_drawn_before_the_move_is_not_signed(
    cast: Cast, places: Places, round_of_july: Round, owing: Recovery
) -> None:
    august = august_of(round_of_july)
    moved_next_door(cast, places)

    with scope.of(cast.clerk), pytest.raises(Refused):
        batches.submit(batch=august.batch, by=cast.clerk, on=TODAY)


def test_another_county_keeps_nothing_back_and_the_debt_stays(
    cast: Cast, places: Places, round_of_july: Round, owing: Recovery
) -> None:
    transfer = moved_abroad(cast, places)
    drawn_there(cast, AUGUST)

    with scope.of(cast.foreign_clerk):
        line = PaymentLine.objects.get(household=transfer.into_id, month=AUGUST)
        assert (line.offset_amount, line.amount, line.recovery_id) == (0, 30, None)
    with scope.of(cast.clerk):
        assert recoveries.left_of(owing) == 12
        assert not recoveries.is_kept_back_here(owing)
        facts = {str(fact.label): fact.value for fact in recovery_facts(owing)}
        assert facts["办法"] == "这户已经迁到别的县，不再抵扣，剩下的退回现金"
        with pytest.raises(Refused, match="不能结清"):
            recoveries.close(recovery=owing, by=cast.clerk)


def test_the_county_that_receives_reads_of_the_debt_and_cannot_claim_it_again(
    cast: Cast, places: Places, owing: Recovery
) -> None:
    transfer = handed(cast, places.foreign_township)

    with scope.of(cast.foreign_caseworker):
        told = Dossier.opened(transfer.dossier).enclosed("payments")
    assert told is not None
    cells = [str(c.value) for t in continuity.shown(told) for r in t.rows for c in r.cells]
    assert owing.number in cells
    assert "12.00" in cells


def test_a_month_is_claimed_by_the_county_that_paid_it_alone(
    cast: Cast, places: Places, owing: Recovery
) -> None:
    transfer = moved_abroad(cast, places)

    with scope.of(cast.foreign_clerk):
        there = Household.objects.get(pk=transfer.into_id)
        assert recoveries.claimable_of(there) == []
        assert list(recoveries.owed_by(there)) == []


def test_a_merger_takes_the_debt_along(cast: Cast, round_of_july: Round, owing: Recovery) -> None:
    with scope.of(cast.caseworker):
        giving, taking = (Household.objects.get(pk=key) for key in (FAMILY, 101))
        for share in GrantShare.objects.filter(
            grant__household__in=(giving, taking), last_month=None
        ).select_related("grant__household"):
            household = share.grant.household
            Membership.objects.create(
                household=household,
                area_id=household.area_id,
                person=share.person,
                relation=HEAD if share.person_id == household.head_id else "20",
                first_day=JULY.first_day.replace(month=1),
            )
        transfer = transfers.propose_merge(
            giving=giving,
            taking=taking,
            plan={giving.head_id: "51"},
            reason="老人并到儿子家",
            happened_on=HANDED,
            by=cast.caseworker,
            on=HANDED,
        )
    with scope.of(cast.reviewer):
        transfers.confirm(transfer=transfer, reasons="情况属实", by=cast.reviewer, on=CONFIRMED)

    august = august_of(round_of_july)

    with scope.of(cast.clerk):
        line = august.batch.lines.get(household=101)
        assert (line.recovery, line.offset_amount) == (owing, 5)
        assert list(recoveries.owed_by(line.household)) == [owing]
        assert ledgers.check(round_of_july.county) == []
