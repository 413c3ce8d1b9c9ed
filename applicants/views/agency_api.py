"""How an agency's own system receives and answers referrals, for the people who write it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from applicants.api.operations import root
from applicants.pages.agency_api import chapters, reasons
from dibao.guards import require
from dibao.http import StaffRequest
from dibao.permissions import Permission as P


@require_safe
def guide(request: StaffRequest) -> HttpResponse:
    """The document in words: what each address takes and answers, and what it refuses."""
    require(request.user, P.REFERRAL_ANSWER)
    context = {
        "chapters": chapters(),
        "reasons": reasons(),
        "root": request.build_absolute_uri(root()),
        "document": request.build_absolute_uri(reverse("api:openapi")),
    }
    return render(request, "applicants/agency/api.html", context)
