"""Recoveries: listed, proposed by the county's clerk, decided by a second person, given back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_stubs_ext import StrOrPromise

from applicants.views.answering import acted
from applicants.views.fetching import household_for
from applicants.views.papers import mark, printed
from dibao import audit, causes, clock
from dibao.forms import PlainForm
from dibao.guards import allows, require
from dibao.http import StaffRequest
from dibao.idempotency import once
from dibao.models.audit import ReadKind
from dibao.paging import newest_first
from dibao.permissions import Permission as P
from payments.actions import recoveries
from payments.forms.recoveries import CancelForm, EntryForm, RecoveryFilter, RecoveryForm
from payments.models.recovery import Recovery, RecoveryEntry
from payments.pages.recoveries import (
    awaiting,
    claim_table,
    entries_of,
    entry_table,
    month_table,
    offset_table,
    recoveries_of,
    recovery_facts,
    recovery_table,
)
from payments.papers import recovery_letter
from payments.workflow import RecoveryStatus


@require_safe
def listing(request: StaffRequest) -> HttpResponse:
    """The recoveries that are not closed, unless asked otherwise; thirty a page."""
    require(request.user, P.BATCH_VIEW)
    audit.log_read(ReadKind.VIEW, by=request.user, subject=_now("追回"))
    chosen = RecoveryFilter(request.GET, staff=request.user)
    page = newest_first(chosen.applied(recoveries_of(request.user)), request.GET)
    context = {"filter": chosen, "table": recovery_table(page)}
    return render(request, "payments/recoveries/list.html", context)


@require_http_methods(["GET", "POST"])
@once
def new(request: StaffRequest, pk: int) -> HttpResponse:
    """Propose that a household gives back what its months paid too much."""
    household, on = household_for(request, pk, P.RECOVERY_PROPOSE), clock.today()
    form, made, by = RecoveryForm(request.POST or None, on=on), list[Recovery](), request.user
    causes.ask(form, household, by, on=on, named=request.GET.get(causes.FIELD, ""))
    if form.is_valid():
        said = partial(recoveries.propose, household=household, plan=form.plan(), by=by, on=on)
        if acted(form, lambda: made.append(causes.opened(said, form=form, by=by, on=on))):
            messages.success(request, _now("已提出追回，等另一人决定。"))
            return redirect("payments:recovery", made[0].pk)
    audit.log_read(ReadKind.VIEW, by=request.user, household=household, subject=_now("追回"))
    context = {"household": household, "form": form, "claims": claim_table(household)}
    return render(request, "payments/recoveries/new.html", context)


@require_safe
def detail(request: StaffRequest, pk: int) -> HttpResponse:
    """What is asked for, what came back, and what may be done next."""
    recovery, staff = _recovery_for(request, pk, P.BATCH_VIEW), request.user
    audit.log_read(ReadKind.VIEW, by=staff, household=recovery.household, subject=_now("追回"))
    entries = entries_of(recovery)
    context = {
        "recovery": recovery,
        "household": recovery.household,
        "facts": recovery_facts(recovery),
        "months": month_table(recovery),
        "offsets": offset_table(recovery),
        "entries": entry_table(entries),
        "awaiting": awaiting(entries, staff),
        "steps": [
            (name, one.label)
            for name, one in STEPS.items()
            if one.status == recovery.status
            and allows(staff, one.permission)
            and (name != "close" or not recoveries.obstacle_to_close(recovery))
        ],
        "is_decided": recovery.decided_by is not None,
    }
    return render(request, "payments/recoveries/detail.html", context)


@require_http_methods(["GET", "POST"])
@once
def step(request: StaffRequest, pk: int, step: str) -> HttpResponse:
    """One step of a recovery, asked for once more before it is done."""
    if step not in STEPS:
        raise Http404
    chosen = STEPS[step]
    recovery = _recovery_for(request, pk, chosen.permission)
    form = chosen.form(request.POST if request.method == "POST" else None)
    if form.is_valid() and acted(form, lambda: chosen.do(recovery, form, request)):
        messages.success(request, str(chosen.done))
        return redirect("payments:recovery", recovery.pk)
    audit.log_read(
        ReadKind.VIEW, by=request.user, household=recovery.household, subject=_now("追回")
    )
    context = {
        "recovery": recovery,
        "household": recovery.household,
        "facts": recovery_facts(recovery),
        "step": chosen,
        "form": form,
    }
    return render(request, "payments/recoveries/step.html", context)


@require_POST
@once
def answer(request: StaffRequest, pk: int) -> HttpResponse:
    """Agree to cash or a write-off that somebody else entered, or say that it is not so."""
    require(request.user, P.RECOVERY_DECIDE)
    rows = RecoveryEntry.objects.visible_to(request.user).select_related("recovery__household")
    entry, form = get_object_or_404(rows, pk=pk), PlainForm(request.POST)
    is_agreed = request.POST.get("answer") == "yes"
    if form.is_valid() and acted(
        form, lambda: recoveries.answer(entry=entry, is_agreed=is_agreed, by=request.user)
    ):
        messages.success(request, _now("已核对。"))
    for refusal in form.non_field_errors():
        messages.error(request, str(refusal))
    return redirect("payments:recovery", entry.recovery_id)


@require_safe
def letter(request: StaffRequest, pk: int) -> HttpResponse:
    """The letter to the household, once it is decided."""
    recovery = _recovery_for(request, pk, P.BATCH_VIEW)
    if recovery.decided_by is None:
        raise Http404
    return printed(
        request,
        recovery.household,
        lambda: recovery_letter(recovery, mark=mark()),
        name=_now("追回通知书"),
        back=reverse("payments:recovery", args=[recovery.pk]),
    )


def _recovery_for(request: StaffRequest, pk: int, permission: P) -> Recovery:
    require(request.user, permission)
    return get_object_or_404(recoveries_of(request.user), pk=pk)


Do = Callable[[Recovery, PlainForm, StaffRequest], object]


@dataclass(frozen=True)
class Step:
    """One step: from which status, whose, what it says and does."""

    label: StrOrPromise
    status: RecoveryStatus
    permission: P
    consequence: StrOrPromise
    done: StrOrPromise
    form: type[PlainForm]
    do: Do


def _decide(recovery: Recovery, form: PlainForm, request: StaffRequest) -> object:
    return recoveries.decide(recovery=recovery, by=request.user, on=clock.today())


def _cancel(recovery: Recovery, form: PlainForm, request: StaffRequest) -> object:
    reason = form.cleaned_data["reason"]
    return recoveries.cancel(recovery=recovery, reason=reason, by=request.user)


def _enter(recovery: Recovery, form: PlainForm, request: StaffRequest) -> object:
    if not isinstance(form, EntryForm):
        raise TypeError("an entry is typed into its own form")
    entry = form.entry()
    return recoveries.enter(recovery=recovery, entry=entry, by=request.user, on=clock.today())


def _close(recovery: Recovery, form: PlainForm, request: StaffRequest) -> object:
    return recoveries.close(recovery=recovery, by=request.user)


_S = RecoveryStatus
STEPS: Final[Mapping[str, Step]] = {
    "decide": Step(
        _("决定追回"),
        _S.PROPOSED,
        P.RECOVERY_DECIDE,
        _("决定以后，从约定的月份起按月抵扣；没有签发的批次要重新编制。通知书要送达这户。"),
        _("已决定追回。打印通知书，送达这户。"),
        PlainForm,
        _decide,
    ),
    "cancel": Step(
        _("不追回"),
        _S.PROPOSED,
        P.RECOVERY_DECIDE,
        _("钱留在这户，这些月份以后还可以重新提出。"),
        _("已决定不追回。"),
        CancelForm,
        _cancel,
    ),
    "enter": Step(
        _("登记退回或核销"),
        _S.ACTIVE,
        P.RECOVERY_ENTER,
        _("登记以后由另一人核对，核对了才算数。"),
        _("已登记，等另一人核对。"),
        EntryForm,
        _enter,
    ),
    "close": Step(
        _("结清"),
        _S.ACTIVE,
        P.RECOVERY_PROPOSE,
        _("全部追回、抵扣的月份都有了银行结果，才能结清。"),
        _("已结清。"),
        PlainForm,
        _close,
    ),
}
