"""What an agency's one page does in one step: it takes a referral on and writes down what it gave."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction

from applicants.actions import referrals
from applicants.eligibility.aid import AidValueKind
from applicants.models.referral import CostBearer, Referral, ReferralPart
from applicants.workflow import ReferralStatus
from dibao.models.staff import Staff
from dibao.values import money


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """One delivery as it is written down; `value` is yuan, zero where the benefit is no money."""

    quantity: Decimal
    value: Decimal
    delivered_on: date
    cost_bearer: CostBearer
    evidence: str = ""
    is_last: bool = True


@transaction.atomic
def give(*, referral: Referral, delivery: Delivery, by: Staff, on: date) -> ReferralPart:
    """Write down a delivery, and take the referral on first where nobody has; both or nothing.

    Refused as accepting and delivering are, in their words.
    """
    if referral.status == ReferralStatus.REQUESTED:
        referral = referrals.accept(referral=referral, by=by, on=on)
    return referrals.deliver(referral=referral, by=by, on=on, **vars(delivery))


def usual_value(referral: Referral, quantity: Decimal) -> Decimal | None:
    """What so many units cost by the terms, in yuan; None where the terms do not fix it."""
    rule = referral.terms.as_rule()
    if rule.value_kind != AidValueKind.FIXED or rule.amount is None:
        return None
    return money.yuan(rule.amount * quantity)
