"""Reads the rows of an uploaded table, whoever sent it.

.xlsx, .xls and .et go through calamine in a process of their own; .csv is read here. Row numbers
are those the sender sees in the spreadsheet program, and a cell says whether it was typed as text
or as a number, because an identity number typed as a number has lost its last digits.
"""

import csv
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from datetime import date
from enum import StrEnum
from io import StringIO
from itertools import islice
from pathlib import Path
from typing import IO, Final, NamedTuple

from dibao.sheets.inspection import OLE_MAGIC, ZIP_MAGIC
from dibao.sheets.limits import BANK_LIMITS, MEBIBYTE, ROSTER_LIMITS, ROWS_AROUND, Limits
from dibao.sheets.refusals import (
    DAMAGED,
    ENCRYPTED,
    GAVE_UP,
    MACROS,
    NOT_WHAT_IT_SAYS,
    OUTSIZED,
    TOO_LARGE,
    TOO_MANY_COLUMNS,
    TOO_MANY_ROWS,
    UNREADABLE_TEXT,
    WRONG_KIND,
    SheetRefused,
)

__all__ = [
    "BANK_LIMITS",
    "ROSTER_LIMITS",
    "Cell",
    "CellKind",
    "Limits",
    "SheetRefused",
    "SheetRow",
    "glance",
    "read_rows",
]

ROOT: Final = Path(__file__).resolve().parents[2]
MAGIC: Final = {".xlsx": (ZIP_MAGIC,), ".xls": (OLE_MAGIC,), ".et": (OLE_MAGIC, ZIP_MAGIC)}
MACRO_SUFFIXES: Final = {".xlsm", ".xltm", ".xlsb", ".xlam"}
# How an encrypted .xlsx names its content: a compound file with this stream.
ENCRYPTED_STREAM: Final = "EncryptedPackage".encode("utf-16-le")


class CellKind(StrEnum):
    """What the sender's program stored."""

    BLANK = "blank"
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    BOOLEAN = "boolean"
    FORMULA = "formula"
    ERROR = "error"


class Cell(NamedTuple):
    """A value and how it was stored; a formula's value is its last result and not to be trusted."""

    value: str | int | float | bool | date | None
    kind: CellKind

    @property
    def is_blank(self) -> bool:
        return self.kind == CellKind.BLANK or (
            self.kind == CellKind.TEXT and not str(self.value).strip()
        )

    @property
    def text(self) -> str:
        """The value as it is read aloud: 5.0 is "5", a date 2008-07-01, blank is ""."""
        value = self.value
        if value is None:
            return ""
        if isinstance(value, bool):
            return "是" if value else "否"
        if isinstance(value, float):
            return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
        return value.isoformat() if isinstance(value, date) else str(value)


BLANK: Final = Cell(None, CellKind.BLANK)


class SheetRow(NamedTuple):
    """One row and its number in the sender's program."""

    number: int
    cells: tuple[Cell, ...]

    def cell(self, index: int) -> Cell:
        """The cell in that column, counted from 0; blank beyond the last one."""
        return self.cells[index] if index < len(self.cells) else BLANK

    @property
    def is_blank(self) -> bool:
        return all(cell.is_blank for cell in self.cells)


def read_rows(
    content: bytes,
    name: str,
    limits: Limits = ROSTER_LIMITS,
    *,
    sheet: str | None = None,
    is_only: bool = False,
) -> Iterator[SheetRow]:
    """Every row of the sheet, else of the first visible sheet with data. Raises SheetRefused.

    With `is_only` a second visible sheet with data is refused rather than left unread.
    """
    suffix = _suffix(content, name, limits)
    if suffix == ".csv":
        yield from _csv_rows(content, limits)
        return
    with _parser(content, limits, sheet, is_only=is_only) as answers:
        _opening(answers)
        yield from _rows(answers)


def _rows(answers: IO[bytes]) -> Iterator[SheetRow]:
    for number, line in enumerate(answers, start=1):
        row = json.loads(line)
        if isinstance(row, dict):
            return
        yield SheetRow(number, tuple(map(_cell, row)))
    # The process was stopped before it came to an end.
    raise SheetRefused(GAVE_UP)


def glance(
    content: bytes, name: str, limits: Limits = ROSTER_LIMITS, *, most: int
) -> tuple[list[str], list[SheetRow]]:
    """The visible sheets, and the first rows of the first one with data, by opening the file once. Raises
    SheetRefused."""
    if _suffix(content, name, limits) == ".csv":
        return [], list(islice(_csv_rows(content, limits), most))
    with _parser(content, limits, None) as answers:
        return _opening(answers), list(islice(_rows(answers), most))


