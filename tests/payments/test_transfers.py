"""A family that moves to another county is paid every month once, whatever its first county has drawn already."""

from datetime import date

import pytest

from applicants.actions import transfers
from applicants.choices import HEAD
from applicants.dossiers import Dossier
from applicants.models.grant import Grant
from applicants.models.household import Household, Membership
from applicants.models.transfer import Transfer
from dibao import scope
from dibao.errors import Refused
from dibao.models.staff import Staff
from dibao.roles import Role
from dibao.values.months import BenefitMonth
from payments import continuity
from payments.actions import batches
from payments.models import HoldReason, LineStatus, PaymentBatch, PaymentHold, PaymentLine
from tests.cast import Cast, hire
from tests.factories.places import Places
from tests.payments.conftest import AUGUST, JULY, TODAY, Round, carry
from tests.payments.holding import held, lifted

# One person, covered, with a name and an account.
FAMILY = 103
HANDED, CONFIRMED = date(2008, 6, 20), date(2008, 6, 25)
JUNE = BenefitMonth(2008, 6)


def offered(cast: Cast, places: Places) -> Transfer:
    household = Household.objects.get(pk=FAMILY)
    Membership.objects.create(
        household=household,
        area_id=household.area_id,
        person=household.head,
        relation=HEAD,
        first_day=date(2008, 1, 1),
    )
    return transfers.offer_move(
        household=household,
        township=places.foreign_township,
        reason="搬到女儿所在的县",
        moved_on=HANDED,
        by=cast.caseworker,
        on=HANDED,
    )


def moved_abroad(cast: Cast, places: Places) -> Transfer:
    return taken_in(cast, received(cast, places))


def received(cast: Cast, places: Places) -> Transfer:
    """The family on its way: a township of the next county has its file."""
    with scope.of(cast.caseworker):
        transfer = offered(cast, places)
    with scope.of(cast.foreign_caseworker):
        return transfers.receive(
            transfer=transfer,
            village=places.foreign_village,
            group_name="",
            address="",
            by=cast.foreign_caseworker,
            on=HANDED,
        )


def taken_in(cast: Cast, transfer: Transfer) -> Transfer:
    with scope.of(cast.foreign_reviewer):
        return transfers.confirm(
            transfer=transfer, reasons="资料齐全", by=cast.foreign_reviewer, on=CONFIRMED
        )


def months_paid_for(cast: Cast, moved: Transfer) -> dict[str, list[BenefitMonth]]:
    """The months drawn here for the family, and those drawn there."""
    with scope.of(cast.clerk):
        here = list(PaymentLine.objects.filter(household=FAMILY).values_list("month", flat=True))
    with scope.of(cast.foreign_clerk):
        there = PaymentLine.objects.filter(household=moved.into_id).values_list("month", flat=True)
        return {"here": here, "there": list(there)}


def drawn_there(cast: Cast, month: BenefitMonth) -> PaymentBatch:
    county = cast.foreign_clerk.posting.area
    with scope.of(cast.foreign_clerk):
        return batches.draw(
            county=county, month=month, by=cast.foreign_clerk, on=month.next().first_day
        )


def hired_abroad(cast: Cast, username: str, role: Role) -> Staff:
    return hire(username, username, role, cast.foreign_clerk.posting.area)


def test_a_month_on_its_way_to_the_bank_is_paid_by_the_first_county(
    cast: Cast, places: Places, round_of_july: Round
) -> None:
    carry(round_of_july, until="sealed")

    moved = moved_abroad(cast, places)

    drawn_there(cast, JULY)
    drawn_there(cast, AUGUST)
    with scope.of(cast.reviewer):
        assert Grant.objects.get(household=FAMILY).last_month == JULY
    assert months_paid_for(cast, moved) == {"here": [JULY], "there": [AUGUST]}


def test_a_month_that_is_only_a_draft_is_paid_by_the_second_county(
    cast: Cast, places: Places, round_of_july: Round
) -> None:
    moved = moved_abroad(cast, places)

    with scope.of(cast.reviewer):
        assert Grant.objects.get(household=FAMILY).last_month == JUNE
    with scope.of(cast.clerk), pytest.raises(Refused):
        batches.submit(batch=round_of_july.batch, by=cast.clerk, on=TODAY)
    with scope.of(cast.clerk):
        batches.draw(county=round_of_july.county, month=JULY, by=cast.clerk, on=TODAY)
    drawn_there(cast, JULY)
    assert months_paid_for(cast, moved) == {"here": [], "there": [JULY]}


