"""The 12-digit area table: the statistics bureau's codes with their names, or a table of ours with more columns."""

from collections.abc import Mapping
from typing import Final

from dibao.errors import Refused
from dibao.levels import AreaLevel
from dibao.sheets.cleaners import Cleaner, as_required_text, as_text
from dibao.sheets.columns import Column, TableRow, read_table
from dibao.sheets.limits import IMPORT_LIMITS
from dibao.sheets.reading import Cell, read_rows
from dibao.values.text import clean_code
from dibao.values.words import gettext_noop as _

# Each of ours first, then as tables of offices have it.
HEADERS: Final = {
    "code": ("code", "区划代码", "统计用区划代码", "行政区划代码", "12位代码", "代码"),
    "name": ("name", "名称", "区划名称", "单位名称", "地区名称"),
    "level": ("level", "级别", "层级"),
    "parent": ("parent", "上级代码", "上级区划代码"),
    "rural_population": ("rural_population", "农村人口"),
    "total_population": ("total_population", "总人口"),
    "land_km2": ("land_km2", "面积", "土地面积"),
    "office_phone": ("office_phone", "监督电话"),
    "office_address": ("office_address", "办公地址"),
}
_REQUIRED: Final = ("code", "name")
_WORDS: Final = {
    **{level: level for level in AreaLevel.values},
    "省": "province",
    "市": "prefecture",
    "地级市": "prefecture",
    "县": "county",
    "区": "county",
    "县级": "county",
    "乡镇": "township",
    "乡": "township",
    "镇": "township",
    "街道": "township",
    "村": "village",
    "社区": "village",
    "居委会": "village",
}
# How many digits say a level; the others are zeros.
_DIGITS: Final = (
    (2, "province"),
    (4, "prefecture"),
    (6, "county"),
    (9, "township"),
    (12, "village"),
)
LENGTH: Final = 12


def read_areas(content: bytes, name: str) -> list[dict[str, str]]:
    """The rows as text by our columns, those only that the table has; what a code says itself is filled in.

    Raises SheetRefused for what is no such table, and Refused with the first row that is wrong.
    """
    columns = [
        Column(key, aliases, _CLEANERS.get(key, as_text), is_required=key in _REQUIRED)
        for key, aliases in HEADERS.items()
    ]
    table = read_table(read_rows(content, name, IMPORT_LIMITS), columns)
    return [_row(row, table.header.positions) for row in table]


def _row(row: TableRow, positions: Mapping[str, int]) -> dict[str, str]:
    if row.errors:
        error = row.errors[0]
        raise Refused(
            _("第%(row)s行%(header)s：%(said)s"),
            row=row.number,
            header=error.header,
            said=error.sentence,
        )
    said = {key: str(row.values.get(key) or "") for key in positions}
    level = _WORDS.get(said.get("level", ""), said.get("level", "")) or level_of(said["code"])
    return {**said, "level": level, "parent": said.get("parent") or parent_of(said["code"], level)}


def level_of(code: str) -> str:
    """The level that a code of twelve digits says by its zeros; a village for what is no code."""
    bare = code.rstrip("0")
    return next((level for digits, level in _DIGITS if len(bare) <= digits), "village")


def parent_of(code: str, level: str) -> str:
    """The code one level up; blank above all."""
    levels = [one for _digits, one in _DIGITS]
    at = levels.index(level) if level in levels else 0
    return code[: _DIGITS[at - 1][0]].ljust(LENGTH, "0") if at else ""


def _as_code(cell: Cell) -> str:
    """Twelve digits, also where the program made a number of them; shorter ones are filled up with zeros."""
    code = clean_code(cell.text)
    return code.ljust(LENGTH, "0") if len(code) in (2, 4, 6, 9) and code.isdigit() else code


_CLEANERS: Final[Mapping[str, Cleaner]] = {
    "code": _as_code,
    "parent": _as_code,
    "name": as_required_text,
}
