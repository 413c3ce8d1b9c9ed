"""A month's figures place by place: sums over the lines of the month, in one statement at any size."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Left

from applicants.models.grant import Grant
from dibao.levels import AreaLevel
from dibao.models.area import Area, county_of
from dibao.values.money import ZERO
from dibao.values.months import BenefitMonth
from oversight import places
from oversight.statistics.figures import ClassFigures, Money, PlaceFigures, total_of
from payments.bookings import IS_CREDITED, IS_FAILED, IS_RETURNED
from payments.models.batch import BatchKind, PaymentBatch
from payments.models.line import PaymentLine
from payments.workflow import IN_FLIGHT, LineStatus

# What households are given of the month. An instalment of a debt that is kept back of it pays that debt: the month is
# given whole (decision 12). What left the funds is less by it, and stands with the funds.
_GIVEN = F("base_amount") + F("supplement_amount")
# Digits by which rows are gathered into the places one level below an area.
_DIGITS = {AreaLevel.PREFECTURE: 6, AreaLevel.COUNTY: 9, AreaLevel.TOWNSHIP: 12}
_CODE_DIGITS = 12


@dataclass(frozen=True)
class Sums:
    """One row of a statement: one class in one place; `place` is the beginning of its code."""

    place: str
    benefit_class: int
    households: int
    persons: int
    due: Decimal
    paid: Decimal = ZERO
    waiting: Decimal = ZERO
    in_flight: Decimal = ZERO
    failed: Decimal = ZERO
    held: Decimal = ZERO

    @property
    def code(self) -> str:
        return self.place.ljust(_CODE_DIGITS, "0")


@dataclass(frozen=True)
class MonthReport:
    """An area's month: the places one level below it, and all of them together."""

    month: BenefitMonth
    area: Area
    places: tuple[PlaceFigures, ...]
    total: PlaceFigures


def report(area: Area, month: BenefitMonth) -> MonthReport:
    """Sum the month over the places one level below `area`, within what the context at hand sees.

    Rows are the regular lines of the month that are not void. A county without lines has drawn no batch yet; its
    grants then say what would be due, and its figures are marked as an estimate. Four statements at any size.
    """
    digits = _DIGITS[AreaLevel(area.level)]
    drawn = list(_sums_of_lines(area, month, digits))
    expected = list(_sums_not_drawn(area, month, digits, drawn))
    estimated = {row.code for row in expected}
    parts = tuple(
        _place(
            it, [row for row in (*drawn, *expected) if row.code == it.code], it.code in estimated
        )
        for it in places.inside(area)
    )
    return MonthReport(month, area, parts, total_of(area, parts))


def lines_of(area: Area, month: BenefitMonth) -> QuerySet[PaymentLine]:
    """The regular lines of a month in an area that are not void.

    Found by their batches where these are seen, which an index serves; a township sees only its own lines.
    """
    lines = PaymentLine.objects.within(area).standing()
    batches = PaymentBatch.objects.standing().filter(month=month, kind=BatchKind.REGULAR)
    keys = list(batches.values_list("pk", flat=True))
    if keys:
        return lines.filter(batch__in=keys)
    return lines.filter(month=month, kind=BatchKind.REGULAR)


def _sums_of_lines(area: Area, month: BenefitMonth, digits: int) -> Iterator[Sums]:
    rows = (
        lines_of(area, month)
        .values("benefit_class", place=Left("area_id", digits))
        .annotate(
            households=Count("pk"),
            persons=Sum("covered_count"),
            due=Sum(_GIVEN),
            # As disputes with the bank have found it.
            paid=Sum(_GIVEN, filter=IS_CREDITED, default=ZERO),
            waiting=Sum(_GIVEN, filter=Q(status=LineStatus.DUE), default=ZERO),
            in_flight=Sum(_GIVEN, filter=Q(status__in=IN_FLIGHT), default=ZERO),
            failed=Sum(_GIVEN, filter=IS_FAILED | IS_RETURNED, default=ZERO),
            held=Sum(_GIVEN, filter=Q(status=LineStatus.HELD), default=ZERO),
        )
        .order_by()
    )
    return (Sums(**row) for row in rows)


def _sums_not_drawn(
    area: Area, month: BenefitMonth, digits: int, drawn: Sequence[Sums]
) -> Iterator[Sums]:
    """What the grants say of the counties that have no lines; nothing below a county that has some."""
    counties = {county_of(row.code) for row in drawn}
    if counties and area.level != AreaLevel.PREFECTURE:
        return iter(())
    rows = (
        Grant.objects.within(area)
        .covering(month)
        .values("benefit_class", place=Left("area_id", digits))
        .annotate(households=Count("pk"), persons=Sum("covered_count"), due=Sum("total_amount"))
        .order_by()
    )
    sums = (Sums(**row) for row in rows)
    return (row for row in sums if county_of(row.code) not in counties)


def _place(area: Area, rows: Sequence[Sums], is_estimate: bool) -> PlaceFigures:
    money = (Money(row.paid, row.waiting, row.in_flight, row.failed, row.held) for row in rows)
    return PlaceFigures(
        area=area,
        classes={r.benefit_class: ClassFigures(r.households, r.persons, r.due) for r in rows},
        money=reduce(Money.plus, money, Money()),
        rural_population=area.rural_population,
        is_estimate=is_estimate,
    )
