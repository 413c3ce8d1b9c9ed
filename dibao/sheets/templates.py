"""Blank workbooks to be filled in: what must be written is starred and yellow, codes are text, few words are offered.

What comes back is read by `columns.read_table`: the star of a header and the example row are left out there.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from dibao.sheets.columns import Column

# Counts up when a template changes, so that an old one can be told from a new one.
VERSION: Final = 1
VERSION_NAME: Final = "DIBAO_TEMPLATE"
WORDS_SHEET: Final = "字典"
HELP_SHEET: Final = "填表说明"
SERIAL: Final = "序号"
EXAMPLE_MARK: Final = "示例（导入时忽略）"
# Numbers that a spreadsheet program would round to fifteen digits.
_CODES: Final = re.compile(r"身份证|证件号|账号|卡号|电话|手机|代码|编号")
_ROWS: Final = 2000
_WIDTH, _MARK_WIDTH, _HELP_WIDTH = 16, 22, 90
_REQUIRED, _OPTIONAL, _EXAMPLE = "FFF2CC", "E7E6E6", "F2F2F2"
_LINE: Final = Side(style="thin", color="A6A6A6")


@dataclass(frozen=True, slots=True)
class Blank:
    """A template: its title, its columns, the words offered and the example by column, the lines that explain it."""

    key: str
    title: str
    columns: Sequence[Column]
    choices: Mapping[str, Sequence[str]]
    example: Mapping[str, str]
    notes: Sequence[str]


def template_workbook(blank: Blank) -> bytes:
    """The .xlsx as bytes: the sheet to fill in, how to, and the hidden words."""
    book = Workbook()
    page = book.active
    if not isinstance(page, Worksheet):
        raise TypeError("a new workbook has no sheet")
    page.title = blank.title
    _write_header(page, blank)
    _write_example(page, blank)
    _write_help(book.create_sheet(HELP_SHEET), blank)
    _offer_words(book, page, blank)
    book.defined_names[VERSION_NAME] = DefinedName(
        VERSION_NAME, attr_text=f'"{blank.key}-{VERSION}"'
    )
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _write_header(page: Worksheet, blank: Blank) -> None:
    page.freeze_panes = "A2"
    page.row_dimensions[1].height = 32
    _head(page, 1, SERIAL, _OPTIONAL, "可以不填。")
    page.column_dimensions["A"].width = _MARK_WIDTH
    for at, column in enumerate(blank.columns, start=2):
        star = "*" if column.is_required else ""
        fill = _REQUIRED if column.is_required else _OPTIONAL
        _head(page, at, f"{star}{column.header}", fill, _note_of(column, blank))
        letter = get_column_letter(at)
        page.column_dimensions[letter].width = _WIDTH
        if _is_code(column):
            page.column_dimensions[letter].number_format = "@"
            for row in range(2, _ROWS + 2):
                page.cell(row, at).number_format = "@"


def _head(page: Worksheet, at: int, words: str, fill: str, note: str) -> None:
    cell = page.cell(1, at, words)
    cell.font = Font(name="宋体", size=11, bold=True)
    cell.fill = PatternFill("solid", start_color=fill)
    cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")
    cell.border = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
    cell.comment = Comment(note, "dibao", height=80, width=240)


def _note_of(column: Column, blank: Blank) -> str:
    need = "必填。" if column.is_required else "没有可以空着。"
    code = "这一列是文本格式，数字不会变样。" if _is_code(column) else ""
    words = "从下拉列表里选。" if blank.choices.get(column.name) else ""
    also = f"别的写法也认得：{'、'.join(column.aliases[1:5])}。" if column.aliases[1:] else ""
    return f"{need}{code}{words}{also}"


def _is_code(column: Column) -> bool:
    return bool(_CODES.search(column.header))


def _write_example(page: Worksheet, blank: Blank) -> None:
    grey = PatternFill("solid", start_color=_EXAMPLE)
    cells = [EXAMPLE_MARK, *(blank.example.get(column.name, "") for column in blank.columns)]
    for at, words in enumerate(cells, start=1):
        cell = page.cell(2, at, words or None)
        cell.font = Font(name="宋体", size=11, italic=True, color="7F7F7F")
        cell.fill = grey


def _write_help(page: Worksheet, blank: Blank) -> None:
    page.column_dimensions["A"].width = _HELP_WIDTH
    for number, line in enumerate((blank.title, *blank.notes), start=1):
        cell = page.cell(number, 1, line)
        cell.font = Font(name="宋体", size=14 if number == 1 else 11, bold=number == 1)
        cell.alignment = Alignment(wrap_text=True, vertical="top")


def _offer_words(book: Workbook, page: Worksheet, blank: Blank) -> None:
    """The words stand on a hidden sheet, since a list within a rule holds 255 letters."""
    words = book.create_sheet(WORDS_SHEET)
    words.sheet_state = "hidden"
    positions = {column.name: at for at, column in enumerate(blank.columns, start=2)}
    offered = [
        (name, found) for name, found in blank.choices.items() if found and name in positions
    ]
    for at, (name, found) in enumerate(offered, start=1):
        letter = get_column_letter(at)
        for row, word in enumerate(found, start=1):
            words.cell(row, at, word)
        span = f"{quote_sheetname(WORDS_SHEET)}!${letter}$1:${letter}${len(found)}"
        rule = DataValidation(type="list", formula1=span, allow_blank=True)
        rule.errorTitle, rule.error = "不在列表里", "从下拉列表里选，或对照字典填写全称。"
        # A stop would keep people from pasting what they have; the import says what it does not know.
        rule.errorStyle = "warning"
        page.add_data_validation(rule)
        column = get_column_letter(positions[name])
        rule.add(f"{column}2:{column}{_ROWS + 1}")
