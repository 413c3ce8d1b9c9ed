"""Help by others: a family's consent and what it declines, and who of a place may get each benefit."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from applicants import aid_candidates
from applicants.actions import aid_consents
from applicants.authorisations import is_adult
from applicants.forms.aid import AidConsentForm, DeclineForm, LiftForm, PlaceFilter
from applicants.forms.consents import RevokeForm
from applicants.models.aid import AidItem
from applicants.models.aid_consent import AidConsent, AidDecline
from applicants.models.household import Household
from applicants.pages.aid import benefits_table, candidates_table, counting_unit, facts_of
from applicants.referral_words import item_name
from applicants.views.answering import acted
from applicants.views.fetching import household_for
from dibao import audit, clock
from dibao.guards import allows, require
from dibao.http import StaffRequest
from dibao.idempotency import once
from dibao.models.audit import ReadKind
from dibao.paging import of_statement
from dibao.permissions import Permission as P


@require_safe
def benefits(request: StaffRequest) -> HttpResponse:
    """Every benefit of the day with how many may get it."""
    require(request.user, P.CASE_VIEW)
    on, chosen = clock.today(), PlaceFilter(request.GET, staff=request.user)
    area = chosen.area_chosen(request.user)
    versions = list(aid_candidates.in_force(on=on))
    counted = aid_candidates.counts(versions, area, on=on)
    context = {
        "filter": chosen,
        "table": benefits_table(versions, counted, area, request.user),
    }
    return render(request, "applicants/aid/benefits.html", context)


@require_safe
def candidates(request: StaffRequest, code: str) -> HttpResponse:
    """Who may get one benefit and nobody has dealt with yet, thirty a page, with the reason."""
    require(request.user, P.CASE_VIEW)
    on, chosen = clock.today(), PlaceFilter(request.GET, staff=request.user)
    area = chosen.area_chosen(request.user)
    terms = get_object_or_404(aid_candidates.in_force(on=on), item__code=code)
    page = of_statement(
        lambda cut: aid_candidates.candidates(terms, area, on=on, cut=cut), request.GET, key="turn"
    )
    audit.log_read(ReadKind.VIEW, by=request.user, subject=f"{_('可以得到的人')} {terms.item}")
    context = {
        "terms": terms,
        "name": item_name(terms.item),
        "facts": facts_of(terms),
        "count": aid_candidates.counts([terms], area, on=on)[terms.pk],
        "unit": counting_unit(terms.item),
        "filter": chosen,
        "table": candidates_table(page, terms, request.user, on=on),
        "may_campaign": allows(request.user, P.REFERRAL_CAMPAIGN),
    }
    return render(request, "applicants/aid/candidates.html", context)


@require_http_methods(["GET", "POST"])
@once
def consent(request: StaffRequest, pk: int) -> HttpResponse:
    """An adult member's signature for the family."""
    household, on = household_for(request, pk, P.AID_CONSENT), clock.today()
    members = [one.person for one in household.members()]
    adults = [one for one in members if is_adult(one, on=on)]
    form = AidConsentForm(request.POST or None, adults=adults, on=on)
    if form.is_valid():
        said = {**form.cleaned_data, "household": household, "by": request.user, "on": on}
        if acted(form, lambda: aid_consents.give(**said)):
            messages.success(request, _("转介同意书已登记。"))
            return _back(household)
    return _shown(request, household, "applicants/aid/consent.html", {"form": form})


@require_http_methods(["GET", "POST"])
@once
def withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    """The family takes its consent back, with the reason."""
    require(request.user, P.AID_CONSENT)
    rows = AidConsent.objects.visible_to(request.user).select_related("household__head", "person")
    given, form, on = (
        get_object_or_404(rows, pk=pk),
        RevokeForm(request.POST or None),
        clock.today(),
    )
    if form.is_valid():
        said = {"consent": given, "reason": form.cleaned_data["reason"]}
        if acted(form, lambda: aid_consents.withdraw(**said, by=request.user, on=on)):
            messages.success(request, _("同意书已撤回，没有办结的转介一起撤回。"))
            return _back(given.household)
    return _shown(
        request, given.household, "applicants/aid/withdraw.html", {"form": form, "given": given}
    )


@require_http_methods(["GET", "POST"])
@once
def decline(request: StaffRequest, pk: int, code: str) -> HttpResponse:
    """A member, or the household, does not want a benefit."""
    household, on = household_for(request, pk, P.AID_CONSENT), clock.today()
    item = get_object_or_404(AidItem.objects.select_related("agency"), code=code)
    members = [one.person for one in household.members()] if item.is_per_member else []
    form = DeclineForm(request.POST or None, members=members)
    if form.is_valid():
        said = {**form.cleaned_data, "household": household, "item": item, "by": request.user}
        if acted(form, lambda: aid_consents.decline(**said, on=on)):
            messages.success(request, _("已登记不需要“%(item)s”。") % {"item": item_name(item)})
            return _back(household)
    return _shown(
        request, household, "applicants/aid/decline.html", {"form": form, "item": item_name(item)}
    )


@require_http_methods(["GET", "POST"])
@once
def lift(request: StaffRequest, pk: int) -> HttpResponse:
    """They want it after all."""
    require(request.user, P.AID_CONSENT)
    rows = AidDecline.objects.visible_to(request.user).select_related("household__head", "item")
    declined, form = get_object_or_404(rows, pk=pk), LiftForm(request.POST or None)
    if form.is_valid():
        on = clock.today()
        if acted(form, lambda: aid_consents.lift(decline=declined, by=request.user, on=on)):
            messages.success(request, _("已取消“不需要”的登记。"))
            return _back(declined.household)
    context = {"form": form, "declined": declined, "item": item_name(declined.item)}
    return _shown(request, declined.household, "applicants/aid/lift.html", context)


def _back(household: Household) -> HttpResponse:
    return redirect("applicants:household", household.pk)


def _shown(
    request: StaffRequest, household: Household, template: str, context: dict[str, object]
) -> HttpResponse:
    audit.log_read(ReadKind.VIEW, by=request.user, household=household)
    whole = {**context, "household": household}
    return render(request, template, whole)
