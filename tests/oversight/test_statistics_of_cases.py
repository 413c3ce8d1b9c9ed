"""Days that applications took, and the people of the offices, each beside a statement of another shape."""

from datetime import date

import pytest

from applicants.actions import assessments, cases, decisions, notices
from applicants.models import Case
from dibao import scope
from dibao.models.staff import Posting
from oversight.statistics import registry
from tests.cast import DECIDED, ENTERED, POSTED, Cast, register, small_means
from tests.factories.investigation import visited
from tests.factories.places import Places
from tests.oversight import test_statistics, test_statistics_of_aid, test_statistics_of_supervision
from tests.oversight.test_statistics import by_county, by_sql, worked_out

NEXT_YEAR = date(2027, 2, 1)
MUCH_LATER = date(2026, 10, 20)
# Working days counted one by one, where the report compares days of acceptance; these tests know no holidays.
DEADLINES = """
WITH applied AS (
    SELECT left(c.area_code, 6) AS county, c.accepted_on, d.decided_on, (
               SELECT day::date FROM (
                   SELECT day, row_number() OVER (ORDER BY day) AS number
                   FROM generate_series(c.accepted_on + 1, c.accepted_on + 365, interval '1 day') day
                   WHERE extract(isodow FROM day) < 6) working
               WHERE number = (SELECT (asked ->> 'number')::int
                               FROM jsonb_array_elements(r.terms -> 'procedure_limits') asked
                               WHERE asked ->> 'step' = 'decision')) AS due,
           least(d.decided_on, c.withdrawn_on, (
               SELECT ended_on FROM applicants_caseending e WHERE e.case_id = c.id)) AS over_on
    FROM applicants_case c JOIN applicants_ruleset r ON r.id = c.rule_set_id
    LEFT JOIN applicants_decision d ON d.case_id = c.id
    WHERE c.kind = 'application' AND c.accepted_on IS NOT NULL
)
SELECT county, count(*) FILTER (WHERE is_decided), count(*) FILTER (WHERE is_decided AND decided_on <= due),
       count(*) FILTER (WHERE is_decided AND decided_on > due),
       coalesce(sum(decided_on - accepted_on) FILTER (WHERE is_decided), 0), count(*) FILTER (WHERE is_pending),
       count(*) FILTER (WHERE is_pending AND due <= %(day)s)
FROM applied CROSS JOIN LATERAL (
    SELECT decided_on IS NOT NULL AND date_trunc('month', decided_on) BETWEEN %(first)s AND %(last)s AS is_decided,
           accepted_on <= %(day)s AND (over_on IS NULL OR over_on > %(day)s) AS is_pending) s
GROUP BY 1
"""
STAFF = """
SELECT left(a.code, 6), count(*), count(*) FILTER (WHERE a.level = 'prefecture'),
       count(*) FILTER (WHERE a.level = 'county'), count(*) FILTER (WHERE posts && ARRAY['township', 'village'])
FROM dibao_area a JOIN (
    SELECT p.unit_code, f.id, array_agg(w.level::text) AS posts
    FROM dibao_staff f JOIN dibao_posting p ON p.staff_id = f.id JOIN dibao_area w ON w.code = p.area_code
    WHERE f.is_active AND daterange(p.starts_on, p.ends_on, '[]') @> %(day)s::date GROUP BY 1, 2) s
  ON s.unit_code = a.code
GROUP BY a.code
"""


def accepted(cast: Cast, places: Places, number: int) -> Case:
    """A family of two that applied on ENTERED."""
    with scope.of(cast.caseworker):
        family = register(places.village, cast.caseworker, name=f"王{number}", serial=number)
        case = cases.open_draft(
            household=family, means=small_means(), by=cast.caseworker, on=ENTERED
        )
        return cases.accept(case=case, by=cast.caseworker, on=ENTERED)


