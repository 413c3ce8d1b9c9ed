"""Files to the bank at the desk: asked for, fetched, handed over by somebody else."""

import uuid

import pytest

from dibao.models.audit import ReadLog
from dibao.models.job import JobRun, JobStatus
from payments.banks import roster_xlsx
from tests.cast import Cast
from tests.payments.conftest import Round, carry, sent, write_file
from tests.payments.desk.conftest import AtDesk, done, file_of, now


def test_finance_has_a_file_written_by_a_job(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    pk = carry(round_of_july, until="sealed").pk
    desk = at_desk(cast.finance)

    answer = desk.sends("payments:bank_file_new", pk, format="plain_csv")
    job = done()

    assert answer.url == f"/jobs/{job.pk}/"
    assert (job.status, job.link) == (JobStatus.DONE, f"/batches/{pk}/")
    assert file_of(round_of_july).name in desk.opens("payments:batch", pk).text


def test_the_same_click_asks_for_one_file(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    pk = carry(round_of_july, until="sealed").pk
    desk, key = at_desk(cast.finance), str(uuid.uuid4())

    first = desk.sends("payments:bank_file_new", pk, key=key, format="plain_csv")
    again = desk.sends("payments:bank_file_new", pk, key=key, format="plain_csv")
    other_window = desk.sends("payments:bank_file_new", pk, format="roster_xlsx")

    assert first.url == again.url == other_window.url
    assert JobRun.objects.count() == 1


def test_a_format_written_already_is_not_offered_again(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    pk = write_file(round_of_july, "plain_csv").batch_id
    desk = at_desk(cast.finance)

    page = desk.opens("payments:bank_file_new", pk).text
    assert 'value="roster_xlsx"' in page
    assert 'value="plain_csv"' not in page
    wrong = desk.sends("payments:bank_file_new", pk, format="plain_csv")
    assert "从列表选择" in wrong.text


@pytest.mark.parametrize("until", ["approved", "sent"])
def test_no_file_before_the_seal_or_after_hand_over(
    at_desk: AtDesk, cast: Cast, round_of_july: Round, until: str
) -> None:
    batch = sent(round_of_july) if until == "sent" else carry(round_of_july, until=until)

    page = at_desk(cast.finance).opens("payments:bank_file_new", batch.pk)

    assert page.status_code == 409
    assert "签发以后、移交银行以前才能生成银行文件" in page.text


@pytest.mark.parametrize("who", ["clerk", "approver", "officer", "inspector", "caseworker"])
def test_only_finance_touches_the_banks_files(
    at_desk: AtDesk, cast: Cast, round_of_july: Round, who: str
) -> None:
    file = write_file(round_of_july, "plain_csv")
    desk = at_desk(getattr(cast, who))

    assert desk.opens("payments:bank_file_new", file.batch_id).status_code == 403
    assert desk.opens("payments:bank_file", file.pk).status_code == 403
    assert desk.opens("payments:hand_over", file.pk).status_code == 403
    assert desk.sends("payments:hand_over", file.pk).status_code == 403
    assert f"/bank-files/{file.pk}/" not in desk.opens("payments:batch", file.batch_id).text


def test_the_next_countys_finance_finds_no_file(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    file = write_file(round_of_july, "plain_csv")
    posting = cast.foreign_clerk.posting
    posting.role = "county_finance"
    posting.save()
    desk = at_desk(cast.foreign_clerk)

    assert desk.opens("payments:bank_file_new", file.batch_id).status_code == 404
    assert desk.opens("payments:bank_file", file.pk).status_code == 404
    assert desk.sends("payments:hand_over", file.pk).status_code == 404


def test_a_file_is_fetched_as_an_attachment_and_logged(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    file = write_file(round_of_july, "roster_xlsx")

    answer = at_desk(cast.second_finance).opens("payments:bank_file", file.pk)
    content = b"".join(answer.streaming_content)

    assert len(list(roster_xlsx.read(content))) == 6
    assert answer["Content-Disposition"] == f'attachment; filename="{file.name}"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    log = ReadLog.objects.get()
    assert (log.kind, log.staff_key) == ("export", cast.second_finance.pk)
    assert file.name in log.subject


def test_another_finance_officer_hands_the_file_over(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    file = write_file(round_of_july, "plain_csv")
    desk = at_desk(cast.second_finance)

    page = desk.opens("payments:hand_over", file.pk).text
    answer = desk.sends("payments:hand_over", file.pk)

    assert "陆佰壹拾柒元整" in page
    assert "吴财务" in page
    assert answer.url == f"/batches/{file.batch_id}/"
    assert now(round_of_july).status == "sent"


def test_the_writer_reads_that_another_must_hand_over(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    file = write_file(round_of_july, "plain_csv")
    desk = at_desk(cast.finance)

    opened = desk.opens("payments:hand_over", file.pk).text
    sent_anyway = desk.sends("payments:hand_over", file.pk).text

    assert "由另一名财务人员移交" in opened
    assert "data-save" not in opened
    assert "由另一名财务人员移交" in sent_anyway
    assert "要由另一名财务人员移交" in desk.opens("payments:batch", file.batch_id).text
    assert now(round_of_july).status == "filed"


def test_a_file_is_handed_over_once(at_desk: AtDesk, cast: Cast, round_of_july: Round) -> None:
    file, key = write_file(round_of_july, "plain_csv"), str(uuid.uuid4())
    desk = at_desk(cast.second_finance)

    first = desk.sends("payments:hand_over", file.pk, key=key)
    again = desk.sends("payments:hand_over", file.pk, key=key)
    other_window = desk.sends("payments:hand_over", file.pk)

    assert first.url == again.url
    assert other_window.status_code == 409
    assert now(round_of_july).status == "sent"
