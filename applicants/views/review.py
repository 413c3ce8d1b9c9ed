"""The county's desk: the queue, one case beside it, and the three ways to end the look."""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from applicants.actions import cases, decisions
from applicants.actions.decisions import TooEarly
from applicants.forms.decisions import DecisionForm, QueueFilter, SendBackForm
from applicants.models.case import Case
from applicants.models.objection import Objection
from applicants.pages.cards import assessment_facts, cards_of, first_month_fact, people_of
from applicants.pages.case_file import CaseFile, cases_of, open_file
from applicants.pages.changes import hearing_rows
from applicants.pages.checks import shown_check
from applicants.pages.investigation import investigation_of
from applicants.pages.objections import objections_of
from applicants.pages.overrides import override_card, steps_of
from applicants.pages.procedure import limits_table
from applicants.pages.progress import buttons_of, tasks_of
from applicants.pages.review import changes_of, queue, queue_table, still_missing
from applicants.steps import Step
from applicants.views.answering import acted
from applicants.views.fetching import case_for
from dibao import audit, clock
from dibao.display import with_label
from dibao.forms import PlainForm
from dibao.guards import require
from dibao.http import StaffRequest
from dibao.idempotency import once
from dibao.models.audit import ReadKind
from dibao.paging import newest_first
from dibao.permissions import Permission as P
from dibao.wording import in_words
from dibao.workflow import MoveRefused

# So many neighbours stand beside the case under review.
_BESIDE = 12


@require_safe
def listing(request: StaffRequest) -> HttpResponse:
    """Cases whose notices are over, and on request those that still wait."""
    require(request.user, P.CASE_CONFIRM)
    on = clock.today()
    chosen = QueueFilter(request.GET, staff=request.user)
    page = newest_first(queue(cases_of(request.user, on=on), chosen, on=on), request.GET)
    context = {"filter": chosen, "table": queue_table(page, request.user, on=on)}
    return render(request, "applicants/review/queue.html", context)


@require_safe
def detail(request: StaffRequest, pk: int) -> HttpResponse:
    """The case with its trace, its notices and what changed, beside the next ones of the queue."""
    case, on = case_for(request, pk, P.CASE_CONFIRM), clock.today()
    audit.log_read(ReadKind.VIEW, by=request.user, household=case.household)
    file = open_file(case, on=on)
    beside = cases_of(request.user, on=on).filter(Q(step=Step.DECIDE)).order_by("-pk")[:_BESIDE]
    context = {
        "case": case,
        "file": file,
        "beside": beside,
        "facts": assessment_facts(file),
        "steps": steps_of(file.assessment),
        "override": override_card(file, request.user),
        "changes": changes_of(file),
        "tasks": tasks_of(file, request.user),
        "people": people_of(file),
        "cards": cards_of(file, request.user),
        "objections": objections_of(file, request.user),
        "economic_check": shown_check(file),
        "limits": limits_table(file),
        "investigation": investigation_of(file, request.user),
        "hearings": hearing_rows(file),
        "buttons": [one for one in buttons_of(file, request.user) if one.is_step],
    }
    return render(request, "applicants/review/case.html", context)


@require_http_methods(["GET", "POST"])
@once
def confirm(request: StaffRequest, pk: int) -> HttpResponse:
    """What follows from confirming, and the confirming itself; too early is a state of the case, not an error."""
    case, on = _case_open_to("confirm", request, pk), clock.today()
    file = open_file(case, on=on)
    early = _too_early(file)
    if early:
        return _not_yet(request, file, early)
    form = DecisionForm(request.POST or None)
    if form.is_valid():
        said = {"case": case, "by": request.user, "on": on, **form.cleaned_data}
        if acted(form, lambda: decisions.confirm(**said)):
            return _decided(request, case, _("已确认低保，从下个月发放。"))
    return _asked(request, file, form, "applicants/review/confirm.html")


@require_http_methods(["GET", "POST"])
@once
def refuse(request: StaffRequest, pk: int) -> HttpResponse:
    """Refuse with the reasons that the letter prints."""
    case, on = _case_open_to("refuse", request, pk), clock.today()
    form = DecisionForm(request.POST or None)
    if form.is_valid():
        said = {"case": case, "by": request.user, "on": on, **form.cleaned_data}
        if acted(form, lambda: decisions.refuse(**said)):
            return _decided(request, case, _("已决定不予确认。打印告知书，经乡镇送达。"))
    return _asked(request, open_file(case, on=on), form, "applicants/review/refuse.html")


@require_http_methods(["GET", "POST"])
@once
def send_back(request: StaffRequest, pk: int) -> HttpResponse:
    """Return the case to the township, to be judged and posted anew."""
    case = _case_open_to("send_back", request, pk)
    form = SendBackForm(request.POST or None)
    if form.is_valid():
        reasons = form.cleaned_data["reasons"]
        if acted(form, lambda: cases.send_back(case=case, reasons=reasons, by=request.user)):
            return _decided(request, case, _("已退回乡镇。"))
    file = open_file(case, on=clock.today())
    return _asked(request, file, form, "applicants/review/send_back.html")


def _case_open_to(move: str, request: StaffRequest, pk: int) -> Case:
    """The case, where it stands so that the move may be taken; else the page says where it stands."""
    case = case_for(request, pk, P.CASE_CONFIRM)
    if case.is_about_a_benefit and move != "send_back":
        raise MoveRefused(_("这件是对在享待遇的核查，按变更作决定。"))
    case.require_open(move, by=request.user)
    return case


def _too_early(file: CaseFile) -> str:
    try:
        decisions.await_notices(file.postings, on=file.on)
        decisions.await_county_visit(file.case)
    except TooEarly as early:
        return in_words(early)
    return ""


def _not_yet(request: StaffRequest, file: CaseFile, sentence: str) -> HttpResponse:
    audit.log_read(ReadKind.VIEW, by=request.user, household=file.case.household)
    context = {"case": file.case, "sentence": sentence, "missing": still_missing(file)}
    status = 409 if request.method == "POST" else 200
    return render(request, "applicants/review/not_yet.html", context, status=status)


def _asked(request: StaffRequest, file: CaseFile, form: PlainForm, template: str) -> HttpResponse:
    """The page before a decision: what would follow, what is in the way, and the reasons."""
    case = file.case
    audit.log_read(ReadKind.VIEW, by=request.user, household=case.household)
    facts = [*assessment_facts(file), first_month_fact(file)]
    may_be = Objection.objects.visible_to(request.user).maybe_about(case)
    # What is known to be of the family first.
    untied = may_be.order_by("household", "pk").first()
    context = {"case": case, "file": file, "form": form, "facts": facts, "untied": untied}
    return render(request, template, context)


def _decided(request: StaffRequest, case: Case, words: str) -> HttpResponse:
    messages.success(request, with_label(case.household.head, words))
    return redirect("applicants:case", case.pk)
