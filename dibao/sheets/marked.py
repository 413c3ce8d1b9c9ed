"""The sender's own rows back, with what is wrong marked: mend them and upload the file again.

The first columns say why and which row it was; an import leaves the reason out and keeps the
row's number, so a mended row is still the one it was.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from io import BytesIO
from typing import Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from dibao.sheets.columns import NUMBER_LABEL, REASON_LABEL, RowError, column_letter
from dibao.sheets.reading import Cell, CellKind, SheetRow
from dibao.sheets.writing import FONT, HEADER_LOOK, OPTIONS

OURS: Final = (REASON_LABEL, NUMBER_LABEL)
WRONG: Final = {**FONT, "bg_color": "#FFC7CE", "font_color": "#9C0006"}
DOUBTFUL: Final = {**FONT, "bg_color": "#FFEB9C", "font_color": "#7F6000"}
REASON_WIDTH: Final = 48
COLUMN_WIDTH: Final = 18
NUMBER_FORMATS: Final = {CellKind.NUMBER: "General", CellKind.DATE: "yyyy-mm-dd"}


class _Looks:
    """One format for each colour and kind of cell."""

    def __init__(self, book: Workbook) -> None:
        self.header: Format = book.add_format({**FONT, **HEADER_LOOK})
        self.reason: Format = book.add_format({**FONT, "text_wrap": True})
        self.cells = {
            (colour, shown): book.add_format({**look, "num_format": shown})
            for colour, look in {"wrong": WRONG, "doubtful": DOUBTFUL, "": FONT}.items()
            for shown in ("@", *NUMBER_FORMATS.values())
        }

    def of(self, cell: Cell, error: RowError | None) -> Format:
        colour = "" if error is None else "doubtful" if error.is_warning else "wrong"
        return self.cells[colour, NUMBER_FORMATS.get(cell.kind, "@")]


def marked_workbook(
    labels: Sequence[str], rows: Iterable[tuple[SheetRow, Sequence[RowError]]]
) -> bytes:
    """An .xlsx of the rows under the sender's labels; cells with errors are red and carry a note."""
    out = BytesIO()
    kept = [at for at, label in enumerate(labels) if label not in OURS]
    numbered = labels.index(NUMBER_LABEL) if NUMBER_LABEL in labels else None
    with xlsxwriter.Workbook(out, OPTIONS) as book:
        looks = _Looks(book)
        page = book.add_worksheet(REASON_LABEL)
        page.freeze_panes(1, len(OURS))
        page.set_column(0, 0, REASON_WIDTH)
        page.set_column(len(OURS), len(OURS) + len(kept), COLUMN_WIDTH, looks.cells["", "@"])
        for at, label in enumerate([*OURS, *(labels[at] for at in kept)]):
            page.write_string(0, at, label, looks.header)
        for number, (row, errors) in enumerate(rows, start=1):
            # A copy of a copy still says which row it was at first.
            page.write_number(number, 1, _first_number(row, numbered))
            _write_row(page, number, row, errors, kept, looks)
    return out.getvalue()


def _first_number(row: SheetRow, numbered: int | None) -> int:
    text = "" if numbered is None else row.cell(numbered).text
    return int(text) if text.isdigit() else row.number


def _write_row(
    page: Worksheet,
    number: int,
    row: SheetRow,
    errors: Sequence[RowError],
    kept: Sequence[int],
    looks: _Looks,
) -> None:
    wrong = {error.column: error for error in reversed(errors)}
    reasons = "；".join(f"{error.header}：{error.sentence}" for error in errors)
    page.write_string(number, 0, reasons, looks.reason)
    for at, position in enumerate(kept, start=len(OURS)):
        cell, error = row.cell(position), wrong.get(column_letter(position))
        _write_cell(page, number, at, cell, looks.of(cell, error))
        if error is not None:
            page.write_comment(number, at, error.sentence)


def _write_cell(page: Worksheet, row: int, column: int, cell: Cell, look: Format) -> None:
    """What the sender had typed, as the kind it was; a formula only as its last result."""
    if cell.is_blank or cell.value is None:
        page.write_blank(row, column, None, look)
    elif cell.kind == CellKind.NUMBER and isinstance(cell.value, int | float):
        page.write_number(row, column, cell.value, look)
    elif isinstance(cell.value, date):
        page.write_datetime(row, column, cell.value, look)
    else:
        page.write_string(row, column, cell.text, look)
