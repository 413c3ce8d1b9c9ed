"""What a dispute found is kept to: by what is signed, by what goes to the bank, by debts and by funds."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from time import sleep

import pytest
from django.db import connection, transaction

from applicants.models.household import Household
from dibao import scope
from dibao.errors import Refused
from payments.actions import bank_files, batches, recoveries
from payments.actions.bank_files import PaidPerhaps
from payments.actions.batches import Outdated, Subsidy
from payments.actions.disputes import Owing
from payments.banks.reasons import FailureReason
from payments.funds import borne_by
from payments.ledgers import check
from payments.models import (
    BankFile,
    BatchKind,
    EntryKind,
    FundLevel,
    PaymentBatch,
    Recovery,
    Resolution,
)
from tests.cast import Cast
from tests.payments.conftest import (
    AUGUST,
    JULY,
    TODAY,
    Round,
    answered,
    end_benefit,
    grant_late,
    sent,
    write_file,
)
from tests.payments.disputing import LATE_FAILURE, LATE_SUCCESS, contradicted, resolved, settled
from tests.payments.funding import as_entered, there
from tests.payments.test_database_guards import refused, run
from tests.payments.test_recoveries import entered, left, ordered, paper, proposed

SUBSIDY = Subsidy(per_person=Decimal("15.00"), basis="桂价格〔2008〕12号")


def drawn(monthly: Round, kind: BatchKind) -> Round:
    with scope.of(monthly.clerk):
        batch = batches.draw(
            county=monthly.county,
            month=AUGUST,
            by=monthly.clerk,
            on=TODAY,
            kind=kind,
            subsidy=SUBSIDY if kind == BatchKind.SUBSIDY else None,
        )
    return replace(monthly, batch=batch)


@pytest.fixture
def refused_subsidy(round_of_july: Round) -> Round:
    """A price subsidy of August whose first line the bank refused."""
    subsidy = drawn(round_of_july, BatchKind.SUBSIDY)
    settled(subsidy, {1: FailureReason.BANK_ERROR})
    return subsidy


@pytest.fixture
def filed(round_of_july: Round) -> BankFile:
    """The file that pays again what the bank refused household 102 in July; it is not handed over yet."""
    settled(round_of_july, {2: FailureReason.BANK_ERROR})
    return write_file(drawn(round_of_july, BatchKind.FOLLOW_UP), "plain_csv")


def hand_over(file: BankFile, monthly: Round) -> PaymentBatch:
    with scope.of(monthly.second_finance):
        return bank_files.hand_over(file=file, by=monthly.second_finance, on=TODAY)


def test_a_subsidy_that_had_arrived_is_not_signed_again(refused_subsidy: Round) -> None:
    again = drawn(refused_subsidy, BatchKind.SUBSIDY_FOLLOW_UP)
    (dispute,) = contradicted(refused_subsidy, {1: LATE_SUCCESS})
    resolved(dispute, refused_subsidy.finance, Resolution.ARRIVED)

    with scope.of(again.clerk):
        with pytest.raises(Outdated):
            batches.submit(batch=again.batch, by=again.clerk, on=TODAY)
        batches.void(batch=again.batch, reason="已到账", by=again.clerk)
    with pytest.raises(Refused, match="没有可以重新发放的"):
        drawn(refused_subsidy, BatchKind.SUBSIDY_FOLLOW_UP)


def test_a_subsidy_that_had_arrived_is_not_paid_a_third_time(refused_subsidy: Round) -> None:
    again = drawn(refused_subsidy, BatchKind.SUBSIDY_FOLLOW_UP)
    settled(again, {1: FailureReason.BANK_ERROR})
    (dispute,) = contradicted(refused_subsidy, {1: LATE_SUCCESS})
    resolved(dispute, refused_subsidy.finance, Resolution.ARRIVED)

    with pytest.raises(Refused, match="没有可以重新发放的"):
        drawn(refused_subsidy, BatchKind.SUBSIDY_FOLLOW_UP)


def test_the_books_show_a_subsidy_that_was_paid_twice(refused_subsidy: Round) -> None:
    again = drawn(refused_subsidy, BatchKind.SUBSIDY_FOLLOW_UP)
    settled(again)
    (dispute,) = contradicted(refused_subsidy, {1: LATE_SUCCESS})
    with scope.of(again.clerk):
        assert check(again.county) == []

    resolved(dispute, refused_subsidy.finance, Resolution.ARRIVED)

    with scope.of(again.clerk):
        (row,) = check(again.county)
    assert (row.check, row.subject) == ("subsidy_paid_twice", "household 101")
    assert Decimal(row.right) == 2 * Decimal(row.left) > 0


def test_the_books_show_a_subsidy_that_was_paid_again_at_the_second_try(
    refused_subsidy: Round,
) -> None:
    for failures in ({1: FailureReason.BANK_ERROR}, {}):
        settled(drawn(refused_subsidy, BatchKind.SUBSIDY_FOLLOW_UP), failures)
    (dispute,) = contradicted(refused_subsidy, {1: LATE_SUCCESS})

    resolved(dispute, refused_subsidy.finance, Resolution.ARRIVED)

    with scope.of(refused_subsidy.clerk):
        assert [row.check for row in check(refused_subsidy.county)] == ["subsidy_paid_twice"]


def test_what_is_disputed_is_not_handed_over_again(round_of_july: Round, filed: BankFile) -> None:
    contradicted(round_of_july, {2: LATE_SUCCESS})

    with pytest.raises(PaidPerhaps, match="作废"):
        hand_over(filed, round_of_july)

    with refused(round_of_july.second_finance, "a_sent_batch_pays_nothing_twice"):
        run(
            "UPDATE payments_paymentbatch SET status = 'sent', version = version + 1 WHERE id = %s",
            filed.batch_id,
        )


def test_what_had_arrived_is_void_and_not_handed_over(
    round_of_july: Round, filed: BankFile
) -> None:
    (dispute,) = contradicted(round_of_july, {2: LATE_SUCCESS})
    resolved(dispute, round_of_july.finance, Resolution.ARRIVED)

    with pytest.raises(PaidPerhaps):
        hand_over(filed, round_of_july)
    with scope.of(round_of_july.approver):
        batch = PaymentBatch.objects.get(pk=filed.batch_id)
        batches.void(batch=batch, reason="原来一笔已到账", by=round_of_july.approver)

    with pytest.raises(Refused, match="没有可以重新发放的"):
        drawn(round_of_july, BatchKind.FOLLOW_UP)
    with scope.of(round_of_july.clerk):
        assert check(round_of_july.county) == []


def test_what_failed_after_all_is_handed_over(round_of_july: Round, filed: BankFile) -> None:
    (dispute,) = contradicted(round_of_july, {2: LATE_SUCCESS})
    resolved(dispute, round_of_july.finance, Resolution.STANDS)

    assert hand_over(filed, round_of_july).status == "sent"


# Debts


@pytest.fixture
def overpaid(round_of_july: Round) -> Round:
    """July paid household 102 156 yuan; a decision told of late leaves it 100 a month from July on."""
    settled(round_of_july)
    end_benefit(household=102, last_month=JULY.previous())
    grant_late(round_of_july.clerk, household=102, amount=100)
    return round_of_july


def test_no_debt_stands_for_money_that_came_back(overpaid: Round) -> None:
    recovery = proposed(overpaid)
    (dispute,) = contradicted(overpaid, {2: LATE_FAILURE})

    with pytest.raises(Owing, match="先办这户的追回"):
        resolved(dispute, overpaid.finance)

    with scope.of(overpaid.approver):
        recoveries.cancel(recovery=recovery, reason="银行退回了", by=overpaid.approver)
    assert resolved(dispute, overpaid.finance).resolution == "returned"


def test_a_debt_given_up_lets_its_money_come_back(overpaid: Round) -> None:
    recovery = ordered(overpaid)
    (dispute,) = contradicted(overpaid, {2: LATE_FAILURE})
    with pytest.raises(Owing):
        resolved(dispute, overpaid.finance)

    given_up = entered(recovery, paper(56, kind=EntryKind.WRITE_OFF), overpaid.clerk)
    with scope.of(overpaid.approver):
        recoveries.answer(entry=given_up, is_agreed=True, by=overpaid.approver)
    resolved(dispute, overpaid.finance)

    assert left(recovery, overpaid.clerk) == 0
    with scope.of(overpaid.clerk):
        assert "recovery" not in differing(overpaid)


def test_a_debt_of_another_month_stands(overpaid: Round) -> None:
    ordered(overpaid)

    (dispute,) = contradicted(overpaid, {1: LATE_FAILURE})

    assert not resolved(dispute, overpaid.finance).is_open


def test_what_a_month_paid_beyond_its_claim_is_claimed_too(round_of_july: Round) -> None:
    """Paid again and 56 yuan too much, which came back; then the bank finds that the first payment had arrived."""
    settled(round_of_july, {2: FailureReason.BANK_ERROR})
    settled(drawn(round_of_july, BatchKind.FOLLOW_UP))
    end_benefit(household=102, last_month=JULY.previous())
    grant_late(round_of_july.clerk, household=102, amount=100)
    given_back(ordered(round_of_july), round_of_july)
    (dispute,) = contradicted(round_of_july, {2: LATE_SUCCESS})
    resolved(dispute, round_of_july.finance, Resolution.ARRIVED)

    with scope.of(round_of_july.clerk):
        (claim,) = recoveries.claimable_of(Household.objects.get(pk=102))
    second = ordered(round_of_july)

    assert (claim.month, claim.amount, second.amount) == (JULY, Decimal(156), Decimal(156))
    with scope.of(round_of_july.clerk):
        assert "recovery" not in differing(round_of_july)


def given_back(recovery: Recovery, monthly: Round) -> None:
    cash = entered(recovery, paper(int(recovery.amount)), monthly.clerk)
    with scope.of(monthly.approver):
        recoveries.answer(entry=cash, is_agreed=True, by=monthly.approver)
    with scope.of(monthly.clerk):
        recovery.refresh_from_db()
        recoveries.close(recovery=recovery, by=monthly.clerk)


def differing(monthly: Round) -> set[str]:
    return {row.check for row in check(monthly.county)}


# Funds


@pytest.mark.django_db(transaction=True)
def test_what_came_back_while_its_batch_was_settled_goes_back_to_the_funds(
    round_of_july: Round, cast: Cast
) -> None:
    there(cast.finance, cast.second_finance, as_entered("county", 1000))
    batch = sent(round_of_july)
    answered(round_of_july, {})
    (dispute,) = contradicted(round_of_july, {1: LATE_FAILURE})

    def resolve() -> object:
        try:
            return resolved(dispute, cast.second_finance)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with scope.of(cast.finance), transaction.atomic():
            batches.settle(batch=PaymentBatch.objects.get(pk=batch.pk), by=cast.finance)
            answer = pool.submit(resolve)
            # Long enough for it to be waiting for the lock.
            sleep(0.5)
        answer.result()

    with scope.of(cast.finance):
        assert borne_by(batch) == {FundLevel.COUNTY: Decimal("463.00")}
