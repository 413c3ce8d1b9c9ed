"""Chains over traces and histories: what is sealed stays sealed, and whoever changes it is found out."""

import json
import threading
import time
from io import StringIO
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from dibao import audit, chain_checks, chain_layout, chains, checks, database, history, scope
from dibao.chain_findings import Fault, Report
from dibao.chains import Head
from dibao.models import AuditBlock, AuditEvent, AuditLayout
from tests.cast import Cast
from tests.dibao import owners_damage
from tests.dibao.owners_damage import BLOCKS, NEEDS_HEADS, SHOWS, Owner, free_hand
from tests.nightly import runs
from tests.simultaneous import at_once

pytestmark = pytest.mark.django_db(transaction=True)

# A hundred, or by day two of each kind.
DAMAGES = runs(each_time=len((*SHOWS, *NEEDS_HEADS)), at_night=100)


def verified(**more: object) -> Report:
    with scope.everywhere(action="test"):
        return chain_checks.verify(**more)


def deeds(cast: Cast, count: int = 2) -> None:
    """What people do in a county, in the next one and above them, and what the database writes down of it."""
    for staff in (cast.clerk, cast.foreign_clerk, cast.inspector):
        with scope.of(staff):
            for number in range(count):
                audit.record("staff:changed", of=staff, by=staff, reason=f"第{number}次")
                audit.log_read("view", by=staff, subject=f"第{number}份")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE dibao_posting SET batch_limit = coalesce(batch_limit, 0) + 1")


@pytest.fixture
def sealed(cast: Cast) -> list[Head]:
    """Three rounds in four chains, and their heads, kept elsewhere after each round."""
    kept = []
    for _round in range(3):
        deeds(cast)
        chains.seal()
        kept += chains.heads_on(timezone.localdate())
    return kept


# Sealing


def test_each_county_has_a_chain_and_so_has_what_belongs_to_none(sealed: list[Head]) -> None:
    assert {head.chain for head in sealed} == {
        "000000000000",
        "990100000000",
        "990121000000",
        "990122000000",
    }
    ours = AuditBlock.objects.filter(chain="990121000000").order_by("number")
    assert [block.number for block in ours] == [1, 2, 3]
    assert [block.previous_hash for block in ours[1:]] == [block.hash for block in ours[:2]]


def test_all_that_was_written_is_sealed_once_and_holds(sealed: list[Head]) -> None:
    report = verified(heads=sealed)

    assert report.is_whole
    assert report.unsealed == 0
    assert report.entries == entries_written()
    assert chains.seal() == 0


def entries_written() -> int:
    total = 0
    with scope.everywhere(action="test"), connection.cursor() as cursor:
        for table in history.sealed():
            cursor.execute(f"SELECT count(*) FROM {table}")
            total += cursor.fetchone()[0]
    return total


def test_an_entry_that_commits_late_is_in_a_later_block(cast: Cast) -> None:
    gate, written = threading.Event(), threading.Event()

    def hold_open() -> None:
        with scope.of(cast.clerk):
            audit.record("staff:changed", of=cast.clerk, by=cast.clerk, reason="late")
            written.set()
            gate.wait(timeout=20)

    def go_on() -> None:
        written.wait(timeout=20)
        with scope.of(cast.reviewer):
            audit.record("staff:changed", of=cast.reviewer, by=cast.reviewer, reason="early")
        chains.seal()
        gate.set()

    assert at_once(hold_open, go_on) == [None, None]
    chains.seal()

    number = {event.reason: event.pk for event in AuditEvent.objects.all()}
    assert number["late"] < number["early"]
    assert verified().is_whole
    assert verified().entries == entries_written()


def test_what_is_open_in_another_database_delays_no_block(cast: Cast) -> None:
    owner = settings.DATABASES["owner"]
    with psycopg.connect(database.conninfo(owner, database="postgres")) as elsewhere:
        elsewhere.execute("SELECT pg_current_xact_id()")
        deeds(cast)
        chains.seal()

        assert verified().unsealed == 0


def test_no_block_is_sealed_by_who_sees_the_database_as_it_was(cast: Cast) -> None:
    """What was committed since would be below the cut and in no block."""
    deeds(cast)
    with psycopg.connect(database.conninfo(settings.DATABASES["default"])) as frozen:
        frozen.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        with pytest.raises(psycopg.DatabaseError, match="committed last"):
            frozen.execute("SELECT seal_entries()")


