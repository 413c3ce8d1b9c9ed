"""How long it takes to ask whether twenty-four months of books agree."""

from collections.abc import Sequence
from decimal import Decimal

from django.db import connections
from psycopg import Cursor

from dibao import scope
from dibao.sealing import blind_index, seal
from payments import ledgers
from payments.ledgers import Difference
from payments.models.account import ACCOUNT_NUMBER
from tests.benchmarks.figures import Control, Figure, timed
from tests.benchmarks.months import TABLES
from tests.benchmarks.prefecture import County, loading, tidy

# Closing a month takes lines away and changes others, so there is something to be found.
_TAKEN_AWAY = """
SELECT (SELECT count(*) FROM applicants_grant) * count(DISTINCT month) - count(*),
       (SELECT sum(total_amount) FROM applicants_grant) * count(DISTINCT month)
       - sum((SELECT g.total_amount FROM applicants_grant g WHERE g.id = l.grant_id))
FROM payments_paymentline l
"""

# The twelve months once more, a year later: drawing them would take as long as all the other figures.
_BATCHES_A_YEAR_LATER = """
INSERT INTO payments_paymentbatch (area_code, month, {columns})
SELECT area_code, month + interval '1 year', {columns} FROM payments_paymentbatch
"""
_LINES_A_YEAR_LATER = """
INSERT INTO payments_paymentline (batch_id, month, {columns})
SELECT n.id_of_batch, l.month + interval '1 year', {columns}
FROM payments_paymentline l, LATERAL (
    SELECT n.id FROM payments_paymentbatch b JOIN payments_paymentbatch n
        ON n.area_code = b.area_code AND n.month = b.month + interval '1 year'
    WHERE b.id = l.batch_id) n(id_of_batch)
"""
_COLUMNS = """
SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute
WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attname <> ALL (%s)
"""


def prepare() -> None:
    """Double the months that there are, with their lines, and give every account a number to be opened."""
    with loading() as cursor:
        for table, statement, anew in (
            ("payments_paymentbatch", _BATCHES_A_YEAR_LATER, ["id", "month", "area_code"]),
            ("payments_paymentline", _LINES_A_YEAR_LATER, ["id", "month", "batch_id"]),
        ):
            cursor.execute(_COLUMNS, [table, anew])
            cursor.execute(statement.format(columns=cursor.fetchone()[0]))
        _number_accounts(cursor)
    tidy(*TABLES, "payments_account")


def _number_accounts(cursor: Cursor) -> None:
    cursor.execute("SELECT id FROM payments_account ORDER BY id")
    numbers = [(key, f"6299{place:015d}") for place, (key,) in enumerate(cursor.fetchall())]
    cursor.executemany(
        "UPDATE payments_account SET number = %s, number_index = %s, number_last4 = %s WHERE id = %s",
        [
            (
                seal("payments_account", "number", key, number),
                blind_index(number, ACCOUNT_NUMBER),
                number[-4:],
                key,
            )
            for key, number in numbers
        ],
    )


def figure(counties: Sequence[County], *, size: str) -> Figure:
    """Every check of every county over all months, with the households found missing beside those that are."""
    found: list[Difference] = []
    spent = timed(lambda: found.extend(_all_of(counties)))
    missing = [row for row in found if row.check == "household_without_line"]
    return Figure(
        name=f"check_ledgers_24_months_{size}_seconds",
        goal="value <= 30",
        value=spent.seconds,
        cpu_value=spent.cpu,
        control=Control(len(missing), sum((Decimal(row.left) for row in missing), Decimal(0))),
        floor_control=_taken_away(),
        note=f"{len(found)} differences found",
    )


def _all_of(counties: Sequence[County]) -> list[Difference]:
    found = []
    for county in counties:
        with scope.of_area(county.area):
            found += ledgers.check(county.area)
    return found


def _taken_away() -> Control:
    with connections["owner"].cursor() as cursor:
        cursor.execute(_TAKEN_AWAY)
        return Control(*cursor.fetchone())
