"""Inspections as anybody reads them: what is drawn from, its hash, how the seed is found, the seed, and the file."""

from datetime import date
from functools import lru_cache

from django.http import Http404, HttpRequest, HttpResponse

from oversight import inspection_sentences, sampling, told_stand_ins
from oversight.models.inspection import Inspection
from oversight.models.inspection_list import InspectionList
from oversight.views.public import page, public

_SHOWN = 60


@public
def listing(request: HttpRequest, *, on: date) -> HttpResponse:
    """The newest inspections whose lists are out, drawn or not, the cancelled ones too."""
    rows = Inspection.objects.published().select_related("area").order_by("-pk")[:_SHOWN]
    context = {"inspections": rows}
    return page(request, "oversight/public/inspections.html", context)


@public
def detail(request: HttpRequest, *, on: date, pk: int) -> HttpResponse:
    """One inspection with all that a reader needs to draw it again; the list with `?as=file`, what was drawn with
    `?as=draw`. A page is paid by the megabyte: long tables are in the files alone."""
    rows = Inspection.objects.published().select_related("area")
    inspection = rows.filter(pk=pk).first()
    if inspection is None:
        raise Http404
    asked = request.GET.get("as")
    if asked == "file":
        text = InspectionList.objects.get(inspection=inspection).text
        return _file(f"inspection-{inspection.number}.txt", text)
    drawn = _drawn(inspection.pk, inspection.list_hash, inspection.seed) if inspection.seed else ()
    stand_ins = told_stand_ins.told_of(inspection)
    if asked == "draw":
        lines = [
            *map(sampling.line_of, drawn),
            *(f"stand-in,{one.key},{one.away},{one.comes}" for one in stand_ins),
        ]
        text = "".join(f"{line}\n" for line in lines)
        return _file(f"inspection-{inspection.number}-drawn.txt", text)
    strata = list(inspection.strata.select_related("area"))
    context = {
        "inspection": inspection,
        "population": inspection_sentences.population_of(inspection),
        "size": inspection_sentences.size_of(inspection),
        "seed_rule": inspection_sentences.seed_of(inspection),
        "strata": strata if len(strata) <= _SHOWN else [],
        "is_drawn": bool(drawn),
        "seeds": inspection.seeds.order_by("pk"),
        "drawn": drawn if len(drawn) <= _SHOWN else [],
        "has_stand_ins": bool(stand_ins),
        "stand_ins": stand_ins if len(stand_ins) <= _SHOWN else [],
        "beside": Inspection.objects.not_drawn_beside(inspection),
        "list_digits": f"{sampling.digits_of(inspection.list_hash):08}",
        "stride": sampling.STRIDE,
    }
    return page(request, "oversight/public/inspection.html", context)


@lru_cache(maxsize=_SHOWN)
def _drawn(inspection: int, sha256: str, seed: str) -> tuple[sampling.Visit, ...]:
    """What the published file gives, drawn anew; a prefecture's list takes half a second, and never changes."""
    text = InspectionList.objects.get(inspection=inspection).text
    return sampling.draw(sampling.Listing.parse(text), int(seed)).visits


def _file(name: str, text: str) -> HttpResponse:
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