def test_no_late_commit_is_missed_under_load(cast: Cast) -> None:
    until = time.monotonic() + 3
    people = (cast.clerk, cast.reviewer, cast.foreign_clerk)

    def write(number: int) -> None:
        staff = people[number]
        while time.monotonic() < until:
            with scope.of(staff):
                audit.record("staff:changed", of=staff, by=staff, reason="load")
                # Transactions of very different length, so that they end in another order than they began.
                time.sleep(0.03 * number)
                audit.log_read("view", by=staff)

    def hold_open() -> None:
        while time.monotonic() < until:
            with scope.of(cast.approver):
                audit.record("staff:changed", of=cast.approver, by=cast.approver, reason="slow")
                time.sleep(0.7)

    def seal() -> None:
        while time.monotonic() < until:
            chains.seal()

    calls = [lambda number=number: write(number) for number in range(3)]
    assert at_once(*calls, hold_open, seal, seal) == [None] * 6
    chains.seal()

    report = verified()
    assert report.is_whole
    assert report.blocks > 10
    assert report.unsealed == 0
    assert report.entries == entries_written()


# What the owner of the database does


def test_random_edits_by_the_owner_are_all_found(
    sealed: list[Head], as_owner: psycopg.Connection
) -> None:
    missed = []
    for seed in range(DAMAGES):
        with free_hand(as_owner):
            damage = (*SHOWS, *NEEDS_HEADS)[seed % (len(SHOWS) + len(NEEDS_HEADS))]
            damage(Owner(as_owner, seed))
            # What shows without heads shows with them too.
            if verified(heads=[] if damage in SHOWS else sealed).is_whole:
                missed.append(f"{damage.__name__} {seed}")

    assert missed == []
    assert verified(heads=sealed).is_whole


def test_only_heads_kept_elsewhere_show_a_chain_that_was_rebuilt(
    sealed: list[Head], as_owner: psycopg.Connection
) -> None:
    for damage in (owners_damage.rebuild_with_care, owners_damage.seal_anew):
        with free_hand(as_owner):
            damage(Owner(as_owner, 1))

            assert verified().is_whole
            assert {found.fault for found in verified(heads=sealed).faults} <= {
                Fault.HEAD,
                Fault.CUT,
            }


def test_a_chain_whose_tail_was_cut_holds_up_to_the_cut(
    sealed: list[Head], as_owner: psycopg.Connection
) -> None:
    with free_hand(as_owner):
        as_owner.execute(f"DELETE FROM {BLOCKS} WHERE number > 2")
        for table in owners_damage._SAYS:
            as_owner.execute(
                f"DELETE FROM {table} WHERE written_in >= (SELECT max(to_transaction) FROM {BLOCKS})"
            )

        found = verified(heads=sealed).faults

    assert {(one.fault, one.number, one.holds) for one in found} == {(Fault.CUT, 3, 2)}


def test_the_first_bad_block_is_named_and_the_others_hold(
    sealed: list[Head], as_owner: psycopg.Connection
) -> None:
    with free_hand(as_owner):
        as_owner.execute(
            "UPDATE dibao_readlog SET subject = 'x' WHERE id = (SELECT min(r.id) FROM dibao_readlog r"
            f" JOIN {BLOCKS} b ON b.chain = '990122000000' AND b.number = 2"
            " AND r.written_in >= b.from_transaction WHERE r.area_code LIKE '990122%')"
        )

        (finding,) = verified().faults

    assert (finding.fault, finding.chain, finding.number) == (Fault.ENTRIES, "990122000000", 2)
    assert (finding.table, finding.holds) == ("dibao_readlog", 1)


def test_a_forged_end_of_a_block_accuses_no_other_chain(
    sealed: list[Head], as_owner: psycopg.Connection
) -> None:
    with free_hand(as_owner):
        block = AuditBlock.objects.select_related("layout").get(chain="990122000000", number=2)
        block.to_transaction -= 3
        as_owner.execute(
            f"UPDATE {BLOCKS} SET to_transaction = %s, hash = %s WHERE id = %s",
            [block.to_transaction, chains.hash_of(block, layout=block.layout.sha256), block.pk],
        )

        found = verified().faults

    assert {one.chain for one in found} == {"990122000000"}


def test_entries_are_compared_in_stretches_of_any_length(
    sealed: list[Head], as_owner: psycopg.Connection
) -> None:
    for stretch in (1, 20, 10**6):
        assert verified(stretch=stretch).is_whole
    with free_hand(as_owner):
        as_owner.execute(
            "DELETE FROM dibao_auditevent WHERE reason = '第1次' AND area_code LIKE '990121%'"
        )

        for stretch in (1, 20, 10**6):
            assert [one.number for one in verified(stretch=stretch).faults] == [1]


