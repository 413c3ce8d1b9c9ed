"""Work that takes time: asked for inside the asker's transaction, carried out by a worker, shown on its record.

procrastinate keeps the queue in PostgreSQL, so a job exists exactly when the change that asked for it does. A handler
works in units that commit whole; run again after a killed worker it continues or starts its unit anew.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from dibao import autosave, chain_checks, chains, clock, scope
from dibao.errors import Refused
from dibao.models.area import Area
from dibao.models.job import JobRun, JobStatus
from dibao.models.staff import Posting, Staff

log = logging.getLogger(__name__)

Argument = str | int | bool | None
Result = dict[str, Argument]
Handler = Callable[[JobRun, Staff], Result]
Tell = Callable[[int, int], None]

# A lock or a server that restarts breaks a job once; what breaks it three times somebody must look at.
_TRIES = 3

_BETWEEN_TELLING = 1.0
_SUNDAY = 7
_LAST_DAYS = timedelta(days=3)
# The work's own transaction may hold the row, and would wait for itself.
_TELL = """
UPDATE dibao_jobrun SET done_count = %(done)s, total_count = %(total)s, heartbeat_at = now()
WHERE id = (SELECT id FROM dibao_jobrun WHERE id = %(job)s AND status = 'running' FOR UPDATE SKIP LOCKED)
"""

_handlers: dict[str, Handler] = {}


def handler(kind: str) -> Callable[[Handler], Handler]:
    """Register the function that carries out jobs of `kind`: (job, asker with posting) -> result for the page.

    The function opens its own scope; a `Refused` it raises becomes the job's sentence.
    """

    def register(function: Handler) -> Handler:
        _handlers[kind] = function
        return function

    return register


def enqueue(
    kind: str, *, title: str, by: Staff, area: Area, link: str = "", **arguments: Argument
) -> JobRun:
    """Ask for a job within the current transaction; jobs of one kind and area run one after the other."""
    job = JobRun.objects.create(
        kind=kind,
        title=title,
        area=area,
        asked_by=by,
        posting=by.posting,
        arguments=arguments,
        link=link,
    )
    deliver.configure(lock=f"{kind}:{area.pk}").defer(job_id=job.pk)
    return job


@app.task(
    name="dibao.carry_out",
    queue="default",
    pass_context=True,
    retry=RetryStrategy(max_attempts=_TRIES - 1, wait=5),
)
def deliver(context: JobContext, job_id: int) -> None:
    """What the queue calls: the job, with as many tries as it has left."""
    carry_out(job_id, tries_left=max(_TRIES - 1 - context.job.attempts, 0))


def carry_out(job_id: int, *, tries_left: int = 0) -> None:
    """Run one job to its end; what was over already is left alone, so a second delivery does no harm.

    One that breaks waits again while it has tries left, and raises what broke it either way.
    """
    job = JobRun.objects.select_related("asked_by", "area").get(pk=job_id)
    if job.is_over:
        return
    JobRun.objects.filter(pk=job.pk).update(
        status=JobStatus.RUNNING, started_at=timezone.now(), heartbeat_at=timezone.now()
    )
    try:
        result = _handlers[job.kind](job, _asker_of(job))
    except Refused as refusal:
        _finish(job, JobStatus.REFUSED, sentence=refusal.message)
    except Exception:
        log.exception("job %s broke, tries left: %s", job.pk, tries_left)
        # Where it broke with its connection, what became of it is written on a new one.
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()
        if tries_left:
            _put_off(job)
        else:
            _finish(job, JobStatus.BROKEN, sentence=_("任务中断，数据没有改动。可以再办一次。"))
        raise
    else:
        _finish(job, JobStatus.DONE, sentence=str(result.pop("sentence", "")), result=result)


def _asker_of(job: JobRun) -> Staff:
    """Who asked, under the posting they asked under. Raises Refused once that gives no right any more."""
    held = Posting.objects.current(on=clock.today()).select_related("staff", "area")
    posting = held.filter(pk=job.posting_id, staff_id=job.asked_by_id).first()
    if posting is None:
        raise Refused(
            _("%(name)s已不在这个岗位，或者账号已停用，任务没有办。由在岗的人再办一次。")
            % {"name": job.asked_by.name}
        )
    return posting.staff.acting(posting)


def _put_off(job: JobRun) -> None:
    JobRun.objects.filter(pk=job.pk).update(
        status=JobStatus.WAITING,
        sentence=_("任务中断，数据没有改动，稍后自动再办。"),
        heartbeat_at=timezone.now(),
    )


def _finish(job: JobRun, status: JobStatus, *, sentence: str, result: Result | None = None) -> None:
    now = timezone.now()
    JobRun.objects.filter(pk=job.pk).update(
        status=status, sentence=sentence, result=result or {}, finished_at=now, heartbeat_at=now
    )


def untold(done: int, total: int) -> None:
    """Say it to nobody: for work that no job waits for."""


@contextmanager
def telling(job: JobRun) -> Iterator[Tell]:
    """Give a function that says how far a job is, (done, total), and is heard before the work commits.

    It writes on a connection of its own, at most once a second. For work that counts: one statement over a whole
    county has nothing to tell before its end.
    """
    apart = connections.create_connection(DEFAULT_DB_ALIAS)
    told_at = time.monotonic()

    def tell(done: int, total: int) -> None:
        nonlocal told_at
        if time.monotonic() - told_at < _BETWEEN_TELLING:
            return
        told_at = time.monotonic()
        with apart.cursor() as cursor:
            cursor.execute(_TELL, {"job": job.pk, "done": done, "total": total})

    try:
        yield tell
    finally:
        apart.close()


def drain() -> None:
    """Carry out everything that waits, in this process: for the demo's month and for tests."""
    for job_id in (
        JobRun.objects.filter(status=JobStatus.WAITING).order_by("pk").values_list("pk", flat=True)
    ):
        carry_out(job_id)


