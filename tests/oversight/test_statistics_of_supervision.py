"""The four kinds of supervision and the inspections in figures, each beside a statement of another shape."""

from datetime import date, timedelta

import pytest

from applicants.actions import objections
from applicants.actions.objections import Closing, Heard
from applicants.models.objection_kinds import ObjectionChannel, ObjectionKind, ObjectionTopic
from dibao import scope
from oversight.actions import rectifications
from oversight.inspection_reports import report_of
from oversight.models import InspectedItem, Verdict
from tests.acting import by_their_actors
from tests.cast import POSTED, Cast
from tests.factories.places import Places
from tests.oversight.inspecting import DRAWN, drawn, given, looked_at
from tests.oversight.test_statistics import by_county, by_sql, worked_out

NEW_YEAR = date(2027, 1, 1)
SAID = """
SELECT left(area_code, 6), count(*), count(*) FILTER (WHERE channel = 'superior'),
       count(*) FILTER (WHERE channel = 'agency'), count(*) FILTER (WHERE channel = 'press'),
       count(*) FILTER (WHERE channel NOT IN ('superior', 'agency', 'press')), count(*) FILTER (WHERE kind = 'report')
FROM applicants_objection WHERE date_trunc('month', lodged_on) BETWEEN %(first)s AND %(last)s GROUP BY 1
"""
ANSWERED = """
WITH said AS (
    SELECT left(area_code, 6) AS county, status, lodged_on, answer_due, answered_on,
           date_trunc('month', answered_on) BETWEEN %(first)s AND %(last)s AS is_now,
           daterange(lodged_on, answered_on) @> %(day)s::date AS is_left
    FROM applicants_objection
)
SELECT county, count(*) FILTER (WHERE is_now), count(*) FILTER (WHERE is_now AND status IN ('upheld', 'partly')),
       count(*) FILTER (WHERE is_now AND status = 'dismissed'),
       count(*) FILTER (WHERE is_now AND answered_on > answer_due), count(*) FILTER (WHERE is_left),
       count(*) FILTER (WHERE is_left AND answer_due <= %(day)s)
FROM said GROUP BY 1
"""
LOOKED_AT = """
SELECT left(v.area_code, 6), count(DISTINCT v.id),
       count(DISTINCT v.id) FILTER (WHERE v.id IN (
           SELECT visit_id FROM oversight_inspectionanswer WHERE verdict = 'differs')),
       count(DISTINCT v.id) FILTER (
           WHERE v.id IN (SELECT visit_id FROM oversight_inspectionanswer WHERE verdict = 'agrees')
             AND v.id NOT IN (SELECT visit_id FROM oversight_inspectionanswer WHERE verdict = 'differs'))
FROM oversight_inspectionvisit v WHERE v.signed_at IS NOT NULL
  AND date_trunc('month', v.visited_on) BETWEEN %(first)s AND %(last)s GROUP BY 1
"""
# Who is righted is so on the day of the judgement that took the answer.
RIGHTED = """
WITH task AS (
    SELECT left(r.area_code, 6) AS county, r.opened_on, r.due_on, CASE r.status WHEN 'accepted' THEN (
               SELECT a.judged_on FROM oversight_rectificationanswer a
               WHERE a.rectification_id = r.id ORDER BY a.id DESC LIMIT 1) END AS righted_on
    FROM oversight_rectification r
)
SELECT county, count(*) FILTER (WHERE date_trunc('month', opened_on) BETWEEN %(first)s AND %(last)s),
       count(*) FILTER (WHERE date_trunc('month', righted_on) BETWEEN %(first)s AND %(last)s),
       count(*) FILTER (WHERE daterange(opened_on, righted_on) @> %(day)s::date),
       count(*) FILTER (WHERE daterange(opened_on, righted_on) @> %(day)s::date AND due_on <= %(day)s)
FROM task GROUP BY 1
"""
# The reports that the statements here are of.
COMPARED = {"objections", "inspections"}


def test_what_is_said_is_counted_by_who_supervises(cast: Cast, places: Places) -> None:
    with scope.of(cast.clerk):
        for channel in ObjectionChannel:
            if channel != ObjectionChannel.NOTICE:
                heard = Heard(
                    area=places.village,
                    kind=ObjectionKind.REPORT,
                    channel=channel,
                    about="张三",
                    topic=ObjectionTopic.INCOME,
                    text="家里有车没有报",
                )
                objections.register(heard=heard, by=cast.clerk, on=POSTED)
    figures = ("lodged", "government", "department", "press", "public", "report")
    periods = ["2026-06", "2026-07", "2026-Q3", "2026"]

    found = {one: by_county(worked_out("objections", one, cast), *figures) for one in periods}

    assert found == {one: by_sql(SAID, cast, one) for one in periods}
    assert found["2026-07"] == {"990121": (7, 1, 1, 1, 4, 7)}
    august = worked_out("objections", "2026-08", cast).total.figures
    assert (august["lodged"], august["open"]) == (0, 7)
    assert worked_out("objections", "2026-12", cast, on=NEW_YEAR).total.figures["open_late"] == 7


