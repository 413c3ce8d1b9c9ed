"""The floor: the same rows written by plain SQL into tables with the same constraints, and nothing else.

Clones of the three tables with every check, key, index and foreign key, without row-level security and without our
triggers; the statements stand for themselves, so that no change of the product moves its own floor.
"""

from collections.abc import Sequence

from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper
from psycopg import Cursor

from dibao.values.months import BenefitMonth
from tests.benchmarks.months import TABLES
from tests.benchmarks.prefecture import County, as_owner, loading, tidy

_HEADER = """
INSERT INTO {schema}.payments_paymentbatch (area_code, month, kind, status, settlement_day, version, line_count,
    person_count, total_amount, held_count, held_amount, lines_hash, drawn_by_id, drawn_at)
VALUES (%(area)s, %(month)s, 'regular', 'draft', %(month)s, 0, 0, 0, 0, 0, 0, '', %(clerk)s, now())
RETURNING id
"""
_LINES = """
INSERT INTO {schema}.payments_paymentline (batch_id, household_id, grant_id, account_id, area_code, month, kind, serial,
    benefit_class, covered_count, base_amount, supplement_amount, amount, status, failure_reason)
SELECT %(batch)s, g.household_id, g.id, a.id, g.area_code, %(month)s, 'regular',
       row_number() OVER (ORDER BY a.id IS NULL, g.area_code, g.household_id),
       g.benefit_class, g.covered_count, g.base_amount, g.supplement_amount, g.total_amount,
       CASE WHEN a.id IS NULL THEN 'held' ELSE 'due' END, ''
FROM applicants_grant g
LEFT JOIN payments_account a ON a.household_id = g.household_id AND a.ends_on IS NULL
WHERE g.area_code >= %(low)s AND g.area_code < %(high)s
  AND g.first_month <= %(month)s AND (g.last_month IS NULL OR g.last_month >= %(month)s)
"""
_EXCEPTIONS = """
INSERT INTO {schema}.payments_batchexception (batch_id, household_id, area_code, kind, before_amount, after_amount)
SELECT %(batch)s, household_id, coalesce(n.area_code, p.area_code),
       CASE WHEN p.amount IS NULL THEN 'new' WHEN n.amount IS NULL THEN 'ended' ELSE 'changed' END, p.amount, n.amount
FROM (SELECT household_id, area_code, amount FROM {schema}.payments_paymentline WHERE batch_id = %(batch)s) n
FULL JOIN (SELECT household_id, area_code, amount FROM {schema}.payments_paymentline WHERE batch_id = %(previous)s) p
    USING (household_id)
WHERE %(previous)s::bigint IS NOT NULL AND n.amount IS DISTINCT FROM p.amount
UNION ALL
SELECT batch_id, household_id, area_code, 'account', NULL, amount
FROM {schema}.payments_paymentline WHERE batch_id = %(batch)s AND status = 'held'
"""
_SUMS = """
UPDATE {schema}.payments_paymentbatch b
SET line_count = d.lines, person_count = d.persons, total_amount = d.total, held_count = d.held,
    held_amount = d.held_total
FROM (SELECT count(*) AS lines, sum(covered_count) AS persons, sum(amount) AS total,
             count(*) FILTER (WHERE status = 'held') AS held,
             coalesce(sum(amount) FILTER (WHERE status = 'held'), 0) AS held_total
      FROM {schema}.payments_paymentline WHERE batch_id = %(batch)s) d
WHERE b.id = %(batch)s
"""
_PREVIOUS = """
SELECT id FROM {schema}.payments_paymentbatch WHERE area_code = %(area)s AND month = %(before)s AND status <> 'void'
"""


def lay() -> None:
    """Make the clones, and give them the months that the real tables hold."""
    with as_owner() as connection:
        connection.execute("CREATE SCHEMA floor")
        for table in TABLES:
            clone(table, among=TABLES)
            connection.execute(f"INSERT INTO floor.{table} SELECT * FROM {table}")
            connection.execute(
                "SELECT setval(pg_get_serial_sequence(%s, 'id'), greatest(max(id), 1))"
                f" FROM floor.{table}",
                [f"floor.{table}"],
            )
    tidy(*(f"floor.{table}" for table in TABLES))


def clear() -> None:
    """Take the clones away."""
    with as_owner() as connection:
        connection.execute("DROP SCHEMA floor CASCADE; CREATE SCHEMA floor")


def clone(table: str, *, among: Sequence[str] = ()) -> None:
    """An equal empty table beside the real one; its keys lead to real tables, or to the clones that it lives among."""
    with as_owner() as connection:
        connection.execute(f"CREATE TABLE floor.{table} (LIKE public.{table} INCLUDING ALL)")
        foreign_keys = connection.execute(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE contype = 'f' AND conrelid = to_regclass(%s)",
            [f"public.{table}"],
        ).fetchall()
        for name, definition in foreign_keys:
            connection.execute(
                f"ALTER TABLE floor.{table} ADD CONSTRAINT {name} {_led_to(among, definition)}"
            )


def _led_to(clones: Sequence[str], definition: str) -> str:
    for table in clones:
        definition = definition.replace(f"REFERENCES {table}(", f"REFERENCES floor.{table}(")
    return definition


def draw(counties: Sequence[County], month: BenefitMonth) -> None:
    """The same rows as `months.draw`, one transaction per county."""
    for county in counties:
        with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
            _draw(cursor, county, month, "floor")


def write_first_month(counties: Sequence[County], month: BenefitMonth) -> None:
    """Write a month without a predecessor straight into the real tables, for what follows to be compared with."""
    with loading() as cursor:
        for county in counties:
            _draw(cursor, county, month, "public")


def _draw(cursor: Cursor | CursorWrapper, county: County, month: BenefitMonth, schema: str) -> None:
    low, high = county.area.span
    values = {
        "area": county.area.code,
        "month": month.first_day,
        "before": month.previous().first_day,
        "clerk": county.clerk.pk,
        "low": low,
        "high": high,
    }
    cursor.execute(_PREVIOUS.format(schema=schema), values)
    (values["previous"],) = cursor.fetchone() or (None,)
    cursor.execute(_HEADER.format(schema=schema), values)
    (values["batch"],) = cursor.fetchone()
    for statement in (_LINES, _EXCEPTIONS, _SUMS):
        cursor.execute(statement.format(schema=schema), values)
