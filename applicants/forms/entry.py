"""The whole application on one page: nine forms that are filled, checked and kept together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from django import forms
from django.forms import BaseForm
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _now

from applicants import seen
from applicants.actions.applications import Application, Naming
from applicants.actions.cases import Means
from applicants.actions.households import MemberEntry
from applicants.actions.supporters import SupporterEntry
from applicants.choices import HEAD
from applicants.eligibility.codes import IncomeSource
from applicants.estimates import Sketch, sketch
from applicants.forms.alone import AloneForm, alone_of
from applicants.forms.differences import Difference, differences_of
from applicants.forms.households import HouseholdForm
from applicants.forms.means import (
    ApplicationForm,
    ExpenseGrid,
    IncomeGrid,
    PropertyGrid,
    WayForm,
    expense_rows,
    income_rows,
    property_rows,
    proxy_phone_of,
    way_of,
)
from applicants.forms.members import LARGEST_HOUSEHOLD, MemberGrid, row_of
from applicants.forms.rows import R, RowFormSet
from applicants.forms.supporters import SupporterGrid, supporter_rows
from applicants.models.case import Case, Channel
from applicants.models.household import Household
from applicants.models.person import Person
from applicants.models.statement import OnlineStatement
from applicants.models.supporter import Supporter
from dibao.models.staff import Staff
from dibao.values.identity import IdNumber, PhoneNumber
from dibao.values.text import key_in

Rows = Sequence[Mapping[str, object]]

# A new page shows room for a family of four; the script, or 再加一行, makes more.
_ROWS_SHOWN = 4
_ROWS_ADDED = 3


@dataclass(frozen=True)
class Stored:
    """What stands in the database when the page is opened; the forms begin with it and are compared to it."""

    household: Mapping[str, object] = field(default_factory=dict)
    members: Rows = ()
    incomes: Rows = ()
    expenses: Rows = ()
    properties: Rows = ()
    supporters: Rows = ()
    application: Mapping[str, object] = field(default_factory=dict)
    way: Mapping[str, object] = field(default_factory=dict)
    alone: Mapping[str, object] = field(default_factory=dict)
    known: Mapping[str, Person] = field(default_factory=dict)
    present: Mapping[str, Supporter] = field(default_factory=dict)
    phone: PhoneNumber | None = None
    proxy_phone: PhoneNumber | None = None
    is_registered: bool = False
    is_in_benefit: bool = False


def nothing_stored(*, village: str = "", name: str = "", id_number: str = "") -> Stored:
    """A new family, of which the question before may have told the head's name and number."""
    head = {"name": name, "id_number": id_number, "relation": HEAD}
    return Stored(household={"village": village}, members=[head])


def with_statement(stored: Stored, statement: OnlineStatement) -> Stored:
    """The same with what was stated on line; whoever stated it for the family is its proxy, with a mandate to come."""
    way: dict[str, object] = {"channel": Channel.ONLINE}
    if statement.is_for_another:
        way = {
            "channel": Channel.PROXY,
            "proxy_name": statement.speaker_name,
            "proxy_relation": statement.get_stated_by_display(),
            "proxy_phone": statement.phone.open(),
        }
    about = {"statement": statement.about.open()}
    stored = replace(stored, way=way, application={**stored.application, **about})
    # The number left is of whoever left it: a proxy's is not the family's.
    if stored.is_registered or statement.is_for_another:
        return stored
    return replace(stored, household={**stored.household, "phone": statement.phone.open()})


def stored_household(household: Household) -> Stored:
    """A registered family that applies (five queries)."""
    members = list(household.members())
    supporters, present = supporter_rows(household)
    sealed = household.head.phone
    phone = PhoneNumber.parse(sealed.open()) if sealed else None
    return Stored(
        household={
            "village": household.area_id,
            "group_name": household.group_name,
            "address": household.address,
            "residence_place": household.residence_place,
            "phone": phone.masked if phone else "",
        },
        members=[row_of(member) for member in members],
        supporters=supporters,
        present=present,
        known={str(member.person_id): member.person for member in members},
        phone=phone,
        application={"family": seen.family(household)},
        is_registered=True,
    )


def stored_case(case: Case) -> Stored:
    """An application with its family, as last saved (nine queries)."""
    family, proxy_phone = stored_household(case.household), proxy_phone_of(case)
    return replace(
        family,
        proxy_phone=proxy_phone,
        incomes=income_rows(case),
        expenses=expense_rows(case),
        properties=property_rows(case),
        application={
            **family.application,
            "version": case.version,
            "hardships": case.hardships,
            "poverty_cause": case.poverty_cause,
            "statement": case.statement,
            "took_up_work": case.took_up_work,
            "nothing_else": case.accepted_on is not None,
        },
        way=way_of(case, proxy_phone),
        alone=alone_of(case),
        is_in_benefit=case.grant_id is not None,
    )


