"""Our way to migrate makes the tables that Django's own makes."""

from contextlib import nullcontext

import pytest
from django.db import connections
from pytest_django import DjangoDbBlocker

from dibao import database
from dibao.management.commands import migrate
from tests import databases
from tests.nightly import by_night

# What makes a schema: name of a list, and the rows that say it in words.
_SCHEMA = {
    "columns": "SELECT table_name, column_name, ordinal_position, data_type, character_maximum_length,"
    " numeric_precision, is_nullable, column_default, collation_name"
    " FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 3",
    "constraints": "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)"
    " FROM pg_constraint ORDER BY 1, 2, 3",
    "indexes": "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1",
    "triggers": "SELECT tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger"
    " WHERE NOT tgisinternal ORDER BY 1, 2",
    "policies": "SELECT tablename, policyname, cmd, qual, with_check FROM pg_policies ORDER BY 1, 2, 3",
}


# Django's own way takes a minute.
@by_night
def test_the_tables_are_those_of_djangos_own_way(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrate, "changes_stay_with_their_model", nullcontext)
    plain = databases.name_of("migrated_plainly")

    with django_db_blocker.unblock(), database.maintenance(databases.owner()) as server:
        ours = _schema()
        databases.close_connections()
        with databases.pointing_at(plain):
            database.drop(server, plain)
            databases.furnish(server)
            djangos = _schema()
        database.drop(server, plain)

    assert {name: len(rows) for name, rows in ours.items() if not rows} == {}
    assert ours == djangos


def _schema() -> dict[str, list[tuple[object, ...]]]:
    with connections["owner"].cursor() as cursor:
        found = {}
        for name, statement in _SCHEMA.items():
            cursor.execute(statement)
            found[name] = cursor.fetchall()
        return found
