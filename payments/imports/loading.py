"""An operator's list read from a file: seen for what it is, checked row by row, taken over whole or not at all."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Final

from django.db import transaction

from applicants.actions import rosters
from applicants.eligibility.terms import Terms
from applicants.imports.layouts import Checked, Layout, Place, layout_of
from applicants.imports.outcomes import Outcome, outcomes_of, outcomes_of_check
from applicants.imports.recognising import recognise, table_of
from applicants.models.roster import RosterImport
from applicants.sheets.ledgers import read_ledger
from applicants.sheets.places import Villages
from applicants.sheets.rosters import Reader, Roster, Taken, read_roster
from dibao.errors import Refused
from dibao.models.staff import Staff
from dibao.sheets.columns import RowError
from dibao.sheets.reading import SheetRow
from dibao.values.words import gettext_noop as _
from payments.actions import rosters as with_accounts
from payments.imports.ledgers import LedgerList
from payments.imports.rosters import Known, RosterList

AUTO: Final = "auto"
LAYOUTS: Final = ("roster", "ledger", "members")


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

    @property
    def is_of_households(self) -> bool:
        """Whether households come in by it; other lists say something of those that are there."""
        return isinstance(self.layout, RosterList)

    @transaction.atomic
    def write(self, by: Staff) -> Mapping[str, int]:
        """Write what a list says of the county's households; counts. Raises Refused where a row is wrong."""
        rosters.lock_county(self.place.area)
        table = table_of(self.content, self.name, self.place, self.layout, sheet=self.sheet)
        checked = self.layout.check(table, self.place)
        self._keep_check(checked)
        if self.wrong_rows:
            raise Refused(
                _("名单有%(rows)s行不对，全部没有导入。改好以后整份再导。"),
                rows=len(self.wrong_rows),
            )
        if not checked.new_rows:
            raise Refused(_("没有可以导入的行，也没有不同的地方。"))
        sha256 = hashlib.sha256(self.content).hexdigest()
        return self.layout.write(checked, self.place, name=self.name, sha256=sha256, by=by)

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
