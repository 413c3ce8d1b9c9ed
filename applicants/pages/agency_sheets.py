"""A workbook of answers that came back, as a page: what would be entered, and what is wrong with the other rows."""

from collections.abc import Iterable
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from applicants.actions.referral_sheets import Reading, ReadyRow
from applicants.models.referral_sheet import ReferralSheet
from applicants.pages.cards import Fact
from applicants.referral_words import item_name, quantity_text
from applicants.sheets.referrals import Answer
from dibao.display import count_text, listed, yuan_text
from dibao.tables import Cell, Column, Row, Table

# So many rows of either kind are shown; the marked workbook has all that are wrong.
_SHOWN: Final = 200
_WORDS: Final = {
    Answer.ACCEPT: pgettext_lazy("referral", "受理"),
    Answer.DELIVER: pgettext_lazy("referral", "办结"),
    Answer.PART: _("办了一部分"),
    Answer.REFUSE: pgettext_lazy("referral", "不能办理"),
}


def sheets_table(sheets: Iterable[ReferralSheet]) -> Table:
    """The latest that this agency brought."""
    return Table(
        caption=_("最近传回的答复表"),
        columns=[
            Column(_("文件名")),
            Column(_("上传人")),
            Column(_("上传时间"), "date"),
            Column(_("状态"), "status"),
        ],
        rows=[
            Row.of(
                one.name,
                one.loaded_by.name,
                one.loaded_at,
                Cell(_("已登记"), tone="done") if one.is_taken else Cell(_("待登记"), tone="todo"),
                url=reverse("applicants:agency_sheet", args=[one.pk]),
            )
            for one in sheets
        ],
        empty=_("还没有传回答复表。"),
    )


def sheet_facts(sheet: ReferralSheet, reading: Reading | None) -> list[Fact]:
    """What the workbook comes to, or came to."""
    if reading is None:
        figures = [
            (_("受理件数"), sheet.accepted_count),
            (_("登记办理件数"), sheet.delivered_count),
            (_("不能办理件数"), sheet.refused_count),
        ]
    else:
        figures = [
            (_("受理件数"), reading.count_of(Answer.ACCEPT)),
            (_("登记办理件数"), reading.count_of(Answer.DELIVER, Answer.PART)),
            (_("不能办理件数"), reading.count_of(Answer.REFUSE)),
            (_("有错的行"), reading.wrong_count),
            (_("没有填的行"), reading.table.untouched),
        ]
    return [Fact(label=label, value=count_text(figure)) for label, figure in figures]


def ready_table(reading: Reading) -> Table:
    """The rows that would be entered, by number: whom they are of stands in the workbook."""
    return Table(
        caption=_("可以登记的行"),
        columns=[
            Column(_("转介编号")),
            Column(_("原行号"), "number"),
            Column(_("项目")),
            Column(_("答复")),
            Column(_("内容")),
        ],
        rows=[_ready(row) for row in reading.ready[:_SHOWN]],
        empty=_("没有可以登记的行。"),
    )


def _ready(row: ReadyRow) -> Row:
    return Row.of(
        str(row.referral.pk),
        row.number,
        item_name(row.referral.item),
        _WORDS[row.typed.answer],
        _content(row),
    )


def _content(row: ReadyRow) -> str:
    if row.delivery is None:
        reason = row.typed.reason
        return listed(filter(None, (str(reason.label) if reason else "", row.typed.words)))
    quantity = quantity_text(row.delivery.quantity, row.referral.item)
    if not row.delivery.value:
        return quantity
    return _now("%(quantity)s，%(value)s元") % {
        "quantity": quantity,
        "value": yuan_text(row.delivery.value),
    }


def wrong_table(reading: Reading) -> Table:
    """What is wrong, by the sender's own rows and columns."""
    errors = [error for _row, found in reading.table.wrong_rows for error in found]
    return Table(
        caption=_("有错的行"),
        columns=[Column(_("原行号"), "number"), Column(_("列")), Column(_("错误原因"))],
        rows=[
            Row.of(error.row, f"{error.column} {error.header}".strip(), error.sentence)
            for error in errors[:_SHOWN]
        ],
    )