def proposed(cast: Cast, places: Places, number: int) -> Case:
    """The same, visited, reckoned and proposed on the same day."""
    case = accepted(cast, places, number)
    with scope.of(cast.caseworker):
        visited(case, cast.caseworker, on=ENTERED)
        assessment = assessments.assess(case=case, by=cast.caseworker, on=ENTERED)
    with scope.of(cast.township_head):
        cases.propose(
            case=case,
            assessment=assessment,
            proposal="grant",
            reasons="入户调查属实",
            by=cast.township_head,
            on=ENTERED,
        )
        case.refresh_from_db()
    return case


@pytest.mark.usefixtures("rules_of_2026")
def test_days_kept_and_not_kept_are_those_of_a_calendar(cast: Cast, places: Places) -> None:
    """One in time, one late, one that waits, one that was taken back."""
    in_time, late, waiting = (proposed(cast, places, number) for number in (11, 21, 31))
    taken_back = accepted(cast, places, 41)
    with scope.of(cast.caseworker):
        cases.withdraw(case=taken_back, reason="不申请了", by=cast.caseworker, on=POSTED)
        notices.freeze(
            village=places.village,
            stage="township",
            cases=[in_time, late, waiting],
            by=cast.caseworker,
            on=POSTED,
        )
    for case, on in ((in_time, DECIDED), (late, MUCH_LATER)):
        with scope.of(cast.reviewer):
            decisions.confirm(case=case, reasons="符合条件", by=cast.reviewer, on=on)
    figures = ("decided", "in_time", "late", "days", "pending", "pending_late")
    periods = [f"2026-{month:02}" for month in range(6, 13)] + ["2026-Q3", "2026-Q4", "2026"]

    found = {
        one: by_county(worked_out("deadlines", one, cast, on=NEXT_YEAR), *figures)
        for one in periods
    }

    assert found == {one: by_sql(DEADLINES, cast, one) for one in periods}
    assert found["2026"] == {"990121": (2, 1, 1, 9 + 106, 1, 1)}
    assert found["2026-07"] == {"990121": (1, 1, 0, 9, 2, 0)}


def test_the_offices_people_are_those_of_their_postings(cast: Cast, places: Places) -> None:
    """One left, one begins later, one holds two posts, one works no more, and most are of no office."""
    of_the_bureau = Posting.objects.filter(staff__in=[cast.officer, cast.inspector])
    of_the_county = Posting.objects.filter(
        staff__in=[cast.clerk, cast.caseworker, cast.township_head, cast.reviewer]
    )
    of_the_bureau.update(unit=places.prefecture)
    of_the_county.update(unit=places.county)
    Posting.objects.filter(staff=cast.township_head).update(ends_on=date(2008, 6, 30))
    Posting.objects.filter(staff=cast.inspector).update(starts_on=date(2008, 8, 1))
    Posting.objects.create(
        staff=cast.caseworker,
        area=places.other_township,
        role=cast.caseworker.posting.role,
        unit=places.county,
        starts_on=date(2008, 1, 1),
    )
    cast.reviewer.is_active = False
    cast.reviewer.save()
    figures = ("people", "bureau", "offices", "sent")
    periods = ["2008-06", "2008-07", "2008-08", "2008"]

    for area, staff in ((places.prefecture, cast.officer), (places.county, cast.clerk)):
        for period in periods:
            result = worked_out("staff", period, cast, area, by=staff)
            expected = by_sql(STAFF, cast, period)
            counted = {
                code: (people, *levels)
                for code, (people, *levels) in expected.items()
                if area is places.prefecture or code == places.county.code[:6]
            }
            summed = tuple(map(sum, zip(*counted.values(), strict=True)))
            assert tuple(result.total.figures[key] for key in figures) == summed, period

    july = worked_out("staff", "2008-07", cast).total.figures
    assert [july[key] for key in figures] == [3, 1, 2, 1]


def test_each_report_has_a_statement_of_another_shape() -> None:
    """A new report comes with one."""
    compared = {key for key, _statement, _figures in test_statistics.SAID}
    compared |= test_statistics_of_supervision.COMPARED | test_statistics_of_aid.COMPARED
    compared |= {"deadlines", "staff"}

    assert compared == {report.key for report in registry.REPORTS}
