"""What may be twice on the register: listed, looked at side by side, judged once, and put right where it is wrong."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from applicants.actions import duplicates
from applicants.forms.duplicates import DuplicateForm, MendingForm
from applicants.models.suspicion import Suspicion
from applicants.pages.duplicates import (
    duplicates_table,
    households_within_reach,
    may_mend,
    mending_words,
    side_by_side,
)
from applicants.views.answering import acted
from dibao import audit, clock
from dibao.guards import allows, require
from dibao.http import StaffRequest
from dibao.idempotency import once
from dibao.models.audit import ReadKind
from dibao.paging import newest_first
from dibao.permissions import Permission as P


@require_safe
def listing(request: StaffRequest) -> HttpResponse:
    """Pairs that touch the posting's area, the newest first; on request only those that still wait."""
    require(request.user, P.CASE_VIEW)
    rows = Suspicion.objects.of_either_side(request.user).select_related("area", "other_area")
    is_waiting = "waiting" in request.GET
    page = newest_first(rows.waiting() if is_waiting else rows, request.GET)
    context = {"table": duplicates_table(page, request.user), "is_waiting": is_waiting}
    return render(request, "applicants/duplicates/list.html", context)


@require_http_methods(["GET", "POST"])
@once
def one(request: StaffRequest, pk: int) -> HttpResponse:
    """Both sides with the verdict, or with the form that gives it; after it the form of who puts an entry right."""
    require(request.user, P.CASE_VIEW)
    rows = Suspicion.objects.of_either_side(request.user)
    related = rows.select_related("area", "other_area", "judged_by", "mended_by")
    found = get_object_or_404(related, pk=pk)
    # A button of its own says which of the two forms was sent.
    if "mend" in request.POST or may_mend(found, request.user):
        return _mending(request, found)
    return _judging(request, found)


def _judging(request: StaffRequest, found: Suspicion) -> HttpResponse:
    if request.method == "POST":
        require(request.user, P.DUPLICATE_JUDGE)
    form = DuplicateForm(request.POST or None, suspicion=found)
    if form.is_valid():
        said, on = form.cleaned_data, clock.today()
        if acted(form, lambda: duplicates.judge(suspicion=found, by=request.user, on=on, **said)):
            messages.success(request, _("核对结论已保存。"))
            return redirect("applicants:duplicate", found.pk)
    may_judge = not found.verdict and allows(request.user, P.DUPLICATE_JUDGE)
    return _shown(request, found, form if may_judge or form.is_bound else None)


def _mending(request: StaffRequest, found: Suspicion) -> HttpResponse:
    if request.method == "POST":
        require(request.user, P.CASE_ENTER)
    form = MendingForm(request.POST or None)
    if form.is_valid():
        said, on = form.cleaned_data, clock.today()
        if acted(form, lambda: duplicates.mend(suspicion=found, by=request.user, on=on, **said)):
            messages.success(request, _("更正情况已保存。"))
            return redirect("applicants:duplicate", found.pk)
    return _shown(request, found, form)


def _shown(
    request: StaffRequest, found: Suspicion, form: DuplicateForm | MendingForm | None
) -> HttpResponse:
    audit.log_read(ReadKind.VIEW, by=request.user, subject=f"{_('疑似重复')} {found.pk}")
    context = {
        "suspicion": found,
        "table": side_by_side(found),
        "households": households_within_reach(found, request.user),
        "form": form,
        "is_mending": isinstance(form, MendingForm),
        "mends": mending_words(found),
    }
    return render(request, "applicants/duplicates/one.html", context)
