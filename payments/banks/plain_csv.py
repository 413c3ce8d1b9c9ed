"""The plain text file that most banks take: serial, holder, account, amount, ID number, purpose, and a trailer."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from dibao.sheets.reading import BANK_LIMITS, read_rows
from dibao.sheets.writing import OutColumn, harmless, write_csv
from payments.banks.answers import Answer
from payments.banks.rows import Paper, PayRow, check_sums
from payments.banks.tables import ANSWER_COLUMNS, TRAILER, answer_cells, read_orders

SUFFIX: Final = ".csv"
_COLUMNS: Final = tuple(
    OutColumn(header) for header in ("序号", "户名", "账号", "金额", "身份证号", "摘要")
)


def write(paper: Paper, rows: Sequence[PayRow]) -> bytes:
    """The file; its last row counts and sums. Raises FileBroken where the sums do not agree."""
    check_sums(paper, rows)
    return write_csv(_COLUMNS, _cells(paper, rows))


def _cells(paper: Paper, rows: Sequence[PayRow]) -> Iterator[tuple[int | str | Decimal, ...]]:
    for row in rows:
        yield (
            row.serial,
            row.holder,
            row.account,
            row.amount,
            row.id_number,
            row.purpose or paper.purpose,
        )
    yield (TRAILER, paper.count, "", paper.total, "", paper.batch_number)


def read(content: bytes) -> list[PayRow]:
    """The rows as a bank reads them. Raises SheetRefused or ListRefused."""
    rows = read_orders(read_rows(content, f"orders{SUFFIX}", BANK_LIMITS))
    return [replace(row, holder=_unquoted(row.holder)) for row in rows]


def _unquoted(holder: str) -> str:
    """The name without the quote that keeps a spreadsheet program from running it."""
    return holder[1:] if holder[:1] == "'" and harmless(holder[1:]) == holder else holder


def write_answer(answers: Sequence[Answer], batch_number: str) -> bytes:
    """A result file as a bank sends it."""
    return write_csv(ANSWER_COLUMNS, answer_cells(answers, batch_number))
