"""Whether the books agree: the months of a county, and every comparison of one of them."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dibao.guards import require
from dibao.http import StaffRequest
from dibao.permissions import Permission as P
from payments import ledgers
from payments.forms.ledgers import LedgerFilter
from payments.ledger_sides import sides_of
from payments.models.comparison import LedgerComparison
from payments.pages.ledgers import (
    check_table,
    comparison_table,
    difference_table,
    identity_table,
    side_table,
)


@require_safe
def books(request: StaffRequest) -> HttpResponse:
    """The months of the county that is asked for, and what compares in the one that is."""
    require(request.user, P.BATCH_VIEW)
    chosen = LedgerFilter(request.GET, staff=request.user)
    county, month = chosen.county, chosen.chosen_month
    months = ledgers.identities(county) if county else {}
    month = month or max(months, default=None)
    found = ledgers.check(county, month) if county and month else []
    nightly = LedgerComparison.objects.visible_to(request.user).select_related("area").newest()
    context = {
        "filter": chosen,
        "county": county,
        "month": month,
        "identities": identity_table(
            months, f"?{urlencode({'area': county.pk})}&" if county else "?"
        ),
        "sides": side_table(sides_of(county, month) if county and month else []),
        "checks": check_table(found),
        "differences": difference_table(found),
        "nightly": comparison_table(list(nightly)),
    }
    return render(request, "payments/ledgers.html", context)
