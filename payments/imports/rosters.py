"""Lists of households in benefit: what is new in them comes in with grants and accounts, what is known is compared.

Nothing that money depends on is changed by a list: who is covered, class and amount are decided cases, an account has a
way of its own. Of a household that is known a list brings its group and its head's telephone up to date.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applicants.actions import households, rosters
from applicants.eligibility.terms import Terms
from applicants.eligibility.tiers import class_name
from applicants.imports.layouts import Change, Checked, Layout, Place, Written
from applicants.models.grant import Grant
from applicants.models.household import Household, Membership
from applicants.models.person import ID_FULL
from applicants.models.policy import RuleSet
from applicants.models.sheet_import import SheetImport
from applicants.sheets.rosters import Roster, RosterEntry, check_table, columns
from dibao.display import yuan_text
from dibao.errors import Refused
from dibao.models.area import Area
from dibao.models.staff import Staff
from dibao.sealing import blind_index
from dibao.sheets.columns import Column, RowError, Table
from dibao.sheets.reading import SheetRow
from dibao.values.identity import IdNumber, PhoneNumber
from payments.actions import rosters as with_accounts
from payments.models.account import ACCOUNT_NUMBER, Account
from payments.models.batch import PaymentBatch

_HEADERS: Final = {
    "name": gettext_lazy("户主姓名"),
    "village": gettext_lazy("村"),
    "group_name": gettext_lazy("组"),
    "household_size": gettext_lazy("家庭人口"),
    "covered": gettext_lazy("保障人口"),
    "benefit_class": gettext_lazy("低保类别"),
    "amount": gettext_lazy("月保障金额"),
    "account": gettext_lazy("账号"),
    "phone": gettext_lazy("联系电话"),
    "members": gettext_lazy("成员"),
}


@dataclass
class RosterWritten(Written):
    """Entries of households that are new, and what lists say of those that are known."""

    new: list[RosterEntry] = field(default_factory=list)
    corrections: list["Correction"] = field(default_factory=list)


@dataclass(frozen=True)
class Correction:
    """What a list brings up to date in a household; None leaves it as it is."""

    household: Household
    group_name: str | None = None
    phone: PhoneNumber | None = None


class RosterList(Layout):
    """The long shape: one row is one household, by its head; the other members are only counted."""

    key: ClassVar = "roster"
    title: ClassVar = gettext_lazy("花名册（一户一行）")
    asks_month: ClassVar = True

    def columns(self, place: Place) -> Sequence[Column]:
        return columns(terms_of(place), on=place.on)

    def choices(self, place: Place) -> Mapping[str, Sequence[str]]:
        places = sorted(rosters.villages_of(place.area).items(), key=lambda one: one[1])
        numbers = sorted({one.benefit_class for one in terms_of(place).criteria})
        return {
            "township": list(dict.fromkeys(township for (township, _village), _code in places)),
            "village": list(dict.fromkeys(village for (_township, village), _code in places)),
            "benefit_class": [class_name(number) for number in numbers],
        }

    def example(self, place: Place) -> Mapping[str, str]:
        offered = self.choices(place)
        return {
            **{name: words[0] for name, words in offered.items() if words},
            "group_name": "二组",
            "name": "张三",
            "id_number": "990121196005010018",
            "household_size": "3",
            "covered": "2",
            "amount": "104",
            "bank": "农村信用社",
            "account": "6217012038935088643",
            "begun_on": "2007-07-01",
        }

    def check(self, table: Table, place: Place) -> Checked:
        known = Known(place)
        roster = self.read(table, place, known)
        return _held_against(roster, known, place)

    def read(self, table: Table, place: Place, known: "Known") -> Roster:
        """The rows, each by itself; whoever is a head of this county already is no stranger in its own list."""
        return check_table(
            table,
            villages=rosters.villages_of(place.area),
            terms=terms_of(place),
            on=place.on,
            taken=known.taken_elsewhere,
        )

    def write(
        self, checked: Checked, place: Place, *, name: str, sha256: str, by: Staff
    ) -> Mapping[str, int]:
        work = checked.written
        if not isinstance(work, RosterWritten):
            raise TypeError(f"{self.key} was given {work!r}")
        if work.new:
            with_accounts.enter(
                county=place.area,
                entries=work.new,
                name=name,
                sha256=sha256,
                month=place.month,
                by=by,
                on=place.on,
            )
        for one in work.corrections:
            households.correct(
                household=one.household, group_name=one.group_name, phone=one.phone, by=by
            )
        return {"households": len(work.new), "corrected": len(work.corrections)}

    def take_back(self, record: SheetImport, *, by: Staff, on: date) -> Mapping[str, int]:
        return with_accounts.take_back(record=record, by=by, on=on)


def terms_of(place: Place) -> Terms:
    return RuleSet.objects.in_force(place.area, on=place.month.last_day).as_terms()


class Known:
    """The households of a county that a list may name again, looked up once for all its rows."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._by_number: dict[str, Household] = {}
        self.grants: dict[int, Grant] = {}
        self.accounts: dict[int, Account] = {}
        self._members: dict[int, set[str]] = {}

    def taken_elsewhere(self, numbers: list[IdNumber]) -> set[str]:
        """Those numbers that belong to somebody who is not the head of a household of this county (six queries)."""
        return self.taken(numbers) - set(self._by_number)

    def taken(self, numbers: list[IdNumber]) -> set[str]:
        """Those that belong to anybody; of the county's heads among them the households are known from here on."""
        indexes = {blind_index(one.number, ID_FULL): one.number for one in numbers}
        present = Household.objects.within(self._place.area).filter(
            closed_on__isnull=True, head__id_index__in=list(indexes)
        )
        found = list(present.select_related("head", "area"))
        self._by_number = {indexes[one.head.id_index or ""]: one for one in found}
        keys = [one.pk for one in found]
        grants = Grant.objects.filter(household__in=keys).covering(self._place.month)
        self.grants = {grant.household_id: grant for grant in grants}
        accounts = Account.objects.within(self._place.area).in_force(self._place.on)
        self.accounts = {one.household_id: one for one in accounts.filter(household__in=keys)}
        members = Membership.objects.filter(household__in=keys, last_day__isnull=True)
        for household, person, index in members.values_list("household", "pk", "person__id_index"):
            # Whoever has no number yet is told apart by the membership.
            self._members.setdefault(household, set()).add(index or str(person))
        return rosters.taken_anywhere(numbers)

    def size_of(self, household: Household) -> int:
        return len(self._members.get(household.pk, ()))

    def together(self, head: IdNumber, other: IdNumber) -> bool:
        """Whether the county has a household with that head in which the other one lives."""
        household = self._by_number.get(head.number)
        return household is not None and self.lives_in(household, other)

    def lives_in(self, household: Household, number: IdNumber) -> bool:
        return blind_index(number.number, ID_FULL) in self._members.get(household.pk, ())

    def household_of(self, entry: RosterEntry) -> Household | None:
        return self._by_number.get(entry.id_number.number)


