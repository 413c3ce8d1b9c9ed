"""My work: what waits for the person who asks, under the posting that they act under."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from dibao import clock, worklist
from dibao.http import StaffRequest


@require_safe
def work_list(request: StaffRequest) -> HttpResponse:
    """Buckets with their counts, and under each the first rows with their next step."""
    elsewhere = worklist.first_page_of(request.user)
    if elsewhere:
        return redirect(elsewhere)
    buckets = worklist.buckets_of(request.user, on=clock.today())
    waiting = [bucket for bucket in buckets if bucket.count]
    context = {
        "buckets": buckets,
        "waiting": waiting,
        "shortcuts": worklist.shortcuts_of(request.user),
    }
    return render(request, "home.html", context)
