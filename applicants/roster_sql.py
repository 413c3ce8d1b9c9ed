"""A county's list written into the register, a statement for each table: sixty thousand households are no loop.

PostgreSQL takes no COPY into tables with row-level security, so the list passes through two temporary tables without.
Every guard of the tables is on, and looks at all rows of a statement at once. Columns that are not named have their
defaults in the database.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import connection

from applicants.choices import HEAD
from applicants.eligibility.codes import ExclusionReason

# 其他: what the other members are to the head is not on the list.
_UNKNOWN_RELATION = "99"

# Nobody has counted yet what a statement before wrote, and PostgreSQL takes it for little: of longer lists nothing is
# looked up row by row, in the statements nor in the guards that they set off.
_FEW = 200

Cell = str | int | bool | date | Decimal | UUID | list[Decimal] | None
Row = tuple[Cell, ...]

HOME_COLUMNS = (
    "n", "head", "area_code", "group_name", "address", "size", "named", "first_covered", "covered", "class", "amount",
    "parts", "cause", "looked_on",
)  # fmt: skip
PERSON_COLUMNS = (
    "n", "place", "id", "name", "initials", "is_named", "sex", "birth_date", "id_number", "id_index", "id_last4_index",
    "id_last6_index", "id_last4", "phone", "phone_last4_index",
)  # fmt: skip
_STAGES = (
    """
    CREATE TEMP TABLE roster_home (n int, head uuid, area_code text, group_name text, address text, size int,
        named int, first_covered int, covered int, class int, amount numeric, parts numeric[], cause text,
        looked_on date) ON COMMIT DROP
    """,
    """
    CREATE TEMP TABLE roster_person (n int, place int, id uuid, name text, initials text, is_named bool, sex text,
        birth_date date, id_number text, id_index text, id_last4_index text, id_last6_index text, id_last4 text,
        phone text, phone_last4_index text) ON COMMIT DROP
    """,
)
_COUNTED = """
INSERT INTO roster_person (n, place, id, name, initials, is_named, sex, id_index, id_last4_index, id_last6_index,
    id_last4, phone_last4_index)
SELECT n, place, gen_random_uuid(), '', '', false, '', '', '', '', '', ''
FROM roster_home, generate_series(named, size - 1) AS place
"""
_PERSONS = """
INSERT INTO applicants_person (id, area_code, name, initials, is_named, sex, birth_date, id_number, id_index,
    id_last4_index, id_last6_index, id_last4, phone, phone_last4_index, health, labour_capacity, is_student)
SELECT p.id, h.area_code, p.name, p.initials, p.is_named, p.sex, p.birth_date, p.id_number, p.id_index,
    p.id_last4_index, p.id_last6_index, p.id_last4, p.phone, p.phone_last4_index, '', '', false
