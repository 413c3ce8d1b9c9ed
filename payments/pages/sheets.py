"""A page's table as a sheet of a workbook, figures as figures."""

from collections.abc import Sequence

from django.utils.functional import Promise

from dibao.sheets.writing import Kind, OutColumn, Sheet
from dibao.tables import Table
from dibao.values.months import BenefitMonth

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def sheet_of(table: Table, heading: Sequence[str]) -> Sheet:
    """The rows and the total beneath them, under lines of heading."""
    kinds = {"number": Kind.COUNT, "money": Kind.MONEY}
    rows = [*table.rows, *([table.total] if table.total else [])]
    return Sheet(
        title=str(table.caption),
        columns=[OutColumn(str(c.label), kinds.get(c.kind, Kind.TEXT), 18) for c in table.columns],
        rows=[[_plain(cell.value) for cell in row.cells] for row in rows],
        heading=heading,
    )


def _plain(value: object) -> object:
    return str(value) if isinstance(value, Promise | BenefitMonth) else value
