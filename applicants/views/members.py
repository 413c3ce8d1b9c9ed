"""Who belongs to a household: somebody joins, leaves, heads it, receives its money."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from applicants import seen
from applicants.actions import members
from applicants.actions import people as actions
from applicants.actions.people import CardContradicts
from applicants.forms.differences import differences_of
from applicants.forms.marks import Mark, row_differences
from applicants.forms.membership import HeadForm, JoinForm, LeaveForm, PayeeForm
from applicants.forms.people import PeopleGrid
from applicants.models.household import Household, Membership
from applicants.seen import Outdated
from applicants.views.answering import acted, acted_on_seen
from applicants.views.fetching import household_for
from dibao import audit, clock
from dibao.http import StaffRequest
from dibao.idempotency import once
from dibao.models.audit import ReadKind
from dibao.permissions import Permission as P
from dibao.wording import in_words


@require_http_methods(["GET", "POST"])
@once
def join(request: StaffRequest, pk: int) -> HttpResponse:
    """Somebody new in the household: born, married into it, come back."""
    household, today = household_for(request, pk, P.CASE_ENTER), clock.today()
    form = JoinForm(request.POST or None, on=today)
    if form.is_valid():
        who = form.member()
        if acted(form, lambda: _joined(request, household, form)):
            messages.success(request, _("%(name)s已登记为这户成员。") % {"name": who.name})
            return redirect("applicants:household", household.pk)
    return _shown(request, household, "applicants/households/join.html", form=form)


@require_http_methods(["GET", "POST"])
@once
def leave(request: StaffRequest, pk: int, person: uuid.UUID) -> HttpResponse:
    """Somebody has died, married elsewhere, moved out …"""
    household, today = household_for(request, pk, P.CASE_ENTER), clock.today()
    member = get_object_or_404(household.members(), person_id=person)
    form = LeaveForm(request.POST or None, on=today)
    if form.is_valid() and acted(form, lambda: _left(request, member, form)):
        messages.success(request, _("已登记%(name)s离开这户。") % {"name": member.person})
        return redirect("applicants:household", household.pk)
    return _shown(request, household, "applicants/households/leave.html", form=form, member=member)


@require_http_methods(["GET", "POST"])
@once
def head(request: StaffRequest, pk: int) -> HttpResponse:
    """Another head for the household."""
    household = household_for(request, pk, P.CASE_ENTER)
    form = HeadForm(request.POST or None, household=household)
    mark = Mark(request.POST, seen.relations(household))
    if form.is_valid():
        new = form.new_head()
        if acted_on_seen(
            form, mark, lambda: _replaced(request, household, form, mark), form.differences
        ):
            messages.success(request, _("户主已换成%(name)s。") % {"name": new})
            return redirect("applicants:household", household.pk)
    return _shown(request, household, "applicants/households/head.html", form=form, mark=mark)


@require_http_methods(["GET", "POST"])
@once
def payee(request: StaffRequest, pk: int) -> HttpResponse:
    """Who receives the household's money."""
    household = household_for(request, pk, P.CASE_ENTER)
    form = PayeeForm(request.POST or None, household=household)
    mark = Mark(request.POST, seen.payee(household))
    if form.is_valid() and acted_on_seen(
        form,
        mark,
        lambda: _chosen(request, household, form, mark),
        lambda: differences_of(form, ""),
    ):
        messages.success(request, _("领款人已登记。账户要是不同，接着更正账户。"))
        return redirect("applicants:household", household.pk)
    return _shown(request, household, "applicants/households/payee.html", form=form, mark=mark)


@require_http_methods(["GET", "POST"])
@once
def people(request: StaffRequest, pk: int) -> HttpResponse:
    """The rest of what the papers say of each member."""
    household = household_for(request, pk, P.CASE_ENTER)
    grid = PeopleGrid.of(household, request.POST or None)
    mark = Mark(request.POST, seen.papers(household))
    if grid.is_valid() and _described(request, household, grid, mark):
        messages.success(request, _("成员补充资料已保存。"))
        return redirect("applicants:household", household.pk)
    return _shown(request, household, "applicants/households/people.html", grid=grid, mark=mark)


def _described(request: StaffRequest, household: Household, grid: PeopleGrid, mark: Mark) -> bool:
    entries = grid.entries()
    try:
        actions.describe(household=household, entries=entries, mark=mark.value, by=request.user)
    except Outdated as refusal:
        grid.refuse(in_words(refusal))
        mark.renew(row_differences(grid))
        return False
    except CardContradicts as refusal:
        grid.blame(refusal.person, in_words(refusal))
        return False
    return True


def _joined(request: StaffRequest, household: Household, form: JoinForm) -> None:
    members.take_in(
        household=household,
        entry=form.member(),
        by=request.user,
        on=form.cleaned_data["joined_on"],
        today=clock.today(),
    )


def _left(request: StaffRequest, member: Membership, form: LeaveForm) -> None:
    members.leave(
        household=member.household,
        person=member.person,
        by=request.user,
        today=clock.today(),
        **form.cleaned_data,
    )


def _replaced(request: StaffRequest, household: Household, form: HeadForm, mark: Mark) -> None:
    members.change_head(
        household=household,
        head=form.new_head(),
        relations=form.relations(),
        reason=form.cleaned_data["reason"],
        mark=mark.value,
        by=request.user,
    )


def _chosen(request: StaffRequest, household: Household, form: PayeeForm, mark: Mark) -> None:
    members.choose_payee(household=household, payee=form.payee(), mark=mark.value, by=request.user)


def _shown(
    request: StaffRequest, household: Household, template: str, **more: object
) -> HttpResponse:
    audit.log_read(ReadKind.VIEW, by=request.user, household=household)
    return render(request, template, {"household": household, **more})
