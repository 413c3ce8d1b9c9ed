"""Jobs: asked for inside a transaction, done once, seen by their own area, rescued after a killed worker."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import psycopg
import pytest
from asgiref.sync import sync_to_async
from django.db import OperationalError, connection, connections, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from dibao import clock, database, jobs
from dibao.errors import Refused
from dibao.models import JobRun, JobStatus, Posting, Staff
from tests.cast import Cast
from tests.factories.places import Places

done: list[int] = []
# How often the next job that may break does so before it works.
breaks: list[str] = []


@jobs.handler("test:count")
def count(job: JobRun, by: Staff) -> jobs.Result:
    done.append(job.pk)
    return {"sentence": f"{by.posting.area_id} 已办", "count": 1}


@jobs.handler("test:refuse")
def refuse(job: JobRun, by: Staff) -> jobs.Result:
    raise Refused("这个月已经生成过批次。")


@jobs.handler("test:break")
def break_or_count(job: JobRun, by: Staff) -> jobs.Result:
    if breaks:
        raise RuntimeError(breaks.pop())
    return count(job, by)


@jobs.handler("test:lose")
def lose_connection(job: JobRun, by: Staff) -> jobs.Result:
    if breaks:
        with connection.cursor() as cursor:
            cursor.execute(breaks.pop())
    return count(job, by)


@pytest.fixture(autouse=True)
def _nothing_done() -> None:
    done.clear()
    breaks.clear()


def ask(cast: Cast, places: Places, kind: str = "test:count") -> JobRun:
    return jobs.enqueue(kind, title="数一数", by=cast.clerk, area=places.county)


def test_a_job_runs_under_its_askers_posting(cast: Cast, places: Places) -> None:
    job = ask(cast, places)

    jobs.drain()

    job.refresh_from_db()
    assert (job.status, job.sentence, job.result) == (
        JobStatus.DONE,
        "990121000000 已办",
        {"count": 1},
    )


def test_a_job_delivered_twice_is_done_once(cast: Cast, places: Places) -> None:
    job = ask(cast, places)

    jobs.carry_out(job.pk)
    jobs.carry_out(job.pk)

    assert done == [job.pk]


def test_a_refusal_becomes_the_jobs_sentence(cast: Cast, places: Places) -> None:
    job = ask(cast, places, "test:refuse")

    jobs.drain()

    job.refresh_from_db()
    assert (job.status, job.sentence) == (JobStatus.REFUSED, "这个月已经生成过批次。")


@pytest.mark.django_db(transaction=True)
def test_a_job_of_a_change_that_failed_was_never_asked_for(cast: Cast, places: Places) -> None:
    with transaction.atomic():
        ask(cast, places)
        transaction.set_rollback(True)

    assert not JobRun.objects.exists()
    assert not ProcrastinateJob.objects.filter(task_name="dibao.carry_out").exists()


def test_another_county_does_not_see_the_job(cast: Cast, places: Places) -> None:
    ask(cast, places)

    assert not JobRun.objects.visible_to(cast.foreign_clerk).exists()
    assert JobRun.objects.visible_to(cast.reviewer).exists()


def left(staff: Staff) -> None:
    """Their posting ended yesterday."""
    Posting.objects.filter(staff=staff).update(ends_on=clock.today() - timedelta(days=1))


def switched_off(staff: Staff) -> None:
    Staff.objects.filter(pk=staff.pk).update(is_active=False)


def replaced(staff: Staff) -> None:
    """Somebody else's name stands on the posting that the job was asked for under."""
    other = Staff.objects.create_user("other", "旁人", "a long word for tests only")
    Posting.objects.filter(staff=staff).update(staff=other)


@pytest.mark.parametrize("happens", [left, switched_off, replaced])
def test_a_job_ends_with_the_right_of_who_asked_for_it(
    cast: Cast, places: Places, happens: object
) -> None:
    job = ask(cast, places)
    happens(cast.clerk)

    jobs.drain()

    job.refresh_from_db()
    assert (job.status, done) == (JobStatus.REFUSED, [])
    assert "王编制已不在这个岗位" in job.sentence


