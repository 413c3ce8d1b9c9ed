"""A collection sheet that came back, as a page: what would be entered, and what is wrong with the other rows."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from applicants.pages.cards import Fact
from dibao.display import count_text
from dibao.tables import Cell, Column, Row, Table
from payments.actions.account_sheets import Reading, ReadyRow
from payments.models.account_sheet import AccountSheet

# So many rows of either kind are shown; the marked workbook has all that are wrong.
_SHOWN: Final = 200


def sheet_facts(sheet: AccountSheet, reading: Reading | None) -> list[Fact]:
    """What the sheet comes to, or came to."""
    if reading is None:
        figures = [
            (_("提出变更户数"), sheet.change_count),
            (_("首次登记户数"), sheet.first_count),
        ]
    else:
        figures = [
            (_("提出变更户数"), reading.change_count),
            (_("首次登记户数"), len(reading.ready) - reading.change_count),
            (_("有错的行"), reading.wrong_count),
            (_("没有填的行"), reading.table.untouched),
        ]
    return [Fact(label=label, value=count_text(figure)) for label, figure in figures]


def ready_table(reading: Reading) -> Table:
    """The rows that would be entered, numbers by their last four."""
    return Table(
        caption=_("可以登记的行"),
        columns=[
            Column(_("户主")),
            Column(_("原行号"), "number"),
            Column(_("村")),
            Column(_("账户名称")),
            Column(_("开户银行")),
            Column(_("账号")),
            Column(_("种类")),
        ],
        rows=[_ready(row) for row in reading.ready[:_SHOWN]],
        empty=_("没有可以登记的行。"),
    )


def _ready(row: ReadyRow) -> Row:
    entry = row.entry
    return Row.of(
        row.household.head.name,
        row.number,
        row.household.area.name,
        Cell(entry.holder, note=entry.relation or row.remark),
        f"{entry.bank_name} {entry.branch}".strip(),
        f"****{entry.number.last4}",
        _("首次登记") if row.is_first else _("提出变更"),
    )


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