def test_the_last_days_are_verified_from_the_block_before(
    sealed: list[Head], as_owner: psycopg.Connection
) -> None:
    third = AuditBlock.objects.filter(number=3).order_by("sealed_at").first()
    assert third is not None
    with free_hand(as_owner):
        as_owner.execute(
            "DELETE FROM dibao_auditevent WHERE id = (SELECT min(id) FROM dibao_auditevent)"
        )

        assert verified(since=third.sealed_at).is_whole
        assert not verified().is_whole
    report = verified(since=third.sealed_at)
    assert (report.blocks, report.is_whole) == (3, True)


# What the application may not


FORBIDDEN = (
    f"INSERT INTO {BLOCKS} SELECT * FROM {BLOCKS}",
    f"UPDATE {BLOCKS} SET hash = repeat('0', 64)",
    f"DELETE FROM {BLOCKS}",
    f"TRUNCATE {BLOCKS}",
    "UPDATE dibao_auditlayout SET tables = '{}'",
    "INSERT INTO dibao_auditlayout (made_at, tables, server, sha256) VALUES (now(), '{}', '', '')",
    "UPDATE dibao_chaincheck SET faults = '[]'",
    "INSERT INTO dibao_auditevent (written_in) VALUES (1)",
    "INSERT INTO dibao_readlog (written_in) VALUES (1)",
    "ALTER TABLE dibao_auditevent ALTER COLUMN written_in SET DEFAULT 1",
    "CREATE OR REPLACE FUNCTION seal_entries() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
)


