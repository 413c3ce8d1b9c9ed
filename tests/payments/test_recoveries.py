"""Money paid and not due comes back: two people order it, later months keep back a part, cash is counted twice."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.http import Http404

from applicants.models.household import Household
from dibao import scope
from dibao.errors import Refused
from dibao.models.staff import Staff
from dibao.values.months import BenefitMonth
from dibao.workflow import MoveRefused
from payments import ledgers
from payments.actions import bank_files, batches, recoveries
from payments.actions.batches import Outdated
from payments.actions.recoveries import EntryPaper, RecoveryPlan
from payments.banks.reasons import FailureReason
from payments.corrections import months_of
from payments.models import EntryKind, PaymentLine, Recovery, RecoveryCause, RecoveryEntry
from tests.cast import Cast
from tests.payments.conftest import (
    AUGUST,
    JULY,
    TODAY,
    Round,
    answered,
    carry,
    end_benefit,
    grant_late,
    sent,
)

JUNE = JULY.previous()
SEPTEMBER = AUGUST.next()


@pytest.fixture
def overpaid(round_of_july: Round) -> Round:
    """July paid household 102 156 yuan; a decision told of late leaves it 100 a month from July on."""
    sent(round_of_july)
    answered(round_of_july, {})
    end_benefit(household=102, last_month=JUNE)
    grant_late(round_of_july.clerk, household=102, amount=100)
    return round_of_july


def plan(**more: object) -> RecoveryPlan:
    said = {
        "cause": RecoveryCause.NOT_TOLD,
        "reasons": "七月起收入增加，没有报告",
        "instalment": Decimal(25),
        "first_month": AUGUST,
        "return_by": date(2008, 12, 31),
    }
    return RecoveryPlan(**said | more)


def proposed(monthly: Round, *, household: int = 102, **more: object) -> Recovery:
    with scope.of(monthly.clerk):
        found = Household.objects.get(pk=household)
        return recoveries.propose(household=found, plan=plan(**more), by=monthly.clerk, on=TODAY)


def ordered(monthly: Round, **more: object) -> Recovery:
    recovery = proposed(monthly, **more)
    with scope.of(monthly.approver):
        return recoveries.decide(recovery=recovery, by=monthly.approver, on=TODAY)


def month_of(monthly: Round, month: BenefitMonth, *, day: date = TODAY) -> Round:
    with scope.of(monthly.clerk):
        batch = batches.draw(county=monthly.county, month=month, by=monthly.clerk, on=day)
    people = [getattr(monthly, name) for name in list(vars(monthly))[1:]]
    return Round(batch, *people)


def line_of(monthly: Round, household: int = 102) -> PaymentLine:
    with scope.of(monthly.clerk):
        return monthly.batch.lines.get(household=household)


def left(recovery: Recovery, by: Staff) -> Decimal:
    with scope.of(by):
        return recoveries.left_of(recovery)


def paper(amount: int, number: str = "收0001", **more: object) -> EntryPaper:
    said = {"kind": EntryKind.CASH, "amount": Decimal(amount), "happened_on": TODAY}
    return EntryPaper(**said | {"paper": number} | more)


def entered(recovery: Recovery, entry: EntryPaper, by: Staff) -> RecoveryEntry:
    with scope.of(by):
        return recoveries.enter(recovery=recovery, entry=entry, by=by, on=TODAY)


@contextmanager
def refused(by: Staff, because: str) -> Iterator[None]:
    with scope.of(by), pytest.raises(DatabaseError, match=because), transaction.atomic():
        yield


def run(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_everything_that_was_too_much_is_asked_for(overpaid: Round) -> None:
    recovery = proposed(overpaid)

    assert (recovery.amount, recovery.status) == (Decimal(56), "proposed")
    with scope.of(overpaid.clerk):
        assert [(m.month, m.amount) for m in recovery.months.all()] == [(JULY, Decimal(56))]


def test_a_second_person_decides(overpaid: Round, cast: Cast) -> None:
    recovery = proposed(overpaid)
    with scope.of(overpaid.clerk), pytest.raises(PermissionDenied):
        recoveries.decide(recovery=recovery, by=overpaid.clerk, on=TODAY)

    with scope.of(overpaid.approver):
        recoveries.decide(recovery=recovery, by=overpaid.approver, on=TODAY)

    assert recovery.status == "active"
    with scope.of(overpaid.approver), pytest.raises(Refused, match="追回中"):
        recoveries.decide(recovery=recovery, by=overpaid.approver, on=TODAY)


def test_later_months_keep_back_their_instalment_until_nothing_is_left(overpaid: Round) -> None:
    recovery = ordered(overpaid)

    august = month_of(overpaid, AUGUST)
    september = month_of(overpaid, SEPTEMBER)

    lines = [line_of(august), line_of(september)]
    assert [(line.offset_amount, line.amount) for line in lines] == [
        (Decimal(25), Decimal(75)),
        (Decimal(25), Decimal(75)),
    ]
    assert left(recovery, overpaid.clerk) == 6
    sent(august)
    answered(august, {})
    sent(september)
    answered(september, {})
    october = month_of(overpaid, SEPTEMBER.next(), day=date(2008, 9, 25))
    assert line_of(october).offset_amount == 6
    assert left(recovery, overpaid.clerk) == 0


def test_the_bank_is_told_what_reaches_the_account(overpaid: Round) -> None:
    ordered(overpaid)
    august = month_of(overpaid, AUGUST)
    sent(august)

    with scope.of(overpaid.clerk):
        rows = {row.name: row.amount for row in bank_files.rows_of(august.batch)}
        assert Decimal(75) in rows.values()
        assert august.batch.total_amount == sum(line.amount for line in august.batch.lines.all())
    answered(august, {})
    with scope.of(overpaid.clerk):
        household = Household.objects.get(pk=102)
        assert [month.difference for month in months_of(household)] == [Decimal(-56), 0]
        found = [one.check for one in ledgers.check(overpaid.county)]
    assert set(found) <= {"shares_and_grant"}


def test_no_month_keeps_back_more_than_three_tenths(overpaid: Round) -> None:
    ordered(overpaid, instalment=Decimal(56))

    assert line_of(month_of(overpaid, AUGUST)).offset_amount == Decimal("30.00")


def test_what_the_bank_could_not_pay_kept_nothing_back(overpaid: Round) -> None:
    recovery = ordered(overpaid)
    august = month_of(overpaid, AUGUST)
    sent(august)
    answered(august, {line_of(august).serial: FailureReason.BANK_ERROR})

    assert left(recovery, overpaid.clerk) == 56


def test_a_family_that_pays_in_cash_is_paid_its_months_whole(overpaid: Round) -> None:
    ordered(overpaid, instalment=Decimal(0))

    assert line_of(month_of(overpaid, AUGUST)).offset_amount == 0


def test_cash_counts_once_a_second_person_has_counted_it(overpaid: Round) -> None:
    recovery = ordered(overpaid)
    entry = entered(recovery, paper(40), overpaid.finance)
    assert left(recovery, overpaid.finance) == 56

    with scope.of(overpaid.reviewer):
        recoveries.answer(entry=entry, is_agreed=True, by=overpaid.reviewer)

    assert left(recovery, overpaid.finance) == 16
    assert line_of(month_of(overpaid, AUGUST)).offset_amount == 16


def test_cash_that_never_came_leaves_the_debt(overpaid: Round) -> None:
    recovery = ordered(overpaid)
    entry = entered(recovery, paper(40), overpaid.finance)

    with scope.of(overpaid.reviewer):
        recoveries.answer(entry=entry, is_agreed=False, by=overpaid.reviewer)

    assert left(recovery, overpaid.finance) == 56
    # The receipt may be entered rightly now.
    entered(recovery, paper(30), overpaid.finance)


def test_nothing_comes_back_before_it_was_ordered(overpaid: Round) -> None:
    recovery = proposed(overpaid)

    with pytest.raises(MoveRefused, match=r"^状态是“待决定”，决定追回以后、结清以前才能登记。$"):
        entered(recovery, paper(20), overpaid.clerk)


def test_a_receipt_counts_once(overpaid: Round) -> None:
    recovery = ordered(overpaid)
    entered(recovery, paper(20), overpaid.finance)

    with pytest.raises(Refused, match="已经登记过"):
        entered(recovery, paper(20), overpaid.clerk)
    with pytest.raises(Refused, match=r"还剩36\.00元"):
        entered(recovery, paper(40, "收0002"), overpaid.clerk)


def test_a_sum_is_given_up_by_two(overpaid: Round) -> None:
    recovery = ordered(overpaid, instalment=Decimal(0))
    entry = entered(recovery, paper(56, "核〔2008〕3号", kind=EntryKind.WRITE_OFF), overpaid.clerk)
    with scope.of(overpaid.approver):
        recoveries.answer(entry=entry, is_agreed=True, by=overpaid.approver)

    with scope.of(overpaid.clerk):
        recoveries.close(recovery=recovery, by=overpaid.clerk)

    assert recovery.status == "closed"


def test_nothing_closes_while_money_is_out(overpaid: Round) -> None:
    recovery = ordered(overpaid)

    with scope.of(overpaid.clerk), pytest.raises(Refused, match=r"还剩56\.00元"):
        recoveries.close(recovery=recovery, by=overpaid.clerk)


def test_a_proposal_turned_down_gives_its_months_free(overpaid: Round) -> None:
    recovery = proposed(overpaid)
    with pytest.raises(Refused, match="没有多发、还没有追回的月份"):
        proposed(overpaid)

    with scope.of(overpaid.approver):
        recoveries.cancel(recovery=recovery, reason="家中有重病人", by=overpaid.approver)

    assert proposed(overpaid).amount == 56


def test_a_draft_from_before_the_order_is_drawn_anew(overpaid: Round) -> None:
    august = month_of(overpaid, AUGUST)
    ordered(overpaid)

    with scope.of(overpaid.clerk), pytest.raises(Outdated, match="抵扣有变1户"):
        batches.submit(batch=august.batch, by=overpaid.clerk, on=TODAY)
    assert line_of(month_of(overpaid, AUGUST)).offset_amount == 25


def test_cash_and_what_a_draft_keeps_back_are_counted_together(overpaid: Round) -> None:
    recovery = ordered(overpaid)
    august = month_of(overpaid, AUGUST)
    carry(august, until="approved")
    with pytest.raises(Refused, match=r"还剩31\.00元"):
        entered(recovery, paper(32), overpaid.finance)

    entry = entered(recovery, paper(31), overpaid.finance)
    with scope.of(overpaid.reviewer):
        recoveries.answer(entry=entry, is_agreed=True, by=overpaid.reviewer)

    with scope.of(overpaid.finance):
        batches.sign(batch=august.batch, by=overpaid.finance)
    assert left(recovery, overpaid.finance) == 0


def test_another_county_asks_for_nothing(overpaid: Round, cast: Cast) -> None:
    with scope.of(overpaid.clerk):
        household = Household.objects.get(pk=102)
    with scope.of(cast.foreign_clerk), pytest.raises(Http404):
        recoveries.propose(household=household, plan=plan(), by=cast.foreign_clerk, on=TODAY)


@pytest.mark.parametrize(
    ("more", "because"),
    [
        ({"instalment": Decimal(57)}, "每月抵扣比要追回的"),
        ({"first_month": JULY}, "已经过去"),
        ({"return_by": TODAY}, "退回期限要在今天以后"),
    ],
)
def test_a_plan_makes_sense(overpaid: Round, more: dict[str, object], because: str) -> None:
    with pytest.raises(Refused, match=because):
        proposed(overpaid, **more)


def test_a_family_paid_rightly_owes_nothing(overpaid: Round) -> None:
    with pytest.raises(Refused, match="没有多发、还没有追回的月份"):
        proposed(overpaid, household=101)


@pytest.mark.parametrize(
    ("statement", "because"),
    [
        ("UPDATE payments_recovery SET amount = 1", "permission denied"),
        ("UPDATE payments_recovery SET instalment = 0", "permission denied"),
        ("UPDATE payments_recovery SET status = 'closed'", "a_closed_recovery|under_way|table"),
        ("UPDATE payments_recoverymonth SET amount = 1", "permission denied"),
        ("DELETE FROM payments_recoverymonth", "permission denied"),
        ("DELETE FROM payments_recovery", "never deleted|permission denied"),
        (
            (
                "INSERT INTO payments_recoverymonth (area_code, recovery_id, month, amount)"
                " SELECT area_code, id, '2008-06-01', 1 FROM payments_recovery"
            ),
            "no_more_is_claimed_than_was_paid_too_much",
        ),
        (
            (
                "INSERT INTO payments_recoveryentry (area_code, recovery_id, kind, amount, happened_on, paper, reason,"
                " entered_by_id, entered_at, answered_by_id, answered_at, is_agreed) SELECT area_code, id, 'cash', 56,"
                " '2008-08-05', 'x', '', proposed_by_id, now(), decided_by_id, now(), true FROM payments_recovery"
            ),
            "an_entry_is_of_a_recovery_under_way|is_who_acts",
        ),
    ],
)
def test_raw_sql_changes_no_debt(overpaid: Round, statement: str, because: str) -> None:
    ordered(overpaid)

    with refused(overpaid.clerk, because):
        run(statement)


def test_nobody_decides_their_own_by_sql(overpaid: Round) -> None:
    proposed(overpaid)

    with refused(overpaid.clerk, "a_second_person_decides_a_recovery"):
        run(
            "UPDATE payments_recovery SET status = 'active', decided_by_id = proposed_by_id,"
            " decided_on = '2008-08-05'"
        )


def test_whoever_entered_cash_does_not_count_it(overpaid: Round) -> None:
    recovery = ordered(overpaid)
    entry = entered(recovery, paper(10), overpaid.clerk)
    with scope.of(overpaid.clerk), pytest.raises(PermissionDenied):
        recoveries.answer(entry=entry, is_agreed=True, by=overpaid.clerk)

    with refused(overpaid.clerk, "a_second_person_answers_an_entry"):
        run(
            "UPDATE payments_recoveryentry SET answered_by_id = entered_by_id, answered_at = now(), is_agreed = true"
        )
    assert entry.answered_at is None


def test_the_number_is_of_the_business_day(overpaid: Round) -> None:
    recovery = proposed(overpaid)

    assert recovery.proposed_on == TODAY
    assert recovery.number.startswith("990121-T200808-")


def test_the_day_of_a_proposal_never_changes(overpaid: Round) -> None:
    proposed(overpaid)

    with refused(overpaid.clerk, "permission denied"):
        run("UPDATE payments_recovery SET proposed_on = '2001-01-01'")


def test_closing_is_offered_once_nothing_is_left(overpaid: Round) -> None:
    recovery = ordered(overpaid)
    with scope.of(overpaid.clerk):
        assert "还剩56.00元" in recoveries.obstacle_to_close(recovery)

    entry = entered(recovery, paper(56), overpaid.clerk)
    with scope.of(overpaid.approver):
        recoveries.answer(entry=entry, is_agreed=True, by=overpaid.approver)

    with scope.of(overpaid.clerk):
        assert recoveries.obstacle_to_close(recovery) == ""
