"""Lists that went out, as rows; and what may be asked for."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from applicants.actions.exports import may_fetch, sentence_of
from applicants.exports.shapes import Shape, shape_of
from applicants.models.export import Export
from dibao.models.job import JobRun, JobStatus
from dibao.models.staff import Staff
from dibao.paging import Page
from dibao.tables import Cell, Column, Row, Table

_FAILED: Final = (JobStatus.REFUSED, JobStatus.BROKEN)


def export_table(page: Page[Export], failed: set[int], staff: Staff, *, on: date) -> Table:
    """The latest first; a file that still lies there is fetched by its name."""
    return Table(
        caption=_("名单导出"),
        columns=[
            Column(_("名单")),
            Column(_("范围")),
            Column(_("号码")),
            Column(_("导出人")),
            Column(_("交办时间"), "date"),
            Column(_("行数"), "number"),
            Column(_("状态"), "status"),
        ],
        rows=[
            Row.of(
                Cell(shape_of(one.shape).title, note=one.number),
                sentence_of(one, staff),
                Cell(_("完整"), note=one.reason) if one.is_whole else _("后4位"),
                one.asked_by.name,
                one.asked_at,
                one.row_count,
                _state(one, failed, on),
                url=_url(one, staff, on),
            )
            for one in page.rows
        ],
        empty=_("还没有导出过名单。"),
        pager=page.pager,
    )


def _url(export: Export, staff: Staff, on: date) -> str:
    if not export.lasts(on=on) or not may_fetch(export=export, by=staff):
        return ""
    return reverse("applicants:export_file", args=[export.pk])


def _state(export: Export, failed: set[int], on: date) -> Cell:
    if export.lasts(on=on):
        return Cell(_("可下载"), tone="done", note=_until(export))
    if export.written_on is not None:
        return Cell(_("已过保存期"), tone="stopped")
    if export.pk in failed:
        return Cell(_("没有导出成"), tone="bad", url=reverse("jobs"))
    return Cell(_("正在生成"), tone="doing")


def _until(export: Export) -> str:
    return str(_("到%(day)s") % {"day": export.last_day})


def failed_among(exports: Iterable[Export]) -> set[int]:
    """Those whose jobs came to nothing (one query)."""
    waiting = [one.pk for one in exports if one.written_on is None]
    jobs = JobRun.objects.filter(arguments__export__in=waiting, status__in=_FAILED)
    return {int(key) for key in jobs.values_list("arguments__export", flat=True)}


def choice_table(shapes: Iterable[Shape]) -> Table:
    """The shapes that a posting may ask for."""
    return Table(
        caption=_("选择名单"),
        columns=[Column(_("名单")), Column(_("列数"), "number")],
        rows=[
            Row.of(
                shape.title,
                len(shape.columns),
                url=reverse("applicants:export_ask", args=[shape.key]),
            )
            for shape in shapes
        ],
        empty=_("您的岗位没有可以导出的名单。"),
    )
