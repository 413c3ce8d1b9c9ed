"""Tables as people keep them: titles, two-row headers, totals, merged cells, every kind of fault."""

from datetime import date
from decimal import Decimal

import pytest

from dibao.errors import Refused
from dibao.sheets.cleaners import (
    as_bank_number,
    as_count,
    as_day,
    as_id_number,
    as_money,
    as_month,
    as_name,
    as_phone,
    as_required_text,
    as_text,
    one_of,
    optional,
)
from dibao.sheets.columns import Column, column_letter, find_header, read_table
from dibao.sheets.reading import BLANK, Cell, CellKind, SheetRefused, SheetRow
from dibao.values.identity import IdNumber
from dibao.values.months import BenefitMonth

ID = "990121197309052326"
COLUMNS = (
    Column("town", ("乡镇",), as_required_text, is_carried_down=True),
    Column("name", ("户主姓名", "户主"), as_name),
    Column("id_number", ("身份证号", "身份证号码"), as_id_number(date(2008, 7, 1))),
    Column("amount", ("月保障金额", "低保金额"), as_money),
    Column("phone", ("联系电话",), optional(as_phone), is_required=False),
)
HEADER = ("乡镇", "户主姓名", "身份证号", "低保金额", "联系电话")


def _cell(value: object) -> Cell:
    if value is None:
        return BLANK
    if isinstance(value, Cell):
        return value
    return Cell(value, CellKind.NUMBER if isinstance(value, int | float) else CellKind.TEXT)


def _rows(*rows: tuple[object, ...], first: int = 1) -> list[SheetRow]:
    return [
        SheetRow(number, tuple(map(_cell, row))) for number, row in enumerate(rows, start=first)
    ]


def _one(*row: object):
    (read,) = read_table(_rows(HEADER, row), COLUMNS)
    return read


# The header


def test_a_title_above_the_header_is_passed_over():
    rows = _rows(("安丰县2008年6月花名册",), (None,), HEADER, ("柳湾镇", "张三", ID, 84, None))

    (read,) = read_table(rows, COLUMNS)

    assert (read.number, read.errors) == (4, [])
    assert read.values == {
        "town": "柳湾镇",
        "name": "张三",
        "id_number": IdNumber(ID),
        "amount": Decimal("84.00"),
        "phone": None,
    }


def test_headers_have_other_names_units_and_stars():
    header = find_header(
        _rows((" 乡 镇", "*户主：", "身份证号码", "低保金额（元）", "备注")), COLUMNS
    )

    assert header.positions == {"town": 0, "name": 1, "id_number": 2, "amount": 3}
    assert header.unknown == ("备注",)


def test_a_header_of_two_rows_takes_the_lower_label_where_there_is_one():
    rows = _rows(
        ("住址", None, "户主", None, "低保金额"),
        ("乡镇", "村", "户主姓名", "身份证号", None),
        ("柳湾镇", "小湾村", "张三", ID, "84元"),
    )

    table = read_table(rows, COLUMNS)

    assert [read.number for read in table] == [3]
    assert (table.header.row_number, table.header.height) == (1, 2)
    assert table.header.positions == {"town": 0, "name": 2, "id_number": 3, "amount": 4}


def test_a_missing_column_is_named():
    with pytest.raises(
        SheetRefused, match=r"找不到这些列：身份证号、月保障金额.*找到的列：乡镇、户主姓名"
    ):
        find_header(_rows(("乡镇", "户主")), COLUMNS)


def test_a_header_below_the_tenth_row_is_not_looked_for():
    with pytest.raises(SheetRefused, match="前10行"):
        read_table(_rows(*[("说明",)] * 11, HEADER), COLUMNS)


def test_the_same_column_twice_is_refused_and_not_guessed():
    with pytest.raises(SheetRefused, match="“低保金额”出现在D列和F列"):
        find_header(_rows(("乡镇", "户主", "身份证号", "低保金额", None, "低保金额")), COLUMNS)


def test_a_table_without_rows_is_refused():
    with pytest.raises(SheetRefused, match="没有数据"):
        read_table([], COLUMNS)


# Rows that are no data


def test_what_is_no_row_of_data_is_left_out_and_told():
    data = ("柳湾镇", "张三", ID, 84, "备注：合计")
    rows = _rows(
        HEADER,
        ("1", "2", "3", "4", "5"),
        ("示例（导入时忽略）", "李四", ID, 84, None),
        data,
        (None, "　", None),
        ("柳湾镇小计", None, None, 84, None),
        HEADER,
        data,
        ("合 计", None, None, 168, None),
        ("制表人：王某", None, "审核人：李某"),
        first=3,
    )

    table = read_table(rows, COLUMNS)

    assert [read.number for read in table] == [6, 10]
    assert table.skipped == [
        (4, "header"),
        (5, "example"),
        (7, "blank"),
        (8, "total"),
        (9, "header"),
        (11, "total"),
        (12, "footer"),
    ]


