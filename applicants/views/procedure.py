"""Beside the way of a case: what obliges the county to visit, more time, and the end of a family that refuses."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from applicants.actions import duties, endings, extensions
from applicants.forms.procedure import DutyForm, EndingForm, ExtensionForm
from applicants.views.answering import acted
from applicants.views.fetching import case_for
from dibao import audit, clock
from dibao.guards import allows, require_any
from dibao.http import StaffRequest
from dibao.idempotency import once
from dibao.models.audit import ReadKind
from dibao.permissions import Permission as P


@require_http_methods(["GET", "POST"])
@once
def duty(request: StaffRequest, pk: int) -> HttpResponse:
    """A complaint outside a notice's days, or the county's own doubt: the county visits before it confirms."""
    require_any(request.user, duties.MAY_RECORD)
    case, on = case_for(request, pk, P.CASE_VIEW), clock.today()
    form = DutyForm(request.POST or None, is_of_county=allows(request.user, P.CASE_CONFIRM))
    if form.is_valid():
        said = form.cleaned_data
        if acted(form, lambda: duties.record(case=case, by=request.user, on=on, **said)):
            messages.success(request, _("已登记，县里入户核查以后才能确认。"))
            return redirect("applicants:case", case.pk)
    audit.log_read(ReadKind.VIEW, by=request.user, household=case.household)
    return render(request, "applicants/cases/duty.html", {"case": case, "form": form})


@require_http_methods(["GET", "POST"])
@once
def extend(request: StaffRequest, pk: int) -> HttpResponse:
    """More time for the whole procedure, once."""
    case, on = case_for(request, pk, P.CASE_EXTEND), clock.today()
    form = ExtensionForm(request.POST or None)
    if form.is_valid():
        said = form.cleaned_data
        if acted(form, lambda: extensions.grant(case=case, by=request.user, on=on, **said)):
            messages.success(request, _("期限已延长。"))
            return redirect("applicants:case", case.pk)
    audit.log_read(ReadKind.VIEW, by=request.user, household=case.household)
    return render(request, "applicants/cases/extend.html", {"case": case, "form": form})


@require_http_methods(["GET", "POST"])
@once
def end(request: StaffRequest, pk: int) -> HttpResponse:
    """End the procedure of a family that refuses to cooperate."""
    case, on = case_for(request, pk, P.CASE_END), clock.today()
    form = EndingForm(request.POST or None)
    if form.is_valid():
        said = form.cleaned_data
        if acted(form, lambda: endings.end(case=case, by=request.user, on=on, **said)):
            messages.success(request, _("已终止办理。把终止办理告知书送达这户。"))
            return redirect("applicants:case", case.pk)
    audit.log_read(ReadKind.VIEW, by=request.user, household=case.household)
    return render(request, "applicants/cases/end.html", {"case": case, "form": form})