@dataclass
class Entry:
    """The nine forms of the page. `is_complete` asks for all that acceptance needs; a draft may leave gaps."""

    household: HouseholdForm
    members: MemberGrid
    incomes: IncomeGrid
    expenses: ExpenseGrid
    properties: PropertyGrid
    supporters: SupporterGrid
    way: WayForm
    alone: AloneForm
    application: ApplicationForm
    # What is hard to believe of the typed rows (see `applicants.forms.doubts`).
    doubts: tuple[str, ...] = ()

    @classmethod
    def made(
        cls,
        stored: Stored,
        *,
        staff: Staff,
        on: date,
        typed: QueryDict | None = None,
        is_complete: bool = True,
    ) -> "Entry":
        of_member = {
            "known": stored.known,
            "on": on,
            "is_complete": is_complete,
            "is_registered": stored.is_registered,
        }
        entry = cls(
            household=HouseholdForm(
                typed,
                prefix="home",
                initial=dict(stored.household),
                staff=staff,
                held_phone=stored.phone,
                is_registered=stored.is_registered,
            ),
            members=MemberGrid(
                typed, prefix="members", initial=list(stored.members), form_kwargs=of_member
            ),
            incomes=IncomeGrid(typed, prefix="incomes", initial=list(stored.incomes)),
            expenses=ExpenseGrid(typed, prefix="expenses", initial=list(stored.expenses)),
            properties=PropertyGrid(typed, prefix="properties", initial=list(stored.properties)),
            supporters=SupporterGrid(
                typed,
                prefix="supporters",
                initial=list(stored.supporters),
                form_kwargs={"present": stored.present, "on": on},
            ),
            way=WayForm(
                typed,
                prefix="way",
                initial=dict(stored.way),
                on=on,
                is_complete=is_complete,
                held_phone=stored.proxy_phone,
            ),
            alone=AloneForm(typed, prefix="alone", initial=dict(stored.alone), on=on),
            application=ApplicationForm(
                typed,
                prefix="application",
                initial=dict(stored.application),
                is_complete=is_complete,
                is_in_benefit=stored.is_in_benefit,
            ),
        )
        entry.members.extra = max(_ROWS_SHOWN - len(stored.members), 1)
        return entry

    @property
    def forms(self) -> list[forms.BaseForm | forms.BaseFormSet]:
        """In the order in which they stand on the page."""
        return [
            self.household,
            self.members,
            self.incomes,
            self.expenses,
            self.properties,
            self.supporters,
            self.way,
            self.alone,
            self.application,
        ]

    def is_valid(self) -> bool:
        # Each is asked, so that all errors stand on the page together.
        is_valid = False not in [form.is_valid() for form in self.forms]
        return is_valid and self._names_are_members() and self._support_is_typed_once()

    def _names_are_members(self) -> bool:
        """Whoever applies, is supported or owns something is named as in the member table."""
        named: list[tuple[BaseForm, str]] = [(self.way, "applicant"), (self.alone, "person")]
        named += [(row, "supported") for row in self.supporters.used]
        for grid in (self.incomes, self.expenses, self.properties):
            named += [(row, "owner") for row in grid.used]
        for form, name in named:
            typed = form.cleaned_data[name]
            found = len(self.members.of_name(typed)) if typed else 1
            if found != 1:
                form.add_error(name, _not_one(typed, found))
        return all(form.is_valid() for form, _name in named)

    def _support_is_typed_once(self) -> bool:
        if not self.supporters.is_paying:
            return True
        for row in self.incomes.used:
            if row.cleaned_data["source"] == IncomeSource.SUPPORT_PAYMENT:
                row.add_error("source", _now("赡养费已写在赡养人表里，收入里不要再填一次"))
        return self.incomes.is_valid()

    def refuse(self, sentence: str) -> None:
        """Put a refusal of the whole on top of the page."""
        self.household.add_error(None, sentence)

    def forgive(self) -> None:
        """Show what was typed without judging it: somebody asked for more rows, not whether all is right."""
        for form in self.forms:
            form.is_valid()
            if isinstance(form, forms.BaseFormSet):
                form.non_form_errors().clear()
            for errors in form.errors if isinstance(form.errors, list) else [form.errors]:
                errors.clear()

    def readable_members(self) -> tuple[list[MemberEntry], int]:
        """The member rows that are right so far, and how many more have been begun."""
        begun = [row for row in self.members.forms if row.is_used]
        right = [row.entry(None) for row in begun if not row.errors]
        return right, len(begun) - len(right)

    @property
    def unread_means(self) -> dict[str | Promise, int]:
        """How many begun lines of each table cannot be read, by the table's name."""
        grids = (self.incomes, self.expenses, self.properties)
        counted = {grid.title: sum(bool(row.errors) for row in grid.used) for grid in grids}
        return {title: number for title, number in counted.items() if number}

    def readable_means(self) -> Means:
        """The lines that are right so far."""
        said = self.application.cleaned_data
        return Means(
            incomes=[row.entry(self._owner_of(row)) for row in _right(self.incomes)],
            expenses=[row.entry(self._owner_of(row)) for row in _right(self.expenses)],
            properties=[row.entry(self._owner_of(row)) for row in _right(self.properties)],
            hardships=said.get("hardships", []),
            poverty_cause=said.get("poverty_cause", ""),
            statement=said.get("statement", ""),
            alone=self.alone.alone(self._number_of(self.alone, "person")),
            took_up_work=said.get("took_up_work", False),
        )

    def _owner_of(self, row: BaseForm) -> IdNumber | None:
        return self._number_of(row, "owner")

    def typed_application(self) -> Application:
        """The page as the action takes it; ask only once it is valid."""
        home = self.household.cleaned_data
        return Application(
            village=home["village"],
            group_name=home["group_name"],
            address=home["address"],
            members=self.members.entries(home["phone"]),
            leavers=self.members.leavers(),
            residence_place=home["residence_place"],
            means=self.readable_means(),
            supporters=[
                row.entry(self._number_of(row, "supported")) for row in self.supporters.used
            ],
            way=self.way.way(self._number_of(self.way, "applicant")),
            namings=self._namings(),
            looked_again=self.doubts,
        )

    def _number_of(self, form: BaseForm, field: str) -> IdNumber | None:
        """The ID number of the member whom a form names; None where it names nobody, or nobody known yet."""
        name = form.cleaned_data.get(field)
        found = self.members.of_name(name) if name else []
        return found[0].cleaned_data.get("id_number") if found else None

    def readable_supporters(self) -> list[SupporterEntry]:
        """The supporters whose rows are right so far."""
        return [row.entry(self._number_of(row, "supported")) for row in _right(self.supporters)]

    def sketch(self, *, on: date) -> tuple[Sketch, int]:
        """The rows that are right so far as facts, and how many member rows have only been begun."""
        members, unread = self.readable_members()
        return sketch(
            members=members,
            unread=unread,
            means=self.readable_means(),
            supporters=self.readable_supporters(),
            on=on,
        ), unread

    @property
    def is_usual(self) -> bool:
        """Whether nothing is said that the folded part of who applies, and where they live, would hide."""
        lives_away = self.household["residence_place"].value() or (
            "residence_place" in self.household.errors
        )
        return self.way.is_usual and not lives_away

    @property
    def member_names(self) -> list[str]:
        """What the fields that name a member may be filled with; the script keeps the list up with the typing."""
        return [name for row in self.members.forms if (name := str(row["name"].value() or ""))]

    def _namings(self) -> list[Naming]:
        """Members whom the county's list only counted, and who get their names on this page."""
        return [
            Naming(row.holder, row.cleaned_data["name"], row.cleaned_data["id_number"])
            for row in self.members.used
            if row.holder is not None and not row.holder.is_named
        ]

    @property
    def version(self) -> int:
        return self.application.cleaned_data["version"] or 0

    def differences(self) -> list[Difference]:
        """Where what was typed is not what is stored now, field by field."""
        found = [
            difference
            for form in (self.household, self.way, self.alone, self.application)
            for difference in differences_of(form, "")
        ]
        grids = (self.members, self.incomes, self.expenses, self.properties, self.supporters)
        for grid in grids:
            for number, row in enumerate(grid.forms, start=1):
                found += differences_of(row, str(number))
        return found + [
            Difference(_now("成员"), "", str(row["name"]), "")
            for row in (self.members.initial or [])[len(self.members.forms) :]
        ]


