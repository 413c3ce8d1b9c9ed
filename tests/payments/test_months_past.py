"""What months past miss is paid once, by a batch of its own; a price subsidy goes to everybody of its month."""

from collections.abc import Sequence
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from applicants.models.household import Household
from dibao import scope
from dibao.errors import Refused
from dibao.models import AuditEvent
from dibao.models.staff import Staff
from payments import ledgers
from payments.actions import batches
from payments.actions.batches import Outdated, Subsidy, Unsaid
from payments.banks.reasons import FailureReason
from payments.corrections import corrections_within, months_of
from payments.models import BatchKind, ExceptionKind, LineStatus, PaymentBatch, PaymentLine
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
    make_account,
    replace_account,
    sent,
)
from tests.payments.holding import held, lifted

JUNE = JULY.previous()
SUBSIDY = Subsidy(per_person=Decimal("15.00"), basis="桂价格〔2008〕12号")


@pytest.fixture
def july(round_of_july: Round, cast: Cast) -> Round:
    """July is answered: household 101 failed for its account, 103 for the bank's own fault; 105 has no account."""
    sent(round_of_july)
    failures = {1: FailureReason.ACCOUNT_CLOSED, 3: FailureReason.BANK_ERROR}
    answered(round_of_july, failures)
    return round_of_july


def drawn(monthly: Round, kind: BatchKind) -> Round:
    """A batch of a kind, drawn in August by the same people."""
    with scope.of(monthly.clerk):
        batch = batches.draw(
            county=monthly.county,
            month=AUGUST,
            by=monthly.clerk,
            on=TODAY,
            kind=kind,
            subsidy=SUBSIDY if kind == BatchKind.SUBSIDY else None,
        )
    people = [getattr(monthly, name) for name in list(vars(monthly))[1:]]
    return Round(batch, *people)


def lines_of(batch: PaymentBatch, by: Staff) -> list[tuple[int, str, Decimal]]:
    with scope.of(by):
        found = batch.lines.order_by("serial").values_list("household", "month", "amount")
        return [(household, str(month), amount) for household, month, amount in found]


def paid(monthly: Round, failures: dict[int, FailureReason] | None = None) -> Round:
    """Signed, handed over and answered."""
    sent(monthly)
    answered(monthly, failures or {})
    return monthly


def misses(by: Staff) -> list[tuple[int, Decimal | None]]:
    with scope.of(by):
        return [(one.household, one.difference) for one in corrections_within(by.posting.area)]


def books(monthly: Round) -> Sequence[str]:
    """What does not agree; grants written late by these tests have no shares, which is said in its place."""
    with scope.of(monthly.clerk):
        found = ledgers.check(monthly.county)
    return [one.check for one in found if one.check != "shares_and_grant"]


def test_what_failed_is_paid_again_into_the_new_account(july: Round, cast: Cast) -> None:
    with scope.of(cast.caseworker):
        replace_account(cast, household=101)

    again = drawn(july, BatchKind.FOLLOW_UP)

    # 103 keeps its account, since the fault was the bank's; 105 still has none.
    assert lines_of(again.batch, july.clerk) == [
        (101, "2008-07", Decimal("154.00")),
        (103, "2008-07", Decimal("42.00")),
    ]


def test_an_account_that_failed_waits_for_another_one(july: Round) -> None:
    again = drawn(july, BatchKind.FOLLOW_UP)

    assert lines_of(again.batch, july.clerk) == [(103, "2008-07", Decimal("42.00"))]


def test_paid_again_it_is_missing_no_more(july: Round) -> None:
    paid(drawn(july, BatchKind.FOLLOW_UP))

    assert [household for household, _ in misses(july.clerk)] == [101, 105]
    assert books(july) == []
    with scope.of(july.clerk), pytest.raises(Refused, match="现在没有可以重新发放的"):
        batches.draw(
            county=july.county, month=AUGUST, by=july.clerk, on=TODAY, kind=BatchKind.FOLLOW_UP
        )


def test_while_it_is_on_its_way_it_is_neither_missing_nor_drawn_again(july: Round) -> None:
    sent(drawn(july, BatchKind.FOLLOW_UP))

    assert [household for household, _ in misses(july.clerk)] == [101, 105]
    with pytest.raises(Refused, match="现在没有可以重新发放的"):
        drawn(july, BatchKind.FOLLOW_UP)