def test_the_account_is_paid_to_by_the_second_county(
    cast: Cast, places: Places, round_of_july: Round
) -> None:
    carry(round_of_july, until="sealed")

    moved = moved_abroad(cast, places)

    drawn_there(cast, JULY)
    drawn_there(cast, AUGUST)
    with scope.of(cast.foreign_clerk):
        line = PaymentLine.objects.get(household=moved.into_id, month=AUGUST)
        assert line.account is not None
        assert line.account.holder == f"户主{FAMILY}"


def line_there(cast: Cast, moved: Transfer, month: BenefitMonth) -> PaymentLine:
    drawn_there(cast, month)
    with scope.of(cast.foreign_clerk):
        return PaymentLine.objects.get(household=moved.into_id, month=month)


def test_a_hold_goes_along_to_the_second_county(
    cast: Cast, places: Places, round_of_july: Round
) -> None:
    held(cast.clerk, household=FAMILY, reason=HoldReason.IDENTITY, note="补发的存折没有人认领")

    moved = moved_abroad(cast, places)

    line = line_there(cast, moved, JULY)
    assert line.status == LineStatus.HELD
    with scope.of(cast.foreign_clerk):
        there = PaymentHold.objects.get(household=moved.into_id)
    assert (there.reason, there.note) == (HoldReason.IDENTITY, "补发的存折没有人认领")
    assert (there.first_month, there.last_month) == (JULY, None)
    assert there.placed_by == cast.foreign_reviewer


def test_a_hold_that_went_along_is_lifted_by_a_second_person_there(
    cast: Cast, places: Places, round_of_july: Round
) -> None:
    held(cast.clerk, household=FAMILY)
    moved = moved_abroad(cast, places)
    with scope.of(cast.foreign_reviewer):
        there = PaymentHold.objects.get(household=moved.into_id)

    with pytest.raises(Refused, match="另一人解除"):
        lifted(there, cast.foreign_reviewer)
    lifted(there, cast.foreign_clerk)

    assert line_there(cast, moved, JULY).status == LineStatus.DUE


def test_a_hold_begins_after_what_the_second_county_has_signed(
    cast: Cast, places: Places, round_of_july: Round
) -> None:
    held(cast.clerk, household=FAMILY)
    there = Round(
        batch=drawn_there(cast, JULY),
        clerk=cast.foreign_clerk,
        reviewer=cast.foreign_reviewer,
        approver=hired_abroad(cast, "approver.abroad", Role.COUNTY_APPROVER),
        finance=hired_abroad(cast, "finance.abroad", Role.COUNTY_FINANCE),
        second_finance=cast.second_finance,
    )
    carry(there, until="sealed")

    moved = moved_abroad(cast, places)

    with scope.of(cast.foreign_clerk):
        assert PaymentHold.objects.get(household=moved.into_id).first_month == AUGUST


def test_a_hold_that_was_lifted_or_is_over_stays_behind(
    cast: Cast, places: Places, round_of_july: Round
) -> None:
    lifted(held(cast.clerk, household=FAMILY), cast.reviewer)

    moved = moved_abroad(cast, places)

    assert line_there(cast, moved, JULY).status == LineStatus.DUE


def test_a_family_on_its_way_is_not_put_under_a_hold(
    cast: Cast, places: Places, round_of_july: Round
) -> None:
    with scope.of(cast.caseworker):
        offered(cast, places)

    with pytest.raises(Refused, match="正在办理迁移"):
        held(cast.clerk, household=FAMILY)


def test_the_receiver_reads_of_the_hold_before_taking_the_file(
    cast: Cast, places: Places, round_of_july: Round
) -> None:
    held(cast.clerk, household=FAMILY, note="三次上门没有人")
    with scope.of(cast.caseworker):
        transfer = offered(cast, places)

    with scope.of(cast.foreign_caseworker):
        told = Dossier.opened(transfer.dossier).enclosed("payments")
    assert told is not None
    shown = [
        str(cell.value)
        for table in continuity.shown(told)
        for row in table.rows
        for cell in row.cells
    ]
    assert "联系不上领款人" in shown
