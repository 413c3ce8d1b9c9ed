"""Registering households and their people."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _
from psycopg.errors import ExclusionViolation, UniqueViolation

from applicants.actions import duplicates, supporters
from applicants.choices import HEAD
from applicants.models.case import CaseStatus
from applicants.models.household import Household, Membership
from applicants.models.person import ID_FULL, Person
from applicants.reasons import JoinReason
from dibao import audit
from dibao.audit import Fact
from dibao.errors import Refused
from dibao.guards import require, require_area
from dibao.models.area import Area
from dibao.models.staff import Staff
from dibao.permissions import Permission
from dibao.sealing import blind_index
from dibao.values.identity import IdNumber, PhoneNumber


class PersonTaken(Refused):
    """The ID number already stands in another household; where, is not said."""

    def __init__(self, number: IdNumber) -> None:
        # Another area's register is not this caseworker's to see.
        super().__init__(_("这个身份证号已登记在另一户，不能重复登记。找县民政局核对。"))
        self.number = number


@dataclass(frozen=True, kw_only=True)
class MemberEntry:
    """One row of the member table as typed and cleaned."""

    name: str
    id_number: IdNumber
    relation: str
    health: str
    labour_capacity: str
    disability_type: int | None = None
    disability_level: int | None = None
    is_student: bool = False
    is_counted: bool = True
    is_covered: bool = True
    exclusion: str = ""
    phone: PhoneNumber | None = None
    joined_for: str = JoinReason.REGISTERED


def is_taken(number: IdNumber, *, outside: Household | None = None) -> bool:
    """True where the number belongs to a current member of a household other than `outside`, in any area.

    Answered by a function of the database's owner, since the asker may not see other areas' rows.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id_number_is_taken(%s, %s)",
            [blind_index(number.number, ID_FULL), outside.pk if outside else None],
        )
        return bool(cursor.fetchone()[0])


