"""Lists that went out, in a real LibreOffice: edited there, those cells alone come back; no text is a formula."""

import subprocess
from io import BytesIO
from itertools import product
from pathlib import Path

import openpyxl
import pytest
from django.core.management import call_command

from applicants.actions import sheet_imports
from applicants.exports.shapes import ListColumn
from applicants.exports.writing import Paper, write_csv, write_xlsx
from applicants.models.sheet_import import SheetImport
from dibao import jobs, scope
from dibao.models.job import JobRun
from dibao.models.staff import Staff
from dibao.sheets.writing import Kind
from tests.cast import Cast
from tests.payments.conftest import JULY
from tests.payments.test_exports import WHY, content_of, written
from tests.payments.test_roster_import import Bureau, bureau, roster, row, take_over

__all__ = ["bureau"]

STARTS = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\x00",
    "＝",
    "＋",
    "－",
    "＠",
    " =",
    "　=",
    "'=",
    "\n=",
    "\x00=",
)
TAILS = (
    "1+1",
    "SUM(A1)",
    'HYPERLINK("http://127.0.0.1:9/","x")',
    "cmd|' /C calc'!A0",
    'WEBSERVICE("http://127.0.0.1:9/")',
    "A1",
    "-1",
    "86 13800005678",
    '"x"&A1',
    "{=1}",
    "1E9",
    "TRUE",
    "张三",
)
CORPUS = [start + tail for start, tail in product(STARTS, TAILS)]
PAPER = Paper("名单", "全县", "编号 & 1", [("导出人", "=1+1")])
COLUMNS = [ListColumn("text", "内容"), ListColumn("sum", "金额", Kind.MONEY, is_summed=True)]


def converted(soffice: str, where: Path, name: str, kind: str) -> Path:
    """The file opened and saved as `kind`, with settings of its own."""
    own = f"-env:UserInstallation=file://{where}/profile"
    options = ["--headless", "--convert-to", kind, "--outdir", str(where / "out")]
    if name.endswith(".csv"):
        # In UTF-8, with days and exponents recognised: as somebody opens it who agrees to whatever is offered.
        options.append("--infilter=CSV:44,34,76,1,,0,false,true")
    command = [soffice, own, *options, str(where / name)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return where / "out" / f"{Path(name).stem}.{kind}"


@pytest.mark.parametrize("name", ["list.xlsx", "list.csv"])
def test_two_hundred_texts_that_look_like_formulas_are_texts(
    soffice: str, tmp_path: Path, name: str
) -> None:
    out = BytesIO()
    write = write_csv if name.endswith(".csv") else write_xlsx
    assert len(CORPUS) >= 200
    write(out, PAPER, COLUMNS, ((text, 1) for text in CORPUS), lambda _done: None)
    (tmp_path / name).write_bytes(out.getvalue())

    saved = openpyxl.load_workbook(converted(soffice, tmp_path, name, "xlsx"))

    cells = [cell for page in saved for row in page.iter_rows() for cell in row]
    assert not [cell.value for cell in cells if cell.data_type == "f" or cell.hyperlink]
    first = [cell for cell in cells if cell.column == 1 and cell.parent is saved.worksheets[0]]
    assert not [cell.value for cell in first if cell.value is not None and cell.data_type != "s"]


NUMBER_LIKE = (
    *("990121196503150000", "6217012038935088643", "0012", "13800005678", "1E9", "1e-3", "5%"),
    *("1,200", ".5", "-3", "¥5", "３", "2008-07", "2008/7/1", "1/2", "1.5.8", "12:30", "TRUE"),
    *("false", "2008年7月", " 007 "),
)


def test_texts_that_look_like_numbers_or_days_stay_texts_in_csv(
    soffice: str, tmp_path: Path
) -> None:
    out = BytesIO()
    write_csv(out, PAPER, COLUMNS, ((text, 7) for text in NUMBER_LIKE), lambda _done: None)
    (tmp_path / "list.csv").write_bytes(out.getvalue())

    page = openpyxl.load_workbook(converted(soffice, tmp_path, "list.csv", "xlsx")).worksheets[0]

    cells = [page.cell(number, 1) for number in range(2, len(NUMBER_LIKE) + 2)]
    assert [str(cell.value).strip("' ") for cell in cells] == [one.strip() for one in NUMBER_LIKE]
    assert {cell.data_type for cell in cells} == {"s"}
    assert page["B2"].value == 7


@pytest.fixture
def edited_abroad(soffice: str, tmp_path: Path, bureau: Bureau) -> bytes:
    """A whole roster saved by LibreOffice, with three of its cells edited."""
    take_over(bureau, roster(*(row(serial, 账号="") for serial in range(1, 6))))
    export = written(bureau.clerk, reason=WHY)
    (tmp_path / "roster.xlsx").write_bytes(content_of(export, bureau.clerk))
    book = openpyxl.load_workbook(converted(soffice, tmp_path, "roster.xlsx", "xlsx"))
    page = book.worksheets[0]
    at = {str(cell.value): cell.column for cell in page[5]}
    page.cell(6, at["组"]).value = "三组"
    page.cell(7, at["联系电话"]).value = "13800005678"
    page.cell(8, at["户主姓名"]).value = "王改名"
    book.save(tmp_path / "edited.xlsx")
    return converted(soffice, tmp_path, "edited.xlsx", "xlsx").read_bytes()


def checked(content: bytes, by: Staff) -> SheetImport:
    with scope.of(by):
        record = sheet_imports.receive(
            county=by.posting.area, name="花名册.xlsx", content=content, month=JULY, by=by
        )
    jobs.drain()
    with scope.of(by):
        record.refresh_from_db()
    return record


def test_a_roster_edited_in_an_office_shows_the_three_cells_and_no_more(
    bureau: Bureau, edited_abroad: bytes
) -> None:
    record = checked(edited_abroad, bureau.clerk)

    with scope.of(bureau.clerk):
        found = list(record.changes.order_by("number").values_list("header", "after"))
        wrong = list(record.rows.filter(outcome="reject").values_list("faults", flat=True))
    assert (record.refusal, wrong) == ("", [])
    assert record.status == "checked", JobRun.objects.values_list("sentence", "status")
    assert found == [("组", "三组"), ("联系电话", "****5678"), ("户主姓名", "王改名")]
    assert (record.changed_count, record.same_count, record.new_count) == (3, 2, 0)


def test_an_operator_exports_a_countys_roster(
    cast: Cast, in_benefit: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "roster.xlsx"

    call_command(
        "export_roster", area=cast.clerk.posting.area_id, list_shape="roster", out=out, month=JULY
    )

    assert out.stat().st_mode & 0o777 == 0o600
    assert openpyxl.load_workbook(out).worksheets[0].max_row == 5 + 7 + 1 + 2
    assert "7 rows" in capsys.readouterr().out
