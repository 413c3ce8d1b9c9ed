"""One case from its list to the township's opinion: read, checked, judged, proposed, withdrawn."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applicants.actions import assessments, cases
from applicants.forms.cases import CaseFilter, OpinionForm
from applicants.forms.changes import ChangeOpinionForm
from applicants.forms.households import ReasonForm
from applicants.investigation import missing_for_opinion
from applicants.models.case import Case, CaseStatus
from applicants.pages.cards import assessment_facts, cards_of, cards_to_check, people_of
from applicants.pages.case_file import cases_of, open_file
from applicants.pages.change_reports import reports_behind
from applicants.pages.changes import hearing_rows
from applicants.pages.checks import shown_check
from applicants.pages.history import history_of
from applicants.pages.investigation import investigation_of
from applicants.pages.leads import MAY_READ
from applicants.pages.lists import case_table
from applicants.pages.objections import objections_of
from applicants.pages.overrides import override_card, steps_of
from applicants.pages.procedure import limits_table
from applicants.pages.progress import buttons_of, stages_of, tasks_of
from applicants.pages.tasks import url_of
from applicants.steps import Clock, Step
from applicants.views.answering import acted
from applicants.views.fetching import case_for
from dibao import audit, clock
from dibao.guards import allows, require
from dibao.http import StaffRequest
from dibao.idempotency import once
from dibao.models.audit import ReadKind
from dibao.paging import newest_first
from dibao.permissions import Permission as P


@require_safe
def listing(request: StaffRequest) -> HttpResponse:
    """Cases of the posting's area, open ones unless asked otherwise, thirty a page."""
    require(request.user, P.CASE_VIEW)
    on = clock.today()
    chosen = CaseFilter(request.GET, staff=request.user)
    reckoning = Clock(on)
    page = newest_first(chosen.applied(cases_of(request.user, on=on), reckoning), request.GET)
    context = {
        "filter": chosen,
        "warning": reckoning.warning,
        "may_see_leads": bool(MAY_READ & request.user.permissions),
        "table": case_table(
            page, request.user, reckoning, empty=_("没有这样的案件。换一个条件，或者新增申请。")
        ),
    }
    return render(request, "applicants/cases/list.html", context)


@require_safe
def detail(request: StaffRequest, pk: int) -> HttpResponse:
    """How far the case is, what it says, how it was judged, who did what."""
    case = case_for(request, pk, P.CASE_VIEW)
    audit.log_read(ReadKind.VIEW, by=request.user, household=case.household)
    file = open_file(case, on=clock.today())
    context = {
        "case": case,
        "file": file,
        "tasks": tasks_of(file, request.user),
        "stages": stages_of(file),
        "buttons": buttons_of(file, request.user),
        "people": people_of(file),
        "cards": cards_of(file, request.user),
        "facts": assessment_facts(file),
        "steps": steps_of(file.assessment),
        "override": override_card(file, request.user),
        "events": history_of(case),
        "objections": objections_of(file, request.user),
        "economic_check": shown_check(file),
        "limits": limits_table(file),
        "investigation": investigation_of(file, request.user),
        "hearings": hearing_rows(file),
        "reports": reports_behind(case),
    }
    return render(request, "applicants/cases/detail.html", context)


@require_safe
def check(request: StaffRequest, pk: int) -> HttpResponse:
    """All answers once more, each with the link that changes it, before the township signs."""
    case = case_for(request, pk, P.CASE_VIEW)
    audit.log_read(ReadKind.VIEW, by=request.user, household=case.household)
    kind = ChangeOpinionForm if case.is_about_a_benefit else OpinionForm
    return checked(request, case, kind(case=case))


def checked(
    request: StaffRequest, case: Case, form: OpinionForm | ChangeOpinionForm
) -> HttpResponse:
    """The page of all answers with the opinion's form, where the case is ready for one.

    A benefit may be proposed to end before anything is reckoned anew.
    """
    file = open_file(case, on=clock.today())
    is_unanswered = file.override is not None and file.override.is_waiting
    is_judged = case.step == Step.PROPOSE and not file.is_outdated and not is_unanswered
    may_propose = is_judged or (case.is_about_a_benefit and file.can_end_unjudged)
    # What was typed stays on the page, even where the case went on meanwhile.
    is_ready = form.is_bound or may_propose
    is_waiting = case.status == CaseStatus.ACCEPTED and not is_judged
    context = {
        "case": case,
        "file": file,
        "cards": cards_to_check(file, request.user),
        "facts": assessment_facts(file),
        "override": override_card(file, request.user),
        "buttons": [one for one in buttons_of(file, request.user) if one.is_step],
        "missing": missing_for_opinion(case) if is_waiting else [],
        "propose_url": url_of(form.page, case),
        "is_judged": is_judged,
        "form": form if is_ready and allows(request.user, P.CASE_PROPOSE) else None,
    }
    return render(request, "applicants/cases/check.html", context)


@require_POST
@once
def assess(request: StaffRequest, pk: int) -> HttpResponse:
    """Judge the file by its rules; the trace stands on the case page."""
    case = case_for(request, pk, P.CASE_ASSESS)
    assessments.assess(case=case, by=request.user, on=clock.today())
    return redirect(f"{url_of('case', case)}#trace")


@require_POST
@once
def propose(request: StaffRequest, pk: int) -> HttpResponse:
    """The township's opinion, on the assessment that stood on the check page."""
    case = case_for(request, pk, P.CASE_PROPOSE)
    form = OpinionForm(request.POST, case=case)
    if form.is_valid():
        opinion = form.cleaned_data
        if acted(
            form, lambda: cases.propose(case=case, by=request.user, on=clock.today(), **opinion)
        ):
            messages.success(request, _("初审意见已提出。下一步：张贴公示。"))
            return redirect("applicants:case", case.pk)
    return checked(request, case, form)


@require_http_methods(["GET", "POST"])
@once
def withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    """End the application at the family's wish, with its reason."""
    case = case_for(request, pk, P.CASE_ENTER)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        said = {"reason": form.cleaned_data["reason"], "by": request.user, "on": clock.today()}
        if acted(form, lambda: cases.withdraw(case=case, **said)):
            return redirect("applicants:case", case.pk)
    audit.log_read(ReadKind.VIEW, by=request.user, household=case.household)
    return render(request, "applicants/cases/withdraw.html", {"case": case, "form": form})
