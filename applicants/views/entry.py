"""Entering an application: asked for first, typed on one page, estimated while typed, saved as a draft or taken up.

What is typed is also kept by itself (`dibao.autosave`): the script presses `keep` on the page that it stands on, and
the page that is opened again offers what was left, and shows it only when asked to.
"""

import uuid
from dataclasses import replace

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from applicants.actions import applications, cases, statements
from applicants.actions.cases import StaleCase
from applicants.actions.households import PersonTaken
from applicants.forms.doubts import asks_again
from applicants.forms.entry import (
    Entry,
    Stored,
    in_typed_order,
    nothing_stored,
    stored_case,
    stored_household,
    with_more_rows,
    with_statement,
    with_version,
)
from applicants.models.case import Case, CaseStatus
from applicants.models.statement import OnlineStatement
from applicants.models.suspicion import Suspicion
from applicants.pages.case_file import EDITABLE
from applicants.pages.entry import (
    EntryPage,
    Estimate,
    estimate_of,
    estimate_of_case,
    household_of,
    kept_words,
    left_on,
    saved_words,
    taken_words,
)
from applicants.seen import Outdated, last_change
from applicants.views.fetching import case_for, household_for, statement_for
from dibao import audit, autosave, clock
from dibao.errors import Refused
from dibao.guards import require
from dibao.http import StaffRequest
from dibao.idempotency import FIELD, once
from dibao.levels import AreaLevel
from dibao.models.audit import ReadKind
from dibao.permissions import Permission as P
from dibao.values.text import key_in
from dibao.wording import in_words
from dibao.workflow import MoveRefused

_LAST_VILLAGE = "village"
# Buttons that show the page again as it was typed, and save nothing.
_ASIDE = frozenset({"add_row", "estimate", autosave.DROP})
# The link that goes on with what was left.
_GO_ON = "continue"


@require_http_methods(["GET", "POST"])
@once
def new(request: StaffRequest) -> HttpResponse:
    """A family that is not on the register; the question before (`precheck`) may bring name and number."""
    require(request.user, P.CASE_ENTER)
    stored = nothing_stored(village=request.session.get(_LAST_VILLAGE, ""))
    if (statement := _stated(request)) is not None:
        stored = with_statement(_begun(statement), statement)
    page = EntryPage(stored=stored, title=_("录入申请"), statement=statement)
    return _worked_on(request, page)


@require_http_methods(["GET", "POST"])
@once
def again(request: StaffRequest, pk: int) -> HttpResponse:
    """A family on the register that applies."""
    household = household_for(request, pk, P.CASE_ENTER)
    if request.method == "GET":
        cases.refuse_second(household, on=clock.today())
    stored = stored_household(household)
    if (statement := _stated(request)) is not None:
        stored = with_statement(stored, statement)
    page = EntryPage(stored=stored, title=_("录入申请"), household=household, statement=statement)
    return _worked_on(request, page)


def _stated(request: StaffRequest) -> OnlineStatement | None:
    """What was stated on line and is filled in with the family now; it says the full number, which is logged."""
    asked = request.POST if request.method == "POST" else request.GET
    statement = _statement_in(request, asked)
    if statement is not None and request.method == "GET":
        if statement.answer:
            raise Refused(_("这份网上申请已有人办理，刷新后再看。"))
        subject = f"{_('网上申请')} {statement.number}"
        purpose = _("和家庭一起填申请")
        audit.log_read(ReadKind.REVEAL, by=request.user, subject=subject, purpose=purpose)
    return statement


def _statement_in(request: StaffRequest, asked: QueryDict) -> OnlineStatement | None:
    key = asked.get("statement", "")
    try:
        return statement_for(request, uuid.UUID(key)) if key else None
    except ValueError:
        raise Http404 from None


def _begun(statement: OnlineStatement) -> Stored:
    is_village = statement.area.level == AreaLevel.VILLAGE
    return nothing_stored(
        village=statement.area_id if is_village else "",
        name=statement.name,
        id_number=statement.id_number.open(),
    )


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
    context = {"estimate": _estimate(request, _stored_for(request), request.POST)}
    return render(request, "applicants/entry/estimate.html", context)


def _estimate(request: StaffRequest, stored: Stored, typed: QueryDict) -> Estimate:
    on = clock.today()
    entry = Entry.made(stored, staff=request.user, on=on, typed=typed, is_complete=False)
    return estimate_of(entry, request.user, on=on)


def _stored_for(request: StaffRequest) -> Stored:
    """The members behind masked numbers, where the page is about a family on the register."""
    pk = key_in(request.POST.get("household", ""))
    if pk is None:
        return nothing_stored()
    return stored_household(household_for(request, pk, P.CASE_ENTER))


def _worked_on(request: StaffRequest, page: EntryPage) -> HttpResponse:
    """Show the page, answer its side buttons, or save it and go on."""
    if request.method != "POST":
        return _opened(request, page)
    aside = _aside(request, page)
    if aside is not None:
        return aside
    entry, taken = _entry(request, page, request.POST), None
    if not entry.is_valid() and _is_outdated(request, page):
        return _stale(request, page)
    if not entry.is_valid() or _asks_again(request, page, entry):
        return _shown(request, page, entry, estimate=_estimate(request, page.stored, request.POST))
    try:
        case = _save(request, page, entry)
    except (StaleCase, Outdated):
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
    found = _estimate(request, page.stored, request.POST)
    return _shown(request, page, entry, estimate=found, taken=taken)


