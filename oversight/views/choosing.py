"""Finding the village that a public form is about."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django_stubs_ext import StrOrPromise

from dibao.levels import AreaLevel
from dibao.models.area import Area
from oversight import places
from oversight.views.public import page


@dataclass(frozen=True)
class Question:
    """What the village is asked for, and the page that goes on from there."""

    title: StrOrPromise
    lead: StrOrPromise
    url_name: str


def choose_village(request: HttpRequest, question: Question) -> HttpResponse:
    typed = request.GET.get("q", "").strip()[:60]
    found = places.villages_named(typed)
    context = {
        "question": question,
        "leads_to": reverse(question.url_name),
        "typed": typed,
        "found": [(one, _towards(request.GET, one)) for one in found[: places.SHOWN]],
        "is_cut": len(found) > places.SHOWN,
        "shown_count": places.SHOWN,
    }
    return page(request, "oversight/public/choose_village.html", context)


def village_in(request: HttpRequest) -> Area | None:
    area = places.coded(request.GET.get("village", ""))
    return area if area is not None and area.level == AreaLevel.VILLAGE else None


def _towards(asked: QueryDict, village: Area) -> str:
    query = asked.copy()
    query.pop("q", None)
    query["village"] = village.pk
    return f"?{query.urlencode()}"
