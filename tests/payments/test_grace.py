"""Months of grace as the draw pays them: the same amount to the last month, or less each month; then nothing."""

from datetime import date
from decimal import Decimal

import pytest

from applicants.models import Grant
from dibao import scope
from dibao.errors import Refused
from dibao.values.months import BenefitMonth
from payments.actions import batches
from payments.corrections import Cause, corrections_within
from payments.models import PaymentLine
from tests import changes
from tests.applicants.actions.test_grace import FALLING, MARCH, OCTOBER
from tests.applicants.actions.test_grace_moved import Side, confirmed, paid_by, received
from tests.cast import Cast
from tests.changes import SEPTEMBER, decided, heard, opened, proposed, working
from tests.factories.places import Places
from tests.payments.conftest import Round, answered, make_account, sent


def given_grace(grant: Grant, cast: Cast) -> None:
    with scope.of(cast.caseworker):
        make_account(grant.household, cast.caseworker)
    changes.given_grace(grant, cast)


def drawn(month: BenefitMonth, cast: Cast) -> list[Decimal]:
    """What the county's batch of a month pays."""
    county = cast.clerk.posting.area
    with scope.of(cast.clerk):
        batch = batches.draw(county=county, month=month, by=cast.clerk, on=month.first_day)
        return list(PaymentLine.objects.filter(batch=batch).values_list("amount", flat=True))


def paid_early(month: BenefitMonth, cast: Cast) -> Round:
    """A month of the county drawn, signed, sent and paid."""
    with scope.of(cast.clerk):
        batch = batches.draw(
            county=cast.clerk.posting.area, month=month, by=cast.clerk, on=month.first_day
        )
    money = Round(
        batch, cast.clerk, cast.reviewer, cast.approver, cast.finance, cast.second_finance
    )
    sent(money)
    answered(money, {})
    return money


def test_the_whole_amount_is_drawn_to_the_last_month(cast: Cast, grant: Grant) -> None:
    given_grace(grant, cast)

    paid = {month: drawn(month, cast) for month in BenefitMonth.range(SEPTEMBER, MARCH)}

    assert list(paid.values()) == [[grant.total_amount]] * 7
    with pytest.raises(Refused, match="没有享受低保的家庭"):
        drawn(MARCH.next(), cast)


def test_a_falling_amount_is_drawn_month_by_month(cast: Cast, falling: None, grant: Grant) -> None:
    given_grace(grant, cast)

    paid = [drawn(month, cast) for month in BenefitMonth.range(SEPTEMBER, MARCH)]

    assert paid == [[yuan] for yuan in (grant.total_amount, *FALLING)]
    with pytest.raises(Refused, match="没有享受低保的家庭"):
        drawn(MARCH.next(), cast)


def test_a_month_signed_before_it_fell_was_paid_too_much(
    cast: Cast, falling: None, grant: Grant
) -> None:
    """November is signed with the whole amount before the decision lets it fall to five sixths."""
    with scope.of(cast.caseworker):
        make_account(grant.household, cast.caseworker)
    november = OCTOBER.next()
    money = paid_early(november, cast)

    case = working(opened(grant, cast), cast)
    proposed(case, cast, "grace")
    heard(case, cast)
    decided(case, cast)

    with scope.of(cast.clerk):
        found = {one.month: one for one in corrections_within(money.county)}
    assert found[november].difference == FALLING[1] - grant.total_amount
    assert found[november].cause == Cause.CHANGED


def test_a_month_that_is_drawn_is_paid_where_it_was_and_the_rest_where_the_family_is(
    cast: Cast, places: Places, shape: str, grant: Grant
) -> None:
    """December is drawn and sent before the county confirms the move of November."""
    given_grace(grant, cast)
    december = BenefitMonth(2026, 12)
    money = paid_early(december, cast)
    next_door = Side(places.other_township, places.other_village, cast.neighbour, cast.reviewer)

    moved = confirmed(received(grant, cast, next_door), next_door)

    there = paid_by(moved.into_id, cast.reviewer)
    assert list(paid_by(grant.household_id, cast.reviewer))[-1] == december
    assert list(there) == list(BenefitMonth.range(december.next(), MARCH))
    with scope.of(cast.clerk):
        assert list(corrections_within(money.county)) == []
    expected = FALLING[3] if shape == "falling" else grant.total_amount
    assert drawn(december.next(), cast) == [expected]


def test_months_that_fell_away_were_paid_too_much(cast: Cast, shape: str, grant: Grant) -> None:
    """December is paid before the family's end in November is known."""
    given_grace(grant, cast)
    december = BenefitMonth(2026, 12)
    money = paid_early(december, cast)

    changes.ended(grant, cast, on=date(2026, 11, 12), end_reason="moved")

    with scope.of(cast.clerk):
        [found] = corrections_within(money.county)
    assert found.month == december
    assert found.cause == Cause.ENDED
    assert found.of.due == 0
    assert found.difference == -(FALLING[2] if shape == "falling" else grant.total_amount)
    with pytest.raises(Refused, match="没有享受低保的家庭"):
        drawn(december.next(), cast)
