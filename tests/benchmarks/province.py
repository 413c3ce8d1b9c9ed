"""A province's month on demand (`make bench SCALE=5m`): built beside the table and attached, against the plain insert.

The product's own statement selects the lines, county by county, from real tables of households, grants and accounts;
nobody's lines lead to persons, so none are written. See docs/decisions/0017.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

import psycopg

from dibao.levels import AreaLevel
from dibao.models.area import Area
from dibao.values.months import BenefitMonth
from payments import drawing
from payments.models.batch import BatchKind
from tests.benchmarks import floor
from tests.benchmarks.figures import Control, Figure, Spent, beside_floor, listed, say
from tests.benchmarks.prefecture import FIRST_MONTH, as_owner, empty, loading, tidy
from tests.payments import register

MONTH = BenefitMonth.of(date(2008, 8, 1))
_UNITS = {"k": 1_000, "m": 1_000_000}
_COUNTIES_OF_A_PREFECTURE, _VILLAGES = 10, 10
# Turns of a size that leaves no doubt by itself.
_LARGE = 1_000_000
_TURNS = 3
# Every hundredth household has no account.
_WITHOUT_ACCOUNT = 100

_REGISTERED = ("applicants_household", "applicants_grant", "payments_account")
_HOUSEHOLDS = """
INSERT INTO applicants_household (id, group_name, address, registered_on, area_code, head_id)
OVERRIDING SYSTEM VALUE SELECT key, '', '', %(first_month)s, area, md5(key::text)::uuid FROM plan
"""
_GRANTS = """
INSERT INTO applicants_grant (id, benefit_class, covered_count, base_amount, supplement_amount, total_amount,
    first_month, area_code, decision_id, household_id, rule_set_id)
OVERRIDING SYSTEM VALUE
SELECT key, class, covered, amount * covered, 0, amount * covered, %(first_month)s, area, key, key, 1 FROM plan
"""
_ACCOUNTS = """
INSERT INTO payments_account (id, holder, bank_code, bank_name, branch, number, number_index, number_last4,
    starts_on, status, opened_at, area_code, household_id, opened_by_id)
SELECT md5('account' || key)::uuid, '户主' || key, '402', '农村信用社', '', '', md5('index' || key), '0000',
       %(first_month)s, 'usable', now(), area, key, 1 FROM plan WHERE key %% %(without)s <> 0
"""
# The prefecture's classes and sizes again and again, each county's families together.
_PLAN = """
CREATE TEMP TABLE plan ON COMMIT DROP AS
SELECT key, left((%(counties)s::text[])[1 + (key - 1) * cardinality(%(counties)s::text[]) / %(households)s], 6)
           || '1002' || lpad((key %% %(villages)s)::text, 2, '0') AS area, p.class, p.covered, p.amount
FROM generate_series(1, %(households)s::bigint) key
JOIN unnest(%(classes)s::int[], %(covered)s::int[], %(amounts)s::numeric[]) WITH ORDINALITY
    AS p(class, covered, amount, place) ON p.place = 1 + key %% cardinality(%(classes)s::int[])
"""
_BATCHES = """
INSERT INTO payments_paymentbatch (area_code, month, kind, status, settlement_day, version, line_count,
    person_count, total_amount, held_count, held_amount, lines_hash, drawn_by_id, drawn_at)
SELECT code, %(month)s, 'regular', 'draft', %(month)s, 0, 0, 0, 0, 0, 0, '', 1, now()
FROM unnest(%(counties)s::text[]) code
RETURNING id, area_code
"""
# What stands in the way of many rows at once; exclusions stay away, since nothing here asks for them.
_IN_THE_WAY = """
SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
WHERE i.indrelid = ANY(%s::regclass[]) AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = i.indexrelid)
"""
_EXCLUSIONS = """
SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE contype = 'x' AND conrelid = ANY(%s::regclass[])
"""


@dataclass(frozen=True)
class Draft:
    """A county's batch without lines."""

    batch: int
    county: str


def persons_of(scale: str) -> int:
    """`60k`, `500k` or `5m` as a number of persons."""
    return int(scale[:-1]) * _UNITS[scale[-1].lower()]


def figure(scale: str, *, database: str) -> Figure:
    """Both ways of writing the same month's lines, in turns, in a database that is dropped afterwards."""
    persons = persons_of(scale)
    prefecture = empty(database)
    try:
        with prefecture.open():
            return _measured(scale, persons)
    finally:
        prefecture.drop()


