"""The prefecture's report: a month's figures, the class amounts in force, and what was printed about that month."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection

from applicants.models.policy import RuleSet
from dibao.errors import Refused
from dibao.levels import AreaLevel
from dibao.models.area import Area, county_of
from dibao.values.months import BenefitMonth
from oversight import printed_2008
from oversight.models.month_figures import MonthFigures
from oversight.statistics import month as statistics
from oversight.statistics.comparison import Comparison, compare
from oversight.statistics.figures import CLASSES, PlaceFigures
from oversight.statistics.month import MonthReport
from payments.models.batch import BatchKind, PaymentBatch
from payments.models.line import PaymentLine

_HISTORY = 24
_DRAWING = (AreaLevel.PREFECTURE, AreaLevel.COUNTY)

_PERSONS_NOT_DRAWN = """
SELECT m.county, m.month, coalesce(sum(g.covered_count), 0)
FROM unnest(%s::char(12)[], %s::date[]) AS m (county, month)
JOIN applicants_grant g ON left(g.area_code, 6) = left(m.county, 6)
    AND g.first_month <= m.month AND (g.last_month IS NULL OR g.last_month >= m.month)
GROUP BY m.county, m.month
"""


@dataclass(frozen=True)
class Report:
    """Figures with what they are held against; no comparison for a month or an area that nobody printed."""

    figures: MonthReport
    class_amounts: dict[int, Decimal]
    source: str
    comparisons: tuple[Comparison, ...]


def report(area: Area, month: BenefitMonth) -> Report:
    """The month of `area`, within what the context at hand sees (about six statements)."""
    figures = statistics.report(area, month)
    amounts = _class_amounts(area, month)
    printed = printed_2008.of_month(month) if area.level == AreaLevel.PREFECTURE else None
    return Report(
        figures=figures,
        class_amounts=amounts,
        source=printed.source if printed else "",
        comparisons=tuple(compare(figures.total, amounts, printed)) if printed else (),
    )


def persons_by_month(area: Area, *, until: BenefitMonth) -> list[tuple[BenefitMonth, int]]:
    """Persons of two years of months: of the batches that were drawn, else as they were published.

    A county that has neither in a month of the others counts with its grants, so that no bar is short of a county.
    """
    first = until.plus(1 - _HISTORY)
    found: dict[tuple[str, BenefitMonth], int] = {}
    published = MonthFigures.objects.within(area).last_months(_HISTORY, until=until)
    for county, month, persons in published.values_list("area_id", "month", "persons"):
        found[county, month] = persons
    drawn = PaymentBatch.objects.within(area).standing()
    drawn = drawn.filter(month__gte=first, month__lte=until, kind=BatchKind.REGULAR)
    for county, month, persons in drawn.values_list("area_id", "month", "person_count"):
        found[county, month] = persons
    months = {month: 0 for _county, month in found}
    for (_county, month), persons in [*found.items(), *_persons_not_drawn(area, found)]:
        months[month] += persons
    return sorted(months.items())


def _persons_not_drawn(
    area: Area, found: Mapping[tuple[str, BenefitMonth], int]
) -> Iterator[tuple[tuple[str, BenefitMonth], int]]:
    """What the grants say of the counties that are missing in months of others (one statement)."""
    counties = Area.objects.within(area).of_level(AreaLevel.COUNTY).values_list("code", flat=True)
    every = {(county, month) for county in counties for _other, month in found}
    missing = sorted(every - found.keys())
    if not missing:
        return
    with connection.cursor() as cursor:
        places = [county for county, _month in missing]
        cursor.execute(
            _PERSONS_NOT_DRAWN, [places, [month.first_day for _county, month in missing]]
        )
        for county, day, persons in cursor.fetchall():
            yield (county, BenefitMonth.of(day)), persons


def months_with_figures(area: Area) -> list[BenefitMonth]:
    """The months that have a batch or a publication seen here, the newest first; a township's by its own lines."""
    county = PaymentBatch.objects.standing().filter(kind=BatchKind.REGULAR)
    drawn = (
        county.within(area) if area.level in _DRAWING else county.filter(area=county_of(area.pk))
    )
    found = set(drawn.values_list("month", flat=True))
    found |= set(MonthFigures.objects.within(area).values_list("month", flat=True))
    if not found:
        lines = PaymentLine.objects.within(area).filter(kind=BatchKind.REGULAR)
        found = set(lines.values_list("month", flat=True).distinct())
    return sorted(found, reverse=True)


def newest_month(*, on: BenefitMonth) -> BenefitMonth:
    """The newest month with a batch that is seen here, else the month before `on`."""
    newest = (
        PaymentBatch.objects.standing()
        .filter(month__lte=on, kind=BatchKind.REGULAR)
        .order_by("-month")
        .values_list("month", flat=True)
    )
    return newest.first() or on.previous()


def as_facts(report: Report) -> dict[str, object]:
    """The report as plain words and numbers, money as text with two places, for JSON."""
    figures = report.figures
    return {
        "month": str(figures.month),
        **_facts(figures.total),
        "class_amounts": {str(n): f"{amount:.2f}" for n, amount in report.class_amounts.items()},
        "places": [_facts(place) for place in figures.places],
        "source": report.source,
        "printed": [
            {
                "name": line.key,
                "ours": str(line.ours),
                "printed": str(line.printed),
                "words": line.words,
                "difference": str(line.difference),
                "explanation": line.explanation,
            }
            for line in report.comparisons
        ],
    }


def _facts(place: PlaceFigures) -> dict[str, object]:
    return {
        "area": place.area.code,
        "name": place.area.name,
        "households": place.households,
        "persons": place.persons,
        "due": str(place.due),
        "paid": str(place.money.paid),
        "waiting": str(place.money.waiting),
        "in_flight": str(place.money.in_flight),
        "failed": str(place.money.failed),
        "held": str(place.money.held),
        "average": None if place.average is None else str(place.average),
        "rural_population": place.rural_population,
        "share_percent": None if place.share is None else str(place.share),
        "is_estimate": place.is_estimate,
        "classes": [
            {
                "class": number,
                "households": place.of_class(number).households,
                "persons": place.of_class(number).persons,
                "due": str(place.of_class(number).due),
            }
            for number in CLASSES
        ],
    }


def _class_amounts(area: Area, month: BenefitMonth) -> dict[int, Decimal]:
    """Yuan per person and month of each class, by the rules of the month's last day; empty under the gap method."""
    try:
        rules = RuleSet.objects.in_force(area, on=month.last_day)
    except Refused:
        return {}
    return dict(rules.as_terms().class_amounts)
