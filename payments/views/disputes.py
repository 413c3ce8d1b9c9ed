"""Disputes with the bank: listed, and answered by who brought neither file in."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from applicants.views.answering import acted
from dibao import audit, clock
from dibao.errors import Refused
from dibao.guards import allows, require
from dibao.http import StaffRequest
from dibao.idempotency import once
from dibao.models.audit import ReadKind
from dibao.models.staff import Staff
from dibao.paging import newest_first
from dibao.permissions import Permission as P
from payments.actions import disputes
from payments.forms.disputes import AnswerForm, DisputeFilter
from payments.models.dispute import Dispute
from payments.pages.disputes import dispute_facts, dispute_table, disputes_of, done_sentence


@require_safe
def listing(request: StaffRequest) -> HttpResponse:
    """The disputes that are open, unless asked otherwise; thirty a page."""
    require(request.user, P.BATCH_VIEW)
    audit.log_read(ReadKind.VIEW, by=request.user, subject=_("银行结果争议"))
    chosen = DisputeFilter(request.GET, staff=request.user)
    page = newest_first(chosen.applied(disputes_of(request.user)), request.GET)
    context = {"filter": chosen, "table": dispute_table(page, on=clock.today())}
    return render(request, "payments/disputes/list.html", context)


@require_http_methods(["GET", "POST"])
@once
def detail(request: StaffRequest, pk: int) -> HttpResponse:
    """The bank's two words, and the form of who may say which is true."""
    require(request.user, P.BATCH_VIEW)
    dispute = get_object_or_404(disputes_of(request.user), pk=pk)
    if request.method == "POST":
        require(request.user, P.DISPUTE_RESOLVE)
    form = AnswerForm(request.POST or None, dispute=dispute)
    by, on = request.user, clock.today()
    if form.is_valid() and acted(
        form, lambda: disputes.resolve(dispute=dispute, answer=form.answer(), by=by, on=on)
    ):
        messages.success(request, done_sentence(form.answer().resolution))
        return redirect("payments:dispute", dispute.pk)
    household = dispute.line.household
    audit.log_read(ReadKind.VIEW, by=by, household=household, subject=_("银行结果争议"))
    context = {
        "dispute": dispute,
        "household": household,
        "facts": dispute_facts(dispute, on=on),
        "form": form,
        "obstacle": _obstacle(dispute, by),
        "may_resolve": dispute.is_open and allows(by, P.DISPUTE_RESOLVE),
    }
    return render(request, "payments/disputes/detail.html", context)


def _obstacle(dispute: Dispute, by: Staff) -> str:
    """Why the reader may not answer although their post may."""
    try:
        disputes.refuse_own(dispute, by)
    except Refused as refusal:
        return refusal.message
    return ""