def _measured(scale: str, persons: int) -> Figure:
    say(f"==> A register of {persons:,} persons")
    drafts = _settle(persons)
    attached, plain, controls = [], [], {}
    steps: dict[str, float] = {}
    for turn in range(1 if persons >= _LARGE else _TURNS):
        say(f"    turn {turn + 1}: the plain insert, then beside and attached")
        with _laid():
            plain.append(_spent(lambda: _insert("floor.payments_paymentline", drafts)))
            controls["plain"] = _control("floor.payments_paymentline")
        with _laid():
            attached.append(_spent(lambda: steps.update(_attach(drafts))))
            controls["attached"] = _control("floor.lines")
    return _figure(scale, attached, plain, controls, steps)


def _spent(work: Callable[[], object]) -> Spent:
    """By the clock alone: each way of writing works on connections of its own."""
    started = time.perf_counter()
    work()
    return Spent(time.perf_counter() - started, None)


def _figure(
    scale: str,
    attached: Sequence[Spent],
    plain: Sequence[Spent],
    controls: dict[str, Control],
    steps: dict[str, float],
) -> Figure:
    parts = ", ".join(f"{step} {seconds:.1f}" for step, seconds in steps.items())
    return Figure(
        name=f"draw_month_{scale}_attached",
        goal="ratio <= 0.6",
        **beside_floor(attached, plain),
        control=controls["attached"],
        floor_control=controls["plain"],
        note=f"seconds {listed(attached)} beside {listed(plain)}; the last: {parts}",
    )


def _settle(persons: int) -> list[Draft]:
    """Places, households in benefit with their accounts, and a draft of each county."""
    prefectures = max(1, round(persons / 100_000))
    counties = _places(prefectures)
    plans = register.spread([""])
    values = {
        "counties": counties,
        "households": round(persons * len(plans) / sum(plan.covered for plan in plans)),
        "villages": _VILLAGES,
        "classes": [plan.benefit_class for plan in plans],
        "covered": [plan.covered for plan in plans],
        "amounts": [register.CLASS_AMOUNTS[plan.benefit_class] for plan in plans],
        "without": _WITHOUT_ACCOUNT,
        "first_month": FIRST_MONTH,
        "month": MONTH.first_day,
    }
    with loading() as cursor, _without_indexes(cursor):
        cursor.execute(_PLAN, values)
        for statement in (_HOUSEHOLDS, _GRANTS, _ACCOUNTS):
            cursor.execute(statement, values)
        cursor.execute(_BATCHES, values)
        drafts = [Draft(*row) for row in cursor.fetchall()]
    tidy(*_REGISTERED, "payments_paymentbatch", "dibao_area")
    return drafts


def _places(prefectures: int) -> list[str]:
    counties = [
        f"99{prefecture:02d}{20 + county:02d}000000"
        for prefecture in range(1, prefectures + 1)
        for county in range(1, _COUNTIES_OF_A_PREFECTURE + 1)
    ]
    Area.objects.bulk_create(Area(code=c, name=c, path=c, level=AreaLevel.COUNTY) for c in counties)
    villages = [f"{county[:6]}1002{v:02d}" for county in counties for v in range(_VILLAGES)]
    Area.objects.bulk_create(
        Area(code=v, name=v, path=v, level=AreaLevel.VILLAGE) for v in villages
    )
    return counties


@contextmanager
def _without_indexes(cursor: psycopg.Cursor) -> Iterator[None]:
    cursor.execute(_EXCLUSIONS, [list(_REGISTERED)])
    for table, name in cursor.fetchall():
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    cursor.execute(_IN_THE_WAY, [list(_REGISTERED)])
    indexes = cursor.fetchall()
    for name, _ in indexes:
        cursor.execute(f"DROP INDEX {name}")
    yield
    for _, definition in indexes:
        cursor.execute(definition)


@contextmanager
def _laid() -> Iterator[None]:
    """An empty clone of the lines' table for one turn."""
    with as_owner() as connection:
        connection.execute("CREATE SCHEMA floor")
    floor.clone("payments_paymentline", among=["payments_paymentline"])
    tidy()
    yield
    with as_owner() as connection:
        connection.execute("DROP SCHEMA floor CASCADE")


