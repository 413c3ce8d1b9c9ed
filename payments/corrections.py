"""What was paid beside what the months say now: each month of a signed batch, the difference, and why there is one.

Decisions made after a signature change what a month should have paid: a death told of late, a benefit confirmed too
late. Beside them stand months whose money is still here. Nothing here writes off, pays or gets back; whoever does
takes these amounts with their reasons.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, Self

from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from applicants.models.grant import Outcome
from applicants.models.household import Household
from dibao.models.area import Area
from dibao.values.months import BenefitMonth
from payments.bookings import Booking, credited, returned
from payments.owed import OwedMonth, owed_of, owed_within
from payments.workflow import LineStatus

_ZERO: Final = Decimal(0)

# What a month should pay is what the grants say now. The decision is the one that ended the line's own grant before
# the line's month, where one did. Beside a month's first line stand those that followed it.
_MONTHS: Final = f"""
SELECT l.household_id, l.month, coalesce(d.total_amount, 0),
       CASE l.booking WHEN 'returned' THEN l.offset_amount WHEN 'arrived' THEN l.amount
                      ELSE l.base_amount + l.supplement_amount END,
       l.status, l.booking, l.failure_reason,
       coalesce(h.reason, ''), coalesce(e.outcome, ''), coalesce(e.end_reason, ''), e.decided_on, f.paid, f.under_way
FROM payments_paymentline l
JOIN payments_paymentbatch b ON b.id = l.batch_id AND b.status IN ('sealed', 'filed', 'sent', 'settled')
JOIN applicants_grant g ON g.id = l.grant_id AND g.household_id = l.household_id
LEFT JOIN applicants_decision e ON e.id = g.ended_by_id AND g.last_month < l.month
LEFT JOIN applicants_grant d ON d.household_id = l.household_id
    AND d.first_month <= l.month AND (d.last_month IS NULL OR d.last_month >= l.month)
LEFT JOIN payments_paymenthold h ON h.id = l.hold_id,
LATERAL (
    SELECT coalesce(sum(f.amount) FILTER (WHERE {credited("f.")}), 0) AS paid,
           coalesce(sum(f.amount) FILTER (WHERE f.status IN ('due', 'sent', 'unknown')), 0) AS under_way
    FROM payments_paymentline f
    WHERE f.household_id = l.household_id AND f.month = l.month AND f.kind IN ('follow_up', 'top_up')
) f
WHERE l.kind IN ('regular', 'back_pay') AND l.status <> 'void' AND
"""
_OF_HOUSEHOLD: Final = f"{_MONTHS} l.household_id = %(household)s ORDER BY l.month"
# Where a line was paid and its grant covers the month, nothing can differ, since the seal compared the two. What is
# left is little, and each half of it has an index.
_PAID_AND_ENDED: Final = f"""
{_MONTHS} l.area_code >= %(low)s AND l.area_code < %(high)s AND l.status = 'paid' AND l.booking = ''
  AND g.last_month < l.month