@app.periodic(cron="20 3 * * *")
@app.task(name="dibao.forget_typing", queue="default", pass_context=False)
def forget_typing(timestamp: int) -> None:
    """Once a night delete what was typed, kept by itself and never come back for."""
    forgotten = 0
    for root in Area.objects.filter(parent=None):
        with scope.of_area(root, action="forget_typing"):
            forgotten += autosave.forget_old()
    log.info("forgot %s pages that nobody came back for", forgotten)


@app.periodic(cron="*/10 * * * *")
@app.task(name="dibao.seal_audit", queue="default", pass_context=False)
def seal_audit(timestamp: int) -> None:
    """Every ten minutes seal what finished transactions wrote into traces and histories; once a day keep the heads."""
    chains.seal()
    written = chains.write_heads()
    if written:
        log.info("wrote %s heads of chains, to be carried elsewhere", written)


@app.periodic(cron="10 5 * * *")
@app.task(name="dibao.verify_audit", queue="default", pass_context=False)
def verify_audit(timestamp: int) -> None:
    """Once a night read the last days' sealed entries again, on Sundays all of them; the page of the chains tells."""
    now = timezone.localtime()
    since = None if now.isoweekday() == _SUNDAY else now - _LAST_DAYS
    with scope.everywhere(action="verify_audit"):
        check = chain_checks.keep(since=since)
    if check.faults:
        log.error("%s chains do not hold: %s", len(check.faults), check.faults)
    else:
        log.info("%s entries in %s blocks hold", check.entry_count, check.block_count)


@app.periodic(cron="* * * * *")
@app.task(name="dibao.rescue", queue="default", pass_context=False)
async def rescue(timestamp: int) -> None:
    """Give jobs of workers that died back to the queue; the library leaves this to its user."""
    for stalled in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=30):
        await app.job_manager.retry_job(stalled)
