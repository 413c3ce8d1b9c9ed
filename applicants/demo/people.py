"""Persons as rows: names, numbers that can belong to nobody, everything sealed and indexed as the application does."""

import uuid
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from applicants.demo.families import Draft
from applicants.demo.names import given_name, surname
from applicants.eligibility.codes import Sex
from applicants.models.person import ID_FULL, ID_LAST4, ID_LAST6, PHONE_LAST4, Person
from dibao.demo.dice import Dice
from dibao.demo.loading import Row
from dibao.sealing import blind_index, seal
from dibao.values.identity import check_digit
from dibao.values.pinyin import all_initials

PERSON_COLUMNS = (
    "id", "area_code", "name", "initials", "is_named", "sex", "birth_date", "id_number", "id_index",
    "id_last4_index", "id_last6_index", "id_last4", "phone", "phone_last4_index", "health", "labour_capacity",
    "disability_type", "disability_level", "is_student",
)  # fmt: skip
_TABLE = Person._meta.db_table
# Wives often come from the next county, where their number was given.
_BORN_ELSEWHERE = 0.12


# What is known of a member whom a list only counts.
_UNNAMED: Row = (
    "",
    "",
    False,
    "",
    None,
    None,
    "",
    "",
    "",
    "",
    None,
    "",
    "",
    "",
    None,
    None,
    False,
)
_UNKNOWN_RELATION = "99"


@dataclass(frozen=True, slots=True)
class Villager:
    """A drawn member with name, birth and numbers."""

    key: uuid.UUID
    draft: Draft
    name: str
    birth_date: date
    id_number: str
    phone: str

    @property
    def relation(self) -> str:
        """A list that only counts a member says nothing of how they are related."""
        return self.draft.relation if self.name else _UNKNOWN_RELATION


class Register:
    """Hands out identity numbers: area 99xxxx, the date, a serial that is odd for men, the check digit; each once.

    `first` keeps apart two registers that know nothing of each other.
    """

    def __init__(self, counties: list[str], *, first: int = 0) -> None:
        self._prefixes = [code[:6] for code in counties]
        self._serials: defaultdict[tuple[str, date, Sex], int] = defaultdict(lambda: first)

    def number(self, chance: Dice, village: str, born: date, sex: Sex) -> str:
        prefix = village[:6]
        if sex == Sex.FEMALE and chance.random() < _BORN_ELSEWHERE:
            prefix = chance.choice(self._prefixes)
        serial = self._serials[prefix, born, sex]
        self._serials[prefix, born, sex] += 1
        # 7 shares no factor with 500: neighbours in the register do not get neighbouring serials.
        place = (int(f"{born:%m%d}") + serial * 7) % 500
        body = f"{prefix}{born:%Y%m%d}{2 * place + (sex == Sex.MALE):03d}"
        return body + check_digit(body)


def number_of_namesake(person: Person) -> str:
    """Another person's number with the same birthday and sex: given out by the prefecture, as no drawn one is."""
    number = person.id_number.open() if person.id_number else ""
    body = f"{number[:4]}00{number[6:17]}"
    return body + check_digit(body)


def name_family(
    chance: Dice, register: Register, village: str, drafts: list[Draft], on: date
) -> list[Villager]:
    """The members of one household with names that go together and births that give their ages on a day."""
    head_surname = surname(chance)
    villagers = []
    for draft in drafts:
        born = _birth_date(chance, draft.age, on)
        name = _surname_of(chance, draft, drafts[0], head_surname) + given_name(
            chance, draft.sex, born.year
        )
        villagers.append(
            Villager(
                key=uuid.UUID(int=chance.getrandbits(128), version=4),
                draft=draft,
                name=name,
                birth_date=born,
                id_number=register.number(chance, village, born, draft.sex),
                phone=f"139{chance.randrange(10**8):08d}" if draft is drafts[0] else "",
            )
        )
    return villagers


def without_name(villager: Villager) -> Villager:
    """The same member as a county's list knows them: counted."""
    return replace(villager, name="")


def person_row(villager: Villager, village: str) -> Row:
    """The columns of PERSON_COLUMNS."""
    if not villager.name:
        return (villager.key, village, *_UNNAMED)
    draft, number, phone = villager.draft, villager.id_number, villager.phone
    kind, level = draft.disability or (None, None)
    return (
        villager.key,
        village,
        villager.name,
        _initials(villager.name),
        True,
        draft.sex.value,
        villager.birth_date,
        seal(_TABLE, "id_number", villager.key, number),
        blind_index(number, ID_FULL),
        _last4_index(number[-4:], ID_LAST4),
        blind_index(number[-6:], ID_LAST6),
        number[-4:],
        seal(_TABLE, "phone", villager.key, phone) if phone else None,
        _last4_index(phone[-4:], PHONE_LAST4) if phone else "",
        draft.health.value,
        draft.labour.value,
        kind,
        level,
        draft.is_student,
    )


def known_by(villager: Villager) -> str:
    """What the database's triggers fill in as `person_key`; a register is loaded without them."""
    return blind_index(villager.id_number, ID_FULL) if villager.name else str(villager.key)


@cache
def _last4_index(digits: str, purpose: str) -> str:
    # Ten thousand of each purpose come again and again.
    return blind_index(digits, purpose)


@cache
def _initials(name: str) -> str:
    # Namesakes are many, and readings are slow to find; the function's own memory is made for a search box.
    return all_initials(name)


def _birth_date(chance: Dice, age: int, on: date) -> date:
    """A day that makes somebody `age` full years old on a day."""
    last = date(on.year - age, on.month, min(on.day, 28))
    return last - timedelta(days=chance.randrange(360))


def _surname_of(chance: Dice, draft: Draft, head: Draft, head_surname: str) -> str:
    """Children carry their father's surname, wives and in-laws their own."""
    if draft is head:
        return head_surname
    is_of_fathers_line = draft.relation in {"20", "30", "51", "73", "77"}
    if is_of_fathers_line and (
        head.sex == Sex.MALE or (draft.relation != "20" and draft.relation != "30")
    ):
        return head_surname
    if draft.relation in {"20", "30"} and chance.random() < 0.15:
        return head_surname
    if draft.relation == "41" and head.sex == Sex.MALE:
        return head_surname
    return surname(chance)
