"""Two years of payments as pictures with their tables."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dibao.guards import require
from dibao.http import StaffRequest
from dibao.permissions import Permission as P
from payments.charts import months_of
from payments.forms.charts import ChartFilter
from payments.pages.charts import charts_of, view_links


@require_safe
def charts(request: StaffRequest) -> HttpResponse:
    """Money and persons by month, who came and went, by class, by township; counts and sums, nobody's name."""
    require(request.user, P.BATCH_VIEW)
    chosen = ChartFilter(request.GET, staff=request.user)
    area, view = chosen.area_chosen, chosen.view
    months = months_of(area)
    context = {
        "filter": chosen,
        "area": area,
        "views": view_links(view, area, chosen.own),
        "charts": charts_of(view, area, months, chosen.month_chosen) if months else None,
    }
    return render(request, "payments/batches/charts.html", context)
