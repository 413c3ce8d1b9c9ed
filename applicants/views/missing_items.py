"""The one-time notice of everything missing: given, printed, answered."""

from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applicants.actions import missing_items
from applicants.forms.missing_items import MissingItemsForm
from applicants.letters import missing_items_basis, township_office
from applicants.materials import missing_of
from applicants.models.case import Case
from applicants.models.missing_items import MissingItemsNotice
from applicants.pages.case_file import open_file
from applicants.papers.missing import missing_items_paper
from applicants.views.answering import acted
from applicants.views.fetching import case_for
from applicants.views.papers import mark, printed
from dibao import audit, clock
from dibao.guards import require
from dibao.http import StaffRequest
from dibao.idempotency import once
from dibao.models.audit import ReadKind
from dibao.permissions import Permission as P

# Nothing in the law says how long; a clerk may write another day.
_USUAL_DAYS = timedelta(days=10)


@require_http_methods(["GET", "POST"])
@once
def give(request: StaffRequest, pk: int) -> HttpResponse:
    """Everything missing at once; a second time only with what is new."""
    case, on = case_for(request, pk, P.CASE_ENTER), clock.today()
    earlier = list(case.missing_notices.select_related("given_by").order_by("pk"))
    form = MissingItemsForm(
        request.POST or None,
        missing=missing_of(open_file(case, on=on).materials),
        due_on=on + _USUAL_DAYS,
        is_first=not earlier,
    )
    if form.is_valid() and acted(form, lambda: _given(request, case, form, on)):
        messages.success(request, _("已登记告知。打印告知书，交给申请人。"))
        return redirect("applicants:case_documents", case.pk)
    audit.log_read(ReadKind.VIEW, by=request.user, household=case.household, subject=_("补正告知"))
    context = {"case": case, "form": form, "earlier": earlier}
    return render(request, "applicants/missing/give.html", context)


def _given(
    request: StaffRequest, case: Case, form: MissingItemsForm, on: date
) -> MissingItemsNotice:
    typed = form.cleaned_data
    return missing_items.give(
        case=case,
        needs=form.needs,
        others=typed["others"],
        due_on=typed["due_on"],
        new_facts=typed.get("new_facts", ""),
        by=request.user,
        on=on,
    )


def _notice_for(request: StaffRequest, pk: int, permission: P) -> MissingItemsNotice:
    require(request.user, permission)
    rows = MissingItemsNotice.objects.visible_to(request.user)
    rows = rows.select_related("case__household__head", "case__area", "given_by")
    return get_object_or_404(rows, pk=pk)


@require_POST
@once
def supplied(request: StaffRequest, pk: int) -> HttpResponse:
    """Everything came."""
    notice = _notice_for(request, pk, P.CASE_ENTER)
    missing_items.supplied(notice=notice, by=request.user, on=clock.today())
    return redirect("applicants:case_documents", notice.case_id)


@require_safe
def paper(request: StaffRequest, pk: int) -> HttpResponse:
    """The notice as the family takes it home, and its receipt."""
    notice = _notice_for(request, pk, P.CASE_VIEW)
    return printed(
        request,
        notice.case.household,
        lambda: missing_items_paper(
            notice,
            office=township_office(notice.case),
            basis=missing_items_basis(notice.given_on),
            mark=mark(),
        ),
        name="missing_items",
        back=reverse("applicants:case_documents", args=[notice.case_id]),
    )
