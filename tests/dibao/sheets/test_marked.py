"""The marked copy: the sender's rows, what is wrong in red, and the way back in."""

from io import BytesIO

import openpyxl
import pytest

from dibao.sheets.cleaners import as_count, as_id_number, as_name
from dibao.sheets.columns import Column, RowError, read_table
from dibao.sheets.marked import marked_workbook
from dibao.sheets.reading import read_rows
from tests.dibao.sheets.workbooks import workbook

COLUMNS = (
    Column("name", ("户主姓名",), as_name),
    Column("id_number", ("身份证号",), as_id_number()),
    Column("size", ("家庭人口",), as_count),
)
SENT = workbook(
    [
        ["花名册"],
        ["序号", "户主姓名", "身份证号", "家庭人口"],
        [1, "张三", "990121197309052326", 3],
        [2, "李四", 990121197309052326, "三"],
        [3, "=1+1", "990121197309052326", 3],
    ]
)
WHITE = "00000000"
RED, YELLOW = "FFFFC7CE", "FFFFEB9C"


def _marked(content=SENT):
    table = read_table(read_rows(content, "a.xlsx"), COLUMNS)
    return marked_workbook(
        table.header.labels, [(read.row, read.errors) for read in table if read.errors]
    )


@pytest.fixture
def page():
    return openpyxl.load_workbook(BytesIO(_marked())).active


def test_only_wrong_rows_come_back_with_their_reason_and_their_number(page):
    rows = [[cell.value for cell in row] for row in page.iter_rows()]

    assert rows[0] == ["错误原因", "原行号", "序号", "户主姓名", "身份证号", "家庭人口"]
    assert [row[1] for row in rows[1:]] == [4, 5]
    assert rows[1][0].startswith("身份证号：身份证号被表格软件存成了数字")
    assert "；家庭人口：填整数，如 3；现在是“三”" in rows[1][0]
    assert len(rows) == 3


def test_bad_cells_are_red_and_carry_a_note_and_good_ones_are_plain(page):
    assert [page.cell(2, at).fill.fgColor.rgb for at in range(3, 7)] == [WHITE, WHITE, RED, RED]
    assert "后几位已丢失" in page["E2"].comment.text
    assert page["D2"].comment is None


def test_cells_are_what_the_sender_typed(page):
    assert (page["C2"].value, page["D2"].value, page["F2"].value) == (2, "李四", "三")
    assert page["E3"].data_type == "s"
    assert page["D3"].data_type == "s"
    assert page["E3"].number_format == "@"


def test_warnings_are_yellow():
    (row,) = (row for row in read_rows(SENT, "a.xlsx") if row.number == 3)
    doubt = RowError(3, "B", "户主姓名", "与系统里的姓名不同", is_warning=True)

    page = openpyxl.load_workbook(
        BytesIO(marked_workbook(["序号", "户主姓名"], [(row, [doubt])]))
    ).active

    assert page["D2"].fill.fgColor.rgb == YELLOW


def test_a_mended_copy_is_taken_and_its_rows_are_still_the_ones_they_were():
    mended = openpyxl.load_workbook(BytesIO(_marked()))
    mended.active["E2"], mended.active["F2"], mended.active["D3"] = "990121197608300705", 3, "王五"
    out = BytesIO()
    mended.save(out)

    table = read_table(read_rows(out.getvalue(), "a.xlsx"), COLUMNS)
    rows = list(table)

    assert [(row.number, row.original_number, row.errors) for row in rows] == [
        (2, 4, []),
        (3, 5, []),
    ]
    assert table.header.unknown == ("序号",)


def test_a_copy_that_is_still_wrong_is_marked_once_more_with_the_first_numbers():
    again = openpyxl.load_workbook(BytesIO(_marked(_marked()))).active

    assert [cell.value for cell in again[1]] == [
        "错误原因",
        "原行号",
        "序号",
        "户主姓名",
        "身份证号",
        "家庭人口",
    ]
    assert again.cell(2, 2).value == 4
