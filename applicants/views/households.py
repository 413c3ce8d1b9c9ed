"""One household: its people, cases and money; a member's name, and a full number for a reason."""

import uuid

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applicants.actions import households
from applicants.forms.households import NameMemberForm, RevealForm
from applicants.grace_months import is_going_on
from applicants.models.grant import GrantShare
from applicants.models.household import Household, Membership
from applicants.pages.aid import section_of
from applicants.pages.households import (
    cases_table,
    comings_table,
    facts_of,
    grants_table,
    is_settled,
    notes_of,
    people_of,
    said_of,
    shares_table,
    unnamed_table,
)
from applicants.views.answering import acted
from applicants.views.fetching import household_for
from applicants.worklist import households_with_unnamed
from dibao import audit, clock
from dibao.guards import allows, require
from dibao.http import StaffRequest
from dibao.idempotency import once
from dibao.models.audit import ReadKind
from dibao.paging import newest_first
from dibao.permissions import Permission as P


@require_safe
def detail(request: StaffRequest, pk: int) -> HttpResponse:
    """Members by their last four, applications, grants and shares."""
    household = household_for(request, pk, P.CASE_VIEW)
    audit.log_read(ReadKind.VIEW, by=request.user, household=household)
    return _shown(request, household)


@require_POST
@once
def reveal(request: StaffRequest, pk: int) -> HttpResponse:
    """The page once more with one person's full numbers and diagnosis, for a reason that is kept with the look.

    The answer is the page itself: the number is in no address and no session, and each look is a look.
    """
    household = household_for(request, pk, P.PERSON_REVEAL)
    form = RevealForm(request.POST)
    if not form.is_valid():
        return _shown(request, household, reveal=form)
    member = get_object_or_404(household.members(), person_id=form.cleaned_data["person"])
    audit.log_read(
        ReadKind.REVEAL,
        by=request.user,
        household=household,
        subject=str(member.person),
        purpose=form.cleaned_data["purpose"],
    )
    return _shown(request, household, revealed=member.person_id)


@require_http_methods(["GET", "POST"])
@once
def name_member(request: StaffRequest, pk: int, person: uuid.UUID) -> HttpResponse:
    """Name a member whom the county's list only counted."""
    household, on = household_for(request, pk, P.CASE_ENTER), clock.today()
    member = get_object_or_404(household.members(), person_id=person)
    form = NameMemberForm(request.POST or None, on=on)
    if form.is_valid():
        name, number = form.cleaned_data["name"], form.cleaned_data["id_number"]
        named = {
            "person": member.person,
            "name": name,
            "number": number,
            "by": request.user,
            "on": on,
        }
        if acted(form, lambda: households.name_member(**named)):
            messages.success(request, _("%(name)s已登记。") % {"name": name})
            return redirect("applicants:household", household.pk)
    audit.log_read(ReadKind.VIEW, by=request.user, household=household)
    context = {"household": household, "member": member, "form": form}
    return render(request, "applicants/households/name_member.html", context)


@require_safe
def unnamed(request: StaffRequest) -> HttpResponse:
    """Households with members still to be named, thirty a page."""
    require(request.user, P.CASE_ENTER)
    rows = households_with_unnamed(request.user).select_related("head", "area")
    page = newest_first(rows, request.GET)
    waiting = Membership.objects.filter(
        household__in=[row.pk for row in page.rows],
        last_day__isnull=True,
        person__is_named=False,
    )
    counts = dict(waiting.values_list("household").annotate(Count("pk")).order_by())
    context = {"table": unnamed_table(page, request.user, counts)}
    return render(request, "applicants/households/unnamed.html", context)


def _shown(
    request: StaffRequest,
    household: Household,
    *,
    reveal: RevealForm | None = None,
    revealed: uuid.UUID | None = None,
) -> HttpResponse:
    staff, on = request.user, clock.today()
    cases = list(household.cases.order_by("-pk"))
    grants = list(household.grants.order_by("-first_month"))
    is_settled_here = allows(staff, P.CASE_ENTER) and is_settled(household)
    may_begin = is_settled_here and not any(case.is_open for case in cases)
    # What a closed household was paid goes on elsewhere, if it does.
    going_on = [] if household.closed_on else grants
    paying = [grant for grant in going_on if is_going_on(grant, on=on)]
    shares = list(
        GrantShare.objects.filter(grant__in=grants)
        .select_related("person")
        .order_by("-first_month", "pk")
    )
    people = people_of(household, revealed, on=on)
    context = {
        "notes": [
            *said_of(household, staff),
            *notes_of(household, people, shares, paying, on=on),
        ],
        "household": household,
        "people": people,
        "facts": facts_of(household),
        "comings": comings_table(household),
        "aid": section_of(household, staff, on=on),
        "cases": cases_table(cases),
        "grants": grants_table(grants),
        "shares": shares_table(shares),
        "may_apply": may_begin and all(grant.grace_by_id for grant in paying),
        "may_change": may_begin and bool(paying),
        "may_report": is_settled_here and bool(paying),
        "may_enter": is_settled_here,
        "reveal": (reveal or RevealForm()) if allows(staff, P.PERSON_REVEAL) else None,
    }
    return render(request, "applicants/households/detail.html", context)
