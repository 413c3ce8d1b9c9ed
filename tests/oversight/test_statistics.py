"""Every report of every month equals what plain SQL of another shape finds; every figure is what its rows add up to."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from applicants.actions import decisions, objections
from applicants.models import Case, Grant, RuleSet
from dibao import scope
from dibao.levels import AreaLevel
from dibao.models.area import Area
from dibao.models.staff import Posting, Staff
from dibao.paging import Cut
from dibao.values.months import BenefitMonth
from oversight.dashboard import cases_by_step, rechecks_by_month
from oversight.statistics import closing, registry
from oversight.statistics.engine import Result, figure_of, level_of_rows, rows_of, work_out
from oversight.statistics.measures import Asked
from oversight.statistics.periods import Period
from tests.cast import DECIDED, POSTED, Cast
from tests.changes import ended, given_grace
from tests.factories.places import Places
from tests.oversight.months import AUGUST, JULY, JUNE, lived_through
from tests.payments.conftest import TODAY, Round

PERIODS = ["2008-01", "2008-06", "2008-07", "2008-08", "2008-09", "2008-Q2", "2008-Q3", "2008"]


@pytest.fixture
def months(cast: Cast, places: Places, in_benefit: None, settings: Settings) -> tuple[Round, Round]:
    settings.BUSINESS_DATE = TODAY
    return lived_through(cast, places)


def worked_out(
    key: str,
    period: str,
    cast: Cast,
    area: Area | None = None,
    *,
    on: date = TODAY,
    by: Staff | None = None,
) -> Result:
    report = registry.report_of(key)
    assert report is not None
    by = by or cast.officer
    area = area or by.posting.area
    with scope.of(by):
        level = level_of_rows(report, area)
        return work_out(report, Asked(area, Period.parse(period), level, on))


def by_county(result: Result, *keys: str) -> dict[str, tuple[object, ...]]:
    """The figures of the counties that have any."""
    found = {
        place.area.pk[:6]: tuple(place.figures[key] for key in keys) for place in result.places
    }
    return {code: figures for code, figures in found.items() if any(figures)}


def by_sql(statement: str, cast: Cast, period: str) -> dict[str, tuple[object, ...]]:
    """What a statement finds: the county's six digits first, then the figures."""
    asked = Period.parse(period)
    values = {"first": asked.first.first_day, "last": asked.last.first_day, "day": asked.last_day}
    with scope.of(cast.officer), connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: Sequence[tuple[object, ...]] = cursor.fetchall()
    return {str(code): tuple(figures) for code, *figures in rows if any(figures)}


