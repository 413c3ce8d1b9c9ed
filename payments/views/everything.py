"""Everything that a household was helped with, on a page and on paper."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from applicants.views.fetching import household_for
from applicants.views.papers import as_pdf
from dibao import audit, clock
from dibao.http import StaffRequest
from dibao.models.audit import ReadKind
from dibao.permissions import Permission as P
from payments.everything import Everything
from payments.pages.everything import everything_paper, open_table, years_of

_SUBJECT = "everything"


@require_safe
def everything(request: StaffRequest, pk: int) -> HttpResponse:
    """What is under way, then year by year the cash and every other help."""
    household, on = household_for(request, pk, P.CASE_VIEW), clock.today()
    audit.log_read(ReadKind.VIEW, by=request.user, household=household, subject=_SUBJECT)
    found = Everything.of(household)
    context = {
        "household": household,
        "open": open_table(found.open, on=on),
        "years": years_of(found, on=on),
    }
    return render(request, "payments/households/everything.html", context)


@require_safe
def paper(request: StaffRequest, pk: int) -> HttpResponse:
    """The same to take along, in the language of who prints it: it tells and decides nothing."""
    household, on = household_for(request, pk, P.CASE_VIEW), clock.today()
    audit.log_read(ReadKind.PRINT, by=request.user, household=household, subject=_SUBJECT)
    mark = _("演示数据，不作凭证") if settings.DEMO else ""
    written = everything_paper(household, Everything.of(household), on=on, mark=mark)
    if request.GET.get("as") == "pdf":
        return as_pdf(written)
    back = reverse("payments:household_everything", args=[household.pk])
    return render(request, "paper.html", {"paper": written, "back_url": back})
