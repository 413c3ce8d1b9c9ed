"""What there is of each source, what batches drew on it, and whether the two rules of the seed's report are kept.

Readings only; amounts are yuan. Rows are those that the scope shows.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from django.db import connection
from django.db.models import Sum

from dibao.models.area import Area, county_of
from dibao.values.money import ZERO, yuan
from dibao.values.months import BenefitMonth
from payments.bookings import credited, failed, returned
from payments.models.batch import PaymentBatch
from payments.models.fund import BatchFunding, FundEntry, FundKind, FundLevel, FundSource

# 市、县财政按不低于低保资金支出总额3%的比例落实农村低保工作经费.
WORK_SHARE: Final = Decimal("0.03")


@dataclass(frozen=True)
class Source:
    """One source of a county's benefit money in a year; what is attributed never exceeds what is allocated."""

    level: FundLevel
    allocated: Decimal = ZERO
    attributed: Decimal = ZERO

    @property
    def left(self) -> Decimal:
        return self.allocated - self.attributed


@dataclass(frozen=True)
class Coverage:
    """Whether a county's sources bear an amount; one that keeps no funds here is short of nothing."""

    wanted: Decimal
    sources: Sequence[Source]
    is_kept: bool

    @property
    def left(self) -> Decimal:
        return sum((source.left for source in self.sources), ZERO)

    @property
    def short(self) -> Decimal:
        return max(self.wanted - self.left, ZERO) if self.is_kept else ZERO

    def borne(self) -> dict[FundLevel, Decimal]:
        """How much each source would bear, in their order."""
        parts, open_amount = {}, self.wanted
        for source in self.sources:
            parts[source.level] = min(source.left, open_amount)
            open_amount -= parts[source.level]
        return parts


def lock(area_code: str, year: int) -> None:
    """Let nobody else draw on the county's sources of a year until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT lock_funds(%s, %s)", [county_of(area_code), year])


def coverage(area_code: str, year: int, wanted: Decimal) -> Coverage:
    """The county's sources in the order in which they are drawn on, beside an amount (one query)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT level, allocated, attributed, funds_are_kept(%(county)s, %(year)s)"
            " FROM funds_of(%(county)s, %(year)s) ORDER BY place",
            {"county": county_of(area_code), "year": year},
        )
        rows = cursor.fetchall()
    sources = [Source(FundLevel(level), had, used) for level, had, used, _kept in rows]
    return Coverage(wanted, sources, any(kept for *_rest, kept in rows))


def coverage_of(batch: PaymentBatch) -> Coverage:
    """Whether the sources bear what a batch hands to the bank."""
    return coverage(batch.area_id, batch.month.year, batch.payable_amount)


def borne_by(batch: PaymentBatch) -> dict[FundLevel, Decimal]:
    """What each source bears of a batch after everything that went back (one query)."""
    rows = batch.funding.values_list("level").annotate(Sum("amount")).order_by()
    return {FundLevel(level): amount for level, amount in rows}


# What a signed batch costs: all that goes to the bank, and once it is settled what was paid.
SPENT: Final = f"""
SELECT b.area_code, b.month,
       sum(b.total_amount - b.held_amount - CASE WHEN b.status = 'settled' THEN coalesce(f.amount, 0) ELSE 0 END)
FROM payments_paymentbatch b
LEFT JOIN (SELECT batch_id, sum(amount) AS amount FROM (
               SELECT batch_id, amount FROM payments_paymentline
               WHERE area_code >= %(low)s AND area_code < %(high)s AND {failed()}
               UNION ALL
               SELECT batch_id, amount FROM payments_paymentline
               WHERE area_code >= %(low)s AND area_code < %(high)s AND {returned()}) l
           GROUP BY batch_id) f
    ON f.batch_id = b.id
WHERE b.area_code >= %(low)s AND b.area_code < %(high)s AND b.month >= %(first)s AND b.month <= %(last)s
  AND b.status IN ('sealed', 'filed', 'sent', 'settled')
GROUP BY b.area_code, b.month
"""
# 按农村低保总人数: those paid in December, in a year that is under way or was left in its latest month.
PERSONS: Final = f"""
SELECT m.area_code, m.month, (
    SELECT coalesce(sum(l.covered_count), 0) FROM payments_paymentbatch b
    JOIN payments_paymentline l ON l.batch_id = b.id AND {credited("l.")}
    WHERE b.area_code = m.area_code AND b.month = m.month AND b.kind = 'regular')
FROM (SELECT area_code, max(month) AS month FROM payments_paymentbatch
      WHERE area_code >= %(low)s AND area_code < %(high)s AND month >= %(first)s AND month <= %(last)s
        AND kind = 'regular' AND status = 'settled'
      GROUP BY area_code) m
"""


