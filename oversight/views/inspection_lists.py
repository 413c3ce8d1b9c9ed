"""Inspections as anybody reads them: what is drawn from, its hash, how the seed is found, the seed, and the file."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse

from oversight import sampling, sentences
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
    """One inspection with all that a reader needs to draw it again, and the file itself with `?as=file`."""
    rows = Inspection.objects.published().select_related("area")
    inspection = rows.filter(pk=pk).first()
    if inspection is None:
        raise Http404
    text = InspectionList.objects.get(inspection=inspection).text
    if request.GET.get("as") == "file":
        return _file(inspection, text)
    drawn: tuple[sampling.Visit, ...] = ()
    if inspection.seed:
        drawn = sampling.draw(sampling.Listing.parse(text), int(inspection.seed)).visits
    context = {
        "inspection": inspection,
        "population": sentences.population_of(inspection),
        "size": sentences.size_of(inspection),
        "seed_rule": sentences.seed_of(inspection),
        "strata": inspection.strata.select_related("area"),
        "seeds": inspection.seeds.order_by("pk"),
        "drawn": drawn,
        "list_digits": f"{sampling.digits_of(inspection.list_hash):08}",
        "stride": sampling.STRIDE,
    }
    return page(request, "oversight/public/inspection.html", context)


def _file(inspection: Inspection, text: str) -> HttpResponse:
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="inspection-{inspection.number}.txt"'
    return response
