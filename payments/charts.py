"""What signed months come to over two years: by month, by class, by township, and who came and went.

Read from batch headers and their tallies, which the seal writes; no line is looked at, so the cost is that of some
thousand rows whatever the number of households. Money is yuan: `given` is what households are given, of which
`offset` is kept back of their debts and `held` waits; the rest went to the bank.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, NamedTuple

from django.db.models import Max, QuerySet, Sum
from django.db.models.functions import Left

from dibao.levels import AreaLevel
from dibao.models.area import Area
from dibao.values.money import ZERO
from dibao.values.months import BenefitMonth
from payments.models.batch import BatchKind, BatchQuerySet, PaymentBatch
from payments.models.tally import BatchTally, TallyKind
from payments.workflow import SIGNED

SHOWN: Final = 24
# Digits by which rows are gathered into the places one level below an area.
_DIGITS: Final = {AreaLevel.PREFECTURE: 6, AreaLevel.COUNTY: 9}
_CODE_DIGITS: Final = 12


class Sums(NamedTuple):
    """Households, persons and yuan."""

    households: int = 0
    persons: int = 0
    given: Decimal = ZERO
    offset: Decimal = ZERO

    def plus(self, other: "Sums") -> "Sums":
        return Sums(
            self.households + other.households,
            self.persons + other.persons,
            self.given + other.given,
            self.offset + other.offset,
        )


NOBODY: Final = Sums()


@dataclass
class Month:
    """One month of an area: its regular batches together, and by class; what other batches released beside them.

    `batch` is the only regular batch of the month; None where there are several, of several counties.
    """

    month: BenefitMonth
    batch: int | None = None
    counties: int = 0
    held: Decimal = ZERO
    others: Decimal = ZERO
    classes: dict[int, Sums] = field(default_factory=dict)
    new: Sums = NOBODY
    ended: Sums = NOBODY

    @property
    def all(self) -> Sums:
        total = NOBODY
        for sums in self.classes.values():
            total = total.plus(sums)
        return total

    @property
    def to_bank(self) -> Decimal:
        """Yuan of the regular batches that the bank was asked to pay."""
        return self.all.given - self.all.offset - self.held


@dataclass(frozen=True)
class Place:
    """One place below an area in one month."""

    area: Area
    sums: Sums


def months_of(area: Area) -> list[Month]:
    """The newest two years of an area up to its last signed month, the earliest first (three statements).

    A month without a signed batch within these stands there with nothing.
    """
    signed = _regular(area)
    newest: BenefitMonth | None = signed.aggregate(month=Max("month"))["month"]
    if newest is None:
        return []
    first = newest.plus(1 - SHOWN)
    found: dict[BenefitMonth, Month] = {}
    rows = _signed(area).filter(month__gte=first, month__lte=newest)
    for pk, month, kind, held, total in rows.values_list(
        "pk", "month", "kind", "held_amount", "total_amount"
    ):
        one = found.setdefault(month, Month(month))
        if kind != BatchKind.REGULAR:
            one.others += total
            continue
        one.counties += 1
        one.batch = pk if one.counties == 1 else None
        one.held += held
    for month, kind, number, sums in _by_class(area, first):
        one = found[month]
        if kind == TallyKind.ALL:
            one.classes[number] = sums
        elif kind == TallyKind.NEW:
            one.new = one.new.plus(sums)
        else:
            one.ended = one.ended.plus(sums)
    return [found.get(month, Month(month)) for month in BenefitMonth.range(min(found), newest)]


def places_of(area: Area, month: BenefitMonth) -> list[Place]:
    """The places one level below an area in a month, the most money first (two statements)."""
    digits = _DIGITS[AreaLevel(area.level)]
    rows = _tallies(area).filter(batch__month=month, kind=TallyKind.ALL)
    found = rows.values_list(Left("area_id", digits)).annotate(*_SUMS).order_by()
    sums = {code.ljust(_CODE_DIGITS, "0"): Sums(*values) for code, *values in found}
    places = [Place(one, sums[one.pk]) for one in Area.objects.filter(pk__in=sums)]
    return sorted(places, key=lambda one: (-one.sums.given, one.area.pk))


_SUMS: Final = (
    Sum("household_count"),
    Sum("person_count"),
    Sum("given_amount"),
    Sum("offset_amount"),
)


def _signed(area: Area) -> BatchQuerySet:
    return PaymentBatch.objects.within(area).filter(status__in=SIGNED)


def _regular(area: Area) -> BatchQuerySet:
    return _signed(area).filter(kind=BatchKind.REGULAR)


def _tallies(area: Area) -> QuerySet[BatchTally]:
    """Of signed regular batches: a void one keeps its tally, and counts no more."""
    return BatchTally.objects.within(area).filter(
        batch__status__in=SIGNED, batch__kind=BatchKind.REGULAR
    )


def _by_class(area: Area, first: BenefitMonth) -> Sequence[tuple[BenefitMonth, str, int, Sums]]:
    rows = _tallies(area).filter(batch__month__gte=first)
    found = rows.values_list("batch__month", "kind", "benefit_class").annotate(*_SUMS).order_by()
    return [(month, kind, number, Sums(*values)) for month, kind, number, *values in found]
