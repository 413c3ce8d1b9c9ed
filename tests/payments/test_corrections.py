"""What was paid, compared with what the months say now: missing and too much, each with its cause."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from applicants.models.household import Household
from dibao import scope
from dibao.models.staff import Staff
from dibao.values.months import BenefitMonth
from payments.actions import batches
from payments.banks.reasons import FailureReason
from payments.corrections import (
    Cause,
    ComparedMonth,
    PaidMonth,
    compare,
    corrections_within,
    months_of,
)
from payments.models import LineStatus
from tests.cast import Cast
from tests.payments.conftest import (
    JULY,
    TODAY,
    Round,
    answered,
    carry,
    end_benefit,
    grant_late,
    sent,
)
from tests.payments.holding import held

JUNE = JULY.previous()


def month(**said: object) -> PaidMonth:
    return PaidMonth(**{"household": 1, "month": JULY, "due": Decimal(52)} | said)


@pytest.mark.parametrize(
    ("said", "paid", "difference", "cause"),
    [
        ({"drawn": 52, "status": LineStatus.PAID}, 52, 0, None),
        (
            {"drawn": 52, "status": LineStatus.PAID, "due": 0, "outcome": "end"},
            52,
            -52,
            Cause.ENDED,
        ),
        ({"drawn": 52, "status": LineStatus.PAID, "due": 42}, 52, -10, Cause.CHANGED),
        ({"drawn": 52, "status": LineStatus.PAID, "due": 77}, 52, 25, Cause.CHANGED),
        ({}, 0, 52, Cause.LATE),
        ({"drawn": 52, "status": LineStatus.FAILED}, 0, 52, Cause.FAILED),
        ({"drawn": 52, "status": LineStatus.HELD}, 0, 52, Cause.ACCOUNT),
        ({"drawn": 52, "status": LineStatus.HELD, "hold_reason": "identity"}, 0, 52, Cause.HOLD),
        # Nobody misses money that is not due any more.
        ({"drawn": 52, "status": LineStatus.FAILED, "due": 0}, 0, 0, None),
        ({"drawn": 52, "status": LineStatus.HELD, "due": 0}, 0, 0, None),
    ],
    ids=str,
)
def test_a_month_is_compared(
    said: dict[str, object], paid: int, difference: int, cause: Cause | None
) -> None:
    numbers = {name: Decimal(said[name]) for name in ("drawn", "due") if name in said}

    found = compare(month(**said | numbers))

    assert (found.paid, found.difference, found.cause) == (paid, difference, cause)


@pytest.mark.parametrize("status", [LineStatus.DUE, LineStatus.SENT, LineStatus.UNKNOWN])
def test_until_the_bank_answers_nothing_is_known(status: str) -> None:
    found = compare(month(drawn=Decimal(52), status=status, due=Decimal(0)))

    assert (found.difference, found.cause) == (None, None)


def corrections(by: Staff) -> list[tuple[int, BenefitMonth, Decimal | None, Cause | None]]:
    with scope.of(by):
        found = corrections_within(by.posting.area)
    return [(one.household, one.month, one.difference, one.cause) for one in found]


@pytest.fixture
def paid_july(round_of_july: Round) -> Round:
    """July is paid, but for household 105, which has no account."""
    sent(round_of_july)
    answered(round_of_july, {})
    return round_of_july


HELD_105 = (105, JULY, Decimal(168), Cause.ACCOUNT)


def test_a_death_told_of_late_is_paid_too_much(paid_july: Round) -> None:
    end_benefit(household=101, last_month=JUNE)

    assert corrections(paid_july.clerk) == [(101, JULY, Decimal(-154), Cause.ENDED), HELD_105]
    with scope.of(paid_july.clerk):
        (first, _second) = corrections_within(paid_july.county)
    assert (first.of.end_reason, first.of.decided_on) == ("death", TODAY)


def test_another_benefit_in_place_of_the_one_paid_leaves_the_difference(paid_july: Round) -> None:
    end_benefit(household=101, last_month=JUNE)
    grant_late(paid_july.clerk, household=101, amount=42)

    assert corrections(paid_july.clerk) == [(101, JULY, Decimal(-112), Cause.ENDED), HELD_105]


def test_a_month_before_the_end_stays_as_it_is(paid_july: Round) -> None:
    end_benefit(household=101, last_month=JULY)

    assert corrections(paid_july.clerk) == [HELD_105]


def test_what_did_not_reach_the_family_is_missing(round_of_july: Round) -> None:
    sent(round_of_july)
    answered(round_of_july, {1: FailureReason.ACCOUNT_CLOSED})

    assert corrections(round_of_july.clerk) == [(101, JULY, Decimal(154), Cause.FAILED), HELD_105]


def test_a_benefit_confirmed_too_late_is_missing(paid_july: Round) -> None:
    grant_late(paid_july.clerk)

    assert corrections(paid_july.clerk) == [HELD_105, (301, JULY, Decimal(52), Cause.LATE)]


def test_what_is_held_is_missing_once_it_is_signed(round_of_july: Round) -> None:
    held(round_of_july.clerk)
    with scope.of(round_of_july.clerk):
        batches.draw(county=round_of_july.county, month=JULY, by=round_of_july.clerk, on=TODAY)
        round_of_july.batch.refresh_from_db()
    assert corrections(round_of_july.clerk) == []

    carry(round_of_july, until="sealed")

    assert corrections(round_of_july.clerk) == [(101, JULY, Decimal(154), Cause.HOLD), HELD_105]


def test_what_is_on_its_way_is_no_difference_yet(round_of_july: Round) -> None:
    sent(round_of_july)
    end_benefit(household=101, last_month=JUNE)

    assert corrections(round_of_july.clerk) == [HELD_105]
    (july,) = of_household(round_of_july.clerk, 101)
    assert (july.of.status, july.of.due, july.difference) == (LineStatus.SENT, 0, None)


def test_a_void_batch_is_compared_with_nothing(round_of_july: Round) -> None:
    carry(round_of_july, until="sealed")
    with scope.of(round_of_july.approver):
        batches.void(batch=round_of_july.batch, reason="名单有误", by=round_of_july.approver)

    assert corrections(round_of_july.clerk) == []


def test_another_county_sees_its_own(paid_july: Round, cast: Cast) -> None:
    end_benefit(household=101, last_month=JUNE)

    assert corrections(cast.foreign_clerk) == []
    assert len(corrections(cast.officer)) == 2


def of_household(by: Staff, household: int) -> list[ComparedMonth]:
    with scope.of(by):
        return months_of(Household.objects.get(pk=household))


def test_a_household_shows_every_signed_month(paid_july: Round) -> None:
    grant_late(paid_july.clerk)

    (paid,) = of_household(paid_july.clerk, 102)
    (late,) = of_household(paid_july.clerk, 301)

    assert (paid.month, paid.paid, paid.difference) == (JULY, Decimal(156), 0)
    assert (late.month, late.paid, late.difference) == (JULY, 0, Decimal(52))


def test_it_takes_two_queries_whatever_there_is(paid_july: Round) -> None:
    for household in (101, 102, 103):
        end_benefit(household=household, last_month=JUNE)

    with scope.of(paid_july.clerk), CaptureQueriesContext(connection) as queries:
        corrections_within(paid_july.county)

    assert len(queries) == 2