FROM roster_person p JOIN roster_home h USING (n)
"""
_IS_COVERED = "place >= first_covered AND place < first_covered + covered"
# The list says how many are left out, not why; whoever names them writes the reason.
_REGISTER = (
    """
    INSERT INTO applicants_household (area_code, head_id, group_name, address, registered_on)
    SELECT area_code, head, group_name, address, %(on)s FROM roster_home ORDER BY n
    """,
    f"""
    INSERT INTO applicants_membership (area_code, household_id, person_id, relation, first_day, is_counted, is_covered,
        exclusion)
    SELECT h.area_code, k.id, p.id, CASE WHEN place = 0 THEN '{HEAD}' ELSE '{_UNKNOWN_RELATION}' END, %(on)s, true,
        {_IS_COVERED}, CASE WHEN {_IS_COVERED} THEN '' ELSE '{ExclusionReason.NOT_STATED}' END
    FROM roster_home h JOIN applicants_household k ON k.head_id = h.head JOIN roster_person p USING (n)
    ORDER BY n, place
    """,
    """
    INSERT INTO applicants_case (area_code, version, household_id, kind, status, poverty_cause, hardships, statement,
        rule_set_id, roster_import_id, entered_by_id, opened_on, accepted_on)
    SELECT h.area_code, 0, k.id, 'takeover', 'confirmed', cause, '{}', '', %(rule_set)s, %(record)s, %(by)s, %(on)s,
        %(on)s
    FROM roster_home h JOIN applicants_household k ON k.head_id = h.head ORDER BY n
    """,
    """
    INSERT INTO applicants_decision (area_code, case_id, outcome, reasons, decided_by_id, decided_on, created_at)
    SELECT area_code, id, 'grant', %(reasons)s, %(by)s, %(on)s, now()
    FROM applicants_case WHERE roster_import_id = %(record)s ORDER BY id
    """,
    """
    INSERT INTO applicants_grant (area_code, household_id, decision_id, rule_set_id, benefit_class, covered_count,
        base_amount, supplement_amount, total_amount, first_month)
    SELECT h.area_code, c.household_id, d.id, c.rule_set_id, class, covered, amount, 0, amount, %(month)s
    FROM roster_home h JOIN applicants_household k ON k.head_id = h.head
    JOIN applicants_case c ON c.household_id = k.id AND c.roster_import_id = %(record)s
    JOIN applicants_decision d ON d.case_id = c.id ORDER BY n
    """,
    # In one statement: PostgreSQL compares a grant's shares with the grant when it ends.
    f"""
    INSERT INTO applicants_grantshare (area_code, grant_id, person_id, base_amount, supplement_amount, first_month)
    SELECT h.area_code, g.id, p.id, parts[place - first_covered + 1], 0, %(month)s
    FROM roster_home h JOIN applicants_household k ON k.head_id = h.head
    JOIN applicants_grant g ON g.household_id = k.id AND g.first_month = %(month)s
    JOIN roster_person p USING (n) WHERE {_IS_COVERED} ORDER BY n, place
    """,
    """
    INSERT INTO applicants_paperrecheck (area_code, household_id, looked_on)
    SELECT h.area_code, k.id, looked_on FROM roster_home h JOIN applicants_household k ON k.head_id = h.head
    WHERE looked_on IS NOT NULL ORDER BY n
    """,
)
_KEYS = (
    "SELECT k.id FROM roster_home h JOIN applicants_household k ON k.head_id = h.head ORDER BY n"
)


def stage(homes: Iterable[Row], persons: Iterable[Row]) -> None:
    """Put a list's households and the people whom it names, as HOME_COLUMNS and PERSON_COLUMNS say, where the other
    statements find them until `clear`; the members whom it only counts are added."""
    with connection.cursor() as cursor:
        for statement in _STAGES:
            cursor.execute(statement)
        for table, columns, rows in (
            ("roster_home", HOME_COLUMNS, homes),
            ("roster_person", PERSON_COLUMNS, persons),
        ):
            with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        cursor.execute(_COUNTED)
        cursor.execute("ANALYZE roster_home, roster_person")


def write_persons() -> None:
    """Raises IntegrityError where a number belongs to somebody already."""
    with connection.cursor() as cursor:
        cursor.execute(_PERSONS)


def write_register(values: Mapping[str, Cell]) -> list[int]:
    """Households, memberships, cases, decisions, grants and shares; returns the households' keys in the list's order.

    `values` are on, month (its first day), rule_set, record, by (keys) and reasons (text). Needs a transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) > %s FROM roster_home", [_FEW])
        (is_long,) = cursor.fetchone()
        if is_long:
            cursor.execute("SET LOCAL enable_nestloop = off")
        for statement in _REGISTER:
            cursor.execute(statement, values)
        cursor.execute(_KEYS)
        keys = [key for (key,) in cursor.fetchall()]
        if is_long:
            cursor.execute("SET LOCAL enable_nestloop = on")
    return keys


def clear() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE roster_home, roster_person")
