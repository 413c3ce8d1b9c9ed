"""Writes a long table into a workbook while its rows are still being looked up: in little memory, and with nothing
of it readable on the disk.

xlsxwriter makes the workbook as it would be with a single row: looks, widths, what is printed. Its sheet is then copied
with our rows in the place of that one, since writing each cell by its method takes four times as long and leaves the
rows in a temporary file.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from io import BufferedIOBase, BytesIO
from typing import BinaryIO, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_col_to_name

from dibao.errors import Refused
from dibao.sheets.writing import Kind, Sheet, as_text, write_workbook_to

_PAGE: Final = "xl/worksheets/sheet1.xml"
_ROW: Final = re.compile(rb"<row [^>]*>(?:(?!<row ).)*?</row></sheetData>", re.DOTALL)
_LOOK: Final = re.compile(rb'<c r="[A-Z]+\d+" s="(\d+)"')
_DIMENSION: Final = re.compile(rb"<dimension [^>]*/>")
_SAMPLES: Final[dict[Kind, object]] = {
    Kind.TEXT: "x",
    Kind.MONEY: 0,
    Kind.COUNT: 0,
    Kind.DAY: date(2000, 1, 1),
}
_NUMBERS: Final = frozenset({Kind.MONEY, Kind.COUNT})
# What XML or the format reads as something else, or a program trims.
_AWKWARD: Final = re.compile(r"[&<>\x00-\x1f\ufffe\uffff\ud800-\udfff]|_x[0-9A-Fa-f]{4}_|^\s|\s$")
_UNWRITABLE: Final = re.compile(r"[\x00\ufffe\uffff\ud800-\udfff]")
_LOOKS_ESCAPED: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_CONTROL: Final = re.compile(r"[\x01-\x08\x0b-\x1f]")
_LONGEST_TEXT: Final = 32_767
_MOST_ROWS: Final = 1_048_576
# The day before the first that spreadsheet programs count, with the leap day of 1900 that they believe in; what lies
# before its end is written out.
_DAY_ZERO, _FIRST_DAY = date(1899, 12, 30).toordinal(), date(1900, 3, 1).toordinal()
# So many rows are compressed at a time.
_AT_ONCE: Final = 256


@dataclass(frozen=True, slots=True)
class _Column:
    """The XML of a column's cells, but for the row's number and the value."""

    opening: str
    text: str
    number: str
    kind: Kind


def write_long_workbook_to(out: BinaryIO | BufferedIOBase, sheet: Sheet, *others: Sheet) -> None:
    """Write the .xlsx, whose first sheet may be as long as a sheet can be, into an open file that need not seek.

    Raises Refused for more rows than a sheet has.
    """
    shell = BytesIO()
    sample = [_SAMPLES[column.kind] for column in sheet.columns]
    write_workbook_to(shell, replace(sheet, rows=(sample,), footing=()), *others)
    with ZipFile(shell) as made, ZipFile(out, "w", ZIP_DEFLATED) as book:
        for entry in made.infolist():
            if entry.filename == _PAGE:
                _copy_page(book, entry, made.read(entry), sheet)
            else:
                book.writestr(entry, made.read(entry))


def _copy_page(book: ZipFile, entry: ZipInfo, page: bytes, sheet: Sheet) -> None:
    found = _ROW.search(page)
    if found is None:
        raise ValueError("the library writes its sheets otherwise than this module knows")
    columns = list(_columns(sheet, _LOOK.findall(found[0])))
    # How far the rows go is known only behind them, and programs count for themselves.
    before = _DIMENSION.sub(b"", page[: found.start()])
    info = ZipInfo(entry.filename, entry.date_time)
    info.compress_type = ZIP_DEFLATED
    with book.open(info, "w") as copy:
        copy.write(before)
        for part in _in_xml(sheet, columns):
            copy.write(part.encode())
        copy.write(b"</sheetData>" + page[found.end() :])


def _columns(sheet: Sheet, looks: Sequence[bytes]) -> Iterator[_Column]:
    for at, (column, look) in enumerate(zip(sheet.columns, looks, strict=True)):
        style = f'" s="{look.decode()}"'
        yield _Column(
            f'<c r="{xl_col_to_name(at)}',
            f'{style} t="inlineStr"><is><t',
            f"{style}><v>",
            column.kind,
        )


def _in_xml(sheet: Sheet, columns: Sequence[_Column]) -> Iterator[str]:
    """The rows and the lines beneath them, some at a time."""
    parts: list[str] = []
    number = header = len(sheet.heading) + 1
    most = _MOST_ROWS - len(sheet.footing) - 1
    for number, row in enumerate(sheet.rows, start=header + 1):
        if number > most:
            raise Refused(_("行数超过一张工作表能放的。缩小范围，或改成CSV。"))
        parts.append(_row(number, row, columns))
        if len(parts) == _AT_ONCE:
            yield "".join(parts)
            parts.clear()
    yield "".join(parts)
    for beneath, line in enumerate(sheet.footing, start=number + 2):
        yield _row(beneath, (line,), columns[:1])


def _row(number: int, row: Iterable[object], columns: Sequence[_Column]) -> str:
    """A cell for each value that is there; a number only where the column is of numbers and the value is one."""
    cells = [f'<row r="{number}">']
    for value, column in zip(row, columns, strict=True):
        if value is None or value == "":
            continue
        if type(value) is str:
            text = (
                f"{column.text}>{value}" if _is_plain(value) else f"{column.text}{_escaped(value)}"
            )
            cells.append(f"{column.opening}{number}{text}</t></is></c>")
        else:
            cells.append(_other_cell(number, value, column))
    cells.append("</row>")
    return "".join(cells)


def _other_cell(number: int, value: object, column: _Column) -> str:
    if column.kind in _NUMBERS and isinstance(value, int | float | Decimal):
        return f"{column.opening}{number}{column.number}{value + 0}</v></c>"
    if column.kind == Kind.DAY and isinstance(value, date):
        day = value.toordinal()
        if day >= _FIRST_DAY:
            return f"{column.opening}{number}{column.number}{day - _DAY_ZERO}</v></c>"
    return f"{column.opening}{number}{column.text}{_escaped(as_text(value))}</t></is></c>"


_search: Final[Callable[[str], re.Match[str] | None]] = _AWKWARD.search


def _is_plain(text: str) -> bool:
    return _search(text) is None and len(text) <= _LONGEST_TEXT


def _escaped(text: str) -> str:
    """The end of the tag and the text, so that a program reads what stands there."""
    text = _UNWRITABLE.sub("", text)[:_LONGEST_TEXT]
    text = _LOOKS_ESCAPED.sub("_x005F_", text)
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = _CONTROL.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    return f' xml:space="preserve">{text}' if text != text.strip() else f">{text}"
