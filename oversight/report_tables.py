"""The report as tables: on the page and in the workbook. No queries."""

from collections.abc import Callable, Iterable, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from applicants.choices import BENEFIT_CLASSES
from dibao.display import count_text, month_text, with_note, yuan_text
from dibao.models.area import Area
from dibao.paging import Page
from dibao.sheets.writing import Kind, OutColumn, Sheet, lines_of
from dibao.tables import Cell, Column, Row, Table, Value, Words
from oversight.reporting import Report
from oversight.statistics.figures import PlaceFigures, total_of
from payments.models.line import PaymentLine

_TONES = {"paid": "good", "failed": "bad", "held": "warn", "unknown": "warn"}


def headline(total: PlaceFigures) -> list[dict[str, Words]]:
    """The four numbers that stand on top."""
    return [
        {"label": _("保障人数"), "value": count_text(total.persons), "unit": _("人")},
        {"label": _("应发"), "value": yuan_text(total.due), "unit": _("元")},
        {"label": _("人均"), "value": yuan_text(total.average), "unit": _("元")},
        {"label": _("占农村人口"), "value": yuan_text(total.share), "unit": "%"},
    ]


def place_table(report: Report, address: Callable[[Area], str]) -> Table:
    """Persons and money by class, one row per place; its name opens the place below."""
    figures = report.figures
    return Table(
        caption=_("%(month)s保障人数和金额") % {"month": month_text(figures.month)},
        columns=[
            Column(_("地区")),
            Column(_("户数"), "number"),
            Column(_("人数"), "number"),
            *(Column(_("%(class)s（人）") % {"class": c}, "number") for _n, c in BENEFIT_CLASSES),
            *(Column(_("%(class)s（元）") % {"class": c}, "money") for _n, c in BENEFIT_CLASSES),
            Column(_("应发合计（元）"), "money"),
            Column(_("人均（元）"), "money"),
            Column(_("农村人口"), "number"),
            Column(_("占农村人口%"), "money"),
        ],
        rows=[
            Row.of(
                Cell(
                    place.area.name, note=_("未编制批次，按待遇计算") if place.is_estimate else ""
                ),
                *_figures(place),
                url=address(place.area),
            )
            for place in figures.places
        ],
        total=Row.of(_("合计"), *_figures(figures.total)),
    )


def _figures(place: PlaceFigures) -> list[Value]:
    return [
        place.households,
        place.persons,
        *(part.persons for part in place.each_class),
        *(part.due for part in place.each_class),
        place.due,
        place.average,
        place.rural_population,
        place.share,
    ]


def money_table(report: Report) -> Table:
    """Where the money due is, one row per place: the parts add up to what is due.

    A county that has drawn no batch has no money anywhere yet; the total is that of the others.
    """
    figures = report.figures
    drawn = total_of(figures.area, (place for place in figures.places if not place.is_estimate))
    return Table(
        caption=_("%(month)s发放情况") % {"month": month_text(figures.month)},
        columns=[
            Column(_("地区")),
            Column(_("应发（元）"), "money"),
            Column(_("已发（元）"), "money"),
            Column(_("未交银行（元）"), "money"),
            Column(_("在途（元）"), "money"),
            Column(_("失败（元）"), "money"),
            Column(_("暂缓（元）"), "money"),
        ],
        rows=[
            Row.of(Cell(place.area.name, note=_("未编制批次")), *[None] * 6)
            if place.is_estimate
            else Row.of(place.area.name, *_money(place))
            for place in figures.places
        ],
        total=Row.of(_("合计"), *_money(drawn)),
    )


def _money(place: PlaceFigures) -> list[Value]:
    money = place.money
    return [place.due, money.paid, money.waiting, money.in_flight, money.failed, money.held]


def comparison_table(report: Report) -> Table:
    """Our figures beside the printed ones, with the difference and the reason for it."""
    return Table(
        caption=_("与《%(source)s》印出的数对照") % {"source": report.source},
        columns=[
            Column(_("项目")),
            Column(_("本系统"), "number"),
            Column(_("印出的数"), "number"),
            Column(_("差"), "number"),
            Column(_("原文")),
            Column(_("说明")),
        ],
        rows=[
            Row.of(
                with_note(line.label, line.unit),
                line.written(line.ours),
                line.written(line.printed),
                line.written(line.difference),
                line.words,
                line.explanation,
            )
            for line in report.comparisons
        ],
    )


def line_table(page: Page[PaymentLine], *, with_files: bool) -> Table:
    """One row per household; its name opens the file for those who may read it."""
    return Table(
        caption=_("发放明细"),
        columns=[
            Column(_("户主")),
            Column(_("类别")),
            Column(_("保障人数"), "number"),
            Column(_("保障金（元）"), "money"),
            Column(_("分类施保金（元）"), "money"),
            Column(_("合计（元）"), "money"),
            Column(_("状态"), "status"),
        ],
        rows=[
            Row.of(
                line.household.head.name,
                line.get_benefit_class_display(),
                line.covered_count,
                line.base_amount,
                line.supplement_amount,
                line.base_amount + line.supplement_amount,
                Cell(line.get_status_display(), tone=_TONES.get(line.status, "doing")),
                url=reverse("applicants:household", args=[line.household_id]) if with_files else "",
            )
            for line in page.rows
        ],
        empty=_("这个村本月没有发放明细。"),
        pager=page.pager,
    )


def sheets(report: Report) -> list[Sheet]:
    """The workbook's sheets: by place, where the money is, and the comparison where there is one."""
    figures = report.figures
    heading = [f"{figures.area} {month_text(figures.month)}", _("单位：人、元")]
    found = [
        _sheet(place_table(report, lambda _area: ""), heading, Kind.COUNT),
        _sheet(money_table(report), heading, Kind.COUNT),
    ]
    if report.comparisons:
        # Persons, yuan and a share stand under each other there, written as the page writes them.
        found.append(_sheet(comparison_table(report), heading, Kind.TEXT))
    return found


def _sheet(table: Table, heading: Sequence[str], number: Kind) -> Sheet:
    rows = [*table.rows, *([table.total] if table.total else [])]
    kinds = {"number": number, "money": Kind.MONEY}
    columns = [
        OutColumn(str(c.label), kinds.get(c.kind, Kind.TEXT), 12 if c.kind in kinds else 16)
        for c in table.columns
    ]
    return Sheet(
        title=str(table.caption),
        columns=columns,
        header_lines=lines_of(columns),
        rows=_values(rows),
        heading=heading,
    )


def _values(rows: Iterable[Row]) -> list[list[Value]]:
    return [[cell.value for cell in row.cells] for row in rows]
