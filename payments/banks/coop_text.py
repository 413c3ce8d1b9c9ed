"""The payment list of the rural credit cooperatives as fixed-width text: GB18030, columns counted in bytes, CRLF.

A header record says batch, count and sum; a detail record is one payment with two columns that the bank fills in; the
trailer repeats count and sum and carries a check over every byte before it. All records are of one length.
"""

import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, NamedTuple, TypeVar

from dibao.errors import Refused
from dibao.values.identity import BankNumber
from dibao.values.words import gettext_noop as _
from payments.banks.answers import (
    FAILED,
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
    batch_numbers_in,
    total_of,
)
from payments.banks.encoding import LINE_END, fitting, read_text
from payments.banks.rows import FileBroken, Paper, PayRow, as_bank_reads, check_sums
from payments.banks.tables import believed

SUFFIX: Final = ".txt"
ORDERS, ANSWERS = b"HDFQD01", b"HDFHP01"


class Field(NamedTuple):
    """A column of bytes; numbers stand right, filled with zeros, everything else left, filled with blanks."""

    name: str
    width: int
    label: str = ""


_DETAIL: Final = (
    Field("kind", 1),
    Field("serial", 8),
    # Forty characters, as long as a name may be, of four bytes each, as the rarest have.
    Field("holder", 160, "户名"),
    Field("account", 30, "账号"),
    Field("amount", 15),
    Field("id_number", 18, "身份证号"),
    Field("purpose", 60, "摘要"),
    Field("status", 2),
    Field("reason", 60),
)
_HEADER: Final = (
    Field("kind", 7),
    Field("batch_number", 30),
    Field("office", 120, "委托单位"),
    Field("month", 6),
    Field("dated", 8),
    Field("count", 8),
    Field("total", 15),
)
_TRAILER: Final = (
    Field("kind", 1),
    Field("batch_number", 30),
    Field("count", 8),
    Field("total", 15),
    Field("check", 8),
)
WIDTH: Final = sum(field.width for field in _DETAIL)
_STATUSES: Final = {PAID: "00", FAILED: "01", UNKNOWN: "02"}
_OUTCOMES: Final = {code: outcome for outcome, code in _STATUSES.items()}

Values = Sequence[str | int]
Item = TypeVar("Item", bound=Payment)


def write(paper: Paper, rows: Sequence[PayRow]) -> bytes:
    """The file. Raises FileBroken where sums do not agree, or a row does not fit into its columns."""
    check_sums(paper, rows)
    month = f"{paper.month.year}{paper.month.month:02d}"
    said = (paper.batch_number, paper.office, month, f"{paper.dated:%Y%m%d}")
    return _file(ORDERS, said, (_order(paper, row) for row in rows), (paper.count, paper.total))


def _order(paper: Paper, row: PayRow) -> Values:
    """The bank's two columns are left blank."""
    return (
        "D",
        row.serial,
        row.holder,
        row.account,
        _fen(row.amount),
        row.id_number,
        row.purpose or paper.purpose,
    )


def write_answer(answers: Sequence[Answer], batch_number: str) -> bytes:
    """A result as a cooperative sends it."""
    said = (batch_number, "", "", "")
    return _file(ANSWERS, said, map(_answer, answers), (len(answers), total_of(answers)))


def _answer(answer: Answer) -> Values:
    return (
        "D",
        answer.serial,
        answer.holder,
        answer.account,
        _fen(answer.amount),
        "",
        "",
        _STATUSES[answer.outcome],
        answer.reason.label if answer.reason else "",
    )


def _file(
    mark: bytes, said: Sequence[str], details: Iterable[Values], sums: tuple[int, Decimal]
) -> bytes:
    count, fen = sums[0], _fen(sums[1])
    lines = [_record(_HEADER, (mark.decode(), *said, count, fen))]
    lines += [_record(_DETAIL, values, int(values[1])) for values in details]
    body = LINE_END.join(lines) + LINE_END
    return body + _record(_TRAILER, ("T", said[0], count, fen, _check(body))) + LINE_END


def _record(fields: Sequence[Field], values: Values, serial: int = 0) -> bytes:
    """The columns side by side; those at the end for which there is no value stay blank."""
    columns = [_column(field, value, serial) for field, value in zip(fields, values, strict=False)]
    return b"".join(columns).ljust(WIDTH)


def _column(field: Field, value: str | int, serial: int) -> bytes:
    if isinstance(value, int):
        written = b"%0*d" % (field.width, value)
    else:
        written = fitting(value, serial=serial, column=field.label)
    if len(written) > field.width:
        raise FileBroken(
            _(
                "第%(serial)s笔的%(column)s有%(bytes)s字节，这种格式最多%(most)s字节，没有生成文件：换一种格式"
            ),
            serial=serial,
            column=field.label,
            bytes=len(written),
            most=field.width,
        )
    return written.ljust(field.width)


def _check(body: bytes) -> str:
    return f"{zlib.crc32(body):08X}"


def _fen(amount: Decimal) -> int:
    return int(amount.scaleb(2))


