"""Seeing what a file is: which sheet, which shape, where its header stands, in what unit its money is."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from applicants.imports.layouts import Layout, Place, chosen_columns
from dibao.errors import Refused
from dibao.sheets.columns import HEADER_ROWS, Header, Table, best_header, label, read_table
from dibao.sheets.limits import IMPORT_LIMITS
from dibao.sheets.reading import SheetRow, glance, read_rows
from dibao.sheets.refusals import NO_ROWS, SheetRefused
from dibao.values.words import gettext_noop as _

# More sheets than a county keeps in one workbook are not looked through.
_SHEETS: Final = 12
# Who fills the list in (填报单位) is no unit of money.
_UNIT: Final = re.compile(r"(?:^|[(（])(?:金额|计量)?单位[:：]?([^)）]*)")
_OTHER_UNITS: Final = re.compile(r"[千万亿]元|[角分](?:$|[、,，)])")


@dataclass(frozen=True)
class Recognised:
    """What a file was found to be: the sheet (blank for .csv), the shape, its header, and what stands above it."""

    sheet: str
    layout: Layout
    header: Header
    title: str
    unit: str
    sheets: tuple[str, ...] = ()

    def as_seen(self) -> dict[str, object]:
        """As JSON for the pages: sheets and title, rows of the header (theirs, from 1), labels, places of columns."""
        header = self.header
        return {
            "sheets": list(self.sheets),
            "title": self.title,
            "unit": self.unit,
            "row": header.row_number,
            "height": header.height,
            "labels": list(header.labels),
            "positions": header.positions,
            "missing": list(header.missing),
            "unknown": list(header.unknown),
        }

    @property
    def is_whole(self) -> bool:
        """Whether every column is there that the shape cannot do without."""
        return not self.header.missing


def recognise(
    content: bytes,
    name: str,
    place: Place,
    layouts: Sequence[Layout],
    *,
    sheet: str = "",
    chosen: Mapping[str, str] | None = None,
) -> Recognised:
    """The sheet and shape that fit best; those of one shape or sheet where the caller knows it.

    Raises SheetRefused for what is no table, and Refused where the money is not in yuan.
    """
    sheets, top = glance(content, name, IMPORT_LIMITS, most=HEADER_ROWS + 1)
    sheets = sheets[:_SHEETS]
    # Large files are slow to open, and most have one sheet.
    if sheet or len(sheets) > 1:
        tops = _first_rows(content, name, [sheet] if sheet else sheets)
    else:
        tops = [] if all(row.is_blank for row in top) else [("".join(sheets), top)]
    found = [
        recognised
        for one, first in tops
        for recognised in (_as(layout, one, first, place, chosen or {}) for layout in layouts)
    ]
    if not found:
        raise SheetRefused(NO_ROWS)
    best = max(found, key=_fitness)
    _require_yuan(best.unit)
    return replace(best, sheets=tuple(sheets))


def table_of(
    content: bytes,
    name: str,
    place: Place,
    layout: Layout,
    *,
    sheet: str = "",
    chosen: Mapping[str, str] | None = None,
) -> Table:
    """The whole table of one sheet under a shape. Raises SheetRefused where columns are missing."""
    columns = chosen_columns(layout.columns(place), chosen or {})
    return read_table(read_rows(content, name, IMPORT_LIMITS, sheet=sheet or None), columns)


def _first_rows(
    content: bytes, name: str, names: Sequence[str]
) -> list[tuple[str, list[SheetRow]]]:
    """The rows among which a header stands, of each sheet that has any."""
    found = []
    for one in names:
        rows = read_rows(content, name, IMPORT_LIMITS, sheet=one or None)
        first = list(islice(rows, HEADER_ROWS + 1))
        if any(not row.is_blank for row in first):
            found.append((one, first))
    return found


def _as(
    layout: Layout, sheet: str, first: list[SheetRow], place: Place, chosen: Mapping[str, str]
) -> Recognised:
    header = best_header(first, chosen_columns(layout.columns(place), chosen))
    above = [row for row in first if row.number < header.row_number]
    words = [cell.text.strip() for row in above for cell in row.cells if not cell.is_blank]
    unit = next((found[1] for text in words if (found := _UNIT.search(label(text)))), "")
    return Recognised(sheet, layout, header, words[0] if words else "", unit)


def _fitness(recognised: Recognised) -> tuple[bool, int, int]:
    """A whole shape before one that lacks something; then what names most columns, and leaves fewest unnamed."""
    header = recognised.header
    return recognised.is_whole, len(header.positions), -len(header.unknown)


def _require_yuan(unit: str) -> None:
    if _OTHER_UNITS.search(unit):
        raise Refused(_("表上写着单位是“%(unit)s”：金额改成以元为单位再上传"), unit=unit)
