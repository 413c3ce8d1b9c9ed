"""The database server killed for good in the middle of money's jobs: what it had acknowledged is there, the rest is
done again whole.

A server of the test's own, which says that it has what it has written, as the demonstration's does; only its own
process, by the number that it wrote down, is killed.
"""

import contextlib
import os
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

import psycopg
import pytest
from django.db import OperationalError, connections, transaction
from pytest_django import DjangoDbBlocker

from dibao import database, jobs, scope
from dibao.models.job import JobRun, JobStatus
from dibao.postgres import Cluster
from payments import jobs as work
from payments import ledgers
from payments.actions import bank_files, bank_results
from payments.banks import simulated
from payments.banks.reasons import FailureReason
from payments.models import PaymentBatch, PaymentLine
from tests import databases
from tests.cast import Cast, make_cast, make_rule_set
from tests.factories.places import make_places
from tests.nightly import runs
from tests.payments.conftest import JULY, TODAY, Round, carry, write_counties
from tests.payments.test_killed_worker import (
    OF_CHECKING,
    OF_DRAWING,
    OF_POSTING,
    OF_WRITING,
    await_blocked,
    barred,
)

pytestmark = pytest.mark.skipif("DATABASE_URL" in os.environ, reason="DATABASE_URL names a server")

# Each of three tables in which a step can be stopped, by the digits of a number that is another one for each seed.
_PLACES = 3
_PATIENCE = 60


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    cluster = Cluster.of(tmp_path_factory.mktemp("server"))
    with cluster.in_use():
        with psycopg.connect(
            host=str(cluster.socket), user="postgres", dbname="postgres", autocommit=True
        ) as server:
            # What a process has written outlives it; only a machine without power needs the disk.
            server.execute("ALTER SYSTEM SET fsync = off")
            server.execute("SELECT pg_reload_conf()")
        yield cluster
    cluster.destroy()


@contextmanager
def pointing_at(cluster: Cluster, name: str) -> Iterator[None]:
    """Let both connections work on a database of that server."""
    before = {alias: dict(connections[alias].settings_dict) for alias in databases.ALIASES}
    databases.close_connections()
    for alias in databases.ALIASES:
        options = {**before[alias]["OPTIONS"], "host": str(cluster.socket)}
        connections[alias].settings_dict.update(NAME=name, HOST="", OPTIONS=options)
    try:
        yield
    finally:
        databases.close_connections()
        for alias, settings in before.items():
            connections[alias].settings_dict.update(settings)


@pytest.fixture(scope="module")
def cast_of_server(
    cluster: Cluster, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Cast]:
    """Two counties in benefit in that server's database `first`, from which each run has a copy."""
    with django_db_blocker.unblock():
        tables = _dumped(cluster)
        with pointing_at(cluster, "first"):
            owner, application = (connections[a].settings_dict for a in ("owner", "default"))
            with database.maintenance(owner) as server:
                database.prepare_on(server, owner, application)
                database.drop(server, "first")
                database.create(server, "first")
            _restore(cluster, tables)
            with transaction.atomic():
                places = make_places()
                cast = make_cast(places)
                write_counties(cast, places, make_rule_set("2007", places.prefecture))
            yield cast


def _dumped(cluster: Cluster) -> str:
    """The tests' own database, empty but for what migrations write."""
    return _run(cluster, "pg_dump", database.conninfo(databases.owner()))


def _restore(cluster: Cluster, tables: str) -> None:
    where = database.conninfo(databases.owner())
    _run(cluster, "psql", "-q", "-1", "-v", "ON_ERROR_STOP=1", "-d", where, said=tables)