@dataclass
class CountyYear:
    """One county's funds of one year: by level, and what its batches cost by month."""

    area_code: str
    allocated: dict[str, Decimal] = field(default_factory=lambda: defaultdict(lambda: ZERO))
    attributed: dict[str, Decimal] = field(default_factory=lambda: defaultdict(lambda: ZERO))
    by_month: dict[BenefitMonth, dict[str, Decimal]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(lambda: ZERO))
    )
    spent: dict[BenefitMonth, Decimal] = field(default_factory=lambda: defaultdict(lambda: ZERO))
    is_kept: bool = False
    persons: int = 0
    counted_in: BenefitMonth | None = None
    yuan_per_person: Decimal = ZERO
    work_allocated: Decimal = ZERO
    work_spent: Decimal = ZERO

    @property
    def spending(self) -> Decimal:
        """Yuan that the year's batches cost."""
        return sum(self.spent.values(), ZERO)

    @property
    def without_source(self) -> Decimal:
        """Of that, what was signed before funds were kept here."""
        return self.spending - sum(self.attributed.values(), ZERO)

    @property
    def municipal_expected(self) -> Decimal:
        """市级财政按每人每年20元落实定补."""
        return yuan(self.persons * self.yuan_per_person)

    @property
    def work_expected(self) -> Decimal:
        """At least so much work fund, by 3 % of the spending."""
        return yuan(self.spending * WORK_SHARE)


def funds_within(area: Area, year: int) -> dict[str, CountyYear]:
    """Every county of an area that has entries or batches in a year, by its code (five queries)."""
    found = _Counties()
    low, high = area.span
    placed = {"area_id__gte": low, "area_id__lt": high, "year": year}
    entries = FundEntry.objects.confirmed().filter(**placed).values_list("area_id", "kind", "level")
    for code, kind, level, amount in entries.annotate(Sum("amount")).order_by():
        _add_entry(found[code], kind, level, amount)
    funding = BatchFunding.objects.filter(**placed).values_list("area_id", "batch__month", "level")
    for code, month, level, amount in funding.annotate(Sum("amount")).order_by():
        found[code].attributed[level] += amount
        found[code].by_month[month][level] += amount
    first, last = date(year, 1, 1), date(year, 12, 31)
    asked: dict[str, str | date] = {"low": low, "high": high, "first": first, "last": last}
    for code, month, spent in _rows(SPENT, asked):
        found[code].spent[BenefitMonth.of(month)] = spent
    for code, month, persons in _rows(PERSONS, asked):
        found[code].persons, found[code].counted_in = int(persons), BenefitMonth.of(month)
    rate = per_person(year)
    for each in found.values():
        each.yuan_per_person = rate
    return dict(sorted(found.items()))


class _Counties(dict[str, CountyYear]):
    def __missing__(self, code: str) -> CountyYear:
        self[code] = CountyYear(code)
        return self[code]


def _add_entry(county: CountyYear, kind: str, level: str, amount: Decimal) -> None:
    if kind == FundKind.BENEFIT:
        county.is_kept = True
        county.allocated[level] += amount
    elif kind == FundKind.WORK:
        county.work_allocated += amount
    else:
        county.work_spent += amount


def _rows(statement: str, asked: Mapping[str, str | date]) -> list[tuple[str, date, Decimal]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, asked)
        return cursor.fetchall()


def per_person(year: int) -> Decimal:
    """Yuan that the municipality owes for a person and year (one query)."""
    orders = FundSource.objects.filter(level=FundLevel.MUNICIPAL, from_year__lte=year)
    newest = orders.order_by("-from_year").first()
    return (newest.yuan_per_person if newest else None) or ZERO
