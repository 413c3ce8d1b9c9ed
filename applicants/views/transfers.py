"""A family that moves, splits or merges: begun on its page, received next door, confirmed by the county."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from applicants.actions import transfers
from applicants.forms.decisions import DecisionForm
from applicants.forms.households import ReasonForm
from applicants.forms.transfers import MergeForm, MoveForm, ReceiveForm, SplitForm
from applicants.models.household import Household
from applicants.models.transfer import Transfer
from applicants.pages.transfers import (
    BEGINNINGS,
    STEPS,
    buttons_of,
    facts_of,
    is_receiver,
    may_read_file,
    sections_of,
    transfers_table,
)
from applicants.views.answering import acted
from applicants.views.fetching import household_for
from dibao import audit, clock
from dibao.files import storage
from dibao.files.kinds import MediaType
from dibao.files.serving import InertResponse
from dibao.files.storage import FileMissing
from dibao.forms import PlainForm
from dibao.guards import require
from dibao.http import StaffRequest
from dibao.idempotency import once
from dibao.models.audit import ReadKind
from dibao.permissions import Permission as P

# Beside all that are open; older ones are found from their households.
_CLOSED_SHOWN = 50


@require_safe
def listing(request: StaffRequest) -> HttpResponse:
    """What comes to the posting's area and what leaves it: all that is open, then the last that were closed."""
    require(request.user, P.CASE_VIEW)
    rows = Transfer.objects.of_either_side(request.user).select_related(
        "from_area", "area", "village"
    )
    found = rows.defer("dossier", "plan")
    closed = found.exclude(pk__in=rows.open().values("pk")).order_by("-handed_on", "pk")
    context = {
        "open": transfers_table(found.open().order_by("handed_on", "pk")),
        "closed": transfers_table(closed[:_CLOSED_SHOWN]),
    }
    return render(request, "applicants/transfers/list.html", context)


