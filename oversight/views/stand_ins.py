"""Replacing one of a family's pair, on the family's page: who comes is worked out, not chosen."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import ngettext

from applicants.views.answering import made
from dibao import clock
from dibao.guards import allows
from dibao.http import StaffRequest
from dibao.models.staff import Staff
from dibao.permissions import Permission as P
from oversight.actions import stand_ins
from oversight.forms.stand_ins import StandInForm
from oversight.models.inspection_visit import InspectionVisit


def may_replace(visit: InspectionVisit, staff: Staff) -> bool:
    """Whether the reader is offered to replace one of the pair."""
    is_left = any(visit.still_needs(one) for one in visit.pair)
    return is_left and visit.inspection.is_running and allows(staff, P.INSPECTION_PREPARE)


def replaced(
    request: StaffRequest, visit: InspectionVisit
) -> tuple[HttpResponse | None, StandInForm]:
    """The way back to the family's page where somebody was replaced, else the form with what is wrong."""
    form, by, on = StandInForm(request.POST, visit=visit), request.user, clock.today()
    if not form.is_valid():
        return None, form
    away, absence = form.away_staff(), form.absence()
    rows = made(
        form,
        lambda: stand_ins.replace(visit=visit, away=away, absence=absence, by=by, on=on),
    )
    if rows is None:
        return None, form
    said = ngettext(
        "%(count)s户已按抽取次序换人。重新打印路线单。",
        "%(count)s户已按抽取次序换人。重新打印路线单。",
        len(rows),
    )
    messages.success(request, said % {"count": len(rows)})
    return redirect("oversight:inspection_visit", visit.pk), form
