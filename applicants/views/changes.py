"""Looking again at a benefit: begun, proposed, the family heard, decided."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from applicants.actions import changes, hearings
from applicants.actions.changes import NotHeard
from applicants.forms.changes import (
    ChangeDecisionForm,
    ChangeForm,
    ChangeOpinionForm,
    HearingForm,
)
from applicants.grace_months import benefit_of
from applicants.models.case import CaseKind
from applicants.outcomes import last_month_due
from applicants.pages.case_file import CaseFile, open_file
from applicants.pages.changes import benefit_facts, hearing_rows, proposed_facts
from applicants.views.answering import acted, made
from applicants.views.cases import checked
from applicants.views.fetching import case_for, household_for
from dibao import audit, clock
from dibao.display import with_label
from dibao.http import StaffRequest
from dibao.idempotency import once
from dibao.models.audit import ReadKind
from dibao.permissions import Permission as P
from dibao.wording import in_words
from dibao.workflow import MoveRefused


@require_http_methods(["GET", "POST"])
@once
def begin(request: StaffRequest, pk: int) -> HttpResponse:
    """Begin to look again at what a family gets, with what has changed."""
    household, on = household_for(request, pk, P.CASE_ENTER), clock.today()
    form = ChangeForm(request.POST or None)
    if form.is_valid():
        said = {"household": household, "kind": CaseKind.CHANGE, **form.cleaned_data}
        opened = made(form, lambda: changes.open_case(by=request.user, on=on, **said))
        if opened is not None:
            return redirect("applicants:case_edit", opened.pk)
    audit.log_read(ReadKind.VIEW, by=request.user, household=household)
    grant = benefit_of(household, on=on)
    facts = benefit_facts(grant, on=on) if grant else []
    context = {"household": household, "form": form, "facts": facts}
    return render(request, "applicants/changes/begin.html", context)


@require_POST
@once
def propose(request: StaffRequest, pk: int) -> HttpResponse:
    """The township's opinion, on the assessment that stood on the check page or on none."""
    case = case_for(request, pk, P.CASE_PROPOSE)
    form = ChangeOpinionForm(request.POST, case=case)
    if form.is_valid():
        said = {"case": case, "by": request.user, "on": clock.today(), **form.cleaned_data}
        if acted(form, lambda: changes.propose(**said)):
            messages.success(request, _("初审意见已提出。"))
            return redirect("applicants:case", case.pk)
    return checked(request, case, form)


@require_http_methods(["GET", "POST"])
@once
def hear(request: StaffRequest, pk: int) -> HttpResponse:
    """Write down what the family says to the cut that is proposed."""
    case, on = case_for(request, pk, P.HEARING_RECORD), clock.today()
    file = open_file(case, on=on)
    if file.opinion is None or not file.opinion.is_cut:
        raise MoveRefused(_("这件没有减发或停发的意见，不用听取意见。"))
    form = HearingForm(request.POST or None, case=case, on=on)
    if form.is_valid():
        said = form.hearing()
        if acted(form, lambda: hearings.record(case=case, hearing=said, by=request.user, on=on)):
            messages.success(request, _("听取的意见已记录。下一步：县里决定。"))
            return redirect("applicants:case", case.pk)
    audit.log_read(ReadKind.VIEW, by=request.user, household=case.household)
    context = {"case": case, "file": file, "form": form, "facts": proposed_facts(file)}
    return render(request, "applicants/changes/hear.html", context)


@require_http_methods(["GET", "POST"])
@once
def decide(request: StaffRequest, pk: int) -> HttpResponse:
    """What follows from the decision, and the deciding itself; before the hearing it is not yet time."""
    case, on = case_for(request, pk, P.CASE_CONFIRM), clock.today()
    case.require_open("confirm", by=request.user)
    file = open_file(case, on=on)
    early = _too_early(file)
    if early:
        return _not_yet(request, file, early)
    form = _decision_form(request, file)
    if form.is_valid():
        said = {"case": case, "by": request.user, "on": on, **form.cleaned_data}
        if acted(form, lambda: changes.decide(**said)):
            words = _("已决定。打印告知书，经乡镇送达。")
            messages.success(request, with_label(case.household.head, words))
            return redirect("applicants:case", case.pk)
    audit.log_read(ReadKind.VIEW, by=request.user, household=case.household)
    context = {
        "case": case,
        "file": file,
        "form": form,
        "facts": proposed_facts(file),
        "hearings": hearing_rows(file),
    }
    return render(request, "applicants/changes/decide.html", context)


def _decision_form(request: StaffRequest, file: CaseFile) -> ChangeDecisionForm:
    if file.opinion is None or not file.case.is_about_a_benefit:
        raise MoveRefused(_("乡镇还没有提出初审意见。"))
    last_month = last_month_due(file.case, file.opinion, on=file.on)
    initial: dict[str, object] = {"last_month": last_month}
    return ChangeDecisionForm(request.POST or None, opinion=file.opinion, initial=initial)


def _too_early(file: CaseFile) -> str:
    if file.opinion is None:
        return ""
    try:
        changes.await_hearing(file.case, file.opinion, on=file.on)
    except NotHeard as early:
        return in_words(early)
    return ""


def _not_yet(request: StaffRequest, file: CaseFile, sentence: str) -> HttpResponse:
    context = {"case": file.case, "sentence": sentence, "file": file}
    status = 409 if request.method == "POST" else 200
    return render(request, "applicants/changes/not_yet.html", context, status=status)
