"""Rows by COPY, as the owner, in one transaction: all of them or none.

Triggers of our own are off for the tables at hand from the first row to the last, so history starts where the
demonstration does; foreign keys, checks, unique and exclusion constraints hold as ever. A killed load leaves nothing
behind, since switching the triggers off is part of the same transaction.
"""

import threading
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from queue import Queue
from types import TracebackType
from typing import Self
from uuid import UUID

import psycopg
from django.db import connections, models
from psycopg import sql

from dibao import database

Value = str | int | bool | date | Decimal | UUID | None
Row = Sequence[Value]
Parameters = Sequence[Value] | Mapping[str, Value | list[str] | list[int]]

# Texts that wait for PostgreSQL while Python makes the next ones; more would only take memory.
_WAITING = 16


class Load:
    """An open transaction of the owner that takes rows table by table.

    A thread of its own feeds PostgreSQL, so that making rows and storing them go on at the same time.
    """

    def __init__(self, *tables: type[models.Model]) -> None:
        self._tables = tables
        self._texts: Queue[tuple[sql.Composed, bytes] | None] = Queue(_WAITING)
        self._failure: Exception | None = None

    def __enter__(self) -> Self:
        # Not Django's connection: this one is used by the thread.
        self._connection = psycopg.connect(
            database.conninfo(connections["owner"].settings_dict), autocommit=False
        )
        self.execute("SET LOCAL synchronous_commit = off")
        # Django's foreign keys wait for the commit; checked as rows come in, they cost no time at the end, and
        # PostgreSQL alters no table with checks still open.
        self.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in self._tables:
            self.execute(_alter(table, "DISABLE"))
        self._feeder = threading.Thread(target=self._feed, daemon=True)
        self._feeder.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._drain()
        try:
            if kind is None and self._failure is None:
                self._finish()
            else:
                self._connection.rollback()
        finally:
            self._connection.close()
        if kind is None and self._failure is not None:
            raise self._failure

    def put(self, table: type[models.Model], columns: Sequence[str], rows: Iterable[Row]) -> None:
        """Hand rows over; they are stored in the order in which tables were handed over."""
        if self._failure is not None:
            raise self._failure
        text = "".join(["\t".join([_text(value) for value in row]) + "\n" for row in rows])
        if text:
            self._texts.put((_copy(table, columns), text.encode()))

    def execute(self, statement: sql.Composed | str, parameters: Parameters = ()) -> None:
        """One statement in the same transaction, once everything handed over before is stored."""
        if hasattr(self, "_feeder"):
            self._texts.join()
        if self._failure is not None:
            raise self._failure
        query = sql.SQL(statement) if isinstance(statement, str) else statement
        self._connection.execute(query, parameters or None)

    def _feed(self) -> None:
        while (waiting := self._texts.get()) is not None:
            statement, text = waiting
            try:
                if self._failure is None:
                    with self._connection.cursor() as cursor, cursor.copy(statement) as copy:
                        copy.write(text)
            except psycopg.Error as error:
                self._failure = error
            finally:
                self._texts.task_done()
        self._texts.task_done()

    def _drain(self) -> None:
        self._texts.put(None)
        self._feeder.join()

    def _finish(self) -> None:
        for table in self._tables:
            self._connection.execute(_alter(table, "ENABLE"))
            if isinstance(table._meta.pk, models.AutoField):
                self._connection.execute(_continue_numbers(table))
        self._connection.commit()
        self._connection.autocommit = True
        for table in self._tables:
            self._connection.execute(
                sql.SQL("ANALYZE {}").format(sql.Identifier(table._meta.db_table))
            )


def _alter(table: type[models.Model], verb: str) -> sql.Composed:
    return sql.SQL("ALTER TABLE {} {} TRIGGER USER").format(
        sql.Identifier(table._meta.db_table), sql.SQL(verb)
    )


def _copy(table: type[models.Model], columns: Sequence[str]) -> sql.Composed:
    return sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table._meta.db_table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )


def _continue_numbers(table: type[models.Model]) -> sql.Composed:
    """Let the next row's number follow the highest that was loaded."""
    name = table._meta.db_table
    return sql.SQL(
        "SELECT setval(pg_get_serial_sequence({}, 'id'), greatest(max(id), 1)) FROM {}"
    ).format(sql.Literal(name), sql.Identifier(name))


def _text(value: Value) -> str:
    if value is None:
        return r"\N"
    text = value if type(value) is str else str(value)
    if "\\" in text or "\n" in text or "\t" in text:
        return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t")
    return text
