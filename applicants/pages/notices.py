"""Notices as rows and as figures: what runs, what is over, what stands."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from applicants.boards import board_of, doubt_about
from applicants.models.case import Case
from applicants.models.notice import NoticeQuerySet, NoticeStage, PublicNotice
from applicants.notice_lines import Line
from applicants.pages.places import place_of
from dibao.models.area import Area
from dibao.models.staff import Staff
from dibao.paging import Page
from dibao.tables import Cell, Column, Row, Table
from dibao.worklist import Bucket, Task, first_of

RUNNING, NOT_HUNG, OVER, STANDING = "running", "not_hung", "over", "standing"
KINDS = {
    RUNNING: _("公示中"),
    NOT_HUNG: _("张贴未登记"),
    OVER: _("已期满"),
    STANDING: _("长期公示"),
}


@dataclass(frozen=True)
class Waiting:
    """Cases of one village that wait for one posting."""

    village: Area
    stage: str
    label: str | Promise
    count: int
    url: str


def waiting_of(groups: Mapping[tuple[Area, str], Sequence[Case]]) -> list[Waiting]:
    """The groups from which a notice may be made, each with the link that makes it."""
    base = reverse("applicants:notice_new")
    return [
        Waiting(
            village,
            stage,
            NoticeStage(stage).label,
            len(cases),
            f"{base}?{urlencode({'village': village.pk, 'stage': stage})}",
        )
        for (village, stage), cases in groups.items()
    ]


def of_kind(notices: NoticeQuerySet, kind: str, *, on: date) -> NoticeQuerySet:
    """Running, over, or standing lists that are still valid."""
    if kind == STANDING:
        return notices.filter(stage=NoticeStage.STANDING)
    if kind == NOT_HUNG:
        return notices.not_hung(on=on)
    notices = notices.exclude(stage=NoticeStage.STANDING)
    return notices.filter(Q(ends_on__lt=on)) if kind == OVER else notices.running(on=on)


def notice_table(page: Page[PublicNotice], staff: Staff, kind: str, *, on: date) -> Table:
    return Table(
        caption=KINDS[kind],
        columns=[
            Column(_("村")),
            Column(_("公示阶段")),
            Column(_("户数"), "number"),
            Column(_("起始日期"), "date"),
            Column(_("截止日期"), "date"),
            Column(_("剩余时间")),
            Column(_("张贴"), "status"),
        ],
        rows=[
            Row.of(
                place_of(notice.area, staff),
                notice.get_stage_display(),
                notice.entry_count,
                notice.starts_on,
                notice.ends_on,
                days_left_words(notice, on=on),
                _board_cell(notice, on=on),
                url=reverse("applicants:notice", args=[notice.pk]),
            )
            for notice in page.rows
        ],
        empty=_EMPTY[kind],
        pager=page.pager,
    )


_EMPTY = {
    RUNNING: _("现在没有公示。有初审同意的家庭时，从“张贴公示”开始。"),
    NOT_HUNG: _("正在公示的都登记了张贴。"),
    OVER: _("还没有期满的公示。"),
    STANDING: _("还没有长期公示名单。每月发放后生成。"),
}


def _board_cell(notice: PublicNotice, *, on: date) -> Cell:
    """What hung on the board; marked where its days are in doubt. Expects prefetched `postings`."""
    board = board_of(notice.postings.all())
    doubt = doubt_about(notice, board, on=on)
    return Cell(doubt or board.words, tone="warn" if doubt else "")


def days_left_words(notice: PublicNotice, *, on: date) -> str:
    days = (notice.ends_on - on).days + 1
    if days <= 0:
        return _now("已期满")
    return _now("还剩%(days)d天") % {"days": days}


def entry_table(entries: Iterable[Line]) -> Table:
    """The frozen lines with the cases behind them, which only the desk sees."""
    return Table(
        caption=_("公示名单"),
        columns=[
            Column(_("序号"), "number"),
            Column(_("申请人")),
            Column(_("家庭人口"), "number"),
            Column(_("保障人数"), "number"),
            Column(_("类别")),
            Column(_("月保障金（元）"), "money"),
            Column(_("提示"), "status"),
        ],
        rows=[_entry_row(entry) for entry in entries],
    )


def _entry_row(entry: Line) -> Row:
    url = reverse("applicants:case", args=[entry.case_id]) if entry.case_id else ""
    return Row.of(
        entry.position,
        Cell(entry.printed_name, url=url),
        entry.household_size,
        entry.covered_count,
        entry.get_benefit_class_display(),
        entry.monthly_amount,
        Cell(_("已撤下"), tone="warn") if entry.is_taken_back else Cell(""),
    )


def board_bucket(staff: Staff, *, on: date) -> Bucket:
    """Running notices that nobody has said were put up, those that end first first (one query)."""
    rows = PublicNotice.objects.visible_to(staff).not_hung(on=on).select_related("area")
    shown, count = first_of(rows.order_by("ends_on", "pk"))
    return Bucket(
        key=NOT_HUNG,
        label=_("待登记张贴"),
        count=count,
        tasks=[_board_task(notice, staff, on=on) for notice in shown],
        url=f"{reverse('applicants:notices')}?kind={NOT_HUNG}",
        unit=ngettext_lazy("份", "份", count),
        tone="doing" if count else "",
        order=14,
        about=_("村"),
    )


def _board_task(notice: PublicNotice, staff: Staff, *, on: date) -> Task:
    url = f"{reverse('applicants:notice', args=[notice.pk])}#board"
    return Task(
        title=str(place_of(notice.area, staff)),
        place=notice.get_stage_display(),
        stage=days_left_words(notice, on=on),
        url=url,
        next_step=_("贴出去，登记日期和照片"),
        next_url=url,
    )
