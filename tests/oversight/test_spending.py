"""What the report of spending says of money that is paid in a second try."""

from dataclasses import replace

import pytest
from pytest_django import Settings

from dibao import scope
from payments.actions import batches
from payments.models.batch import BatchKind
from tests.cast import Cast
from tests.oversight.months import AUGUST
from tests.oversight.test_statistics import worked_out
from tests.payments.conftest import TODAY, answered, july_drawn, sent
from tests.payments.holding import held, lifted


@pytest.mark.usefixtures("in_benefit")
def test_an_average_is_that_of_the_months_in_a_month_and_in_a_year(
    cast: Cast, settings: Settings
) -> None:
    """What comes later for months that failed has no persons of its own, and makes nobody's month dearer."""
    settings.BUSINESS_DATE = TODAY
    hold = held(cast.clerk, household=101)
    july = july_drawn(cast)
    sent(july)
    answered(july, {})
    lifted(hold, cast.reviewer)
    with scope.of(cast.clerk):
        again = batches.draw(
            county=july.county, month=AUGUST, by=cast.clerk, on=TODAY, kind=BatchKind.FOLLOW_UP
        )
    second_try = replace(july, batch=again)
    sent(second_try)
    answered(second_try, {})

    year = worked_out("spending", "2008", cast).total.figures

    assert year["beside"] > 0
    assert year["average"] == year["cumulative_average"]


@pytest.mark.usefixtures("in_benefit")
def test_what_is_paid_again_is_owed_once(cast: Cast, settings: Settings) -> None:
    settings.BUSINESS_DATE = TODAY
    hold = held(cast.clerk, household=101)
    july = july_drawn(cast)
    sent(july)
    answered(july, {})
    before = worked_out("spending", "2008-Q3", cast).total.figures["unpaid"]

    lifted(hold, cast.reviewer)
    with scope.of(cast.clerk):
        again = batches.draw(
            county=july.county, month=AUGUST, by=cast.clerk, on=TODAY, kind=BatchKind.FOLLOW_UP
        )
        assert again.lines.get().amount > 0

    after = worked_out("spending", "2008-Q3", cast).total.figures["unpaid"]
    assert before == after
