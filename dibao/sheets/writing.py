"""Writes tables out: workbooks whose text is always text, and CSV that no program runs.

Rows are streamed, so a large register costs little memory; numbers that people compute with are
numbers, and every other cell is a string, whatever it begins with.
"""

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from io import BytesIO, StringIO
from math import ceil
from typing import TYPE_CHECKING, BinaryIO, Final
from unicodedata import east_asian_width

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

if TYPE_CHECKING:
    from _typeshed import SupportsWrite

OPTIONS: Final = {
    "constant_memory": True,
    "strings_to_numbers": False,
    "strings_to_formulas": False,
    "strings_to_urls": False,
}
# Without it each workbook carries its second of birth; so the same rows give the same bytes.
UNDATED: Final = datetime(2000, 1, 1, tzinfo=UTC)
FONT: Final = {"font_name": "宋体", "font_size": 11}
# Where somebody is to write, among cells that are locked.
OPEN_LOOK: Final = {"locked": False, "bg_color": "#FFFBE6"}
HEADER_LOOK: Final = {
    "bold": True,
    "text_wrap": True,
    "valign": "vcenter",
    "border": 1,
    "bg_color": "#E8EEF4",
}
TITLE_LOOK: Final = {"bold": True, "font_size": 16}
A4: Final = 9
MOST_ROWS: Final = 20_000
# Points a line; and how much wider bold letters are.
LINE_HEIGHT, BOLD = 15, 1.1
LONGEST_TITLE: Final = 31
# A foot of 255 letters is all that the format takes, commands included.
LONGEST_FOOT: Final = 220
NOT_IN_TITLES: Final = re.compile(r"[\[\]:*?/\\']")
# What makes a spreadsheet program read a CSV field as a formula, full-width forms included.
FORMULA_STARTS: Final = frozenset("=+-@＝＋－＠\t\r\n")


class Kind(StrEnum):
    """How a column's values are stored and shown."""

    TEXT = "text"
    MONEY = "money"
    COUNT = "count"
    DAY = "day"


NUMBER_FORMATS: Final = {
    Kind.TEXT: "@",
    Kind.MONEY: "#,##0.00",
    Kind.COUNT: "0",
    Kind.DAY: "yyyy-mm-dd",
}


@dataclass(frozen=True, slots=True)
class OutColumn:
    """A printed column; the width counts half-width characters.

    A sheet with open columns is locked but for these, without a password: it keeps from writing into the wrong cell,
    and not from wanting to. `choices` are offered where somebody is to write one of a few words.
    """

    header: str
    kind: Kind = Kind.TEXT
    width: float = 14
    is_open: bool = False
    choices: tuple[str, ...] = ()


Looks = dict[Kind, Format]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet to be written: lines of heading, the header, the rows as they come, lines beneath them.

    Not every program makes a row as high as its words need: `header_lines` says it (see `lines_of`). A list that goes
    to other hands has a `mark`, which each printed page says at its foot, and its first line of heading in large.
    """

    title: str
    columns: Sequence[OutColumn]
    rows: Iterable[Sequence[object]]
    heading: Sequence[str] = ()
    footing: Sequence[str] = ()
    header_lines: int = 1
    mark: str = ""


def write_workbook(*sheets: Sheet) -> bytes:
    """The .xlsx as bytes."""
    out = BytesIO()
    write_workbook_to(out, *sheets)
    return out.getvalue()


def write_workbook_to(out: BinaryIO, *sheets: Sheet) -> None:
    """Write the .xlsx into an open file."""
    with xlsxwriter.Workbook(out, OPTIONS) as book:
        book.set_properties({"created": UNDATED})
        looks = _looks_of(book)
        header = book.add_format({**FONT, **HEADER_LOOK})
        open_looks = _looks_of(book, OPEN_LOOK) if any(map(_is_locked, sheets)) else looks
        title = book.add_format({**FONT, **TITLE_LOOK}) if any(s.mark for s in sheets) else None
        for sheet in sheets:
            _write_sheet(book, sheet, looks, open_looks, (header, title if sheet.mark else None))


def _looks_of(book: Workbook, more: dict[str, object] | None = None) -> Looks:
    return {
        kind: book.add_format({**FONT, "num_format": shown, **(more or {})})
        for kind, shown in NUMBER_FORMATS.items()
    }


def _is_locked(sheet: Sheet) -> bool:
    return any(column.is_open for column in sheet.columns)


def write_csv(columns: Sequence[OutColumn], rows: Iterable[Sequence[object]]) -> bytes:
    """UTF-8 with the mark that spreadsheet programs look for; text that looks like a formula is quoted."""
    out = StringIO(newline="")
    write_csv_to(out, columns, rows)
    return out.getvalue().encode("utf-8-sig")


def write_csv_to(
    out: "SupportsWrite[str]", columns: Sequence[OutColumn], rows: Iterable[Sequence[object]]
) -> None:
    """The same into an open file of text, row by row; its encoding and its mark are the caller's."""
    writer = csv.writer(out)
    writer.writerow([harmless(column.header) for column in columns])
    for row in rows:
        writer.writerow(
            [
                value if isinstance(value, int | Decimal) else harmless(as_text(value))
                for value in row
            ]
        )


