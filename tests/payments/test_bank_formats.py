"""Bank files byte for byte: a changed golden file is a reviewed change of what banks get.

To write them anew: python -m tests.payments.test_bank_formats
"""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings

from dibao.errors import Refused
from dibao.sheets.reading import BANK_LIMITS, read_rows
from payments.banks import coop_text, coop_xlsx, plain_csv, postal_csv, roster_xlsx
from payments.banks.checks import ListRefused
from payments.banks.formats import FORMATS
from payments.banks.rows import FileBroken, PayRow
from payments.models import FileFormat
from tests.payments.bank_samples import (
    ANSWER_WRITERS,
    ANSWERS,
    NUMBER,
    PAPER,
    ROWS,
    carried,
    paper_of,
    payments,
)

GOLDEN = Path(__file__).parent / "golden"
TEXT_FORMATS = ["coop_text", "pain001_xml", "plain_csv", "postal_csv"]
WORKBOOKS = {"roster_xlsx": (roster_xlsx, 5, (3, 10)), "coop_xlsx": (coop_xlsx, 5, (5, 3))}


def golden(name: str) -> bytes:
    return (GOLDEN / name).read_bytes()


@pytest.mark.parametrize("code", sorted(FORMATS))
def test_a_file_is_what_it_was(code: str) -> None:
    assert FORMATS[code].write(PAPER, ROWS) == golden(f"{code}{FORMATS[code].suffix}")


@pytest.mark.parametrize("name", sorted(ANSWER_WRITERS))
def test_a_banks_answer_is_what_it_was(name: str) -> None:
    assert ANSWER_WRITERS[name](ANSWERS, NUMBER) == golden(f"answer_{name}")


@pytest.mark.parametrize("code", sorted(FORMATS))
def test_a_file_read_and_written_again_has_the_same_bytes(code: str) -> None:
    content = golden(f"{code}{FORMATS[code].suffix}")

    assert FORMATS[code].write(PAPER, FORMATS[code].read(content)) == content


@pytest.mark.parametrize("code", TEXT_FORMATS)
@given(rows=payments)
def test_whatever_the_names_the_rows_come_back_and_so_do_the_bytes(
    code: str, rows: list[PayRow]
) -> None:
    content = FORMATS[code].write(paper_of(rows), rows)
    read = FORMATS[code].read(content)

    assert [carried(row) for row in read] == [carried(row) for row in rows]
    assert FORMATS[code].write(paper_of(rows), read) == content


# The parser of workbooks is a process of its own, so that fewer examples must do.
@pytest.mark.parametrize("code", sorted(WORKBOOKS))
@settings(max_examples=5)
@given(rows=payments)
def test_whatever_the_names_a_workbook_comes_back(code: str, rows: list[PayRow]) -> None:
    rows = [replace(row, id_number="990121196005010018") for row in rows]
    content = FORMATS[code].write(paper_of(rows), rows)
    read = FORMATS[code].read(content)

    assert [(row.holder, row.account, row.amount) for row in read] == [
        (row.holder, row.account, row.amount) for row in rows
    ]
    assert FORMATS[code].write(paper_of(rows), read) == content


def test_a_roster_is_read_back_as_it_was_written() -> None:
    assert roster_xlsx.read(roster_xlsx.write(PAPER, ROWS)) == ROWS


def test_a_roster_says_what_is_kept_back_so_that_each_row_adds_up() -> None:
    rows = [replace(ROWS[0], amount=Decimal("144.00")), ROWS[1]]

    content = roster_xlsx.write(paper_of(rows), rows)

    lines = [[cell.text for cell in row.cells] for row in read_rows(content, "a.xlsx", BANK_LIMITS)]
    header = next(line for line in lines if "属地" in line)
    at = header.index("抵扣（元）")
    assert header[at - 1 : at + 2] == ["分类施保金（元）", "抵扣（元）", "发放合计（元）"]
    assert [Decimal(line[at]) for line in lines[-3:]] == [10, 0, 10]
    assert roster_xlsx.read(content) == rows


def test_the_registry_and_the_stored_codes_are_the_same() -> None:
    assert [(each.value, each.label) for each in FileFormat] == [
        (each.code, each.label) for each in FORMATS.values()
    ]


def test_no_two_formats_of_a_batch_have_one_file_name() -> None:
    names = [each.name_of(PAPER) for each in FORMATS.values()]

    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z0-9.-]+", name) for name in names)


# Workbooks


