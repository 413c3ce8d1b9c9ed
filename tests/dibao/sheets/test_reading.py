"""Rows as the sender sees them: true numbers, kinds of cells, every format people send."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dibao.sheets.reading import CellKind, Limits, SheetRefused, glance, read_rows
from tests.dibao.sheets.workbooks import package, sheet_xml, workbook

OLD_FORMAT = (Path(__file__).resolve().parents[2] / "samples" / "old_format.xls").read_bytes()


def _texts(content, name="花名册.xlsx", **options):
    return [[cell.text for cell in row.cells] for row in read_rows(content, name, **options)]


def _kinds(row):
    return [cell.kind for cell in row.cells]


def test_row_numbers_and_columns_are_the_senders_though_the_data_begin_late():
    content = workbook([[], [], [None, None, "户主"], [], [None, None, "张三"]])

    rows = {row.number: row for row in read_rows(content, "a.xlsx")}

    assert rows[3].cell(2).text == "户主"
    assert rows[5].cell(2).text == "张三"
    assert rows[4].is_blank
    assert rows[5].cell(99).is_blank


def test_a_cell_says_how_it_was_stored():
    content = workbook(
        [["990121197309052326", 990121197309052326, 84.5, True, date(2008, 7, 1), None, "=1+1"]]
    )

    (row,) = read_rows(content, "a.xlsx")

    assert _kinds(row) == [
        CellKind.TEXT,
        CellKind.NUMBER,
        CellKind.NUMBER,
        CellKind.BOOLEAN,
        CellKind.DATE,
        CellKind.BLANK,
        CellKind.FORMULA,
    ]
    assert row.cells[0].text == "990121197309052326"
    assert "E" in row.cells[1].text.upper()
    assert row.cells[4].value == date(2008, 7, 1)


def test_whole_numbers_read_without_a_point():
    assert _texts(workbook([[5, 42.5, 0.1]])) == [["5", "42.5", "0.1"]]


def test_formulas_are_known_by_their_own_cell_in_every_way_of_writing_them():
    rows = (
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f>A1*2</f><v>2</v></c></row>'
        '<row><c><v>3</v></c><c t="str"><f t="shared" si="0"/><v>4</v></c><c t="e"><v>#N/A</v></c></row>'
    )

    first, second = read_rows(package(sheet_xml(rows)), "a.xlsx")

    assert _kinds(first)[:2] == [CellKind.NUMBER, CellKind.FORMULA]
    assert _kinds(second) == [CellKind.NUMBER, CellKind.FORMULA, CellKind.ERROR]
    assert second.cells[1].value in {4, "4"}


def test_the_old_format_reads_alike_under_both_of_its_names():
    xls, et = list(read_rows(OLD_FORMAT, "旧.xls")), list(read_rows(OLD_FORMAT, "旧.et"))

    assert xls == et
    assert [row.number for row in xls] == [1, 2, 3, 4]
    assert [cell.text for cell in xls[2].cells[:3]] == ["张三", "990121197309052326", "84"]
    assert _kinds(xls[2]) == [
        CellKind.TEXT,
        CellKind.TEXT,
        CellKind.NUMBER,
        CellKind.FORMULA,
        CellKind.DATE,
    ]
    assert _kinds(xls[3]) == [
        CellKind.TEXT,
        CellKind.NUMBER,
        CellKind.TEXT,
        CellKind.FORMULA,
        CellKind.ERROR,
    ]


def test_hidden_sheets_are_neither_read_nor_named():
    assert glance(OLD_FORMAT, "旧.xls", most=1)[0] == ["花名册"]


def test_the_first_sheet_with_data_is_read_unless_another_is_named():
    content = workbook([], sheets={"说明": [], "柳湾镇": [["甲"]], "龙洲镇": [["乙"]]})

    assert glance(content, "a.xlsx", most=1)[0] == ["说明", "柳湾镇", "龙洲镇"]
    assert _texts(content) == [["甲"]]
    assert _texts(content, sheet="龙洲镇") == [["乙"]]
    with pytest.raises(SheetRefused, match="没有工作表“东山乡”"):
        _texts(content, sheet="东山乡")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_is_read_in_the_encodings_that_programs_write(encoding):
    content = '户主姓名,身份证号\r\n"张\r\n三",990121197309052326\r\n\r\n𬭎四,x\r\n'.encode(
        encoding
    )

    rows = list(read_rows(content, "名册.CSV"))

    assert [row.number for row in rows] == [1, 2, 3, 4]
    assert [cell.text for cell in rows[1].cells] == ["张\r\n三", "990121197309052326"]
    assert rows[2].is_blank
    assert rows[3].cells[0].text == "𬭎四"
    assert _kinds(rows[1]) == [CellKind.TEXT, CellKind.TEXT]
    assert glance(content, "名册.csv", most=1)[0] == []


def test_columns_may_be_parted_by_tabs():
    assert _texts("甲\t乙,丙\t丁\n".encode(), "a.csv") == [["甲", "乙,丙", "丁"]]


def test_an_empty_file_is_refused_or_has_no_rows():
    with pytest.raises(SheetRefused, match="没有数据"):
        _texts(workbook([]))
    assert _texts(b"", "a.csv") == []


def test_a_reader_that_stops_early_leaves_no_process_behind():
    rows = read_rows(workbook([["甲"]] * 5000), "a.xlsx")

    assert next(rows).number == 1
    rows.close()


def test_cells_with_a_look_and_nothing_in_them_do_not_count():
    styled = '<row r="1"><c r="A1" t="inlineStr"><is><t>甲</t></is></c></row>'
    styled += "".join(
        f'<row r="{number}"><c r="ZZ{number}" s="0"/></row>' for number in range(2, 40_000)
    )

    assert _texts(package(sheet_xml(styled))) == [["甲"]]


def test_limits_are_those_of_the_caller():
    content = workbook([["甲"]] * 200)

    with pytest.raises(SheetRefused, match="“花名册”到第200行，最多100行"):
        _texts(content, limits=Limits(rows=100))
    with pytest.raises(SheetRefused, match="有4列，最多3列"):
        _texts(workbook([["甲", "乙", "丙", "丁"]]), limits=Limits(columns=3))
    with pytest.raises(SheetRefused, match="最多0 MB"):
        _texts(content, limits=Limits(packed=100))


def test_limits_hold_for_csv_too():
    with pytest.raises(SheetRefused, match="最多100行"):
        _texts("甲\n".encode() * 200, "a.csv", limits=Limits(rows=100))
    with pytest.raises(SheetRefused, match="最多3列"):
        _texts("甲,乙,丙,丁".encode(), "a.csv", limits=Limits(columns=3))
    assert _texts("甲,乙,丙,,,".encode(), "a.csv", limits=Limits(columns=3))[0][:3] == [
        "甲",
        "乙",
        "丙",
    ]


@given(st.binary(max_size=300))
@settings(max_examples=200)
def test_any_bytes_named_csv_are_rows_or_a_refusal(content):
    try:
        rows = list(read_rows(content, "a.csv"))
    except SheetRefused:
        return
    assert [row.number for row in rows] == list(range(1, len(rows) + 1))
