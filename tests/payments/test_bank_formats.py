"""Bank files byte for byte: a changed golden file is a reviewed change of what banks get.

To write them anew: python -m tests.payments.test_bank_formats
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from dibao.values.months import BenefitMonth
from payments.banks import plain_csv, roster_xlsx
from payments.banks.formats import FORMATS
from payments.banks.rows import FileBroken, Paper, PayRow

GOLDEN = Path(__file__).parent / "golden"

ROWS = [
    PayRow(
        serial=1,
        place="安丰县柳湾镇小湾村",
        name="单小红",
        id_number="990121196005010018",
        covered=2,
        base=Decimal("154.00"),
        supplement=Decimal("0.00"),
        amount=Decimal("154.00"),
        holder="单小红",
        bank="农村信用社",
        account="6217000000000000101",
    ),
    # A name that a spreadsheet would run, an account with leading zeros, a holder who is not the head.
    PayRow(
        serial=2,
        place="安丰县柳湾镇大塆村",
        name="=欧阳",
        id_number="990121197001010023",
        covered=1,
        base=Decimal("52.00"),
        supplement=Decimal("10.40"),
        amount=Decimal("62.40"),
        holder="欧阳山",
        bank="邮政储蓄银行",
        account="000012345678901234",
    ),
]
PAPER = Paper(
    office="安丰县民政局",
    batch_number="990121-200807-00001",
    month=BenefitMonth(2008, 7),
    dated=date(2008, 8, 5),
    count=2,
    total=Decimal("216.40"),
)


@pytest.mark.parametrize("code", sorted(FORMATS))
def test_a_file_is_what_it_was(code: str) -> None:
    golden = GOLDEN / f"{code}{FORMATS[code].suffix}"

    assert FORMATS[code].write(PAPER, ROWS) == golden.read_bytes()


def test_a_roster_is_read_back_as_it_was_written() -> None:
    content = roster_xlsx.write(PAPER, ROWS)

    assert roster_xlsx.read(content, "roster.xlsx") == ROWS


def test_numbers_of_people_and_accounts_stay_text() -> None:
    book = openpyxl.load_workbook(BytesIO(roster_xlsx.write(PAPER, ROWS)))
    cells = list(book.active.iter_rows(min_row=5, max_row=6, values_only=True))

    assert cells[0][2] == "990121196005010018"
    assert cells[1][9] == "000012345678901234"
    assert cells[1][1] == "=欧阳"
    assert book.active.cell(6, 2).data_type == "s"


def test_the_rosters_columns_stand_in_their_order() -> None:
    book = openpyxl.load_workbook(BytesIO(roster_xlsx.write(PAPER, ROWS)))

    assert [cell.value for cell in book.active[4]] == [
        "属地",
        "姓名",
        "身份证号",
        "保障人数",
        "保障金（元）",
        "分类施保金（元）",
        "发放合计（元）",
        "账户名称",
        "开户银行",
        "账号",
    ]


def test_the_plain_file_ends_with_count_and_sum() -> None:
    lines = plain_csv.write(PAPER, ROWS).decode("utf-8-sig").splitlines()

    assert lines[1] == "1,单小红,6217000000000000101,154.00,990121196005010018,农村低保2008年7月"
    assert lines[-1] == "合计,2,,216.40,,990121-200807-00001"


@pytest.mark.parametrize("code", sorted(FORMATS))
@pytest.mark.parametrize(
    "wrong", [{"total": Decimal("216.41")}, {"count": 3}], ids=["a fen", "a row"]
)
def test_a_file_that_does_not_add_up_is_not_written(code: str, wrong: dict[str, Decimal]) -> None:
    with pytest.raises(FileBroken, match="没有生成文件"):
        FORMATS[code].write(replace(PAPER, **wrong), ROWS)


if __name__ == "__main__":
    for one in FORMATS.values():
        (GOLDEN / f"{one.code}{one.suffix}").write_bytes(one.write(PAPER, ROWS))
