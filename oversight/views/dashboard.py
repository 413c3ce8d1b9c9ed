"""One page that shows how a county, or the whole prefecture, stands today."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dibao import clock
from dibao.guards import require, require_area
from dibao.http import StaffRequest
from dibao.levels import AreaLevel
from dibao.permissions import Permission as P
from oversight import places
from oversight.pages.dashboard import dashboard


@require_safe
def overview(request: StaffRequest) -> HttpResponse:
    """The posting's own area, or one that lies in it; counts and sums, nobody's name."""
    require(request.user, P.REPORT_VIEW)
    code = request.GET.get("area") or request.user.posting.area_id
    require_area(request.user, code)
    area, on = places.coded(code), clock.today()
    if area is None or area.level == AreaLevel.VILLAGE:
        raise Http404
    context = {
        "area": area,
        "on": on,
        "charts": dashboard(area, request.user, on=on),
        "beneath": places.inside(area) if area.level == AreaLevel.PREFECTURE else (),
        "is_own": area.pk == request.user.posting.area_id,
    }
    return render(request, "oversight/dashboard.html", context)
