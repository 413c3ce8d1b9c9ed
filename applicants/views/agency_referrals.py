"""An agency's window: the inbox, one referral with its answers, and whole numbers for a reason.

Its people see no file. Every page that names a family leaves a trace at that family, lists too.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from applicants import agency_inbox, other_aid
from applicants.actions import agency_answers, referrals
from applicants.agency_inbox import referrals_for, tray_named
from applicants.agency_view import agency_of, shared_with
from applicants.forms.agency_answers import (
    DeliveryForm,
    InboxFilter,
    LookForm,
    PassOnForm,
    RefusalForm,
)
from applicants.models.aid import AidItem
from applicants.models.referral import Referral
from applicants.pages import agency_referrals as pages
from applicants.referral_words import agency_name, item_name, standing_of
from applicants.views.answering import acted
from applicants.workflow import ReferralStatus
from dibao import audit, clock
from dibao.forms import PlainForm
from dibao.guards import require
from dibao.http import StaffRequest
from dibao.idempotency import once
from dibao.models.audit import ReadKind
from dibao.permissions import Permission as P


@dataclass(frozen=True)
class Answers:
    """The forms of a referral's page that came back with something to mend; at most one of them is there."""

    delivery: DeliveryForm | None = None
    refusal: RefusalForm | None = None
    passing: PassOnForm | None = None
    look: LookForm | None = None


_NOTHING_TYPED = Answers()


@require_safe
def inbox(request: StaffRequest) -> HttpResponse:
    """The agency's referrals by state, thirty a page; those of a name where one was typed."""
    require(request.user, P.REFERRAL_ANSWER)
    on, staff = clock.today(), request.user
    items = AidItem.objects.filter(agency=agency_of(staff))
    chosen = InboxFilter(request.GET, items=items)
    rows, tray = referrals_for(staff, on=on), tray_named(request.GET.get("in", ""))
    if chosen.item_key:
        rows = rows.filter(item=chosen.item_key)
    rows = agency_inbox.named(rows, chosen.name)
    page = agency_inbox.page_of(rows, tray, request.GET)
    shared = shared_with(staff, page.rows)
    _log(request, ReadKind.SEARCH if chosen.name else ReadKind.VIEW, page.rows, chosen.name)
    counts = agency_inbox.counts_of(rows, on=on)
    context = {
        "agency_name": agency_name(staff.posting.agency) if staff.posting.agency else "",
        "filter": chosen,
        "trays": pages.trays_of(counts, tray, chosen.kept),
        "late": counts.late,
        "table": pages.inbox_table(page, shared, tray, on=on),
    }
    return render(request, "applicants/agency/inbox.html", context)


@require_safe
def detail(request: StaffRequest, pk: int) -> HttpResponse:
    """What is asked and for whom, with every answer on the same page."""
    referral = _referral_for(request, pk)
    _log(request, ReadKind.VIEW, [referral])
    return _shown(request, referral)


@require_POST
@once
def reveal(request: StaffRequest, pk: int) -> HttpResponse:
    """The page once more with whole numbers, for a reason that is kept with the look."""
    referral, form = _referral_for(request, pk), LookForm(request.POST)
    if not form.is_valid():
        return _shown(request, referral, Answers(look=form))
    _log(request, ReadKind.REVEAL, [referral], purpose=form.cleaned_data["purpose"])
    return _shown(request, referral, is_revealed=True)


@require_POST
@once
def accept(request: StaffRequest, pk: int) -> HttpResponse:
    """Take it on; what is given is written down later."""
    referral = _referral_for(request, pk)
    referrals.accept(referral=referral, by=request.user, on=clock.today())
    messages.success(request, _("已受理。办好以后在这一页登记。"))
    return redirect("applicants:agency_referral", referral.pk)


@require_POST
@once
def deliver(request: StaffRequest, pk: int) -> HttpResponse:
    """Write down what was given; who had not taken it on yet takes it on with the same click."""
    referral, by, on = _referral_for(request, pk), request.user, clock.today()
    if not referral.is_open:
        referral.require_open("deliver", by=by)
    form = DeliveryForm(request.POST, referral=referral, on=on)
    return _answered(
        request,
        referral,
        form,
        lambda: agency_answers.give(referral=referral, delivery=form.delivery(), by=by, on=on),
        _("已登记。"),
        Answers(delivery=form),
    )