@pytest.mark.parametrize("code", sorted(WORKBOOKS))
def test_numbers_of_people_and_accounts_stay_text(code: str) -> None:
    module, first, places = WORKBOOKS[code]
    page = openpyxl.load_workbook(BytesIO(module.write(PAPER, ROWS))).active

    for at, row in enumerate(ROWS, start=first):
        cells = [page.cell(at, place) for place in places]
        assert [cell.value for cell in cells] == [row.id_number, row.account]
        assert [(cell.data_type, cell.number_format) for cell in cells] == [("s", "@")] * 2


def test_a_name_that_looks_like_a_formula_is_a_name() -> None:
    page = openpyxl.load_workbook(BytesIO(roster_xlsx.write(PAPER, ROWS))).active

    assert (page.cell(6, 2).value, page.cell(6, 2).data_type) == ("=欧阳", "s")


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


@pytest.mark.parametrize("code", sorted(WORKBOOKS))
@pytest.mark.parametrize("change", ["a fen more", "cut short"])
def test_a_workbook_whose_sum_does_not_hold_is_read_by_nobody(code: str, change: str) -> None:
    module, first, _places = WORKBOOKS[code]
    book = openpyxl.load_workbook(BytesIO(module.write(PAPER, ROWS)))
    if change == "cut short":
        book.active.delete_rows(first + len(ROWS))
    else:
        amount = next(c for c in book.active[first + len(ROWS)] if c.value == 216.4)
        amount.value = 216.41
    content = BytesIO()
    book.save(content)

    with pytest.raises(ListRefused, match="合计"):
        module.read(content.getvalue())


def test_the_cooperatives_list_ends_with_count_sum_and_batch() -> None:
    page = openpyxl.load_workbook(BytesIO(coop_xlsx.write(PAPER, ROWS))).active
    header, *_rows, trailer = page.iter_rows(min_row=4, values_only=True)

    assert header == ("序号", "户名", "账号", "金额", "身份证号", "摘要")
    assert trailer == ("合计", "2笔", None, 216.40, None, NUMBER)


@pytest.mark.parametrize("code", sorted(WORKBOOKS))
def test_libreoffice_shows_numbers_of_people_and_accounts_whole(
    code: str, tmp_path: Path, soffice: str
) -> None:
    module, first, places = WORKBOOKS[code]
    (tmp_path / "a.xlsx").write_bytes(module.write(PAPER, ROWS))

    _convert(soffice, tmp_path, "csv:Text - txt - csv (StarCalc):44,34,76")
    _convert(soffice, tmp_path, "xlsx")

    shown = (tmp_path / "out" / "a.csv").read_text()
    saved = openpyxl.load_workbook(tmp_path / "out" / "a.xlsx").active
    for at, row in enumerate(ROWS, start=first):
        assert row.id_number in shown
        assert row.account in shown
        cells = [saved.cell(at, place) for place in places]
        assert [(c.value, c.data_type) for c in cells] == [(row.id_number, "s"), (row.account, "s")]


def _convert(soffice: str, where: Path, kind: str) -> None:
    """Open a.xlsx and save it as `kind`, with settings of its own."""
    own = f"-env:UserInstallation=file://{where}/profile"
    options = ["--headless", "--convert-to", kind, "--outdir", str(where / "out")]
    command = [soffice, own, *options, str(where / "a.xlsx")]
    subprocess.run(command, check=True, capture_output=True, timeout=120)


# Text


def test_the_plain_file_ends_with_count_and_sum() -> None:
    lines = plain_csv.write(PAPER, ROWS).decode("utf-8-sig").splitlines()

    assert lines[1] == "1,单小红,6217000000000000101,154.00,990121196005010018,农村低保2008年7月"
    assert lines[-1] == f"合计,2,,216.40,,{NUMBER}"


def test_the_cooperatives_text_has_records_of_one_length_in_bytes() -> None:
    content = coop_text.write(PAPER, [ROWS[0], replace(ROWS[1], holder="𬭎·བསོད་ནམས")])
    header, first, second, trailer, nothing = content.split(b"\r\n")

    assert {len(record) for record in (header, first, second, trailer)} == {coop_text.WIDTH}
    assert nothing == b""
    assert header.decode("gb18030").split() == [
        f"HDFQD01{NUMBER}",
        "安丰县民政局",
        "200807" + "20080805" + "00000002" + "000000000021640",
    ]
    assert first[:9] == b"D00000001"
    assert first[9:169].decode("gb18030").rstrip() == "单小红"
    assert first[199:214] == b"000000000015400"
    assert trailer.startswith(b"T" + NUMBER.encode())


