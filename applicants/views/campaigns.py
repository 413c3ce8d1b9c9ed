"""A benefit for everybody of a county as one act: what would be sent, then the worker that sends it."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from applicants import aid_candidates
from applicants.actions import referral_acts
from applicants.campaigns import preview_of
from applicants.models.referral import ReferralAct
from applicants.pages.aid import facts_of
from applicants.pages.campaigns import acts_table, preview_table, total_in_words
from applicants.referral_words import item_name
from applicants.views.answering import made
from dibao import clock
from dibao.forms import PlainForm
from dibao.guards import require
from dibao.http import StaffRequest
from dibao.idempotency import once
from dibao.paging import newest_first
from dibao.permissions import Permission as P


@require_safe
def listing(request: StaffRequest) -> HttpResponse:
    """What was sent as one act before."""
    require(request.user, P.REFERRAL_CAMPAIGN)
    rows = ReferralAct.objects.visible_to(request.user).select_related("terms__item", "sent_by")
    page = newest_first(rows, request.GET)
    return render(request, "applicants/referrals/campaigns.html", {"table": acts_table(page)})


@require_http_methods(["GET", "POST"])
@once
def campaign(request: StaffRequest, code: str) -> HttpResponse:
    """What sending one benefit to everybody would come to; pressed, a worker sends it."""
    require(request.user, P.REFERRAL_CAMPAIGN)
    area, on = request.user.posting.area, clock.today()
    terms = get_object_or_404(aid_candidates.in_force(on=on), item__code=code)
    form = PlainForm(request.POST or None)
    if form.is_valid():
        by, item = request.user, terms.item
        job = made(form, lambda: referral_acts.campaign_as_job(item=item, area=area, by=by))
        if job is not None:
            return redirect("job", job.pk)
    preview = preview_of(terms, area, on=on)
    context = {
        "terms": terms,
        "name": item_name(terms.item),
        "area": area,
        "facts": facts_of(terms),
        "preview": preview,
        "table": preview_table(preview),
        "total": total_in_words(preview.total) if preview.townships else "",
        "form": form,
    }
    return render(request, "applicants/referrals/campaign.html", context)
