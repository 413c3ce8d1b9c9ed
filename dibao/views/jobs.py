"""The jobs of one's area: what waits, runs, is done, and what came of it."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from dibao.guards import require_any
from dibao.http import StaffRequest
from dibao.models.job import JobRun, JobStatus
from dibao.paging import Page, newest_first
from dibao.permissions import Permission as P
from dibao.tables import Cell, Column, Row, Table

_TONES = {
    JobStatus.WAITING: "todo",
    JobStatus.RUNNING: "doing",
    JobStatus.DONE: "done",
    JobStatus.REFUSED: "warn",
    JobStatus.BROKEN: "bad",
}
_MAY_LOOK = frozenset({P.BATCH_VIEW, P.JOB_VIEW, P.CASE_ENTER})


@require_GET
def jobs(request: StaffRequest) -> HttpResponse:
    """The latest jobs of the posting's area, thirty a page."""
    require_any(request.user, _MAY_LOOK)
    rows = JobRun.objects.visible_to(request.user).select_related("asked_by", "area")
    page = newest_first(rows, request.GET)
    return render(request, "jobs/list.html", {"table": _table(page)})


@require_GET
def job(request: StaffRequest, pk: int) -> HttpResponse:
    """One job; the page asks again by itself until the job is over."""
    require_any(request.user, _MAY_LOOK)
    found = get_object_or_404(JobRun.objects.visible_to(request.user), pk=pk)
    context = {"job": found, "refresh_seconds": None if found.is_over else 3}
    return render(request, "jobs/job.html", context)


def _table(page: Page[JobRun]) -> Table:
    return Table(
        caption=_("任务"),
        columns=[
            Column(_("说明")),
            Column(_("地区")),
            Column(_("交办人")),
            Column(_("交办时间"), "date"),
            Column(_("状态"), "status"),
            Column(_("结果")),
        ],
        rows=[
            Row.of(
                row.title,
                row.area.name,
                row.asked_by.name,
                row.asked_at,
                Cell(row.get_status_display(), tone=_TONES[JobStatus(row.status)]),
                row.sentence,
                url=reverse("job", args=[row.pk]),
            )
            for row in page.rows
        ],
        empty=_("还没有任务。生成批次、银行文件和导入都会列在这里。"),
        pager=page.pager,
    )
