"""A kept report as it stands, and what it differs in from the one that it repeats. No queries."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from applicants.eligibility.canonical import digest
from dibao.paging import Page
from dibao.tables import Cell, Column, Row, Table
from oversight.models.report_run import ReportRun
from oversight.pages.statistics import column_of, is_decimal
from oversight.statistics.measures import Measure
from oversight.statistics.registry import report_of

TOTAL = "total"


def is_whole(run: ReportRun) -> bool:
    """Whether the figures are those that were hashed when the report was kept."""
    return digest(run.figures) == run.figures_hash


def title_of(run: ReportRun) -> str:
    report = report_of(run.report)
    return str(report.title) if report else run.report


def kept_table(run: ReportRun, names: Mapping[str, str]) -> Table:
    """Every figure as it was kept; what the report counts only since then is left out."""
    measures = _measures(run)
    return Table(
        caption=f"{run.area.name} {run.period.label} {title_of(run)}",
        columns=[Column(_("地区")), *map(column_of, measures)],
        rows=[
            Row.of(names.get(code, code), *(_figure(figures, one) for one in measures))
            for code, figures in sorted(run.figures.items())
            if code != TOTAL
        ],
        total=Row.of(_("合计"), *(_figure(run.figures[TOTAL], one) for one in measures)),
    )


def _measures(run: ReportRun) -> list[Measure]:
    report = report_of(run.report)
    known = run.figures[TOTAL]
    return [one for one in report.measures if one.key in known] if report else []


def _figure(figures: Mapping[str, str], measure: Measure) -> int | Decimal | None:
    text = figures.get(measure.key, "")
    if not text:
        return None
    return Decimal(text) if is_decimal(measure) else int(text)


def difference_table(run: ReportRun, names: Mapping[str, str]) -> Table:
    """Cell by cell what the repeated report said and what this one says, where the two differ."""
    labels = {one.key: str(one.label) for one in _measures(run)}
    return Table(
        caption=_("与上一次不同的数"),
        columns=[
            Column(_("地区")),
            Column(_("项目")),
            Column(_("原来"), "number"),
            Column(_("现在"), "number"),
        ],
        rows=[
            Row.of(
                names.get(code, str(_("合计"))),
                labels.get(key, key),
                Cell(before),
                Cell(now),
                tone="warn",
            )
            for code, key, before, now in differences(run)
        ],
        empty=_("与上一次完全一致，没有不同的数。"),
    )


def differences(run: ReportRun) -> Iterator[tuple[str, str, str, str]]:
    """Place, measure, and the figure before and now, wherever a run says another than the one it repeats."""
    before = run.repeats.figures if run.repeats else run.figures
    for code in sorted(before.keys() | run.figures.keys()):
        old, new = before.get(code, {}), run.figures.get(code, {})
        for key in sorted(old.keys() | new.keys()):
            if old.get(key, "") != new.get(key, ""):
                yield code, key, old.get(key, ""), new.get(key, "")


def run_table(page: Page[ReportRun]) -> Table:
    """Reports that were kept, the newest first."""
    return Table(
        caption=_("存档的报表"),
        columns=[
            Column(_("报表")),
            Column(_("地区")),
            Column(_("时间")),
            Column(_("填表日期"), "date"),
            Column(_("填表人")),
            Column(_("说明")),
        ],
        rows=[
            Row.of(
                title_of(run),
                run.area.name,
                run.period.label,
                run.made_on,
                run.made_by.name,
                _("未结清") if run.not_closed else _("重算") if run.repeats_id else "",
                url=run.get_absolute_url(),
            )
            for run in page.rows
        ],
        pager=page.pager,
        empty=_("还没有存档的报表。打开一张报表，可以把当时的数存下来。"),
    )
