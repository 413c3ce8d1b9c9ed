"""Referrals at the desk: sent from a household's page or a list, followed, taken back."""

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applicants import aid_candidates
from applicants.actions import referral_acts, referrals
from applicants.aid_candidates import Standing
from applicants.forms.referrals import ReferralFilter, SendForm, WithdrawForm
from applicants.models.aid import AidItem, AidTerms
from applicants.models.household import Household
from applicants.models.person import Person
from applicants.models.referral import Referral, ReferralPart
from applicants.pages import aid as aid_pages
from applicants.pages import referrals as pages
from applicants.pages.agency_referrals import parts_table
from applicants.referral_words import agency_name, item_name, standing_of
from applicants.views.answering import acted
from applicants.views.fetching import household_for
from dibao import audit, clock
from dibao.errors import Refused
from dibao.guards import allows, require
from dibao.http import StaffRequest
from dibao.idempotency import once
from dibao.models.audit import ReadKind
from dibao.paging import in_order
from dibao.permissions import Permission as P
from dibao.values.text import key_in
from dibao.wording import in_words

# Whoever got it, or has it under way, is not offered for another one.
_MAY_BE_SENT = (Standing.FREE, Standing.REFUSED)


@require_safe
def listing(request: StaffRequest) -> HttpResponse:
    """What was sent from the posting's area, the most urgent first."""
    require(request.user, P.REFERRAL_SEND)
    on, chosen = clock.today(), ReferralFilter(request.GET)
    rows = chosen.applied(Referral.objects.visible_to(request.user), on=on)
    page = in_order(pages.by_urgency(rows).select_related(*pages.RELATED), request.GET, key="turn")
    audit.log_read(ReadKind.VIEW, by=request.user, subject=_("转介"))
    context = {
        "filter": chosen,
        "table": pages.referrals_table(page, request.user, on=on),
        "may_campaign": allows(request.user, P.REFERRAL_CAMPAIGN),
    }
    return render(request, "applicants/referrals/list.html", context)


@require_safe
def detail(request: StaffRequest, pk: int) -> HttpResponse:
    """How far one is, what was given, and where it went."""
    referral, on = _referral_for(request, pk), clock.today()
    audit.log_read(
        ReadKind.VIEW,
        by=request.user,
        household=referral.household,
        subject=f"{_('转介')} {referral.pk}",
    )
    passed_on = Referral.objects.filter(redirected_from=referral).select_related("agency")
    context = {
        "referral": referral,
        "name": pages.name_in(referral),
        "standing": standing_of(referral, on=on),
        "facts": pages.facts_of(referral),
        "trail": pages.trail_of(referral, passed_on),
        "parts": parts_table(referral, list(referral.parts.all())),
        "buttons": pages.buttons_of(referral, request.user),
    }
    return render(request, "applicants/referrals/detail.html", context)


@require_http_methods(["GET", "POST"])
@once
def withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    """Take it back, with the reason that the agency reads."""
    referral, form = _referral_for(request, pk), WithdrawForm(request.POST or None)
    if form.is_valid():
        said = {**form.cleaned_data, "referral": referral, "by": request.user}
        if acted(form, lambda: referrals.withdraw(**said, on=clock.today())):
            messages.success(request, _("已撤回。"))
            return redirect("applicants:referral", referral.pk)
    audit.log_read(ReadKind.VIEW, by=request.user, household=referral.household)
    context = {
        "referral": referral,
        "name": pages.name_in(referral),
        "standing": standing_of(referral, on=clock.today()),
        "form": form,
    }
    return render(request, "applicants/referrals/withdraw.html", context)


@require_http_methods(["GET", "POST"])
@once
def new(request: StaffRequest, pk: int, code: str) -> HttpResponse:
    """Ask for one benefit for a household, or for those of its members who may get it."""
    household, on = household_for(request, pk, P.REFERRAL_SEND), clock.today()
    terms = get_object_or_404(aid_candidates.in_force(on=on), item__code=code)
    people = _people_for(household, terms, request)
    form = SendForm(request.POST or None, terms=terms, people=people)
    if form.is_valid():
        said = {"people": [], **form.cleaned_data, "item": terms.item, "household": household}
        if acted(form, lambda: referrals.send_each(**said, by=request.user, on=on)):
            messages.success(
                request,
                _("已转给%(agency)s。") % {"agency": agency_name(terms.item.agency)},
            )
            return redirect("applicants:household", household.pk)
    audit.log_read(ReadKind.VIEW, by=request.user, household=household)
    context = {
        "household": household,
        "name": item_name(terms.item),
        "facts": aid_pages.facts_of(terms),
        "form": form,
        "has_consent": household.aid_consents.valid().exists(),
        "is_possible": bool(people) or not terms.item.is_per_member,
    }
    return render(request, "applicants/referrals/new.html", context)


def _people_for(household: Household, terms: AidTerms, request: StaffRequest) -> list[Person]:
    """The members who may get a member's benefit and have none under way."""
    offers = aid_candidates.for_household(household, on=clock.today())
    keys = [
        offer.member.key
        for offer in offers
        if offer.terms == terms and offer.member and offer.standing in _MAY_BE_SENT
    ]
    return list(Person.objects.visible_to(request.user).filter(pk__in=keys))


@require_POST
@once
def send_many(request: StaffRequest, code: str) -> HttpResponse:
    """Ask for a benefit for those who were ticked in the list of candidates; all of them or none."""
    require(request.user, P.REFERRAL_SEND)
    item = get_object_or_404(AidItem.objects.select_related("agency"), code=code)
    turns = [key for typed in request.POST.getlist("turn") if (key := key_in(typed)) is not None]
    try:
        act = referral_acts.send_many(item=item, turns=turns, by=request.user, on=clock.today())
    except Refused as refusal:
        messages.error(request, in_words(refusal))
    else:
        sent = ngettext("已转介%(count)d件。", "已转介%(count)d件。", act.sent_count)
        messages.success(request, sent % {"count": act.sent_count})
    return redirect("applicants:aid_candidates", item.code)


def _referral_for(request: StaffRequest, pk: int) -> Referral:
    require(request.user, P.REFERRAL_SEND)
    parts = ReferralPart.objects.select_related("recorded_by").order_by("pk")
    rows = Referral.objects.visible_to(request.user).select_related(
        *pages.RELATED,
        "requested_by",
        "accepted_by",
        "closed_by",
        "redirected_from__agency",
        "redirected_from__item",
    )
    return get_object_or_404(rows.prefetch_related(Prefetch("parts", parts)), pk=pk)