def _held_against(roster: Roster, known: Known, place: Place) -> Checked:
    work = RosterWritten()
    checked = Checked(
        labels=roster.labels, written=work, wrong_rows=roster.wrong_rows, skipped=roster.skipped
    )
    pays = _is_paying(place.area)
    for entry in roster.entries:
        household = known.household_of(entry)
        if household is not None:
            _compare(entry, household, known, checked, work)
        elif pays:
            checked.wrong_rows.append(_too_late(entry, roster, place.area))
        else:
            checked.new_rows.append(entry.row)
            work.new.append(entry)
            if entry.members and not entry.says_who_is_covered:
                checked.changes.append(_left_unnamed(entry))
    checked.wrong_rows.sort(key=lambda one: one[0].number)
    return checked


def _is_paying(county: Area) -> bool:
    return PaymentBatch.objects.within(county).standing().exists()


def _too_late(entry: RosterEntry, roster: Roster, county: Area) -> tuple[SheetRow, list[RowError]]:
    """A household that is not in the register of a county whose months run here already."""
    refused = Refused(
        _("%(county)s已在系统里发放，名单不能再带进新的户：这一户按申请办理"), county=county.name
    )
    row = roster.rows[entry.row]
    return row, [roster.table.error(row, "id_number", refused)]


def _left_unnamed(entry: RosterEntry) -> Change:
    """A new household of which nobody can say who is covered, for a reader to see before it comes in."""
    return Change(
        row=entry.row,
        household="",
        who=entry.name,
        header=str(_HEADERS["members"]),
        before="",
        after="、".join(member.name for member in entry.members),
        is_taken=False,
        remedy=_("名单没有写明谁享受：成员先只计人数，由乡镇具名，或导入成员名单"),
    )


