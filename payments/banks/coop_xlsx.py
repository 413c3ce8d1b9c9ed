"""The payment list (代发清单) of the rural credit cooperatives as a workbook; their answer is the same list with two
columns more."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from dibao.sheets.reading import BANK_LIMITS, read_rows
from dibao.sheets.writing import Kind, OutColumn, Sheet, write_workbook
from payments.banks.answers import Answer
from payments.banks.rows import Paper, PayRow, check_sums
from payments.banks.tables import ANSWER_COLUMNS, TRAILER, answer_cells, read_orders

SUFFIX: Final = ".xlsx"
TITLE: Final = "代发清单"
_COLUMNS: Final = (
    OutColumn("序号", Kind.COUNT, width=8),
    OutColumn("户名", width=16),
    OutColumn("账号", width=24),
    OutColumn("金额", Kind.MONEY, width=14),
    OutColumn("身份证号", width=22),
    OutColumn("摘要", width=22),
)


def write(paper: Paper, rows: Sequence[PayRow]) -> bytes:
    """The workbook; its last row counts and sums. Raises FileBroken where the sums do not agree."""
    check_sums(paper, rows)
    heading = (
        f"{paper.purpose}{TITLE}",
        f"委托单位：{paper.office}　批次号：{paper.batch_number}",
        f"日期：{paper.dated.isoformat()}　{paper.count}笔　{paper.total}元",
    )
    return write_workbook(Sheet(TITLE, _COLUMNS, _cells(paper, rows), heading))


def _cells(
    paper: Paper, rows: Sequence[PayRow]
) -> Iterator[tuple[int | str | Decimal | None, ...]]:
    for row in rows:
        yield (
            row.serial,
            row.holder,
            row.account,
            row.amount,
            row.id_number,
            row.purpose or paper.purpose,
        )
    yield (TRAILER, f"{paper.count}笔", None, paper.total, None, paper.batch_number)


def read(content: bytes) -> list[PayRow]:
    """The rows as a bank reads them. Raises SheetRefused or ListRefused."""
    return read_orders(read_rows(content, f"orders{SUFFIX}", BANK_LIMITS, is_only=True))


def write_answer(answers: Sequence[Answer], batch_number: str) -> bytes:
    """A result as a cooperative sends it."""
    return write_workbook(Sheet("回盘", ANSWER_COLUMNS, answer_cells(answers, batch_number)))
