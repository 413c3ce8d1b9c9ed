"""A form whose mark against forgery is gone: mostly a page that lay open while somebody logged in elsewhere."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dibao import kept_forms


def stale(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say so (403) and lead back; what was typed on a page of ours is there again."""
    back = kept_forms.keep(request) if kept_forms.is_from_us(request) else ""
    context = {"back_url": back, "is_kept": f"{kept_forms.FIELD}=" in back}
    return render(request, "403_csrf.html", context, status=403)
