"""Households in benefit by the thousand, written by a few statements: for batches of any size.

Works on any connection that may insert the rows: the application role within a scope, or the owner.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.backends.utils import CursorWrapper
from psycopg import Cursor

CLASS_AMOUNTS = {1: Decimal(77), 2: Decimal(52), 3: Decimal(42)}

# Households and covered persons of each class in the demo prefecture: 60,428 persons in 27,700 households.
PREFECTURE = ((1, 2_480, 5_409), (2, 14_495, 31_622), (3, 10_725, 23_397))


@dataclass(frozen=True)
class Plan:
    """One household to be written: where, in which class, how many covered persons, with an account or without."""

    village: str
    benefit_class: int
    covered: int
    has_account: bool = True


@dataclass(frozen=True)
class Backing:
    """The rows that a grant rests on: who entered it and by which rules."""

    rule_set_id: int
    staff_id: int
    county_code: str
    first_month: date = date(2008, 1, 1)
    decided_at: str = "2008-01-01 09:00+08"


def spread(
    villages: Sequence[str], classes: Sequence[tuple[int, int, int]] = PREFECTURE
) -> list[Plan]:
    """Plans with exactly the households and persons asked for each class, dealt round the villages."""
    plans: list[Plan] = []
    for benefit_class, households, persons in classes:
        each, more = divmod(persons, households)
        for number in range(households):
            village = villages[len(plans) % len(villages)]
            plans.append(Plan(village, benefit_class, each + (number < more)))
    return plans


def total_of(plans: Sequence[Plan]) -> Decimal:
    return sum((CLASS_AMOUNTS[p.benefit_class] * p.covered for p in plans), Decimal(0))


def write(
    cursor: CursorWrapper | Cursor,
    plans: Sequence[Plan],
    backing: Backing,
    *,
    start: int = 1,
    with_accounts: bool = True,
) -> None:
    """Write persons, households, grants and shares, and bare accounts where wanted; keys count from `start`.

    Numbers that the application draws afterwards follow the highest of them.
    """
    cursor.execute(
        "CREATE TEMP TABLE plan ON COMMIT DROP AS SELECT * FROM unnest("
        "%s::bigint[], %s::text[], %s::int[], %s::int[], %s::numeric[], %s::bool[])"
        " AS p(key, area, class, covered, amount, has_account)",
        [
            list(range(start, start + len(plans))),
            [plan.village for plan in plans],
            [plan.benefit_class for plan in plans],
            [plan.covered for plan in plans],
            [CLASS_AMOUNTS[plan.benefit_class] for plan in plans],
            [plan.has_account for plan in plans],
        ],
    )
    cursor.execute("ANALYZE plan")
    values = {**vars(backing), "total": total_of(plans), "start": start, "count": len(plans)}
    for statement in (*_STATEMENTS, *([_BARE_ACCOUNTS] if with_accounts else [])):
        cursor.execute(statement, values)
    cursor.execute("DROP TABLE plan")
    for table in _NUMBERED:
        cursor.execute(_PASS_NUMBERS, {"table": f"applicants_{table}", "last": start + len(plans)})


def add_grant(
    cursor: CursorWrapper | Cursor,
    *,
    key: int,
    household: int,
    benefit_class: int,
    amount: int,
    first_month: date,
) -> None:
    """One more grant of one person, decided now on a case `key` like that of household 102; a household that is not
    there yet is copied from 106."""
    values = {
        "key": key,
        "household": household,
        "class": benefit_class,
        "amount": amount,
        "first_month": first_month,
    }
    for statement in _ONE_MORE:
        cursor.execute(statement, values)


_ONE_MORE = (
    """
    INSERT INTO applicants_household (id, group_name, address, registered_on, area_code, head_id)
    OVERRIDING SYSTEM VALUE SELECT %(household)s, '', '', registered_on, '990121100200', head_id
    FROM applicants_household WHERE id = 106
      AND NOT EXISTS (SELECT FROM applicants_household WHERE id = %(household)s)
    """,
    """
    INSERT INTO applicants_case (id, version, kind, status, poverty_cause, hardships, statement, opened_on,
        accepted_on, area_code, entered_by_id, household_id, roster_import_id, rule_set_id)
    OVERRIDING SYSTEM VALUE SELECT %(key)s, 0, 'takeover', 'confirmed', '', '{}', '', opened_on, accepted_on,
        area_code, entered_by_id, %(household)s, roster_import_id, rule_set_id
    FROM applicants_case WHERE id = 102
    """,
    """
    INSERT INTO applicants_decision (id, outcome, reasons, decided_on, created_at, area_code, case_id, decided_by_id)
    OVERRIDING SYSTEM VALUE SELECT id, 'grant', '', '2008-07-20', now(), area_code, id, entered_by_id
    FROM applicants_case WHERE id = %(key)s
    """,
    """
    INSERT INTO applicants_grant (id, benefit_class, covered_count, base_amount, supplement_amount, total_amount,
        first_month, area_code, decision_id, household_id, rule_set_id)
    OVERRIDING SYSTEM VALUE SELECT id, %(class)s, 1, %(amount)s, 0, %(amount)s, %(first_month)s, area_code, id,
        household_id, rule_set_id
    FROM applicants_case WHERE id = %(key)s
    """,
)
_PERSON = "md5('person' || key || '-' || member)::uuid"
_STATEMENTS = (
    f"""
    INSERT INTO applicants_person (id, name, initials, is_named, sex, id_last4_index, id_last6_index, id_last4,
        phone_last4_index, health, labour_capacity, is_student, area_code)
    SELECT {_PERSON}, '', '', false, '', '', '', '', '', '', '', false, area
    FROM plan, generate_series(1, covered) member
    """,
    """
    INSERT INTO applicants_household (id, group_name, address, registered_on, area_code, head_id)
    OVERRIDING SYSTEM VALUE
    SELECT key, '', '', %(first_month)s, area, md5('person' || key || '-1')::uuid FROM plan
    """,
    """
    INSERT INTO applicants_rosterimport (id, file_name, sha256, household_count, person_count, total_amount,
        first_month, imported_at, area_code, imported_by_id)
    OVERRIDING SYSTEM VALUE
    VALUES (%(start)s, 'roster.xlsx', '', %(count)s, %(count)s, %(total)s, %(first_month)s, now(),
            %(county_code)s, %(staff_id)s)
    """,
    """
    INSERT INTO applicants_case (id, version, kind, status, poverty_cause, hardships, statement, opened_on,
        accepted_on, area_code, entered_by_id, household_id, roster_import_id, rule_set_id)
    OVERRIDING SYSTEM VALUE
    SELECT key, 0, 'takeover', 'confirmed', '', '{}', '', %(first_month)s, %(first_month)s, area,
           %(staff_id)s, key, %(start)s, %(rule_set_id)s FROM plan
    """,
    """
    INSERT INTO applicants_decision (id, outcome, reasons, decided_on, created_at, area_code, case_id, decided_by_id)
    OVERRIDING SYSTEM VALUE
    SELECT key, 'grant', '', %(first_month)s, %(decided_at)s, area, key, %(staff_id)s FROM plan
    """,
    """
    INSERT INTO applicants_grant (id, benefit_class, covered_count, base_amount, supplement_amount, total_amount,
        first_month, area_code, decision_id, household_id, rule_set_id)
    OVERRIDING SYSTEM VALUE
    SELECT key, class, covered, amount * covered, 0, amount * covered, %(first_month)s, area, key, key,
           %(rule_set_id)s FROM plan
    """,
    f"""
    INSERT INTO applicants_grantshare (base_amount, supplement_amount, first_month, area_code, grant_id, person_id,
        person_key)
    SELECT amount, 0, %(first_month)s, area, key, {_PERSON}, {_PERSON}::text
    FROM plan, generate_series(1, covered) member
    """,
)
_NUMBERED = ("household", "rosterimport", "case", "decision", "grant")
# By drawing them, since the application role may use a sequence and not set it.
_PASS_NUMBERS = """
SELECT count(nextval(numbers.name)) FROM (
    SELECT name, nextval(name) AS next FROM pg_get_serial_sequence(%(table)s, 'id') AS name
) AS numbers, generate_series(numbers.next + 1, %(last)s)
"""
# Enough to draw a batch; a bank file needs numbers that were sealed.
_BARE_ACCOUNTS = """
INSERT INTO payments_account (id, holder, bank_code, bank_name, branch, number, number_index, number_last4,
    starts_on, status, opened_at, area_code, household_id, opened_by_id)
SELECT md5('account' || key)::uuid, '户主' || key, '402', '农村信用社', '', '', md5('index' || key), '0000',
       %(first_month)s, 'usable', now(), area, key, %(staff_id)s FROM plan WHERE has_account
"""
