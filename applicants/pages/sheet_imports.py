"""A county's lists on their way in, as pages: what came, what was seen in it, what is wrong, what differs."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from applicants.actions.marked_copies import is_long
from applicants.actions.sheet_imports import groups_of, nothing_to_write
from applicants.imports.layouts import Layout, layout_of
from applicants.models.sheet_import import (
    RowOutcome,
    SheetImport,
    SheetImportChange,
    SheetImportRow,
)
from applicants.pages.cards import Fact
from applicants.pages.history import Event
from applicants.workflow import SheetImportStatus
from dibao.display import count_text, day_text, listed, month_text
from dibao.errors import Refused
from dibao.events import words_of
from dibao.models.audit import AuditEvent
from dibao.models.staff import Staff
from dibao.paging import Page, in_order
from dibao.sheets.columns import Column as ListColumn
from dibao.sheets.columns import column_letter
from dibao.tables import Cell, Column, Row, Table
from dibao.wording import in_general, in_words, refusal_of

TONES: Final = {
    SheetImportStatus.RECEIVED: "doing",
    SheetImportStatus.CHECKED: "todo",
    SheetImportStatus.CONFIRMED: "doing",
    SheetImportStatus.TAKEN: "done",
    SheetImportStatus.CANCELLED: "stopped",
    SheetImportStatus.ASKED_BACK: "todo",
    SheetImportStatus.GOING_BACK: "doing",
    SheetImportStatus.UNDONE: "stopped",
}
_SKIPPED_BECAUSE: Final = {
    "blank": _("空行"),
    "title": _("标题"),
    "not_ours": _("不是本县登记在册的人"),
    "not_in_benefit": _("这户没有正在享受的低保"),
    "total": _("合计、小计行"),
    "footer": _("表尾的签字、说明"),
    "header": _("表头"),
    "example": _("示例行"),
}
# So many row numbers are named of each reason; the count says how many there are.
_NAMED: Final = 12

# The places of a sentence that values fill.
_PLACES: Final = re.compile(r"%\((\w+)\)")

Words = str | Promise


@dataclass(frozen=True)
class Figure:
    """One number of the check, with the rows behind it."""

    label: Words
    value: str
    unit: Words = ""
    url: str = ""
    tone: str = ""
    note: Words = ""


@dataclass(frozen=True)
class Tab:
    """One way to look at what the check found."""

    label: str
    url: str
    is_current: bool


def list_table(page: Page[SheetImport]) -> Table:
    """One page of the lists of the posting's counties, newest first."""
    return Table(
        caption=_("导入过的名单"),
        columns=[
            Column(_("文件名")),
            Column(_("县（市、区）")),
            Column(_("名单种类")),
            Column(_("状态"), "status"),
            Column(_("上传人")),
            Column(_("上传时间"), "date"),
            Column(_("行数"), "number"),
            Column(_("有错"), "number"),
        ],
        rows=[
            Row.of(
                one.name,
                one.area.name,
                title_of(one),
                status_cell(one),
                one.loaded_by.name,
                one.loaded_at,
                one.row_count,
                one.wrong_count,
                url=reverse("applicants:sheet_import", args=[one.pk]),
            )
            for one in page.rows
        ],
        empty=_("还没有导入过名单。"),
        pager=page.pager,
    )


def title_of(record: SheetImport) -> str:
    """The words for its shape; blank until a worker looked into it."""
    return str(layout_of(record.layout).title) if record.layout else ""


def status_cell(record: SheetImport) -> Cell:
    if record.refusal and record.status == SheetImportStatus.RECEIVED:
        return Cell(_("没有检查成"), tone="bad")
    return Cell(record.status_label, tone=TONES[SheetImportStatus(record.status)])


def seen_facts(record: SheetImport) -> list[Fact]:
    """What the list was found to be."""
    seen = record.seen
    if not seen:
        return []
    first, height = int(seen["row"]), int(seen["height"])
    rows = str(first) if height == 1 else f"{first}–{first + height - 1}"
    return [
        Fact(label=_("工作表"), value=record.sheet or "CSV"),
        Fact(label=_("表上方的标题"), value=seen["title"]),
        Fact(label=_("金额单位"), value=seen["unit"] or _("没有写，按元")),
        Fact(label=_("名单种类"), value=title_of(record)),
        Fact(label=_("表头在第几行"), value=rows),
    ]


