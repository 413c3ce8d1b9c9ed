"""What an agency may know of whom a referral is for: the fields that the benefit's terms name, and nothing else.

Two ways lead here. An agency's people see no persons: they read `referral_shared`, which asks whether they still may.
A township prints the same for its own family, by the same list of fields.
"""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple, Self, TypeVar

from django.db import connection
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from applicants.choices import choices
from applicants.eligibility.codes import Code, Health, LabourCapacity, Sex
from applicants.models.household import Household
from applicants.models.person import Person
from applicants.models.referral import Referral
from dibao.display import day_text
from dibao.fields import Sealed
from dibao.models.staff import Staff

_TABLE: Final = "applicants_person"
V = TypeVar("V")


class _Told(NamedTuple):
    """A row of `referral_shared` behind its two keys; sealed values are in their sealed form."""

    name: str | None
    head: str | None
    village: str | None
    group_name: str | None
    birth_date: date | None
    sex: str | None
    id_number: str | None
    phone: str | None
    disability_type: int | None
    disability_level: int | None
    disability_card: str | None
    is_student: bool | None
    health: str | None
    labour_capacity: str | None
    diagnosis: str | None
    household_size: int | None


# The statement names its columns, so that one which is added to the function waits until a page knows it.
_ASKED: Final = (
    f"SELECT referral_id, person_id, {', '.join(_Told._fields)} FROM referral_shared(%s::bigint[])"
)


@dataclass(frozen=True, kw_only=True)
class Shared:
    """The agreed fields of one person; None or empty where a field is not agreed on, or nothing is known.

    `fields` are the codes that the terms name. Sealed values open for who asks for them.
    """

    fields: frozenset[str]
    person: uuid.UUID
    name: str | None = None
    head: str | None = None
    village: str | None = None
    group_name: str | None = None
    birth_date: date | None = None
    sex: str | None = None
    id_number: Sealed | None = None
    phone: Sealed | None = None
    disability_type: int | None = None
    disability_level: int | None = None
    disability_card: Sealed | None = None
    is_student: bool | None = None
    health: str | None = None
    labour_capacity: str | None = None
    diagnosis: Sealed | None = None
    household_size: int | None = None

    @classmethod
    def told(cls, fields: frozenset[str], person: uuid.UUID, row: _Told) -> Self:
        """From a row of the database's function, its sealed values bound to their person."""

        def sealed(column: str, stored: str | None) -> Sealed | None:
            return Sealed(_TABLE, column, stored=stored, pk=person) if stored else None

        return cls(
            fields=fields,
            person=person,
            name=row.name,
            head=row.head,
            village=row.village,
            group_name=row.group_name,
            birth_date=row.birth_date,
            sex=row.sex,
            id_number=sealed("id_number", row.id_number),
            phone=sealed("phone", row.phone),
            disability_type=row.disability_type,
            disability_level=row.disability_level,
            disability_card=sealed("disability_card", row.disability_card),
            is_student=row.is_student,
            health=row.health,
            labour_capacity=row.labour_capacity,
            diagnosis=sealed("diagnosis", row.diagnosis),
            household_size=row.household_size,
        )

    @classmethod
    def known(cls, fields: frozenset[str], person: Person, household: Household) -> Self:
        """The same from a person of our own; two questions at most."""

        def agreed(code: str, value: V) -> V | None:
            return value if code in fields else None

        size = household.members().count() if "household_size" in fields else None
        return cls(
            fields=fields,
            person=person.pk,
            name=agreed("name", person.name),
            head=agreed("head", household.head.name),
            village=agreed("village", household.area.name),
            group_name=agreed("village", household.group_name),
            birth_date=agreed("birth_date", person.birth_date),
            sex=agreed("sex", person.sex),
            id_number=agreed("id_number", person.id_number),
            phone=agreed("phone", person.phone),
            disability_type=agreed("disability", person.disability_type),
            disability_level=agreed("disability", person.disability_level),
            disability_card=agreed("disability_card", person.disability_card),
            is_student=agreed("is_student", person.is_student),
            health=agreed("health", person.health),
            labour_capacity=agreed("labour_capacity", person.labour_capacity),
            diagnosis=agreed("diagnosis", person.diagnosis),
            household_size=size,
        )

    @property
    def place(self) -> str:
        """Village and group."""
        return " ".join(filter(None, (self.village, self.group_name)))

    @property
    def disability(self) -> str:
        """Type and level in one word; empty without one."""
        return Person(
            disability_type=self.disability_type, disability_level=self.disability_level
        ).disability


