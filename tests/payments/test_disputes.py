"""A bank that says one thing and then another: nothing is changed or paid by it until its letter is here."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from applicants.models.household import Household
from dibao import scope
from dibao.errors import Refused
from dibao.roles import Role
from payments.actions import bank_results, batches
from payments.actions.batches import Outdated
from payments.actions.disputes import LoadedByYou
from payments.banks.reasons import FailureReason
from payments.corrections import Cause, months_of, overpaid_within
from payments.funds import borne_by
from payments.ledgers import check, identity
from payments.models import (
    Account,
    BatchKind,
    Booking,
    Dispute,
    FundLevel,
    LineStatus,
    PaymentLine,
    Resolution,
    ResultFile,
    RowEffect,
)
from tests.cast import Cast, hire
from tests.payments.conftest import AUGUST, JULY, TODAY, Round, answered, sent
from tests.payments.disputing import (
    LATE_FAILURE,
    LATE_SUCCESS,
    contradicted,
    loaded,
    resolved,
    settled,
    word,
)
from tests.payments.funding import as_entered, there
from tests.payments.test_database_guards import refused, run

FAILED_ONE = {2: FailureReason.ACCOUNT_CLOSED}


def line_of(monthly: Round, serial: int) -> PaymentLine:
    with scope.of(monthly.clerk):
        return monthly.batch.lines.select_related("household").get(serial=serial)


def drawn(monthly: Round, kind: BatchKind = BatchKind.FOLLOW_UP) -> list[PaymentLine]:
    """What a batch of what is missing pays, by household."""
    with scope.of(monthly.clerk):
        batch = batches.draw(
            county=monthly.county, month=AUGUST, by=monthly.clerk, on=TODAY, kind=kind
        )
        return list(batch.lines.order_by("household"))


def agrees(monthly: Round) -> None:
    with scope.of(monthly.clerk):
        assert check(monthly.county) == []
        assert identity(monthly.county, JULY).difference == 0


def test_a_late_failure_opens_a_dispute_and_changes_nothing(round_of_july: Round) -> None:
    settled(round_of_july)
    before = line_of(round_of_july, 1)

    (dispute,) = contradicted(round_of_july, {1: LATE_FAILURE})

    line = line_of(round_of_july, 1)
    assert (line.status, line.booking, line.amount) == (LineStatus.PAID, "", before.amount)
    with scope.of(round_of_july.clerk):
        assert dispute.first_row.outcome == "paid"
        assert (dispute.row.outcome, dispute.row.reason) == ("failed", "account_closed")
        assert dispute.area_id == line.area_id
        assert Account.objects.get(pk=line.account_id).status == "usable"
    with pytest.raises(Refused, match="没有可以重新发放的"):
        drawn(round_of_july)
    agrees(round_of_july)


def test_good_rows_of_the_same_file_are_posted(round_of_july: Round) -> None:
    sent(round_of_july)
    contradicted(round_of_july, {1: LATE_SUCCESS, 2: LATE_FAILURE, 3: LATE_SUCCESS})

    (dispute,) = contradicted(round_of_july, {1: LATE_FAILURE, 3: {}, 4: {}})

    assert dispute.line_id == line_of(round_of_july, 1).pk
    assert [line_of(round_of_july, n).status for n in (1, 2, 3, 4)] == [
        "paid",
        "failed",
        "paid",
        "paid",
    ]
    with scope.of(round_of_july.clerk):
        effects = dispute.row.file.rows.order_by("line__serial").values_list("effect", flat=True)
        assert list(effects) == [RowEffect.DISPUTE, RowEffect.REPEAT, RowEffect.OUTCOME]
    agrees(round_of_july)


def test_another_amount_than_was_paid_opens_a_dispute(round_of_july: Round) -> None:
    settled(round_of_july)

    (dispute,) = contradicted(round_of_july, {1: {"amount": Decimal("54.00")}})

    with scope.of(round_of_july.clerk):
        assert (dispute.row.outcome, dispute.row.amount) == ("paid", Decimal("54.00"))
    assert line_of(round_of_july, 1).status == LineStatus.PAID
    agrees(round_of_july)


@pytest.mark.parametrize("first", ["paid", "failed"])
def test_another_amount_moves_no_money(round_of_july: Round, first: str) -> None:
    """The bank says the same outcome twice, so that nothing came back, nor arrived; a letter cannot say more."""
    failures = {1: FailureReason.ACCOUNT_CLOSED} if first == "failed" else {}
    settled(round_of_july, failures)
    said = {"amount": Decimal("54.00"), **(LATE_FAILURE if failures else LATE_SUCCESS)}
    (dispute,) = contradicted(round_of_july, {1: said})
    asked = Resolution.ARRIVED if failures else Resolution.RETURNED

    with pytest.raises(Refused, match="说不通"):
        resolved(dispute, round_of_july.second_finance, asked)
    with refused(round_of_july.second_finance, "a_dispute_is_resolved_once"):
        run(RESOLVE, asked, round_of_july.second_finance.pk)

    resolved(dispute, round_of_july.second_finance, Resolution.STANDS)
    assert line_of(round_of_july, 1).booking == ""
    agrees(round_of_july)


def test_another_amount_than_was_sent_is_refused_with_its_file(round_of_july: Round) -> None:
    sent(round_of_july)

    file = loaded(round_of_july, {1: {"amount": Decimal("54.00")}, 2: {}})

    assert (file.status, "名册是154.00元" in file.refusal) == ("refused", True)


def test_what_is_only_said_again_is_refused_as_ever(round_of_july: Round) -> None:
    settled(round_of_july)

    file = loaded(round_of_july, {1: {}, 2: {}})

    assert "已有结果“已发”" in file.refusal
    with scope.of(round_of_july.clerk):
        assert not Dispute.objects.exists()


def test_a_line_has_one_open_dispute(round_of_july: Round) -> None:
    settled(round_of_july)
    contradicted(round_of_july, {1: LATE_FAILURE})

    file = loaded(round_of_july, {1: {"amount": Decimal("54.00")}})

    assert "正在争议中" in file.refusal


def test_two_files_that_contradict_one_line_open_one_dispute(round_of_july: Round) -> None:
    settled(round_of_july)
    first = loaded(round_of_july, {1: LATE_FAILURE})
    second = loaded(round_of_july, {1: {"amount": Decimal("54.00")}})
    with scope.of(round_of_july.clerk):
        bank_results.post(file=first, by=round_of_july.clerk, on=TODAY)

        with pytest.raises(Refused, match="已由另一个文件提出争议"):
            bank_results.post(file=second, by=round_of_july.clerk, on=TODAY)

        assert ResultFile.objects.get(pk=second.pk).status == "checked"


def test_the_first_word_stands_by_the_banks_letter(round_of_july: Round) -> None:
    settled(round_of_july)
    (dispute,) = contradicted(round_of_july, {1: LATE_FAILURE})

    done = resolved(dispute, round_of_july.finance, Resolution.STANDS)

    assert (done.letter_number, done.resolved_by) == ("信银函〔2008〕8号", round_of_july.finance)
    assert line_of(round_of_july, 1).booking == ""
    with pytest.raises(Refused, match="没有可以重新发放的"):
        drawn(round_of_july)
    agrees(round_of_july)


def test_money_that_came_back_is_owed_again_and_paid_by_four_signatures(
    round_of_july: Round, cast: Cast
) -> None:
    settled(round_of_july)
    (dispute,) = contradicted(
        round_of_july, {1: {**LATE_FAILURE, "reason": FailureReason.BANK_ERROR}}
    )
    resolved(dispute, round_of_july.finance)

    returned = line_of(round_of_july, 1)
    assert (returned.status, returned.booking) == (LineStatus.PAID, Booking.RETURNED)
    with scope.of(cast.clerk):
        sides = identity(round_of_july.county, JULY)
        (month,) = [m for m in months_of(returned.household) if m.month == JULY]
        assert (sides.returned, sides.difference) == (Decimal("154.00"), 0)
        assert (month.paid, month.difference, month.cause) == (0, 154, Cause.RETURNED)
    (line,) = drawn(round_of_july)
    assert (line.household_id, line.source_id, line.amount) == (
        returned.household_id,
        returned.pk,
        Decimal("154.00"),
    )
    again = Round(line.batch, *_people(round_of_july))
    settled(again)
    assert line_of(again, 1).status == LineStatus.PAID
    with pytest.raises(Refused, match="没有可以重新发放的"):
        drawn(round_of_july)
    with scope.of(cast.clerk):
        (month,) = [m for m in months_of(returned.household) if m.month == JULY]
        assert (month.paid, month.difference) == (154, 0)
    agrees(round_of_july)


def _people(monthly: Round) -> tuple[object, ...]:
    return (
        monthly.clerk,
        monthly.reviewer,
        monthly.approver,
        monthly.finance,
        monthly.second_finance,
    )


def test_an_account_that_gave_the_money_back_goes_to_the_township(
    round_of_july: Round, cast: Cast
) -> None:
    settled(round_of_july)
    (dispute,) = contradicted(round_of_july, {1: LATE_FAILURE})

    resolved(dispute, round_of_july.finance)

    with scope.of(cast.caseworker):
        waiting = PaymentLine.objects.failed_for(cast.caseworker)
        assert [line.household_id for line in waiting] == [101, 105]
        assert Account.objects.get(household=101).status == "needs_correction"


def test_while_the_bank_says_two_things_a_failed_line_is_not_paid_again(
    round_of_july: Round, cast: Cast
) -> None:
    settled(round_of_july, {2: FailureReason.BANK_ERROR})
    assert [line.household_id for line in drawn(round_of_july)] == [102]
    contradicted(round_of_july, {2: LATE_SUCCESS})

    with pytest.raises(Refused, match="没有可以重新发放的"):
        drawn(round_of_july)
    with scope.of(cast.clerk):
        draft = cast.clerk and line_of(round_of_july, 2).followers.get().batch
        with pytest.raises(Outdated):
            batches.submit(batch=draft, by=cast.clerk, on=TODAY)


def test_what_had_arrived_after_all_is_not_paid_again(round_of_july: Round) -> None:
    settled(round_of_july, {2: FailureReason.BANK_ERROR})
    (dispute,) = contradicted(round_of_july, {2: LATE_SUCCESS})

    resolved(dispute, round_of_july.finance, Resolution.ARRIVED)

    line = line_of(round_of_july, 2)
    assert (line.status, line.booking) == (LineStatus.FAILED, Booking.ARRIVED)
    with pytest.raises(Refused, match="没有可以重新发放的"):
        drawn(round_of_july)
    with scope.of(round_of_july.clerk):
        (month,) = [m for m in months_of(line.household) if m.month == JULY]
        assert month.difference == 0
        assert identity(round_of_july.county, JULY).failed == 0
    agrees(round_of_july)


def test_a_failed_line_paid_again_that_had_arrived_was_paid_twice(round_of_july: Round) -> None:
    settled(round_of_july, {2: FailureReason.BANK_ERROR})
    (again,) = drawn(round_of_july)
    sent(Round(again.batch, *_people(round_of_july)))
    (dispute,) = contradicted(round_of_july, {2: LATE_SUCCESS})
    answered(Round(again.batch, *_people(round_of_july)), {})

    resolved(dispute, round_of_july.finance, Resolution.ARRIVED)

    with scope.of(round_of_july.clerk):
        (over,) = overpaid_within(round_of_july.county)
        assert (over.household, over.difference, over.cause) == (102, -156, Cause.PAID_TWICE)
    agrees(round_of_july)


def test_funds_take_back_what_came_back_and_bear_what_arrived(
    round_of_july: Round, cast: Cast
) -> None:
    there(cast.finance, cast.second_finance, as_entered("county", 1000))
    settled(round_of_july, {2: FailureReason.BANK_ERROR})
    returned, arrived = contradicted(round_of_july, {1: LATE_FAILURE, 2: LATE_SUCCESS})

    with scope.of(cast.finance):
        assert borne_by(round_of_july.batch) == {FundLevel.COUNTY: Decimal("461.00")}
    resolved(returned, cast.finance)
    with scope.of(cast.finance):
        assert borne_by(round_of_july.batch) == {FundLevel.COUNTY: Decimal("307.00")}
    resolved(arrived, cast.finance, Resolution.ARRIVED)
    with scope.of(cast.finance):
        assert borne_by(round_of_july.batch) == {FundLevel.COUNTY: Decimal("463.00")}
    agrees(round_of_july)


# Wrong people, wrong moments


def test_whoever_loaded_one_of_the_files_leaves_the_answer_to_another(
    round_of_july: Round,
) -> None:
    settled(round_of_july)
    (dispute,) = contradicted(round_of_july, {1: LATE_FAILURE}, by=round_of_july.finance)

    with pytest.raises(LoadedByYou, match="由另一人了结"):
        resolved(dispute, round_of_july.finance)

    assert not resolved(dispute, round_of_july.second_finance).is_open


def test_a_post_without_the_right_and_another_county_answer_none(
    round_of_july: Round, cast: Cast
) -> None:
    settled(round_of_july)
    (dispute,) = contradicted(round_of_july, {1: LATE_FAILURE})
    foreign = hire("elsewhere", "外县财务", Role.COUNTY_FINANCE, cast.foreign_clerk.posting.area)

    with pytest.raises(PermissionDenied):
        resolved(dispute, cast.reviewer)
    with pytest.raises(Http404):
        resolved(dispute, foreign)


def test_a_dispute_is_answered_once_and_by_what_fits(round_of_july: Round) -> None:
    settled(round_of_july)
    (dispute,) = contradicted(round_of_july, {1: LATE_FAILURE})

    with pytest.raises(Refused, match="说不通"):
        resolved(dispute, round_of_july.finance, Resolution.ARRIVED)
    resolved(dispute, round_of_july.finance)
    with pytest.raises(Refused, match="已经了结"):
        resolved(dispute, round_of_july.second_finance, Resolution.STANDS)


def test_what_the_bank_gave_back_it_may_say_again_and_not_unsay(round_of_july: Round) -> None:
    settled(round_of_july)
    (dispute,) = contradicted(round_of_july, {1: LATE_FAILURE})
    resolved(dispute, round_of_july.finance)

    file = loaded(round_of_july, {1: {}})

    assert "已按银行函件了结" in file.refusal


def test_a_batch_from_before_takes_no_answer(round_of_july: Round) -> None:
    batch = settled(round_of_july)
    content = word(round_of_july, {1: LATE_FAILURE})
    batch.is_historical = True

    with scope.of(round_of_july.clerk), pytest.raises(Refused, match="才能载入回盘"):
        bank_results.receive(batch=batch, name="a.csv", content=content, by=round_of_july.clerk)


# What PostgreSQL refuses, whatever our code would let through

OPEN = (
    "INSERT INTO payments_dispute (area_code, line_id, first_row_id, row_id, opened_by_id, opened_on)"
    " SELECT l.area_code, l.id, r.id, r.id, %s, '2008-08-05'"
    " FROM payments_resultrow r JOIN payments_paymentline l ON l.id = r.line_id WHERE l.serial = 1 LIMIT 1"
)
RESOLVE = (
    "UPDATE payments_dispute SET resolution = %s, letter_number = '1', findings = 'x', resolved_by_id = %s,"
    " resolved_on = '2008-08-05'"
)


def test_a_dispute_needs_two_answers(round_of_july: Round) -> None:
    settled(round_of_july)

    with refused(round_of_july.clerk, "a_dispute_is_of_two_answers_to_one_line"):
        run(OPEN, round_of_july.clerk.pk)


@pytest.mark.parametrize(
    ("who", "signer", "resolution", "because"),
    [
        # In another's name.
        ("finance", "second_finance", "returned", "dispute_resolved_by_is_who_acts"),
        # Who loaded both files.
        ("clerk", "clerk", "returned", "a_dispute_is_resolved_by_who_did_not_load_it"),
        # A paid line that arrived.
        ("finance", "finance", "arrived", "a_dispute_is_resolved_once|a_booking_contradicts"),
        ("finance", "finance", "perhaps", "a_resolved_dispute_says_how"),
    ],
)
def test_no_dispute_is_resolved_otherwise(
    round_of_july: Round, who: str, signer: str, resolution: str, because: str
) -> None:
    settled(round_of_july)
    contradicted(round_of_july, {1: LATE_FAILURE})
    by = getattr(round_of_july, who)

    with refused(by, because):
        run(RESOLVE, resolution, getattr(round_of_july, signer).pk)


def test_a_resolved_dispute_stays_and_its_facts_do(round_of_july: Round) -> None:
    settled(round_of_july)
    (dispute,) = contradicted(round_of_july, {1: LATE_FAILURE})
    resolved(dispute, round_of_july.finance, Resolution.STANDS)

    with refused(round_of_july.second_finance, "a_dispute_is_resolved_once"):
        run(RESOLVE, "returned", round_of_july.second_finance.pk)
    with refused(round_of_july.second_finance, "permission denied"):
        run("UPDATE payments_dispute SET opened_on = '2008-08-04'")
    with refused(round_of_july.second_finance, "permission denied"):
        run("DELETE FROM payments_dispute")


@pytest.mark.parametrize(
    ("effect", "amount", "outcome"),
    [
        # A paid line gets no second outcome, another amount is no repeat, and what agrees is no dispute.
        ("outcome", "154.00", "paid"),
        ("repeat", "155.00", "paid"),
        ("dispute", "154.00", "paid"),
    ],
)
def test_a_row_does_to_its_line_what_it_says(
    round_of_july: Round, effect: str, amount: str, outcome: str
) -> None:
    batch, clerk = settled(round_of_july), round_of_july.clerk
    with scope.of(clerk):
        content = word(round_of_july, {1: LATE_FAILURE})
        file = bank_results.receive(batch=batch, name="a.csv", content=content, by=clerk)

    with refused(clerk, "rows_belong_to_a_file_just_received"):
        run(
            "INSERT INTO payments_resultrow (area_code, file_id, line_id, row_number, amount, outcome, reason,"
            " reason_text, effect) SELECT %s, %s, id, 1, %s, %s, '', '', %s FROM payments_paymentline"
            " WHERE serial = 1",
            batch.area_id,
            file.pk,
            amount,
            outcome,
            effect,
        )


def test_nobody_books_a_line_by_hand(round_of_july: Round) -> None:
    settled(round_of_july)

    with refused(round_of_july.finance, "permission denied"):
        run("UPDATE payments_paymentline SET booking = 'returned' WHERE serial = 1")


def test_an_open_dispute_books_nothing(round_of_july: Round) -> None:
    settled(round_of_july)
    (dispute,) = contradicted(round_of_july, {1: LATE_FAILURE})

    with scope.of(round_of_july.finance):
        run("SELECT book_dispute(%s)", dispute.pk)

    assert line_of(round_of_july, 1).booking == ""


def test_another_county_sees_no_dispute(round_of_july: Round, cast: Cast) -> None:
    settled(round_of_july)
    contradicted(round_of_july, {1: LATE_FAILURE})

    with scope.of(cast.foreign_clerk):
        assert not Dispute.objects.exists()
    with scope.of(cast.clerk):
        assert Household.objects.filter(pk=101).exists()
