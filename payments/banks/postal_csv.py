"""The payment list of the postal savings bank: a CSV in GB18030 without quotes, one record a line.

Their system cuts each line at its commas and knows no quoting, so that a name with a comma would move every column
behind it; such a row is refused when the file is written. No byte of a Chinese character is ever a comma.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from dibao.errors import Refused
from dibao.sheets.reading import BANK_LIMITS, Cell, CellKind, SheetRow
from dibao.values.words import gettext_noop as _
from payments.banks.answers import Answer, Result
from payments.banks.checks import Fault, ListRefused, at_row, total_of
from payments.banks.encoding import ENCODING, LINE_END, fitting
from payments.banks.rows import Paper, PayRow, check_sums
from payments.banks.tables import SAID, TRAILER, read_orders
from payments.banks.tables import read_answer as read_table

SUFFIX: Final = ".csv"
HEADER: Final = ("序号", "账号", "户名", "金额", "证件类型", "证件号码", "用途")
ANSWER_HEADER: Final = (*HEADER, "处理结果", "失败原因")
# Resident identity card, in the banks' list of documents.
_ID_CARD: Final = "10"
# Beside what breaks any record: what separates, what quotes, and what a spreadsheet program would run.
_BREAKING: Final = re.compile(
    '[,"\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029\\ud800-\\udfff]|^[=+@＝＋＠-]'
)
_NOT_GB18030: Final = _("这种文件是GB18030编码，这一份不是：文件可能另存过，用银行原来的文件")


def write(paper: Paper, rows: Sequence[PayRow]) -> bytes:
    """The file. Raises FileBroken where sums do not agree, or a character cannot travel."""
    check_sums(paper, rows)
    lines = [_line(HEADER)]
    lines += [_record(paper, row) for row in rows]
    lines.append(_trailer(paper.count, str(paper.total), paper.batch_number, len(HEADER)))
    return LINE_END.join(lines) + LINE_END


def _record(paper: Paper, row: PayRow) -> bytes:
    return b",".join(
        (
            b"%d" % row.serial,
            _fitting(row, row.account, "账号"),
            _fitting(row, row.holder, "户名"),
            str(row.amount).encode(),
            _ID_CARD.encode() if row.id_number else b"",
            _fitting(row, row.id_number, "证件号码"),
            _fitting(row, row.purpose or paper.purpose, "用途"),
        )
    )


def _fitting(row: PayRow | Answer, text: str, column: str) -> bytes:
    return fitting(text, serial=row.serial, column=column, breaking=_BREAKING)


def write_answer(answers: Sequence[Answer], batch_number: str) -> bytes:
    """A result as the postal bank sends it."""
    lines = [_line(ANSWER_HEADER)]
    lines += [_answer(answer) for answer in answers]
    total = str(total_of(answers))
    lines.append(_trailer(len(answers), total, batch_number, len(ANSWER_HEADER)))
    return LINE_END.join(lines) + LINE_END


def _answer(answer: Answer) -> bytes:
    reason = answer.reason.label if answer.reason else ""
    texts = (answer.account, answer.holder, str(answer.amount), "", "", "", SAID[answer.outcome])
    columns = [_fitting(answer, text, "户名") for text in (*texts, reason)]
    return b",".join((b"%d" % answer.serial, *columns))


def _trailer(count: int, total: str, batch_number: str, columns: int) -> bytes:
    """Count under the name, sum under the amounts, batch number under the documents."""
    line = (TRAILER, "", str(count), total, "", batch_number)
    return _line((*line, *[""] * (columns - len(line))))


def _line(texts: Sequence[str]) -> bytes:
    return ",".join(texts).encode(ENCODING)


def read(content: bytes) -> list[PayRow]:
    """The rows as the bank reads them. Raises ListRefused."""
    return read_orders(_rows(content, HEADER))


def read_answer(content: bytes, name: str = "") -> Result:
    """The postal bank's answer, read whole. Raises ResultRefused."""
    return read_table(_rows(content, ANSWER_HEADER), name)


def is_answer(content: bytes) -> bool:
    """Whether the first line is this bank's, in either of the encodings that it may have been saved in."""
    first = content.partition(b"\n")[0].rstrip(b"\r").removeprefix(b"\xef\xbb\xbf")
    return first in (_line(ANSWER_HEADER), ",".join(ANSWER_HEADER).encode())


def _rows(content: bytes, header: Sequence[str]) -> Iterator[SheetRow]:
    """The records as rows of text cells. Raises ListRefused for what is no such file, all its lines named."""
    lines = _lines(content, header)
    if len(lines) > BANK_LIMITS.rows:
        raise ListRefused(
            [Fault(_("文件有%(rows)s行，最多%(most)s行"), rows=len(lines), most=BANK_LIMITS.rows)]
        )
    faults: list[Refused] = []
    records = []
    for number, line in enumerate(lines, start=1):
        fields = line.split(",")
        if len(fields) != len(header):
            fault = Fault(_("有%(found)s列，应为%(due)s列"), found=len(fields), due=len(header))
            faults.append(at_row(number, fault))
        records.append((number, fields))
    if faults:
        raise ListRefused(faults)
    for number, fields in records:
        yield SheetRow(number, tuple(Cell(field, CellKind.TEXT) for field in fields))


def _lines(content: bytes, header: Sequence[str]) -> list[str]:
    try:
        text = content.decode(ENCODING)
    except UnicodeDecodeError:
        raise ListRefused([Fault(_NOT_GB18030)]) from None
    if not text.startswith(",".join(header)):
        raise ListRefused([Fault(_NOT_GB18030)])
    if not text.endswith("\r\n"):
        raise ListRefused([Fault(_("最后一行没有写完：文件可能不完整，向银行重新要一份"))])
    return text.removesuffix("\r\n").split("\r\n")