@dataclass(frozen=True, slots=True)
class _Opened:
    """A file cut into records: what its trailer says, and what is wrong so far."""

    details: list[tuple[int, dict[str, str]]]
    trailer: Trailer | None
    batch_numbers: set[str]
    faults: list[Refused]


def read(content: bytes) -> list[PayRow]:
    """The rows as a bank reads them. Raises ListRefused."""
    opened = _open(content, ORDERS)
    rows = list(_taken(opened, _pay_row))
    return believed(rows, opened.trailer, batch_numbers=opened.batch_numbers, faults=opened.faults)


def read_answer(content: bytes, name: str = "") -> Result:
    """The cooperative's answer, read whole. Raises ResultRefused."""
    opened = _open(content, ANSWERS)
    lines = list(_taken(opened, _result_line))
    return conclude(lines, opened.trailer, opened.batch_numbers, faults=opened.faults, name=name)


def _open(content: bytes, mark: bytes) -> _Opened:
    """Cut the file into records. Raises ListRefused where its form says nothing about its rows."""
    records = content.split(LINE_END)
    is_whole = records.pop() == b""
    _refuse_form(records, mark, is_whole=is_whole)
    header, *details, trailer = records
    faults: list[Refused] = []
    head = _cut(_HEADER, header, 1, faults)
    tail = _cut(_TRAILER, trailer, len(records), faults)
    faults += _contradictions(head, tail, content[: -WIDTH - len(LINE_END)])
    cut = [
        (number, _cut(_DETAIL, record, number, faults))
        for number, record in enumerate(details, start=2)
    ]
    numbers = batch_numbers_in(head.get("batch_number", ""), tail.get("batch_number", ""))
    return _Opened(cut, _trailer(tail), numbers, faults)


def _refuse_form(records: Sequence[bytes], mark: bytes, *, is_whole: bool) -> None:
    if not records or not records[0].startswith(mark):
        raise ListRefused([Fault(_("第1行不是这种文件的表头：选对文件再上传"))])
    wrong = [
        Fault(
            _("第%(row)s行有%(bytes)s字节，应为%(width)s字节：文件不完整，或转过编码"),
            row=number,
            bytes=len(record),
            width=WIDTH,
        )
        for number, record in enumerate(records, start=1)
        if len(record) != WIDTH
    ]
    kinds = {record[:1] for record in records[1:-1]} - {b"D"}
    if not wrong and (not is_whole or not records[-1].startswith(b"T") or kinds):
        wrong = [Fault(_("最后一行不是合计：文件可能不完整，向银行重新要一份"))]
    if wrong:
        raise ListRefused(wrong)


def _cut(
    fields: Sequence[Field], record: bytes, number: int, faults: list[Refused]
) -> dict[str, str]:
    values, start = {}, 0
    try:
        for field in fields:
            values[field.name] = read_text(record[start : start + field.width]).rstrip(" ")
            start += field.width
        if record[start:].strip():
            raise Fault(_("最后一列后面还有内容"))
    except Fault as fault:
        faults.append(at_row(number, fault))
    return values


def _contradictions(head: dict[str, str], tail: dict[str, str], body: bytes) -> Iterator[Refused]:
    if [head.get(name) for name in ("count", "total")] != [tail.get(n) for n in ("count", "total")]:
        yield Fault(_("表头和合计行的笔数或金额不一样"))
    if tail.get("check") != _check(body):
        yield Fault(_("校验码不对：文件在路上改过或坏了，向银行重新要一份"))


def _trailer(tail: dict[str, str]) -> Trailer | None:
    if not (_is_digits(tail.get("count", "")) and _is_digits(tail.get("total", ""))):
        return None
    return Trailer(int(tail["count"]), _yuan(tail["total"]))


def _taken(opened: _Opened, make: Callable[[int, dict[str, str]], Item]) -> Iterator[Item]:
    """Each record made a row; those that cannot be are faults."""
    for number, values in opened.details:
        try:
            if len(values) == len(_DETAIL):
                yield make(number, values)
        except Refused as refused:
            opened.faults.append(at_row(number, refused))


def _pay_row(_number: int, values: dict[str, str]) -> PayRow:
    return as_bank_reads(
        serial=_digits(values["serial"]),
        holder=values["holder"],
        account=BankNumber.parse(values["account"]).number,
        amount=_yuan(values["amount"]),
        id_number=values["id_number"],
        purpose=values["purpose"],
    )


def _result_line(number: int, values: dict[str, str]) -> ResultLine:
    if values["status"] not in _OUTCOMES:
        raise Fault(_("状态码写00、01或02；现在是“%(text)s”"), text=values["status"])
    outcome = _OUTCOMES[values["status"]]
    return ResultLine(
        row_number=number,
        serial=_digits(values["serial"]),
        account=BankNumber.parse(values["account"]).number,
        amount=_yuan(values["amount"]),
        outcome=outcome,
        reason=reason_for(outcome, values["reason"]),
        reason_text=values["reason"],
    )


def _digits(text: str) -> int:
    if not _is_digits(text):
        raise Fault(_("这一列只能是数字；现在是“%(text)s”"), text=text)
    return int(text)


def _yuan(text: str) -> Decimal:
    return Decimal(_digits(text)).scaleb(-2)


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()
