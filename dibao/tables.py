"""A table as plain data: columns of a kind, rows of cells, ready for `components/data_table.html`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple, Self

from django.utils.functional import Promise

from dibao.display import NOTHING, count_text, day_text, month_text, yuan_text
from dibao.values.months import BenefitMonth

Kind = Literal["text", "number", "money", "date", "month", "status"]
Value = str | Promise | int | Decimal | date | BenefitMonth | None
Words = str | Promise

FIGURES = frozenset({"number", "money"})


@dataclass(frozen=True)
class Column:
    """One column; `sort` is the value its header link puts into ?sort=, `order` the one in force."""

    label: Words
    kind: Kind = "text"
    sort: str = ""
    order: Literal["", "asc", "desc"] = ""

    @property
    def is_figure(self) -> bool:
        return self.kind in FIGURES

    @property
    def css(self) -> str:
        """Figures stand to the right; a date is not broken."""
        return (
            "number"
            if self.is_figure
            else "nowrap"
            if self.kind in {"date", "month", "status"}
            else ""
        )

    @property
    def aria_sort(self) -> str:
        return {"asc": "ascending", "desc": "descending"}.get(self.order, "")

    @property
    def next_sort(self) -> str:
        """What the header link asks for: the other direction of the column in force, else this column."""
        return f"-{self.sort}" if self.order == "asc" else self.sort


@dataclass(frozen=True)
class Cell:
    """One cell: its value, where it leads, its tone (see status_tag), a small line beneath; `whole` is what a shortened
    value says in full, shown to whoever points at it."""

    value: Value = None
    url: str = ""
    tone: str = ""
    note: Words = ""
    whole: str = ""

    def written(self, kind: Kind) -> str:
        """The value as text, by the kind of its column; a text in a column of figures stays as it is."""
        if self.value is None or self.value == "":
            return NOTHING
        match self.value:
            case Decimal() | int() if kind == "money":
                return yuan_text(self.value)
            case Decimal() | int():
                return count_text(self.value)
            case BenefitMonth():
                return month_text(self.value)
            case date():
                return month_text(self.value) if kind == "month" else day_text(self.value)
        return str(self.value)


@dataclass(frozen=True)
class Row:
    """One row: cells in the order of the columns; the first one names the row and carries its link.

    `pick` is what its box sends where the table's rows are ticked; a row without one cannot be.
    """

    cells: tuple[Cell, ...]
    url: str = ""
    tone: str = ""
    pick: int | None = None

    @classmethod
    def of(
        cls, *values: Value | Cell, url: str = "", tone: str = "", pick: int | None = None
    ) -> Self:
        """A row from bare values and cells."""
        cells = (value if isinstance(value, Cell) else Cell(value) for value in values)
        return cls(tuple(cells), url, tone, pick)


class Shown(NamedTuple):
    """A cell as the template prints it."""

    text: str
    cell: Cell
    column: Column


@dataclass(frozen=True)
class Pager:
    """Where the neighbouring pages of a keyset list begin; `shown` says what is on this one."""

    previous: str = ""
    next: str = ""
    shown: Words = ""


@dataclass(frozen=True)
class Table:
    """A caption, columns, rows, maybe a row of totals, and the words for an empty one.

    Rows are ticked under the name `picks`, inside the form of the page; without one there are no boxes.
    """

    caption: Words
    columns: Sequence[Column]
    rows: Sequence[Row]
    total: Row | None = None
    empty: Words = ""
    pager: Pager | None = None
    picks: str = ""

    @property
    def body(self) -> Iterator[tuple[Row, list[Shown]]]:
        """The rows with their cells written out; a row of another length is a programmer's error."""
        return ((row, self._written(row)) for row in self.rows)

    @property
    def foot(self) -> list[Shown]:
        """The row of totals written out; empty without one."""
        if self.total is None:
            return []
        # Only some columns add up; the others stay blank rather than say that something is missing.
        return [
            shown._replace(text="") if shown.cell.value in (None, "") else shown
            for shown in self._written(self.total)
        ]

    def _written(self, row: Row) -> list[Shown]:
        return [
            Shown(cell.written(column.kind), cell, column)
            for cell, column in zip(row.cells, self.columns, strict=True)
        ]
