"""The plain text file that most banks take: serial, holder, account, amount, ID number, purpose, and a trailer."""

import csv
from collections.abc import Iterator, Sequence
from decimal import Decimal
from io import StringIO
from typing import Final

from dibao.sheets.writing import OutColumn, write_csv
from payments.banks.rows import Paper, PayRow, check_sums

SUFFIX: Final = ".csv"
TRAILER: Final = "合计"
_COLUMNS: Final = tuple(
    OutColumn(header) for header in ("序号", "户名", "账号", "金额", "身份证号", "摘要")
)


def write(paper: Paper, rows: Sequence[PayRow]) -> bytes:
    """The file; its last row counts and sums. Raises FileBroken where the sums do not agree."""
    check_sums(paper, rows)
    return write_csv(_COLUMNS, _cells(paper, rows))


def _cells(paper: Paper, rows: Sequence[PayRow]) -> Iterator[tuple[object, ...]]:
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


def read(content: bytes) -> list[tuple[int, str, str, Decimal]]:
    """Serial, holder, account and amount of each row, as a bank reads them."""
    records = list(csv.reader(StringIO(content.decode("utf-8-sig"), newline="")))[1:]
    return [
        (int(record[0]), record[1], record[2], Decimal(record[3]))
        for record in records
        if record[0] != TRAILER
    ]
