"""Blank workbooks for lists, one of each shape, with the county's own places and classes to choose from."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from applicants.imports.blanks import blank_of
from applicants.imports.layouts import Place, layout_of
from dibao import clock
from dibao.errors import Refused
from dibao.guards import require
from dibao.http import StaffRequest
from dibao.permissions import Permission as P
from dibao.values.months import BenefitMonth

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def template(request: StaffRequest, key: str) -> HttpResponse:
    """The blank workbook of a shape; 404 for a shape that is not known."""
    require(request.user, P.ROSTER_IMPORT)
    on = clock.today()
    try:
        layout = layout_of(key)
    except Refused:
        raise Http404 from None
    place = Place(area=request.user.posting.area, on=on, month=BenefitMonth.of(on))
    response = HttpResponse(blank_of(layout, place), content_type=_XLSX)
    response["Content-Disposition"] = f'attachment; filename="template-{layout.key}.xlsx"'
    return response
