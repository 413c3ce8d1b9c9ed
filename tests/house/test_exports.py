"""Every list that goes out, in the furnished world: one's own rows, masked, to whoever reads them, never a formula."""

import csv
import re
from collections.abc import Iterator
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from applicants.actions import exports
from applicants.exports import families
from applicants.exports.shapes import Shape, keys, shape_of
from applicants.exports.writing import Paper, write_csv, write_xlsx
from applicants.models.export import Export, ExportFormat
from dibao import scope
from dibao.models.staff import Posting, Staff
from dibao.permissions import Permission
from dibao.roles import JOBS, Role
from dibao.sheets.writing import FORMULA_STARTS
from dibao.values.months import BenefitMonth
from tests.house.building import World
from tests.house.world import CANARIES, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_world")]

PAPER = Paper("名单", "全县", "编号 1", [("导出人", "甲")])
FORMULA = '=HYPERLINK("http://127.0.0.1:9/","x")'
WHOLE_NUMBER = re.compile(r"\d{12,}[\dX]")
# What nobody of the furnished county has.
EMPTY = {"disputes", "returned"}
# What is asked for where the page of its own accord shows nothing of it.
ASKED = {"rechecks": {"due": "all"}}


@pytest.fixture(params=keys())
def shape(request: pytest.FixtureRequest) -> Shape:
    return shape_of(request.param)


def somebody(area: str, shape: Shape, *, may: bool = True) -> Iterator[Staff]:
    """Those posted there who may export the list, or who may not."""
    postings = Posting.objects.filter(area=area, ends_on=None).select_related("staff", "area")
    for posting in postings.order_by("pk"):
        staff = posting.staff.acting(posting)
        reads = bool(shape.needs & staff.permissions)
        if (reads and Permission.REGISTER_EXPORT in staff.permissions) == may:
            yield staff


def exporter(area: str, shape: Shape) -> Staff | None:
    return next(somebody(area, shape), None)


def asked(shape: Shape, by: Staff, **more: object) -> Export:
    options: dict[str, object] = {"area": by.posting.area, "month": BenefitMonth.of(TODAY)}
    options["filters"] = ASKED.get(shape.key, {})
    with scope.of(by):
        return exports.ask(shape=shape.key, by=by, **(options | more))


def content(export: Export, by: Staff) -> bytes:
    with scope.of(by):
        written = exports.write(export=export, by=by, on=TODAY)
        return exports.fetch(export=written, by=by, on=TODAY)


def cells(workbook: bytes) -> list[list[str]]:
    page = openpyxl.load_workbook(BytesIO(workbook)).worksheets[0]
    return [["" if cell is None else str(cell) for cell in row] for row in page.values]


def test_a_list_holds_the_rows_of_ones_area_and_no_number_whole(shape: Shape, world: World) -> None:
    places = (world.home.area, world.home.township)
    readers = [by for place in places if (by := exporter(place, shape))]
    rows = {by.username: cells(content(asked(shape, by), by))[5:] for by in readers}

    told = "\n".join("\t".join(row) for found in rows.values() for row in found)
    assert readers
    assert not [name for name in CANARIES if name in told]
    assert not WHOLE_NUMBER.findall(told)


def test_a_list_is_written_as_workbook_and_as_text_with_the_same_rows(
    shape: Shape, world: World
) -> None:
    by = exporter(world.home.area, shape) or exporter(world.home.township, shape)
    assert by is not None

    header, *rows = csv.reader(
        StringIO(content(asked(shape, by, file_format=ExportFormat.CSV), by).decode("utf-8-sig"))
    )
    workbook = cells(content(asked(shape, by), by))[4:]

    assert header == workbook[0] == [column.header for column in shape.columns]
    assert len(rows) - 1 == len(workbook) - 3
    assert shape.key in EMPTY or len(rows) > 1


def test_a_list_is_refused_to_who_does_not_read_its_page(shape: Shape, world: World) -> None:
    refused = list(somebody(world.home.area, shape, may=False))

    assert refused
    for by in refused:
        with pytest.raises(PermissionDenied):
            asked(shape, by)


def test_a_list_of_next_door_is_not_there(shape: Shape, world: World) -> None:
    by = exporter(world.home.area, shape) or exporter(world.home.township, shape)
    assert by is not None
    area = Posting.objects.filter(area=world.away.area).first()
    assert area is not None

    with pytest.raises(Http404):
        asked(shape, by, area=area.area)


def test_a_text_in_any_column_is_no_formula(shape: Shape) -> None:
    rows = [[FORMULA] * len(shape.columns), ["\t=1+1"] * len(shape.columns)]
    book, text = BytesIO(), BytesIO()

    write_xlsx(book, PAPER, shape.columns, iter(rows), lambda _done: None)
    write_csv(text, PAPER, shape.columns, iter(rows), lambda _done: None)

    page = openpyxl.load_workbook(book).worksheets[0]
    assert {cell.data_type for row in page.iter_rows(min_row=6, max_row=7) for cell in row} == {"s"}
    read = csv.reader(StringIO(text.getvalue().decode("utf-8-sig")))
    assert not [field for row in read for field in row if field[:1] in FORMULA_STARTS and field]


def test_every_exporter_has_a_list() -> None:
    needed = frozenset().union(*(shape_of(key).needs for key in keys()))

    exporting = [role for role in Role if Permission.REGISTER_EXPORT in JOBS[role].permissions]

    assert all(JOBS[role].permissions & needed for role in exporting)


def test_families_go_on_where_a_part_of_them_ended(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    shape = shape_of("rechecks")
    by = exporter(world.home.area, shape)
    assert by is not None
    whole = cells(content(asked(shape, by), by))[5:]

    monkeypatch.setattr(families, "AT_ONCE", 3)

    assert len(whole) > 6
    assert cells(content(asked(shape, by), by))[5:] == whole
