"""Result files (回盘): what the bank says became of each payment, checked as a whole before anything is believed."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Final

from dibao.errors import Refused
from dibao.sheets.cleaners import as_bank_number, as_count, as_money, as_text
from dibao.sheets.columns import HEADER_ROWS, Column, Header, find_header
from dibao.sheets.reading import BANK_LIMITS, BLANK, Cell, CellKind, SheetRow, read_rows
from dibao.sheets.writing import Kind, OutColumn, Sheet, write_csv, write_workbook
from dibao.values.money import format_yuan
from dibao.values.words import gettext_noop as _
from dibao.wording import in_words
from payments.banks.reasons import FailureReason, reason_of

PAID, FAILED, UNKNOWN = "paid", "failed", "unknown"
# So many faults are named; a file with more was made for something else.
SHOWN: Final = 20

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
_COLUMNS: Final = (
    Column("serial", ("序号",), as_count, is_required=False),
    # The roster has both the head's name and the holder's; a trailer's count stands under either.
    Column("holder", ("户名", "账户名称"), as_text, is_required=False),
    Column("name", ("姓名",), as_text, is_required=False),
    Column("account", ("账号", "银行账号"), as_bank_number),
    Column("amount", ("金额", "金额（元）", "发放合计（元）"), as_money),
    Column("status", ("状态", "处理结果", "交易状态"), as_text),
    Column("reason", ("失败原因", "原因", "备注"), as_text, is_required=False),
)
_TRAILERS: Final = ("合计", "总计")
_BATCH_NUMBER: Final = re.compile(r"(?<!\d)\d{6}-\d{6}-\d{5,}(?!\d)")


class ResultRefused(Refused):
    """The whole file is refused; `faults` names what is wrong, row by row."""

    def __init__(self, faults: Sequence[Refused]) -> None:
        self.faults = list(faults)
        super().__init__(_("回盘文件没有通过核对，有%(count)s处不符。"), count=len(faults))


class Fault(Refused):
    """One thing wrong with a result file."""


@dataclass(frozen=True, slots=True)
class ResultLine:
    """One row of the bank's answer; `reason_text` keeps the bank's own words.

    A file made from the roster, which has no serials, is known by its accounts.
    """

    row_number: int
    serial: int | None
    account: str
    amount: Decimal
    outcome: str
    reason: str = ""
    reason_text: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """A result file whose rows agree with its own trailer, about one batch."""

    lines: list[ResultLine]
    count: int
    total: Decimal
    batch_number: str

    @property
    def is_without_serials(self) -> bool:
        return self.lines[0].serial is None


def read(content: bytes, name: str) -> Result:
    """The bank's answer, read whole. Raises SheetRefused for what is no table, ResultRefused for a wrong one."""
    rows = iter(read_rows(content, name, BANK_LIMITS, is_only=True))
    first = list(islice(rows, HEADER_ROWS))
    header = find_header(first, _COLUMNS)
    below = (row for row in first if row.number > header.row_number)
    reader = _Reader(header)
    reader.take(below)
    reader.take(rows)
    title = [row for row in first if row.number < header.row_number]
    return reader.result(_batch_numbers(title) | reader.batch_numbers, name)


