"""The server's clock jumps, or stands at the edge of a month: a month is what a batch says, and is paid once."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from dibao import clock, jobs, scope
from dibao.errors import Refused
from dibao.models.job import JobRun, JobStatus
from dibao.values.months import BenefitMonth
from payments import jobs as work
from payments import ledgers
from payments.actions import batches
from payments.models import PaymentBatch, PaymentLine
from tests.cast import Cast
from tests.payments.conftest import AUGUST, JULY, TODAY, Round, carry

# Shanghai is eight hours ahead and knows no summer time.
BEFORE_MIDNIGHT = {
    "the last second of July": (datetime(2008, 7, 31, 15, 59, 59, tzinfo=UTC), date(2008, 7, 31)),
    "the first second of August": (datetime(2008, 7, 31, 16, 0, 0, tzinfo=UTC), date(2008, 8, 1)),
    "the last second of a leap day": (
        datetime(2008, 2, 29, 15, 59, 59, tzinfo=UTC),
        date(2008, 2, 29),
    ),
    "the second after it": (datetime(2008, 2, 29, 16, 0, 0, tzinfo=UTC), date(2008, 3, 1)),
    "the last second of a year": (
        datetime(2007, 12, 31, 15, 59, 59, tzinfo=UTC),
        date(2007, 12, 31),
    ),
}


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """The application's clock shows that moment."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timezone, "now", lambda: moment)
        patch.setattr(settings, "BUSINESS_DATE", None)
        yield


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC)


@pytest.mark.parametrize(("moment", "day"), BEFORE_MIDNIGHT.values(), ids=BEFORE_MIDNIGHT)
def test_a_day_ends_at_midnight_in_shanghai(moment: datetime, day: date) -> None:
    with at(moment):
        assert clock.today() == day
        assert BenefitMonth.of(clock.today()) == BenefitMonth(day.year, day.month)


def asked(cast: Cast, month: BenefitMonth, *, on: date) -> JobRun:
    """A batch of that month is asked for and drawn by a worker while the clock shows that day."""
    with at(noon(on)):
        with scope.of(cast.clerk):
            job = work.ask_to_draw(month=month, by=cast.clerk)
        jobs.drain()
    job.refresh_from_db()
    return job


@pytest.mark.parametrize("days", [-10, 35])
def test_a_clock_that_jumps_pays_no_month_twice(in_benefit: None, cast: Cast, days: int) -> None:
    asked(cast, JULY, on=TODAY)
    with scope.of(cast.clerk):
        batch = PaymentBatch.objects.get()
    carry(
        Round(batch, cast.clerk, cast.reviewer, cast.approver, cast.finance, cast.second_finance),
        until="sealed",
    )

    again = asked(cast, JULY, on=TODAY + timedelta(days=days))

    assert again.status == JobStatus.REFUSED
    with scope.of(cast.clerk):
        assert PaymentBatch.objects.filter(month=JULY).count() == 1
        assert PaymentLine.objects.filter(month=JULY).count() == 7
        assert ledgers.check(cast.clerk.posting.area) == []


def test_at_any_second_a_line_bears_the_month_that_was_asked_for(
    in_benefit: None, cast: Cast
) -> None:
    for moment, _ in BEFORE_MIDNIGHT.values():
        for month in (JULY, AUGUST):
            with at(moment), suppress(Refused), scope.of(cast.clerk):
                batches.draw(
                    county=cast.clerk.posting.area, month=month, by=cast.clerk, on=clock.today()
                )

    with scope.of(cast.clerk):
        lines = PaymentLine.objects.values_list("month", "batch__month", "household")
        assert {(line, batch) for line, batch, _ in lines} == {(JULY, JULY), (AUGUST, AUGUST)}
        assert len(lines) == len({(line, household) for line, _, household in lines}) == 14