def test_money_that_goes_elsewhere_than_before_is_an_exception(july: Round, cast: Cast) -> None:
    """One passbook was changed, one came first, and one is as it was."""
    with scope.of(cast.caseworker):
        make_account(Household.objects.get(pk=105), cast.caseworker)
    replace_account(cast, household=101)

    again = drawn(july, BatchKind.FOLLOW_UP)

    with scope.of(july.clerk):
        assert set(again.batch.lines.values_list("household", flat=True)) == {101, 103, 105}
        found = again.batch.exceptions.filter(kind=ExceptionKind.REPLACED)
        assert set(found.values_list("household", flat=True)) == {101, 105}


def test_what_failed_again_is_followed_by_another_one(july: Round) -> None:
    first = paid(drawn(july, BatchKind.FOLLOW_UP), {1: FailureReason.BANK_ERROR})

    second = drawn(july, BatchKind.FOLLOW_UP)

    with scope.of(july.clerk):
        assert second.batch.lines.get().source == first.batch.lines.get()
    paid(second)
    assert [household for household, _ in misses(july.clerk)] == [101, 105]
    assert books(july) == []


def test_a_benefit_that_ended_meanwhile_is_not_paid_again(july: Round) -> None:
    end_benefit(household=103, last_month=JUNE)

    with pytest.raises(Refused, match="现在没有可以重新发放的"):
        drawn(july, BatchKind.FOLLOW_UP)


def test_one_that_ended_after_drawing_stops_the_signature(july: Round) -> None:
    again = drawn(july, BatchKind.FOLLOW_UP)
    carry(again, until="approved")

    end_benefit(household=103, last_month=JUNE)

    with scope.of(july.finance), pytest.raises(Outdated):
        batches.sign(batch=again.batch, by=july.finance)


def test_a_hold_keeps_what_failed_waiting_until_it_is_lifted(july: Round) -> None:
    again = drawn(july, BatchKind.FOLLOW_UP)
    carry(again, until="approved")
    hold = held(july.clerk, household=103, first=AUGUST)

    with scope.of(july.finance), pytest.raises(Outdated):
        batches.sign(batch=again.batch, by=july.finance)
    with scope.of(july.clerk):
        batches.void(batch=again.batch, reason="先核实", by=july.clerk)
    with pytest.raises(Refused, match="现在没有可以重新发放的"):
        drawn(july, BatchKind.FOLLOW_UP)
    lifted(hold, july.reviewer)
    assert drawn(july, BatchKind.FOLLOW_UP).batch.line_count == 1


def test_what_was_held_for_want_of_an_account_is_paid_once_there_is_one(
    july: Round, cast: Cast
) -> None:
    with scope.of(cast.caseworker):
        replace_account(cast, household=105)

    again = paid(drawn(july, BatchKind.FOLLOW_UP))

    assert (105, "2008-07", Decimal("168.00")) in lines_of(again.batch, july.clerk)
    assert [household for household, _ in misses(july.clerk)] == [101]


def test_a_benefit_confirmed_too_late_is_paid_back(july: Round, cast: Cast) -> None:
    grant_late(july.clerk)
    with scope.of(cast.clerk):
        make_account(Household.objects.select_related("head").get(pk=301), cast.clerk)

    back = paid(drawn(july, BatchKind.BACK_PAY))

    assert lines_of(back.batch, july.clerk) == [(301, "2008-07", Decimal("52.00"))]
    assert 301 not in [household for household, _ in misses(july.clerk)]
    assert books(july) == []
    with scope.of(july.clerk):
        (month,) = months_of(back.batch.lines.get().household)
        assert (month.paid, month.difference) == (Decimal("52.00"), 0)


def test_a_benefit_that_rose_after_the_signature_is_topped_up(july: Round) -> None:
    end_benefit(household=102, last_month=JUNE)
    grant_late(july.clerk, household=102, amount=200)

    top_up = paid(drawn(july, BatchKind.TOP_UP))

    assert lines_of(top_up.batch, july.clerk) == [(102, "2008-07", Decimal("44.00"))]
    assert 102 not in [household for household, _ in misses(july.clerk)]
    assert books(july) == []