def _suffix(content: bytes, name: str, limits: Limits) -> str:
    """The extension, once size, name and first bytes agree."""
    suffix = Path(name).suffix.lower()
    if len(content) > limits.packed:
        size = f"{len(content) / MEBIBYTE:.1f}"
        raise SheetRefused(TOO_LARGE, size=size, most=limits.packed // MEBIBYTE)
    if suffix in MACRO_SUFFIXES:
        raise SheetRefused(MACROS)
    if suffix == ".csv":
        if content.startswith((ZIP_MAGIC, OLE_MAGIC)):
            raise SheetRefused(NOT_WHAT_IT_SAYS, suffix=suffix)
        return suffix
    if suffix not in MAGIC:
        raise SheetRefused(WRONG_KIND)
    if content.startswith(OLE_MAGIC) and ENCRYPTED_STREAM in content:
        raise SheetRefused(ENCRYPTED)
    if not content.startswith(MAGIC[suffix]):
        raise SheetRefused(NOT_WHAT_IT_SAYS, suffix=suffix)
    return suffix


@contextmanager
def _parser(
    content: bytes, limits: Limits, sheet: str | None, *, is_only: bool = False
) -> Iterator[IO[bytes]]:
    """The lines that the parsing process answers; it is stopped when nobody reads on."""
    settings = {"limits": asdict(limits), "sheet": sheet, "is_only": is_only}
    process = subprocess.Popen(
        [sys.executable, "-m", "dibao.sheets.parser"],
        cwd=ROOT,
        env={},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    with process:
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("the parser has no pipes")
        try:
            # A process that gave up early says why, or says nothing; either is an answer.
            with suppress(BrokenPipeError), process.stdin as source:
                source.write(json.dumps(settings).encode() + b"\n" + content)
            yield process.stdout
        finally:
            process.kill()


def _opening(answers: IO[bytes]) -> list[str]:
    """The names of the sheets from the first line, which may be a refusal instead."""
    line = answers.readline()
    if not line:
        raise SheetRefused(GAVE_UP)
    answer = json.loads(line)
    if "refused" in answer:
        raise SheetRefused(answer["refused"], **answer["values"])
    return [str(name) for name in answer["sheets"]]


def _cell(value: object) -> Cell:
    if value == "":
        return BLANK
    if isinstance(value, str):
        return Cell(value, CellKind.TEXT)
    if isinstance(value, bool):
        return Cell(value, CellKind.BOOLEAN)
    if isinstance(value, int | float):
        return Cell(value, CellKind.NUMBER)
    if isinstance(value, dict):
        return _marked_cell(value)
    raise SheetRefused(DAMAGED)


def _marked_cell(marked: dict[str, object]) -> Cell:
    ((mark, value),) = marked.items()
    if mark == "date":
        return Cell(date.fromisoformat(str(value)), CellKind.DATE)
    return Cell(_cell(value).value, CellKind(mark))


def _csv_rows(content: bytes, limits: Limits) -> Iterator[SheetRow]:
    """Records of a CSV: all text, numbered as the spreadsheet program shows them."""
    text = _decoded(content)
    if len(text) > limits.unpacked:
        raise SheetRefused(OUTSIZED)
    first_line = text.partition("\n")[0]
    delimiter = "\t" if first_line.count("\t") > first_line.count(",") else ","
    try:
        for number, record in enumerate(
            csv.reader(StringIO(text, newline=""), delimiter=delimiter), start=1
        ):
            _check_record(number, record, limits)
            yield SheetRow(number, tuple(map(_cell, record)))
    except csv.Error as fault:
        raise SheetRefused(DAMAGED) from fault


def _check_record(number: int, record: list[str], limits: Limits) -> None:
    if number > limits.rows + ROWS_AROUND:
        raise SheetRefused(TOO_MANY_ROWS, sheet="CSV", rows=number, most=limits.rows)
    if len(record) > limits.columns and any(record[limits.columns :]):
        raise SheetRefused(TOO_MANY_COLUMNS, sheet="CSV", columns=len(record), most=limits.columns)


def _decoded(content: bytes) -> str:
    """UTF-8, or what Chinese Excel writes: GB18030, or UTF-16 with its mark."""
    encodings = (
        ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "gb18030")
    )
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise SheetRefused(UNREADABLE_TEXT)
