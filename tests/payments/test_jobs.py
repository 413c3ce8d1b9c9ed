"""Drawing, writing and posting as jobs: done once, whoever delivers them and however often."""

import pytest

from dibao import jobs, scope
from dibao.models.job import JobRun, JobStatus
from payments import jobs as work
from payments.actions import bank_files, bank_results
from payments.banks import simulated
from payments.models import BankFile, PaymentBatch, ResultFile, ResultStatus
from tests.cast import Cast
from tests.payments.conftest import JULY, Round, carry, sent


@pytest.fixture
def drawn(in_benefit: None, cast: Cast) -> JobRun:
    with scope.of(cast.clerk):
        job = work.ask_to_draw(month=JULY, by=cast.clerk)
    jobs.drain()
    job.refresh_from_db()
    return job


def test_a_drawn_month_leads_to_its_batch(drawn: JobRun, cast: Cast) -> None:
    with scope.of(cast.clerk):
        batch = PaymentBatch.objects.get()

    assert drawn.status == JobStatus.DONE
    assert drawn.sentence == "编制完成：7户15人，785.00元。"
    assert drawn.link.endswith(f"/{batch.pk}/")


def test_a_job_delivered_twice_does_its_work_once(drawn: JobRun, cast: Cast) -> None:
    jobs.carry_out(drawn.pk)

    with scope.of(cast.clerk):
        assert PaymentBatch.objects.get().version == 0


def test_a_refused_month_says_why(round_of_july: Round, cast: Cast) -> None:
    carry(round_of_july, until="prepared")
    with scope.of(cast.clerk):
        job = work.ask_to_draw(month=JULY, by=cast.clerk)

    jobs.drain()

    job.refresh_from_db()
    assert job.status == JobStatus.REFUSED
    assert "已经编制" in job.sentence


def test_a_bank_file_is_written_by_a_job(round_of_july: Round, cast: Cast) -> None:
    batch = carry(round_of_july, until="sealed")
    with scope.of(cast.finance):
        work.ask_for_file(batch=batch, file_format="roster_xlsx", by=cast.finance)

    jobs.drain()

    with scope.of(cast.finance):
        assert BankFile.objects.get().written_by == cast.finance


@pytest.fixture
def received(round_of_july: Round, cast: Cast) -> ResultFile:
    batch = sent(round_of_july)
    with scope.of(cast.clerk):
        content = simulated.answer(list(bank_files.rows_of(batch)), batch.number)
        file = bank_results.receive(batch=batch, name="a.csv", content=content, by=cast.clerk)
        work.ask_to_check(file=file, by=cast.clerk)
    jobs.drain()
    return file


def test_a_result_is_checked_by_a_job_and_posts_nothing_yet(
    received: ResultFile, cast: Cast
) -> None:
    with scope.of(cast.clerk):
        received.refresh_from_db()
        assert received.status == ResultStatus.CHECKED
        assert received.batch.lines.filter(status="paid").count() == 0


def test_a_checked_result_is_posted_by_a_job_once(received: ResultFile, cast: Cast) -> None:
    with scope.of(cast.clerk):
        received.refresh_from_db()
        first = work.ask_to_post(file=received, by=cast.clerk)
        work.ask_to_post(file=received, by=cast.clerk)

    jobs.drain()

    first.refresh_from_db()
    assert first.sentence == "已入账：成功6笔，失败0笔，不明0笔。"
    assert not JobRun.objects.exclude(status=JobStatus.DONE).exists()


def test_a_job_sees_no_more_than_its_asker(cast: Cast, round_of_july: Round) -> None:
    batch = carry(round_of_july, until="sealed")
    with scope.of(cast.foreign_clerk):
        job = jobs.enqueue(
            work.WRITE_FILE,
            title="",
            by=cast.foreign_clerk,
            area=cast.foreign_clerk.posting.area,
            batch=batch.pk,
            file_format="plain_csv",
        )

    with pytest.raises(PaymentBatch.DoesNotExist):
        jobs.carry_out(job.pk)