def test_too_much_is_no_reason_to_pay(july: Round) -> None:
    end_benefit(household=102, last_month=JUNE)
    grant_late(july.clerk, household=102, amount=100)

    with pytest.raises(Refused, match="现在没有要补差的月份"):
        drawn(july, BatchKind.TOP_UP)


def test_what_was_paid_again_and_ended_later_is_paid_too_much(july: Round) -> None:
    paid(drawn(july, BatchKind.FOLLOW_UP))

    end_benefit(household=103, last_month=JUNE)

    assert (103, Decimal("-42.00")) in misses(july.clerk)


def test_a_draft_is_drawn_anew_and_one_submitted_is_not(july: Round) -> None:
    first = drawn(july, BatchKind.FOLLOW_UP)
    assert drawn(july, BatchKind.FOLLOW_UP).batch == first.batch
    with scope.of(july.clerk):
        first.batch.refresh_from_db()
        batches.submit(batch=first.batch, by=july.clerk, on=TODAY)

    with pytest.raises(Refused, match=r"重新发放.*待复核"):
        drawn(july, BatchKind.FOLLOW_UP)


def test_a_void_one_gives_its_lines_free(july: Round) -> None:
    again = drawn(july, BatchKind.FOLLOW_UP)
    with scope.of(july.clerk):
        batches.void(batch=again.batch, reason="重来", by=july.clerk)

    assert len(lines_of(drawn(july, BatchKind.FOLLOW_UP).batch, july.clerk)) == 1


def test_it_is_released_in_the_month_at_hand(july: Round) -> None:
    with scope.of(july.clerk), pytest.raises(Refused, match="填2008年8月"):
        batches.draw(
            county=july.county, month=JULY, by=july.clerk, on=TODAY, kind=BatchKind.FOLLOW_UP
        )


def test_a_township_draws_none(july: Round, cast: Cast) -> None:
    with scope.of(cast.caseworker), pytest.raises(PermissionDenied):
        batches.draw(
            county=july.county, month=AUGUST, by=cast.caseworker, on=TODAY, kind=BatchKind.BACK_PAY
        )


def test_a_subsidy_is_paid_by_the_head_to_everybody_of_its_month(
    round_of_july: Round, cast: Cast
) -> None:
    subsidy = drawn(round_of_july, BatchKind.SUBSIDY)

    assert (subsidy.batch.line_count, subsidy.batch.person_count) == (7, 15)
    assert subsidy.batch.total_amount == 15 * 15
    assert subsidy.batch.held_count == 1
    paid(subsidy, {1: FailureReason.BANK_ERROR})
    again = paid(drawn(round_of_july, BatchKind.SUBSIDY_FOLLOW_UP))
    assert lines_of(again.batch, cast.clerk) == [(101, "2008-08", Decimal("30.00"))]
    assert misses(cast.clerk) == []
    assert books(round_of_july) == []


def test_a_month_has_one_subsidy(round_of_july: Round) -> None:
    subsidy = drawn(round_of_july, BatchKind.SUBSIDY)
    carry(subsidy, until="sealed")

    with pytest.raises(Refused, match="价格临时补贴"):
        drawn(round_of_july, BatchKind.SUBSIDY)


@pytest.mark.parametrize(
    ("change", "because"),
    [
        ("base_amount = base_amount + 1, amount = amount + 1", "a_sealed_batch"),
        ("month = '2008-06-01'", "a_sealed_batch"),
        ("source_id = NULL", "a_line_that_follows_names_its_source"),
        ("source_id = (SELECT id FROM payments_paymentline WHERE household_id = 102)", "a_sealed_"),
        ("kind = 'regular', source_id = NULL", "a_household_is_paid_once_a_month"),
    ],
)
def test_the_seal_asks_what_is_missing(july: Round, change: str, because: str) -> None:
    again = drawn(july, BatchKind.FOLLOW_UP)

    with pytest.raises(IntegrityError, match=because), transaction.atomic():
        forged(again, change)