def agency_of(by: Staff) -> int:
    """The key of the agency that somebody answers for; 0, which is no agency's, for everybody else."""
    return by.posting.agency_id or 0


def fields_of(referral: Referral) -> frozenset[str]:
    """The codes of the fields that the referral's terms name."""
    return frozenset(referral.terms.terms.get("fields", ()))


def shared_with(by: Staff, referrals: Iterable[Referral]) -> dict[int, Shared]:
    """What the agency of `by` may know now, by referral (one query); what it may not see any more is left out.

    The database goes by the scope that is open, which is that of `by`.
    """
    fields = {referral.pk: fields_of(referral) for referral in referrals}
    if not fields or not agency_of(by):
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_ASKED, [list(fields)])
        return {
            key: Shared.told(fields[key], person, _Told._make(values))
            for key, person, *values in cursor.fetchall()
        }


def shared_by_township(referral: Referral) -> Shared:
    """The same from the family's own rows, for who sees them: what is printed for it to take along."""
    person = referral.person or referral.household.head
    return Shared.known(fields_of(referral), person, referral.household)


@dataclass(frozen=True)
class Field:
    """How one agreed field is called and written; a guarded one is shown for a reason that is kept."""

    code: str
    label: StrOrPromise
    write: Callable[[Shared], str]
    is_guarded: bool = False


def _opened(value: Sealed | None) -> str:
    return value.open() if value else ""


def masked(value: Sealed | None) -> str:
    """The last four with stars before them; empty without a value."""
    number = _opened(value)
    return "*" * (len(number) - 4) + number[-4:]


def _word_of(codes: type[Code], code: str | None) -> str:
    """A code in words; empty where nothing is known."""
    return str(dict(choices(codes)).get(code or "", ""))


def _student(shared: Shared) -> str:
    return {True: _now("是"), False: _now("否"), None: ""}[shared.is_student]


def _size(shared: Shared) -> str:
    return "" if shared.household_size is None else str(shared.household_size)


# In the order of a page.
FIELDS: Final = (
    Field("name", _("姓名"), lambda one: one.name or ""),
    Field("head", _("户主"), lambda one: one.head or ""),
    Field("village", _("村组"), lambda one: one.place),
    Field("phone", _("联系电话"), lambda one: _opened(one.phone)),
    Field("sex", _("性别"), lambda one: _word_of(Sex, one.sex)),
    Field(
        "birth_date", _("出生日期"), lambda one: day_text(one.birth_date) if one.birth_date else ""
    ),
    Field("id_number", _("身份证号"), lambda one: _opened(one.id_number), is_guarded=True),
    Field("disability", _("残疾"), lambda one: one.disability),
    Field(
        "disability_card",
        _("残疾证号"),
        lambda one: _opened(one.disability_card),
        is_guarded=True,
    ),
    Field("is_student", _("在校生"), _student),
    Field("health", _("健康状况"), lambda one: _word_of(Health, one.health)),
    Field(
        "labour_capacity", _("劳动能力"), lambda one: _word_of(LabourCapacity, one.labour_capacity)
    ),
    Field("diagnosis", _("诊断"), lambda one: _opened(one.diagnosis), is_guarded=True),
    Field("household_size", _("家庭人口"), _size),
)


def agreed(shared: Shared) -> list[Field]:
    """The fields of one person that a page may show."""
    return [field for field in FIELDS if field.code in shared.fields]


def guarded(shared: Shared, field: Field) -> str:
    """What stands for a guarded value until somebody says what it is wanted for; numbers by their last four."""
    if field.code == "diagnosis":
        return str(shared.diagnosis or "")
    return masked(shared.id_number if field.code == "id_number" else shared.disability_card)
