"""Months that a household is owed although its county's batch was signed: the benefit was decided too late for it.

They stay here until a later batch pays them back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Self

from django.db import connection

from applicants.models.household import Household
from dibao.levels import AreaLevel
from dibao.models.area import Area, county_of, span_of
from dibao.values.months import BenefitMonth

# A batch is signed only while it names everybody who is due, so that whoever is missing was decided afterwards; an
# hour is left for a decision under way at that moment. OFFSET 0 has each month looked up by its key.
_OWED = """
SELECT g.household_id, b.month, g.total_amount, d.decided_on
FROM payments_paymentbatch b
JOIN applicants_grant g ON left(g.area_code, 6) = left(b.area_code, 6)
    AND g.first_month <= b.month AND (g.last_month IS NULL OR g.last_month >= b.month)
JOIN applicants_decision d ON d.id = g.decision_id AND d.created_at > b.signed_at - interval '1 hour'
WHERE b.area_code >= %(low)s AND b.area_code < %(high)s AND b.kind = 'regular'
  AND (%(household)s::bigint IS NULL OR g.household_id = %(household)s)
  AND NOT b.is_historical AND b.status IN ('sealed', 'filed', 'sent', 'settled')
  AND NOT EXISTS (
    SELECT FROM payments_paymentline l
    WHERE l.household_id = g.household_id AND l.month = b.month AND l.kind = 'regular' AND l.status <> 'void'
    OFFSET 0)
ORDER BY g.household_id, b.month
"""


@dataclass(frozen=True)
class OwedMonth:
    """One month of one household, in yuan."""

    household: int
    month: BenefitMonth
    amount: Decimal
    decided_on: date

    @classmethod
    def read(cls, household: int, month: date, amount: Decimal, decided_on: date) -> Self:
        return cls(household, BenefitMonth.of(month), amount, decided_on)


def owed_within(area: Area) -> Sequence[OwedMonth]:
    """Every month that is owed in an area, household by household (one statement)."""
    return _owed(*area.span, None)


def owed_of(household: Household) -> Sequence[OwedMonth]:
    """The months that a household is owed by its county (one statement)."""
    return _owed(*span_of(county_of(household.area_id), AreaLevel.COUNTY), household.pk)


def _owed(low: str, high: str, household: int | None) -> Sequence[OwedMonth]:
    with connection.cursor() as cursor:
        cursor.execute(_OWED, {"low": low, "high": high, "household": household})
        return [OwedMonth.read(*row) for row in cursor.fetchall()]


def by_household(months: Sequence[OwedMonth]) -> dict[int, list[OwedMonth]]:
    """The same months, put together for each household."""
    found: dict[int, list[OwedMonth]] = {}
    for owed in months:
        found.setdefault(owed.household, []).append(owed)
    return found
