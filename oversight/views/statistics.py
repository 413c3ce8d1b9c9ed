"""Reports: the list of them, one report of a period, the rows behind a figure, and reports as they were kept."""

from django.db.models import QuerySet
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from dibao import audit, clock, paging
from dibao.guards import require
from dibao.http import StaffRequest
from dibao.idempotency import once
from dibao.levels import AreaLevel
from dibao.models.area import Area
from dibao.models.audit import ReadKind
from dibao.permissions import Permission as P
from dibao.sheets.writing import write_workbook
from oversight.actions import report_runs
from oversight.forms.statistics import Question, ReportFilter, question
from oversight.models.report_run import ReportRun
from oversight.pages import report_runs as kept
from oversight.pages import statistics as pages
from oversight.pages.aid_statistics import narrowed_words
from oversight.pages.shown_report import Shown
from oversight.statistics.engine import figure_of, rows_of
from oversight.statistics.measures import Measure, Report
from oversight.statistics.registry import REPORTS, report_of
from payments.pages.sheets import WORKBOOK

_RUNS = 12
_PAGE = 50


@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """The reports of the posting's level, and the newest that were kept."""
    require(request.user, P.REPORT_VIEW)
    level = request.user.posting.area.level
    context = {
        "reports": [one for one in REPORTS if level in one.levels],
        "is_prefecture": level == AreaLevel.PREFECTURE,
        "runs": kept.run_table(paging.newest_first(_runs(request), request.GET, size=_RUNS)),
    }
    return render(request, "oversight/statistics/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@once
def report(request: StaffRequest, key: str) -> HttpResponse:
    """One report of a period; `?as=xlsx` and `?as=json` give the same figures, and sending the page keeps them."""
    require(request.user, P.REPORT_VIEW)
    typed = request.POST if request.method == "POST" else request.GET
    chosen = question(_report(key), typed, staff=request.user, on=clock.today())
    if chosen.asked.area.level not in chosen.report.levels:
        raise Http404
    if request.method == "POST":
        return redirect(_kept(request, chosen))
    shown = Shown.of(chosen, request.user)
    match request.GET.get("as"):
        case "xlsx":
            return _workbook(request, shown)
        case "json":
            return _facts(request, shown)
    context = {"filter": ReportFilter(chosen), "above": _above(request, chosen), "shown": shown}
    return render(request, "oversight/statistics/report.html", context)


def _kept(request: StaffRequest, chosen: Question) -> ReportRun:
    asked, by = chosen.asked, request.user
    return report_runs.keep(
        report=chosen.report,
        area=asked.area,
        period=asked.period,
        rows_by=asked.by,
        by=by,
        on=asked.on,
    )


def _workbook(request: StaffRequest, shown: Shown) -> HttpResponse:
    """The printed shape; the log says who took it away."""
    _log(request, ReadKind.EXPORT, shown.chosen)
    response = HttpResponse(write_workbook(*shown.sheets), content_type=WORKBOOK)
    response["Content-Disposition"] = f'attachment; filename="{shown.file_name}.xlsx"'
    return response


def _facts(request: StaffRequest, shown: Shown) -> HttpResponse:
    _log(request, ReadKind.EXPORT, shown.chosen)
    return JsonResponse(shown.facts, json_dumps_params={"ensure_ascii": False})


@require_safe
def rows(request: StaffRequest, key: str) -> HttpResponse:
    """The rows behind one figure, fifty a page; the read log says who looked at them."""
    require(request.user, P.REPORT_VIEW)
    found = _report(key)
    require(request.user, found.reads)
    chosen = question(found, request.GET, staff=request.user, on=clock.today())
    asked, measure = chosen.asked, _measure(request, found)
    count, figure = figure_of(found, asked, measure, asked.area)
    page = paging.of_statement(
        lambda cut: rows_of(found, asked, measure, asked.area, cut),
        request.GET,
        key="row_key",
        size=_PAGE,
    )
    _log(request, ReadKind.VIEW, chosen, measure)
    context = {
        "report": found,
        "asked": asked,
        "measure": measure,
        "count": count,
        "figure": pages.written(measure, figure),
        "unit": pages.UNITS[measure.unit],
        "table": pages.opened_table(page, found, request.user),
        "query": chosen.query(),
        "of_whom": narrowed_words(chosen),
        "base": pages.base_words(asked) if found.has_base else "",
    }
    return render(request, "oversight/statistics/rows.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@once
def run(request: StaffRequest, pk: int) -> HttpResponse:
    """A report as it was kept, beside the one that it repeats; sending the page works it out again."""
    require(request.user, P.REPORT_VIEW)
    found = get_object_or_404(_runs(request), pk=pk)
    if request.method == "POST":
        return redirect(report_runs.repeat(run=found, by=request.user, on=clock.today()))
    names = dict(Area.objects.filter(pk__in=found.figures.keys()).values_list("code", "name"))
    context = {
        "run": found,
        "title": kept.title_of(found),
        "is_whole": kept.is_whole(found),
        "table": kept.kept_table(found, names),
        "differences": kept.difference_table(found, names) if found.repeats else None,
    }
    return render(request, "oversight/statistics/run.html", context)


def _runs(request: StaffRequest) -> QuerySet[ReportRun]:
    return ReportRun.objects.visible_to(request.user).select_related("area", "made_by", "repeats")


def _report(key: str) -> Report:
    found = report_of(key)
    if found is None:
        raise Http404
    return found


def _measure(request: StaffRequest, found: Report) -> Measure:
    """The measure asked for, the first one unless said otherwise; only those with rows of their own."""
    asked = request.GET.get("measure", "")
    measure = found.measure(asked) if asked else found.measures[0]
    if measure is None or not measure.opens:
        raise Http404
    return measure


def _above(request: StaffRequest, chosen: Question) -> list[tuple[str, str]]:
    """The areas between the posting's and this one, the outermost first, with their addresses."""
    found: list[tuple[str, str]] = []
    area = chosen.asked.area
    while area.pk != request.user.posting.area_id and area.parent is not None:
        area = area.parent
        found.insert(0, (area.name, chosen.query(area=area.pk, by="")))
    return found


def _log(
    request: StaffRequest, kind: ReadKind, chosen: Question, measure: Measure | None = None
) -> None:
    asked = chosen.asked
    told = [chosen.report.title, measure.label if measure else "", asked.area, asked.period]
    audit.log_read(kind, by=request.user, subject=" ".join(str(one) for one in told if one))
