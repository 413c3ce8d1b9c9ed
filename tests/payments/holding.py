"""Holds as the county's people place and lift them."""

from applicants.models.household import Household
from dibao import scope
from dibao.models.staff import Staff
from dibao.values.months import BenefitMonth
from payments.actions import holds
from payments.actions.holds import HoldEntry
from payments.models import HoldReason, PaymentHold
from tests.payments.conftest import JULY, TODAY


def held(
    by: Staff, *, household: int = 101, first: BenefitMonth = JULY, **more: object
) -> PaymentHold:
    """A household of our county whose payee nobody can find."""
    entry = HoldEntry(**{"reason": HoldReason.NOT_REACHED, "first_month": first, **more})
    with scope.of(by):
        found = Household.objects.get(pk=household)
        return holds.place(household=found, entry=entry, by=by, on=TODAY)


def lifted(hold: PaymentHold, by: Staff, *, reason: str = "已入户见到本人") -> PaymentHold:
    with scope.of(by):
        return holds.lift(hold=hold, reason=reason, by=by)
