"""A long table goes out as the library would write it, cell for cell, while its rows are still coming."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from io import BufferedIOBase, BytesIO
from typing import TYPE_CHECKING

import openpyxl
import pytest

from dibao.errors import Refused
from dibao.sheets import streaming
from dibao.sheets.reading import read_rows
from dibao.sheets.streaming import write_long_workbook_to
from dibao.sheets.writing import Kind, OutColumn, Sheet, write_workbook

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

COLUMNS = (
    OutColumn("户主姓名"),
    OutColumn("身份证号", width=22),
    OutColumn("金额", Kind.MONEY),
    OutColumn("人数", Kind.COUNT),
    OutColumn("登记日期", Kind.DAY),
)
ROWS: list[tuple[object, ...]] = [
    ("张三", "990121197309052326", Decimal("3043511.10"), 5, date(2008, 7, 1)),
    ("=1+1", None, None, "五", date(1850, 1, 1)),
    ("a<b>&c", "", Decimal(0), 0, None),
    (" 前后 ", "二\n行", Decimal("-1E+2"), True, "2008年"),
    ("\x00空\x1b\r\x7f", "_x0041_", 7, 2.5, date(1900, 3, 1)),
    ("\ud800\uffff半", 12, "无", None, date(2026, 2, 28)),
]
SHEET = Sheet(
    "花名册", COLUMNS, ROWS, heading=("名单", "单位：元"), footing=("制表人：",), mark="编号 & 1"
)
ABOUT = Sheet("说明", (OutColumn("事项"),), [("甲",)])


class Pipe(BufferedIOBase):
    """A file that only goes forward."""

    def __init__(self) -> None:
        super().__init__()
        self.content = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, content: "ReadableBuffer") -> int:
        self.content += bytes(content)
        return len(bytes(content))


def long(sheet: Sheet, *others: Sheet) -> bytes:
    out = BytesIO()
    write_long_workbook_to(out, sheet, *others)
    return out.getvalue()


def seen(content: bytes) -> list[list[tuple[object, str, str, bool]]]:
    """Every cell of every sheet: value, kind, format and weight."""
    return [
        [
            (cell.value, cell.data_type, cell.number_format, bool(cell.font.b))
            for row in page.iter_rows()
            for cell in row
        ]
        for page in openpyxl.load_workbook(BytesIO(content))
    ]


def test_cells_are_those_of_the_library() -> None:
    plain = [row for row in ROWS if "\ud800" not in str(row[0])]
    sheet = Sheet("花名册", COLUMNS, plain[:1] + plain[2:], SHEET.heading, SHEET.footing, 1, "号")

    assert seen(long(sheet, ABOUT)) == seen(write_workbook(sheet, ABOUT))


def test_what_no_workbook_can_hold_is_written_without_it() -> None:
    cells = openpyxl.load_workbook(BytesIO(long(SHEET))).worksheets[0]

    assert cells["A9"].value == "半"
    assert (cells["E5"].value, cells["E5"].data_type) == ("1850-01-01", "s")


def test_it_prints_as_the_library_has_it() -> None:
    ours, its = (
        openpyxl.load_workbook(BytesIO(content)).worksheets[0]
        for content in (long(SHEET), write_workbook(Sheet(**{**_fields(SHEET), "rows": ROWS[:1]})))
    )

    for page in (ours, its):
        assert page.print_title_rows == "$3:$3"
        assert page.freeze_panes == "A4"
    assert ours.oddFooter.left.text == its.oddFooter.left.text
    assert ours.column_dimensions["B"].width == its.column_dimensions["B"].width


def _fields(sheet: Sheet) -> dict[str, object]:
    return {name: getattr(sheet, name) for name in Sheet.__slots__}


def test_it_is_written_into_a_file_that_only_goes_forward() -> None:
    pipe = Pipe()

    write_long_workbook_to(pipe, SHEET, ABOUT)

    assert seen(bytes(pipe.content)) == seen(long(SHEET, ABOUT))


def test_our_own_reader_takes_it_in() -> None:
    rows = list(read_rows(long(SHEET), "a.xlsx"))

    assert [cell.text for cell in rows[3].cells][:2] == ["张三", "990121197309052326"]


def test_rows_are_asked_for_as_they_are_written() -> None:
    out, behind = BytesIO(), []

    def rows() -> Iterator[tuple[object, ...]]:
        for number in range(40_000):
            behind.append(out.tell())
            yield (f"{number * 7919:x}", str(number), number, number, None)

    write_long_workbook_to(out, Sheet("花名册", COLUMNS, rows()))

    assert 0 < behind[20_000] < behind[39_999]


def test_more_rows_than_a_sheet_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "_MOST_ROWS", 8)

    with pytest.raises(Refused, match="工作表"):
        long(SHEET)
