"""Entering an application: asked for first, typed on one page, estimated while typed, saved as a draft or taken up."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from applicants.actions import applications, cases
from applicants.actions.cases import StaleCase
from applicants.actions.households import PersonTaken
from applicants.forms.doubts import asks_again
from applicants.forms.entry import (
    Entry,
    Stored,
    nothing_stored,
    stored_case,
    stored_household,
    with_more_rows,
    with_version,
)
from applicants.models.case import Case, CaseStatus
from applicants.models.suspicion import Suspicion
from applicants.pages.case_file import EDITABLE
from applicants.pages.entry import (
    EntryPage,
    Estimate,
    estimate_of,
    estimate_of_case,
    household_of,
    last_change,
    saved_words,
    taken_words,
)
from applicants.views.fetching import case_for, household_for
from dibao import audit, clock
from dibao.errors import Refused
from dibao.guards import require
from dibao.http import StaffRequest
from dibao.idempotency import once
from dibao.models.audit import ReadKind
from dibao.permissions import Permission as P
from dibao.wording import in_words
from dibao.workflow import MoveRefused

_LAST_VILLAGE = "village"


@require_http_methods(["GET", "POST"])
@once
def new(request: StaffRequest) -> HttpResponse:
    """A family that is not on the register; the question before (`precheck`) may bring name and number."""
    require(request.user, P.CASE_ENTER)
    stored = nothing_stored(village=request.session.get(_LAST_VILLAGE, ""))
    return _worked_on(request, EntryPage(stored=stored, title=_("录入申请")))


@require_http_methods(["GET", "POST"])
@once
def again(request: StaffRequest, pk: int) -> HttpResponse:
    """A family on the register that applies."""
    household = household_for(request, pk, P.CASE_ENTER)
    if request.method == "GET":
        cases.refuse_second(household, on=clock.today())
    stored = stored_household(household)
    page = EntryPage(stored=stored, title=_("录入申请"), household=household)
    return _worked_on(request, page)


@require_http_methods(["GET", "POST"])
@once
def edit(request: StaffRequest, pk: int) -> HttpResponse:
    """A draft, or an application that the township still works on."""
    case = case_for(request, pk, P.CASE_ENTER)
    if case.status not in EDITABLE:
        raise MoveRefused(_("资料已经定下，不能再改。县里退回后可以修改。"))
    title = _("修改家庭情况") if case.is_about_a_benefit else _("修改申请资料")
    page = EntryPage(stored=stored_case(case), title=title, household=case.household, case=case)
    return _worked_on(request, page)


@require_POST
def estimate(request: StaffRequest) -> HttpResponse:
    """What the typed rows would come to, as a fragment for the page; nothing is written."""
    require(request.user, P.CASE_ENTER)
    context = {"estimate": _estimate(request, _stored_for(request))}
    return render(request, "applicants/entry/estimate.html", context)


def _estimate(request: StaffRequest, stored: Stored) -> Estimate:
    on = clock.today()
    entry = Entry.made(stored, staff=request.user, on=on, typed=request.POST, is_complete=False)
    return estimate_of(entry, request.user, on=on)


def _stored_for(request: StaffRequest) -> Stored:
    """The members behind masked numbers, where the page is about a family on the register."""
    pk = request.POST.get("household", "")
    if not pk.isdecimal():
        return nothing_stored()
    return stored_household(household_for(request, int(pk), P.CASE_ENTER))


def _worked_on(request: StaffRequest, page: EntryPage) -> HttpResponse:
    """Show the page, answer its side buttons, or save it and go on."""
    if request.method != "POST":
        return _opened(request, page)
    if "add_row" in request.POST or "estimate" in request.POST:
        return _tried(request, page)
    entry, taken = _entry(request, page, request.POST), None
    if not entry.is_valid() or _asks_again(request, page, entry):
        return _shown(request, page, entry, estimate=_estimate(request, page.stored))
    try:
        case = _save(request, page, entry)
    except StaleCase:
        return _stale(request, page)
    except PersonTaken as refusal:
        taken = household_of(refusal.number, request.user)
        entry.members.blame(refusal.number, taken_words(taken) if taken else in_words(refusal))
    except Refused as refusal:
        entry.refuse(in_words(refusal))
    else:
        messages.success(request, saved_words(case))
        if Suspicion.objects.about(case.household).waiting().exists():
            messages.warning(request, _("有疑似重复的登记，打开家庭档案看双方登记。"))
        return redirect("applicants:case_check", case.pk)
    found = _estimate(request, page.stored)
    return _shown(request, page, entry, estimate=found, taken=taken)


def _opened(request: StaffRequest, page: EntryPage) -> HttpResponse:
    entry, found = _entry(request, page), None
    if page.case is not None:
        found = estimate_of_case(page.case, request.user, on=clock.today())
    return _shown(request, page, entry, estimate=found)


def _entry(request: StaffRequest, page: EntryPage, typed: QueryDict | None = None) -> Entry:
    is_complete = "draft" not in request.POST or page.is_accepted
    return Entry.made(
        page.stored, staff=request.user, on=clock.today(), typed=typed, is_complete=is_complete
    )


def _asks_again(request: StaffRequest, page: EntryPage, entry: Entry) -> bool:
    """A draft may hold what does not go together; what is taken up may not, unless somebody looked at it again."""
    is_draft = "draft" in request.POST and not page.is_accepted
    return not is_draft and asks_again(entry, on=clock.today())


def _tried(request: StaffRequest, page: EntryPage) -> HttpResponse:
    """More rows or an estimate, for who works without script: shown again, not judged."""
    entry = _entry(request, page, with_more_rows(request.POST, request.POST.get("add_row", "")))
    entry.forgive()
    return _shown(request, page, entry, estimate=_estimate(request, page.stored))


@transaction.atomic
def _save(request: StaffRequest, page: EntryPage, entry: Entry) -> Case:
    by, on, typed = request.user, clock.today(), entry.typed_application()
    if page.case is not None:
        case = applications.rewrite(
            case=page.case, application=typed, version=entry.version, by=by, on=on
        )
    elif page.household is not None:
        case = applications.enter_again(household=page.household, application=typed, by=by, on=on)
    else:
        case = applications.enter(application=typed, by=by, on=on)
    if case.status == CaseStatus.DRAFT and "draft" not in request.POST:
        said = entry.application.fields["nothing_else"].label
        case = cases.accept(case=case, by=by, on=on, reason=str(said))
    request.session[_LAST_VILLAGE] = case.area_id
    return case


def _stale(request: StaffRequest, page: EntryPage) -> HttpResponse:
    """Nothing typed is lost: the page comes back beside what somebody else wrote, and may be sent again."""
    typed = with_version(request.POST, page.stored_version)
    entry = _entry(request, page, typed)
    entry.is_valid()
    entry.refuse(last_change(page))
    found = _estimate(request, page.stored)
    return _shown(request, page, entry, estimate=found, differences=entry.differences())


def _shown(request: StaffRequest, page: EntryPage, entry: Entry, **more: object) -> HttpResponse:
    if page.household is not None:
        audit.log_read(ReadKind.VIEW, by=request.user, household=page.household)
    context = {"page": page, "entry": entry, "error_forms": entry.forms, **more}
    return render(request, "applicants/entry/page.html", context)


def family_page(request: StaffRequest, *, name: str, number: str) -> HttpResponse:
    """The empty page for a family that the question before did not find."""
    village = request.session.get(_LAST_VILLAGE, "")
    stored = nothing_stored(village=village, name=name, id_number=number)
    page = EntryPage(stored=stored, title=_("录入申请"))
    return _shown(request, page, _entry(request, page))
