"""What must still reach somebody, and writing down that it did."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from applicants.actions import deliveries
from applicants.deliverables import (
    Deliverable,
    DeliverableKind,
    as_waiting,
    rows_of,
    since_of,
    waiting,
)
from applicants.forms.procedure import DeliveryForm
from applicants.models.case import Case
from applicants.models.check import EconomicCheck
from applicants.models.ending import CaseEnding
from applicants.models.grant import Decision
from applicants.models.objection import Objection
from applicants.pages.procedure import letters_table
from applicants.steps import Clock
from applicants.views.answering import acted
from dibao import audit, clock
from dibao.errors import Refused
from dibao.guards import require
from dibao.http import StaffRequest
from dibao.idempotency import once
from dibao.models.audit import ReadKind
from dibao.models.staff import Staff
from dibao.permissions import Permission as P

# More than a township ever has; beyond them the oldest are shown first.
_SHOWN = 200
# What a page says of the case that something is about.
_OF_CASE = ("household__head", "area", "applicant", "applies_alone")


@require_safe
def listing(request: StaffRequest) -> HttpResponse:
    """Refusals, endings, results and answers that have not been delivered, the oldest first."""
    require(request.user, P.LETTER_DELIVER)
    found = list(as_waiting(waiting(request.user)[:_SHOWN]))
    rows = Case.objects.visible_to(request.user).select_related(
        "household__head", "area", "rule_set"
    )
    cases = rows.in_bulk([one.case for one in found])
    table = letters_table(found, cases, request.user, Clock(clock.today()))
    return render(request, "applicants/letters/list.html", {"table": table})


@require_http_methods(["GET", "POST"])
@once
def deliver(request: StaffRequest, kind: str, pk: int) -> HttpResponse:
    """When a paper arrived, how, in whose hands and by whom."""
    require(request.user, P.LETTER_DELIVER)
    one = _deliverable(request, kind, pk)
    if hasattr(one.subject, "delivery"):
        raise Refused(_("这一份已经登记过送达，刷新后再看。"))
    on, case = clock.today(), _case_of(one)
    form = DeliveryForm(
        request.POST or None,
        is_answer=one.kind is DeliverableKind.OBJECTION,
        initial=_likely(one, request.user, on),
    )
    if form.is_valid():
        handing = form.handing()
        if acted(form, lambda: deliveries.record(of=one, handing=handing, by=request.user, on=on)):
            messages.success(request, _("送达已登记。"))
            return redirect("applicants:case", case.pk)
    audit.log_read(ReadKind.VIEW, by=request.user, household=case.household)
    context = {"case": case, "one": one, "form": form}
    return render(request, "applicants/letters/deliver.html", context)


def _case_of(one: Deliverable) -> Case:
    """Only what belongs to a case is a paper of it."""
    if one.subject.case is None:
        raise Http404
    return one.subject.case


def _likely(one: Deliverable, by: Staff, on: date) -> dict[str, object]:
    """Today, by whoever types, to the applicant; who made an objection is not known here."""
    is_answer = one.kind is DeliverableKind.OBJECTION
    receiver = "" if is_answer else str(_case_of(one).applies_for_it)
    return {"delivered_on": on, "carrier": by.name, "receiver": receiver}


def _deliverable(request: StaffRequest, kind: str, pk: int) -> Deliverable:
    """What the address names, within the posting's area."""
    if kind not in [known.value for known in DeliverableKind]:
        raise Http404
    found = DeliverableKind(kind)
    rows = rows_of(found).visible_to(request.user)
    subject = get_object_or_404(
        rows.select_related("delivery", *(f"case__{name}" for name in _OF_CASE)), pk=pk
    )
    if not isinstance(subject, Decision | CaseEnding | EconomicCheck | Objection):
        raise Http404
    return Deliverable(found, subject, since_of(found, subject))