@require_safe
def detail(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """How far it is, and for the receiving side the file that came with it."""
    transfer = _transfer_for(request, pk, P.CASE_VIEW)
    audit.log_read(ReadKind.VIEW, by=request.user, subject=str(transfer))
    context = {
        "transfer": transfer,
        "facts": facts_of(transfer),
        "sections": sections_of(transfer, request.user),
        "buttons": buttons_of(transfer, request.user),
        "household": transfer.into if is_receiver(transfer, request.user) else None,
    }
    return render(request, "applicants/transfers/detail.html", context)


@require_safe
def file(request: StaffRequest, pk: uuid.UUID, document: uuid.UUID) -> HttpResponse:
    """A document of the file that was handed over."""
    transfer = _transfer_for(request, pk, P.CASE_VIEW)
    told = may_read_file(transfer, request.user, str(document))
    if told is None:
        raise Http404
    audit.log_read(ReadKind.VIEW, by=request.user, subject=f"{transfer} {document}")
    try:
        content = storage.fetch(document)
    except FileMissing:
        raise Http404 from None
    media_type = MediaType(str(told["media_type"]))
    return InertResponse(content, media_type, name=f"{told['kind']}{media_type.suffix}")


@require_http_methods(["GET", "POST"])
@once
def move(request: StaffRequest, pk: int) -> HttpResponse:
    """Hand a family over to another township."""
    household, on = household_for(request, pk, P.CASE_ENTER), clock.today()
    form = MoveForm(request.POST or None, household=household, on=on)
    if form.is_valid() and acted(form, lambda: _offered(request, household, form)):
        messages.success(request, _("已移交，等接收地的乡镇接收。待遇在确认以前照常发放。"))
        return redirect("applicants:household", household.pk)
    return _begun(request, household, form, "move")


@require_http_methods(["GET", "POST"])
@once
def split(request: StaffRequest, pk: int) -> HttpResponse:
    """Let some members live on as a household of their own."""
    household, on = household_for(request, pk, P.CASE_ENTER), clock.today()
    form = SplitForm(request.POST or None, household=household, on=on)
    if form.is_valid() and acted(form, lambda: _divided(request, household, form)):
        return redirect("applicants:household", household.pk)
    return _begun(request, household, form, "split")


@require_http_methods(["GET", "POST"])
@once
def merge(request: StaffRequest, pk: int) -> HttpResponse:
    """Let a household live on in another of its village."""
    household, on = household_for(request, pk, P.CASE_ENTER), clock.today()
    form = MergeForm(request.POST or None, household=household, staff=request.user, on=on)
    if form.is_valid() and acted(form, lambda: _joined(request, household, form)):
        return redirect("applicants:household", form.cleaned_data["taking"].pk)
    return _begun(request, household, form, "merge")


@require_http_methods(["GET", "POST"])
@once
def receive(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Take the family up into a village."""
    transfer = _coming_to(request, pk, P.CASE_ENTER)
    form = ReceiveForm(request.POST or None, transfer=transfer)
    if form.is_valid() and acted(
        form,
        lambda: transfers.receive(
            transfer=transfer, by=request.user, on=clock.today(), **form.cleaned_data
        ),
    ):
        messages.success(request, _("已接收，报县里确认。"))
        return redirect("applicants:transfer", transfer.pk)
    return _asked(request, transfer, form, "receive")


@require_http_methods(["GET", "POST"])
@once
def decline(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Give the family back to where it came from."""
    transfer = _coming_to(request, pk, P.CASE_ENTER)
    form = ReasonForm(request.POST or None)
    if form.is_valid() and acted(
        form,
        lambda: transfers.decline(transfer=transfer, by=request.user, **form.cleaned_data),
    ):
        messages.success(request, _("已退回迁出地。"))
        return redirect("applicants:transfers")
    return _asked(request, transfer, form, "decline")


@require_http_methods(["GET", "POST"])
@once
def withdraw(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Take back what was handed over."""
    require(request.user, P.CASE_ENTER)
    rows = Transfer.objects.leaving(request.user).select_related(*_RELATED)
    transfer = get_object_or_404(rows, pk=pk)
    form = ReasonForm(request.POST or None)
    if form.is_valid() and acted(
        form,
        lambda: transfers.withdraw(transfer=transfer, by=request.user, **form.cleaned_data),
    ):
        messages.success(request, _("已收回。"))
        return redirect("applicants:transfers")
    return _asked(request, transfer, form, "withdraw")


@require_http_methods(["GET", "POST"])
@once
def confirm(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """The county's word: from the month after on the benefit goes on here."""
    transfer = _coming_to(request, pk, P.CASE_CONFIRM)
    form = DecisionForm(request.POST or None)
    if form.is_valid() and acted(
        form,
        lambda: transfers.confirm(
            transfer=transfer, by=request.user, on=clock.today(), **form.cleaned_data
        ),
    ):
        messages.success(request, _("已确认，待遇接着发放，不断档也不重复。"))
        return redirect("applicants:transfer", transfer.pk)
    return _asked(request, transfer, form, "confirm")


@require_http_methods(["GET", "POST"])
@once
def refuse(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """The county's no: everything stays as it is."""
    transfer = _coming_to(request, pk, P.CASE_CONFIRM)
    form = ReasonForm(request.POST or None)
    if form.is_valid() and acted(
        form,
        lambda: transfers.refuse(transfer=transfer, by=request.user, **form.cleaned_data),
    ):
        messages.success(request, _("已退回，这户的待遇不变。"))
        return redirect("applicants:transfers")
    return _asked(request, transfer, form, "refuse")


_RELATED = ("from_area", "area", "village", "handed_by", "received_by", "confirmed_by")


def _transfer_for(request: StaffRequest, pk: uuid.UUID, permission: P) -> Transfer:
    """A transfer on either side of the posting's area; elsewhere it is as absent as one that never was."""
    require(request.user, permission)
    rows = Transfer.objects.of_either_side(request.user).select_related(*_RELATED)
    return get_object_or_404(rows, pk=pk)


def _coming_to(request: StaffRequest, pk: uuid.UUID, permission: P) -> Transfer:
    require(request.user, permission)
    rows = Transfer.objects.coming_to(request.user).select_related(*_RELATED)
    return get_object_or_404(rows, pk=pk)


def _offered(request: StaffRequest, household: Household, form: MoveForm) -> None:
    transfers.offer_move(
        household=household, by=request.user, on=clock.today(), **form.cleaned_data
    )


def _divided(request: StaffRequest, household: Household, form: SplitForm) -> None:
    """At once where nobody who leaves is paid for; otherwise the county is asked."""
    typed, plan = form.cleaned_data, form.plan()
    told = {name: typed[name] for name in ("group_name", "address", "reason")}
    by, on = request.user, clock.today()
    if transfers.paid_among(household, plan):
        transfers.propose_split(
            household=household,
            plan=plan,
            happened_on=typed["happened_on"],
            by=by,
            on=on,
            **told,
        )
        messages.success(request, _("已报县里确认分户。待遇在确认以前照常发放。"))
        return
    transfers.split_unpaid(household=household, plan=plan, by=by, on=on, **told)
    messages.success(request, _("已分户。"))


def _joined(request: StaffRequest, household: Household, form: MergeForm) -> None:
    """At once where one of the two is not in benefit; otherwise the county is asked."""
    typed, plan = form.cleaned_data, form.plan()
    taking, reason, by, on = typed["taking"], typed["reason"], request.user, clock.today()
    if transfers.is_paid(household) and transfers.is_paid(taking):
        transfers.propose_merge(
            giving=household,
            taking=taking,
            plan=plan,
            reason=reason,
            happened_on=typed["happened_on"],
            by=by,
            on=on,
        )
        messages.success(request, _("已报县里确认并户。待遇在确认以前照常发放。"))
        return
    transfers.merge_unpaid(giving=household, taking=taking, plan=plan, reason=reason, by=by, on=on)
    messages.success(request, _("已并户。"))


def _begun(request: StaffRequest, household: Household, form: PlainForm, name: str) -> HttpResponse:
    audit.log_read(ReadKind.VIEW, by=request.user, household=household)
    context = {"household": household, "form": form, "step": BEGINNINGS[name]}
    return render(request, "applicants/transfers/begin.html", context)


def _asked(request: StaffRequest, transfer: Transfer, form: PlainForm, name: str) -> HttpResponse:
    """The page before a step: what it is about, what follows, and what is asked."""
    transfer.require_open(name, by=request.user)
    context = {
        "transfer": transfer,
        "facts": facts_of(transfer),
        "form": form,
        "step": STEPS[name],
    }
    return render(request, "applicants/transfers/step.html", context)
