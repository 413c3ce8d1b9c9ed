"""Workbooks and CSV go out as text that no program runs, and come back as they were."""

import csv
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dibao.sheets.reading import CellKind, read_rows
from dibao.sheets.writing import Kind, OutColumn, Sheet, lines_of, write_csv, write_workbook
from dibao.values.months import BenefitMonth

COLUMNS = (
    OutColumn("户主姓名"),
    OutColumn("身份证号", width=22),
    OutColumn("金额", Kind.MONEY),
    OutColumn("人数", Kind.COUNT),
    OutColumn("登记日期", Kind.DAY),
)
ROW = ("张三", "990121197309052326", Decimal("3043511.10"), 5, date(2008, 7, 1))
FORMULAS = [
    "=1+1",
    "+86 13800005678",
    "-5",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    " =1+1",
    "　=1+1",
    "＝1+1",
    '=HYPERLINK("http://a")',
]
NUMBER_LIKE = ["{=1+1}", "http://example.org", "0012", "1E5"]


def _opened(content):
    return openpyxl.load_workbook(BytesIO(content))


def test_rows_come_back_as_they_went_out():
    content = write_workbook(Sheet("花名册", COLUMNS, [ROW]))

    header, row = read_rows(content, "a.xlsx")

    assert [cell.text for cell in header.cells] == [column.header for column in COLUMNS]
    assert [cell.value for cell in row.cells] == [
        "张三",
        "990121197309052326",
        3043511.10,
        5,
        date(2008, 7, 1),
    ]
    assert [cell.kind for cell in row.cells][:4] == [
        CellKind.TEXT,
        CellKind.TEXT,
        CellKind.NUMBER,
        CellKind.NUMBER,
    ]


@pytest.mark.parametrize("text", FORMULAS + NUMBER_LIKE)
def test_text_is_a_string_whatever_it_begins_with(text):
    page = _opened(write_workbook(Sheet("甲", COLUMNS[:1], [(text,)]))).active

    assert page["A2"].data_type == "s"
    assert page["A2"].hyperlink is None
    assert page["A2"].number_format == "@"


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=50))
@settings(max_examples=30, deadline=None)
def test_any_text_survives_the_way_out_and_in(text):
    content = write_workbook(Sheet("甲", COLUMNS[:1], [(text,), ("末",)]))

    assert [row.cell(0).text for row in read_rows(content, "a.xlsx")][1:] == [text, "末"]


def test_a_column_of_numbers_keeps_a_word_as_a_word():
    page = _opened(
        write_workbook(Sheet("甲", COLUMNS[2:3], [("=1+1",), (None,), (Decimal("5.50"),)]))
    ).active

    assert [page[f"A{number}"].data_type for number in (2, 4)] == ["s", "n"]
    assert page["A3"].value is None
    assert page["A4"].number_format == "#,##0.00"


def test_the_header_is_in_sight_on_the_screen_and_on_every_page():
    content = write_workbook(Sheet("甲", COLUMNS, [ROW], heading=("安丰县低保花名册", "2008年7月")))
    page = _opened(content).active

    assert [page["A1"].value, page["A2"].value, page["A3"].value] == [
        "安丰县低保花名册",
        "2008年7月",
        "户主姓名",
    ]
    assert page.freeze_panes == "A4"
    assert page.print_title_rows == "$3:$3"
    assert page["A3"].font.bold
    assert page.column_dimensions["B"].width > 20


def test_a_header_that_breaks_has_room_for_its_lines():
    columns = (*COLUMNS, OutColumn("补发、补差和重新发放（元）", Kind.MONEY, width=18))

    page = _opened(write_workbook(Sheet("甲", columns, [], header_lines=lines_of(columns)))).active

    assert page.row_dimensions[1].height == 30
    assert lines_of(COLUMNS) == 1


def test_sheet_names_are_made_fit_and_different():
    same = [
        Sheet("柳湾镇/小湾村[2008]", COLUMNS[:1], []),
        Sheet("柳湾镇?小湾村 2008", COLUMNS[:1], []),
    ]
    long = [
        Sheet("安" * 40, COLUMNS[:1], []),
        Sheet("安" * 50, COLUMNS[:1], []),
        Sheet("", COLUMNS[:1], []),
    ]

    names = _opened(write_workbook(*same, *long)).sheetnames

    assert len(set(names)) == 5
    assert all(0 < len(name) <= 31 for name in names)


def test_a_row_of_the_wrong_length_is_noticed():
    with pytest.raises(ValueError, match="zip"):
        write_workbook(Sheet("甲", COLUMNS, [("张三",)]))


def test_months_and_blanks_are_written_as_they_are_read():
    content = write_workbook(
        Sheet("甲", (OutColumn("月份"), OutColumn("备注")), [(BenefitMonth(2008, 7), None)])
    )

    _header, row = read_rows(content, "a.xlsx")

    assert (row.cell(0).text, row.cell(1).is_blank) == ("2008-07", True)


@pytest.mark.parametrize("text", FORMULAS)
def test_a_csv_field_that_looks_like_a_formula_is_quoted(text):
    written = write_csv(COLUMNS[:1], [(text,)]).decode("utf-8-sig")

    assert list(csv.reader(StringIO(written, newline="")))[1] == [f"'{text}"]


def test_csv_keeps_numbers_numbers_and_opens_in_a_spreadsheet():
    content = write_csv(
        COLUMNS,
        [("张三", "9", Decimal("-5.5"), 5, date(2008, 7, 1)), (None, "a\x00b", 0, 0, None)],
    )

    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig").split("\r\n")[1:3] == [
        "张三,9,-5.5,5,2008-07-01",
        ",ab,0,0,",
    ]