def test_the_application_forges_no_block_and_no_number(cast: Cast) -> None:
    for statement in FORBIDDEN:
        with (
            pytest.raises(DatabaseError, match=r"permission denied|must be owner"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


# Another server, another shape


def prepared_again(as_owner: psycopg.Connection) -> None:
    with as_owner.transaction():
        chain_layout.lay(as_owner, settings.APP_ROLE, history.sealed())


def test_a_dump_in_another_server_goes_on_after_what_was_sealed(
    cast: Cast, as_owner: psycopg.Connection
) -> None:
    renumber(as_owner, offset=1_000_000)
    deeds(cast)
    chains.seal()
    renumber(as_owner, offset=0)
    with pytest.raises(DatabaseError, match="run prepare_database"):
        chains.seal()
    assert "dibao.E007" in {error.id for error in checks.unsafe_role("default")}

    as_owner.execute("UPDATE dibao_auditlayout SET server = 'the old one'")
    prepared_again(as_owner)
    deeds(cast)
    chains.seal()

    report = verified()
    assert (report.is_whole, report.unsealed) == (True, 0)
    assert report.entries == entries_written()
    assert "dibao.E007" not in {error.id for error in checks.unsafe_role("default")}


def renumber(as_owner: psycopg.Connection, *, offset: int) -> None:
    """Let transactions count from elsewhere, as another server's would."""
    as_owner.execute("ALTER TABLE dibao_auditlayout DISABLE TRIGGER USER")
    as_owner.execute("UPDATE dibao_auditlayout SET transaction_offset = %s", [offset])
    for table in history.sealed():
        as_owner.execute(
            f"ALTER TABLE {table} ALTER COLUMN written_in"
            f" SET DEFAULT pg_current_xact_id()::text::bigint + {offset}"
        )


def test_a_column_that_a_migration_adds_is_sealed_from_then_on(
    sealed: list[Head], cast: Cast, as_owner: psycopg.Connection
) -> None:
    as_owner.execute("ALTER TABLE dibao_readlog ADD COLUMN device text NOT NULL DEFAULT ''")
    assert verified(heads=sealed).is_whole

    prepared_again(as_owner)
    deeds(cast)
    chains.seal()

    assert AuditLayout.objects.count() == 2
    assert verified(heads=sealed).is_whole
    as_owner.execute("ALTER TABLE dibao_readlog DISABLE TRIGGER USER")
    as_owner.execute(
        "UPDATE dibao_readlog SET device = 'x' WHERE id = (SELECT max(id) FROM dibao_readlog)"
    )
    assert [one.fault for one in verified().faults] == [Fault.ENTRIES]


def test_preparing_again_changes_nothing(sealed: list[Head], as_owner: psycopg.Connection) -> None:
    prepared_again(as_owner)

    assert AuditLayout.objects.count() == 1


def test_every_history_is_sealed_and_what_is_written_once(cast: Cast) -> None:
    newest = AuditLayout.objects.latest("pk")

    assert set(newest.tables) == set(history.sealed())
    assert {"dibao_auditevent", "dibao_readlog", *history.writers().values()} <= set(newest.tables)
    assert {"applicants_decision", "applicants_assessment", "payments_bankfile"} <= set(
        newest.tables
    )
    assert chain_layout.fingerprint(newest.tables) == newest.sha256


# Heads, and the command


def test_heads_are_written_once_a_day(sealed: list[Head], tmp_path: Path, settings: object) -> None:
    settings.AUDIT_HEADS_DIR = str(tmp_path / "heads")

    assert (chains.write_heads(), chains.write_heads()) == (4, 0)

    path = chains.heads_path(timezone.localdate())
    assert chains.read_heads(path) == chains.heads_on(timezone.localdate())


def test_heads_are_written_past_a_torn_line(
    sealed: list[Head], tmp_path: Path, settings: object, caplog: pytest.LogCaptureFixture
) -> None:
    """An earlier version lost its power amid a line, with nothing but zeros for the rest of it."""
    settings.AUDIT_HEADS_DIR = str(tmp_path)
    today = timezone.localdate()
    path = chains.heads_path(today)
    older, torn = "2026-01-02 990121000000 1 " + "ab" * 32, f"{today} 990121000000 1 ab"
    path.write_bytes(f"# ours\n{older}\n{torn}".encode() + b"\0\0\xff")

    assert chains.heads_here() == chains.read_heads(written(tmp_path / "whole.txt", older))
    assert (chains.write_heads(), chains.write_heads()) == (4, 0)

    assert "line 3 is no head" in caplog.text
    assert path.read_text().splitlines()[:3] == ["# ours", older, f"# {torn}\0\0\ufffd"]
    assert chains.read_heads(path)[1:] == chains.heads_on(today)


def test_a_whole_last_line_that_only_lacks_its_end_is_kept(
    sealed: list[Head], tmp_path: Path, settings: object
) -> None:
    settings.AUDIT_HEADS_DIR = str(tmp_path)
    today = timezone.localdate()
    first, *_others = chains.heads_on(today)
    chains.heads_path(today).write_text(first.as_line())

    assert chains.write_heads() == 3

    assert chains.read_heads(chains.heads_path(today)) == chains.heads_on(today)


def test_a_write_that_breaks_leaves_the_heads_as_they_were(
    sealed: list[Head], tmp_path: Path, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.AUDIT_HEADS_DIR = str(tmp_path)
    path = written(chains.heads_path(timezone.localdate()), "# ours")

    def full_disk(_file: int) -> None:
        assert path.read_text() == "# ours\n"
        raise OSError("No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr("dibao.chains.os.fsync", full_disk)
        with pytest.raises(OSError, match="No space"):
            chains.write_heads()

    assert path.read_text() == "# ours\n"
    assert chains.heads_here() == []
    assert chains.write_heads() == 4


def written(path: Path, *lines: str) -> Path:
    path.write_text("".join(f"{line}\n" for line in lines))
    return path


def test_the_command_says_that_all_is_whole(sealed: list[Head], tmp_path: Path) -> None:
    out, file = StringIO(), tmp_path / "heads.txt"
    file.write_text("# carried away\n" + "\n".join(head.as_line() for head in sealed))

    call_command("verify_audit", heads=[file], stdout=out)

    assert "990121000000 安丰县: whole" in out.getvalue()
    assert "BROKEN" not in out.getvalue()


def test_the_command_names_the_first_bad_block_and_what_still_holds(
    sealed: list[Head], tmp_path: Path, as_owner: psycopg.Connection
) -> None:
    out = StringIO()
    with free_hand(as_owner):
        as_owner.execute(
            "DELETE FROM dibao_auditevent WHERE id ="
            " (SELECT max(id) FROM dibao_auditevent WHERE area_code LIKE '990121%')"
        )

        with pytest.raises(SystemExit, match="1"):
            call_command("verify_audit", chain="990121", shape="json", stdout=out)

    assert "990121000000 安丰县: BROKEN at block 3" in out.getvalue()
    assert "table dibao_auditevent, 2 entries sealed, 1 found" in out.getvalue()
    assert "blocks 1 to 2 still hold" in out.getvalue()
    facts = json.loads(out.getvalue().splitlines()[-1])
    assert facts["faults"][0]["holds"] == 2


def test_the_command_refuses_what_is_not_there(sealed: list[Head], tmp_path: Path) -> None:
    nonsense = tmp_path / "heads.txt"
    nonsense.write_text("2026-11-27 990121000000 one abc\n")

    for options in (
        {"heads": [tmp_path / "none.txt"]},
        {"heads": [nonsense]},
        {"chain": "123456"},
    ):
        with pytest.raises(CommandError) as end:
            call_command("verify_audit", stdout=StringIO(), **options)
        assert end.value.returncode == 2
