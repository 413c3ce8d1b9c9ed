"""Jobs: asked for inside a transaction, done once, seen by their own area, rescued after a killed worker."""

import pytest
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from dibao import jobs
from dibao.errors import Refused
from dibao.models import JobRun, JobStatus, Staff
from tests.cast import Cast
from tests.factories.places import Places

done: list[int] = []


@jobs.handler("test:count")
def count(job: JobRun, by: Staff) -> jobs.Result:
    done.append(job.pk)
    jobs.progress(job, done=1, total=1)
    return {"sentence": f"{by.posting.area_id} 已办", "count": 1}


@jobs.handler("test:refuse")
def refuse(job: JobRun, by: Staff) -> jobs.Result:
    raise Refused("这个月已经生成过批次。")


@pytest.fixture(autouse=True)
def _nothing_done() -> None:
    done.clear()


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