def _aside(request: StaffRequest, page: EntryPage) -> HttpResponse | None:
    """The answer to a button that saves nothing; None where none of them was pressed."""
    if autosave.KEEP in request.POST:
        return _kept(request, page)
    if autosave.DROP in request.POST:
        autosave.drop(by=request.user, path=page.action_url)
    return None if _ASIDE.isdisjoint(request.POST) else _tried(request, page)


def _opened(request: StaffRequest, page: EntryPage) -> HttpResponse:
    left = autosave.left_by(request.user, page.action_url) if _GO_ON in request.GET else None
    if left is not None:
        typed = autosave.typed_in(left)
        page = replace(page, statement=_statement_in(request, typed))
        return _unjudged(request, page, typed, mark=str(left.mark))
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
    typed = with_more_rows(request.POST, request.POST.get("add_row", ""))
    return _unjudged(request, page, typed)


def _unjudged(
    request: StaffRequest, page: EntryPage, typed: QueryDict, *, mark: str = ""
) -> HttpResponse:
    """The page as typed so far; nobody said yet that it is complete."""
    entry = _entry(request, page, typed)
    entry.forgive()
    found = _estimate(request, page.stored, typed)
    return _shown(request, page, entry, mark=mark, estimate=found)


def _kept(request: StaffRequest, page: EntryPage) -> HttpResponse:
    """Keep what is being typed, and say so in a line; 413 and 409 where it was not kept, with the reason."""
    try:
        copy = autosave.keep(
            by=request.user, path=page.action_url, sent=request.POST, at=timezone.now()
        )
    except autosave.TooLong as refusal:
        return JsonResponse({"said": in_words(refusal)}, status=413)
    except autosave.KeptElsewhere as refusal:
        return JsonResponse({"said": in_words(refusal)}, status=409)
    return JsonResponse({"said": kept_words(copy)})


@transaction.atomic
def _save(request: StaffRequest, page: EntryPage, entry: Entry) -> Case:
    by, on, typed = request.user, clock.today(), entry.typed_application()
    if page.case is not None:
        case = applications.rewrite(
            case=page.case,
            application=typed,
            version=entry.version,
            family=str(entry.application.cleaned_data["family"]),
            by=by,
            on=on,
        )
    elif page.household is not None:
        case = applications.enter_again(
            household=page.household,
            application=typed,
            family=str(entry.application.cleaned_data["family"]),
            by=by,
            on=on,
        )
    else:
        case = applications.enter(application=typed, by=by, on=on)
    if case.status == CaseStatus.DRAFT and "draft" not in request.POST:
        said = entry.application.fields["nothing_else"].label
        case = cases.accept(case=case, by=by, on=on, reason=str(said))
    if page.statement is not None:
        statements.take_up(statement=page.statement, case=case, by=by, on=on)
    request.session[_LAST_VILLAGE] = case.area_id
    _forget_typing(request, page)
    return case


def _forget_typing(request: StaffRequest, page: EntryPage) -> None:
    """What was kept of a page that is saved; the page for new families may hold another family's."""
    if page.household is None:
        autosave.drop_shown(by=request.user, path=page.action_url, sent=request.POST)
    else:
        autosave.drop(by=request.user, path=page.action_url)


def _is_outdated(request: StaffRequest, page: EntryPage) -> bool:
    """True where errors may come of somebody else's changes, which are then told first."""
    now = page.stored.application
    sent = {name: request.POST.get(f"application-{name}", "") for name in ("version", "family")}
    return any(sent[name] and sent[name] != str(now.get(name, "")) for name in sent)


def _stale(request: StaffRequest, page: EntryPage) -> HttpResponse:
    """Nothing typed is lost: the page comes back beside what somebody else wrote, and may be sent again."""
    page = replace(page, stored=in_typed_order(page.stored, request.POST))
    typed = with_version(request.POST, page.stored)
    entry = _entry(request, page, typed)
    entry.is_valid()
    entry.refuse(last_change(*page.rows))
    found = _estimate(request, page.stored, request.POST)
    return _shown(request, page, entry, estimate=found, differences=entry.differences())


def _shown(
    request: StaffRequest, page: EntryPage, entry: Entry, *, mark: str = "", **more: object
) -> HttpResponse:
    if page.household is not None:
        audit.log_read(ReadKind.VIEW, by=request.user, household=page.household)
    mark = mark or request.POST.get(autosave.MARK, "")
    known = {mark, request.POST.get(FIELD, "")}
    context = {
        "page": page,
        "entry": entry,
        "error_forms": entry.forms,
        "mark": mark,
        "left": left_on(page, request.user, known=known),
        **more,
    }
    return render(request, "applicants/entry/page.html", context)


def family_page(request: StaffRequest, *, name: str, number: str) -> HttpResponse:
    """The empty page for a family that the question before did not find."""
    village = request.session.get(_LAST_VILLAGE, "")
    stored = nothing_stored(village=village, name=name, id_number=number)
    page = EntryPage(stored=stored, title=_("录入申请"))
    return _shown(request, page, _entry(request, page))
