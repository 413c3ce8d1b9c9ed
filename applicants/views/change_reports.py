"""What is told of families in benefit: listed, written down, followed by a case or closed with a reason."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applicants.actions import change_reports
from applicants.forms.change_reports import CloseReportForm, ReportFilter, ReportForm
from applicants.models.change_report import ChangeReport, ChangeReportQuerySet
from applicants.pages.change_reports import case_url, report_facts, report_table
from applicants.views.answering import acted, made
from applicants.views.fetching import household_for
from dibao import audit, clock
from dibao.guards import require
from dibao.http import StaffRequest
from dibao.idempotency import once
from dibao.models.audit import ReadKind
from dibao.models.staff import Staff
from dibao.paging import newest_first
from dibao.permissions import Permission as P


def reports_of(staff: Staff) -> ChangeReportQuerySet:
    """The reports of the posting's area with all that a page says of them."""
    rows = ChangeReport.objects.visible_to(staff)
    return rows.select_related(
        "household__head", "area", "person", "recorded_by", "answered_by", "case"
    )


@require_safe
def listing(request: StaffRequest) -> HttpResponse:
    """What was told and waits, unless asked otherwise, thirty a page."""
    require(request.user, P.CASE_VIEW)
    chosen = ReportFilter(request.GET, staff=request.user)
    page = newest_first(chosen.applied(reports_of(request.user)), request.GET)
    table = report_table(page, request.user, on=clock.today())
    return render(request, "applicants/reports/list.html", {"filter": chosen, "table": table})


@require_http_methods(["GET", "POST"])
@once
def new(request: StaffRequest, pk: int) -> HttpResponse:
    """Write down what the village or the family tells."""
    household, on = household_for(request, pk, P.CASE_ENTER), clock.today()
    form = ReportForm(request.POST or None, household=household, on=on)
    if form.is_valid():
        told, by = form.report(), request.user
        kept = made(
            form, lambda: change_reports.record(household=household, report=told, by=by, on=on)
        )
        if kept is not None:
            messages.success(request, _("变化已登记。下一步：立案核查。"))
            return redirect("applicants:change_report", kept.pk)
    audit.log_read(ReadKind.VIEW, by=request.user, household=household)
    return render(request, "applicants/reports/new.html", {"household": household, "form": form})


@require_safe
def detail(request: StaffRequest, pk: int) -> HttpResponse:
    """What was told, how long there is, and the two answers to it."""
    return _shown(request, _report_for(request, pk, P.CASE_VIEW), CloseReportForm())


@require_POST
@once
def follow(request: StaffRequest, pk: int) -> HttpResponse:
    """Open the case."""
    report = _report_for(request, pk, P.CASE_ENTER)
    case = change_reports.follow(report=report, by=request.user, on=clock.today())
    messages.success(request, _("已立案。把变化的地方改成现在的情况。"))
    return redirect("applicants:case", case.pk)


@require_POST
@once
def close(request: StaffRequest, pk: int) -> HttpResponse:
    """Say why nothing follows from it."""
    report, on = _report_for(request, pk, P.CASE_ENTER), clock.today()
    form = CloseReportForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data["answer"]
        if acted(
            form,
            lambda: change_reports.close(report=report, answer=said, by=request.user, on=on),
        ):
            return redirect("applicants:change_report", report.pk)
    return _shown(request, report, form)


def _report_for(request: StaffRequest, pk: int, permission: P) -> ChangeReport:
    require(request.user, permission)
    return get_object_or_404(reports_of(request.user), pk=pk)


def _shown(request: StaffRequest, report: ChangeReport, form: CloseReportForm) -> HttpResponse:
    audit.log_read(ReadKind.VIEW, by=request.user, household=report.household)
    context = {
        "report": report,
        "household": report.household,
        "facts": report_facts(report, on=clock.today()),
        "case_url": case_url(report),
        "form": form,
        "may_answer": report.is_open and P.CASE_ENTER in request.user.permissions,
    }
    return render(request, "applicants/reports/detail.html", context)
