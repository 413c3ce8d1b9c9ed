"""Working days over real holiday tables, and deadlines that say how sure they are."""

from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dibao.values.workdays import DayUnit, Deadline, WorkCalendar

YEARS = (2007, 2008, 2026)


def _days_of(year):
    return (
        date(year, 1, 1) + timedelta(days=count)
        for count in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)
    )


@pytest.fixture(scope="module")
def calendar():
    days = [day for year in YEARS for day in _days_of(year)]
    return WorkCalendar(
        working_days_off=frozenset(
            d for d in days if d.weekday() < 5 and chinese_calendar.is_holiday(d)
        ),
        working_weekends=frozenset(
            d for d in days if d.weekday() >= 5 and chinese_calendar.is_workday(d)
        ),
    )


@pytest.mark.parametrize("year", YEARS)
def test_every_day_agrees_with_the_published_calendar(calendar, year):
    assert [calendar.is_working_day(day) for day in _days_of(year)] == [
        chinese_calendar.is_workday(day) for day in _days_of(year)
    ]


def test_the_first_day_is_not_counted(calendar):
    monday = date(2026, 6, 1)

    assert calendar.add_working_days(monday, 3) == date(2026, 6, 4)
    assert calendar.add_days(monday, 7) == date(2026, 6, 8)
    assert calendar.add_working_days(monday, 0) == monday


def test_a_worked_weekend_counts_and_a_holiday_does_not(calendar):
    # 2008: 29 September to 5 October off, 27 and 28 September (a weekend) worked.
    assert calendar.add_working_days(date(2008, 9, 26), 3) == date(2008, 10, 6)


def test_the_due_day_is_in_time_and_the_next_is_late(calendar):
    notice = Deadline(7, DayUnit.DAYS, date(2008, 7, 1))

    assert notice.due(calendar) == date(2008, 7, 8)
    assert notice.days_left(calendar, on=date(2008, 7, 8)) == 0
    assert not notice.is_over(calendar, on=date(2008, 7, 8))
    assert notice.is_over(calendar, on=date(2008, 7, 9))
    assert notice.days_left(calendar, on=date(2008, 7, 9)) == -1


def test_days_left_count_working_days_when_the_deadline_does(calendar):
    decision = Deadline(10, DayUnit.WORKING_DAYS, date(2026, 6, 5))

    assert decision.days_left(calendar, on=date(2026, 6, 5)) == 10
    assert decision.days_left(calendar, on=date(2026, 6, 6)) == 10
    assert decision.days_left(calendar, on=decision.due(calendar)) == 0


def test_a_weekend_after_the_due_day_is_late_already():
    plain = WorkCalendar()
    friday = date(2026, 6, 5)

    assert plain.days_left(friday, on=date(2026, 6, 6), unit=DayUnit.WORKING_DAYS) == -1
    assert plain.days_left(friday, on=date(2026, 6, 9), unit=DayUnit.WORKING_DAYS) == -2


def test_a_deadline_past_the_recorded_holidays_says_so(calendar):
    inside = Deadline(10, DayUnit.WORKING_DAYS, date(2008, 6, 2))
    outside = Deadline(30, DayUnit.WORKING_DAYS, date(2008, 12, 1))
    calendar_days = Deadline(90, DayUnit.DAYS, date(2008, 12, 1))

    assert inside.is_certain(calendar)
    assert not outside.is_certain(calendar)
    assert calendar_days.is_certain(calendar)


def test_new_years_day_alone_does_not_make_a_year_known():
    calendar = WorkCalendar(working_days_off=frozenset({date(2026, 10, 1), date(2027, 1, 1)}))

    assert calendar.knows(date(2026, 12, 31))
    assert not calendar.knows(date(2027, 1, 4))


def test_a_deadline_never_lies_behind_its_start():
    with pytest.raises(ValueError, match="ahead"):
        WorkCalendar().add_working_days(date(2026, 1, 1), -1)


@given(start=st.dates(date(2007, 1, 1), date(2026, 1, 1)), days=st.integers(1, 60))
def test_adding_and_counting_working_days_agree(calendar, start, days):
    due = calendar.add_working_days(start, days)

    assert calendar.working_days_between(start, due) == days
    assert calendar.is_working_day(due)
