"""The bank's answer at the desk: loaded, read before it is believed, posted once."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from dibao import scope
from dibao.models.job import JobRun, JobStatus
from payments.banks import results
from payments.banks.reasons import FailureReason
from payments.models import LineStatus, ResultStatus
from tests.applicants.desk.conftest import Desk
from tests.cast import Cast
from tests.payments.conftest import Round, carry, sent
from tests.payments.desk.conftest import AtDesk, answer_to, done, result_of

CLOSED = {2: FailureReason.ACCOUNT_CLOSED}


def uploads(
    desk: Desk, monthly: Round, content: bytes, *, name: str = "huipan.csv", key: str = ""
) -> HttpResponse:
    file = SimpleUploadedFile(name, content)
    return desk.sends("payments:result_new", monthly.batch.pk, key=key, file=file)


def loaded(at_desk: AtDesk, monthly: Round, content: bytes) -> Desk:
    """The clerk, whose upload the worker has compared with the batch."""
    desk = at_desk(monthly.clerk)
    uploads(desk, monthly, content)
    done()
    return desk


def test_an_answer_is_read_before_it_is_posted(at_desk: AtDesk, round_of_july: Round) -> None:
    sent(round_of_july)
    desk = at_desk(round_of_july.clerk)

    answer = uploads(desk, round_of_july, answer_to(round_of_july, CLOSED))
    waiting = desk.client.get(answer.url)
    done()
    page = desk.client.get(answer.url)

    assert waiting.context["refresh_seconds"] == 3
    rows = [[cell.value for cell in row.cells] for row in page.context["outcomes"].rows]
    assert [row[1] for row in rows] == [5, 1, 0]
    assert "户主102" in page.text
    assert "账户已销户" in page.text
    assert "入账（6户）" in page.text
    with scope.of(round_of_july.clerk):
        assert not round_of_july.batch.lines.filter(status=LineStatus.PAID).exists()


def test_the_same_upload_pressed_twice_is_taken_once(at_desk: AtDesk, round_of_july: Round) -> None:
    sent(round_of_july)
    desk, content, key = at_desk(round_of_july.clerk), answer_to(round_of_july), str(uuid.uuid4())

    first = uploads(desk, round_of_july, content, key=key)
    again = uploads(desk, round_of_july, content, key=key)

    assert first.url == again.url
    with scope.of(round_of_july.clerk):
        assert round_of_july.batch.result_files.count() == 1


def test_another_file_of_the_same_name_and_size_is_not_taken_for_the_first(
    at_desk: AtDesk, round_of_july: Round
) -> None:
    sent(round_of_july)
    desk, content, key = at_desk(round_of_july.clerk), answer_to(round_of_july), str(uuid.uuid4())
    other = content.replace("成功".encode(), "不明".encode(), 1)
    assert (len(other), other != content) == (len(content), True)
    uploads(desk, round_of_july, other, key=key)

    answer = uploads(desk, round_of_july, content, key=key)

    assert answer.status_code == 409
    assert "已经用别的内容交过一次" in answer.text


def test_posting_is_a_job(at_desk: AtDesk, round_of_july: Round) -> None:
    sent(round_of_july)
    desk = loaded(at_desk, round_of_july, answer_to(round_of_july, CLOSED))
    file = result_of(round_of_july)

    answer = desk.sends("payments:result", file.pk)
    job = done()

    assert answer.url == f"/jobs/{job.pk}/"
    assert (job.status, job.link) == (JobStatus.DONE, f"/bank-results/{file.pk}/")
    assert result_of(round_of_july).status == ResultStatus.POSTED
    assert "王编制" in desk.client.get(job.link).text


def test_the_same_click_posts_once(at_desk: AtDesk, round_of_july: Round) -> None:
    sent(round_of_july)
    desk = loaded(at_desk, round_of_july, answer_to(round_of_july))
    file, key, before = result_of(round_of_july), str(uuid.uuid4()), JobRun.objects.count()

    first = desk.sends("payments:result", file.pk, key=key)
    again = desk.sends("payments:result", file.pk, key=key)
    other_window = desk.sends("payments:result", file.pk)
    done()
    late = desk.sends("payments:result", file.pk)

    assert first.url == again.url == other_window.url
    assert JobRun.objects.count() == before + 1
    assert late.status_code == 409


def test_a_file_is_taken_once(at_desk: AtDesk, round_of_july: Round) -> None:
    sent(round_of_july)
    content = answer_to(round_of_july)
    desk = loaded(at_desk, round_of_july, content)

    again = uploads(desk, round_of_july, content, name="other.csv")

    assert again.text.count("这个文件已经载入过") == 2
    with scope.of(round_of_july.clerk):
        assert round_of_july.batch.result_files.count() == 1


def test_an_answer_to_something_else_is_refused_with_every_fault(
    at_desk: AtDesk, round_of_july: Round
) -> None:
    sent(round_of_july)
    wrong = answer_to(round_of_july).replace(b"154.00", b"155.00", 1)

    desk = loaded(at_desk, round_of_july, wrong)
    page = desk.opens("payments:result", result_of(round_of_july).pk)

    assert "没有通过核对" in page.text
    assert "合计行写617.00元，明细加起来是618.00元" in page.text
    assert "入账（" not in page.text
    assert desk.sends("payments:result", result_of(round_of_july).pk).status_code == 409


def test_a_refused_file_may_come_again_mended(at_desk: AtDesk, round_of_july: Round) -> None:
    sent(round_of_july)
    good = answer_to(round_of_july)
    loaded(at_desk, round_of_july, good.replace(b"154.00", b"155.00", 1))

    loaded(at_desk, round_of_july, good)

    assert result_of(round_of_july).status == ResultStatus.CHECKED


def test_an_empty_file_is_refused_at_the_door(at_desk: AtDesk, round_of_july: Round) -> None:
    sent(round_of_july)

    page = uploads(at_desk(round_of_july.clerk), round_of_july, b"", name="huipan.csv")

    assert page.text.count("回盘文件的文件是空的，换一个文件") >= 2
    assert result_of(round_of_july) is None


def test_what_a_file_is_its_content_says_not_its_name(
    at_desk: AtDesk, round_of_july: Round
) -> None:
    sent(round_of_july)
    desk = at_desk(round_of_july.clerk)

    uploads(desk, round_of_july, b"%PDF-1.7 \x00", name="huipan.csv")
    done()
    assert "编码认不出" in result_of(round_of_july).refusal

    uploads(desk, round_of_july, answer_to(round_of_july), name="huipan.pdf")
    done()
    assert result_of(round_of_july).status == ResultStatus.CHECKED


def test_a_file_too_large_is_refused_at_the_door(at_desk: AtDesk, round_of_july: Round) -> None:
    sent(round_of_july)
    content = b"0" * (results.LARGEST + 1)

    page = uploads(at_desk(round_of_july.clerk), round_of_july, content)

    assert "最多32 MB" in page.text
    assert result_of(round_of_july) is None


def test_no_file_is_named(at_desk: AtDesk, round_of_july: Round) -> None:
    sent(round_of_july)

    page = at_desk(round_of_july.clerk).sends("payments:result_new", round_of_july.batch.pk)

    assert page.text.count("选择回盘文件") == 2


def test_the_limits_are_printed(at_desk: AtDesk, round_of_july: Round) -> None:
    sent(round_of_july)

    page = at_desk(round_of_july.clerk).opens("payments:result_new", round_of_july.batch.pk)

    assert "表格最大 10 MB，其他最大 32 MB，最多 100,000 行" in page.text


@pytest.mark.parametrize("until", ["draft", "sealed"])
def test_no_answer_before_the_bank_has_the_file(
    at_desk: AtDesk, round_of_july: Round, until: str
) -> None:
    if until != "draft":
        carry(round_of_july, until=until)

    page = at_desk(round_of_july.clerk).opens("payments:result_new", round_of_july.batch.pk)

    assert page.status_code == 409
    assert "移交银行以后才能载入回盘" in page.text


def test_answers_are_loaded_and_posted_by_their_posts(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    sent(round_of_july)
    loaded(at_desk, round_of_july, answer_to(round_of_july))
    pk, file = round_of_july.batch.pk, result_of(round_of_july)

    for who in (cast.reviewer, cast.officer):
        desk = at_desk(who)
        assert desk.opens("payments:result_new", pk).status_code == 403
        page = desk.opens("payments:result", file.pk)
        assert page.status_code == 200
        assert "data-save" not in page.text
        assert desk.sends("payments:result", file.pk).status_code == 403
        assert desk.opens("payments:result_withdraw", file.pk).status_code == 403
    assert at_desk(cast.caseworker).opens("payments:result", file.pk).status_code == 403


def test_the_next_county_finds_no_answer(at_desk: AtDesk, cast: Cast, round_of_july: Round) -> None:
    sent(round_of_july)
    loaded(at_desk, round_of_july, answer_to(round_of_july))
    desk, file = at_desk(cast.foreign_clerk), result_of(round_of_july)

    assert desk.opens("payments:result_new", round_of_july.batch.pk).status_code == 404
    assert desk.opens("payments:result", file.pk).status_code == 404
    assert desk.sends("payments:result", file.pk).status_code == 404
    assert desk.opens("payments:result_withdraw", file.pk).status_code == 404


def test_a_wrong_answer_is_put_aside_with_a_reason(at_desk: AtDesk, round_of_july: Round) -> None:
    sent(round_of_july)
    desk = loaded(at_desk, round_of_july, answer_to(round_of_july))
    file = result_of(round_of_july)

    empty = desk.sends("payments:result_withdraw", file.pk)
    answer = desk.sends("payments:result_withdraw", file.pk, reason="上月的文件")

    assert empty.text.count("填写不入账的原因") == 2
    assert answer.url == f"/bank-results/{file.pk}/"
    assert result_of(round_of_july).status == ResultStatus.REFUSED
    assert "上月的文件" in desk.client.get(answer.url).text


def test_many_failures_take_as_many_queries_as_one(at_desk: AtDesk, round_of_july: Round) -> None:
    sent(round_of_july)
    counts = []

    for failures in ({2: FailureReason.OTHER}, dict.fromkeys(range(1, 7), FailureReason.OTHER)):
        desk = loaded(at_desk, round_of_july, answer_to(round_of_july, failures))
        pk = result_of(round_of_july).pk
        with CaptureQueriesContext(connection) as queries:
            desk.opens("payments:result", pk)
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 30
