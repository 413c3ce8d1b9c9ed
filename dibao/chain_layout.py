"""What `prepare_database` lays out for the chains: a transaction number in every sealed table, and which columns count.

It is no migration, since the tables that histories stand in come and go with the models of all floors.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import TypedDict

import psycopg
from psycopg import sql

Connection = psycopg.Connection[tuple[object, ...]]


class Shape(TypedDict):
    """What a sealed table's rows are told by: key, time if any, whether they have a place, and columns."""

    key: str
    at: str
    has_place: bool
    columns: list[str]


Layout = dict[str, Shape]

# The column that says which transaction wrote a row.
WRITTEN_IN = "written_in"

_COLUMNS = """
SELECT attname::text FROM pg_attribute
WHERE attrelid = to_regclass(%s) AND attnum > 0 AND NOT attisdropped ORDER BY attnum
"""
_MAY_INSERT = "SELECT 1 WHERE has_any_column_privilege(%s, %s, 'INSERT')"
_NEWEST = """
SELECT tables, transaction_offset, server FROM dibao_auditlayout ORDER BY id DESC LIMIT 1
"""
_SERVER = "SELECT system_identifier::text FROM pg_control_system()"
_NEXT = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint"


def lay(inside: Connection, role: str, tables: Sequence[str]) -> None:
    """Number the entries of all sealed tables by their transactions, and write down their columns where these changed.

    Run in one transaction of the owner's. Done again it changes nothing.
    """
    newest = inside.execute(_NEWEST).fetchone()
    known, offset, known_server = newest or (None, 0, "")
    (server,) = _row(inside, _SERVER)
    if newest and server != known_server:
        offset = _offset_here(inside, tables)
    for table in tables:
        _number_entries(inside, table, _whole(offset), anew=server != known_server)
        _withhold_number(inside, table, role)
    layout = {table: _shape(inside, table) for table in tables}
    if (known, known_server) != (layout, server):
        _write(inside, layout, _whole(offset), str(server))


def fingerprint(layout: Layout) -> str:
    """SHA-256 over the layout, the same for every writing of its JSON."""
    text = json.dumps(layout, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def readable(told: object) -> Layout:
    """What of a layout is one: tables with a key, a transaction's number and columns that have both."""
    tables = told if isinstance(told, dict) else {}
    return {str(table): shape for table, shape in tables.items() if _is_shape(shape)}


def _is_shape(shape: object) -> bool:
    if not isinstance(shape, dict) or shape.keys() != Shape.__required_keys__:
        return False
    columns = shape["columns"]
    if not isinstance(columns, list) or not all(isinstance(name, str) for name in columns):
        return False
    asked = [shape["key"], shape["at"] or WRITTEN_IN, WRITTEN_IN]
    asked += ["area_code"] if shape["has_place"] else []
    return all(name in columns for name in asked)


def left_out(
    layout: Layout, before: Mapping[str, set[str]], there: Mapping[str, set[str]]
) -> list[str]:
    """The tables of which a layout does not cover what was covered before, though it is there."""
    return [
        table
        for table, columns in before.items()
        if (columns & there.get(table, set()))
        - set(layout[table]["columns"] if table in layout else ())
    ]


def _offset_here(inside: Connection, tables: Sequence[str]) -> int:
    """What puts this server's transactions behind all that were ever numbered: a dump was restored into it."""
    highest = 0
    for table in (*tables, ""):
        statement = (
            sql.SQL("SELECT max({}) FROM {}").format(
                sql.Identifier(WRITTEN_IN), sql.Identifier(table)
            )
            if table
            else sql.SQL("SELECT max(to_transaction) FROM dibao_auditblock")
        )
        if not table or WRITTEN_IN in _columns(inside, table):
            highest = max(highest, _whole(_row(inside, statement)[0] or 0))
    return highest + 1 - _whole(_row(inside, _NEXT)[0])


def _number_entries(inside: Connection, table: str, offset: int, *, anew: bool) -> None:
    names = {
        "table": sql.Identifier(table),
        "column": sql.Identifier(WRITTEN_IN),
        "index": sql.Identifier(f"{table}_{WRITTEN_IN}"),
        "default": sql.SQL("pg_current_xact_id()::text::bigint + {}").format(sql.Literal(offset)),
    }
    if WRITTEN_IN not in _columns(inside, table):
        statements = [
            # Stable, so PostgreSQL fills the rows that are there without writing them anew.
            "ALTER TABLE {table} ADD COLUMN {column} bigint NOT NULL DEFAULT ({default})",
            # Rows lie in the order of their transactions, nearly: a few bytes for a hundred pages find them.
            "CREATE INDEX {index} ON {table} USING brin ({column}) WITH (autosummarize = on)",
        ]
    elif anew:
        statements = ["ALTER TABLE {table} ALTER COLUMN {column} SET DEFAULT ({default})"]
    else:
        return
    for statement in statements:
        inside.execute(sql.SQL(statement).format(**names))


def _withhold_number(inside: Connection, table: str, role: str) -> None:
    """Where the application adds rows, PostgreSQL alone says which transaction wrote them."""
    if not inside.execute(_MAY_INSERT, [role, table]).fetchone():
        return
    others = [name for name in _columns(inside, table) if name != WRITTEN_IN]
    names = {
        "table": sql.Identifier(table),
        "role": sql.Identifier(role),
        "columns": sql.SQL(", ").join(map(sql.Identifier, others)),
    }
    for statement in (
        "REVOKE INSERT ON {table} FROM {role}",
        "GRANT INSERT ({columns}) ON {table} TO {role}",
    ):
        inside.execute(sql.SQL(statement).format(**names))


def _shape(inside: Connection, table: str) -> Shape:
    columns = _columns(inside, table)
    # Of a row that is written once no column says when it was really written: the days on it are those of its case.
    times = [name for name in ("pgh_created_at", "at") if name in columns]
    return {
        "key": "pgh_id" if "pgh_id" in columns else "id",
        "at": times[0] if times else "",
        "has_place": "area_code" in columns,
        "columns": columns,
    }


def _write(inside: Connection, layout: Layout, offset: int, server: str) -> None:
    inside.execute(
        "INSERT INTO dibao_auditlayout (made_at, tables, transaction_offset, server, sha256)"
        " VALUES (now(), %s, %s, %s, %s)",
        [json.dumps(layout), offset, server, fingerprint(layout)],
    )


def _columns(inside: Connection, table: str) -> list[str]:
    return [str(name) for (name,) in inside.execute(_COLUMNS, [table]).fetchall()]


def _row(inside: Connection, statement: str | sql.SQL | sql.Composed) -> tuple[object, ...]:
    query = sql.SQL(statement) if isinstance(statement, str) else statement
    return inside.execute(query).fetchone() or (None,)


def _whole(value: object) -> int:
    return int(str(value))
