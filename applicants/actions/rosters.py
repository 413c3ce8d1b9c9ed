"""Taking over a county's households in benefit from its own list, once, when the county comes to this system."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from applicants import roster_sql
from applicants.actions import duplicates
from applicants.eligibility.tiers import split
from applicants.models.household import Household
from applicants.models.person import ID_FULL, Person
from applicants.models.policy import RuleSet
from applicants.models.roster import RosterImport
from applicants.models.suspicion import FoundHow
from applicants.sheets.places import Villages
from applicants.sheets.rosters import Reader, Roster, RosterEntry, read_roster
from dibao import audit, scope
from dibao.errors import Refused
from dibao.fields import Sealed
from dibao.guards import require, require_any, require_area
from dibao.levels import AreaLevel
from dibao.models.area import Area
from dibao.models.staff import Staff
from dibao.permissions import Permission
from dibao.sealing import blind_index
from dibao.values.identity import IdNumber
from dibao.values.months import BenefitMonth


class RosterRefused(Refused):
    """Rows of the list are wrong, so nothing of it was taken; `roster` names each of them."""

    def __init__(self, roster: Roster) -> None:
        sentence = _("名单有%(rows)s行不对，全部没有导入。改好以后整份再导。")
        super().__init__(sentence, rows=len(roster.wrong_rows))
        self.roster = roster


@dataclass(frozen=True)
class Entered:
    """A household that came in: its key and village, and what the list says of it."""

    household: int
    area: str
    entry: RosterEntry


@dataclass(frozen=True)
class TakeOver:
    """What came of it: the record of the file, and its households in the list's order."""

    record: RosterImport
    households: Sequence[Entered]


@transaction.atomic
def take_over(
    *,
    county: Area,
    content: bytes,
    name: str,
    month: BenefitMonth,
    by: Staff,
    on: date,
    read: Reader = read_roster,
) -> TakeOver:
    """Enter every household of the list with a grant from `month`; the whole file or nothing.

    `read` is the shape of the list; a roster's without it.

    Raises RosterRefused with every wrong row, and Refused for a county that has files already, or a month that is
    neither the last, this one nor the next. Amounts are read by the rules of the month's last day, as reports do.
    Members beside the head come in counted but unnamed, so that persons and money add up from the first day. Some
    thirty statements, however long the list is.
    """
    require(by, Permission.ROSTER_IMPORT)
    require_area(by, county.code)
    if county.level != AreaLevel.COUNTY:
        raise Refused(_("花名册按县导入，选择一个县。"))
    lock_county(county)
    _require_empty(county)
    _check_month(month, on)
    rule_set = RuleSet.objects.in_force(county, on=month.last_day)
    roster = read(
        content,
        name,
        villages=villages_of(county),
        terms=rule_set.as_terms(),
        on=on,
        taken=taken_anywhere,
    )
    if roster.wrong_rows:
        raise RosterRefused(roster)
    if not roster.entries:
        raise Refused(_("名单里没有一户，没有导入。"))
    sha256 = hashlib.sha256(content).hexdigest()
    return enter(
        county=county, entries=roster.entries, name=name, sha256=sha256, month=month, by=by, on=on
    )


@transaction.atomic
def enter(
    *,
    county: Area,
    entries: Sequence[RosterEntry],
    name: str,
    sha256: str,
    month: BenefitMonth,
    by: Staff,
    on: date,
) -> TakeOver:
    """Enter households that a county's list names, each with a grant from `month`.

    Whoever calls has checked the entries under `lock_county`. Raises Refused for a month that is neither the last, this
    one nor the next, and where somebody on the list was entered elsewhere meanwhile.
    """
    require_any(by, frozenset({Permission.ROSTER_IMPORT, Permission.ROSTER_CONFIRM}))
    require_area(by, county.code)
    _check_month(month, on)
    rule_set = RuleSet.objects.in_force(county, on=month.last_day)
    record = _record(county, sha256, name, entries, month, by)
    keys = _write(entries, record, rule_set, by, on)
    with scope.narrowed(county):
        if Household.objects.within(county).count() == len(keys):
            # The county was empty: its people are those just written.
            duplicates.look_everywhere(on=on, how=FoundHow.IMPORT)
        else:
            duplicates.look_at_keys(keys, on=on, how=FoundHow.IMPORT)
    audit.record(
        "roster:imported",
        of=record,
        by=by,
        after={"households": record.household_count, "total": str(record.total_amount)},
    )
    made = zip(keys, entries, strict=True)
    return TakeOver(record, [Entered(key, entry.village, entry) for key, entry in made])


def _check_month(month: BenefitMonth, on: date) -> None:
    """A slip of the pen in the year would have years paid back."""
    this = BenefitMonth.of(on)
    if not this.previous() <= month <= this.next():
        raise Refused(
            _("不能从%(month)s起发放：名单只能从上月、本月或下月起，即%(first)s至%(last)s。"),
            month=month.label,
            first=this.previous().label,
            last=this.next().label,
        )


