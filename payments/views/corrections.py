"""What was paid too little or too much: a county's households, and one household month by month."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from applicants.views.fetching import household_for
from applicants.views.papers import mark, printed
from dibao import audit, clock
from dibao.guards import allows, require
from dibao.http import StaffRequest
from dibao.models.audit import ReadKind
from dibao.paging import newest_first
from dibao.permissions import Permission as P
from dibao.values.months import BenefitMonth
from payments.actions.recoveries import owed_by
from payments.corrections import corrections_within, months_of
from payments.forms.corrections import CorrectionFilter
from payments.household_card import household_card, years_of
from payments.pages.batches import may_draw
from payments.pages.corrections import (
    correction_table,
    month_table,
    sentence_of,
    words_of,
)
from payments.pages.holds import hold_table, holds_of
from payments.pages.recoveries import may_be_asked_back, recoveries_of, recovery_table


@require_safe
def listing(request: StaffRequest) -> HttpResponse:
    """The households of the posting's area whose signed months differ from what they say now; fifty a page."""
    require(request.user, P.BATCH_VIEW)
    audit.log_read(ReadKind.VIEW, by=request.user, subject=_("少发和多发的户"))
    chosen = CorrectionFilter(request.GET)
    months = chosen.applied(corrections_within(request.user.posting.area))
    context = {
        "filter": chosen,
        "sentence": sentence_of(months),
        "table": correction_table(months, request.GET, request.user),
        "may_draw": may_draw(request.user),
    }
    return render(request, "payments/corrections/list.html", context)


@require_safe
def household(request: StaffRequest, pk: int) -> HttpResponse:
    """Every signed month of a household, and its holds."""
    found = household_for(request, pk, P.BATCH_VIEW)
    audit.log_read(ReadKind.VIEW, by=request.user, household=found, subject=_("发放情况"))
    months = months_of(found)
    holds = newest_first(holds_of(request.user).filter(household=found), {})
    owed = newest_first(recoveries_of(request.user).filter(pk__in=owed_by(found)), {})
    context = {
        "household": found,
        "sentence": words_of(months),
        "table": month_table(months),
        "holds": hold_table(holds, month=BenefitMonth.of(clock.today())),
        "recoveries": recovery_table(owed),
        "may_propose": allows(request.user, P.RECOVERY_PROPOSE) and may_be_asked_back(found),
        "may_place": allows(request.user, P.HOLD_PLACE),
        "may_read": allows(request.user, P.CASE_VIEW),
        "years": years_of(found),
    }
    return render(request, "payments/corrections/household.html", context)


@require_safe
def card(request: StaffRequest, pk: int, year: int) -> HttpResponse:
    """A year of a household on paper, for the household to keep; 404 for a year without payments."""
    found = household_for(request, pk, P.BATCH_VIEW)
    if year not in years_of(found):
        raise Http404
    return printed(
        request,
        found,
        lambda: household_card(found, year=year, on=clock.today(), mark=mark()),
        name=_("发放卡"),
        back=reverse("payments:household_months", args=[found.pk]),
    )
