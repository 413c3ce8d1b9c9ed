"""A prefecture's members out as sealed workbooks, county by county, beside the bare work of as many cells."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from decimal import Decimal
from io import BytesIO

import xlsxwriter

from applicants.actions import exports
from applicants.exports import writing
from applicants.exports.shapes import ListColumn, shape_of
from dibao import scope
from dibao.sheets.writing import Kind
from dibao.values.months import BenefitMonth
from tests.benchmarks.figures import Control, Figure, beside_floor, listed, timed
from tests.benchmarks.prefecture import FIRST_MONTH, County

TURNS, ROWS, TEN, CELLS = 5, 60_428, 10, 18
PAPER = writing.Paper("家庭成员名单", "全市，2008年7月，各类", "编号 1", [("导出编号", "1")])
Cells = tuple[object, ...]


def figures(
    counties: Sequence[County], *, rows: int = ROWS, size: str = "60k", turns: int = TURNS
) -> Iterator[Figure]:
    """The time of jobs from asking to sealed files, and what writing takes in memory at as many rows and at ten
    times as many."""
    columns = columns_of()
    product, floor, counts = [], [], list[int]()
    for _turn in range(turns):
        floor.append(timed(lambda: bare(columns, rows)))
        product.append(timed(lambda: counts.append(exported(counties))))
    yield Figure(
        name=f"roster_export_{size}",
        goal="ratio <= 1.5",
        control=Control(counts[-1], len(columns)),
        floor_control=Control(rows, len(columns)),
        note=f"seconds of the turns: {listed(product)}",
        **beside_floor(product, floor),
    )
    near, far = peak(rows), peak(rows * TEN)
    yield Figure(
        name=f"roster_export_{size}_memory_mb",
        goal="value <= 64, and as much for ten times the rows",
        value=near,
        note=f"over idle; {far:.1f} MB for {rows * TEN} rows",
    )


def columns_of() -> Sequence[ListColumn]:
    """The members' own, eighteen of them."""
    columns = shape_of("members").columns
    assert len(columns) == CELLS
    return columns


def exported(counties: Sequence[County]) -> int:
    """Every county's members asked for, looked up, written, sealed and kept; how many they are."""
    return sum(_exported(county) for county in counties)


def _exported(county: County) -> int:
    by, month = county.clerk, BenefitMonth.of(FIRST_MONTH)
    with scope.of(by):
        export = exports.ask(shape="members", area=county.area, month=month, by=by)
        export = exports.write(export=export, by=by, on=FIRST_MONTH)
    return export.row_count or 0


def peak(rows: int) -> float:
    """What writing so many rows adds to the most memory that a process of its own used, in MB."""
    command = [sys.executable, "-m", "tests.benchmarks.listing_memory", str(rows)]
    done = subprocess.run(command, check=True, capture_output=True, env=dict(os.environ))
    return float(json.loads(done.stdout.splitlines()[-1])["mb"])


def rows_of(columns: Sequence[ListColumn], rows: int) -> Iterator[Cells]:
    """Rows that differ as those of a register do, made as they are asked for."""
    kinds = [column.kind for column in columns]
    for serial in range(1, rows + 1):
        yield tuple(_cell(kind, at, serial) for at, kind in enumerate(kinds))


def _cell(kind: Kind, at: int, serial: int) -> object:
    if kind == Kind.MONEY:
        return Decimal(4200 + serial % 9000).scaleb(-2)
    if kind == Kind.COUNT:
        return serial if at == 0 else serial % 7 + 1
    return f"{at:02}{serial:016}" if at % 3 else f"小湾村{serial % 2000}"


def bare(columns: Sequence[ListColumn], rows: int) -> int:
    """Cell by cell as its documentation shows, in constant memory, text as text."""
    with xlsxwriter.Workbook(BytesIO(), {"constant_memory": True}) as book:
        looks = {
            Kind.TEXT: book.add_format({"num_format": "@"}),
            Kind.MONEY: book.add_format({"num_format": "#,##0.00"}),
            Kind.COUNT: book.add_format({"num_format": "0"}),
            Kind.DAY: book.add_format({"num_format": "yyyy-mm-dd"}),
        }
        page = book.add_worksheet()
        columns_of = [looks[column.kind] for column in columns]
        for at, column in enumerate(columns):
            page.write_string(0, at, column.header)
        for number, row in enumerate(rows_of(columns, rows), start=1):
            for at, value in enumerate(row):
                if isinstance(value, str):
                    page.write_string(number, at, value, columns_of[at])
                else:
                    page.write_number(number, at, float(value), columns_of[at])
    return rows
