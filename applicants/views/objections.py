"""Objections: written down within the notice's days, answered by somebody else."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from applicants.actions import objections
from applicants.forms.objections import AnswerForm, ObjectionForm
from applicants.models.objection import Objection
from applicants.pages.case_file import open_file
from applicants.views.answering import acted
from applicants.views.fetching import case_for
from dibao import audit, clock
from dibao.errors import Refused
from dibao.guards import require
from dibao.http import StaffRequest
from dibao.idempotency import once
from dibao.models.audit import ReadKind
from dibao.permissions import Permission as P


@require_http_methods(["GET", "POST"])
@once
def lodge(request: StaffRequest, pk: int) -> HttpResponse:
    """Record what came to the office against a case on notice."""
    case, on = case_for(request, pk, P.OBJECTION_RECORD), clock.today()
    running = open_file(case, on=on).running
    if running is None or running.notice is None:
        raise Refused(_("这户不在公示期内。公示期外的反映按举报登记。"))
    form, notice = ObjectionForm(request.POST or None), running.notice
    if form.is_valid():
        text = form.cleaned_data["text"]
        if acted(
            form,
            lambda: objections.lodge(case=case, notice=notice, text=text, by=request.user, on=on),
        ):
            return redirect("applicants:case", case.pk)
    audit.log_read(ReadKind.VIEW, by=request.user, household=case.household)
    context = {"case": case, "notice": notice, "form": form}
    return render(request, "applicants/cases/objection.html", context)


@require_http_methods(["GET", "POST"])
@once
def answer(request: StaffRequest, pk: int) -> HttpResponse:
    """Close an objection with its answer."""
    require(request.user, P.OBJECTION_RESOLVE)
    rows = Objection.objects.visible_to(request.user).filter(case__isnull=False)
    rows = rows.select_related("case__household__head", "appeal_of")
    objection = get_object_or_404(rows, pk=pk)
    form = AnswerForm(request.POST or None)
    if form.is_valid():
        said = form.cleaned_data
        if acted(
            form,
            lambda: objections.answer(
                objection=objection, by=request.user, on=clock.today(), **said
            ),
        ):
            return redirect("applicants:case", objection.case_id)
    case = objection.case
    audit.log_read(ReadKind.VIEW, by=request.user, household=case.household if case else None)
    context = {"objection": objection, "case": case, "form": form}
    return render(request, "applicants/cases/answer.html", context)
