"""A family that moves to another county is paid every month once, whatever its first county has drawn already."""

from datetime import date

import pytest

from applicants.actions import transfers
from applicants.choices import HEAD
from applicants.models.grant import Grant
from applicants.models.household import Household, Membership
from applicants.models.transfer import Transfer
from dibao import scope
from dibao.errors import Refused
from dibao.values.months import BenefitMonth
from payments.actions import batches
from payments.models import PaymentLine
from tests.cast import Cast
from tests.factories.places import Places
from tests.payments.conftest import AUGUST, JULY, TODAY, Round, carry

# One person, covered, with a name and an account.
FAMILY = 103
HANDED, CONFIRMED = date(2008, 6, 20), date(2008, 6, 25)
JUNE = BenefitMonth(2008, 6)


def moved_abroad(cast: Cast, places: Places) -> Transfer:
    with scope.of(cast.caseworker):
        household = Household.objects.get(pk=FAMILY)
        Membership.objects.create(
            household=household,
            area_id=household.area_id,
            person=household.head,
            relation=HEAD,
            first_day=date(2008, 1, 1),
        )
        transfer = transfers.offer_move(
            household=household,
            township=places.foreign_township,
            reason="搬到女儿所在的县",
            moved_on=HANDED,
            by=cast.caseworker,
            on=HANDED,
        )
    with scope.of(cast.foreign_caseworker):
        transfers.receive(
            transfer=transfer,
            village=places.foreign_village,
            group_name="",
            address="",
            by=cast.foreign_caseworker,
            on=HANDED,
        )
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


def drawn_there(cast: Cast, month: BenefitMonth) -> None:
    county = cast.foreign_clerk.posting.area
    with scope.of(cast.foreign_clerk):
        batches.draw(county=county, month=month, by=cast.foreign_clerk, on=month.next().first_day)


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
        batches.submit(batch=round_of_july.batch, by=cast.clerk)
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
