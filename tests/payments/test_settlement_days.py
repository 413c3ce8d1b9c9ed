"""A settlement day that is over: the batch gets another, for a reason, and stays what it is."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from dibao import scope
from dibao.errors import Refused
from dibao.models.audit import AuditEvent
from dibao.workflow import MoveRefused
from payments.actions import bank_files, batches, settlement_days
from payments.actions.bank_files import NewDay
from payments.actions.settlement_days import PastDay
from payments.models import BatchStatus
from tests.payments.conftest import TODAY, Round, carry, write_file
from tests.payments.test_database_guards import refused, run

# The draft of 5 August is to be paid by the 15th.
LATE = date(2008, 8, 16)


def test_a_draft_whose_day_is_over_is_not_submitted(round_of_july: Round) -> None:
    batch, clerk = round_of_july.batch, round_of_july.clerk

    with scope.of(clerk), pytest.raises(PastDay, match="结算日2008-08-15已经过了"):
        batches.submit(batch=batch, by=clerk, on=LATE)

    assert batch.status == BatchStatus.DRAFT


def test_with_another_day_it_is(round_of_july: Round) -> None:
    batch, clerk = round_of_july.batch, round_of_july.clerk
    before = batch.lines_hash
    with scope.of(clerk):
        batch = settlement_days.change(
            batch=batch, day=date(2008, 8, 20), reason="等资金到位", by=clerk, on=LATE
        )

        batches.submit(batch=batch, by=clerk, on=LATE)

        (event,) = AuditEvent.objects.filter(event="batch:day_set")
    assert (batch.settlement_day, batch.lines_hash) == (date(2008, 8, 20), before)
    assert (event.before, event.after, event.reason) == (
        {"settlement_day": "2008-08-15"},
        {"settlement_day": "2008-08-20"},
        "等资金到位",
    )


@pytest.mark.parametrize(
    ("day", "reason", "sentence"),
    [
        (LATE - timedelta(days=1), "等资金", "结算日要在2008-08-16到2008-09-16之间"),
        (LATE + timedelta(days=32), "等资金", "结算日要在"),
        (LATE, " ", "写明改结算日的原因"),
    ],
)
def test_the_new_day_lies_ahead_and_has_a_reason(
    round_of_july: Round, day: date, reason: str, sentence: str
) -> None:
    clerk = round_of_july.clerk

    with scope.of(clerk), pytest.raises(Refused, match=sentence):
        settlement_days.change(batch=round_of_july.batch, day=day, reason=reason, by=clerk, on=LATE)


def test_once_submitted_the_day_stays(round_of_july: Round) -> None:
    batch, clerk = carry(round_of_july, until="prepared"), round_of_july.clerk

    with scope.of(clerk), pytest.raises(MoveRefused, match="结算日只能在编制中改"):
        settlement_days.change(batch=batch, day=LATE, reason="等", by=clerk, on=TODAY)
    with scope.of(round_of_july.reviewer), pytest.raises(PermissionDenied):
        settlement_days.change(
            batch=batch, day=LATE, reason="等", by=round_of_july.reviewer, on=TODAY
        )


def test_a_file_whose_day_is_over_is_handed_over_with_another(round_of_july: Round) -> None:
    file, by = write_file(round_of_july, "plain_csv"), round_of_july.second_finance
    sealed = round_of_july.batch.lines_hash
    with scope.of(by):
        with pytest.raises(PastDay):
            bank_files.hand_over(file=file, by=by, on=LATE)
        new_day = NewDay(day=date(2008, 8, 18), reason="银行系统升级")

        batch = bank_files.hand_over(file=file, by=by, on=LATE, new_day=new_day)

        assert AuditEvent.objects.filter(event="batch:day_set", reason="银行系统升级").exists()
    assert (batch.status, batch.settlement_day) == (BatchStatus.SENT, date(2008, 8, 18))
    assert batch.lines_hash == sealed


def test_a_day_that_is_not_over_stays(round_of_july: Round) -> None:
    file, by = write_file(round_of_july, "plain_csv"), round_of_july.second_finance

    with scope.of(by), pytest.raises(Refused, match="结算日还没有过"):
        bank_files.hand_over(
            file=file, by=by, on=TODAY, new_day=NewDay(day=date(2008, 8, 18), reason="随便")
        )


@pytest.mark.parametrize("until", ["prepared", "sealed"])
def test_no_day_is_put_off_by_sql(round_of_july: Round, until: str) -> None:
    carry(round_of_july, until=until)

    with refused(round_of_july.finance, "a_settlement_day_is_put_off_at_hand_over"):
        run("UPDATE payments_paymentbatch SET settlement_day = '2008-08-30'")