def _right(grid: RowFormSet[R]) -> list[R]:
    """The used rows of a grid that are right so far."""
    return [row for row in grid.used if not row.errors]


def with_more_rows(typed: QueryDict, prefix: str) -> QueryDict:
    """The same form with some more empty rows in one grid, for browsers without script."""
    more = typed.copy()
    name = f"{prefix}-TOTAL_FORMS"
    total = key_in(more.get(name, ""))
    if total is not None:
        more[name] = str(total + _ROWS_ADDED)
    return more


def in_typed_order(stored: Stored, typed: QueryDict) -> Stored:
    """The members as the rows of a form have them, since another head stands first by now; who came since is last."""
    known = {str(row.get("person", "")): row for row in stored.members}
    total = key_in(typed.get("members-TOTAL_FORMS", "")) or 0
    rows = range(min(total, LARGEST_HOUSEHOLD))
    ordered = [known.pop(typed.get(f"members-{row}-person", ""), {}) for row in rows]
    return replace(stored, members=[*ordered, *known.values()])


def with_version(typed: QueryDict, stored: Stored) -> QueryDict:
    """The same form as an answer to the newest state, so that its next sending is meant to overwrite it."""
    renewed = typed.copy()
    for name in ("version", "family"):
        renewed[f"application-{name}"] = str(stored.application.get(name, ""))
    return renewed


def _not_one(name: str, found: int) -> str:
    if found:
        return _now("成员表里有%(count)d个“%(name)s”，分不清是谁") % {"count": found, "name": name}
    return _now("成员表里没有“%(name)s”：写现在成员的姓名；已经不在这户的人，删去这一行") % {
        "name": name
    }
