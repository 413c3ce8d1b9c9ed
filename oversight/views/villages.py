"""Finding one's village, and what is on its board today."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from applicants import notice_lines, notice_words
from applicants.models.notice import NoticeStage, PublicNotice
from dibao.levels import AreaLevel
from dibao.models.area import Area, township_of
from oversight import places, standing
from oversight.finding import found_in
from oversight.views.public import page, public


@public
def start(request: HttpRequest, *, on: date) -> HttpResponse:
    """Search for a village, or go county by county; a notice's printed number leads straight to it."""
    typed = request.GET.get("q", "").strip()[:60]
    numbered = places.notice_numbered(typed)
    if numbered is not None:
        return _to_notice(request, numbered)
    found = places.villages_named(typed)
    context: dict[str, object] = {
        "typed": typed,
        "found": found[: places.SHOWN],
        "is_cut": len(found) > places.SHOWN,
        "shown_count": places.SHOWN,
        "place": _chosen(request),
    }
    return page(request, "oversight/public/start.html", context)


@public
def village(request: HttpRequest, *, on: date, code: str) -> HttpResponse:
    """The village's running notices and its standing list."""
    area = places.coded(code)
    if area is None or area.level != AreaLevel.VILLAGE:
        raise Http404
    running = PublicNotice.objects.within(area).running(on=on)
    posted = running.exclude(stage=NoticeStage.STANDING).order_by("ends_on", "pk")
    listed = standing.of_village(area, on=on)
    context = {
        "village": area,
        "office": Area.objects.filter(pk=township_of(area.pk)).first(),
        "posted": [
            {
                "notice": n,
                "title": notice_words.title(n),
                "time_left": notice_words.time_left(n, on=on),
            }
            for n in posted
        ],
        "standing": listed,
        "month": standing.month_of(listed) if listed else None,
        "found": found_in(notice_lines.lines_of(listed) if listed else [], request),
    }
    return page(request, "oversight/public/village.html", context)


def _chosen(request: HttpRequest) -> dict[str, object]:
    """The area chosen so far, what lies above it, and what may be chosen next."""
    chosen = places.coded(request.GET.get("in", ""))
    area = chosen if chosen and chosen.level in places.BELOW else places.prefecture()
    if area is None:
        return {"area": None, "choices": []}
    above = area.parent if area.level == AreaLevel.TOWNSHIP else None
    return {
        "area": area,
        "above": above,
        "is_whole": area.level == AreaLevel.PREFECTURE,
        "has_villages": area.level == AreaLevel.TOWNSHIP,
        "choices": places.inside(area),
    }


def _to_notice(request: HttpRequest, notice: PublicNotice) -> HttpResponse:
    query = request.GET.copy()
    query.pop("q", None)
    response = redirect("oversight:notice", token=notice.token)
    if query:
        response["Location"] += f"?{query.urlencode()}"
    return response