class _Reader:
    """Goes through the rows once, collecting lines, faults and the trailer."""

    def __init__(self, header: Header) -> None:
        self.places = header.positions
        self.lines: list[ResultLine] = []
        self.faults: list[Refused] = []
        self.trailer: tuple[int | None, Decimal] | None = None
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
                self.faults.append(_at(row, refused))

    def _take(self, row: SheetRow) -> None:
        if _begins(row) in _TRAILERS:
            self.batch_numbers = _batch_numbers([row])
            self.trailer = (self._trailer_count(row), as_money(self._cell(row, "amount")))
            return
        outcome = _outcome(self._cell(row, "status").text)
        text = as_text(self._cell(row, "reason"))[:100]
        account = as_bank_number(self._cell(row, "account"))
        self.lines.append(
            ResultLine(
                row_number=row.number,
                serial=self._serial(row),
                account=account.number,
                amount=as_money(self._cell(row, "amount")),
                outcome=outcome,
                reason=_reason(outcome, text),
                reason_text=text,
            )
        )

    def _serial(self, row: SheetRow) -> int | None:
        return as_count(self._cell(row, "serial")) if "serial" in self.places else None

    def _trailer_count(self, row: SheetRow) -> int | None:
        """How many rows the trailer says; the roster's, which a file without serials is made from, says none."""
        cell = _plain_count(self._cell(row, "holder" if "holder" in self.places else "name"))
        is_unsaid = cell.is_blank or cell.text in _TRAILERS
        return None if is_unsaid and "serial" not in self.places else as_count(cell)

    def _cell(self, row: SheetRow, column: str) -> Cell:
        place = self.places.get(column)
        cell = BLANK if place is None else row.cell(place)
        if cell.kind in (CellKind.FORMULA, CellKind.ERROR):
            raise Fault(_("这一格是公式：向银行要一份只有数值的文件"))
        return cell

    def result(self, batch_numbers: set[str], name: str) -> Result:
        # The name of our own file carries the number, and some banks give it back unchanged.
        numbers = batch_numbers or set(_BATCH_NUMBER.findall(name))
        self.faults.extend(self._whole_file_faults())
        self.faults.extend(_batch_faults(numbers))
        if self.faults:
            raise ResultRefused(self.faults)
        _count, total = self.trailer or (0, Decimal(0))
        return Result(self.lines, len(self.lines), total, *numbers)

    def _whole_file_faults(self) -> Iterator[Refused]:
        if not self.lines:
            yield Fault(_("文件里没有一行结果"))
        serials = Counter(line.serial for line in self.lines if line.serial is not None)
        for serial, times in serials.items():
            if times > 1:
                yield Fault(_("序号%(serial)s出现了%(times)s次"), serial=serial, times=times)
        if self.trailer is None:
            yield Fault(_("最后一行不是合计：文件可能不完整，向银行重新要一份"))
            return
        count, total = self.trailer
        found = sum((line.amount for line in self.lines), Decimal(0))
        if count is not None and count != len(self.lines):
            yield Fault(
                _("合计行写%(count)s笔，明细有%(rows)s笔"), count=count, rows=len(self.lines)
            )
        if total != found:
            yield Fault(
                _("合计行写%(total)s元，明细加起来是%(found)s元"),
                total=format_yuan(total),
                found=format_yuan(found),
            )


def _at(row: SheetRow, refused: Refused) -> Fault:
    return Fault(_("第%(row)s行：%(what)s"), row=row.number, what=in_words(refused))


def _outcome(text: str) -> str:
    try:
        return _WORDS[text.strip()]
    except KeyError:
        raise Fault(_("状态写成功、失败或不明；现在是“%(text)s”"), text=text.strip()) from None


def _reason(outcome: str, text: str) -> str:
    if outcome != FAILED:
        return ""
    if not text:
        raise Fault(_("失败的一行没有写原因"))
    return reason_of(text).value


def _plain_count(cell: Cell) -> Cell:
    """The trailer's count is written as 28笔 by many."""
    return Cell(cell.text.strip().removesuffix("笔"), CellKind.TEXT)


def _begins(row: SheetRow) -> str:
    """The row's first words: where 序号 or 属地 stands, a trailer says 合计."""
    return next((cell.text.strip() for cell in row.cells if not cell.is_blank), "")


def _batch_numbers(rows: Iterable[SheetRow]) -> set[str]:
    return {
        found for row in rows for cell in row.cells for found in _BATCH_NUMBER.findall(cell.text)
    }


def _batch_faults(numbers: set[str]) -> Iterator[Refused]:
    """Two months' files may agree row by row, so a file says which batch it answers, and only one."""
    if not numbers:
        yield Fault(
            _("文件里没有批次号，看不出是哪个月的：向银行要一份合计行或表头写明批次号的文件")
        )
    elif len(numbers) > 1:
        listed = "、".join(sorted(numbers))
        yield Fault(_("文件写了几个批次：%(numbers)s。一份文件只能回一个批次"), numbers=listed)


_WRITTEN: Final = (
    OutColumn("序号"),
    OutColumn("户名"),
    OutColumn("账号", width=24),
    OutColumn("金额", Kind.MONEY),
    OutColumn("状态"),
    OutColumn("失败原因", width=20),
)
_SAID: Final = {PAID: "成功", FAILED: "失败", UNKNOWN: "不明"}


@dataclass(frozen=True, slots=True)
class Answer:
    """One row as a bank writes it."""

    serial: int
    holder: str
    account: str
    amount: Decimal
    outcome: str = PAID
    reason: FailureReason | None = None


def write_answer_csv(answers: Sequence[Answer], batch_number: str) -> bytes:
    """A result file as a bank sends it."""
    return write_csv(_WRITTEN, _answer_cells(answers, batch_number))


def write_answer_xlsx(answers: Sequence[Answer], batch_number: str) -> bytes:
    """The same as a workbook."""
    return write_workbook(Sheet("回盘", _WRITTEN, _answer_cells(answers, batch_number)))


def _answer_cells(answers: Sequence[Answer], batch_number: str) -> Iterator[tuple[object, ...]]:
    for answer in answers:
        yield (
            str(answer.serial),
            answer.holder,
            answer.account,
            answer.amount,
            _SAID[answer.outcome],
            answer.reason.label if answer.reason else "",
        )
    total = sum((answer.amount for answer in answers), Decimal(0))
    yield ("合计", f"{len(answers)}笔", "", total, "", batch_number)