def _insert(table: str, drafts: Sequence[Draft]) -> None:
    """Every county's lines by the product's statement, a transaction each."""
    statement = drawing.statement_of(BatchKind.REGULAR, into=table)
    with as_owner() as connection:
        for draft in drafts:
            low, high = Area(code=draft.county, level=AreaLevel.COUNTY).span
            connection.execute(
                statement,
                {
                    "batch": draft.batch,
                    "month": MONTH.first_day,
                    "kind": BatchKind.REGULAR.value,
                    "per_person": None,
                    "on": MONTH.first_day,
                    "low": low,
                    "high": high,
                },
            )


def _attach(drafts: Sequence[Draft]) -> dict[str, float]:
    """The month's table built beside, bare, then given its keys, checks and foreign keys, then attached; the seconds
    of each step."""
    clone, beside, seconds = "floor.payments_paymentline", "floor.lines_2008_08", {}
    with as_owner() as connection:
        checks = _constraints(connection, clone, "c")
        foreign = _constraints(connection, clone, "f")
        # The parent of all months: its key must name the month that it is parted by.
        connection.execute(
            f"CREATE TABLE floor.lines (LIKE {clone}"
            " INCLUDING DEFAULTS INCLUDING IDENTITY)"
            " PARTITION BY RANGE (month)"
        )
        # Said in the same words as the month's own, or the server takes them for others.
        connection.execute(f"ALTER TABLE floor.lines {_added(checks)}")
        connection.execute("ALTER TABLE floor.lines ADD PRIMARY KEY (id, month)")
        for name, definition in foreign:
            if "floor." not in definition:
                connection.execute(f"ALTER TABLE floor.lines ADD CONSTRAINT {name} {definition}")
        connection.execute(f"CREATE TABLE {beside} (LIKE {clone} INCLUDING DEFAULTS)")
        # Numbers are those of all months; the month's own column must know none by itself.
        connection.execute(
            f"ALTER TABLE {beside} ALTER id SET DEFAULT nextval('floor.lines_id_seq')"
        )
        with _step(seconds, "rows"):
            _insert(beside, drafts)
        with _step(seconds, "keys"):
            connection.execute(f"ALTER TABLE {beside} ADD PRIMARY KEY (id, month)")
            for definition in _indexes(connection, clone):
                connection.execute(definition.replace(f" ON {clone} ", f" ON {beside} "))
        with _step(seconds, "checks"):
            month = f"month >= '{MONTH.first_day}' AND month < '{MONTH.next().first_day}'"
            connection.execute(f"ALTER TABLE {beside} {_added(checks)}, ADD CHECK ({month})")
        with _step(seconds, "foreign keys"):
            for name, definition in foreign:
                if "floor." not in definition:
                    connection.execute(f"ALTER TABLE {beside} ADD CONSTRAINT {name} {definition}")
        with _step(seconds, "attaching"):
            connection.execute(f"ALTER TABLE {beside} ALTER id DROP DEFAULT")
            connection.execute(
                f"ALTER TABLE floor.lines ATTACH PARTITION {beside}"
                f" FOR VALUES FROM ('{MONTH.first_day}') TO ('{MONTH.next().first_day}')"
            )
    return seconds


@contextmanager
def _step(seconds: dict[str, float], name: str) -> Iterator[None]:
    started = time.perf_counter()
    yield
    seconds[name] = time.perf_counter() - started


def _constraints(connection: psycopg.Connection, table: str, kind: str) -> list[tuple[str, str]]:
    return connection.execute(
        "SELECT quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE conrelid = %s::regclass AND contype = %s",
        [table, kind],
    ).fetchall()


def _added(constraints: Sequence[tuple[str, str]]) -> str:
    return ", ".join(f"ADD CONSTRAINT {name} {definition}" for name, definition in constraints)


def _indexes(connection: psycopg.Connection, table: str) -> list[str]:
    """Every index but the primary key's, named anew by the server."""
    found = connection.execute(
        "SELECT regexp_replace(pg_get_indexdef(indexrelid), 'INDEX \\S+ ON', 'INDEX ON') FROM pg_index"
        " WHERE indrelid = %s::regclass AND NOT indisprimary",
        [table],
    ).fetchall()
    return [definition for (definition,) in found]


def _control(table: str) -> Control:
    with as_owner() as connection:
        return Control(*connection.execute(f"SELECT count(*), sum(amount) FROM {table}").fetchone())