@require_POST
@once
def refuse(request: StaffRequest, pk: int) -> HttpResponse:
    """Say why it is not given, or no more of it."""
    referral, by, on = _referral_for(request, pk), request.user, clock.today()
    referral.require_open("refuse", by=by)
    form = RefusalForm(request.POST)

    def refused() -> Referral:
        words = form.cleaned_data["words"]
        return referrals.refuse(referral=referral, reason=form.why, words=words, by=by, on=on)

    return _answered(
        request,
        referral,
        form,
        refused,
        _("已答复不能办理，乡镇看得到原因。"),
        Answers(refusal=form),
    )


@require_POST
@once
def pass_on(request: StaffRequest, pk: int) -> HttpResponse:
    """Hand it to the agency of another benefit."""
    referral, by, on = _referral_for(request, pk), request.user, clock.today()
    referral.require_open("redirect", by=by)
    form = PassOnForm(request.POST, others=other_aid.offered_beside(referral, on=on))

    def passed_on() -> Referral:
        words = form.cleaned_data["words"]
        return referrals.redirect(referral=referral, to=form.chosen, words=words, by=by, on=on)

    return _answered(
        request, referral, form, passed_on, _("已转给别的单位，由他们答复。"), Answers(passing=form)
    )


def _answered(
    request: StaffRequest,
    referral: Referral,
    form: PlainForm,
    action: Callable[[], object],
    sentence: str,
    shown: Answers,
) -> HttpResponse:
    """The page after an answer, or the same page with what was typed and why it was not done."""
    if form.is_valid() and acted(form, action):
        messages.success(request, sentence)
        return redirect("applicants:agency_referral", referral.pk)
    _log(request, ReadKind.VIEW, [referral])
    return _shown(request, referral, shown)


def _referral_for(request: StaffRequest, pk: int) -> Referral:
    """The agency's own, as long as it may see it (404); PermissionDenied before it is looked for."""
    require(request.user, P.REFERRAL_ANSWER)
    return get_object_or_404(referrals_for(request.user, on=clock.today()), pk=pk)


def _log(
    request: StaffRequest,
    kind: ReadKind,
    rows: Iterable[Referral],
    typed: str = "",
    *,
    purpose: str = "",
) -> None:
    subject = _("成员单位：%(agency)s") % {"agency": request.user.posting.agency}
    if typed:
        subject = f"{subject} {audit.masked(typed)}"
    files = [(row.household_id, row.area_id) for row in rows]
    audit.log_files_read(kind, by=request.user, files=files, subject=subject, purpose=purpose)


def _shown(
    request: StaffRequest,
    referral: Referral,
    typed: Answers = _NOTHING_TYPED,
    *,
    is_revealed: bool = False,
) -> HttpResponse:
    on = clock.today()
    shared = shared_with(request.user, [referral]).get(referral.pk)
    parts = list(referral.parts.select_related("recorded_by")) if referral.delivered_parts else []
    is_new = referral.status == ReferralStatus.REQUESTED
    context: dict[str, object] = {
        "referral": referral,
        "title": pages.title_of(referral, shared),
        "item_name": item_name(referral.item),
        "standing": standing_of(referral, on=on),
        "asked": pages.asked_facts(referral, shared, on=on),
        "person": shared and pages.person_facts(referral, shared, is_revealed=is_revealed),
        "recognised": pages.RECOGNISED,
        "parts": pages.parts_table(referral, parts) if parts else None,
        "is_new": is_new,
    }
    if shared and not is_revealed and pages.has_guarded(shared):
        context["look"] = typed.look or LookForm()
    if referral.is_open:
        context["delivery"] = typed.delivery or DeliveryForm(referral=referral, on=on)
        context["refusal"] = typed.refusal or RefusalForm()
    if is_new:
        others = other_aid.offered_beside(referral, on=on)
        context["passing"] = typed.passing or PassOnForm(others=others)
    return render(request, "applicants/agency/referral.html", context)