def test_answers_are_counted_when_they_are_given_and_whoever_waits_while_they_wait(
    cast: Cast, places: Places
) -> None:
    """Seven were said in July: one answer in August, one in time at the end of September, one late, one withdrawn."""
    with scope.of(cast.clerk):
        said = [
            objections.register(
                heard=Heard(
                    area=places.village,
                    kind=ObjectionKind.REPORT,
                    channel=ObjectionChannel.LETTER,
                    about=f"张{number}",
                    topic=ObjectionTopic.INCOME,
                    text="家里有车没有报",
                ),
                by=cast.clerk,
                on=POSTED,
            )
            for number in range(7)
        ]
    last_day = said[0].answer_due
    for one, outcome, on in zip(
        said,
        ("upheld", "partly", "dismissed", "withdrawn"),
        (date(2026, 8, 3), last_day, last_day + timedelta(days=1), date(2026, 10, 9)),
        strict=False,
    ):
        with scope.of(cast.approver):
            closing = Closing(outcome=outcome, text="查过")
            objections.close(objection=one, closing=closing, by=cast.approver, on=on)
    figures = ("answered", "upheld", "dismissed", "late", "open", "open_late")
    periods = [*(f"2026-{month:02}" for month in range(6, 13)), "2026-Q3", "2026"]

    found = {
        one: by_county(worked_out("objections", one, cast, on=NEW_YEAR), *figures)
        for one in periods
    }

    assert found == {one: by_sql(ANSWERED, cast, one) for one in periods}
    assert found["2026"] == {"990121": (4, 2, 1, 2, 3, 3)}


def test_what_falls_due_later_is_not_late_yet(cast: Cast, places: Places) -> None:
    """Sixty days for an answer end in the middle of a quarter; it comes in the next one."""
    with scope.of(cast.clerk):
        heard = Heard(
            area=places.village,
            kind=ObjectionKind.REPORT,
            channel=ObjectionChannel.LETTER,
            about="张三",
            topic=ObjectionTopic.INCOME,
            text="家里有车没有报",
        )
        said = objections.register(heard=heard, by=cast.clerk, on=POSTED)

    def late(period: str, on: date) -> object:
        return worked_out("objections", period, cast, on=on).total.figures["open_late"]

    assert [late("2026-Q3", said.answer_due + timedelta(days=days)) for days in (-9, 0, 1)] == [
        *(0, 0, 1)
    ]
    with scope.of(cast.approver):
        objections.answer(
            objection=said, is_upheld=False, text="查过", by=cast.approver, on=date(2026, 11, 2)
        )
    assert (late("2026-07", NEW_YEAR), late("2026-Q3", NEW_YEAR)) == (0, 1)


@pytest.mark.usefixtures("in_benefit")
def test_families_agree_alike_in_the_months_report_and_in_the_inspections(cast: Cast) -> None:
    """One item that could not be verified says nothing against the others; where none could, nothing is known."""
    inspection = drawn(cast)
    with scope.of(cast.approver):
        visits = list(inspection.visits.select_related("first", "second").order_by("pk"))
    everything = {item.value: "没有人在家" for item in InspectedItem}
    for visit, found in zip(visits, [{"income": "没有存折"}, everything, {}, {}, {}], strict=True):
        looked_at(visit, verdict=Verdict.UNVERIFIED, **found)

    month = worked_out("inspections", "2008-08", cast).total.figures
    with scope.of(cast.approver):
        own = report_of(inspection)

    assert [month[key] for key in ("visited", "agrees", "differs", "unverified")] == [5, 4, 0, 1]
    assert (own.visited, own.whole.told, own.whole.differ) == (5, 4, 0)


@pytest.mark.usefixtures("in_benefit")
def test_what_inspections_found_and_what_was_put_right(cast: Cast) -> None:
    rectification = given(cast)
    periods = ["2008-07", "2008-08", "2008"]
    figures = ("visited", "differs", "agrees")

    found = {one: by_county(worked_out("inspections", one, cast), *figures) for one in periods}
    in_august = worked_out("inspections", "2008-08", cast).total.figures
    overdue = worked_out("inspections", "2008-10", cast, on=NEW_YEAR).total.figures
    under_way = worked_out("inspections", "2008-Q3", cast, on=DRAWN).total.figures
    in_september = DRAWN + timedelta(days=28)
    righting = by_their_actors(rectifications)
    righting.answer(
        rectification=rectification, words="已复核", by=cast.caseworker, on=in_september
    )
    righting.judge(
        rectification=rectification,
        is_accepted=True,
        judgement="",
        by=cast.approver,
        on=in_september,
    )

    assert found == {one: by_sql(LOOKED_AT, cast, one) for one in periods}
    # Three were asked for; each of the five strata gives at least one.
    assert found["2008-08"] == {"990121": (5, 1, 4)}
    assert [in_august[key] for key in ("ordered", "righted", "open", "open_late")] == [1, 0, 1, 0]
    assert (overdue["ordered"], overdue["open_late"]) == (0, 1)
    assert (under_way["open"], under_way["open_late"]) == (1, 0)
    tasks = ("ordered", "righted", "open", "open_late")
    months = ["2008-07", "2008-08", "2008-09", "2008-10", "2008-Q3", "2008"]
    assert {
        one: by_county(worked_out("inspections", one, cast, on=NEW_YEAR), *tasks) for one in months
    } == {one: by_sql(RIGHTED, cast, one) for one in months}
    september = worked_out("inspections", "2008-09", cast).total.figures
    assert (september["righted"], september["open"]) == (1, 0)
    assert worked_out("inspections", "2008-08", cast).total.figures["open"] == 1
    assert worked_out("inspections", "2008-10", cast).total.figures["open"] == 0