# Each says with ranges and joins of its own what a report counts with comparisons and filters.
CASELOAD = """
SELECT left(h.area_code, 6), count(DISTINCT h.id), sum(g.covered_count),
       coalesce(sum(g.base_amount + g.supplement_amount), 0),
       coalesce(sum(CASE WHEN g.benefit_class = 2 THEN g.covered_count END), 0)
FROM applicants_household h JOIN applicants_grant g ON g.household_id = h.id
 AND g.first_month <= coalesce(g.last_month, 'infinity')
WHERE daterange(g.first_month, g.last_month, '[]') @> %(last)s::date GROUP BY 1
"""
PEOPLE = """
SELECT left(p.area_code, 6), count(DISTINCT p.id), count(DISTINCT p.id) FILTER (WHERE p.sex = 'female'),
       count(DISTINCT p.id) FILTER (WHERE extract(year FROM age(%(day)s, p.birth_date)) >= 60),
       count(DISTINCT p.id) FILTER (WHERE extract(year FROM age(%(day)s, p.birth_date)) < 18),
       count(DISTINCT p.id) FILTER (WHERE p.disability_level IS NOT NULL),
       count(DISTINCT p.id) FILTER (WHERE p.disability_level IN (1, 2)),
       count(DISTINCT p.id) FILTER (WHERE extract(year FROM age(%(day)s, p.birth_date)) BETWEEN 18 AND 59),
       count(DISTINCT p.id) FILTER (WHERE p.birth_date IS NULL),
       count(DISTINCT p.id) FILTER (WHERE 3 = ANY(c.classes))
FROM applicants_person p CROSS JOIN LATERAL (
    SELECT array_agg(g.benefit_class) AS classes
    FROM applicants_grantshare s JOIN applicants_grant g ON g.id = s.grant_id
    WHERE s.person_id = p.id AND g.first_month <= coalesce(g.last_month, 'infinity')
      AND daterange(g.first_month, g.last_month, '[]') @> %(last)s::date) c
WHERE c.classes IS NOT NULL GROUP BY 1
"""
CHANGES = """
WITH paid AS (
    SELECT h.id, left(h.area_code, 6) AS county, m::date AS month, g.total_amount, g.covered_count, d.outcome,
           lag(g.total_amount) OVER w AS before, lead(g.total_amount) OVER w AS later, e.outcome AS ending
    FROM generate_series(%(first)s::date - interval '1 month', %(last)s::date, '1 month') m
    CROSS JOIN applicants_household h
    LEFT JOIN applicants_grant g ON g.household_id = h.id AND g.first_month <= coalesce(g.last_month, 'infinity')
     AND daterange(g.first_month, g.last_month, '[]') @> m::date
    LEFT JOIN applicants_decision d ON d.id = g.decision_id LEFT JOIN applicants_decision e ON e.id = g.ended_by_id
    WINDOW w AS (PARTITION BY h.id ORDER BY m)
)
SELECT county,
       count(*) FILTER (WHERE month >= %(first)s AND total_amount IS NOT NULL AND before IS NULL
                          AND outcome <> 'transfer'),
       count(*) FILTER (WHERE month < %(last)s AND total_amount IS NOT NULL AND later IS NULL
                          AND ending IS DISTINCT FROM 'transfer'),
       count(*) FILTER (WHERE month >= %(first)s AND total_amount IS NOT NULL AND before IS NULL
                          AND outcome = 'transfer'),
       count(*) FILTER (WHERE month < %(last)s AND total_amount IS NOT NULL AND later IS NULL AND ending = 'transfer'),
       coalesce(sum(total_amount - before) FILTER (WHERE month >= %(first)s AND total_amount > before), 0),
       coalesce(sum(before - total_amount) FILTER (WHERE month >= %(first)s AND total_amount < before), 0),
       coalesce(sum(total_amount) FILTER (WHERE month >= %(first)s AND before IS NULL AND outcome <> 'transfer'), 0)
FROM paid GROUP BY 1
"""
SPENDING = """
SELECT left(l.area_code, 6), count(DISTINCT l.household_id) FILTER (WHERE b.month >= %(first)s),
       coalesce(sum(l.base_amount + l.supplement_amount - l.offset_amount) FILTER (WHERE b.month >= %(first)s), 0),
       sum(l.base_amount + l.supplement_amount - l.offset_amount), sum(l.covered_count)
FROM payments_paymentline l JOIN payments_paymentbatch b ON b.id = l.batch_id
WHERE l.status = 'paid' AND l.booking <> 'returned' AND b.month <= %(last)s
  AND extract(year FROM b.month) = extract(year FROM %(last)s::date) GROUP BY 1
"""
FUNDS = """
SELECT county, sum(given), sum(used), sum(given) - sum(used) FROM (
    SELECT left(area_code, 6) AS county, amount AS given, 0 AS used FROM payments_fundentry
    WHERE kind = 'benefit' AND confirmed_by_id IS NOT NULL AND day <= %(day)s
      AND year = extract(year FROM %(day)s::date)
    UNION ALL
    SELECT left(b.area_code, 6), 0, f.amount
    FROM payments_paymentbatch b JOIN payments_batchfunding f ON f.batch_id = b.id
    WHERE b.month BETWEEN date_trunc('year', %(last)s::date) AND %(last)s) s GROUP BY 1
"""
WORK_FUND = """
SELECT left(a.code, 6),
       (SELECT coalesce(sum(l.amount), 0) FROM payments_paymentline l JOIN payments_paymentbatch b ON b.id = l.batch_id
        WHERE b.area_code = a.code AND b.status = 'settled' AND l.status = 'paid' AND l.booking = ''
          AND b.month BETWEEN date_trunc('year', %(last)s::date) AND %(last)s),
       (SELECT coalesce(sum(amount), 0) FROM payments_fundentry e WHERE e.area_code = a.code AND kind = 'work'
          AND e.day <= %(day)s AND e.year = extract(year FROM %(day)s::date)),
       (SELECT coalesce(sum(amount), 0) FROM payments_fundentry e WHERE e.area_code = a.code
          AND kind = 'work_spending' AND e.day <= %(day)s AND e.year = extract(year FROM %(day)s::date))
FROM dibao_area a WHERE a.level = 'county'
"""
# Taken over on 1 January, with nobody's fitness for work known: stable, and due after half a year.
RECHECKS = """
SELECT left(h.area_code, 6), count(*) FILTER (WHERE due >= %(first)s), count(*) FILTER (WHERE due < %(first)s)
FROM (SELECT c.household_id, (max(d.decided_on) + interval '6 months')::date AS due
      FROM applicants_decision d JOIN applicants_case c ON c.id = d.case_id
      WHERE d.outcome IN ('grant', 'keep', 'increase', 'decrease', 'adjust') GROUP BY 1) s
JOIN applicants_household h ON h.id = s.household_id
WHERE due <= %(day)s AND EXISTS (
    SELECT FROM applicants_grant g WHERE g.household_id = h.id AND g.last_month IS NULL) GROUP BY 1
"""
SAID = [
    ("caseload", CASELOAD, ("households", "persons", "amount", "class_2_persons")),
    (
        "people",
        PEOPLE,
        (
            *("persons", "women", "old", "minors", "disabled"),
            *("severely_disabled", "adults", "unknown_age", "class_3"),
        ),
    ),
    (
        "changes",
        CHANGES,
        (
            *("new_households", "stopped_households", "moved_in_households"),
            *("moved_out_households", "more_amount", "less_amount", "new_amount"),
        ),
    ),
    (
        "spending",
        SPENDING,
        ("households", "spent", "cumulative", "cumulative_person_months"),
    ),
    ("funds", FUNDS, ("allocated", "used", "left")),
    ("work-fund", WORK_FUND, ("spent", "allocated", "work_spent")),
    ("rechecks", RECHECKS, ("due", "overdue")),
]