def forged(monthly: Round, change: str) -> None:
    """The draft's lines taken out by SQL and put in with another column, and all four signatures."""
    with scope.of(monthly.clerk), connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE taken ON COMMIT DROP AS"
            " SELECT * FROM payments_paymentline WHERE batch_id = %s",
            [monthly.batch.pk],
        )
        cursor.execute(f"UPDATE taken SET {change}")
        cursor.execute("DELETE FROM payments_paymentline WHERE batch_id = %s", [monthly.batch.pk])
        columns = ", ".join(
            field.column for field in PaymentLine._meta.concrete_fields if field.column != "id"
        )
        cursor.execute(f"INSERT INTO payments_paymentline ({columns}) SELECT {columns} FROM taken")
    signed_by_sql(monthly)


def signed_by_sql(monthly: Round) -> None:
    """All four signatures as raw SQL could give them, the header made to fit."""
    for part, status, by in (
        ("prepared", "prepared", monthly.clerk),
        ("reviewed", "reviewed", monthly.reviewer),
        ("approved", "approved", monthly.approver),
        ("signed", "sealed", monthly.finance),
    ):
        with scope.of(by), connection.cursor() as cursor:
            if part == "prepared":
                cursor.execute(
                    "UPDATE payments_paymentbatch b SET total_amount = d.total_amount,"
                    " lines_hash = d.lines_hash FROM payment_lines_digest(%(pk)s) d WHERE b.id = %(pk)s",
                    {"pk": monthly.batch.pk},
                )
            cursor.execute(
                f"UPDATE payments_paymentbatch SET status = %s, {part}_by_id = %s, {part}_at = now()"
                " WHERE id = %s",
                [status, by.pk, monthly.batch.pk],
            )


def test_two_payments_of_one_month_never_wait_side_by_side(july: Round) -> None:
    drawn(july, BatchKind.FOLLOW_UP)

    with (
        scope.of(july.clerk),
        pytest.raises(IntegrityError, match=r"a_line_is_followed_by_one|waits_at_a_time"),
        transaction.atomic(),
    ):
        copied_as_top_up(july)


def copied_as_top_up(monthly: Round) -> None:
    """What a follow-up pays, written by SQL into a draft of top-ups too."""
    other = PaymentBatch.objects.create(
        area=monthly.county,
        month=AUGUST,
        kind=BatchKind.TOP_UP,
        settlement_day=TODAY,
        drawn_by=monthly.clerk,
        drawn_at="2008-08-05T09:00+08:00",
    )
    columns = ", ".join(
        field.column
        for field in PaymentLine._meta.concrete_fields
        if field.column not in ("id", "batch_id", "kind")
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO payments_paymentline (batch_id, kind, {columns})"
            f" SELECT %s, 'top_up', {columns} FROM payments_paymentline WHERE kind = 'follow_up'",
            [other.pk],
        )


def test_a_paid_line_is_never_followed_up(july: Round) -> None:
    with scope.of(july.clerk):
        paid_line = july.batch.lines.filter(status=LineStatus.PAID).first()
    again = drawn(july, BatchKind.FOLLOW_UP)

    with scope.of(july.clerk):
        assert paid_line is not None
        assert not again.batch.lines.filter(household=paid_line.household).exists()


def shrunk(july: Round) -> Round:
    """August without two of July's seven households, submitted and reviewed."""
    for household in (102, 104):
        end_benefit(household=household, last_month=JULY)
    with scope.of(july.clerk):
        batch = batches.draw(county=july.county, month=AUGUST, by=july.clerk, on=TODAY)
    people = [getattr(july, name) for name in list(vars(july))[1:]]
    august = Round(batch, *people)
    carry(august, until="reviewed")
    return august


def test_a_batch_that_changed_much_is_approved_in_words(july: Round) -> None:
    august = shrunk(july)

    with scope.of(august.approver), pytest.raises(Unsaid, match=r"照样写一遍：比上月减少260\.00元"):
        batches.approve(batch=august.batch, by=august.approver, sentence="同意")
    with scope.of(august.approver):
        batches.approve(
            batch=august.batch, by=august.approver, sentence="比上月减少260.00元, 已逐户看过"
        )
        said = AuditEvent.objects.filter(event="batch:approved").latest("pk")

    assert august.batch.status == "approved"
    assert "260.00" in said.reason
