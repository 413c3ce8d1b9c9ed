"""Disputes with the bank at the desk: told before they are opened, listed with their days, answered by a letter."""

import pytest

from dibao import scope
from dibao.models.audit import ReadLog
from payments.banks.reasons import FailureReason
from payments.models import Booking, Dispute, ResultStatus
from tests.applicants.desk.conftest import Desk
from tests.cast import Cast
from tests.payments.conftest import Round
from tests.payments.desk.conftest import AtDesk, done, result_of
from tests.payments.disputing import LATE_FAILURE, LATE_SUCCESS, contradicted, loaded, settled

LETTER = {"letter_number": "信银函〔2008〕8号", "findings": "已问信用社张主任，款已退"}


def read(desk: Desk, page: str, *args: object, **asked: object) -> str:
    return desk.opens(page, *args, **asked).content.decode()


def test_the_preview_says_what_contradicts_and_posting_opens_disputes(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    settled(round_of_july)
    file = loaded(round_of_july, {1: LATE_FAILURE, 2: {}, 3: LATE_FAILURE})
    desk = at_desk(cast.clerk)

    page = read(desk, "payments:result", file.pk)
    assert "有 2 户和已入账的结果不同" in page
    assert "户主101" in page
    desk.sends("payments:result", file.pk)
    done()

    with scope.of(cast.clerk):
        assert result_of(round_of_july).status == ResultStatus.POSTED
        assert Dispute.objects.open().count() == 2


def test_a_settled_batch_offers_to_take_a_correction(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    pk = settled(round_of_july).pk

    assert "载入银行更正" in read(at_desk(cast.clerk), "payments:batch", pk)
    assert "载入银行更正" not in read(at_desk(cast.reviewer), "payments:batch", pk)


def test_finance_has_it_on_the_list_and_answers_it(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    settled(round_of_july)
    (dispute,) = contradicted(round_of_july, {1: LATE_FAILURE})
    desk = at_desk(cast.finance)

    assert "银行结果有争议的" in read(desk, "home")
    page = read(desk, "payments:dispute", dispute.pk)
    assert "失败" in page
    answer = desk.sends("payments:dispute", dispute.pk, resolution="returned", **LETTER)

    assert answer.url == f"/disputes/{dispute.pk}/"
    with scope.of(cast.finance):
        dispute.refresh_from_db()
        assert (dispute.resolution, dispute.line.booking) == ("returned", Booking.RETURNED)
        assert ReadLog.objects.filter(subject="银行结果争议").exists()
    assert "银行结果有争议的" not in read(desk, "home")
    assert "银行已退回" in read(desk, "payments:dispute", dispute.pk)


def test_whoever_loaded_it_reads_why_not(at_desk: AtDesk, cast: Cast, round_of_july: Round) -> None:
    settled(round_of_july)
    (dispute,) = contradicted(round_of_july, {1: LATE_FAILURE}, by=cast.finance)
    desk = at_desk(cast.finance)

    page = read(desk, "payments:dispute", dispute.pk)
    answer = desk.sends("payments:dispute", dispute.pk, resolution="returned", **LETTER)

    assert "由另一人了结" in page
    assert 'name="letter_number"' not in page
    assert "由另一人了结" in answer.content.decode()
    assert "银行结果有争议的" not in read(desk, "home")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"resolution": "returned", "findings": "已问"}, "银行函件号"),
        ({"resolution": "returned", "letter_number": "8"}, "查明的情况"),
        (LETTER, "处理结果"),
        (LETTER | {"resolution": "arrived"}, "处理结果"),
    ],
)
def test_an_answer_needs_its_letter(
    at_desk: AtDesk, cast: Cast, round_of_july: Round, typed: dict[str, str], sentence: str
) -> None:
    settled(round_of_july)
    (dispute,) = contradicted(round_of_july, {1: LATE_FAILURE})

    page = at_desk(cast.finance).sends("payments:dispute", dispute.pk, **typed)

    assert sentence in page.content.decode()
    with scope.of(cast.finance):
        assert Dispute.objects.get().is_open


def test_the_same_click_twice_has_one_effect(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    settled(round_of_july)
    (dispute,) = contradicted(round_of_july, {1: LATE_FAILURE})
    desk = at_desk(cast.finance)
    typed = {"key": "4c0f6f5e-37a5-4a63-9f6f-0b1d5a5a1111", "resolution": "stands", **LETTER}

    first = desk.sends("payments:dispute", dispute.pk, **typed)
    second = desk.sends("payments:dispute", dispute.pk, **typed)

    assert (first.status_code, second.status_code, second.url) == (302, 302, first.url)


def test_who_may_not_answer(at_desk: AtDesk, cast: Cast, round_of_july: Round) -> None:
    settled(round_of_july)
    (dispute,) = contradicted(round_of_july, {1: LATE_FAILURE})
    typed = {"resolution": "stands", **LETTER}

    assert at_desk(cast.reviewer).sends("payments:dispute", dispute.pk, **typed).status_code == 403
    assert at_desk(cast.caseworker).opens("payments:dispute", dispute.pk).status_code == 403
    assert at_desk(cast.foreign_clerk).opens("payments:dispute", dispute.pk).status_code == 404


def test_the_list_shows_both_words_and_is_filtered(
    at_desk: AtDesk, cast: Cast, round_of_july: Round
) -> None:
    settled(round_of_july, {2: FailureReason.BANK_ERROR})
    contradicted(round_of_july, {1: LATE_FAILURE, 2: LATE_SUCCESS})
    desk = at_desk(cast.finance)

    rows = desk.opens("payments:disputes").context["table"].rows
    assert [row.cells[0].value for row in rows] == ["户主102", "户主101"]
    assert "成功 154.00元" in str(rows[1].cells[4].value)
    assert desk.opens("payments:disputes", status="resolved").context["table"].rows == []
