"""Days used and left, and that lists find late exactly what the pages say is late."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applicants import limits, rule_sets
from applicants.actions import cases, extensions
from applicants.eligibility.codes import DecisionLevel, ProcedureStep, StartEvent, TimeUnit
from applicants.eligibility.terms import ProcedureLimit
from applicants.lateness import Lateness, rule_sets_near
from applicants.models import Case, Grant, PublicNotice
from applicants.pages.case_file import CaseFile, cases_of, open_file
from applicants.steps import Clock
from dibao import scope
from dibao.models.holiday import Holiday
from dibao.models.staff import Staff
from dibao.values.workdays import DayUnit, Deadline, WorkCalendar
from tests.cast import DECIDED, ENTERED, LAST_NOTICE_DAY, POSTED, Cast
from tests.changes import opened
from tests.factories.checks import requested

MID_AUTUMN = date(2026, 7, 8)
days = st.dates(date(2026, 1, 1), date(2027, 12, 31))


def a_limit(number: int, unit: TimeUnit) -> ProcedureLimit:
    return ProcedureLimit(
        step=ProcedureStep.DECISION,
        number=number,
        unit=unit,
        start=StartEvent.ACCEPTANCE,
        article="",
    )


@given(
    number=st.integers(1, 50),
    unit=st.sampled_from([TimeUnit.DAYS, TimeUnit.WORKING_DAYS]),
    on=days,
    shift=st.integers(-3, 90),
    off=st.frozensets(days, max_size=30),
    worked=st.frozensets(days, max_size=10),
)
def test_a_limit_is_over_from_the_day_that_lists_compare_with(
    number: int,
    unit: TimeUnit,
    on: date,
    shift: int,
    off: frozenset[date],
    worked: frozenset[date],
) -> None:
    """The list asks for starts up to a day; the page reckons forward from each start: both say the same."""
    calendar = WorkCalendar(working_days_off=off, working_weekends=worked)
    start = on - timedelta(days=shift)

    latest = limits.latest_start_over(a_limit(number, unit), calendar, on=on)

    deadline = Deadline(number, DayUnit(unit.value), start)
    assert latest is not None
    assert (start <= latest) == deadline.is_over(calendar, on)


def test_months_are_not_compared_by_days() -> None:
    assert limits.latest_start_over(a_limit(3, TimeUnit.MONTHS), WorkCalendar(), on=ENTERED) is None


def file_of(case: Case, by: Staff, *, on: date) -> CaseFile:
    with scope.of(by):
        return open_file(cases_of(by, on=on).get(pk=case.pk), on=on)


def states(file: CaseFile) -> dict[str, tuple[date, int, int]]:
    return {one.limit.step.value: (one.due, one.used, one.left) for one in file.limits}


def test_a_case_shows_the_days_used_and_left(cast: Cast, accepted_case: Case) -> None:
    file = file_of(accepted_case, cast.caseworker, on=POSTED)

    assert states(file) == {
        "start_investigation": (date(2026, 7, 9), 2, 1),
        "decision": (date(2026, 8, 17), 2, 28),
    }


def test_a_holiday_moves_the_last_day(cast: Cast, accepted_case: Case) -> None:
    Holiday.objects.create(day=MID_AUTUMN, name="放假")

    file = file_of(accepted_case, cast.caseworker, on=POSTED)

    assert states(file)["start_investigation"] == (date(2026, 7, 10), 1, 2)


def test_days_of_an_unknown_year_are_called_uncertain(cast: Cast, accepted_case: Case) -> None:
    file = file_of(accepted_case, cast.caseworker, on=POSTED)
    assert {one.is_certain for one in file.limits} == {False}
    assert "节假日表里没有2026年" in file.holiday_warning

    Holiday.objects.create(day=date(2026, 10, 1), name="国庆节")

    file = file_of(accepted_case, cast.caseworker, on=POSTED)
    assert {one.is_certain for one in file.limits} == {True}
    assert file.holiday_warning == ""


def test_asking_for_a_check_begins_the_investigation(cast: Cast, accepted_case: Case) -> None:
    with scope.of(cast.caseworker):
        requested(accepted_case, cast.caseworker, on=POSTED)

    begun = file_of(accepted_case, cast.caseworker, on=DECIDED).limits[0]

    assert (begun.done_on, begun.used, begun.is_late) == (POSTED, 2, False)


def test_the_county_has_its_days_from_the_end_of_the_posting(
    cast: Cast, case_on_notice: Case, notice: PublicNotice
) -> None:
    running = states(file_of(case_on_notice, cast.reviewer, on=LAST_NOTICE_DAY))
    over = states(file_of(case_on_notice, cast.reviewer, on=DECIDED))

    assert running["county_opinion"] == (date(2026, 7, 28), 0, 10)
    assert over["county_opinion"] == (date(2026, 7, 28), 1, 9)


def test_more_time_moves_the_whole_procedure(cast: Cast, accepted_case: Case) -> None:
    with scope.of(cast.township_head):
        extensions.grant(
            case=accepted_case, reason="disaster", note="洪灾", by=cast.township_head, on=POSTED
        )

    assert states(file_of(accepted_case, cast.caseworker, on=POSTED))["decision_extended"] == (
        date(2026, 9, 7),
        2,
        43,
    )


def test_a_township_that_decides_itself_has_fewer_days() -> None:
    terms = rule_sets.load("2026").terms
    own = replace(terms, decision_level=DecisionLevel.TOWNSHIP)

    ordinary, quick = (
        limits.overall(terms, is_extended=False),
        limits.overall(own, is_extended=False),
    )
    extended = limits.overall(own, is_extended=True)

    assert [one.number for one in (ordinary, quick, extended) if one] == [30, 20, 45]


def test_what_is_done_shows_no_days_left(cast: Cast, grant: Grant) -> None:
    with scope.of(cast.reviewer):
        case = Case.objects.get()

    done = {one.limit.step.value: one for one in file_of(case, cast.reviewer, on=DECIDED).limits}

    assert {one.done_on for one in done.values()} == {ENTERED, DECIDED}
    assert not any(one.is_late for one in done.values())


def found_late(by: Staff, *, on: date) -> tuple[bool, bool]:
    """What the list asks the database: late, and due today."""
    with scope.of(by):
        clock = Clock(on)
        lateness = Lateness.of(rule_sets_near(by), clock.calendar, on=on)
        rows = cases_of(by, on=on)
        return rows.filter(lateness.late).exists(), rows.filter(lateness.today).exists()


def shown_late(case: Case, by: Staff, *, on: date) -> tuple[bool, bool]:
    """What the page reckons."""
    with scope.of(by):
        remaining = Clock(on).remaining(cases_of(by, on=on).get(pk=case.pk))
    return (
        remaining is not None and remaining.is_late,
        remaining is not None and remaining.due == on,
    )


@pytest.mark.parametrize(
    "stage", ["accepted_case", "visit", "assessment", "proposed_case", "case_on_notice"]
)
def test_lists_and_pages_agree_on_what_is_late(
    cast: Cast, request: pytest.FixtureRequest, draft_case: Case, stage: str
) -> None:
    request.getfixturevalue(stage)
    # Around the third, the tenth and the thirtieth working day, and about the notice.
    span = [ENTERED + timedelta(days=n) for n in (0, 2, 3, 4, 7, 9, 22, 23, 24, 41, 42, 43)]

    found = {on: found_late(cast.caseworker, on=on) for on in span}

    # While a notice hangs the page counts the notice's days; nobody can hurry those.
    hanging = {POSTED + timedelta(days=n) for n in range(7)} if stage == "case_on_notice" else set()
    wanted = {on: shown_late(draft_case, cast.caseworker, on=on) for on in span}
    assert {on: one for on, one in found.items() if on not in hanging} == {
        on: one for on, one in wanted.items() if on not in hanging
    }
    assert any(late for late, _today in found.values())


def test_a_look_at_a_benefit_is_never_late(cast: Cast, grant: Grant) -> None:
    opened(grant, cast)

    assert found_late(cast.caseworker, on=date(2027, 7, 1)) == (False, False)


def test_the_limits_of_a_withdrawn_case_stop_with_the_day(cast: Cast, accepted_case: Case) -> None:
    with scope.of(cast.caseworker):
        cases.withdraw(case=accepted_case, reason="不申请了", by=cast.caseworker, on=POSTED)

    later = file_of(accepted_case, cast.caseworker, on=date(2026, 12, 1))

    assert states(later) == {
        "start_investigation": (date(2026, 7, 9), 2, 1),
        "decision": (date(2026, 8, 17), 2, 28),
    }
    assert all(one.is_stopped and not one.is_late for one in later.limits)