def test_a_household_is_not_taken_for_a_total_by_a_word_in_it():
    (read,) = read_table(_rows(HEADER, ("合计镇", "小计", ID, 84, None)), COLUMNS)

    assert read.values["name"] == "小计"


def test_a_merged_cell_is_carried_down_but_never_over_a_total():
    rows = _rows(
        HEADER,
        ("柳湾镇", "张三", ID, 84),
        (None, "李四", ID, 84),
        ("小计", None, None, 168),
        (None, "王五", ID, 84),
    )

    _first, second, third = read_table(rows, COLUMNS)

    assert second.values["town"] == "柳湾镇"
    assert second.row.cell(0).text == "柳湾镇"
    assert [(error.column, error.sentence) for error in third.errors] == [("A", "不能空着")]


# Cells


def test_each_fault_is_told_with_its_place_and_in_words():
    read = _one("柳湾镇", None, ID[:-1] + "5", "84.123", "13800")

    assert [(error.row, error.column, error.header, error.sentence) for error in read.errors] == [
        (2, "B", "户主姓名", "不能空着"),
        (2, "C", "身份证号", "身份证号校验不对：对照证件核对18位"),
        (2, "D", "低保金额", "金额最多到分（两位小数）；现在是“84.123”"),
        (2, "E", "联系电话", "手机号有5位，应为11位"),
    ]
    assert [error.reason for error in read.errors[2:]] == [
        "金额最多到分（两位小数）；现在是“…”",
        "手机号有…位，应为11位",
    ]
    assert read.values == {"town": "柳湾镇"}


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        (Cell(84.0, CellKind.FORMULA), "这一格是公式"),
        (Cell(None, CellKind.FORMULA), "这一格是公式"),
        (Cell(None, CellKind.ERROR), "错误值"),
    ],
)
def test_a_computed_value_is_never_taken(cell, sentence):
    (error,) = _one("柳湾镇", "张三", ID, cell).errors

    assert sentence in error.sentence


@pytest.mark.parametrize("number", [9.90121197309052e17, 990121730905232.0])
@pytest.mark.parametrize("clean", [as_id_number(), as_bank_number])
def test_a_long_number_typed_as_a_number_is_refused_and_never_repaired(clean, number):
    with pytest.raises(Refused, match="后几位已丢失"):
        clean(_cell(number))


@pytest.mark.parametrize(
    ("clean", "value", "cleaned"),
    [
        (as_text, 5.0, "5"),
        (as_text, None, ""),
        (as_name, "张　三", "张三"),
        (as_money, 51.660000000000004, Decimal("51.66")),
        (as_money, 84, Decimal("84.00")),
        (as_money, "１，２００元", Decimal("1200.00")),
        (as_count, "３人", 3),
        (as_count, 3.0, 3),
        (as_count, 0, 0),
        (as_day, Cell(date(2008, 7, 1), CellKind.DATE), date(2008, 7, 1)),
        (as_day, 39630.0, date(2008, 7, 1)),
        (as_day, 20080701.0, date(2008, 7, 1)),
        (as_day, "2008.7.1", date(2008, 7, 1)),
        (as_day, "２００８年７月１日", date(2008, 7, 1)),
        (as_day, "2008-07-01 00:00:00", date(2008, 7, 1)),
        (as_month, Cell(date(2008, 7, 15), CellKind.DATE), BenefitMonth(2008, 7)),
        (as_month, 200807.0, BenefitMonth(2008, 7)),
        (as_month, "2008年7月", BenefitMonth(2008, 7)),
        (one_of({"一类": 1, "A": 1}), "ａ", 1),
        (optional(as_money), "　", None),
    ],
)
def test_cells_are_read_as_people_mean_them(clean, value, cleaned):
    assert clean(_cell(value)) == cleaned


@pytest.mark.parametrize(
    ("clean", "value", "sentence"),
    [
        (as_required_text, "　", "不能空着"),
        (as_money, 84.129, "最多到分"),
        (as_money, -5, "不能小于0"),
        (as_money, 1e11, "太大"),
        (as_money, Cell(date(2008, 7, 1), CellKind.DATE), "填数字"),
        (as_money, None, "填写金额"),
        (as_count, 2.5, "填整数，如 3；现在是“2.5”"),
        (as_count, "三", "填整数"),
        (as_count, "-1", "填整数"),
        (as_day, 12.0, "日期写成"),
        (as_day, "2008-02-30", "没有这一天"),
        (as_day, "2008.7", "日期写成 2008-07-01；现在是“2008.7”"),
        (as_month, 2008.1, "月份写成 2008-07；现在是“2008.1”"),
        (one_of({"一类": 1, "二类": 2}), "四类", "“四类”不在可填的范围：一类、二类"),
        (one_of({"一类": 1, "二类": 2}), None, "不能空着：填一类、二类"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(clean, value, sentence):
    with pytest.raises(Refused) as refusal:
        clean(_cell(value))

    assert sentence in refusal.value.message


@pytest.mark.parametrize(
    ("position", "letter"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")]
)
def test_columns_have_the_letters_of_the_spreadsheet(position, letter):
    assert column_letter(position) == letter
