"""What whoever owns the database tries so that entries are never sealed, or that verifying comes to no end."""

import json
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from dibao import chain_layout, chains, history
from dibao.chain_findings import Fault
from dibao.chain_layout import Layout, fingerprint
from dibao.chains import Head
from dibao.models import AuditLayout
from tests.cast import Cast
from tests.dibao.owners_damage import BLOCKS, free_hand
from tests.dibao.test_chains import deeds, sealed, verified

__all__ = ["sealed"]

pytestmark = pytest.mark.django_db(transaction=True)


def lay_out(as_owner: psycopg.Connection, tables: Layout) -> None:
    """Another layout, whose own fingerprint is right."""
    newest = AuditLayout.objects.latest("pk")
    as_owner.execute(
        "INSERT INTO dibao_auditlayout (made_at, tables, transaction_offset, server, sha256)"
        " VALUES (now(), %s, %s, %s, %s)",
        [json.dumps(tables), newest.transaction_offset, newest.server, fingerprint(tables)],
    )


def without_reads(tables: Layout) -> None:
    del tables["dibao_readlog"]


def without_subjects(tables: Layout) -> None:
    tables["dibao_readlog"]["columns"].remove("subject")


@pytest.mark.parametrize("narrow", [without_reads, without_subjects])
def test_what_was_sealed_once_is_not_left_out_for_a_while(
    sealed: list[Head], cast: Cast, as_owner: psycopg.Connection, narrow: Callable[[Layout], None]
) -> None:
    tables = AuditLayout.objects.latest("pk").tables
    narrow(tables)
    lay_out(as_owner, tables)
    deeds(cast)
    chains.seal()
    with as_owner.transaction():
        chain_layout.lay(as_owner, settings.APP_ROLE, history.sealed())
    deeds(cast)
    chains.seal()

    found = verified(heads=sealed).faults

    assert {(one.fault, one.holds) for one in found} >= {(Fault.NARROWED, 3)}


def test_entries_are_not_numbered_beyond_all_blocks(
    sealed: list[Head], cast: Cast, as_owner: psycopg.Connection
) -> None:
    as_owner.execute(f"ALTER TABLE dibao_auditevent ALTER written_in SET DEFAULT {2**62}")
    deeds(cast)
    chains.seal()

    found = verified(heads=sealed).faults

    assert {(one.fault, one.table) for one in found} == {(Fault.AHEAD, "dibao_auditevent")}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE dibao_posting SET batch_limit = 12345 WHERE id = %s",
        "DELETE FROM dibao_posting WHERE id = %s",
    ],
)
def test_a_row_that_was_changed_with_the_triggers_off_is_not_what_its_history_says(
    sealed: list[Head], cast: Cast, as_owner: psycopg.Connection, statement: str
) -> None:
    as_owner.execute("ALTER TABLE dibao_posting DISABLE TRIGGER USER")
    as_owner.execute(statement, [cast.finance.posting.pk])

    (found,) = verified(heads=sealed, with_rows=True).faults

    assert (found.fault, found.table, found.chain) == (
        Fault.STRAYED,
        "dibao_posting",
        "990121000000",
    )
    assert found.holds == found.number - 1


@pytest.mark.parametrize("parts", ["[]", "null", '{"dibao_readlog": [1]}'])
def test_a_block_that_cannot_be_read_is_a_bad_block(
    sealed: list[Head], as_owner: psycopg.Connection, parts: str
) -> None:
    with free_hand(as_owner):
        as_owner.execute(f"UPDATE {BLOCKS} SET parts = %s WHERE number = 2", [parts])

        found = verified(heads=sealed).faults

    assert {(one.fault, one.number) for one in found} == {(Fault.BLOCK, 2)}


@pytest.mark.parametrize("tables", ["[]", '{"dibao_readlog": {}}', '{"dibao_readlog": "x"}'])
def test_a_layout_that_cannot_be_read_holds_nothing(
    sealed: list[Head], as_owner: psycopg.Connection, tables: str
) -> None:
    as_owner.execute("ALTER TABLE dibao_auditlayout DISABLE TRIGGER USER")
    as_owner.execute("UPDATE dibao_auditlayout SET tables = %s", [tables])

    assert {one.fault for one in verified(heads=sealed).faults} == {Fault.LAYOUT}


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TABLE dibao_readlog CASCADE",
        "TRUNCATE dibao_readlog",
        "ALTER TABLE dibao_readlog DROP COLUMN purpose",
        "ALTER TABLE dibao_readlog DROP COLUMN written_in",
    ],
)
def test_a_table_that_is_not_what_it_was_shows(
    sealed: list[Head], as_owner: psycopg.Connection, statement: str
) -> None:
    as_owner.execute("ALTER TABLE dibao_readlog DISABLE TRIGGER USER")
    as_owner.execute(statement)

    found = verified(heads=sealed).faults

    assert {(one.fault, one.table) for one in found} >= {(Fault.ENTRIES, "dibao_readlog")}


def test_a_head_typed_in_capitals_is_the_same_head(sealed: list[Head], tmp_path: Path) -> None:
    typed = tmp_path / "typed.txt"
    typed.write_text("\n".join(head.as_line().upper() for head in sealed))

    assert chains.read_heads(typed) == sealed
