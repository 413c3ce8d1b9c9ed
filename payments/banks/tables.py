"""Lists of payments as tables, workbook or CSV: a header, rows, and a trailer that counts and sums them."""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from itertools import islice
from typing import Final, Generic, TypeVar

from dibao.errors import Refused
from dibao.sheets.cleaners import as_bank_number, as_count, as_money, as_text
from dibao.sheets.columns import HEADER_ROWS, Column, find_header
from dibao.sheets.reading import BLANK, Cell, CellKind, SheetRow
from dibao.sheets.writing import Kind, OutColumn
from dibao.values.words import gettext_noop as _
from payments.banks.answers import (
    FAILED,
    LONGEST_REASON,
    PAID,
    UNKNOWN,
    Answer,
    Result,
    ResultLine,
    conclude,
    reason_for,
)
from payments.banks.checks import (
    Fault,
    ListRefused,
    Payment,
    Trailer,
    at_row,
    batch_faults,
    batch_numbers_in,
    total_of,
    whole_file_faults,
)
from payments.banks.rows import PayRow, as_bank_reads

TRAILER: Final = "合计"
_TRAILERS: Final = (TRAILER, "总计")
_WORDS: Final = {
    "成功": PAID,
    "已入账": PAID,
    "交易成功": PAID,
    "失败": FAILED,
    "退票": FAILED,
    "交易失败": FAILED,
    "不明": UNKNOWN,
    "处理中": UNKNOWN,
    "结果不明": UNKNOWN,
}
SAID: Final = {PAID: "成功", FAILED: "失败", UNKNOWN: "不明"}

_SERIAL: Final = Column("serial", ("序号",), as_count, is_required=False)
_ACCOUNT: Final = Column("account", ("账号", "银行账号"), as_bank_number)
_AMOUNT: Final = Column("amount", ("金额", "金额（元）", "发放合计（元）"), as_money)
_HOLDER: Final = Column("holder", ("户名", "账户名称"), as_text, is_required=False)
# The roster has both the head's name and the holder's; a trailer's count stands under either.
_NAME: Final = Column("name", ("姓名",), as_text, is_required=False)
_ANSWERED: Final = (
    _SERIAL,
    _HOLDER,
    _NAME,
    _ACCOUNT,
    _AMOUNT,
    Column("status", ("状态", "处理结果", "交易状态"), as_text),
    Column("reason", ("失败原因", "原因", "备注"), as_text, is_required=False),
)
_ORDERED: Final = (
    Column("serial", ("序号",), as_count),
    Column("holder", ("户名",), as_text),
    _ACCOUNT,
    _AMOUNT,
    Column("id_number", ("身份证号", "证件号码"), as_text),
    Column("purpose", ("摘要", "用途"), as_text),
)

Item = TypeVar("Item", bound=Payment)


class TableReader(Generic[Item]):
    """Goes through the rows once, collecting items, faults and the trailer."""

    def __init__(self, places: dict[str, int], make: Callable[["Row"], Item]) -> None:
        self.places = places
        self.make = make
        self.items: list[Item] = []
        self.faults: list[Refused] = []
        self.trailer: Trailer | None = None
        self.batch_numbers: set[str] = set()

    def take(self, rows: Iterable[SheetRow]) -> None:
        for row in rows:
            if row.is_blank:
                continue
            if self.trailer is not None:
                self.faults.append(Fault(_("第%(row)s行：合计行下面还有内容"), row=row.number))
                return
            try:
                self._take(row)
            except Refused as refused:
                self.faults.append(at_row(row.number, refused))

    def _take(self, row: SheetRow) -> None:
        if _begins(row) in _TRAILERS:
            self.batch_numbers = _batch_numbers([row])
            self.trailer = self._trailer(Row(row, self.places))
            return
        self.items.append(self.make(Row(row, self.places)))

    def _trailer(self, row: "Row") -> Trailer:
        return Trailer(self._count(row), as_money(row.cell("amount")))

    def _count(self, row: "Row") -> int | None:
        """How many rows the trailer says; the roster's, which a file without serials is made from, says none."""
        cell = _plain_count(row.cell("holder" if "holder" in self.places else "name"))
        is_unsaid = cell.is_blank or cell.text in _TRAILERS
        return None if is_unsaid and "serial" not in self.places else as_count(cell)


