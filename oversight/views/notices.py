"""One notice as the village reads it, on a phone and on the board."""

from datetime import date

from django.conf import settings
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import override

from applicants import notice_lines, notice_words
from applicants.models.notice import NoticeStage, PublicNotice
from dibao.http import on_paper
from oversight import posted, posters, standing
from oversight.finding import found_in
from oversight.kept_pages import kept_for_a_minute
from oversight.views.public import page, public


@kept_for_a_minute
@public
def notice(request: HttpRequest, *, on: date, token: str) -> HttpResponse:
    """The list with its days and how to object; after its last day only that it is over; 404 for an unknown token."""
    shown = posted.running(token, on=on)
    if shown is None:
        return _over(request, token, on)
    if standing.newer_than(shown, on=on):
        return _replaced(request, shown)
    found = found_in(notice_lines.lines_of(shown), request)
    return page(request, "oversight/public/notice.html", _told(shown, on) | {"found": found})


@public
@override(settings.LANGUAGE_CODE)
def poster(request: HttpRequest, *, on: date, token: str) -> HttpResponse:
    """The same list for the village board: A4 or A3, black ink, Chinese like every paper, with a code to it."""
    shown = posted.running(token, on=on)
    if shown is None:
        return _over(request, token, on)
    if standing.newer_than(shown, on=on):
        return _replaced(request, shown)
    context = _told(shown, on)
    address = reverse("oversight:notice", args=[token])
    context |= {
        "entries": notice_lines.lines_of(shown),
        "sheet_ends": posters.sheet_ends(shown.entry_count),
        "address": on_paper(request, address),
        "notice_path": address,
        "is_a3": request.GET.get("paper") == "a3",
    }
    return page(request, "oversight/public/poster.html", context)


def _told(shown: PublicNotice, on: date) -> dict[str, object]:
    return {
        "notice": shown,
        # A form is looked for among all that a page is told, and no line of it is one.
        "error_forms": (),
        "title": notice_words.title(shown),
        "opening": notice_words.opening(shown),
        "how_to_object": notice_words.how_to_object(shown),
        "time_left": notice_words.time_left(shown, on=on),
        "is_standing": shown.stage == NoticeStage.STANDING,
        "month": standing.month_of(shown),
        "office": shown.area.parent,
        "number": shown.number,
        "hash_tail": shown.hash_tail,
    }


def _replaced(request: HttpRequest, shown: PublicNotice) -> HttpResponse:
    return page(request, "oversight/public/replaced.html", {"area": shown.area})


def _over(request: HttpRequest, token: str, on: date) -> HttpResponse:
    """Row-level security hides what is over, so the one question that may still be asked is asked as such."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT notice_is_over(%s, %s)", [token, on])
        row = cursor.fetchone()
    if row != (True,):
        raise Http404
    return page(request, "oversight/public/over.html", {"token": token}, status=410)
