"""A report as tables and charts: figures that open their rows, what they are held against, what they mean."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dibao import charts
from dibao.display import count_text, day_text, listed, with_label, with_note, yuan_text
from dibao.guards import allows
from dibao.models.area import Area
from dibao.models.staff import Staff
from dibao.paging import Page
from dibao.tables import Cell, Column, Row, Table
from oversight.forms.statistics import Question
from oversight.statistics.engine import OpenedRow, PlaceRow, Result
from oversight.statistics.measures import Asked, Figure, Measure, Report, Tie, Unit, Words

UNITS: Final[dict[Unit, Words]] = {
    Unit.HOUSEHOLDS: pgettext_lazy("unit", "户"),
    Unit.PERSONS: _("人"),
    Unit.CASES: pgettext_lazy("unit", "件"),
    Unit.PERSON_MONTHS: _("人次"),
    Unit.DAYS: _("天"),
    Unit.YUAN: _("元"),
    Unit.OF_ITS_UNIT: pgettext_lazy("unit", "本项单位"),
    Unit.SHARE: "%",
}
# So many ties are read one by one; of more only the broken ones and how many held.
_TIES_SHOWN = 18


def is_decimal(measure: Measure) -> bool:
    return measure.unit in (Unit.YUAN, Unit.SHARE, Unit.OF_ITS_UNIT) or (
        not measure.opens and measure.unit == Unit.DAYS
    )


def column_of(measure: Measure) -> Column:
    return Column(
        with_note(measure.label, UNITS[measure.unit]), "money" if is_decimal(measure) else "number"
    )


def figure_table(result: Result, chosen: Question, staff: Staff) -> Table:
    """One row for each place; its name goes down to the place, its figures open their rows."""
    report = result.report
    may_read = allows(staff, report.reads)

    def row(place: PlaceRow, name: Words, url: str = "") -> Row:
        cells = [
            Cell(
                figure,
                rows_url(chosen, one, place.area) if may_read and one.opens and figure else "",
            )
            for one, figure in zip(report.measures, place.figures.values(), strict=True)
        ]
        return Row.of(name, *cells, url=url)

    return Table(
        caption=caption_of(chosen),
        columns=[Column(_("地区")), *map(column_of, report.measures)],
        rows=[
            row(place, place.area.name, _place_url(chosen, place.area)) for place in result.places
        ],
        total=row(result.total, _("合计")),
    )


def caption_of(chosen: Question) -> str:
    """Where, when and what; of what it compares with the day, since another day gives other figures."""
    asked, report = chosen.asked, chosen.report
    said = f"{asked.area.name} {asked.period.label} {report.title}"
    return with_note(said, base_words(asked)) if report.has_base else said


def base_words(asked: Asked) -> str:
    return _now("基数日%(day)s") % {"day": day_text(asked.base_day)}


def _place_url(chosen: Question, area: Area) -> str:
    """The same report of a place, where it is made for such places and has places within."""
    report, asked = chosen.report, chosen.asked
    if area.pk == asked.area.pk or area.level not in report.levels or area.level == report.finest:
        return ""
    address = reverse("oversight:statistics_report", args=[report.key])
    return f"{address}?{chosen.query(area=area.pk, by='')}"


def rows_url(chosen: Question, measure: Measure, place: Area, **more: str) -> str:
    address = reverse("oversight:statistics_rows", args=[chosen.report.key])
    return f"{address}?{chosen.query(area=place.pk, measure=measure.key, **more)}"


def pictures(result: Result, chosen: Question) -> list[charts.Chart]:
    """The charts of a report, one bar for each place; every picture carries its figures."""
    drawn = []
    for number, keys in enumerate(result.report.pictures, start=1):
        measures = [one for one in result.report.measures if one.key in keys]
        drawn.append(
            replace(
                _picture(result, measures, chosen),
                key=f"chart-{number}",
                description=_now("同样的数字在下面的表里。"),
            )
        )
    return drawn


def _picture(result: Result, measures: Sequence[Measure], chosen: Question) -> charts.Chart:
    unit = str(UNITS[measures[0].unit])
    if len(measures) > 1:
        return charts.stacked(
            title=listed(one.label for one in measures),
            series=[str(one.label) for one in measures],
            points=[
                (place.area.name, [_height(place.figures[one.key]) for one in measures])
                for place in result.places
            ],
            unit=unit,
        )
    (only,) = measures
    points = [
        charts.Point(
            place.area.name, _height(place.figures[only.key]), _place_url(chosen, place.area)
        )
        for place in result.places
    ]
    points.sort(key=lambda point: -point.value)
    total = sum((Decimal(point.value) for point in points), Decimal(0))
    return charts.bars(
        title=_now("%(figure)s，虚线是各地平均") % {"figure": only.label},
        points=points,
        unit=unit,
        mean=round(total / len(points), 2) if len(points) > 1 else None,
    )


def _height(figure: Figure) -> charts.Number:
    """A bar is never below its line."""
    return max(figure or 0, 0)


def tie_table(ties: Sequence[Tie]) -> Table:
    """Both sides of what must agree; a difference is red and leads to its batch."""
    shown = ties if len(ties) <= _TIES_SHOWN else [tie for tie in ties if not tie.holds]
    return Table(
        caption=_("勾稽"),
        columns=[
            Column(_("项目")),
            Column(_("地区")),
            Column(_("时间")),
            Column(_("本表"), "number"),
            Column(_("对应"), "number"),
            Column(_("差"), "number"),
            Column(_("对应的是")),
        ],
        rows=[
            Row.of(
                tie.what,
                tie.place,
                tie.period,
                written_figure(tie.ours),
                written_figure(tie.theirs),
                Cell(
                    written_figure((tie.ours or 0) - (tie.theirs or 0)),
                    tone="" if tie.holds else "bad",
                ),
                Cell(
                    source_text(tie),
                    reverse("payments:batch", args=[tie.batch]) if tie.batch else "",
                ),
                tone="" if tie.holds else "bad",
            )
            for tie in shown
        ],
        empty=_("没有两边不一致的。"),
    )


def source_text(tie: Tie) -> str:
    return with_label(tie.source, f"№{tie.batch}") if tie.batch else str(tie.source)


def ties_sentence(ties: Sequence[Tie]) -> str:
    """How many agree, in words; nothing where nothing is tied."""
    broken = sum(not tie.holds for tie in ties)
    if not ties:
        return ""
    if broken:
        return _now("%(number)s处核对，%(broken)s处两边不一致，标红的要查明原因。") % {
            "number": len(ties),
            "broken": broken,
        }
    return _now("%(number)s处核对，两边都一致。") % {"number": len(ties)}


def written_figure(figure: Figure) -> str:
    return yuan_text(figure) if isinstance(figure, Decimal) else count_text(figure)


def written(measure: Measure, figure: Figure) -> str:
    """One figure as its column writes it."""
    return yuan_text(figure) if is_decimal(measure) else count_text(figure)


def definitions(report: Report) -> list[tuple[str, str]]:
    """What each column means, for the foot of the page."""
    return [(str(one.label), str(one.meaning)) for one in report.measures]


def opened_table(page: Page[OpenedRow], report: Report, staff: Staff) -> Table:
    """The rows behind a figure; the first column leads to what a row is of."""
    listing = report.listing
    may_open = allows(staff, listing.may_open)
    return Table(
        caption=_("明细"),
        columns=[Column(column.label, column.kind) for column in listing.columns]
        + [Column(_("地区"))],
        rows=[
            Row.of(
                *(
                    column.words(value) if column.words and value is not None else value
                    for column, value in zip(listing.columns, row.cells, strict=True)
                ),
                row.place,
                url=reverse(listing.leads_to, args=[row.leads_to])
                if may_open and row.leads_to is not None
                else "",
            )
            for row in page.rows
        ],
        empty=_("没有明细。"),
        pager=page.pager,
    )
