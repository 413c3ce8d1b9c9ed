"""Everything that a household was helped with: cash of the allowance and what member agencies gave, year by year.

Cash stands in the year of the month that it is for, as on the card that the household keeps; what an agency gave in the
year in which it gave it, so a benefit in parts may stand in two years with a part in each.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, Self

from applicants.models.household import Household
from applicants.models.referral import Referral, ReferralPart
from dibao.values.money import ZERO
from payments.families import came_from
from payments.models.batch import BatchKind
from payments.models.line import PaymentLine
from payments.models.recovery import EntryKind, RecoveryEntry

# Each payment is of one of these; a month that is paid again is that month's.
_LATER: Final = (BatchKind.BACK_PAY, BatchKind.TOP_UP)
_SUBSIDIES: Final = (BatchKind.SUBSIDY, BatchKind.SUBSIDY_FOLLOW_UP)


@dataclass
class Cash:
    """Yuan of a year that reached the account, by what they were; the last two were taken off or brought back."""

    base: Decimal = ZERO
    supplement: Decimal = ZERO
    later: Decimal = ZERO
    subsidies: Decimal = ZERO
    kept_back: Decimal = ZERO
    given_back: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        given = self.base + self.supplement + self.later + self.subsidies
        return given - self.kept_back - self.given_back

    def add(self, line: PaymentLine) -> None:
        if line.kind in _SUBSIDIES:
            self.subsidies += line.base_amount + line.supplement_amount
        elif line.kind in _LATER:
            self.later += line.base_amount + line.supplement_amount
        else:
            self.base += line.base_amount
            self.supplement += line.supplement_amount
        self.kept_back += line.offset_amount


@dataclass(frozen=True)
class Help:
    """One referral in one year, with what was given in it: how much of its unit, and yuan that this was worth."""

    referral: Referral
    parts: tuple[ReferralPart, ...] = ()

    @property
    def quantity(self) -> Decimal:
        return sum((part.quantity for part in self.parts), ZERO)

    @property
    def value(self) -> Decimal:
        return sum((part.value for part in self.parts), ZERO)


@dataclass
class Year:
    """A year's cash and other help; `total` is all of it in yuan."""

    number: int
    cash: Cash = field(default_factory=Cash)
    helps: list[Help] = field(default_factory=list)

    @property
    def help_value(self) -> Decimal:
        return sum((one.value for one in self.helps), ZERO)

    @property
    def total(self) -> Decimal:
        return self.cash.total + self.help_value


@dataclass(frozen=True)
class Everything:
    """What agencies still have to answer or deliver, and the years with something in them, the newest first."""

    open: tuple[Referral, ...]
    years: tuple[Year, ...]

    @classmethod
    def of(cls, household: Household) -> Self:
        """As far as the scope sees it, before a move too: a few statements at any number of years."""
        keys = came_from(household)
        referrals = list(_referrals(keys))
        cash = _cash(keys)
        helps = helps_of(referrals)
        years = (
            Year(number, cash.get(number, Cash()), helps.get(number, []))
            for number in sorted({*cash, *helps}, reverse=True)
        )
        return cls(tuple(one for one in referrals if one.is_open), tuple(years))


def helps_of(referrals: Iterable[Referral]) -> dict[int, list[Help]]:
    """By year, in the order of the referrals; what came to nothing stands in the year in which it was closed."""
    found: dict[int, list[Help]] = defaultdict(list)
    for referral in referrals:
        for year, one in _by_year(referral).items():
            found[year].append(one)
    return dict(found)


def _by_year(referral: Referral) -> Mapping[int, Help]:
    years: dict[int, Help] = {}
    for part in referral.parts.all():
        year = part.delivered_on.year
        before = years.get(year, Help(referral))
        years[year] = Help(referral, (*before.parts, part))
    if not years and referral.closed_on:
        years[referral.closed_on.year] = Help(referral)
    return years


def _referrals(households: set[int]) -> Iterable[Referral]:
    """By agency and benefit, as the platform lists them, with what was delivered (two statements)."""
    rows = Referral.objects.filter(household__in=households)
    return (
        rows.select_related("item", "agency", "person")
        .prefetch_related("parts")
        .order_by("agency__position", "item__position", "pk")
    )


def _cash(households: set[int]) -> dict[int, Cash]:
    """By the year of the month (two statements). A township sees its lines and no batches, so only lines are asked."""
    found: dict[int, Cash] = defaultdict(Cash)
    lines = PaymentLine.objects.credited().filter(household__in=households)
    for line in lines.only("month", "kind", "base_amount", "supplement_amount", "offset_amount"):
        found[line.month.year].add(line)
    # Money that is given up was never brought: only cash is.
    entries = RecoveryEntry.objects.filter(
        recovery__household__in=households, kind=EntryKind.CASH, is_agreed=True
    )
    for happened_on, amount in entries.values_list("happened_on", "amount"):
        found[happened_on.year].given_back += amount
    return dict(found)
