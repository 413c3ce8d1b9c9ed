"""Choosing the posting to act under."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from dibao import clock
from dibao.http import StaffRequest
from dibao.middleware import SESSION_KEY
from dibao.models.staff import Posting
from dibao.values.text import key_in


@require_http_methods(["GET", "POST"])
def choose(request: StaffRequest) -> HttpResponse:
    """Show the postings in force; keep the chosen one in the session."""
    held = (
        Posting.objects.filter(staff=request.user).current(on=clock.today()).select_related("area")
    )
    if request.method == "POST":
        posting = get_object_or_404(held, pk=key_in(request.POST.get("posting", "")))
        request.session[SESSION_KEY] = posting.pk
        return HttpResponseRedirect(_next(request))
    context = {
        "postings": held,
        "current": request.session.get(SESSION_KEY),
        "next": request.GET.get("next", ""),
    }
    return render(request, "registration/posting.html", context)


def _next(request: StaffRequest) -> str:
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()):
        return wanted
    return reverse("home")
