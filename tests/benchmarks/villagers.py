"""Names, numbers, memberships and accounts for a prefecture's persons, so that they can be found and paid."""

import hashlib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import psycopg

from applicants.choices import HEAD
from applicants.demo.names import given_name, surname
from applicants.models.person import ID_FULL, ID_LAST4, ID_LAST6, PHONE_LAST4
from dibao.demo.dice import Dice
from dibao.sealing import blind_index, seal
from dibao.values.identity import check_digit
from dibao.values.pinyin import all_initials
from payments.models.account import ACCOUNT_NUMBER
from tests.benchmarks.prefecture import as_owner, loading, tidy

_BORN_FROM = date(1930, 1, 1)
# Days over which births are spread; 37 shares no factor with it, so neighbours are not of one age.
_DAYS, _STRIDE = 25_000, 37


@dataclass(frozen=True, slots=True)
class Villager:
    """A person of a household, with everything they may be found by."""

    key: uuid.UUID
    household: int
    village: str
    name: str
    initials: str
    id_number: str
    phone: str
    is_head: bool

    @property
    def file_number(self) -> str:
        return f"{self.village[:6]}-{self.household:07d}"


def name_everybody() -> list[Villager]:
    """Give every person of the register a name, an ID number that is nobody's, and heads a phone and an account."""
    villagers = list(_drawn())
    with loading() as cursor:
        _fill(cursor, "applicants_person", list(map(_person, villagers)))
        # As a trigger would, which a load runs without.
        cursor.execute(
            "UPDATE applicants_grantshare s SET person_key = p.id_index"
            " FROM applicants_person p WHERE p.id = s.person_id"
        )
        cursor.execute(
            "INSERT INTO applicants_membership (household_id, person_id, person_key, area_code, relation, first_day,"
            " is_counted, is_covered, exclusion) SELECT g.household_id, s.person_id, s.person_key, g.area_code,"
            " CASE WHEN s.person_id = h.head_id THEN %s ELSE '99' END, g.first_month, true, true, ''"
            " FROM applicants_grantshare s JOIN applicants_grant g ON g.id = s.grant_id"
            " JOIN applicants_household h ON h.id = g.household_id ORDER BY g.household_id",
            [HEAD],
        )
        _fill(cursor, "payments_account", [_account(v) for v in villagers if v.is_head])
    tidy()
    return villagers


def _drawn() -> Iterator[Villager]:
    chance = Dice("benchmark")
    with as_owner() as connection:
        grants = connection.execute(
            "SELECT household_id, area_code, covered_count FROM applicants_grant ORDER BY household_id"
        ).fetchall()
    number = 0
    for household, village, covered in grants:
        for member in range(1, covered + 1):
            number += 1
            yield _villager(chance, number, household, village, member)


def _villager(chance: Dice, number: int, household: int, village: str, member: int) -> Villager:
    serial = chance.randrange(500) * 2 + number % 2
    born = _BORN_FROM + timedelta(days=number * _STRIDE % _DAYS)
    name = surname(chance) + given_name(chance, ("female", "male")[number % 2], born.year)
    # Each stretch of births has a made-up area prefix of its own, so that no number comes twice.
    body = f"99{number // _DAYS:02d}{village[4:6]}{born:%Y%m%d}{serial:03d}"
    return Villager(
        key=_key("person", f"{household}-{member}"),
        household=household,
        village=village,
        name=name,
        initials=all_initials(name),
        id_number=body + check_digit(body),
        phone=f"139{chance.randrange(10**8):08d}" if member == 1 else "",
        is_head=member == 1,
    )


def _key(noun: str, words: object) -> uuid.UUID:
    """The key that `tests.payments.register` made in SQL."""
    return uuid.UUID(hashlib.md5(f"{noun}{words}".encode(), usedforsecurity=False).hexdigest())


def _person(villager: Villager) -> dict[str, object]:
    number, phone, key = villager.id_number, villager.phone, villager.key
    return {
        "id": key,
        "name": villager.name,
        "initials": villager.initials,
        "is_named": True,
        "id_number": seal("applicants_person", "id_number", key, number),
        "id_index": blind_index(number, ID_FULL),
        "id_last4_index": blind_index(number[-4:], ID_LAST4),
        "id_last6_index": blind_index(number[-6:], ID_LAST6),
        "id_last4": number[-4:],
        "phone": seal("applicants_person", "phone", key, phone) or None,
        "phone_last4_index": blind_index(phone[-4:], PHONE_LAST4),
    }


def _account(villager: Villager) -> dict[str, object]:
    key, number = _key("account", villager.household), f"6217000000{villager.household:08d}"
    return {
        "id": key,
        "holder": villager.name,
        "number": seal("payments_account", "number", key, number),
        "number_index": blind_index(number, ACCOUNT_NUMBER),
        "number_last4": number[-4:],
    }


def _fill(cursor: psycopg.Cursor, table: str, rows: list[dict[str, object]]) -> None:
    """Set columns of rows that are there already, by COPY into a table beside them and one UPDATE."""
    columns = list(rows[0])
    cursor.execute(
        f"CREATE TEMP TABLE known ON COMMIT DROP AS SELECT {', '.join(columns)} FROM {table} LIMIT 0"
    )
    with cursor.copy(f"COPY known ({', '.join(columns)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(tuple(row.values()))
    cursor.execute("ANALYZE known")
    values = ", ".join(f"{column} = k.{column}" for column in columns[1:])
    cursor.execute(f"UPDATE {table} t SET {values} FROM known k WHERE k.id = t.id")
    cursor.execute("DROP TABLE known")