class Row:
    """A row whose cells are asked for by the name of their column."""

    __slots__ = ("number", "places", "row")

    def __init__(self, row: SheetRow, places: dict[str, int]) -> None:
        self.row = row
        self.number = row.number
        self.places = places

    def cell(self, column: str) -> Cell:
        place = self.places.get(column)
        cell = BLANK if place is None else self.row.cell(place)
        if cell.kind in (CellKind.FORMULA, CellKind.ERROR):
            raise Fault(_("这一格是公式：向银行要一份只有数值的文件"))
        return cell

    def has(self, column: str) -> bool:
        return column in self.places


def read_answer(rows: Iterable[SheetRow], name: str = "") -> Result:
    """A bank's table, read whole. Raises SheetRefused for what is no table, ResultRefused for a wrong one."""
    reader = _read(rows, _ANSWERED, _result_line)
    return conclude(
        reader.items, reader.trailer, reader.batch_numbers, faults=reader.faults, name=name
    )


def read_orders(rows: Iterable[SheetRow]) -> list[PayRow]:
    """Our own list, as a bank reads it. Raises SheetRefused or ListRefused."""
    reader = _read(rows, _ORDERED, _order)
    return believed(
        reader.items, reader.trailer, batch_numbers=reader.batch_numbers, faults=reader.faults
    )


def believed(
    rows: list[PayRow],
    trailer: Trailer | None,
    *,
    batch_numbers: set[str],
    faults: Sequence[Refused] = (),
) -> list[PayRow]:
    """The rows, once nothing in the whole list is wrong. Raises ListRefused with every fault."""
    found = [*faults, *whole_file_faults(rows, trailer), *batch_faults(batch_numbers)]
    if found:
        raise ListRefused(found)
    return rows


def _read(
    rows: Iterable[SheetRow], columns: Sequence[Column], make: Callable[[Row], Item]
) -> TableReader[Item]:
    waiting = iter(rows)
    first = list(islice(waiting, HEADER_ROWS))
    header = find_header(first, columns)
    reader = TableReader(header.positions, make)
    reader.take(row for row in first if row.number > header.row_number)
    reader.take(waiting)
    title = [row for row in first if row.number < header.row_number]
    reader.batch_numbers |= _batch_numbers(title)
    return reader


def _result_line(row: Row) -> ResultLine:
    outcome = outcome_of(row.cell("status").text)
    text = as_text(row.cell("reason"))[:LONGEST_REASON]
    return ResultLine(
        row_number=row.number,
        account=as_bank_number(row.cell("account")).number,
        serial=as_count(row.cell("serial")) if row.has("serial") else None,
        amount=as_money(row.cell("amount")),
        outcome=outcome,
        reason=reason_for(outcome, text),
        reason_text=text,
    )


def _order(row: Row) -> PayRow:
    return as_bank_reads(
        serial=as_count(row.cell("serial")),
        holder=row.cell("holder").text,
        account=as_bank_number(row.cell("account")).number,
        amount=as_money(row.cell("amount")),
        id_number=_id_number(row.cell("id_number")),
        purpose=row.cell("purpose").text,
    )


def _id_number(cell: Cell) -> str:
    if cell.kind == CellKind.NUMBER:
        raise Fault(_("身份证号被表格软件存成了数字，后几位已丢失"))
    return cell.text


def outcome_of(text: str) -> str:
    try:
        return _WORDS[text.strip()]
    except KeyError:
        raise Fault(_("状态写成功、失败或不明；现在是“%(text)s”"), text=text.strip()) from None


def _plain_count(cell: Cell) -> Cell:
    """The trailer's count is written as 28笔 by many."""
    return Cell(cell.text.strip().removesuffix("笔"), CellKind.TEXT)


def _begins(row: SheetRow) -> str:
    """The row's first words: where 序号 or 属地 stands, a trailer says 合计."""
    return next((cell.text.strip() for cell in row.cells if not cell.is_blank), "")


def _batch_numbers(rows: Iterable[SheetRow]) -> set[str]:
    return batch_numbers_in(*(cell.text for row in rows for cell in row.cells))


ANSWER_COLUMNS: Final = (
    OutColumn("序号"),
    OutColumn("户名"),
    OutColumn("账号", width=24),
    OutColumn("金额", Kind.MONEY),
    OutColumn("状态"),
    OutColumn("失败原因", width=20),
)


def answer_cells(
    answers: Sequence[Answer], batch_number: str
) -> Iterable[tuple[str | Decimal, ...]]:
    """A result as a bank sends it: the rows, then count, sum and batch."""
    for answer in answers:
        yield (
            str(answer.serial),
            answer.holder,
            answer.account,
            answer.amount,
            SAID[answer.outcome],
            answer.reason.label if answer.reason else "",
        )
    yield (TRAILER, f"{len(answers)}笔", "", total_of(answers), "", batch_number)
