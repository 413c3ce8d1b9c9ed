"""Relatives of a case, the register of a place, and the village committees."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from applicants.actions import relatives
from applicants.forms.relatives import EndForm, OfficialForm, RelativeForm, StrikeForm
from applicants.models.case import Case
from applicants.models.relative import RelativeRegistration, VillageOfficial
from applicants.pages.relatives import (
    case_relatives_table,
    colleagues_of,
    officials_near,
    officials_table,
    register_table,
)
from applicants.views.answering import acted
from applicants.views.fetching import case_for
from dibao import audit, clock
from dibao.guards import allows, require
from dibao.http import StaffRequest
from dibao.idempotency import once
from dibao.models.audit import ReadKind
from dibao.paging import newest_first
from dibao.permissions import Permission as P


@require_http_methods(["GET", "POST"])
@once
def of_case(request: StaffRequest, pk: int) -> HttpResponse:
    """Whose relatives apply, and one more of them."""
    case = case_for(request, pk, P.CASE_VIEW)
    form = _form(request, case)
    if request.method == "POST" and form.is_valid() and _registered(request, case, form):
        return redirect("applicants:case_relatives", case.pk)
    audit.log_read(
        ReadKind.VIEW, by=request.user, household=case.household, subject=_("近亲属备案")
    )
    rows = case.relatives.select_related(
        "case", "member", "official__area", "staff", "registered_by", "voided_by"
    )
    may_register = case.is_open and allows(request.user, P.CASE_ENTER)
    context = {
        "case": case,
        "table": case_relatives_table(rows.order_by("pk"), request.user),
        "form": form if may_register else None,
        "declared": case.authorisations.valid().filter(declares_relatives=True).exists(),
    }
    return render(request, "applicants/relatives/case.html", context)


def _form(request: StaffRequest, case: Case) -> RelativeForm:
    if request.method == "POST":
        require(request.user, P.CASE_ENTER)
    return RelativeForm(
        request.POST or None,
        people=[member.person for member in case.household.members()],
        officials=officials_near(case.area),
        postings=colleagues_of(case.area, on=clock.today()),
    )


def _registered(request: StaffRequest, case: Case, form: RelativeForm) -> bool:
    typed = form.cleaned_data
    return acted(
        form,
        lambda: relatives.register(
            case=case,
            member=typed["member"],
            relation=typed["relation"],
            official=typed["official"],
            staff=form.colleague,
            by=request.user,
            on=clock.today(),
        ),
    )


@require_http_methods(["GET", "POST"])
@once
def void(request: StaffRequest, pk: int) -> HttpResponse:
    """Strike out a registration, with the reason."""
    require(request.user, P.CASE_ENTER)
    rows = RelativeRegistration.objects.visible_to(request.user).select_related(
        "case__household__head", "member", "official", "staff"
    )
    registration = get_object_or_404(rows, pk=pk)
    form = StrikeForm(request.POST or None)
    if form.is_valid():
        reason, on = form.cleaned_data["reason"], clock.today()
        said = {"registration": registration, "reason": reason, "by": request.user, "on": on}
        if acted(form, lambda: relatives.void(**said)):
            return redirect("applicants:case_relatives", registration.case_id)
    context = {"registration": registration, "case": registration.case, "form": form}
    return render(request, "applicants/relatives/void.html", context)


@require_safe
def register(request: StaffRequest) -> HttpResponse:
    """The register of the posting's area, thirty a page."""
    require(request.user, P.CASE_VIEW)
    rows = RelativeRegistration.objects.visible_to(request.user).valid()
    rows = rows.select_related("case__household__head", "area", "member", "official", "staff")
    page = newest_first(rows, request.GET)
    audit.log_read(ReadKind.VIEW, by=request.user, subject=_("近亲属备案册"))
    return render(
        request, "applicants/relatives/register.html", {"table": register_table(page, request.user)}
    )


@require_http_methods(["GET", "POST"])
@once
def officials(request: StaffRequest) -> HttpResponse:
    """The village committees of the posting's area, and one more member."""
    require(request.user, P.CASE_VIEW if request.method == "GET" else P.CASE_ENTER)
    form = OfficialForm(request.POST or None, staff=request.user)
    if form.is_valid():
        said = {"by": request.user, **form.cleaned_data}
        if acted(form, lambda: relatives.add_official(**said)):
            return redirect("applicants:officials")
    rows = VillageOfficial.objects.visible_to(request.user).select_related("area")
    page = newest_first(rows, request.GET)
    context = {
        "table": officials_table(page, request.user),
        "form": form if allows(request.user, P.CASE_ENTER) else None,
    }
    return render(request, "applicants/relatives/officials.html", context)


@require_http_methods(["GET", "POST"])
@once
def end_official(request: StaffRequest, pk: int) -> HttpResponse:
    """The last day of somebody in office."""
    require(request.user, P.CASE_ENTER)
    rows = VillageOfficial.objects.visible_to(request.user).select_related("area")
    official = get_object_or_404(rows, pk=pk)
    form = EndForm(request.POST or None, on=clock.today())
    if form.is_valid():
        ends_on = form.cleaned_data["ends_on"]
        said = {"official": official, "ends_on": ends_on, "by": request.user}
        if acted(form, lambda: relatives.end_official(**said)):
            return redirect("applicants:officials")
    context = {"official": official, "form": form}
    return render(request, "applicants/relatives/end.html", context)
