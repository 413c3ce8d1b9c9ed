"""The payment roster (发放名册) as a workbook: ten columns in the printed order, head above, sums below.

Where part of a month is kept back of a debt, a column more says how much, so that each row adds up.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final, TypeVar

from dibao.sheets.cleaners import (
    as_bank_number,
    as_count,
    as_id_number,
    as_money,
    as_required_text,
)
from dibao.sheets.columns import Column, Header, TableRow, read_table
from dibao.sheets.reading import BANK_LIMITS, Cell, SheetRow, read_rows
from dibao.sheets.writing import Kind, OutColumn, Sheet, write_workbook
from dibao.values.identity import BankNumber, IdNumber
from dibao.values.words import gettext_noop as _
from payments.banks.checks import ListRefused, Trailer, whole_file_faults
from payments.banks.rows import FileBroken, Paper, PayRow, check_sums
from payments.banks.tables import TRAILER

Value = TypeVar("Value")

SUFFIX: Final = ".xlsx"
TITLE: Final = "发放明细"

_PRINTED: Final = (
    OutColumn("属地", width=28),
    OutColumn("姓名", width=12),
    OutColumn("身份证号", width=22),
    OutColumn("保障人数", Kind.COUNT, width=10),
    OutColumn("保障金（元）", Kind.MONEY, width=14),
    OutColumn("分类施保金（元）", Kind.MONEY, width=16),
    OutColumn("发放合计（元）", Kind.MONEY, width=16),
    OutColumn("账户名称", width=12),
    OutColumn("开户银行", width=24),
    OutColumn("账号", width=24),
)
_OFFSET: Final = OutColumn("抵扣（元）", Kind.MONEY, width=12)
# Between the parts of an amount and the amount itself.
_OFFSET_AT: Final = 6


def _as_written(cell: Cell) -> str:
    """A name exactly as it stands there, which must be somewhere."""
    as_required_text(cell)
    return cell.text


_READ: Final = (
    Column("place", ("属地",), _as_written),
    Column("name", ("姓名",), _as_written),
    Column("id_number", ("身份证号",), as_id_number()),
    Column("covered", ("保障人数",), as_count),
    Column("base", ("保障金（元）",), as_money),
    Column("supplement", ("分类施保金（元）",), as_money),
    Column("amount", ("发放合计（元）",), as_money),
    Column("holder", ("账户名称",), _as_written),
    Column("bank", ("开户银行",), _as_written),
    Column("account", ("账号",), as_bank_number),
)


def write(paper: Paper, rows: Sequence[PayRow]) -> bytes:
    """The workbook; row k below the header is serial k. Raises FileBroken where the sums do not agree."""
    check_sums(paper, rows)
    heading = (
        f"{paper.purpose}{TITLE}",
        f"制表单位：{paper.office}　批次：{paper.batch_number}",
        f"日期：{paper.dated.isoformat()}　{paper.count}户　{paper.total}元",
    )
    columns: Sequence[OutColumn] = _PRINTED
    cells = _cells(rows)
    if any(_offset(row) for row in rows):
        columns = (*_PRINTED[:_OFFSET_AT], _OFFSET, *_PRINTED[_OFFSET_AT:])
        offsets = (*(_offset(row) for row in rows), sum(map(_offset, rows)))
        cells = (
            (*row[:_OFFSET_AT], offset, *row[_OFFSET_AT:])
            for row, offset in zip(cells, offsets, strict=True)
        )
    return write_workbook(Sheet(TITLE, columns, cells, heading))


def _offset(row: PayRow) -> Decimal:
    """What is kept back of the row's parts."""
    return row.base + row.supplement - row.amount


def _cells(rows: Sequence[PayRow]) -> Iterator[tuple[object, ...]]:
    for row in rows:
        yield (
            row.place,
            row.name,
            row.id_number,
            row.covered,
            row.base,
            row.supplement,
            row.amount,
            row.holder,
            row.bank,
            row.account,
        )
    yield (
        TRAILER,
        None,
        None,
        sum(row.covered for row in rows),
        sum(row.base for row in rows),
        sum(row.supplement for row in rows),
        sum(row.amount for row in rows),
        None,
        None,
        None,
    )


def read(content: bytes) -> list[PayRow]:
    """The rows of a roster, as a bank reads them. Raises SheetRefused, ListRefused, or the first cell's refusal."""
    sheet = list(read_rows(content, f"roster{SUFFIX}", BANK_LIMITS))
    table = read_table(sheet, _READ)
    rows = [_row(serial, row) for serial, row in enumerate(table, start=1)]
    faults = list(whole_file_faults(rows, _trailer(sheet[-1], table.header)))
    if faults:
        raise ListRefused(faults)
    return rows


def _trailer(last: SheetRow, header: Header) -> Trailer | None:
    """The printed sum; a roster does not say how many rows it has."""
    if last.cell(0).text != TRAILER:
        return None
    return Trailer(None, as_money(last.cell(header.positions["amount"])))


def _row(serial: int, row: TableRow) -> PayRow:
    for error in row.errors:
        raise FileBroken(
            _("第%(row)s行%(header)s：%(what)s"),
            row=error.row,
            header=error.header,
            what=error.sentence,
        )
    return PayRow(
        serial=serial,
        place=_value(row, "place", str),
        name=_value(row, "name", str),
        id_number=_value(row, "id_number", IdNumber).number,
        covered=_value(row, "covered", int),
        base=_value(row, "base", Decimal),
        supplement=_value(row, "supplement", Decimal),
        amount=_value(row, "amount", Decimal),
        holder=_value(row, "holder", str),
        bank=_value(row, "bank", str),
        account=_value(row, "account", BankNumber).number,
    )


def _value(row: TableRow, name: str, kind: type[Value]) -> Value:
    value = row.values[name]
    if not isinstance(value, kind):
        raise TypeError(f"{name} is no {kind.__name__}")
    return value
