"""Papers of a case, to be printed: the application's summary, and the letter with the result.

They are signed and kept, so they are Chinese whatever language their printer reads.
"""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import override
from django.views.decorators.http import require_safe

from applicants.letters import letter_of
from applicants.models.grant import Outcome
from applicants.pages.cards import assessment_facts, cards_of, people_of
from applicants.pages.case_file import open_file
from applicants.pages.overrides import steps_of
from applicants.views.fetching import case_for
from dibao import audit, clock
from dibao.http import StaffRequest
from dibao.models.audit import ReadKind
from dibao.permissions import Permission as P


@require_safe
def application(request: StaffRequest, pk: int) -> HttpResponse:
    """The application as entered, for signatures; numbers by their last four."""
    case = case_for(request, pk, P.CASE_VIEW)
    audit.log_read(ReadKind.PRINT, by=request.user, household=case.household, subject="application")
    with override(settings.LANGUAGE_CODE):
        file = open_file(case, on=clock.today())
        context = {
            "case": case,
            "file": file,
            "people": people_of(file),
            "cards": cards_of(file, request.user),
            "facts": assessment_facts(file),
            "steps": steps_of(file.assessment),
        }
        return render(request, "applicants/papers/application.html", context)


@require_safe
def letter(request: StaffRequest, pk: int) -> HttpResponse:
    """The written answer with reasons, articles and remedies; 404 until there is a decision."""
    case = case_for(request, pk, P.CASE_VIEW)
    decisions = case.decisions.exclude(outcome=Outcome.END).select_related("assessment__rule_set")
    decision = decisions.order_by("-pk").first()
    if decision is None or decision.assessment is None:
        raise Http404
    audit.log_read(ReadKind.PRINT, by=request.user, household=case.household, subject="letter")
    with override(settings.LANGUAGE_CODE):
        context = {"case": case, "letter": letter_of(decision, decision.assessment)}
        return render(request, "applicants/papers/letter.html", context)
