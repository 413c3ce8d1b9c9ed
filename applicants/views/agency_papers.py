"""The slip to take along, printed by the agency or by the township of the family; the log of reads says by whom.

It is signed and kept, so it is Chinese whatever language its printer reads.
"""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.http import require_safe

from applicants.agency_inbox import referrals_for
from applicants.agency_view import Shared, shared_by_township, shared_with
from applicants.models.referral import Referral
from applicants.papers.referral_slip import referral_slip
from applicants.views.papers import as_pdf, mark
from dibao import audit, clock
from dibao.guards import require
from dibao.http import StaffRequest, on_paper
from dibao.models.audit import ReadKind
from dibao.permissions import Permission as P

_SUBJECT = "referral_slip"


@require_safe
def agency_slip(request: StaffRequest, pk: int) -> HttpResponse:
    """The agency's print, while it may see the referral."""
    require(request.user, P.REFERRAL_ANSWER)
    rows = referrals_for(request.user, on=clock.today())
    referral = get_object_or_404(rows, pk=pk)
    shared = shared_with(request.user, [referral]).get(referral.pk)
    if shared is None:
        raise Http404
    back = reverse("applicants:agency_referral", args=[referral.pk])
    return _printed(request, referral, shared, back=back)


@require_safe
def township_slip(request: StaffRequest, pk: int) -> HttpResponse:
    """The township's print for its own family, with the same fields."""
    require(request.user, P.CASE_VIEW)
    rows = Referral.objects.visible_to(request.user).select_related(
        "terms", "item", "agency", "area__parent", "person", "household__head", "household__area"
    )
    referral = get_object_or_404(rows, pk=pk)
    back = reverse("applicants:household", args=[referral.household_id])
    return _printed(request, referral, shared_by_township(referral), back=back)


def _printed(
    request: StaffRequest, referral: Referral, shared: Shared, *, back: str
) -> HttpResponse:
    files = [(referral.household_id, referral.area_id)]
    audit.log_files_read(ReadKind.PRINT, by=request.user, files=files, subject=_SUBJECT)
    path = reverse("applicants:agency_referral", args=[referral.pk])
    with override(settings.LANGUAGE_CODE):
        paper = referral_slip(
            referral, shared, address=on_paper(request, path), on=clock.today(), mark=mark()
        )
        if request.GET.get("as") == "pdf":
            return as_pdf(paper)
        return render(request, "paper.html", {"paper": paper, "back_url": back})