def test_every_report_of_every_period_equals_a_statement_of_another_shape(
    months: object, cast: Cast
) -> None:
    for key, statement, figures in SAID:
        found = {period: by_county(worked_out(key, period, cast), *figures) for period in PERIODS}
        assert found == {period: by_sql(statement, cast, period) for period in PERIODS}, key
        assert any(found.values()), key


def test_the_odd_cases_are_where_they_belong(months: object, cast: Cast) -> None:
    """The statements above could agree on nothing at all: what happened in July and August, by hand."""
    july = worked_out("changes", "2008-07", cast)
    august = worked_out("changes", "2008-08", cast)

    ours, theirs = july.places
    assert ours.figures["new_households"] == 1
    assert (ours.figures["moved_out_households"], theirs.figures["moved_in_households"]) == (1, 1)
    assert ours.figures["less_households"] == 1
    assert theirs.figures["new_households"] == 0
    assert august.total.figures["stopped_households"] == 1
    assert worked_out("spending", "2008-07", cast).total.figures["unpaid"] > 0


def test_a_county_counts_who_moved_away_though_it_does_not_see_who_decided_it(
    months: object, cast: Cast
) -> None:
    seen_from_above = worked_out("changes", "2008-07", cast, cast.clerk.posting.area)

    seen_from_here = worked_out("changes", "2008-07", cast, by=cast.clerk)

    assert seen_from_here.total.figures == seen_from_above.total.figures
    assert seen_from_here.total.figures["moved_out_households"] == 1


@pytest.mark.parametrize("is_cut_short", [False, True])
def test_months_of_grace_are_decreases_until_the_benefit_stops(
    is_cut_short: bool, cast: Cast, falling: None, grant: Grant
) -> None:
    """Given in September: 1321 yuan in October, less each month to March, or to November where it is cut short."""
    given_grace(grant, cast)
    if is_cut_short:
        ended(grant, cast, on=date(2026, 11, 12), end_reason="moved")
    periods = [
        *(f"2026-{month:02}" for month in range(7, 13)),
        "2026",
        "2027-03",
        "2027-04",
        "2027",
    ]
    figures = {key: names for key, _statement, names in SAID}

    for key, statement in (("caseload", CASELOAD), ("changes", CHANGES)):
        found = {
            period: by_county(worked_out(key, period, cast), *figures[key]) for period in periods
        }
        assert found == {period: by_sql(statement, cast, period) for period in periods}
    november = worked_out("changes", "2026-11", cast).total.figures
    last = worked_out("changes", "2026-12" if is_cut_short else "2027-04", cast).total.figures
    assert (november["less_households"], november["less_amount"]) == (1, Decimal("220.16"))
    assert (last["stopped_households"], last["closing_households"]) == (1, 0)


