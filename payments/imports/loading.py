"""An operator's list read from a file: seen for what it is, checked row by row, taken over whole or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Final

from applicants.actions import rosters
from applicants.eligibility.terms import Terms
from applicants.imports.layouts import Checked, Layout, Place, layout_of
from applicants.imports.outcomes import Outcome, outcomes_of, outcomes_of_check
from applicants.imports.recognising import recognise, table_of
from applicants.models.roster import RosterImport
from applicants.sheets.ledgers import read_ledger
from applicants.sheets.places import Villages
from applicants.sheets.rosters import Reader, Roster, Taken, read_roster
from dibao.models.staff import Staff
from dibao.sheets.columns import RowError
from dibao.sheets.reading import SheetRow
from payments.actions import rosters as with_accounts
from payments.imports.ledgers import LedgerList
from payments.imports.rosters import Known, RosterList

AUTO: Final = "auto"
LAYOUTS: Final = ("roster", "ledger")


@dataclass
class Load:
    """A file on its way in; what its rows came to is known once it was read."""

    content: bytes
    name: str
    place: Place
    layout: Layout
    sheet: str
    labels: tuple[str, ...] = ()
    wrong_rows: list[tuple[SheetRow, list[RowError]]] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)

    @property
    def errors(self) -> list[RowError]:
        return [error for _row, errors in self.wrong_rows for error in errors]

    def count(self, outcome: str) -> int:
        return sum(row[1] == outcome for row in self.outcomes)

    def look(self) -> None:
        """Check the rows, each by itself; writes nothing. A head of the county is no stranger in its own list."""
        table = table_of(self.content, self.name, self.place, self.layout, sheet=self.sheet)
        if isinstance(self.layout, RosterList):
            self._keep(self.layout.read(table, self.place, Known(self.place)))
        else:
            self._keep_check(self.layout.check(table, self.place))

    def take_over(self, by: Staff) -> RosterImport:
        """Enter the households of an empty county. Raises what `payments.actions.rosters.take_over` raises."""
        return with_accounts.take_over(
            county=self.place.area,
            content=self.content,
            name=self.name,
            month=self.place.month,
            by=by,
            on=self.place.on,
            read=self.read,
        )

    def read(
        self,
        content: bytes,
        name: str,
        *,
        villages: Villages,
        terms: Terms,
        on: date,
        taken: Taken,
    ) -> Roster:
        """As the shape is read, and kept for the report."""
        read: Reader = partial(read_roster, sheet=self.sheet)
        if isinstance(self.layout, LedgerList):
            above = rosters.names_above(self.place.area)
            read = partial(read_ledger, sheet=self.sheet, above=above)
        roster = read(content, name, villages=villages, terms=terms, on=on, taken=taken)
        self._keep(roster)
        return roster

    def _keep(self, roster: Roster) -> None:
        self.labels, self.wrong_rows = roster.labels, roster.wrong_rows
        self.outcomes = outcomes_of(roster)

    def _keep_check(self, checked: Checked) -> None:
        self.labels, self.wrong_rows = checked.labels, checked.wrong_rows
        self.outcomes = outcomes_of_check(checked)


def see(content: bytes, name: str, place: Place, layout: str) -> Load:
    """A file as the shape named, or as the one that fits it best. Raises Refused for what is no table."""
    wanted: Sequence[str] = LAYOUTS if layout == AUTO else (layout,)
    seen = recognise(content, name, place, [layout_of(key) for key in wanted])
    return Load(content, name, place, seen.layout, seen.sheet)
