"""Two years of payments as pictures with their tables."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dibao import audit, clock
from dibao.display import day_text
from dibao.guards import require
from dibao.http import StaffRequest
from dibao.models.area import Area
from dibao.models.audit import ReadKind
from dibao.permissions import Permission as P
from dibao.sheets.writing import write_workbook
from payments.charts import months_of
from payments.forms.charts import ChartFilter
from payments.pages.charts import Charts, charts_of, view_links
from payments.pages.sheets import WORKBOOK, sheet_of


@require_safe
def charts(request: StaffRequest) -> HttpResponse:
    """Money and persons by month, who came and went, by class, by township; counts and sums, nobody's name."""
    require(request.user, P.BATCH_VIEW)
    chosen = ChartFilter(request.GET, staff=request.user)
    area, view = chosen.area_chosen, chosen.view
    months = months_of(area)
    drawn = charts_of(view, area, months, chosen.month_chosen) if months else None
    if drawn and request.GET.get("as") == "xlsx":
        return _workbook(request, drawn, area)
    context = {
        "filter": chosen,
        "area": area,
        "on": clock.today(),
        "views": view_links(view, area, chosen.own),
        "charts": drawn,
    }
    return render(request, "payments/batches/charts.html", context)


def _workbook(request: StaffRequest, drawn: Charts, area: Area) -> HttpResponse:
    """The table of the charts, with the place and the day."""
    subject = f"{drawn.table.caption} {area.name}"
    audit.log_read(ReadKind.EXPORT, by=request.user, subject=subject)
    heading = [f"{area} {day_text(clock.today())}", drawn.sentence]
    content = write_workbook(sheet_of(drawn.table, heading))
    response = HttpResponse(content, content_type=WORKBOOK)
    response["Content-Disposition"] = f'attachment; filename="charts-{area.pk}.xlsx"'
    return response