def test_objections_are_counted_when_they_are_said_and_when_they_are_answered(
    cast: Cast, case_on_notice: Case, notice: object
) -> None:
    with scope.of(cast.caseworker):
        first, _second = (
            objections.lodge(
                case=case_on_notice, notice=notice, text=text, by=cast.caseworker, on=POSTED
            )
            for text in ("他家有车", "儿子开店")
        )
    with scope.of(cast.township_head):
        objections.answer(
            objection=first, is_upheld=False, text="查过，没有", by=cast.township_head, on=DECIDED
        )

    july = worked_out("objections", "2026-07", cast).total.figures
    august = worked_out("objections", "2026-08", cast).total.figures
    assert [july[key] for key in ("lodged", "answered", "dismissed", "open")] == [2, 1, 1, 1]
    assert [august[key] for key in ("lodged", "answered", "open")] == [0, 0, 1]


def working_day_after(day: date, number: int) -> date:
    """Mondays to Fridays counted one by one; these tests know no holidays."""
    while number:
        day += timedelta(days=1)
        number -= day.isoweekday() <= 5
    return day


@pytest.mark.parametrize("days_late", [0, 1])
def test_a_decision_is_in_time_to_its_last_working_day(
    days_late: int, cast: Cast, case_on_notice: Case, rules_of_2026: RuleSet
) -> None:
    (allowed,) = (
        one["number"]
        for one in rules_of_2026.terms["procedure_limits"]
        if one["step"] == "decision"
    )
    decided_on = working_day_after(case_on_notice.accepted_on, allowed + days_late)
    year = worked_out("deadlines", "2026", cast, on=decided_on).total.figures
    with scope.of(cast.reviewer):
        decisions.confirm(case=case_on_notice, reasons="符合条件", by=cast.reviewer, on=decided_on)

    month = BenefitMonth.of(decided_on)
    before = worked_out("deadlines", str(month.previous()), cast, on=decided_on)
    found = worked_out("deadlines", str(month), cast, on=decided_on)

    # While the year is not over it is reckoned on the day of asking.
    assert (year["pending"], year["pending_late"]) == (1, days_late)
    assert (before.total.figures["decided"], before.total.figures["pending"]) == (0, 1)
    counted = [found.total.figures[key] for key in ("decided", "in_time", "late", "pending")]
    assert counted == [1, 1 - days_late, days_late, 0]


def test_every_figure_is_what_its_rows_come_to(months: object, cast: Cast, places: Places) -> None:
    for report in registry.REPORTS:
        result = worked_out(report.key, "2008-07", cast)
        with scope.of(cast.officer):
            for measure in (one for one in report.measures if one.opens):
                for place in (*result.places, result.total):
                    rows, figure = figure_of(report, result.asked, measure, place.area)
                    listed = rows_of(report, result.asked, measure, place.area, Cut(limit=500))
                    assert (len(listed), figure) == (rows, place.figures[measure.key])


def test_a_report_costs_the_same_statements_for_any_size(months: object, cast: Cast) -> None:
    asked = Asked(cast.officer.posting.area, Period.parse("2008"), AreaLevel.COUNTY, TODAY)

    for report in registry.REPORTS:
        with scope.of(cast.officer), CaptureQueriesContext(connection) as queries:
            work_out(report, asked)
            closing.open_months(report, asked)
        assert len(queries) <= 10, report.key


