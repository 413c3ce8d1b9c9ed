"""The figures of the report of 2008 beside the system's."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dibao import audit, clock
from dibao.guards import require
from dibao.http import StaffRequest
from dibao.levels import AreaLevel
from dibao.models.audit import ReadKind
from dibao.permissions import Permission as P
from dibao.sheets.writing import write_workbook
from oversight import printed_2008
from oversight.pages.seed_figures import seed_table
from oversight.statistics.seed_figures import counted, lines_of
from oversight.statistics.seed_lines import MONTH
from payments.pages.sheets import WORKBOOK, sheet_of


@require_safe
def seed_figures(request: StaffRequest) -> HttpResponse:
    """Printed, ours, the difference and why; only who sees the whole prefecture sees the sums of all its counties."""
    require(request.user, P.REPORT_VIEW)
    area, printed = request.user.posting.area, printed_2008.of_month(MONTH)
    if area.level != AreaLevel.PREFECTURE or printed is None:
        return render(request, "oversight/statistics/seed_figures.html", {"source": printed})
    found = counted(area, on=clock.today())
    table = seed_table(lines_of(found, printed), found.rule_set, request.user)
    if request.GET.get("as") == "xlsx":
        audit.log_read(ReadKind.EXPORT, by=request.user, subject=str(table.caption))
        content = write_workbook(sheet_of(table, [printed.source]))
        response = HttpResponse(content, content_type=WORKBOOK)
        response["Content-Disposition"] = 'attachment; filename="figures-of-2008.xlsx"'
        return response
    context = {"source": printed, "table": table}
    return render(request, "oversight/statistics/seed_figures.html", context)