def columns_table(record: SheetImport, columns: Sequence[ListColumn]) -> Table:
    """Each column that the shape knows, and the header found for it."""
    return Table(
        caption=_("对应的列"),
        columns=[Column(_("要的内容")), Column(_("名单里的列")), Column(_("要不要"))],
        rows=[
            Row.of(
                _now(column.header),
                _place_of(record, column),
                _("必填") if column.is_required else _("可以没有"),
            )
            for column in columns
        ],
    )


def _place_of(record: SheetImport, column: ListColumn) -> Cell:
    at = record.seen["positions"].get(column.name)
    if at is None:
        return Cell(_("没有找到"), tone="bad" if column.is_required else "")
    return Cell(f"{column_letter(at)} {record.seen['labels'][at]}")


def unknown_headers(record: SheetImport) -> str:
    """Headers that nothing was made of, in a row."""
    return listed(record.seen.get("unknown", []))


def figures_of(record: SheetImport) -> list[Figure]:
    """What the check came to."""
    unit = pgettext("unit", "行")
    return [
        Figure(_("数据行"), count_text(record.row_count), unit),
        Figure(_("新登记"), count_text(record.new_count), unit),
        Figure(
            _("与登记不同"),
            count_text(record.changed_count),
            unit,
            _to("changes", record.changed_count),
        ),
        Figure(_("与登记一致"), count_text(record.same_count), unit),
        Figure(
            _("有错"),
            count_text(record.wrong_count),
            unit,
            _to("errors", record.wrong_count),
            "bad" if record.wrong_count else "",
        ),
        Figure(
            _("跳过"), count_text(record.skipped_count), unit, _to("skipped", record.skipped_count)
        ),
    ]


def _to(tab: str, count: int) -> str:
    return f"?show={tab}#found" if count else ""


def tab_asked(record: SheetImport, asked: str) -> str:
    """Which part is shown: the one asked for, else what is wrong, else what differs."""
    if asked in ("errors", "changes", "skipped"):
        return asked
    return "errors" if record.wrong_count or not record.changed_count else "changes"


def tabs_of(record: SheetImport, current: str) -> list[Tab]:
    counted = (
        ("errors", _("有错的行"), record.wrong_count),
        ("changes", _("与登记的差异"), record.changed_count),
        ("skipped", _("跳过的行"), record.skipped_count),
    )
    return [
        Tab(f"{label} {count_text(count)}", f"?show={key}#found", key == current)
        for key, label, count in counted
    ]


def found_table(record: SheetImport, tab: str, asked: Mapping[str, str]) -> Table:
    """One page of what the check found, of the kind that is asked for."""
    if tab == "changes":
        return _changes_table(record, asked)
    if tab == "skipped":
        return _skipped_table(record)
    return _errors_table(record, asked)


def groups_table(record: SheetImport) -> Table:
    """What is wrong by reason, each with the way to its rows."""
    rows = []
    for header, reason, count in groups_of(record):
        query = urlencode({"show": "errors", "header": header, "reason": reason})
        words = in_general(Refused(reason, **dict.fromkeys(_PLACES.findall(reason), "")))
        rows.append(Row.of(Cell(f"“{header}”", url=f"?{query}#found"), words, count))
    return Table(
        caption=_("错误按原因归类"),
        columns=[Column(_("表头")), Column(_("错误原因")), Column(_("行数"), "number")],
        rows=rows,
    )


def _errors_table(record: SheetImport, asked: Mapping[str, str]) -> Table:
    rows = SheetImportRow.objects.filter(sheet_import=record, outcome=RowOutcome.REJECT)
    header, reason = asked.get("header", ""), asked.get("reason", "")
    if reason:
        rows = rows.filter(faults__contains=[{"header": header, "source": reason}])
    page = in_order(rows, asked, key="number")
    return Table(
        caption=_("有错的行"),
        columns=[
            Column(_("行号")),
            Column(pgettext_lazy("sheet", "列")),
            Column(_("错误原因")),
        ],
        rows=[
            Row.of(
                Cell(str(row.number), note=_first_number(row)),
                f"{fault['column']} {fault['header']}".strip(),
                Cell(in_words(refusal_of(fault)), tone="bad"),
            )
            for row in page.rows
            for fault in row.faults
        ],
        empty=_("没有有错的行。"),
        pager=page.pager,
    )


def _first_number(row: SheetImportRow) -> str:
    if row.first_number in (None, row.number):
        return ""
    return _now("原第%(number)s行") % {"number": row.first_number}


