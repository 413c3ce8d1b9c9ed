"""The wide ledger of households in benefit; what becomes of its rows is what becomes of a roster's."""

from collections.abc import Mapping, Sequence
from typing import ClassVar, Final

from django.utils.translation import gettext_lazy

from applicants.actions import rosters
from applicants.imports.layouts import Place
from applicants.sheets.ledgers import check_table, columns
from applicants.sheets.rosters import Roster
from dibao.sheets.columns import Column, Table
from payments.imports.rosters import Known, RosterList, terms_of

_AS_IN_A_ROSTER: Final = (
    *("name", "id_number", "benefit_class", "covered", "amount", "bank", "account", "begun_on"),
)


class LedgerList(RosterList):
    """The wide shape: one row is one household with its members in pairs of columns."""

    key: ClassVar = "ledger"
    title: ClassVar = gettext_lazy("台账（一户一行，成员横排）")

    def columns(self, place: Place) -> Sequence[Column]:
        return columns(terms_of(place), on=place.on)

    def choices(self, place: Place) -> Mapping[str, Sequence[str]]:
        classes = super().choices(place)["benefit_class"]
        return {"benefit_class": classes, "covers_head": ["是", "否"]}

    def example(self, place: Place) -> Mapping[str, str]:
        of_roster = super().example(place)
        kept = {name: of_roster.get(name, "") for name in _AS_IN_A_ROSTER}
        return {
            **kept,
            "address": f"{of_roster.get('township', '')}{of_roster.get('village', '')}二组",
            "total": of_roster["amount"],
            "covers_head": "是",
            "member_0": "李四",
            "number_0": "99012119630302002X",
        }

    def read(self, table: Table, place: Place, known: Known) -> Roster:
        return check_table(
            table,
            villages=rosters.villages_of(place.area),
            above=rosters.names_above(place.area),
            terms=terms_of(place),
            on=place.on,
            taken=known.taken,
            together=known.together,
        )
