"""What somebody can do to the traces who owns the database: triggers off, any statement, and hashes made again."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import psycopg
from django.db import connection
from psycopg import sql

from dibao import chain_checks, chains, scope
from dibao.demo.dice import Dice
from dibao.models import AuditBlock

BLOCKS = "dibao_auditblock"
HISTORY = "dibao_postingevent"
TRACES = ("dibao_auditevent", "dibao_readlog")
TABLES = (*TRACES, HISTORY, BLOCKS)
# A column of each table that says something, and what its owner writes there.
_SAYS = {
    "dibao_auditevent": "reason",
    "dibao_readlog": "subject",
    HISTORY: "pgh_label",
}
_KEYS = {"dibao_auditevent": "id", "dibao_readlog": "id", HISTORY: "pgh_id", BLOCKS: "id"}
_TIMES = {"dibao_auditevent": "at", "dibao_readlog": "at", HISTORY: "pgh_created_at"}

Row = dict[str, object]


class Owner:
    """A connection that no guard binds, with a seeded choice of what to damage."""

    def __init__(self, connection: psycopg.Connection, seed: int) -> None:
        self.run = connection.execute
        self.dice = Dice("owner", seed)

    def entries(self, table: str) -> list[tuple[int, int]]:
        """Key and transaction of every sealed entry of a table."""
        return self.run(
            f"SELECT {_KEYS[table]}, written_in FROM {table}"
            f" WHERE written_in < (SELECT max(to_transaction) FROM {BLOCKS}) ORDER BY 1"
        ).fetchall()

    def pick(self) -> tuple[str, int]:
        table = self.dice.choice(list(_SAYS))
        return table, self.dice.choice(self.entries(table))[0]

    def insert_copy(self, table: str, key: int, **changes: str) -> None:
        """Another entry like one that is there, under a key that follows the last."""
        own = _KEYS[table]
        columns = self.run(
            "SELECT array_agg(attname::text) FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
            " AND NOT attisdropped",
            [table],
        ).fetchone()[0]
        values = {own: f"(SELECT max({own}) + 1 FROM {table})", **changes}
        picked = ", ".join(values.get(column, column) for column in columns)
        self.run(
            f"INSERT INTO {table} ({', '.join(columns)}) SELECT {picked} FROM {table} WHERE {own} = %s",
            [key],
        )


def edit_a_field(owner: Owner) -> None:
    table, key = owner.pick()
    owner.run(f"UPDATE {table} SET {_SAYS[table]} = 'forged' WHERE {_KEYS[table]} = %s", [key])


def edit_a_time(owner: Owner) -> None:
    table, key = owner.pick()
    owner.run(
        f"UPDATE {table} SET {_TIMES[table]} = {_TIMES[table]} + interval '1 microsecond'"
        f" WHERE {_KEYS[table]} = %s",
        [key],
    )


def delete_an_entry(owner: Owner) -> None:
    table, key = owner.pick()
    owner.run(f"DELETE FROM {table} WHERE {_KEYS[table]} = %s", [key])


def insert_among_sealed_ones(owner: Owner) -> None:
    owner.insert_copy(*owner.pick())


def insert_with_an_old_time(owner: Owner) -> None:
    table, key = owner.pick()
    owner.insert_copy(
        table,
        key,
        written_in="pg_current_xact_id()::text::bigint",
        **{_TIMES[table]: "now() - interval '40 days'"},
    )
    chains.seal()


def swap_two(owner: Owner) -> None:
    """Two entries change their places: each says what the other said."""
    table = owner.dice.choice(("dibao_auditevent", "dibao_readlog"))
    one, other = (key for key, _number in owner.dice.sample(owner.entries(table), 2))
    owner.run(f"UPDATE {table} SET id = -1 WHERE id = %s", [one])
    owner.run(f"UPDATE {table} SET id = %s WHERE id = %s", [one, other])
    owner.run(f"UPDATE {table} SET id = %s WHERE id = -1", [other])


def move_to_another_county(owner: Owner) -> None:
    table = owner.dice.choice(list(_SAYS))
    key = owner.dice.choice(owner.entries(table))[0]
    owner.run(
        f"UPDATE {table} SET area_code = CASE left(area_code, 6) WHEN '990121' THEN '990122000000'"
        f" ELSE '990121000000' END WHERE {_KEYS[table]} = %s",
        [key],
    )


def cut_the_tail(owner: Owner) -> None:
    """The last blocks of all chains go, and everything that they covered."""
    (cuts,) = owner.run(
        f"SELECT array_agg(DISTINCT to_transaction ORDER BY to_transaction) FROM {BLOCKS}"
    ).fetchone()
    cut = owner.dice.choice(cuts[:-1])
    owner.run(f"DELETE FROM {BLOCKS} WHERE to_transaction > %s", [cut])
    for table in _SAYS:
        owner.run(f"DELETE FROM {table} WHERE written_in >= %s", [cut])


def delete_a_block(owner: Owner) -> None:
    keys = owner.run(f"SELECT id FROM {BLOCKS} ORDER BY id").fetchall()
    owner.run(f"DELETE FROM {BLOCKS} WHERE id = %s", owner.dice.choice(keys))


def edit_a_block(owner: Owner) -> None:
    change = owner.dice.choice(
        (
            "sealed_at = sealed_at - interval '1 hour'",
            "entry_count = entry_count + 1",
            "to_transaction = to_transaction - 1",
            "hash = reverse(hash)",
            "previous_hash = reverse(previous_hash)",
        )
    )
    (key,) = owner.dice.choice(
        owner.run(f"SELECT id FROM {BLOCKS} WHERE number > 1 ORDER BY id").fetchall()
    )
    owner.run(f"UPDATE {BLOCKS} SET {change} WHERE id = %s", [key])


def seal_anew(owner: Owner) -> None:
    """An entry is changed, and everything sealed again by the database's own function."""
    edit_a_field(owner)
    owner.run(f"DELETE FROM {BLOCKS}")
    chains.seal()