def harmless(text: str) -> str:
    """The text with a quote before it where a program would take it for a formula."""
    plain = text.replace("\x00", "")
    return f"'{plain}" if plain.lstrip(" \u3000")[:1] in FORMULA_STARTS and plain else plain


def as_text(value: object) -> str:
    """Blank for None; days, months and enum members as they print themselves."""
    return "" if value is None else str(value)


def sheet_title(title: str, taken: Iterable[str]) -> str:
    """A name that spreadsheet programs accept, and no other sheet has."""
    plain = NOT_IN_TITLES.sub(" ", title).strip()[:LONGEST_TITLE] or "Sheet"
    names, name, count = {one.lower() for one in taken}, plain, 1
    while name.lower() in names:
        count += 1
        name = f"{plain[: LONGEST_TITLE - 4]} {count}"
    return name


def _write_sheet(
    book: Workbook,
    sheet: Sheet,
    looks: Looks,
    open_looks: Looks,
    heads: tuple[Format, Format | None],
) -> None:
    header, title = heads
    page: Worksheet = book.add_worksheet(sheet_title(sheet.title, book.sheetnames))
    first = len(sheet.heading)
    columns = [(open_looks if one.is_open else looks)[one.kind] for one in sheet.columns]
    _lay_out(page, sheet, columns, first)
    if _is_locked(sheet):
        _lock(page, sheet, first)
    for number, line in enumerate(sheet.heading):
        bare = header if number == 0 and not sheet.columns else None
        page.write_string(number, 0, line, title if number == 0 and title else bare)
    if sheet.header_lines > 1:
        page.set_row(first, sheet.header_lines * LINE_HEIGHT)
    for at, column in enumerate(sheet.columns):
        page.write_string(first, at, column.header, header)
    kinds = [column.kind for column in sheet.columns]
    number = first
    for number, row in enumerate(sheet.rows, start=first + 1):
        for at, (value, kind) in enumerate(zip(row, kinds, strict=True)):
            write_cell(page, number, at, value, kind, columns[at])
    for beneath, line in enumerate(sheet.footing, start=number + 2):
        page.write_string(beneath, 0, line)


def lines_of(columns: Iterable[OutColumn]) -> int:
    """How many lines the longest header breaks into."""
    return max((ceil(_width_of(one.header) * BOLD / one.width) for one in columns), default=1)


def _width_of(text: str) -> int:
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def write_cell(
    page: Worksheet, row: int, column: int, value: object, kind: Kind, look: Format
) -> None:
    """A number only where the column is of numbers and the value is one; else a string."""
    if value is None or value == "":
        return
    if kind in {Kind.MONEY, Kind.COUNT} and isinstance(value, int | float | Decimal):
        page.write_number(row, column, float(value), look)
    elif kind == Kind.DAY and isinstance(value, date):
        page.write_datetime(row, column, value, look)
    else:
        page.write_string(row, column, as_text(value).replace("\x00", ""), look)


def _lay_out(page: Worksheet, sheet: Sheet, looks: Sequence[Format], header_row: int) -> None:
    """The header stays in sight, on the screen and on every printed page."""
    page.freeze_panes(header_row + 1, 0)
    page.repeat_rows(header_row)
    page.set_landscape()
    page.set_paper(A4)
    page.fit_to_pages(1, 0)
    if sheet.mark:
        page.set_footer(_foot(sheet.mark))
    for at, column in enumerate(sheet.columns):
        page.set_column(at, at, column.width, looks[at])


def _foot(mark: str) -> str:
    """The mark and the page's number; a sign that programs read as a command is doubled."""
    return f"&L&8{mark.replace('&', '&&')[:LONGEST_FOOT]}&R&8&P / &N"


def _lock(page: Worksheet, sheet: Sheet, header_row: int) -> None:
    """Only open columns are written on; widths may still be changed, since names and numbers are of any length."""
    page.protect("", {"format_columns": True, "format_rows": True})
    for at, column in enumerate(sheet.columns):
        if column.choices:
            offered = {"validate": "list", "source": list(column.choices)}
            page.data_validation(header_row + 1, at, header_row + MOST_ROWS, at, offered)