def test_what_was_told_after_the_seal_is_red_and_names_the_batch(
    months: tuple[Round, Round], cast: Cast
) -> None:
    """102 lost part of July's money and 104's death ends with July: the batch of July still says 156 yuan of 102."""
    report = registry.report_of("caseload")
    result = worked_out("caseload", "2008-07", cast)

    with scope.of(cast.officer):
        ties = report.ties(result.asked)

    broken = [tie for tie in ties if not tie.holds]
    assert {tie.batch for tie in broken} == {months[0].batch.pk}
    assert ("安丰县", Decimal(-56)) in [(tie.place, tie.ours - tie.theirs) for tie in broken]


def test_spending_ties_to_its_batches_and_sources_to_the_fen(months: object, cast: Cast) -> None:
    result = worked_out("spending", "2008", cast)

    with scope.of(cast.officer):
        ties = result.report.ties(result.asked)

    assert len(ties) == 2
    assert all(tie.holds and tie.ours for tie in ties)


def test_a_month_says_of_each_county_why_it_is_not_closed(months: object, cast: Cast) -> None:
    report, area = registry.report_of("caseload"), cast.officer.posting.area

    with scope.of(cast.officer):
        said = {
            text: [
                one.sentence
                for one in closing.open_months(
                    report, Asked(area, Period.parse(text), AreaLevel.COUNTY, TODAY)
                )
            ]
            for text in ("2008-07", "2008-08", "2008-09")
        }

    assert said["2008-07"] == ["2008年7月：沙塘县没有编制批次。"]
    assert said["2008-08"] == ["2008年8月：沙塘县没有编制批次，安丰县的批次没有结清。"]
    assert said["2008-09"] == ["2008年9月还没有到。"]


def test_a_settled_county_is_closed_and_a_township_tells_by_its_lines(
    months: object, cast: Cast, places: Places
) -> None:
    report = registry.report_of("caseload")

    with scope.of(cast.clerk):
        asked = Asked(places.county, Period.parse("2008-07"), AreaLevel.TOWNSHIP, TODAY)
        assert closing.open_months(report, asked) == []
    with scope.of(cast.township_head):
        july, august = (
            closing.open_months(
                report, Asked(places.township, Period.month(month), AreaLevel.VILLAGE, TODAY)
            )
            for month in (JULY, AUGUST)
        )
    assert (len(july), len(august)) == (0, 1)


def test_an_offices_people_are_counted_where_they_are_employed(cast: Cast, places: Places) -> None:
    Posting.objects.filter(staff__in=[cast.officer, cast.inspector]).update(unit=places.prefecture)
    Posting.objects.filter(staff__in=[cast.clerk, cast.caseworker]).update(unit=places.county)

    found = worked_out("staff", "2008-07", cast)

    total = [found.total.figures[key] for key in ("people", "bureau", "offices", "sent")]
    assert total == [4, 2, 2, 1]
    assert by_county(found, "people", "sent") == {"990121": (2, 1)}


def test_periods_are_read_as_they_are_written() -> None:
    for text in ("2008-07", "2008-Q3", "2008"):
        assert str(Period.parse(text)) == text
    assert Period.parse("2008-Q3").first == JULY
    assert Period.parse("2008").last == BenefitMonth(2008, 12)
    assert JUNE < JULY


def test_the_overview_counts_every_open_case_by_its_step(
    cast: Cast, proposed_case: Case, places: Places
) -> None:
    """One that has no day to count from yet is neither late nor due: it has time."""
    with scope.of(cast.officer):
        waiting = cases_by_step(places.prefecture, on=POSTED)
        much_later = cases_by_step(places.prefecture, on=date(2026, 11, 2))
        elsewhere = cases_by_step(places.other_county, on=POSTED)

    assert [(one.step, one.late, one.today, one.others) for one in waiting] == [("post", 0, 0, 1)]
    assert [(one.late, one.others) for one in much_later] == [(1, 0)]
    assert elsewhere == []


def test_the_overview_tells_who_is_due_by_month_and_who_is_overdue(
    months: object, cast: Cast, places: Places
) -> None:
    with scope.of(cast.officer):
        by_month = rechecks_by_month(places.prefecture, on=TODAY)
        report = worked_out("rechecks", "2008-08", cast).total.figures

    assert len(by_month) == 6
    (first, overdue, due), *later = by_month
    assert (first, overdue) == (AUGUST, report["overdue"] + report["due"] - due)
    assert overdue > 0
    assert all(late == 0 for _month, late, _due in later)
