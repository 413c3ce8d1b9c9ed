"""From a sealed batch to money reported paid: file, hand-over, result, settlement."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from dibao import scope
from dibao.errors import Refused
from dibao.workflow import MoveRefused
from payments.actions import bank_files, bank_results, batches
from payments.banks import plain_csv, roster_xlsx, simulated
from payments.banks.reasons import FailureReason
from payments.models import Account, AccountStatus, BatchStatus, PaymentLine, ResultStatus
from tests.cast import Cast
from tests.payments.conftest import (
    TODAY,
    Round,
    answered,
    carry,
    confirmed_account,
    proposed_account,
    sent,
    write_file,
)


def test_a_roster_is_written_from_a_sealed_batch(round_of_july: Round) -> None:
    file = write_file(round_of_july, "roster_xlsx")

    with scope.of(round_of_july.finance):
        rows = roster_xlsx.read(bank_files.content_of(file.content))

    assert [row.serial for row in rows] == [1, 2, 3, 4, 5, 6]
    assert sum(row.amount for row in rows) == file.total_amount == Decimal("617.00")
    assert round_of_july.batch.status == BatchStatus.FILED


def test_the_plain_file_names_serials_accounts_and_amounts(round_of_july: Round) -> None:
    file = write_file(round_of_july, "plain_csv")

    with scope.of(round_of_july.finance):
        rows = plain_csv.read(bank_files.content_of(file.content))

    first = rows[0]
    assert (first.serial, first.holder) == (1, "户主101")
    assert (first.account, first.amount) == ("621700000000000101", Decimal("154.00"))
    assert len(rows) == file.row_count == 6


def test_no_file_before_the_seal(round_of_july: Round) -> None:
    batch = carry(round_of_july, until="approved")

    with scope.of(round_of_july.finance), pytest.raises(MoveRefused, match="签发以后"):
        bank_files.write(batch=batch, file_format="plain_csv", by=round_of_july.finance, on=TODAY)


def test_a_file_asked_for_twice_is_written_once(round_of_july: Round) -> None:
    first = write_file(round_of_july, "plain_csv")

    with scope.of(round_of_july.second_finance):
        again = bank_files.write(
            batch=round_of_july.batch,
            file_format="plain_csv",
            by=round_of_july.second_finance,
            on=TODAY,
        )

    assert again == first


def test_the_writer_does_not_hand_the_file_over(round_of_july: Round) -> None:
    file = write_file(round_of_july, "plain_csv")

    with scope.of(round_of_july.finance), pytest.raises(Refused, match="由另一名财务人员移交"):
        bank_files.hand_over(file=file, by=round_of_july.finance, on=TODAY)


def test_handing_over_sends_every_line_that_is_not_held(round_of_july: Round) -> None:
    batch = sent(round_of_july)

    with scope.of(round_of_july.finance):
        statuses = list(batch.lines.order_by("serial").values_list("status", flat=True))
    assert statuses == ["sent"] * 6 + ["held"]
    assert batch.status == BatchStatus.SENT


def test_a_batch_handed_over_is_not_void_any_more(round_of_july: Round) -> None:
    batch = sent(round_of_july)

    with scope.of(round_of_july.approver), pytest.raises(MoveRefused, match="以后用补发或追缴"):
        batches.void(batch=batch, reason="编错", by=round_of_july.approver)


def test_a_posted_result_pays_lines_and_names_the_failed(round_of_july: Round) -> None:
    sent(round_of_july)

    file = answered(round_of_july, {2: FailureReason.ACCOUNT_CLOSED})

    assert file.status == ResultStatus.POSTED
    assert (file.paid_count, file.failed_count) == (5, 1)
    with scope.of(round_of_july.clerk):
        failed = round_of_july.batch.lines.get(status="failed")
        assert (failed.serial, failed.failure_reason) == (2, "account_closed")
        assert round_of_july.batch.lines.filter(status="paid").count() == 5


def test_a_failed_account_waits_on_the_townships_list(round_of_july: Round, cast: Cast) -> None:
    sent(round_of_july)
    answered(round_of_july, {2: FailureReason.ACCOUNT_CLOSED})

    with scope.of(cast.caseworker):
        waiting = list(PaymentLine.objects.failed_for(cast.caseworker))
        assert Account.objects.get(household=102).status == AccountStatus.NEEDS_CORRECTION
    assert [line.household_id for line in waiting] == [102, 105]
    with scope.of(cast.neighbour):
        assert not PaymentLine.objects.failed_for(cast.neighbour).exists()


def test_a_banks_own_fault_marks_no_account(round_of_july: Round, cast: Cast) -> None:
    sent(round_of_july)
    answered(round_of_july, {2: FailureReason.BANK_ERROR})

    with scope.of(cast.caseworker):
        assert Account.objects.get(household=102).status == AccountStatus.USABLE


def test_a_new_account_takes_its_line_off_the_list(round_of_july: Round, cast: Cast) -> None:
    sent(round_of_july)
    answered(round_of_july, {2: FailureReason.ACCOUNT_CLOSED})

    with scope.of(cast.caseworker):
        line = PaymentLine.objects.get(household=102)
    proposed = proposed_account(cast.caseworker, household=102)

    with scope.of(cast.caseworker):
        waiting = PaymentLine.objects.failed_for(cast.caseworker)
        assert [row.household_id for row in waiting] == [105]
    confirmed_account(proposed, cast.township_head)
    with scope.of(cast.caseworker):
        assert [row.household_id for row in waiting.all()] == [105]
        line.refresh_from_db()
        assert line.account.ends_on == TODAY


def test_an_answered_batch_is_settled_by_finance(round_of_july: Round) -> None:
    batch = sent(round_of_july)
    answered(round_of_july, {2: FailureReason.ACCOUNT_CLOSED})

    with scope.of(round_of_july.finance):
        batch.refresh_from_db()
        batches.settle(batch=batch, by=round_of_july.finance)

    assert batch.status == BatchStatus.SETTLED


def test_a_batch_with_an_open_line_is_not_settled(round_of_july: Round) -> None:
    batch = sent(round_of_july)

    with (
        scope.of(round_of_july.finance),
        pytest.raises(Refused, match="还有6户没有银行结果"),
    ):
        batches.settle(batch=batch, by=round_of_july.finance)


def test_two_parts_of_an_answer_pay_each_line_once(round_of_july: Round) -> None:
    batch = sent(round_of_july)
    with scope.of(round_of_july.clerk):
        rows = list(bank_files.rows_of(batch))
        for part in (rows[:4], rows[4:]):
            content = simulated.answer(part, batch.number)
            file = bank_results.load(
                batch=batch, name="part.csv", content=content, by=round_of_july.clerk
            )
            bank_results.post(file=file, by=round_of_july.clerk, on=TODAY)

        assert batch.lines.filter(status="paid").count() == 6


def test_results_are_loaded_by_who_may(round_of_july: Round) -> None:
    batch = sent(round_of_july)

    with scope.of(round_of_july.reviewer), pytest.raises(PermissionDenied):
        bank_results.receive(batch=batch, name="a.csv", content=b"1", by=round_of_july.reviewer)
