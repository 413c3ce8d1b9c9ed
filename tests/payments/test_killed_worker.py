"""A worker killed for good in the middle of its work leaves nothing; the next one does all of it, once."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO

import psycopg
import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from django.db.models import Count, Sum

from dibao import jobs, scope
from dibao.models.job import JobRun, JobStatus
from payments import jobs as work
from payments import ledgers
from payments.actions import bank_files, bank_results
from payments.banks import simulated
from payments.banks.reasons import FailureReason
from payments.models import BatchKind, PaymentBatch, PaymentLine
from tests.cast import Cast
from tests.nightly import by_night, runs
from tests.payments.conftest import AUGUST, JULY, TODAY, Round, answered, carry, sent

# Where each step of a batch's life is stopped: at its first use of one of these.
OF_DRAWING = ("payments_paymentline", "payments_batchexception", "dibao_auditevent")
OF_WRITING = ("payments_paymentline", "payments_filecontent", "dibao_auditevent")
OF_CHECKING = ("payments_filecontent", "payments_resultrow", "dibao_auditevent")
OF_POSTING = ("payments_paymentline", "payments_account", "dibao_auditevent")

pytestmark = pytest.mark.django_db(transaction=True)

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60
# What the newest worker said, for whoever wonders why it did not come.
LOG = Path(tempfile.gettempdir()) / f"dibao-worker-{os.getpid()}.log"


def start_worker() -> subprocess.Popen[bytes]:
    """A real worker on the test's database, which ends when nothing waits any more."""
    with LOG.open("wb") as log:
        return _started(log)


def _started(log: BinaryIO) -> subprocess.Popen[bytes]:
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
        stdout=log,
        stderr=log,
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
    raise TimeoutError(f"the worker never came to {table}: {LOG.read_text()[-3000:]}")


def kill_in_the_middle(owner: psycopg.Connection, table: str) -> None:
    """Start a worker, let it come as far as its first use of `table`, and kill it there."""
    with barred(owner, table):
        worker = start_worker()
        try:
            await_blocked(owner, table)
        finally:
            worker.send_signal(signal.SIGKILL)
            worker.wait()


def cut_off_in_the_middle(owner: psycopg.Connection, table: str) -> None:
    """The same, but what dies is the server's end of the connection; the worker lives on and puts the job off, or on a
    slow machine comes back to it before it ends."""
    with ExitStack() as ending:
        with barred(owner, table):
            worker = start_worker()
            ending.callback(worker.wait)
            ending.callback(worker.kill)
            await_blocked(owner, table)
            owner.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_locks"
                " WHERE NOT granted AND relation = %s::regclass",
                [table],
            )
        worker.wait(PATIENCE)


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


# By day one month is killed at every step, below.
@by_night
@pytest.mark.parametrize("table", OF_DRAWING)
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


@by_night
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


@pytest.mark.parametrize("seed", range(runs(each_time=1, at_night=20)))
def test_a_follow_up_killed_at_every_step_pays_each_line_once(
    round_of_july: Round, cast: Cast, as_owner: psycopg.Connection, seed: int
) -> None:
    ends = endings(seed)
    sent(round_of_july)
    # Two of July's lines fail, for no fault of their accounts.
    answered(round_of_july, dict.fromkeys((1, 2), FailureReason.BANK_ERROR))

    with scope.of(cast.clerk):
        job = work.ask_to_draw(month=AUGUST, by=cast.clerk, kind=BatchKind.FOLLOW_UP)
    die_and_finish(as_owner, job, OF_DRAWING, next(ends))
    again = _follow_up_of(round_of_july)
    assert _sums(again) == {"due": (2, Decimal("310.00"))}
    carry(again, until="sealed")
    with scope.of(cast.finance):
        job = work.ask_for_file(batch=again.batch, file_format="plain_csv", by=cast.finance)
    die_and_finish(as_owner, job, OF_WRITING, next(ends))
    with scope.of(cast.second_finance):
        file = again.batch.bank_files.get()
        assert (file.row_count, file.total_amount) == (2, Decimal("310.00"))
        bank_files.hand_over(file=file, by=cast.second_finance, on=TODAY)
    with scope.of(cast.clerk):
        again.batch.refresh_from_db()
        content = simulated.answer(list(bank_files.rows_of(again.batch)), again.batch.number)
        result = bank_results.receive(
            batch=again.batch, name="a.csv", content=content, by=cast.clerk
        )
        job = work.ask_to_check(file=result, by=cast.clerk)
    die_and_finish(as_owner, job, OF_CHECKING, next(ends))
    with scope.of(cast.clerk):
        result.refresh_from_db()
        assert (result.row_count, result.rows.count()) == (2, 2)
        job = work.ask_to_post(file=result, by=cast.clerk)
    die_and_finish(as_owner, job, OF_POSTING, next(ends))

    assert _sums(again) == {"paid": (2, Decimal("310.00"))}
    assert _sums(round_of_july)["paid"] == (4, Decimal("307.00"))
    with scope.of(cast.clerk):
        assert PaymentBatch.objects.count() == 2
        assert PaymentLine.objects.count() == 7 + 2
        assert ledgers.check(cast.clerk.posting.area) == []


def endings(seed: int) -> Iterator[int]:
    """One of six ends for each step, by a number that is another one for each seed: its digits to base six."""
    number = seed * 65
    while True:
        number, digit = divmod(number, 6)
        yield digit


def die_and_finish(owner: psycopg.Connection, job: JobRun, tables: Sequence[str], end: int) -> None:
    """Stop the job at one of its three tables in one of two ways, and let the next worker do it."""
    stop = (kill_in_the_middle, cut_off_in_the_middle)[end % 2]
    stop(owner, tables[end // 2])
    rescue_and_finish(owner, job)


def _follow_up_of(monthly: Round) -> Round:
    with scope.of(monthly.clerk):
        return replace(monthly, batch=PaymentBatch.objects.get(kind=BatchKind.FOLLOW_UP))


def _sums(monthly: Round) -> dict[str, tuple[int, Decimal]]:
    """Lines and yuan of a batch by status."""
    with scope.of(monthly.clerk):
        found = monthly.batch.lines.values("status").annotate(count=Count("pk"), sum=Sum("amount"))
        return {row["status"]: (row["count"], row["sum"]) for row in found}