"""
# What disputes with the bank have found, one way or the other; a handful.
_RETURNED: Final = f"""
{_MONTHS} l.area_code >= %(low)s AND l.area_code < %(high)s AND {returned("l.")}
"""
_NOT_CREDITED: Final = f"""
{_MONTHS} l.area_code >= %(low)s AND l.area_code < %(high)s AND l.status IN ('failed', 'held')
"""
_THAT_MAY_DIFFER: Final = (
    f"{_NOT_CREDITED} UNION ALL {_RETURNED} UNION ALL {_PAID_AND_ENDED} ORDER BY 1, 2"
)
_PAID_TOO_MUCH: Final = (
    f"{_NOT_CREDITED} AND (f.paid > 0 OR l.booking = 'arrived')"
    f" UNION ALL {_RETURNED} UNION ALL {_PAID_AND_ENDED} ORDER BY 1, 2"
)


class Cause(models.TextChoices):
    """Why a month paid something other than what it says now; the first three are decisions made too late for it."""

    ENDED = "ended", _("签发以后停发")
    CHANGED = "changed", _("签发以后变更")
    LATE = "late", _("签发以后才确认")
    HOLD = "hold", _("缓发")
    ACCOUNT = "account", _("账户暂缓")
    FAILED = "failed", _("发放失败")
    RETURNED = "returned", _("银行后来退回")
    PAID_TWICE = "paid_twice", _("银行报失败，实际已到账")


@dataclass(frozen=True)
class PaidMonth:
    """One month of one household: what it says now, and its line if it has one. Yuan; codes are empty where they say
    nothing."""

    household: int
    month: BenefitMonth
    due: Decimal
    # Of the line itself: what the family has had of it, should the bank have paid it.
    drawn: Decimal = _ZERO
    status: str = ""
    booking: str = ""
    failure_reason: str = ""
    hold_reason: str = ""
    outcome: str = ""
    end_reason: str = ""
    decided_on: date | None = None
    # By later batches of the same month: what the bank has paid, and what it has not answered for yet.
    followed_by: Decimal = _ZERO
    under_way: Decimal = _ZERO

    @classmethod
    def of_owed(cls, owed: OwedMonth) -> Self:
        return cls(owed.household, owed.month, owed.amount, decided_on=owed.decided_on)


@dataclass(frozen=True)
class ComparedMonth:
    """A month with what was paid of it, what is missing (+) or too much (-), and the cause.

    While the bank has not answered nothing is known, and there is no difference yet.
    """

    of: PaidMonth
    paid: Decimal
    difference: Decimal | None
    cause: Cause | None

    @property
    def household(self) -> int:
        return self.of.household

    @property
    def month(self) -> BenefitMonth:
        return self.of.month


def compare(month: PaidMonth) -> ComparedMonth:
    """The month's difference with its cause."""
    if month.status in (LineStatus.DUE, LineStatus.SENT, LineStatus.UNKNOWN):
        return ComparedMonth(month, _ZERO, None, None)
    # Of what came back `drawn` is what was kept back.
    is_paid = month.status == LineStatus.PAID or month.booking == Booking.ARRIVED
    paid = month.followed_by + (month.drawn if is_paid else _ZERO)
    if month.under_way:
        return ComparedMonth(month, paid, None, None)
    difference = month.due - paid
    return ComparedMonth(month, paid, difference, _cause(month) if difference else None)


def _cause(month: PaidMonth) -> Cause:
    if month.booking == Booking.RETURNED and not month.followed_by:
        return Cause.RETURNED
    if month.booking == Booking.ARRIVED and not month.outcome:
        return Cause.PAID_TWICE
    if month.status == LineStatus.PAID or month.followed_by:
        return Cause.ENDED if month.outcome == Outcome.END else Cause.CHANGED
    match month.status:
        case LineStatus.FAILED:
            return Cause.FAILED
        case LineStatus.HELD:
            return Cause.HOLD if month.hold_reason else Cause.ACCOUNT
    return Cause.LATE


def corrections_within(area: Area) -> list[ComparedMonth]:
    """Every month of an area that paid too little or too much, household by household (two statements)."""
    low, high = area.span
    found = _read(_THAT_MAY_DIFFER, {"low": low, "high": high})
    compared = _compared(found, owed_within(area))
    return [month for month in compared if month.difference]


def overpaid_within(area: Area) -> list[ComparedMonth]:
    """Every month of an area that paid too much, household by household (one statement)."""
    low, high = area.span
    compared = _compared(_read(_PAID_TOO_MUCH, {"low": low, "high": high}), [])
    return [month for month in compared if month.difference and month.difference < 0]


def months_of(household: Household) -> list[ComparedMonth]:
    """Every month of a household that a signed batch answers for, the earliest first (two statements)."""
    return _compared(_read(_OF_HOUSEHOLD, {"household": household.pk}), owed_of(household))


def _read(statement: str, values: Mapping[str, str | int]) -> list[PaidMonth]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [
            PaidMonth(household, BenefitMonth.of(month), *more)
            for household, month, *more in cursor.fetchall()
        ]


def _compared(found: Iterable[PaidMonth], owed: Iterable[OwedMonth]) -> list[ComparedMonth]:
    months = [*found, *(PaidMonth.of_owed(one) for one in owed)]
    months.sort(key=lambda one: (one.household, one.month))
    return [compare(month) for month in months]
