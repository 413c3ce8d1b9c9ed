"""A county that comes with its own list: its people, and workbooks as counties have them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from applicants.models.sheet_import import SheetImport
from dibao import jobs, scope
from dibao.models.area import Area
from dibao.models.staff import Staff
from dibao.roles import Role
from tests.applicants.desk.conftest import Desk
from tests.cast import hire

SAMPLES = Path(__file__).parent.parent.parent / "samples"
CLEAN, MESSY = SAMPLES / "roster_clean.xlsx", SAMPLES / "roster_messy.xlsx"
COUNTY, OTHER_COUNTY, TOWNSHIP = "990121000000", "990122000000", "990121100000"
MONTH = "2008-07"


@dataclass(frozen=True)
class Bureau:
    """An empty system with its areas and rules, and whoever has to do with a county's list, or has not."""

    county: Area
    clerk: Staff
    reviewer: Staff
    finance: Staff
    caseworker: Staff
    neighbour: Staff


def make_bureau() -> Bureau:
    call_command("load_areas", verbosity=0)
    call_command("load_rule_sets", verbosity=0)
    county, other = Area.objects.get(pk=COUNTY), Area.objects.get(pk=OTHER_COUNTY)
    township = Area.objects.get(pk=TOWNSHIP)
    return Bureau(
        county=county,
        clerk=hire("list-clerk", "王编制", Role.COUNTY_CLERK, county),
        reviewer=hire("list-reviewer", "赵审核", Role.COUNTY_REVIEWER, county),
        finance=hire("list-finance", "钱财务", Role.COUNTY_FINANCE, county),
        caseworker=hire("list-worker", "李经办", Role.CASEWORKER, township),
        neighbour=hire("list-foreign", "沈外县", Role.COUNTY_CLERK, other),
    )


def brought(desk: Desk, content: bytes, *, name: str = "花名册.xlsx", **typed: str) -> SheetImport:
    """A list that was uploaded and looked into by a worker."""
    file = SimpleUploadedFile(name, content)
    answer = desk.sends("applicants:sheet_imports", file=file, month=MONTH, **typed)
    assert answer.status_code == 302, answer.text
    jobs.drain()
    return latest(desk)


def latest(desk: Desk) -> SheetImport:
    with scope.of(desk.staff):
        return SheetImport.objects.select_related("area").latest("loaded_at")


def confirmed(desk: Desk, record: SheetImport, **typed: str) -> SheetImport:
    """Confirmed by somebody, and written by a worker unless that was refused."""
    said = {"digest": record.digest, **typed}
    desk.sends("applicants:sheet_import_confirm", record.pk, **said)
    jobs.drain()
    return latest(desk)


@dataclass
class Book:
    """A workbook in the hands of somebody who mends cells."""

    content: bytes
    row: int = 1
    page: Worksheet = field(init=False)

    def __post_init__(self) -> None:
        self._book = load_workbook(BytesIO(self.content))
        self.page = self._book.worksheets[0]

    @property
    def headers(self) -> list[str]:
        return [str(cell.value or "") for cell in self.page[self.row]]

    def reads(self, row: int, header: str) -> object:
        return self.page.cell(row, self.headers.index(header) + 1).value

    def writes(self, row: int, header: str, value: object) -> None:
        self.page.cell(row, self.headers.index(header) + 1, value)

    def drops(self, is_dropped: Callable[[int], bool]) -> None:
        for row in range(self.page.max_row, self.row, -1):
            if is_dropped(row):
                self.page.delete_rows(row)

    def saved(self) -> bytes:
        out = BytesIO()
        self._book.save(out)
        return out.getvalue()
