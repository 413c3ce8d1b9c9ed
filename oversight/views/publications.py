"""Publishing a settled month by hand, where it was not published by itself."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dibao import clock
from dibao.display import month_text
from dibao.guards import require
from dibao.http import StaffRequest
from dibao.idempotency import once
from dibao.permissions import Permission
from dibao.tables import Cell, Column, Row, Table
from dibao.values.text import key_in
from oversight import publishing
from oversight.actions import publications


@require_http_methods(["GET", "POST"])
@once
def publish(request: StaffRequest) -> HttpResponse:
    """The settled months of the county with the day on which each was published; a button for one that was not."""
    require(request.user, Permission.BATCH_SETTLE)
    if request.method == "POST":
        waiting = publishing.waiting(request.user)
        batch = get_object_or_404(waiting, pk=key_in(request.POST.get("batch", "")))
        publications.publish_month(
            county=batch.area, month=batch.month, by=request.user, on=clock.today()
        )
        return redirect("oversight:publications")
    context = {
        "waiting": publishing.waiting(request.user),
        "table": _published(request),
    }
    return render(request, "oversight/publications.html", context)


def _published(request: StaffRequest) -> Table:
    rows = publishing.published(request.user)
    return Table(
        caption=_("已公布的月份"),
        columns=[
            Column(_("月份")),
            Column(_("户数"), "number"),
            Column(_("人数"), "number"),
            Column(_("应发（元）"), "money"),
            Column(_("已发（元）"), "money"),
            Column(_("公布日期"), "date"),
        ],
        rows=[
            Row.of(
                Cell(month_text(row.month)),
                row.households,
                row.persons,
                row.due_amount,
                row.paid_amount,
                row.published_on,
            )
            for row in rows
        ],
        empty=_("还没有公布过。"),
    )