def _changes_table(record: SheetImport, asked: Mapping[str, str]) -> Table:
    rows = SheetImportChange.objects.filter(sheet_import=record)
    page = in_order(rows, asked)
    return Table(
        caption=_("与登记的差异"),
        columns=[
            Column(_("行号")),
            Column(_("户主")),
            Column(_("表头")),
            Column(_("登记里")),
            Column(_("名单里")),
            Column(_("怎么办")),
        ],
        rows=[
            Row.of(
                str(one.number),
                Cell(one.who, note=one.household),
                f"“{_now(one.header)}”",
                one.before,
                one.after,
                Cell(_("确认后改成名单里的"), tone="good")
                if one.is_taken
                else Cell(_("不改登记"), tone="warn", note=one.remedy and _now(one.remedy)),
            )
            for one in page.rows
        ],
        empty=_("没有与登记不同的地方。"),
        pager=page.pager,
    )


def _skipped_table(record: SheetImport) -> Table:
    numbers: dict[str, list[int]] = defaultdict(list)
    rows = SheetImportRow.objects.filter(sheet_import=record, outcome=RowOutcome.SKIP)
    for number, faults in rows.order_by("number").values_list("number", "faults"):
        numbers[faults[0]["reason"]].append(number)
    return Table(
        caption=_("跳过的行"),
        columns=[
            Column(_("为什么跳过")),
            Column(_("行数"), "number"),
            Column(_("行号")),
        ],
        rows=[
            Row.of(_SKIPPED_BECAUSE.get(why, why), len(found), _some(found))
            for why, found in numbers.items()
        ],
        empty=_("没有跳过的行。"),
    )


def _some(numbers: Sequence[int]) -> str:
    named = listed(numbers[:_NAMED])
    return named if len(numbers) <= _NAMED else _now("%(numbers)s等") % {"numbers": named}


@dataclass(frozen=True)
class Copy:
    """A workbook with the errors marked: to fetch now, or to be asked of a worker first."""

    label: Words
    rows: str
    is_there: bool


def copies_of(record: SheetImport) -> list[Copy]:
    """The two that a list with wrong rows has."""
    labels = {"errors": _("下载有错的行，标出每一处"), "all": _("下载全部行，标出每一处")}
    asked = {"errors": _("做一份有错的行，标出每一处"), "all": _("做一份全部行，标出每一处")}
    return [
        Copy(labels[rows] if is_there else asked[rows], rows, is_there)
        for rows in labels
        for is_there in [not is_long(record) or rows in record.copies]
    ]


def file_facts(record: SheetImport, layout: Layout | None) -> list[Fact]:
    """The file, and what it is brought for."""
    facts = [
        Fact(label=_("文件名"), value=record.name),
        Fact(label=_("县（市、区）"), value=record.area.name),
        Fact(label=_("上传人"), value=record.loaded_by.name, note=day_text(record.loaded_at)),
        Fact(label=_("文件校验值"), value=record.sha256),
    ]
    if record.checked_at:
        facts.append(Fact(label=_("检查时间"), value=day_text(record.checked_at)))
    if record.confirmed_by:
        who, on = record.confirmed_by.name, day_text(record.confirmed_on)
        facts.append(Fact(label=_("确认人"), value=who, note=on))
    if record.asked_back_by:
        asked = day_text(record.asked_back_on)
        facts.append(Fact(label=_("申请撤回人"), value=record.asked_back_by.name, note=asked))
        facts.append(Fact(label=_("撤回原因"), value=record.undo_reason))
    if record.let_back_by:
        done = day_text(record.undone_on) if record.undone_on else ""
        facts.append(Fact(label=_("确认撤回人"), value=record.let_back_by.name, note=done))
    if layout is None or layout.asks_month:
        facts.insert(2, Fact(label=_("新登记的户起发月份"), value=month_text(record.month)))
    return facts


def history_of(record: SheetImport) -> list[Event]:
    """Who did what to it and when, newest first (one query)."""
    rows = AuditEvent.objects.filter(
        object_kind=SheetImport._meta.label_lower, object_key=str(record.pk)
    )
    return [
        Event(row.at, row.staff_name, words_of(row.event), row.reason)
        for row in rows.order_by("-pk")
    ]


def obstacle_of(record: SheetImport, staff: Staff) -> str:
    """Why what was found cannot be confirmed by the reader, in words; blank where it can."""
    if record.loaded_by_id == staff.pk:
        return _now("这份名单是您上传的，由另一人看过再确认。")
    return nothing_to_write(record)
