"""Months that are owed although their batch was signed."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dibao import audit
from dibao.guards import require
from dibao.http import StaffRequest
from dibao.models.audit import ReadKind
from dibao.permissions import Permission as P
from payments.owed import owed_within
from payments.pages.batches import may_draw
from payments.pages.owed import owed_table, sentence_of


@require_safe
def owed(request: StaffRequest) -> HttpResponse:
    """The households of the posting's area that were confirmed too late for a signed month; fifty a page."""
    require(request.user, P.BATCH_VIEW)
    audit.log_read(ReadKind.VIEW, by=request.user, subject=_("应补发的户"))
    months = owed_within(request.user.posting.area)
    context = {
        "sentence": sentence_of(months) if months else "",
        "table": owed_table(months, request.GET, request.user),
        "may_draw": may_draw(request.user),
    }
    return render(request, "payments/batches/owed.html", context)
