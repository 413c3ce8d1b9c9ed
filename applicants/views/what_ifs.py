"""Trying other terms on the register: the list, the question, the answer, its households and their two traces."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from applicants.actions import what_ifs
from applicants.forms.what_ifs import RowFilter, WhatIfForm
from applicants.models.policy import RuleSet
from applicants.models.what_if import WhatIf, WhatIfRow
from applicants.pages.what_ifs import (
    COUNTY,
    TOWNSHIP,
    area_table,
    class_table,
    differences_of,
    figures_of,
    list_table,
    row_table,
    traces_of,
)
from applicants.views.answering import made
from dibao import audit, clock
from dibao.errors import Refused
from dibao.guards import require
from dibao.http import StaffRequest
from dibao.idempotency import once
from dibao.levels import AreaLevel
from dibao.models.area import Area
from dibao.models.audit import ReadKind
from dibao.models.job import JobRun
from dibao.paging import newest_first
from dibao.permissions import Permission as P
from dibao.values.months import BenefitMonth

_LONGEST_CODE = 12


@require_safe
def listing(request: StaffRequest) -> HttpResponse:
    """The trials of the posting's area."""
    require(request.user, P.WHAT_IF_RUN)
    rows = WhatIf.objects.visible_to(request.user).select_related("area", "asked_by")
    context = {"table": list_table(newest_first(rows, request.GET))}
    return render(request, "applicants/what_ifs/list.html", context)


@require_http_methods(["GET", "POST"])
@once
def new(request: StaffRequest) -> HttpResponse:
    """Ask what other terms would mean; the answer is a job."""
    require(request.user, P.WHAT_IF_RUN)
    area, on = request.user.posting.area, clock.today()
    form = WhatIfForm(request.POST or None, area=area, initial={"month": str(BenefitMonth.of(on))})
    if form.is_valid():
        job = made(form, lambda: _asked(request, form))
        if job is not None:
            return redirect("job", job.pk)
    context = {"form": form, "base": _in_force(area, on), "area": area}
    return render(request, "applicants/what_ifs/new.html", context)


def _in_force(area: Area, on: date) -> RuleSet | None:
    """The rules of today, for comparison; an area may have none today and still try an earlier month."""
    try:
        return RuleSet.objects.in_force(area, on=on)
    except Refused:
        return None


def _asked(request: StaffRequest, form: WhatIfForm) -> JobRun:
    said, area = form.cleaned_data, request.user.posting.area
    base = RuleSet.objects.in_force(area, on=said["month"].first_day).as_terms()
    terms = what_ifs.with_numbers(
        base, class_amounts=said["class_amounts"], income_line=said["income_line"]
    )
    what_if = what_ifs.ask(
        name=said["name"],
        area=area,
        month=said["month"],
        terms=terms,
        draft=said["draft"],
        by=request.user,
    )
    return what_ifs.ask_as_job(what_if=what_if, by=request.user)


@require_safe
def detail(request: StaffRequest, pk: int) -> HttpResponse:
    """What the terms would mean: in all, by county, township and class."""
    what_if = _what_if_for(request, pk)
    tables = [class_table(what_if), area_table(what_if, TOWNSHIP)] if what_if.is_finished else []
    if what_if.is_finished and what_if.area.level == AreaLevel.PREFECTURE:
        tables.insert(1, area_table(what_if, COUNTY))
    context = {
        "what_if": what_if,
        "differences": differences_of(what_if.base.as_terms(), what_if.as_terms()),
        "figures": figures_of(what_if) if what_if.is_finished else [],
        "tables": tables,
        "refresh_seconds": None if what_if.is_finished else 4,
    }
    return render(request, "applicants/what_ifs/detail.html", context)


@require_safe
def rows(request: StaffRequest, pk: int) -> HttpResponse:
    """The households of a trial, of one place and with one kind of change if asked."""
    what_if = _what_if_for(request, pk)
    found = what_if.rows.select_related("household__head", "area")
    code = request.GET.get("area", "")[:_LONGEST_CODE]
    code = code if code.isdecimal() else ""
    if code:
        found = found.filter(area_id__gte=code.ljust(12, "0"), area_id__lt=code.ljust(12, "9"))
    chosen = RowFilter(request.GET)
    change = chosen.cleaned_data.get("change") if chosen.is_valid() else ""
    found = found.filter(change=change) if change else found
    audit.log_read(ReadKind.VIEW, by=request.user, subject=f"{_('政策测算')} {what_if.pk} {code}")
    context = {
        "what_if": what_if,
        "filter": chosen,
        "code": code,
        "table": row_table(newest_first(found, request.GET), what_if),
    }
    return render(request, "applicants/what_ifs/rows.html", context)


@require_safe
def household(request: StaffRequest, pk: int, row: int) -> HttpResponse:
    """One household under the rules of now and the tried ones, step beside step."""
    what_if = _what_if_for(request, pk)
    found = WhatIfRow.objects.select_related(
        "household__head", "area", "assessment__rule_set", "what_if"
    )
    one = get_object_or_404(found.filter(what_if=what_if), pk=row)
    audit.log_read(ReadKind.VIEW, by=request.user, household=one.household)
    context = {"what_if": what_if, "row": one, "traces": traces_of(one)}
    return render(request, "applicants/what_ifs/household.html", context)


def _what_if_for(request: StaffRequest, pk: int) -> WhatIf:
    require(request.user, P.WHAT_IF_RUN)
    rows = WhatIf.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("area", "asked_by", "base", "draft"), pk=pk)
