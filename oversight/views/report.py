"""The prefecture's report for officials: a month by place, opened down to the lines."""

from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from applicants.choices import BENEFIT_CLASSES
from dibao import audit, charts, clock, paging
from dibao.display import month_text
from dibao.errors import Refused
from dibao.guards import allows, require, require_area
from dibao.http import StaffRequest
from dibao.levels import AreaLevel
from dibao.models.area import Area
from dibao.models.audit import ReadKind
from dibao.models.staff import Staff
from dibao.permissions import Permission
from dibao.sheets.writing import write_workbook
from dibao.values.months import BenefitMonth
from oversight import places, reporting
from oversight.report_tables import (
    comparison_table,
    headline,
    line_table,
    money_table,
    place_table,
    sheets,
)
from oversight.statistics.month import lines_of

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MONTHS = 24
_PAGE = 100


@require_safe
def report(request: StaffRequest) -> HttpResponse:
    """Persons and money by class and place, beside what was printed; a village opens into its lines."""
    area, month = _asked(request)
    if area.level == AreaLevel.VILLAGE:
        return _lines(request, area, month)
    shown = reporting.report(area, month)
    context = _frame(request, area, month) | {
        "report": shown,
        "total": shown.figures.total,
        "figures": headline(shown.figures.total),
        "place_table": place_table(shown, lambda place: _address(place, month)),
        "money_table": money_table(shown),
        "comparison_table": comparison_table(shown) if shown.comparisons else None,
        "classes_chart": _classes_chart(shown),
        "persons_chart": _persons_chart(area, month),
        "export_url": f"{reverse('oversight:report_export')}?{_query(area, month)}",
        "may_publish": allows(request.user, Permission.BATCH_SETTLE),
    }
    return render(request, "oversight/report/report.html", context)


@require_safe
def export(request: StaffRequest) -> HttpResponse:
    """The report as a workbook: counts and sums, nobody's name."""
    area, month = _asked(request)
    if area.level == AreaLevel.VILLAGE:
        raise Refused(_("村的明细在页面上看，报表从乡镇起导出。"))
    shown = reporting.report(area, month)
    _log(request.user, ReadKind.EXPORT, area, month)
    response = HttpResponse(write_workbook(*sheets(shown)), content_type=_XLSX)
    response["Content-Disposition"] = f'attachment; filename="report-{area.pk}-{month}.xlsx"'
    return response


def _lines(request: StaffRequest, area: Area, month: BenefitMonth) -> HttpResponse:
    """One village's lines, a page at a time; the read log says who looked."""
    lines = lines_of(area, month).select_related("household__head")
    page = paging.in_order(lines, request.GET, key="serial", size=_PAGE)
    _log(request.user, ReadKind.VIEW, area, month)
    with_files = allows(request.user, Permission.CASE_VIEW)
    context = _frame(request, area, month) | {"line_table": line_table(page, with_files=with_files)}
    return render(request, "oversight/report/lines.html", context)


def _log(by: Staff, kind: ReadKind, area: Area, month: BenefitMonth) -> None:
    subject = _("报表 %(area)s %(month)s") % {"area": area, "month": month}
    audit.log_read(kind, by=by, subject=subject)


def _asked(request: StaffRequest) -> tuple[Area, BenefitMonth]:
    """The area and month asked for: the posting's area and the newest month unless said otherwise."""
    by = request.user
    require(by, Permission.REPORT_VIEW)
    code = request.GET.get("area") or by.posting.area_id
    require_area(by, code)
    area = places.coded(code)
    if area is None:
        raise Http404
    asked = request.GET.get("month", "")
    month = BenefitMonth.parse(asked) if asked else _newest(clock.today())
    if month > BenefitMonth.of(clock.today()).next():
        raise Refused(
            _("%(month)s还没有到，没有报表。从列表里选月份。") % {"month": month_text(month)}
        )
    return area, month


def _newest(on: date) -> BenefitMonth:
    return reporting.newest_month(on=BenefitMonth.of(on))


def _frame(request: StaffRequest, area: Area, month: BenefitMonth) -> dict[str, object]:
    # What would be due this month is asked for before anybody has drawn it.
    known = {month, BenefitMonth.of(clock.today()), *reporting.months_with_figures(area)}
    return {
        "area": area,
        "month": month,
        "months": sorted(known, reverse=True)[:_MONTHS],
        "above": [(place.name, _address(place, month)) for place in _above(request.user, area)],
    }


def _above(by: Staff, area: Area) -> list[Area]:
    """The areas between the posting's and this one, the outermost first."""
    found: list[Area] = []
    while area.pk != by.posting.area_id and area.parent is not None:
        area = area.parent
        found.insert(0, area)
    return found


def _address(area: Area, month: BenefitMonth) -> str:
    return f"{reverse('oversight:report')}?{_query(area, month)}"


def _query(area: Area, month: BenefitMonth) -> str:
    return urlencode({"month": str(month), "area": area.pk})


def _classes_chart(shown: reporting.Report) -> charts.Chart:
    return charts.stacked(
        title=_("%(month)s各地三类保障人数") % {"month": month_text(shown.figures.month)},
        series=[str(label) for _number, label in BENEFIT_CLASSES],
        points=[
            (place.area.name, [part.persons for part in place.each_class])
            for place in shown.figures.places
        ],
        unit=_("人"),
    )


def _persons_chart(area: Area, month: BenefitMonth) -> charts.Chart | None:
    """Two years of months; only counties draw batches, so below them there is no such chart."""
    if area.level == AreaLevel.TOWNSHIP:
        return None
    months = reporting.persons_by_month(area, until=month)
    points = [(month_text(each), persons) for each, persons in months]
    title = _("%(area)s各月保障人数") % {"area": area.name}
    return charts.columns(title=title, points=points, unit=_("人"))
