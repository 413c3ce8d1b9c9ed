"""Months that a household is owed although its county's batch was signed: the benefit was decided too late for it.

They stay here until a back-pay batch takes them up.
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
from payments.drawing import DECIDED_LATE

_OWED = f"""
SELECT g.household_id, b.month, g.total_amount, d.decided_on {DECIDED_LATE}
  AND (%(household)s::bigint IS NULL OR g.household_id = %(household)s)
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
