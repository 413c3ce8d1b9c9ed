"""A worker killed for good in the middle of its work leaves nothing; the next one does all of it, once."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

import psycopg
import pytest
from asgiref.sync import async_to_sync
from django.db import connection

from dibao import jobs, scope
from dibao.models.job import JobRun, JobStatus
from payments import jobs as work
from payments import ledgers
from payments.actions import bank_files, bank_results
from payments.banks import simulated
from payments.banks.reasons import FailureReason
from payments.models import PaymentBatch, PaymentLine
from tests.cast import Cast
from tests.payments.conftest import JULY, Round, sent

pytestmark = pytest.mark.django_db(transaction=True)

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60


def start_worker() -> subprocess.Popen[bytes]:
    """A real worker on the test's database, which ends when nothing waits any more."""
    return subprocess.Popen(
        [
            sys.executable,
            "manage.py",
            "procrastinate",
            "worker",
            "--one-shot",
            "--concurrency",
            "1",
        ],
        cwd=ROOT,
        env={
            **os.environ,
            "DEMO": "true",
            "ERA": "2008",
            "DIBAO_DB": str(connection.settings_dict["NAME"]),
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@contextmanager
def barred(owner: psycopg.Connection, table: str) -> Iterator[None]:
    """Nobody gets at the table until the block ends."""
    with owner.transaction():
        owner.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
        yield


def await_blocked(owner: psycopg.Connection, table: str) -> None:
    """Wait until the worker stands before the barred table, its earlier statements done but not committed."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        waiting = owner.execute(
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = %s::regclass", [table]
        ).fetchone()
        if waiting != (0,):
            return
        time.sleep(0.05)
    raise TimeoutError(f"the worker never came to {table}")


def kill_in_the_middle(owner: psycopg.Connection, table: str) -> None:
    """Start a worker, let it come as far as its first use of `table`, and kill it there."""
    with barred(owner, table):
        worker = start_worker()
        try:
            await_blocked(owner, table)
        finally:
            worker.send_signal(signal.SIGKILL)
            worker.wait()


def rescue_and_finish(owner: psycopg.Connection, job: JobRun) -> None:
    """What the rescue does half a minute later, and the next worker after it."""
    owner.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 hour'")
    # In a thread of its own: a browser test before this one leaves an event loop running in ours.
    with ThreadPoolExecutor(max_workers=1) as thread:
        thread.submit(async_to_sync(jobs.rescue.func), 0).result()
    owner.execute("UPDATE procrastinate_jobs SET scheduled_at = NULL WHERE status = 'todo'")
    start_worker().wait(PATIENCE)
    job.refresh_from_db()
    assert job.status == JobStatus.DONE


@pytest.mark.parametrize(
    "table", ["payments_paymentline", "payments_batchexception", "dibao_auditevent"]
)
def test_a_draw_killed_half_way_is_drawn_whole_by_the_next_worker(
    in_benefit: None, cast: Cast, as_owner: psycopg.Connection, table: str
) -> None:
    with scope.of(cast.clerk):
        job = work.ask_to_draw(month=JULY, by=cast.clerk)

    kill_in_the_middle(as_owner, table)

    with scope.of(cast.clerk):
        assert not PaymentBatch.objects.exists()
        assert not PaymentLine.objects.exists()
    rescue_and_finish(as_owner, job)
    with scope.of(cast.clerk):
        batch = PaymentBatch.objects.get()
        assert (batch.line_count, batch.total_amount) == (7, Decimal("785.00"))
        assert PaymentLine.objects.count() == 7
        assert ledgers.check(cast.clerk.posting.area) == []


def test_a_posting_killed_half_way_is_posted_whole_by_the_next_worker(
    round_of_july: Round, cast: Cast, as_owner: psycopg.Connection
) -> None:
    batch = sent(round_of_july)
    with scope.of(cast.clerk):
        content = simulated.answer(
            list(bank_files.rows_of(batch)), batch.number, {2: FailureReason.ACCOUNT_CLOSED}
        )
        file = bank_results.load(batch=batch, name="a.csv", content=content, by=cast.clerk)
        job = work.ask_to_post(file=file, by=cast.clerk)

    kill_in_the_middle(as_owner, "payments_account")

    with scope.of(cast.clerk):
        assert batch.lines.filter(status="sent").count() == 6
    rescue_and_finish(as_owner, job)
    with scope.of(cast.clerk):
        assert batch.lines.filter(status="paid").count() == 5
        assert batch.lines.filter(status="failed").count() == 1
        assert ledgers.check(cast.clerk.posting.area) == []
