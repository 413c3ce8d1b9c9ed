"""The parser of workbooks, a process of its own: `python -m dibao.sheets.parser`.

It reads one line of settings and then the file from its standard input, and writes one JSON line
for the sheet, one for each row and one to end with. Whatever a hostile file makes of it, it has
its own memory and its own seconds, and the program that called it only sees it stop.
"""

import json
import resource
import struct
import sys
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import BinaryIO, NamedTuple
from xml.parsers import expat

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from dibao.sheets import biff
from dibao.sheets.calculated import Calculated, Mark, calculated_cells
from dibao.sheets.inspection import ZIP_MAGIC, inspect
from dibao.sheets.limits import ROWS_AROUND, Limits
from dibao.sheets.refusals import (
    DAMAGED,
    ENCRYPTED,
    NO_ROWS,
    NO_SUCH_SHEET,
    TOO_MANY_COLUMNS,
    TOO_MANY_ROWS,
    TWO_SHEETS,
    SheetRefused,
)

# What readers of damaged files raise.
FAULTS = (CalamineError, expat.ExpatError, struct.error, KeyError, ValueError, IndexError)


def main(source: BinaryIO, out: BinaryIO) -> None:
    """Answer one file; a refusal is an answer too."""
    settings = json.loads(source.readline())
    limits = Limits(**settings["limits"])
    _confine(limits)
    try:
        wanted = _Wanted(settings["sheet"], settings["is_only"])
        out.writelines(_answers(source.read(), wanted, limits))
    except SheetRefused as refused:
        out.write(_line({"refused": refused.sentence, "values": refused.values}))
    out.flush()


def _confine(limits: Limits) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


class _Wanted(NamedTuple):
    """Which sheet is read: the named one, else the first with data, and whether another one with data is a fault."""

    name: str | None
    is_only: bool


def _answers(content: bytes, wanted: _Wanted, limits: Limits) -> Iterator[bytes]:
    try:
        look = _ZipBook(content, limits) if content.startswith(ZIP_MAGIC) else _OldBook(content)
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        sheet = _choose(book, wanted)
        _check_size(sheet, limits)
        calculated = look.calculated_cells(book, sheet)
    except FAULTS as fault:
        raise SheetRefused(DAMAGED) from fault
    yield _line({"sheet": sheet.name, "sheets": _visible(book)})
    yield from _rows(sheet, calculated)
    yield _line({"end": True})


class _ZipBook:
    """An .xlsx, looked through before it is parsed."""

    def __init__(self, content: bytes, limits: Limits) -> None:
        self.content = content
        self.calculated = inspect(content, limits).calculated

    def calculated_cells(self, book: CalamineWorkbook, sheet: CalamineSheet) -> Calculated:
        return calculated_cells(self.content, sheet.name, self.calculated)


class _OldBook:
    """An .xls, of which calamine does not say that it has a password."""

    def __init__(self, content: bytes) -> None:
        self.records = biff.CompoundFile(content).stream("Workbook", "Book")
        if biff.is_encrypted(self.records):
            raise SheetRefused(ENCRYPTED)

    def calculated_cells(self, book: CalamineWorkbook, sheet: CalamineSheet) -> Calculated:
        return biff.calculated_cells(self.records, book.sheet_names.index(sheet.name))


def _visible(book: CalamineWorkbook) -> list[str]:
    return [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
    ]


def _choose(book: CalamineWorkbook, wanted: _Wanted) -> CalamineSheet:
    """The sheet that was asked for, else the first visible one with anything in it."""
    names = _visible(book)
    if wanted.name is not None:
        if wanted.name not in names:
            raise SheetRefused(NO_SUCH_SHEET, sheet=wanted.name)
        return book.get_sheet_by_name(wanted.name)
    filled = (sheet for sheet in map(book.get_sheet_by_name, names) if sheet.end is not None)
    first = next(filled, None)
    if first is None:
        raise SheetRefused(NO_ROWS)
    second = next(filled, None) if wanted.is_only else None
    if second is not None:
        raise SheetRefused(TWO_SHEETS, first=first.name, second=second.name)
    return first


def _check_size(sheet: CalamineSheet, limits: Limits) -> None:
    last_row, last_column = sheet.end or (0, 0)
    if last_row >= limits.rows + ROWS_AROUND:
        raise SheetRefused(TOO_MANY_ROWS, sheet=sheet.name, rows=last_row + 1, most=limits.rows)
    if last_column >= limits.columns:
        raise SheetRefused(
            TOO_MANY_COLUMNS, sheet=sheet.name, columns=last_column + 1, most=limits.columns
        )


def _rows(sheet: CalamineSheet, calculated: Calculated) -> Iterator[bytes]:
    """One line per row, from the sheet's first; calamine leaves out the blank columns before the data."""
    before = [""] * (sheet.start or (0, 0))[1]
    marks: dict[int, dict[int, Mark]] = {}
    for (row, column), mark in calculated.items():
        marks.setdefault(row, {})[column] = mark
    for number, cells in enumerate(sheet.iter_rows()):
        row_cells: list[object] = [*before, *cells]
        for column, mark in marks.get(number, {}).items():
            row_cells += [""] * (column + 1 - len(row_cells))
            row_cells[column] = {mark: row_cells[column]}
        yield _line(row_cells)


def _line(answer: object) -> bytes:
    return json.dumps(answer, ensure_ascii=False, default=_plain).encode("utf-8", "replace") + b"\n"


def _plain(value: object) -> object:
    """Dates as a marked text; times of day as they are shown."""
    if isinstance(value, datetime):
        return {"date": value.date().isoformat()}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, time | timedelta):
        return str(value)
    raise TypeError(f"a cell of {type(value)}")


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout.buffer)