def _run(cluster: Cluster, program: str, *arguments: str, said: str = "") -> str:
    done = subprocess.run(
        [cluster.programs / program, *arguments],
        input=said,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def own_connection() -> psycopg.Connection:
    return psycopg.connect(database.conninfo(databases.owner()), autocommit=True)


class Clerk(threading.Thread):
    """Somebody who writes one row after the other, and remembers those of which the server said that it has them."""

    def __init__(self) -> None:
        super().__init__()
        self.acknowledged: list[int] = []
        self.where = own_connection()

    def run(self) -> None:
        with contextlib.suppress(psycopg.OperationalError):
            while True:
                number = len(self.acknowledged)
                self.where.execute("INSERT INTO acknowledged VALUES (%s)", [number])
                self.acknowledged.append(number)


def kill_in_the_middle(cluster: Cluster, job: JobRun, table: str) -> None:
    """Let the job come as far as its first use of `table`, kill the server there, and start it again."""
    with own_connection() as owner:
        owner.execute("DROP TABLE IF EXISTS acknowledged; CREATE TABLE acknowledged (number int)")
    broken: list[type[Exception]] = []
    worker = threading.Thread(target=_broken_off, args=(job, broken))
    clerk = Clerk()
    with (
        contextlib.suppress(psycopg.OperationalError),
        own_connection() as owner,
        barred(owner, table),
    ):
        worker.start()
        clerk.start()
        await_blocked(owner, table)
        os.kill(_postmaster(cluster), signal.SIGKILL)
        worker.join(_PATIENCE)
        clerk.join(_PATIENCE)
    assert broken == [OperationalError]
    databases.close_connections()
    # Whoever comes next finds it dead and starts it.
    with cluster.in_use(), own_connection() as owner:
        kept = owner.execute("SELECT number FROM acknowledged ORDER BY 1").fetchall()
    # One more may have been written than was acknowledged.
    assert clerk.acknowledged
    assert [number for (number,) in kept][: len(clerk.acknowledged)] == clerk.acknowledged


def _broken_off(job: JobRun, broken: list[type[Exception]]) -> None:
    """What a worker does; here it says by what it was broken off."""
    try:
        jobs.carry_out(job.pk, tries_left=1)
    except OperationalError as why:
        broken.append(type(why))
    finally:
        databases.close_connections()


def _postmaster(cluster: Cluster) -> int:
    return int((cluster.data / "postmaster.pid").read_text().splitlines()[0])


def finish(job: JobRun) -> None:
    jobs.carry_out(job.pk)
    job.refresh_from_db()
    assert job.status == JobStatus.DONE


@pytest.mark.parametrize("seed", range(runs(each_time=1, at_night=20)))
def test_a_month_whose_server_is_killed_at_every_step_is_paid_once(
    cluster: Cluster, cast_of_server: Cast, django_db_blocker: DjangoDbBlocker, seed: int
) -> None:
    cast, name = cast_of_server, f"run_{seed}"
    databases.close_connections()
    with database.maintenance(databases.owner()) as server:
        database.copy(server, "first", name)
    with pointing_at(cluster, name):
        drawn = Round(
            _killed_draw(cluster, cast, OF_DRAWING[seed % _PLACES]),
            cast.clerk,
            cast.reviewer,
            cast.approver,
            cast.finance,
            cast.second_finance,
        )
        _killed_file(cluster, drawn, OF_WRITING[seed // 3 % _PLACES])
        _killed_result(cluster, drawn, OF_CHECKING[seed // 2 % _PLACES], OF_POSTING[seed // 9 % 3])

        with scope.of(cast.clerk):
            lines = PaymentLine.objects.values_list("status", "amount")
            paid = [amount for status, amount in lines if status == "paid"]
            assert (len(lines), len(paid), sum(paid)) == (7, 5, Decimal("463.00"))
            assert PaymentBatch.objects.count() == 1
            assert ledgers.check(cast.clerk.posting.area) == []


def _killed_draw(cluster: Cluster, cast: Cast, table: str) -> PaymentBatch:
    with scope.of(cast.clerk):
        job = work.ask_to_draw(month=JULY, by=cast.clerk)
    kill_in_the_middle(cluster, job, table)
    with scope.of(cast.clerk):
        assert not PaymentLine.objects.exists()
    finish(job)
    with scope.of(cast.clerk):
        batch = PaymentBatch.objects.get()
    assert (batch.line_count, batch.total_amount) == (7, Decimal("785.00"))
    return batch


def _killed_file(cluster: Cluster, drawn: Round, table: str) -> None:
    carry(drawn, until="sealed")
    with scope.of(drawn.finance):
        job = work.ask_for_file(batch=drawn.batch, file_format="plain_csv", by=drawn.finance)
    kill_in_the_middle(cluster, job, table)
    with scope.of(drawn.finance):
        drawn.batch.refresh_from_db()
        assert (drawn.batch.status, drawn.batch.bank_files.count()) == ("sealed", 0)
    finish(job)
    with scope.of(drawn.second_finance):
        file = drawn.batch.bank_files.get()
        assert (file.row_count, file.total_amount) == (6, Decimal("617.00"))
        bank_files.hand_over(file=file, by=drawn.second_finance, on=TODAY)
        drawn.batch.refresh_from_db()


def _killed_result(cluster: Cluster, drawn: Round, checking: str, posting: str) -> None:
    with scope.of(drawn.clerk):
        rows = list(bank_files.rows_of(drawn.batch))
        content = simulated.answer(rows, drawn.batch.number, {1: FailureReason.BANK_ERROR})
        result = bank_results.receive(
            batch=drawn.batch, name="a.csv", content=content, by=drawn.clerk
        )
        job = work.ask_to_check(file=result, by=drawn.clerk)
    kill_in_the_middle(cluster, job, checking)
    with scope.of(drawn.clerk):
        assert result.rows.count() == 0
    finish(job)
    with scope.of(drawn.clerk):
        result.refresh_from_db()
        assert (result.row_count, result.rows.count()) == (6, 6)
        job = work.ask_to_post(file=result, by=drawn.clerk)
    kill_in_the_middle(cluster, job, posting)
    with scope.of(drawn.clerk):
        assert drawn.batch.lines.in_flight().count() == 6
    finish(job)
