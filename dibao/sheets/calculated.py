"""Which cells of a sheet hold a formula or an error value: calamine gives their last result only.

A computed amount is never taken for money, and a formula that was not calculated reads as blank.
"""

import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import PurePosixPath
from typing import Final, Literal
from xml.parsers import expat

from dibao.sheets.inspection import unpack

# (row, column), both from 0, to what stands there.
Mark = Literal["formula", "error"]
Calculated = dict[tuple[int, int], Mark]

REFERENCE: Final = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
RELATIONS: Final = "xl/_rels/workbook.xml.rels"


def calculated_cells(content: bytes, sheet: str, calculated_parts: frozenset[str]) -> Calculated:
    """Formulas and errors of the named sheet of an .xlsx; expat refuses what is no XML."""
    if not calculated_parts:
        return {}
    with zipfile.ZipFile(BytesIO(content)) as archive:
        parts = {part.filename: part for part in archive.infolist()}
    name = _part_of(sheet, parts, content)
    if name not in calculated_parts:
        return {}
    reader = _CellReader()
    _feed(parts[name], content, reader.start)
    return reader.found


class _CellReader:
    """Follows rows and cells, whose references may be left out, in the order they are written."""

    def __init__(self) -> None:
        self.found: Calculated = {}
        self.row = -1
        self.column = -1

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = _local(name)
        if name == "c":
            self._cell(attributes)
        elif name == "row":
            self.row = int(attributes["r"]) - 1 if attributes.get("r") else self.row + 1
            self.column = -1
        elif name == "f":
            self.found[self.row, self.column] = "formula"

    def _cell(self, attributes: dict[str, str]) -> None:
        reference = REFERENCE.fullmatch(attributes.get("r", ""))
        if reference:
            self.row, self.column = int(reference[2]) - 1, column_number(reference[1])
        else:
            self.column += 1
        if attributes.get("t") == "e":
            self.found[self.row, self.column] = "error"


def column_number(letters: str) -> int:
    """A is 0, Z is 25, AA is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _part_of(sheet: str, parts: dict[str, zipfile.ZipInfo], content: bytes) -> str:
    """The part that holds the sheet, by way of the workbook's list and its relations."""
    ids: dict[str, str] = {}
    targets: dict[str, str] = {}

    def workbook(name: str, attributes: dict[str, str]) -> None:
        if _local(name) == "sheet":
            found = [value for key, value in attributes.items() if _local(key) == "id"]
            ids[attributes.get("name", "")] = found[0] if found else ""

    def relations(name: str, attributes: dict[str, str]) -> None:
        if _local(name) == "Relationship":
            targets[attributes.get("Id", "")] = attributes.get("Target", "")

    _feed(parts["xl/workbook.xml"], content, workbook)
    _feed(parts[RELATIONS], content, relations)
    target = targets.get(ids.get(sheet, ""), "")
    return target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)


def _feed(
    part: zipfile.ZipInfo, content: bytes, start: Callable[[str, dict[str, str]], None]
) -> None:
    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    for piece in unpack(part, content):
        parser.Parse(piece)
    parser.Parse(b"", True)


def _local(name: str) -> str:
    return name.rpartition(":")[2]