def _compare(
    entry: RosterEntry, household: Household, known: Known, checked: Checked, work: RosterWritten
) -> None:
    found = list(_differences(entry, household, known))
    if not found:
        checked.same_rows.append(entry.row)
        return
    checked.changed_rows.append(entry.row)
    checked.changes += found
    taken = {change.header for change in found if change.is_taken}
    if taken:
        work.corrections.append(
            Correction(
                household,
                entry.group_name if str(_HEADERS["group_name"]) in taken else None,
                entry.phone if str(_HEADERS["phone"]) in taken else None,
            )
        )


def _differences(entry: RosterEntry, household: Household, known: Known) -> Iterator[Change]:
    """Cell by cell; what the list leaves blank says nothing."""
    for name, before, after, remedy in (
        *_of_people(entry, household, known),
        *_of_members(entry, household, known),
        *_of_money(entry, household, known),
    ):
        yield Change(
            row=entry.row,
            household=household.number,
            who=household.head.name,
            header=str(_HEADERS[name]),
            before=before,
            after=after,
            is_taken=not remedy,
            remedy=remedy,
        )


# The column, what the register says, what the list says, and how it is changed where the list does not.
_Difference = tuple[str, str, str, str]


def _of_people(entry: RosterEntry, household: Household, known: Known) -> Iterator[_Difference]:
    head, size = household.head, known.size_of(household)
    if entry.name != head.name:
        yield "name", head.name, entry.name, _("在这一户里更正户主姓名")
    if entry.village != household.area_id:
        village = Area.objects.get(pk=entry.village).name
        yield "village", household.area.name, village, _("迁到别的村的，办理迁移")
    if entry.group_name and entry.group_name != household.group_name:
        yield "group_name", household.group_name, entry.group_name, ""
    if entry.household_size != size:
        yield "household_size", str(size), str(entry.household_size), _("成员变化在这一户里办理")
    phone = head.phone.open() if head.phone else ""
    if entry.phone and entry.phone.number != phone:
        yield "phone", _masked(phone), _masked(entry.phone.number), ""


def _of_members(entry: RosterEntry, household: Household, known: Known) -> Iterator[_Difference]:
    for member in entry.members:
        if not known.lives_in(household, member.id_number):
            told = f"{member.name} {_masked(member.id_number.number)}"
            yield "members", "", told, _("成员在这一户里具名或增加，或导入成员名单")


def _of_money(entry: RosterEntry, household: Household, known: Known) -> Iterator[_Difference]:
    grant, account = known.grants.get(household.pk), known.accounts.get(household.pk)
    remedy = _("待遇由审批决定：办理复核或变更")
    covered = grant.covered_count if grant else 0
    if entry.covered != covered:
        yield "covered", str(covered), str(entry.covered), remedy
    if grant and entry.benefit_class != grant.benefit_class:
        names = class_name(grant.benefit_class), class_name(entry.benefit_class)
        yield "benefit_class", *names, remedy
    # What is paid beside the class's money stands in a column of its own, which lists do not bring.
    amount = grant.base_amount if grant else 0
    if entry.amount != amount:
        yield "amount", yuan_text(amount), yuan_text(entry.amount), remedy
    if entry.account and account and not _is_same(entry, account):
        number = _masked(entry.account.number)
        yield "account", account.masked_number, number, _("账户由乡镇提出变更，另一人确认")


def _is_same(entry: RosterEntry, account: Account) -> bool:
    number = entry.account.number if entry.account else ""
    return blind_index(number, ACCOUNT_NUMBER) == account.number_index


def _masked(number: str) -> str:
    return f"****{number[-4:]}" if number else ""
