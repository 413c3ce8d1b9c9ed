"""The reports' workbooks in a real LibreOffice: sheets, totals and page set-up are there, and a sheet prints whole."""

import os
import re
import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import openpyxl
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.cast import Cast
from tests.oversight.test_inspection_pages import desk_of
from tests.payments.conftest import Round

SHOTS = os.environ.get("DIBAO_SHOTS", "")


def test_a_reports_workbook_opens_adds_up_and_prints_on_whole_pages(
    round_of_july: Round, cast: Cast, tmp_path: Path, soffice: str
) -> None:
    desk = desk_of(cast.officer)
    answers = [
        desk.get("/report/export/", {"month": "2008-07"}),
        desk.get("/statistics/spending/", {"period": "2008-07", "as": "xlsx"}),
    ]

    for number, answer in enumerate(answers):
        written = openpyxl.load_workbook(BytesIO(answer.content))
        (tmp_path / f"{number}.xlsx").write_bytes(answer.content)
        saved = openpyxl.load_workbook(_converted(soffice, tmp_path, number, "xlsx"))
        printed = _converted(soffice, tmp_path, number, "pdf")

        assert saved.sheetnames == written.sheetnames
        assert _totals(saved) == _totals(written) != []
        for sheet in saved:
            assert sheet.page_setup.orientation == "landscape"
            assert int(sheet.page_setup.paperSize) == 9
            assert sheet.page_setup.fitToWidth == 1
            assert sheet.sheet_properties.pageSetUpPr.fitToPage
            assert sheet.print_title_rows
        # Labels of two lines are seen whole.
        assert _header_height(saved.worksheets[0]) >= 30
        # As wide as one sheet of A4 lying down: a page for each of the workbook's, none beside it.
        pages = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]", printed.read_bytes())
        assert len(pages) >= len(saved.sheetnames)
        assert {(round(float(wide)), round(float(high))) for wide, high in pages} == {(842, 595)}
        if SHOTS:
            shutil.copy(printed, Path(SHOTS) / f"report-{number}.pdf")


def _converted(soffice: str, where: Path, number: int, kind: str) -> Path:
    """The workbook opened and saved as `kind`, with settings of its own."""
    own = f"-env:UserInstallation=file://{where}/profile"
    options = ["--headless", "--convert-to", kind, "--outdir", str(where / "out")]
    command = [soffice, own, *options, str(where / f"{number}.xlsx")]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return where / "out" / f"{number}.{kind}"


def _header_height(sheet: Worksheet) -> float:
    """In points, of the row that every page repeats."""
    (row,) = {int(at) for at in re.findall(r"\d+", sheet.print_title_rows)}
    return float(sheet.row_dimensions[row].height)


def _totals(book: Workbook) -> list[tuple[object, ...]]:
    """Each sheet's line of totals, numbers as numbers."""
    return [
        tuple(cell for cell in row if cell is not None)
        for sheet in book
        for row in sheet.iter_rows(values_only=True)
        if row[0] == "合计"
    ]
