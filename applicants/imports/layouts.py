"""The shapes of lists that an import knows. Each says its columns, what is right in a list, and how it is written.

A floor adds its shapes with `add`; the wizard and the command ask for them by key and know nothing of what is in them.
"""

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import ClassVar

from django.utils.functional import Promise

from applicants.models.sheet_import import SheetImport
from dibao.errors import Refused
from dibao.models.area import Area
from dibao.models.staff import Staff
from dibao.sheets.columns import Column, RowError, Table
from dibao.sheets.reading import SheetRow
from dibao.values.months import BenefitMonth
from dibao.values.words import gettext_noop


@dataclass(frozen=True)
class Place:
    """Whose list it is, the day of the check, and the first month that new benefits are paid from."""

    area: Area
    on: date
    month: BenefitMonth


@dataclass(frozen=True, slots=True)
class Change:
    """A cell in which list and register differ; one that is not `is_taken` is settled at a desk, as `remedy` says.

    `before` and `after` are as a page may show them: numbers of people and accounts by their last four digits.
    """

    row: int
    household: str
    who: str
    header: str
    before: str
    after: str
    is_taken: bool
    remedy: str = ""


class Written:
    """What a shape makes of the rows that are right; only the shape itself looks inside."""


@dataclass
class Checked:
    """What a list comes to in a county on a day: every row of the sheet is in exactly one of these."""

    labels: tuple[str, ...]
    written: Written
    new_rows: list[int] = field(default_factory=list)
    same_rows: list[int] = field(default_factory=list)
    changed_rows: list[int] = field(default_factory=list)
    wrong_rows: list[tuple[SheetRow, list[RowError]]] = field(default_factory=list)
    skipped: list[tuple[int, str]] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    @property
    def digest(self) -> str:
        """The same for the same rows against the same register: what was confirmed is what is written."""
        told = hashlib.sha256()
        for rows in (self.new_rows, self.same_rows, self.changed_rows):
            told.update(f"{rows}\n".encode())
        told.update(f"{[row.number for row, _errors in self.wrong_rows]}\n".encode())
        for change in self.changes:
            told.update(f"{change}\n".encode())
        return told.hexdigest()

    def outcomes(self) -> Iterator[tuple[int, str, str]]:
        """(row of the sheet, accept, reject or skip, why) for each row that is not blank beyond the table."""
        yield from ((row, "accept", "") for row in self.new_rows)
        yield from ((row, "accept", "same") for row in self.same_rows)
        yield from ((row, "accept", "changed") for row in self.changed_rows)
        for row, errors in self.wrong_rows:
            yield row.number, "reject", "；".join(f"{e.header}：{e.sentence}" for e in errors)
        yield from ((row, "skip", why) for row, why in self.skipped)


class Layout(ABC):
    """One shape of list."""

    key: ClassVar[str]
    title: ClassVar[str | Promise]
    # Whether a second person confirms: where money depends on the list.
    needs_second: ClassVar[bool] = True
    asks_month: ClassVar[bool] = False
    # Whether what it wrote may be undone.
    goes_back: ClassVar[bool] = True

    @abstractmethod
    def columns(self, place: Place) -> Sequence[Column]:
        """The columns it knows, each with the headers that counties put over it."""

    def choices(self, place: Place) -> Mapping[str, Sequence[str]]:
        """The words that a template offers in a column, by its name; the others are free."""
        return {}

    def example(self, place: Place) -> Mapping[str, str]:
        """What a template writes into its example row, by column; of nobody who lives."""
        return {}

    @abstractmethod
    def check(self, table: Table, place: Place) -> Checked:
        """Read the table and hold it against the register; writes nothing."""

    @abstractmethod
    def write(
        self, checked: Checked, place: Place, *, name: str, sha256: str, by: Staff
    ) -> Mapping[str, int]:
        """Write what was found right, within the caller's transaction; counts for the record."""

    def take_back(self, record: SheetImport, *, by: Staff, on: date) -> Mapping[str, int]:
        """Undo what `write` did for a list, within the caller's transaction; counts for the record.

        Raises Refused where something of it has been worked on since.
        """
        raise Refused(gettext_noop("这种名单写入后不能撤回，逐条更正。"))


# Why a list that was written may not be undone, in words; blank where nothing is in the way.
Bar = Callable[[SheetImport], str]

_LAYOUTS: dict[str, Layout] = {}
_BARS: list[Bar] = []


def add_bar(bar: Bar) -> None:
    """Have another floor asked before a list is undone."""
    _BARS.append(bar)


def bar_of(record: SheetImport) -> str:
    """What is in the way of undoing a list, the first thing that a floor names."""
    return next(filter(None, (bar(record) for bar in _BARS)), "")


def add(layout: Layout) -> None:
    """Make a shape known, in the order in which they are offered."""
    _LAYOUTS[layout.key] = layout


def all_layouts() -> Sequence[Layout]:
    return list(_LAYOUTS.values())


def layout_of(key: str) -> Layout:
    """The shape with that key. Raises Refused for one that nobody added."""
    found = _LAYOUTS.get(key)
    if found is None:
        raise Refused("没有“%(key)s”这种名单", key=key)
    return found


def chosen_columns(columns: Sequence[Column], chosen: Mapping[str, str]) -> list[Column]:
    """The columns with the headers that somebody chose for them; what is blank is not in the list at all."""
    return [
        replace(column, aliases=(chosen[column.name] or "\x00",))
        if column.name in chosen
        else column
        for column in columns
    ]
