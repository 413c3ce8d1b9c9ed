"""The lines of a batch, what differs from last month, and the roster on paper; each look is logged."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_safe

from applicants.views.answering import acted
from dibao import audit, clock
from dibao.guards import require_any
from dibao.http import StaffRequest
from dibao.idempotency import once
from dibao.models.audit import ReadKind
from dibao.paging import in_order
from dibao.permissions import Permission as P
from payments.actions import batch_lines
from payments.actions.batch_lines import HOLDERS, require_holder
from payments.forms.batch_lines import TakeOutForm
from payments.forms.lines import LineFilter
from payments.jobs import ask_to_draw_anew
from payments.models.batch import PaymentBatch
from payments.models.line import ExceptionKind
from payments.pages.batch_lines import done_sentence, holds_batch, picked, take_out_context
from payments.pages.batches import title_of
from payments.pages.changes import change_table
from payments.pages.lines import (
    PICKS,
    exception_table,
    exceptions_of,
    line_table,
    lines_of,
    sentence_of,
)
from payments.pages.roster import head_facts, paper_title, roster_of, signers_of
from payments.views.fetching import batch_for, batches_of
from payments.workflow import BatchStatus

_SIZE = 50


@require_safe
def lines(request: StaffRequest, pk: int) -> HttpResponse:
    """All lines by their number, or those of a status, place and class; fifty a page."""
    batch = batch_for(request, pk, P.BATCH_VIEW)
    _log(request, ReadKind.VIEW, _("发放明细"), batch)
    chosen = LineFilter(request.GET, batch=batch)
    found = chosen.applied(lines_of(batch))
    page = in_order(found, request.GET, key="serial", size=_SIZE)
    context = {
        "batch": batch,
        "filter": chosen,
        "sentence": sentence_of(found),
        "table": line_table(page, request.user, picks=_picks(request, batch)),
    }
    return render(request, "payments/batches/lines.html", context)


@require_safe
def exceptions(request: StaffRequest, pk: int, kind: str) -> HttpResponse:
    """The households behind one of the figures on the batch's page."""
    if kind not in ExceptionKind.values:
        raise Http404
    batch = batch_for(request, pk, P.BATCH_VIEW)
    group = ExceptionKind(kind)
    _log(request, ReadKind.VIEW, str(group.label), batch)
    page = in_order(exceptions_of(batch, group), request.GET, size=_SIZE)
    context = {
        "batch": batch,
        "kind": group,
        "kinds": list(ExceptionKind),
        "table": exception_table(page, group, request.user, picks=_picks(request, batch)),
    }
    return render(request, "payments/batches/exceptions.html", context)


def _picks(request: StaffRequest, batch: PaymentBatch) -> str:
    """Rows are ticked by whoever holds the batch."""
    return PICKS if holds_batch(batch, request.user) else ""


@require_http_methods(["GET", "POST"])
@once
def take_out(request: StaffRequest, pk: int) -> HttpResponse:
    """The ticked rows with a reason each, and what comes of it; then their money is held."""
    require_any(request.user, frozenset(HOLDERS.values()))
    batch = get_object_or_404(batches_of(request.user), pk=pk)
    require_holder(batch=batch, by=request.user)
    chosen = picked(batch, request.POST if request.method == "POST" else request.GET)
    form = TakeOutForm(request.POST or None, lines=chosen)
    if form.is_valid() and acted(form, lambda: _taken_out(request, batch, form)):
        messages.success(request, done_sentence(batch, len(form.lines)))
        return redirect("payments:batch", batch.pk)
    _log(request, ReadKind.VIEW, _("从批次取出"), batch)
    context = {"batch": batch, "form": form, **take_out_context(batch, chosen)}
    return render(request, "payments/batches/take_out.html", context)


def _taken_out(request: StaffRequest, batch: PaymentBatch, form: TakeOutForm) -> None:
    is_draft = batch.status == BatchStatus.DRAFT
    batch_lines.take_out(batch=batch, rows=form.rows(), by=request.user, on=clock.today())
    if is_draft and not batch_lines.pays_nobody(batch):
        ask_to_draw_anew(batch=batch, by=request.user)


@require_safe
def changes(request: StaffRequest, pk: int) -> HttpResponse:
    """Households whose benefit is no longer what their line says, or who have none; fifty a page."""
    batch = batch_for(request, pk, P.BATCH_VIEW)
    _log(request, ReadKind.VIEW, _("编制以后的变动"), batch)
    context = {"batch": batch, "table": change_table(batch, request.GET, request.user)}
    return render(request, "payments/batches/changes.html", context)


@require_safe
def roster(request: StaffRequest, pk: int) -> HttpResponse:
    """The whole list on A4, for signing and filing; account numbers by their last four."""
    batch = batch_for(request, pk, P.BATCH_VIEW)
    _log(request, ReadKind.PRINT, _("发放名册"), batch)
    # It is signed and filed, so it is Chinese whatever language its printer reads.
    with override(settings.LANGUAGE_CODE):
        context = {
            "batch": batch,
            "roster": roster_of(batch),
            "title": paper_title(batch),
            "facts": head_facts(batch),
            "signers": signers_of(batch),
            "on": clock.today(),
        }
        return render(request, "payments/papers/roster.html", context)


def _log(request: StaffRequest, kind: ReadKind, what: str, batch: PaymentBatch) -> None:
    subject = f"{what} {title_of(batch)} {batch.number}"
    audit.log_read(kind, by=request.user, subject=subject)
