"""Work that takes time: asked for inside the asker's transaction, carried out by a worker, shown on its record.

procrastinate keeps the queue in PostgreSQL, so a job exists exactly when the change that asked for it does. A handler
works in units that commit whole; run again after a killed worker it continues or starts its unit anew.
"""

import logging
from collections.abc import Callable

from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from dibao.errors import Refused
from dibao.models.area import Area
from dibao.models.job import JobRun, JobStatus
from dibao.models.staff import Staff

log = logging.getLogger(__name__)

Argument = str | int | bool | None
Result = dict[str, Argument]
Handler = Callable[[JobRun, Staff], Result]

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
    carry_out.configure(lock=f"{kind}:{area.pk}").defer(job_id=job.pk)
    return job


@app.task(name="dibao.carry_out", queue="default", retry=RetryStrategy(max_attempts=3, wait=5))
def carry_out(job_id: int) -> None:
    """Run one job to its end; what was over already is left alone, so a second delivery does no harm."""
    job = JobRun.objects.select_related("posting__staff", "posting__area", "area").get(pk=job_id)
    if job.is_over:
        return
    JobRun.objects.filter(pk=job.pk).update(
        status=JobStatus.RUNNING, started_at=timezone.now(), heartbeat_at=timezone.now()
    )
    staff = job.posting.staff.acting(job.posting)
    try:
        result = _handlers[job.kind](job, staff)
    except Refused as refusal:
        _finish(job, JobStatus.REFUSED, sentence=refusal.message)
    except Exception:
        log.exception("job %s broke", job.pk)
        _finish(job, JobStatus.BROKEN, sentence=_("任务中断，数据没有改动。可以再办一次。"))
        raise
    else:
        _finish(job, JobStatus.DONE, sentence=str(result.pop("sentence", "")), result=result)


def _finish(job: JobRun, status: JobStatus, *, sentence: str, result: Result | None = None) -> None:
    now = timezone.now()
    JobRun.objects.filter(pk=job.pk).update(
        status=status, sentence=sentence, result=result or {}, finished_at=now, heartbeat_at=now
    )


def progress(job: JobRun, *, done: int, total: int) -> None:
    """Say how far a job is; seen by others once the unit of work commits."""
    JobRun.objects.filter(pk=job.pk).update(
        done_count=done, total_count=total, heartbeat_at=timezone.now()
    )


def drain() -> None:
    """Carry out everything that waits, in this process: for the demo's month and for tests."""
    for job_id in (
        JobRun.objects.filter(status=JobStatus.WAITING).order_by("pk").values_list("pk", flat=True)
    ):
        carry_out(job_id)


@app.periodic(cron="* * * * *")
@app.task(name="dibao.rescue", queue="default", pass_context=False)
async def rescue(timestamp: int) -> None:
    """Give jobs of workers that died back to the queue; the library leaves this to its user."""
    for stalled in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=30):
        await app.job_manager.retry_job(stalled)
