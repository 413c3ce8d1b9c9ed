"""Deciding beside the rules: the page of who proposes it, and the page of the second person."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from applicants.actions import overrides
from applicants.forms.overrides import OverrideAnswerForm, OverrideForm
from applicants.models.assessment import Assessment
from applicants.models.case import CaseStatus
from applicants.models.override import Override, with_overrides
from applicants.pages.cards import facts_of
from applicants.pages.case_file import open_file
from applicants.pages.overrides import card_of, may_agree, may_answer, steps_of
from applicants.views.answering import acted
from applicants.views.fetching import case_for
from dibao import audit, clock
from dibao.errors import Refused
from dibao.guards import require_any
from dibao.http import StaffRequest
from dibao.idempotency import once
from dibao.models.audit import ReadKind
from dibao.permissions import Permission as P


@require_http_methods(["GET", "POST"])
@once
def give(request: StaffRequest, pk: int) -> HttpResponse:
    """Another class or other amounts than the rules give, with the reason."""
    case = case_for(request, pk, P.OVERRIDE_GIVE)
    file = open_file(case, on=clock.today())
    if case.status != CaseStatus.ACCEPTED or file.assessment is None or file.is_outdated:
        raise Refused(_("先受理、计算待遇，再人工核定；已提初审意见的不能再改。"))
    audit.log_read(ReadKind.VIEW, by=request.user, household=case.household)
    form = OverrideForm(request.POST or None, assessment=file.assessment)
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("assessment", "benefit_class", "reason")}
        said |= {"case": case, "shares": form.shares, "by": request.user, "on": clock.today()}
        if acted(form, lambda: overrides.give(**said)):
            messages.success(request, _("已提出人工核定，等第二人答复。答复以后才能提初审意见。"))
            return redirect("applicants:case", case.pk)
    context = {"case": case, "file": file, "form": form, "steps": steps_of(file.assessment)}
    return render(request, "applicants/overrides/give.html", context)


@require_http_methods(["GET", "POST"])
@once
def answer(request: StaffRequest, pk: int) -> HttpResponse:
    """The second person agrees or not; whoever gave it may take it back."""
    require_any(request.user, frozenset({P.OVERRIDE_AGREE, P.OVERRIDE_GIVE}))
    rows = Override.objects.visible_to(request.user)
    override = get_object_or_404(rows, pk=pk)
    judged = Assessment.objects.visible_to(request.user).filter(pk=override.assessment_id)
    assessment = with_overrides(judged.select_related("case")).get()
    case = case_for(request, assessment.case_id, P.CASE_VIEW)
    audit.log_read(ReadKind.VIEW, by=request.user, household=case.household)
    form = OverrideAnswerForm(
        request.POST or None, may_agree=may_agree(override, case, request.user)
    )
    if form.is_valid():
        deed = overrides.agree if form.is_agreement else overrides.decline
        said = {"override": override, "words": form.cleaned_data["words"]}
        if acted(form, lambda: deed(**said, by=request.user, on=clock.today())):
            return redirect("applicants:case", case.pk)
    context = {
        "case": case,
        "form": form if may_answer(override, case, request.user) else None,
        "override": card_of(override, assessment, request.user),
        "facts": facts_of(assessment),
        "steps": steps_of(assessment),
    }
    return render(request, "applicants/overrides/answer.html", context)
