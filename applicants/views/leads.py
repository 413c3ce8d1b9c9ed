"""Leads on families that may qualify: heard of, listed, followed."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from applicants.actions import leads
from applicants.forms.leads import LeadAnswerForm, LeadForm
from applicants.models.lead import DiscoveryLead
from applicants.pages.leads import MAY_READ, leads_table
from applicants.views.answering import acted
from dibao import audit, clock
from dibao.guards import allows, require, require_any
from dibao.http import StaffRequest
from dibao.idempotency import once
from dibao.models.audit import ReadKind
from dibao.paging import newest_first
from dibao.permissions import Permission as P


@require_safe
def listing(request: StaffRequest) -> HttpResponse:
    """Leads of the posting's area, the newest first; on request only those that still wait."""
    require_any(request.user, MAY_READ)
    rows = DiscoveryLead.objects.visible_to(request.user).select_related("area")
    is_waiting = "waiting" in request.GET
    page = newest_first(rows.waiting() if is_waiting else rows, request.GET)
    context = {
        "table": leads_table(page, request.user),
        "is_waiting": is_waiting,
        "may_record": allows(request.user, P.LEAD_RECORD),
    }
    return render(request, "applicants/leads/list.html", context)


@require_http_methods(["GET", "POST"])
@once
def new(request: StaffRequest) -> HttpResponse:
    """Write down of whom one hears."""
    require(request.user, P.LEAD_RECORD)
    on = clock.today()
    form = LeadForm(request.POST or None, staff=request.user, initial={"reported_on": on})
    if form.is_valid():
        report = form.report()
        if acted(form, lambda: leads.record(report=report, by=request.user, on=on)):
            messages.success(request, _("线索已登记，乡镇派人去了解。"))
            return redirect("applicants:leads")
    return render(request, "applicants/leads/new.html", {"form": form})


@require_http_methods(["GET", "POST"])
@once
def one(request: StaffRequest, pk: int) -> HttpResponse:
    """A lead with what came of it, or with the form that says so."""
    require_any(request.user, MAY_READ)
    rows = DiscoveryLead.objects.visible_to(request.user)
    lead = get_object_or_404(
        rows.select_related("area", "case", "recorded_by", "answered_by"), pk=pk
    )
    if request.method == "POST":
        require(request.user, P.LEAD_FOLLOW)
    form = LeadAnswerForm(request.POST or None, lead=lead, staff=request.user)
    if form.is_valid():
        said, on = form.cleaned_data, clock.today()
        if acted(form, lambda: leads.answer(lead=lead, by=request.user, on=on, **said)):
            messages.success(request, _("线索已办理。"))
            return redirect("applicants:leads")
    audit.log_read(ReadKind.VIEW, by=request.user, subject=f"{_('救助线索')} {lead.pk}")
    may_follow = not lead.answer and allows(request.user, P.LEAD_FOLLOW)
    context = {
        "lead": lead,
        "form": form if may_follow or form.is_bound else None,
        "may_enter": may_follow and allows(request.user, P.CASE_ENTER),
    }
    return render(request, "applicants/leads/one.html", context)
