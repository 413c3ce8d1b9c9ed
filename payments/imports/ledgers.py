"""The wide ledger of households in benefit; what becomes of its rows is what becomes of a roster's."""

from collections.abc import Sequence
from typing import ClassVar

from django.utils.translation import gettext_lazy

from applicants.actions import rosters
from applicants.imports.layouts import Place
from applicants.sheets.ledgers import check_table, columns
from applicants.sheets.rosters import Roster
from dibao.models.area import Area
from dibao.sheets.columns import Column, Table
from payments.imports.rosters import Known, RosterList, terms_of


class LedgerList(RosterList):
    """The wide shape: one row is one household with its members in pairs of columns."""

    key: ClassVar = "ledger"
    title: ClassVar = gettext_lazy("台账（一户一行，成员横排）")

    def columns(self, place: Place) -> Sequence[Column]:
        return columns(terms_of(place), on=place.on)

    def read(self, table: Table, place: Place, known: Known) -> Roster:
        return check_table(
            table,
            villages=rosters.villages_of(place.area),
            above=_names_above(place.area),
            terms=terms_of(place),
            on=place.on,
            taken=known.taken,
            together=known.together,
        )


def _names_above(county: Area) -> list[str]:
    """The names that may stand before a township, from the top down."""
    names: list[str] = []
    area: Area | None = county
    while area is not None:
        names.insert(0, area.name)
        area = area.parent
    return names
