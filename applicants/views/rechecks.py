"""Looking at families again when their time has come: who is due, and beginning with one of them."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from applicants.actions import rechecks
from applicants.forms.rechecks import RecheckFilter, RecheckForm
from applicants.models.case import Case
from applicants.pages.rechecks import questions_of, recheck_table, schedule_facts
from applicants.rechecks import Wanted, scheduled
from applicants.views.answering import acted
from applicants.views.fetching import household_for
from dibao import audit, causes, clock
from dibao.guards import require
from dibao.http import StaffRequest
from dibao.idempotency import once
from dibao.models.audit import ReadKind
from dibao.paging import Cut, of_statement
from dibao.permissions import Permission as P


@require_safe
def listing(request: StaffRequest) -> HttpResponse:
    """Families in benefit by the day on which they are due, thirty a page."""
    require(request.user, P.CASE_VIEW)
    on, chosen = clock.today(), RecheckFilter(request.GET, staff=request.user)
    area, wanted = chosen.area_chosen(request.user), chosen.wanted(on=on)
    page = of_statement(
        lambda cut: scheduled(area, wanted, on=on, cut=cut), request.GET, key="turn"
    )
    context = {"filter": chosen, "table": recheck_table(page, request.user, on=on)}
    return render(request, "applicants/rechecks/list.html", context)


@require_http_methods(["GET", "POST"])
@once
def begin(request: StaffRequest, pk: int) -> HttpResponse:
    """The last answers beside "what changed?"; with the answers the case begins."""
    household, on = household_for(request, pk, P.CASE_ENTER), clock.today()
    form, opened, by = RecheckForm(request.POST or None), list[Case](), request.user
    causes.ask(form, household, by, on=on, named=request.GET.get(causes.FIELD, ""))
    if form.is_valid():
        changed = form.changed()
        said = partial(rechecks.begin, household=household, changed=changed, by=by, on=on)
        if acted(form, lambda: opened.append(causes.opened(said, form=form, by=by, on=on))):
            return _begun(request, opened[0], is_changed=bool(changed))
    audit.log_read(ReadKind.VIEW, by=request.user, household=household)
    due = scheduled(household.area, Wanted(household=household.pk), on=on, cut=Cut(limit=1))
    context = {
        "household": household,
        "form": form,
        "because": form[causes.FIELD] if causes.FIELD in form.fields else None,
        "questions": questions_of(household, form),
        "facts": schedule_facts(due[0] if due else None),
    }
    return render(request, "applicants/rechecks/begin.html", context)


def _begun(request: StaffRequest, case: Case, *, is_changed: bool) -> HttpResponse:
    """What has changed is entered next; where nothing has, the house is visited next."""
    if is_changed:
        messages.success(request, _("核查已立案。把变化的地方改成现在的情况。"))
        return redirect("applicants:case_edit", case.pk)
    messages.success(request, _("核查已立案。下一步：入户看一看，没有变化也要看。"))
    return redirect("applicants:case", case.pk)