def release(number: IdNumber, *, on: date) -> None:
    """Let whoever is a member nowhere leave the area that knows them, so that they can be entered in this one.

    Carried out by a function of the database's owner, which touches nobody who is a member of any household.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT release_person(%s, %s)", [blind_index(number.number, ID_FULL), on])


@transaction.atomic
def register(
    *,
    village: Area,
    members: Sequence[MemberEntry],
    by: Staff,
    on: date,
    group_name: str = "",
    address: str = "",
    residence_place: str = "",
) -> Household:
    """Enter a household with its members (the head's row has relation 02); raise PersonTaken for a known person."""
    require(by, Permission.CASE_ENTER)
    require_area(by, village.code)
    _check_heads(members)
    persons = [person_of(entry, village, on=on) for entry in members]
    head = next(
        person for person, entry in zip(persons, members, strict=True) if entry.relation == HEAD
    )
    household = Household.objects.create(
        area=village,
        head=head,
        group_name=group_name,
        address=address,
        residence_place=residence_place,
        registered_on=on,
    )
    join(household, zip(persons, members, strict=True), on)
    audit.record("household:registered", of=household, by=by, after={"members": len(members)})
    return household


@transaction.atomic
def amend(
    *,
    household: Household,
    members: Sequence[MemberEntry],
    by: Staff,
    on: date,
    group_name: str = "",
    address: str = "",
    residence_place: str = "",
    leavers: Mapping[uuid.UUID, str] | None = None,
) -> Household:
    """Bring a household to the typed member table: known persons are updated, new ones join, missing ones leave.

    `leavers` says why each person who is missing has left; Refused where it does not.
    """
    require(by, Permission.CASE_ENTER)
    household = lock_open(household)
    _check_heads(members)
    leavers = leavers or {}
    present = list(household.members())
    typed = {blind_index(entry.id_number.number, ID_FULL): entry for entry in members}
    for membership in present:
        entry = typed.get(membership.person.id_index or "")
        if entry is None:
            end(membership, reason=leavers.get(membership.person_id, ""), on=on)
        else:
            describe(membership.person, entry).save()
            Membership.objects.filter(pk=membership.pk).update(**place_in_household(entry))
    known = {membership.person.id_index for membership in present}
    newcomers = [entry for index, entry in typed.items() if index not in known]
    people = [(person_of(e, household.area, household, on=on), e) for e in newcomers]
    join(household, people, on)
    head = household.memberships.get(last_day__isnull=True, relation=HEAD).person
    place = {"group_name": group_name, "address": address, "residence_place": residence_place}
    appoint(household, head, **place)
    came = [entry.joined_for for entry in newcomers]
    audit.record(
        "household:amended",
        of=household,
        by=by,
        after={"members": len(members), "joined": came, "left": sorted(leavers.values())},
    )
    household.refresh_from_db()
    return household


@transaction.atomic
def correct(
    *, household: Household, group_name: str | None, phone: PhoneNumber | None, by: Staff
) -> Household:
    """Bring a household's group and its head's telephone up to date, as a confirmed list says; None leaves either."""
    require(by, Permission.ROSTER_CONFIRM)
    require_area(by, household.area_id)
    household = lock_open(household)
    if group_name is not None:
        Household.objects.filter(pk=household.pk).update(group_name=group_name)
    if phone is not None:
        head = Person.objects.get(pk=household.head_id)
        head.take_phone(phone)
        head.save()
    told: dict[str, Fact] = {"group": group_name is not None, "phone": phone is not None}
    audit.record("household:corrected", of=household, by=by, after=told)
    household.refresh_from_db()
    return household


@transaction.atomic
def name_member(*, person: Person, name: str, number: IdNumber, by: Staff, on: date) -> Person:
    """Give a member who was only counted so far a name and an ID number."""
    require(by, Permission.CASE_ENTER)
    person = Person.objects.lock(person)
    if person.is_named:
        raise Refused(_("这名成员已经具名，刷新后再看。"))
    if is_taken(number):
        raise PersonTaken(number)
    release(number, on=on)
    person.take_identity(name, number)
    _save(person, number)
    audit.record("person:named", of=person, by=by, after={"id_last4": number.last4})
    rows = Membership.objects.filter(person=person, last_day__isnull=True)
    duplicates.look_at(Household.objects.filter(pk__in=rows.values("household")), on=on)
    return person


def appoint(household: Household, head: Person, **columns: str) -> None:
    """Make a member the head, with other columns of the household; a head is payee without being named so."""
    rows = Household.objects.filter(pk=household.pk)
    rows.filter(payee=head).update(payee=None, payee_reason="")
    rows.update(head=head, **columns)


def lock_open(household: Household) -> Household:
    """The household, locked; Refused while an opinion on its facts stands, and where it is closed or on its way."""
    household = Household.objects.lock(household)
    if household.cases.filter(status__in=(CaseStatus.PROPOSED, CaseStatus.ON_NOTICE)).exists():
        raise Refused(_("这户的案件已提出初审意见，成员不能再改。县里退回或办结以后再改。"))
    refuse_on_its_way(household)
    return household


def refuse_on_its_way(household: Household) -> None:
    """Refused for a household that is closed, or that waits to be received or confirmed elsewhere."""
    if household.closed_on is not None:
        raise Refused(_("这户已经销户。"))
    refuse_handed_over(household)


def refuse_handed_over(household: Household) -> None:
    """Refused for a household that waits to be received or confirmed elsewhere: its file is sealed."""
    if household.departures.open().exists() or household.arrivals.open().exists():
        raise Refused(_("这户正在办理迁移或分并户，办结以后再办。"))


def end(membership: Membership, *, reason: str, on: date, note: str = "") -> None:
    """End one person's time in a household; whoever received its money no longer does."""
    if not reason:
        raise Refused(
            _("写明%(name)s为什么离开这户。") % {"name": membership.person},
        )
    if on < membership.first_day:
        raise Refused(
            _("离开的日期早于%(name)s加入这户的日期（%(day)s）。")
            % {"name": membership.person, "day": membership.first_day.isoformat()}
        )
    Household.objects.filter(pk=membership.household_id, payee=membership.person_id).update(
        payee=None, payee_reason=""
    )
    supporters.release(membership.household, membership.person, on=on)
    Membership.objects.filter(pk=membership.pk).update(last_day=on, left_for=reason, left_note=note)


def _check_heads(members: Sequence[MemberEntry]) -> None:
    if sum(entry.relation == HEAD for entry in members) != 1:
        raise Refused(_("与户主关系：要有一名户主，而且只有一名。"))
    numbers = [entry.id_number.number for entry in members]
    if len(set(numbers)) < len(numbers):
        raise Refused(_("两名成员的身份证号相同，逐个对照证件。"))


def person_of(
    entry: MemberEntry, village: Area, household: Household | None = None, *, on: date
) -> Person:
    """The person of a typed row: known and free in this area, or new to it; PersonTaken for a member elsewhere."""
    if is_taken(entry.id_number, outside=household):
        raise PersonTaken(entry.id_number)
    person = Person.objects.of_id_number(entry.id_number).first()
    if person is None:
        release(entry.id_number, on=on)
        person = Person()
    person.area = village
    _save(describe(person, entry), entry.id_number)
    return person


def _save(person: Person, number: IdNumber) -> None:
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError as error:
        if not isinstance(error.__cause__, UniqueViolation | ExclusionViolation):
            raise
        # Entered elsewhere between the question and the answer, or covered by a grant of another household.
        raise PersonTaken(number) from None


def describe(person: Person, entry: MemberEntry) -> Person:
    """Write what the row says onto a person, unsaved; only a head's row says anything of a telephone."""
    person.take_identity(entry.name, entry.id_number)
    if entry.relation == HEAD:
        person.take_phone(entry.phone)
    person.health = entry.health
    person.labour_capacity = entry.labour_capacity
    person.disability_type = entry.disability_type
    person.disability_level = entry.disability_level
    person.is_student = entry.is_student
    return person


def place_in_household(entry: MemberEntry) -> dict[str, str | bool]:
    """The columns of a membership that the row says: relation, counted, covered, why not."""
    return {
        "relation": entry.relation,
        "is_counted": entry.is_counted,
        "is_covered": entry.is_covered,
        "exclusion": entry.exclusion,
    }


def join(household: Household, people: Iterable[tuple[Person, MemberEntry]], on: date) -> None:
    """Let saved persons be members from a day on, as their rows say (one statement)."""
    Membership.objects.bulk_create(
        Membership(
            household=household,
            area_id=household.area_id,
            person=person,
            first_day=on,
            joined_for=entry.joined_for,
            **place_in_household(entry),
        )
        for person, entry in people
    )
