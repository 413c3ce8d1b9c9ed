"""Working days and legal deadlines, over a calendar of holidays that is handed in.

The day that starts a deadline is not counted (民法典第二百零一条); "7天" means calendar days,
"7个工作日" working days. No clock and no query: who asks passes the day.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property

ONE_DAY = timedelta(days=1)
SATURDAY = 5
OCTOBER = 10
# 国庆节 fills the first days of October; at least one of the first seven is a weekday off.
NATIONAL_DAYS = 7


class DayUnit(StrEnum):
    """How a deadline counts."""

    DAYS = "days"
    WORKING_DAYS = "working_days"


@dataclass(frozen=True)
class WorkCalendar:
    """Monday to Friday, less the weekdays off, plus the weekends that are worked (调休).

    Beyond the years whose holidays are recorded it goes on as plain Monday to Friday, and
    `knows` says so.
    """

    working_days_off: frozenset[date] = field(default=frozenset())
    working_weekends: frozenset[date] = field(default=frozenset())

    def is_working_day(self, day: date) -> bool:
        if day.weekday() >= SATURDAY:
            return day in self.working_weekends
        return day not in self.working_days_off

    @cached_property
    def known_years(self) -> frozenset[int]:
        """Years whose holidays are recorded.

        National Day is the last holiday of each year's published list, so a year is known once it
        is there; New Year's Day alone may come from the neighbouring year's list.
        """
        return frozenset(
            day.year
            for day in self.working_days_off
            if day.month == OCTOBER and day.day <= NATIONAL_DAYS
        )

    def knows(self, day: date) -> bool:
        return day.year in self.known_years

    def knows_span(self, first: date, last: date) -> bool:
        return all(year in self.known_years for year in range(first.year, last.year + 1))

    def add_days(self, start: date, days: int) -> date:
        return start + timedelta(days=days)

    def add_working_days(self, start: date, days: int) -> date:
        """The day on which the given number of working days after the start have passed."""
        if days < 0:
            raise ValueError(f"a deadline lies ahead: {days}")
        day = start
        while days:
            day += ONE_DAY
            days -= self.is_working_day(day)
        return day

    def working_days_between(self, after: date, until: date) -> int:
        """Working days later than `after`, up to and with `until`."""
        return sum(self.is_working_day(day) for day in _days(after, until))

    def days_left(self, due: date, on: date, unit: DayUnit = DayUnit.DAYS) -> int:
        """0 on the due day itself, negative once it is over."""
        if unit == DayUnit.DAYS:
            return (due - on).days
        if on <= due:
            return self.working_days_between(on, due)
        # A weekend after the due day is overdue already, though no working day has passed.
        return min(-1, -self.working_days_between(due, on))


@dataclass(frozen=True, slots=True)
class Deadline:
    """So many days, or working days, after the day that starts it."""

    amount: int
    unit: DayUnit
    start: date

    def due(self, calendar: WorkCalendar) -> date:
        """The last day on which the act is in time."""
        if self.unit == DayUnit.WORKING_DAYS:
            return calendar.add_working_days(self.start, self.amount)
        return calendar.add_days(self.start, self.amount)

    def days_left(self, calendar: WorkCalendar, on: date) -> int:
        return calendar.days_left(self.due(calendar), on, self.unit)

    def is_over(self, calendar: WorkCalendar, on: date) -> bool:
        return on > self.due(calendar)

    def is_certain(self, calendar: WorkCalendar) -> bool:
        """False when it was reckoned past the recorded holidays, so that it may still move."""
        if self.unit == DayUnit.DAYS:
            return True
        return calendar.knows_span(self.start, self.due(calendar))


def _days(after: date, until: date) -> Iterable[date]:
    return (after + timedelta(days=count) for count in range(1, (until - after).days + 1))
