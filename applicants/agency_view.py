"""What an agency may know of whom a referral is for: the fields that the benefit's terms name, and nothing else.

Two ways lead here. An agency's people see no persons: they read `referral_shared`, which asks whether they still may.
A township prints the same for its own family, by the same list of fields.
"""

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Self

from django.db import connection
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from applicants.models.person import Person
from applicants.models.referral import Referral
from dibao.display import day_text
from dibao.fields import Sealed
from dibao.models.staff import Staff

_TABLE: Final = "applicants_person"
_SEALED: Final = frozenset({"id_number", "phone", "disability_card", "diagnosis"})
_OF_PERSON: Final = {
    "name": ("name",),
    "birth_date": ("birth_date",),
    "sex": ("sex",),
    "id_number": ("id_number",),
    "phone": ("phone",),
    "disability": ("disability_type", "disability_level"),
    "disability_card": ("disability_card",),
    "is_student": ("is_student",),
    "health": ("health",),
    "labour_capacity": ("labour_capacity",),
    "diagnosis": ("diagnosis",),
}
# The statement names its columns, so that one which is added to the function waits until a page knows it.
_COLUMNS: Final = (
    "name",
    "head",
    "village",
    "group_name",
    "birth_date",
    "sex",
    "id_number",
    "phone",
    "disability_type",
    "disability_level",
    "disability_card",
    "is_student",
    "health",
    "labour_capacity",
    "diagnosis",
    "household_size",
)
_ASKED: Final = (
    f"SELECT referral_id, person_id, {', '.join(_COLUMNS)} FROM referral_shared(%s::bigint[])"
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
    def told(cls, fields: frozenset[str], person: uuid.UUID, values: Mapping[str, object]) -> Self:
        """From stored values by column, the sealed ones in their sealed form."""
        told = {
            name: Sealed(_TABLE, name, stored=str(value), pk=person)
            if name in _SEALED and value
            else value
            for name, value in values.items()
        }
        return cls(fields=fields, person=person, **told)

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


def fields_of(referral: Referral) -> frozenset[str]:
    """The codes of the fields that the referral's terms name."""
    return frozenset(referral.terms.terms.get("fields", ()))


def shared_with(by: Staff, referrals: Iterable[Referral]) -> dict[int, Shared]:
    """What the agency of `by` may know now, by referral (one query); what it may not see any more is left out.

    The database goes by the scope that is open, which is that of `by`.
    """
    fields = {referral.pk: fields_of(referral) for referral in referrals}
    if not fields or by.posting.agency_id is None:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_ASKED, [list(fields)])
        return {
            key: Shared.told(fields[key], person, dict(zip(_COLUMNS, values, strict=True)))
            for key, person, *values in cursor.fetchall()
        }


def shared_by_township(referral: Referral) -> Shared:
    """The same from the family's own rows, for who sees them (three queries): what is printed for it to take along."""
    household, fields = referral.household, fields_of(referral)
    person = referral.person or household.head
    values: dict[str, object] = {
        column: getattr(person, column) for field in fields for column in _OF_PERSON.get(field, ())
    }
    values = {
        name: value.stored if isinstance(value, Sealed) else value for name, value in values.items()
    }
    if "head" in fields:
        values["head"] = household.head.name
    if "village" in fields:
        values |= {"village": household.area.name, "group_name": household.group_name}
    if "household_size" in fields:
        values["household_size"] = household.members().count()
    return Shared.told(fields, person.pk, values)


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


def _word_of(column: str) -> Callable[[Shared], str]:
    """A code in the words of its column."""

    def written(shared: Shared) -> str:
        words = dict(Person._meta.get_field(column).flatchoices)
        return str(words.get(getattr(shared, column) or "", ""))

    return written


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
    Field("sex", _("性别"), _word_of("sex")),
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
    Field("health", _("健康状况"), _word_of("health")),
    Field("labour_capacity", _("劳动能力"), _word_of("labour_capacity")),
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
