"""Writes an asked-for list as a workbook or CSV, row by row: title, unit, filter, mark, rows, totals, signatures.

The lines above and beneath the table are ones that our own importer skips, so that what went out comes in again. They
are Chinese whoever asks: what is printed and signed is.
"""

import re
from codecs import getwriter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from io import BufferedIOBase
from typing import BinaryIO, Final

from applicants.exports.shapes import ListColumn, Row
from dibao.sheets.streaming import write_long_workbook_to
from dibao.sheets.writing import (
    Kind,
    OutColumn,
    Sheet,
    lines_of,
    write_csv_to,
)

TOTAL: Final = "合计"
UNIT: Final = "单位：人、元"
SIGNATURES: Final = "制表人：　　　　　　　　审核人：　　　　　　　　负责人：　　　　　　　　日期："
# Numbers, with exponent, per cent or the sign of a currency; days and months; times; yes and no.
_LOOKS_COUNTED: Final = re.compile(
    r"[¥￥$]?[+-]?(?:\d[\d,.]*|\.\d+)(?:e[+-]?\d+)?%?"
    r"|\d{1,4}(?:[-/.年月]\d{1,4}){1,2}[月日]?"
    r"|\d{1,2}(?::\d{1,2}){1,2}"
    r"|true|false",
    re.IGNORECASE,
)
_TOLD_EVERY: Final = 1000


@dataclass(frozen=True)
class Paper:
    """What stands around the rows: `told` are (label, words) of who, when, which rows, which number."""

    title: str
    sentence: str
    mark: str
    told: Sequence[tuple[str, str]]


@dataclass
class Sums:
    """How many rows went by, and the sums of the columns that are summed."""

    columns: Sequence[ListColumn]
    count: int = 0
    totals: dict[int, Decimal | int] = field(default_factory=dict)

    def counted(self, rows: Iterator[Row], tell: Callable[[int], None]) -> Iterator[Row]:
        """The same rows, counted and summed, with a row of totals behind them."""
        summed = [at for at, column in enumerate(self.columns) if column.is_summed]
        totals: dict[int, Decimal | int] = dict.fromkeys(summed, 0)
        for row in rows:
            self.count += 1
            for at in summed:
                value = row[at]
                if isinstance(value, int | Decimal):
                    totals[at] += value
            if self.count % _TOLD_EVERY == 0:
                tell(self.count)
            yield row
        self.totals = totals
        if summed and self.count:
            yield self._total()

    def _total(self) -> Row:
        """The word stands in the first column of words, since sums stand in those of numbers."""
        row: list[object] = [self.totals.get(at) for at in range(len(self.columns))]
        words = (at for at, column in enumerate(self.columns) if column.kind == Kind.TEXT)
        if (first := next(words, None)) is not None:
            row[first] = TOTAL
        return row


def write_xlsx(
    out: BinaryIO | BufferedIOBase,
    paper: Paper,
    columns: Sequence[ListColumn],
    rows: Iterator[Row],
    tell: Callable[[int], None],
) -> int:
    """Write the workbook with a second sheet that says whose it is; the number of rows."""
    sums, shown = Sums(columns), [column.out for column in columns]
    written = Sheet(
        title=paper.title,
        columns=shown,
        rows=sums.counted(rows, tell),
        heading=(paper.title, UNIT, paper.sentence, paper.mark),
        footing=(SIGNATURES,),
        header_lines=lines_of(shown),
        mark=paper.mark,
    )
    about = Sheet(
        title="导出说明",
        columns=(OutColumn("事项", width=16), OutColumn("内容", width=90)),
        rows=paper.told,
        mark=paper.mark,
    )
    write_long_workbook_to(out, written, about)
    return sums.count


def write_csv(
    out: BinaryIO | BufferedIOBase,
    paper: Paper,
    columns: Sequence[ListColumn],
    rows: Iterator[Row],
    tell: Callable[[int], None],
) -> int:
    """Write the rows as UTF-8 with the table alone and the mark as the last line; the number of rows."""
    sums = Sums(columns)
    text = getwriter("utf-8-sig")(out)
    quoted = (_kept_as_text(row) for row in sums.counted(rows, tell))
    write_csv_to(text, [column.out for column in columns], quoted)
    text.write(f"备注：{paper.mark}\r\n".replace(",", "，"))
    return sums.count


def _kept_as_text(row: Row) -> Row:
    """The row with a quote before every text of which a spreadsheet program would make a number, a date or a yes: of
    a long number it keeps fifteen digits, of another it drops the zeros in front. In workbooks texts are texts."""
    return [
        f"'{value}" if isinstance(value, str) and _looks_counted(value) else value for value in row
    ]


def _looks_counted(text: str) -> bool:
    # What nobody sees is not written, and hides no number.
    return _LOOKS_COUNTED.fullmatch(text.replace("\x00", "").strip()) is not None
