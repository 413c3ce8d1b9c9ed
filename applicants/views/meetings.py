"""The village's review of one household, written down after the meeting."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from applicants import seen
from applicants.actions import meetings
from applicants.forms.marks import Mark
from applicants.forms.meetings import MeetingForm, differences_from_last
from applicants.models.meeting import ReviewMeeting
from applicants.views.answering import acted_on_seen
from applicants.views.fetching import case_for
from dibao import clock
from dibao.http import StaffRequest
from dibao.idempotency import once
from dibao.permissions import Permission as P

# One evening judges several households of a village: what they share is typed once.
_SHARED = ("held_on", "place", "chair", "official", "participants", "representatives")


@require_http_methods(["GET", "POST"])
@once
def new(request: StaffRequest, pk: int) -> HttpResponse:
    """Who was there, how they voted, what was concluded; the evening's last record gives what it shares."""
    case, on = case_for(request, pk, P.MEETING_RECORD), clock.today()
    before = ReviewMeeting.objects.filter(area=case.area_id, held_on=on).order_by("-pk")
    initial = before.values(*_SHARED).first() or {"held_on": on, "official": request.user.name}
    form = MeetingForm(request.POST or None, initial=initial)
    mark = Mark(request.POST, seen.meetings(case))
    if form.is_valid():
        minutes = form.minutes()
        if acted_on_seen(
            form,
            mark,
            lambda: meetings.record(
                case=case, minutes=minutes, mark=mark.value, by=request.user, on=on
            ),
            lambda: differences_from_last(form, case),
        ):
            messages.success(request, _("民主评议已登记。"))
            return redirect("applicants:case", case.pk)
    context = {"case": case, "form": form, "mark": mark}
    return render(request, "applicants/cases/meeting.html", context)