def test_the_postal_file_has_its_own_columns_and_no_quotes() -> None:
    lines = postal_csv.write(PAPER, ROWS).decode("gb18030").split("\r\n")

    assert lines[0] == "序号,账号,户名,金额,证件类型,证件号码,用途"
    assert lines[2] == "2,000012345678901234,欧阳山,62.40,10,990121197001010023,农村低保2008年7月"
    assert lines[3:] == [f"合计,,2,216.40,,{NUMBER},", ""]


UNFIT = [
    ("postal_csv", "王,五", "户名里有银行文件装不下的字符（, U+002C）"),
    ("postal_csv", '王"五', "U+0022"),
    ("postal_csv", "王\n五", "U+000A"),
    ("postal_csv", "=王五", "U+003D"),
    ("postal_csv", "\ud86d\udf4e"[0], "U+D86D"),
    ("coop_text", "王\r五", "U+000D"),
    ("coop_text", "王\u2028五", "U+2028"),
    ("coop_text", " 王五", "U+0020"),
    ("coop_text", "王" * 81, "户名有162字节，这种格式最多160字节"),
    ("coop_text", "𬭎" * 41, "户名有164字节"),
    ("pain001_xml", "王\x0b五", "U+000B"),
    ("pain001_xml", "王\ufffe五", "U+FFFE"),
    ("pain001_xml", "王" * 141, "户名有141个字，这种格式最多140个"),
]


@pytest.mark.parametrize(("code", "holder", "sentence"), UNFIT, ids=range(len(UNFIT)))
def test_a_name_that_a_format_cannot_carry_is_refused_with_its_row(
    code: str, holder: str, sentence: str
) -> None:
    rows = [ROWS[0], replace(ROWS[1], holder=holder)]

    with pytest.raises(FileBroken, match=r"^第2笔") as refusal:
        FORMATS[code].write(PAPER, rows)

    assert sentence in str(refusal.value)


@pytest.mark.parametrize("code", sorted(FORMATS))
@pytest.mark.parametrize(
    "wrong", [{"total": Decimal("216.41")}, {"count": 3}], ids=["a fen", "a row"]
)
def test_a_file_that_does_not_add_up_is_not_written(code: str, wrong: dict[str, Decimal]) -> None:
    with pytest.raises(FileBroken, match="没有生成文件"):
        FORMATS[code].write(replace(PAPER, **wrong), ROWS)


# A fen more in one amount, the second row's serial for the first's, the last bytes lost.
SPOILED = {
    "coop_text": (b"000000000015400", b"000000000015401", b"D00000002", b"D00000001"),
    "pain001_xml": (b">154.00<", b">154.01<", b"<InstrId>2<", b"<InstrId>1<"),
    "plain_csv": (b",154.00,", b",154.01,", b"\n2,", b"\n1,"),
    "postal_csv": (b",154.00,", b",154.01,", b"\n2,", b"\n1,"),
}


def spoiled() -> Iterator[tuple[str, bytes]]:
    for code, (amount, fen_more, serial, same_serial) in SPOILED.items():
        content = FORMATS[code].write(PAPER, ROWS)
        assert content.count(serial) == content.count(amount) == 1
        yield code, content.replace(amount, fen_more)
        yield code, content.replace(serial, same_serial)
        yield code, content[: len(content) * 2 // 3]


@pytest.mark.parametrize(("code", "content"), list(spoiled()))
def test_a_spoiled_file_is_read_by_nobody(code: str, content: bytes) -> None:
    with pytest.raises(Refused):
        FORMATS[code].read(content)


def test_what_is_spoiled_is_named() -> None:
    content = coop_text.write(PAPER, ROWS).replace(b"000000000015400", b"000000000015401")

    with pytest.raises(ListRefused) as refusal:
        coop_text.read(content)

    assert [str(fault) for fault in refusal.value.faults] == [
        "校验码不对：文件在路上改过或坏了，向银行重新要一份",
        "合计行写216.40元，明细加起来是216.41元",
    ]


def test_calamine_too_reads_numbers_of_people_and_accounts_as_text() -> None:
    rows = list(read_rows(coop_xlsx.write(PAPER, ROWS), "a.xlsx"))

    assert [rows[4].cell(at).value for at in (2, 4)] == [ROWS[0].account, ROWS[0].id_number]


if __name__ == "__main__":
    for one in FORMATS.values():
        (GOLDEN / f"{one.code}{one.suffix}").write_bytes(one.write(PAPER, ROWS))
    for kind, write in ANSWER_WRITERS.items():
        (GOLDEN / f"answer_{kind}").write_bytes(write(ANSWERS, NUMBER))
