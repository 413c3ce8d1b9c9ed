"""Registering households and their people."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _
from psycopg.errors import UniqueViolation

from applicants.choices import HEAD
from applicants.models.household import Household, Membership
from applicants.models.person import ID_FULL, Person
from dibao import audit
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


@transaction.atomic
def register(
    *,
    village: Area,
    members: Sequence[MemberEntry],
    by: Staff,
    on: date,
    group_name: str = "",
    address: str = "",
) -> Household:
    """Enter a household with its members (the head's row has relation 02); raise PersonTaken for a known person."""
    require(by, Permission.CASE_ENTER)
    require_area(by, village.code)
    _check_heads(members)
    persons = [_person_of(entry, village) for entry in members]
    head = next(
        person for person, entry in zip(persons, members, strict=True) if entry.relation == HEAD
    )
    household = Household.objects.create(
        area=village, head=head, group_name=group_name, address=address, registered_on=on
    )
    _join(household, zip(persons, members, strict=True), on)
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
) -> Household:
    """Bring a household to the typed member table: known persons are updated, new ones join, missing ones leave."""
    require(by, Permission.CASE_ENTER)
    household = Household.objects.lock(household)
    _check_heads(members)
    present = list(household.members())
    typed = {blind_index(entry.id_number.number, ID_FULL): entry for entry in members}
    for membership in present:
        entry = typed.get(membership.person.id_index or "")
        if entry is None:
            Membership.objects.filter(pk=membership.pk).update(last_day=on)
        else:
            _describe(membership.person, entry).save()
            Membership.objects.filter(pk=membership.pk).update(**_place_in_household(entry))
    known = {membership.person.id_index for membership in present}
    newcomers = [entry for index, entry in typed.items() if index not in known]
    _join(household, [(_person_of(e, household.area, household), e) for e in newcomers], on)
    head = household.memberships.get(last_day__isnull=True, relation=HEAD).person
    Household.objects.filter(pk=household.pk).update(
        head=head, group_name=group_name, address=address
    )
    audit.record("household:amended", of=household, by=by, after={"members": len(members)})
    household.refresh_from_db()
    return household


@transaction.atomic
def name_member(*, person: Person, name: str, number: IdNumber, by: Staff) -> Person:
    """Give a member who was only counted so far a name and an ID number."""
    require(by, Permission.CASE_ENTER)
    person = Person.objects.lock(person)
    if person.is_named:
        raise Refused(_("这名成员已经具名，刷新后再看。"))
    if is_taken(number):
        raise PersonTaken(number)
    person.take_identity(name, number)
    _save(person, number)
    audit.record("person:named", of=person, by=by, after={"id_last4": number.last4})
    return person


def _check_heads(members: Sequence[MemberEntry]) -> None:
    if sum(entry.relation == HEAD for entry in members) != 1:
        raise Refused(_("与户主关系：要有一名户主，而且只有一名。"))
    numbers = [entry.id_number.number for entry in members]
    if len(set(numbers)) < len(numbers):
        raise Refused(_("两名成员的身份证号相同，逐个对照证件。"))


def _person_of(entry: MemberEntry, village: Area, household: Household | None = None) -> Person:
    """The person of a typed row: known and free in this area, or new."""
    if is_taken(entry.id_number, outside=household):
        raise PersonTaken(entry.id_number)
    person = Person.objects.of_id_number(entry.id_number).first() or Person(area=village)
    _save(_describe(person, entry), entry.id_number)
    return person


def _save(person: Person, number: IdNumber) -> None:
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError as error:
        if not isinstance(error.__cause__, UniqueViolation):
            raise
        # Entered elsewhere between the question and the answer, or known in an area this posting does not see.
        raise PersonTaken(number) from None


def _describe(person: Person, entry: MemberEntry) -> Person:
    person.take_identity(entry.name, entry.id_number)
    person.take_phone(entry.phone)
    person.health = entry.health
    person.labour_capacity = entry.labour_capacity
    person.disability_type = entry.disability_type
    person.disability_level = entry.disability_level
    person.is_student = entry.is_student
    return person


def _place_in_household(entry: MemberEntry) -> dict[str, str | bool]:
    return {
        "relation": entry.relation,
        "is_counted": entry.is_counted,
        "is_covered": entry.is_covered,
        "exclusion": entry.exclusion,
    }


def _join(household: Household, people: Iterable[tuple[Person, MemberEntry]], on: date) -> None:
    Membership.objects.bulk_create(
        Membership(
            household=household,
            area_id=household.area_id,
            person=person,
            first_day=on,
            **_place_in_household(entry),
        )
        for person, entry in people
    )
