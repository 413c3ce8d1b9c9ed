"""Files to the bank at the desk: asked for, fetched, handed over by somebody else."""

import re
import uuid
from io import BytesIO

import psycopg
import pytest
import pyzipper

from dibao import scope
from dibao.models.audit import ReadLog
from dibao.models.job import JobRun, JobStatus
from payments.actions import bank_files
from payments.banks import roster_xlsx
from payments.banks.formats import FORMATS
from payments.banks.reasons import FailureReason
from payments.models import BatchKind, FileFormat
from payments.pages.bank_files import latest_first
from tests.cast import Cast
from tests.payments.conftest import Round, carry, sent, write_file
from tests.payments.desk.conftest import AtDesk, done, file_of, now
from tests.payments.disputing import LATE_SUCCESS, contradicted, settled
from tests.payments.paying import pays
from tests.payments.test_months_past import drawn


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


def test_what_the_bank_has_perhaps_paid_is_told_before_anybody_clicks(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    settled(round_of_july, {2: FailureReason.BANK_ERROR})
    file = write_file(drawn(round_of_july, BatchKind.FOLLOW_UP), "plain_csv")
    desk = at_desk(cast.second_finance)
    assert "data-save" in desk.opens("payments:hand_over", file.pk).text

    contradicted(round_of_july, {2: LATE_SUCCESS})

    page = desk.opens("payments:hand_over", file.pk).text
    assert "再交银行就可能发两次" in page
    assert "data-save" not in page
    assert "再交银行就可能发两次" in desk.opens("payments:batch", file.batch_id).text


def test_a_file_is_handed_over_once(at_desk: AtDesk, cast: Cast, round_of_july: Round) -> None:
    file, key = write_file(round_of_july, "plain_csv"), str(uuid.uuid4())
    desk = at_desk(cast.second_finance)

    first = desk.sends("payments:hand_over", file.pk, key=key)
    again = desk.sends("payments:hand_over", file.pk, key=key)
    other_window = desk.sends("payments:hand_over", file.pk)

    assert first.url == again.url
    assert other_window.status_code == 409
    assert now(round_of_july).status == "sent"


def offered(page: str) -> list[str]:
    return re.findall(r'name="format" value="(\w+)"', page)


def test_every_format_is_offered_in_plain_words_the_last_used_first(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    pk = carry(round_of_july, until="sealed").pk
    desk = at_desk(cast.finance)
    assert offered(desk.opens("payments:bank_file_new", pk).text) == list(FORMATS)
    for code in ("coop_text", "postal_csv"):
        desk.sends("payments:bank_file_new", pk, format=code)
        done()

    with scope.of(cast.finance):
        batch = now(round_of_july)
        order = latest_first(list(FileFormat), batch)

    assert order[:2] == [FileFormat.POSTAL_CSV, FileFormat.COOP_TEXT]
    page = desk.opens("payments:bank_file_new", pk).text
    assert offered(page) == ["roster_xlsx", "plain_csv", "coop_xlsx", "pain001_xml"]
    assert "农村信用社、农商行网点用的表格" in page


@pytest.mark.parametrize("code", list(FORMATS))
def test_every_format_is_written_by_the_worker_and_fetched(
    at_desk: AtDesk, cast: Cast, round_of_july: Round, code: str
) -> None:
    pays(cast.finance, cast.approver)
    pk = carry(round_of_july, until="sealed").pk
    desk = at_desk(cast.finance)

    desk.sends("payments:bank_file_new", pk, format=code)
    job = done()
    answer = desk.opens("payments:bank_file", file_of(round_of_july).pk)

    assert job.status == JobStatus.DONE
    assert answer["Content-Type"] == FORMATS[code].media_type
    assert len(FORMATS[code].read(b"".join(answer.streaming_content))) == 6


def test_a_name_that_a_format_cannot_carry_ends_the_job_with_its_row(
    at_desk: AtDesk, cast: Cast, round_of_july: Round, as_owner: psycopg.Connection
) -> None:
    pk = carry(round_of_july, until="sealed").pk
    as_owner.execute("ALTER TABLE payments_account DISABLE TRIGGER USER")
    as_owner.execute(
        "UPDATE payments_account SET holder = '王,五' WHERE id ="
        " (SELECT account_id FROM payments_paymentline WHERE batch_id = %s AND serial = 3)",
        [pk],
    )
    as_owner.execute("ALTER TABLE payments_account ENABLE TRIGGER USER")
    desk = at_desk(cast.finance)

    desk.sends("payments:bank_file_new", pk, format="postal_csv")
    job = done()

    assert job.status == JobStatus.REFUSED
    assert "第3笔的户名里有银行文件装不下的字符（, U+002C）" in desk.opens("job", job.pk).text
    assert now(round_of_july).status == "sealed"
    desk.sends("payments:bank_file_new", pk, format="coop_text")
    assert done().status == JobStatus.DONE


PASSWORD = "liuwan2008#"


def test_a_file_is_packed_with_the_password_that_was_typed(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    file = write_file(round_of_july, "postal_csv")
    desk = at_desk(cast.second_finance)
    assert "密码不保存" in desk.opens("payments:bank_file_packed", file.pk).text

    answer = desk.sends("payments:bank_file_packed", file.pk, password=PASSWORD, again=PASSWORD)
    archive = b"".join(answer.streaming_content)

    assert answer["Content-Disposition"] == f'attachment; filename="{file.name}.zip"'
    with pyzipper.AESZipFile(BytesIO(archive)) as packed:
        packed.setpassword(PASSWORD.encode())
        # 3 is 256 bits in the archive's own count.
        assert packed.infolist()[0].wz_aes_strength == 3
        with scope.of(cast.finance):
            assert packed.read(file.name) == bank_files.content_of(file.content)
        packed.setpassword(b"liuwan2008")
        with pytest.raises(RuntimeError, match="Bad password"):
            packed.read(file.name)
    log = ReadLog.objects.get()
    assert (log.kind, log.staff_key) == ("export", cast.second_finance.pk)
    assert log.subject.endswith("加密压缩")
    assert PASSWORD not in log.subject


@pytest.mark.parametrize(
    ("password", "again", "sentence"),
    [
        ("", "", "填写压缩包密码"),
        ("short1", "short1", "10"),
        ("abcdefghijk", "abcdefghijk", "要有字母，也要有数字或符号"),
        ("12345678901", "12345678901", "要有字母，也要有数字或符号"),
        ("liuwan2008密码密码", "liuwan2008密码密码", "只用字母、数字和英文符号"),
        (PASSWORD, PASSWORD + "1", "两次输入的密码不一样"),
    ],
)
def test_a_weak_or_mistyped_password_packs_nothing(
    at_desk: AtDesk, cast: Cast, round_of_july: Round, password: str, again: str, sentence: str
) -> None:
    file = write_file(round_of_july, "plain_csv")

    page = at_desk(cast.finance).sends(
        "payments:bank_file_packed", file.pk, password=password, again=again
    )

    assert sentence in page.text
    assert not password or f'value="{password}"' not in page.text
    assert not ReadLog.objects.exists()


def test_a_packed_file_is_nobody_elses(at_desk: AtDesk, cast: Cast, round_of_july: Round) -> None:
    file = write_file(round_of_july, "plain_csv")
    typed = {"password": PASSWORD, "again": PASSWORD}

    assert (
        at_desk(cast.clerk).sends("payments:bank_file_packed", file.pk, **typed).status_code == 403
    )
    posting = cast.foreign_clerk.posting
    posting.role = "county_finance"
    posting.save()
    foreign = at_desk(cast.foreign_clerk)
    assert foreign.sends("payments:bank_file_packed", file.pk, **typed).status_code == 404