def lock_county(county: Area) -> None:
    """One import of a county at a time; the lock ends with the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"roster:{county.pk}"])


def _require_empty(county: Area) -> None:
    if RosterImport.objects.within(county).exists():
        raise Refused(
            _("%(county)s的花名册已经导入过，不能再导。以后的变化逐户办理。"), county=county.name
        )
    if Household.objects.within(county).exists():
        raise Refused(_("%(county)s已有登记的家庭，花名册只能导入空的县。"), county=county.name)


def villages_of(county: Area) -> Villages:
    """The villages of a county by the names of township and village (one query)."""
    villages = Area.objects.within(county).filter(level=AreaLevel.VILLAGE).select_related("parent")
    return {
        (village.parent.name, village.name): village.pk for village in villages if village.parent
    }


def names_above(county: Area) -> list[str]:
    """The names that may stand before a township in an address, from the top down (a query for each level)."""
    names: list[str] = []
    area: Area | None = county
    while area is not None:
        names.insert(0, area.name)
        area = area.parent
    return names


def taken_anywhere(numbers: list[IdNumber]) -> set[str]:
    """Those that belong to a current member of any household, in whatever area (one query)."""
    by_index = {blind_index(number.number, ID_FULL): number.number for number in numbers}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT wanted FROM unnest(%s::text[]) wanted WHERE id_number_is_taken(wanted, NULL)",
            [list(by_index)],
        )
        return {by_index[index] for (index,) in cursor.fetchall()}


def _record(
    county: Area,
    sha256: str,
    name: str,
    entries: Sequence[RosterEntry],
    month: BenefitMonth,
    by: Staff,
) -> RosterImport:
    return RosterImport.objects.create(
        area=county,
        file_name=name[-200:],
        sha256=sha256,
        household_count=len(entries),
        person_count=sum(entry.covered for entry in entries),
        total_amount=sum((entry.amount for entry in entries), Decimal(0)),
        first_month=month,
        imported_by=by,
    )


def _write(
    entries: Sequence[RosterEntry], record: RosterImport, rule_set: RuleSet, by: Staff, on: date
) -> list[int]:
    """The keys of the households, in the list's order."""
    people = [_people(entry) for entry in entries]
    _release([one.id_index for group in people for one in group], on)
    roster_sql.stage(
        (
            _home_row(n, entry, group)
            for n, (entry, group) in enumerate(zip(entries, people, strict=True))
        ),
        (
            _person_row(n, place, one)
            for n, group in enumerate(people)
            for place, one in enumerate(group)
        ),
    )
    try:
        with transaction.atomic():
            roster_sql.write_persons()
    except IntegrityError:
        # Entered elsewhere while this list was read.
        raise Refused(_("名单里有人已在别处登记过，全部没有导入。报市民政局核对后再导。")) from None
    keys = roster_sql.write_register(
        {
            "on": on,
            "month": record.first_month.first_day,
            "rule_set": rule_set.pk,
            "record": record.pk,
            "by": by.pk,
            "reasons": f"按{record.file_name}接收在保家庭。",
        }
    )
    roster_sql.clear()
    return keys


def release_all(numbers: Iterable[IdNumber], *, on: date) -> None:
    """People whom another area knows from former times, and who are members nowhere, come here (one query)."""
    _release([blind_index(number.number, ID_FULL) for number in numbers], on)


def _release(indexes: list[str], on: date) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT release_people(%s, %s)", [indexes, on])


def _people(entry: RosterEntry) -> list[Person]:
    """Whom the list names, the head first."""
    head = Person(area_id=entry.village)
    head.take_identity(entry.name, entry.id_number)
    head.take_phone(entry.phone)
    named = [Person(area_id=entry.village) for _member in entry.named]
    for person, member in zip(named, entry.named, strict=True):
        person.take_identity(member.name, member.id_number)
    return [head, *named]


def _home_row(n: int, entry: RosterEntry, people: Sequence[Person]) -> roster_sql.Row:
    """As roster_sql.HOME_COLUMNS."""
    return (
        n, people[0].pk, entry.village, entry.group_name, entry.address, entry.household_size, len(people),
        entry.covered_places.start, entry.covered, entry.benefit_class, entry.amount, list(_parts(entry)),
        entry.poverty_cause, entry.looked_on,
    )  # fmt: skip


def _person_row(n: int, place: int, one: Person) -> roster_sql.Row:
    """As roster_sql.PERSON_COLUMNS."""
    return (
        n, place, one.pk, one.name, one.initials, one.is_named, one.sex, one.birth_date, _stored(one.id_number),
        one.id_index, one.id_last4_index, one.id_last6_index, one.id_last4, _stored(one.phone), one.phone_last4_index,
    )  # fmt: skip


def _stored(sealed: Sealed | None) -> str | None:
    return sealed.stored if sealed else None


def _parts(entry: RosterEntry) -> tuple[Decimal, ...]:
    return split(entry.amount, entry.covered)
