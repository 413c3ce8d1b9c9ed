"""A month that keeps part of a debt back: what was given is reported whole, what left the funds is less by it."""

from decimal import Decimal

import pytest

from dibao import scope
from oversight.actions import publications
from oversight.statistics import month as statistics
from payments import charts
from payments.actions import batches
from tests.payments.conftest import AUGUST, TODAY, Round, answered, in_benefit, round_of_july, sent
from tests.payments.test_recoveries import month_of, ordered, overpaid

# Fixtures of the payments floor that these tests stand on.
__all__ = ["in_benefit", "overpaid", "round_of_july"]

GIVEN = Decimal(729)
KEPT_BACK = Decimal(25)


@pytest.fixture
def august(overpaid: Round) -> Round:
    """Household 102 is given 100 yuan of August, and 25 of them go against its debt."""
    ordered(overpaid)
    month = month_of(overpaid, AUGUST)
    sent(month)
    answered(month, {})
    with scope.of(month.finance):
        batches.settle(batch=month.batch, by=month.finance)
    return month


def test_a_report_says_what_was_given_and_its_parts_add_up(august: Round) -> None:
    with scope.of(august.clerk):
        total = statistics.report(august.county, AUGUST).total

    money = total.money
    assert total.due == GIVEN
    assert money.paid + money.held == GIVEN
    assert total.of_class(2).due == Decimal(100) + Decimal(104)


def test_what_is_published_of_a_month_is_what_was_given(august: Round) -> None:
    with scope.of(august.finance):
        figures = publications.publish_month(
            county=august.county, month=AUGUST, by=august.finance, on=TODAY
        )

    assert (figures.due_amount, figures.paid_amount) == (GIVEN, GIVEN - figures.held_amount)


def test_the_batch_and_the_chart_name_what_was_kept_back(august: Round) -> None:
    with scope.of(august.clerk):
        month = charts.months_of(august.county)[-1]
        august.batch.refresh_from_db()

    assert (month.all.given, month.all.offset) == (GIVEN, KEPT_BACK)
    assert august.batch.total_amount == GIVEN - KEPT_BACK
    assert month.to_bank == august.batch.payable_amount