def test_a_job_asked_for_on_the_last_day_is_done_that_day(cast: Cast, places: Places) -> None:
    job = ask(cast, places)
    Posting.objects.filter(staff=cast.clerk).update(ends_on=clock.today())

    jobs.drain()

    assert done == [job.pk]


def test_a_job_that_breaks_waits_for_its_next_try(cast: Cast, places: Places) -> None:
    job = ask(cast, places, "test:break")
    breaks.append("the connection was lost")

    with pytest.raises(RuntimeError, match="was lost"):
        jobs.carry_out(job.pk, tries_left=1)

    job.refresh_from_db()
    assert (job.status, job.is_over, job.finished_at) == (JobStatus.WAITING, False, None)
    assert "稍后自动再办" in job.sentence


def test_a_job_that_breaks_at_its_last_try_is_broken(cast: Cast, places: Places) -> None:
    job = ask(cast, places, "test:break")
    breaks.append("again")

    with pytest.raises(RuntimeError):
        jobs.carry_out(job.pk)

    job.refresh_from_db()
    assert (job.status, job.is_over) == (JobStatus.BROKEN, True)


def work_off() -> None:
    """A worker's round, in a thread of its own: what waits is done, or put off."""

    async def run() -> None:
        worker = app.with_connector(app.connector.get_worker_connector())
        async with worker.open_async():
            await worker.run_worker_async(wait=False, install_signal_handlers=False)
        await sync_to_async(connections.close_all)()

    with ThreadPoolExecutor(max_workers=1) as thread:
        thread.submit(asyncio.run, run()).result()


def rounds(owner: psycopg.Connection) -> Iterator[None]:
    """Worker's rounds, without the seconds between them."""
    while True:
        owner.execute("UPDATE procrastinate_jobs SET scheduled_at = NULL WHERE status = 'todo'")
        yield work_off()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("broken", "ends"), [(2, JobStatus.DONE), (3, JobStatus.BROKEN)])
def test_a_worker_tries_three_times(
    cast: Cast, places: Places, as_owner: psycopg.Connection, broken: int, ends: JobStatus
) -> None:
    job = ask(cast, places, "test:break")
    breaks.extend(["again"] * broken)
    found = []

    for _, _round in zip(range(4), rounds(as_owner), strict=False):
        job.refresh_from_db()
        found.append(job.status)

    assert found == [JobStatus.WAITING, JobStatus.WAITING, ends, ends]
    assert breaks == []


@pytest.mark.django_db(transaction=True)
def test_a_job_whose_connection_is_lost_says_so_and_is_done_at_the_next_try(
    cast: Cast, places: Places
) -> None:
    job = ask(cast, places, "test:lose")
    breaks.append("SELECT pg_terminate_backend(pg_backend_pid())")

    with pytest.raises(OperationalError):
        jobs.carry_out(job.pk, tries_left=2)

    job.refresh_from_db()
    assert job.status == JobStatus.WAITING
    jobs.carry_out(job.pk, tries_left=1)
    assert done == [job.pk]


# What others read of the job while its transaction is open.
heard: list[tuple[object, ...] | None] = []


@jobs.handler("test:tell")
def count_aloud(job: JobRun, by: Staff) -> jobs.Result:
    with jobs.telling(job) as tell, transaction.atomic():
        for number in range(1, 4):
            tell(number, 3)
            if number == 2:
                heard.append(_read_by_others(job))
                # From here on the work holds the job's row itself.
                JobRun.objects.filter(pk=job.pk).update(link="/somewhere/")
    return {}


def _read_by_others(job: JobRun) -> tuple[object, ...] | None:
    with psycopg.connect(database.conninfo(connections["owner"].settings_dict)) as other:
        return other.execute(
            "SELECT status, done_count, total_count, heartbeat_at > started_at FROM dibao_jobrun"
            " WHERE id = %s",
            [job.pk],
        ).fetchone()


@pytest.mark.django_db(transaction=True)
def test_how_far_a_job_is_is_heard_before_it_commits(
    cast: Cast, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "_BETWEEN_TELLING", 0)
    job = ask(cast, places, "test:tell")

    jobs.carry_out(job.pk)

    assert heard == [("running", 2, 3, True)]
    job.refresh_from_db()
    assert (job.status, job.link) == (JobStatus.DONE, "/somewhere/")