def rebuild_with_care(owner: Owner) -> None:
    """An entry is changed, and all blocks get the numbers, times and ranges that they had, with hashes that fit."""
    edit_a_field(owner)
    with scope.everywhere(action="test"), connection.cursor() as cursor:
        cursor.execute(chain_checks._CANONICAL)
        before: dict[str, str] = {}
        for block in AuditBlock.objects.order_by("chain", "number").select_related("layout"):
            block.previous_hash = before.get(block.chain, block.previous_hash)
            block.parts = _parts_of(block)
            block.hash = before[block.chain] = chains.hash_of(block, layout=block.layout.sha256)
            owner.run(
                f"UPDATE {BLOCKS} SET parts = %s, previous_hash = %s, hash = %s WHERE id = %s",
                [json.dumps(block.parts), block.previous_hash, block.hash, block.pk],
            )


def _parts_of(block: AuditBlock) -> dict[str, list[object]]:
    walk = chain_checks._Walk([], block.chain, None, 1)
    found = walk._found(block.layout.tables, block.from_transaction, [block.to_transaction])
    return {table: [count, digest] for (_, _, table), (count, digest, _at) in found.items()}


# Found by the chains alone, and found only with heads that were kept elsewhere.
SHOWS: Sequence[Callable[[Owner], None]] = (
    edit_a_field,
    edit_a_time,
    delete_an_entry,
    insert_among_sealed_ones,
    insert_with_an_old_time,
    swap_two,
    move_to_another_county,
    edit_a_block,
)
NEEDS_HEADS: Sequence[Callable[[Owner], None]] = (
    cut_the_tail,
    delete_a_block,
    seal_anew,
    rebuild_with_care,
)


@contextmanager
def free_hand(connection: psycopg.Connection) -> Iterator[None]:
    """No trigger of ours, as the owner may have it; afterwards every row is as it was."""
    for table in TABLES:
        connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        connection.execute(f"CREATE TEMP TABLE kept_{table} AS SELECT * FROM {table}")
    try:
        yield
    finally:
        for table in TABLES:
            name = sql.Identifier(table)
            kept = sql.Identifier(f"kept_{table}")
            connection.execute(sql.SQL("DELETE FROM {}").format(name))
            connection.execute(sql.SQL("INSERT INTO {} SELECT * FROM {}").format(name, kept))
            connection.execute(sql.SQL("DROP TABLE {}").format(kept))
            connection.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(name))
