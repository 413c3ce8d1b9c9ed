"""The guards around time, endings, duty visits and deliveries, tried with raw SQL as the application role."""

from datetime import date

import pytest
from django.db import DatabaseError

from applicants.actions import cases, decisions, duties, endings
from applicants.models import Case, CaseEnding, Decision, EconomicCheck, Grant, RuleSet
from applicants.models.assessment import Assessment
from dibao import scope
from tests.applicants.test_database_guards import insert_decision, run
from tests.cast import DECIDED, ENTERED, POSTED, Cast, register, small_means
from tests.changes import opened
from tests.factories.checks import closed, deposit, requested
from tests.factories.places import Places

EXTENSION = (
    "INSERT INTO applicants_extension (area_code, case_id, reason, note, granted_by_id, granted_on)"
    " SELECT {area}, id, %s, %s, entered_by_id, %s FROM applicants_case ORDER BY id DESC LIMIT 1"
)
ENDING = (
    "INSERT INTO applicants_caseending (area_code, case_id, reason, text, ended_by_id, ended_on, level)"
    " SELECT {area}, id, %s, %s, entered_by_id, %s, 'township' FROM applicants_case ORDER BY id DESC LIMIT 1"
)
DUTY = (
    "INSERT INTO applicants_visitduty (area_code, case_id, reason, text, recorded_by_id, recorded_on, recorded_at)"
    " SELECT {area}, id, %s, %s, entered_by_id, %s, {at} FROM applicants_case ORDER BY id DESC LIMIT 1"
)
HERE, NEXT_VILLAGE = "area_code", "left(area_code, 9) || '201'"


def insert(statement: str, *values: object, area: str = HERE, at: str = "now()") -> None:
    run(statement.format(area=area, at=at), *values)


@pytest.mark.parametrize(
    ("statement", "reason"), [(EXTENSION, "disaster"), (ENDING, "no_visit"), (DUTY, "complaint")]
)
def test_what_is_right_is_written(
    cast: Cast, accepted_case: Case, statement: str, reason: str
) -> None:
    with scope.of(cast.caseworker):
        insert(statement, reason, "x", POSTED)


@pytest.mark.parametrize(
    ("statement", "reason", "guard"),
    [
        (EXTENSION, "disaster", "an_extension_says_why"),
        (ENDING, "no_visit", "an_ending_says_why"),
        (DUTY, "complaint", "a_visit_duty_says_why"),
    ],
)
def test_nothing_is_written_without_its_reason(
    cast: Cast, accepted_case: Case, statement: str, reason: str, guard: str
) -> None:
    for values in [("", "x"), ("whim", "x"), (reason, "")]:
        with pytest.raises(DatabaseError, match=guard), scope.of(cast.caseworker):
            insert(statement, *values, POSTED)


@pytest.mark.parametrize(
    ("statement", "reason", "guard"),
    [
        (EXTENSION, "disaster", "an_extension_is_what_the_rules_allow"),
        (ENDING, "no_visit", "an_ending_is_of_a_case_under_way"),
        (DUTY, "complaint", "a_visit_duty_is_of_a_case_under_way"),
    ],
)
class TestOnlyACaseUnderWay:
    """What is said beside the way of a case, said of the wrong case."""

    def test_a_draft(
        self, cast: Cast, draft_case: Case, statement: str, reason: str, guard: str
    ) -> None:
        with pytest.raises(DatabaseError, match=guard), scope.of(cast.caseworker):
            insert(statement, reason, "x", POSTED)

    def test_a_closed_case(
        self, cast: Cast, grant: Grant, statement: str, reason: str, guard: str
    ) -> None:
        with pytest.raises(DatabaseError, match=guard), scope.of(cast.caseworker):
            insert(statement, reason, "x", DECIDED)

    def test_a_look_at_a_benefit(
        self, cast: Cast, grant: Grant, statement: str, reason: str, guard: str
    ) -> None:
        opened(grant, cast)

        with pytest.raises(DatabaseError, match=guard), scope.of(cast.caseworker):
            insert(statement, reason, "x", date(2026, 9, 10))

    def test_a_case_of_another_village(
        self, cast: Cast, accepted_case: Case, statement: str, reason: str, guard: str
    ) -> None:
        with pytest.raises(DatabaseError, match=guard), scope.of(cast.caseworker):
            insert(statement, reason, "x", POSTED, area=NEXT_VILLAGE)


@pytest.mark.parametrize(
    ("statement", "reason", "guard"),
    [
        (EXTENSION, "disaster", "an_extension_is_what_the_rules_allow"),
        (ENDING, "no_visit", "an_ending_is_of_a_case_under_way"),
    ],
)
def test_nothing_ends_or_is_extended_before_acceptance(
    cast: Cast, accepted_case: Case, statement: str, reason: str, guard: str
) -> None:
    with pytest.raises(DatabaseError, match=guard), scope.of(cast.caseworker):
        insert(statement, reason, "x", date(2026, 7, 5))


@pytest.mark.parametrize(("statement", "reason"), [(EXTENSION, "disaster"), (ENDING, "no_visit")])
def test_a_case_is_extended_once_and_ended_once(
    cast: Cast, accepted_case: Case, statement: str, reason: str
) -> None:
    with scope.of(cast.caseworker):
        insert(statement, reason, "x", POSTED)

    with pytest.raises(DatabaseError, match="unique"), scope.of(cast.caseworker):
        insert(statement, reason, "x", POSTED)


def test_rules_without_more_time_give_none(
    cast: Cast, places: Places, rules_of_2007: RuleSet
) -> None:
    summer = date(2008, 7, 1)
    with scope.of(cast.caseworker):
        household = register(places.village, cast.caseworker)
        case = cases.open_draft(
            household=household, means=small_means(), by=cast.caseworker, on=summer
        )
        cases.accept(case=case, by=cast.caseworker, on=summer)

    with (
        pytest.raises(DatabaseError, match="an_extension_is_what_the_rules_allow"),
        scope.of(cast.caseworker),
    ):
        insert(EXTENSION, "disaster", "x", summer)


@pytest.mark.parametrize("at", ["now() - interval '2 hours'", "now() + interval '2 hours'"])
def test_a_duty_is_written_down_at_its_hour(cast: Cast, accepted_case: Case, at: str) -> None:
    """An hour before the county's visit would make that visit count."""
    with (
        pytest.raises(DatabaseError, match="a_visit_duty_is_of_a_case_under_way"),
        scope.of(cast.caseworker),
    ):
        insert(DUTY, "complaint", "x", POSTED, at=at)


def test_an_ending_is_of_a_township_or_county(cast: Cast, accepted_case: Case) -> None:
    with (
        pytest.raises(DatabaseError, match="an_ending_is_of_a_township_or_county"),
        scope.of(cast.caseworker),
    ):
        insert(ENDING.replace("'township'", "'village'"), "no_visit", "x", POSTED)


def test_a_case_does_not_end_without_its_reason(cast: Cast, accepted_case: Case) -> None:
    with (
        pytest.raises(DatabaseError, match="a_case_is_ended_with_its_reason"),
        scope.of(cast.township_head),
    ):
        run("UPDATE applicants_case SET status = 'ended'")


def test_a_grant_waits_for_the_countys_visit(cast: Cast, case_on_notice: Case) -> None:
    with scope.of(cast.caseworker):
        duties.record(
            case=case_on_notice, reason="complaint", text="x", by=cast.caseworker, on=POSTED
        )

    with (
        pytest.raises(DatabaseError, match="a_grant_waits_for_the_countys_visit"),
        scope.of(cast.reviewer),
    ):
        insert_decision(case_on_notice, cast.reviewer.pk, DECIDED)


def test_a_refusal_follows_what_was_told(
    cast: Cast, accepted_case: Case, assessment: Assessment
) -> None:
    with scope.of(cast.caseworker):
        check = requested(accepted_case, cast.caseworker, on=ENTERED)
        head = accepted_case.household.head
    with scope.of(cast.clerk):
        closed(check, cast.clerk, on=ENTERED, answers=[deposit(head)])

    with (
        pytest.raises(DatabaseError, match="a_refusal_follows_what_was_told"),
        scope.of(cast.township_head),
    ):
        run(
            "INSERT INTO applicants_townshipopinion (area_code, case_id, assessment_id, proposal, end_reason,"
            " reasons, given_by_id, given_on, created_at) SELECT area_code, case_id, id, 'refuse', '', 'x', %s,"
            " assessed_on, now() FROM applicants_assessment",
            cast.township_head.pk,
        )


DELIVERY = (
    "INSERT INTO applicants_letterdelivery (area_code, case_id, {column}, delivered_on, way, receiver, carrier,"
    " recorded_by_id) SELECT {area}, case_id, id, %s, %s, %s, %s, {by} FROM {table}"
)


@pytest.fixture
def refusal(cast: Cast, case_on_notice: Case) -> Decision:
    with scope.of(cast.reviewer):
        return decisions.refuse(
            case=case_on_notice, reasons="收入超过标准", by=cast.reviewer, on=DECIDED
        )


def insert_delivery(
    cast: Cast,
    on: object = DECIDED,
    way: str = "in_person",
    receiver: str = "张三",
    carrier: str = "李",
    area: str = HERE,
) -> None:
    statement = DELIVERY.format(
        column="decision_id", table="applicants_decision", area=area, by=cast.caseworker.pk
    )
    run(statement, on, way, receiver, carrier)


def test_a_delivery_that_is_right_is_written_once(cast: Cast, refusal: Decision) -> None:
    with scope.of(cast.caseworker):
        insert_delivery(cast)

    with pytest.raises(DatabaseError, match="unique"), scope.of(cast.caseworker):
        insert_delivery(cast)


@pytest.mark.parametrize(
    ("guard", "columns"),
    [
        ("a_delivery_says_how_and_by_whom", {"way": "pigeon"}),
        ("a_delivery_says_how_and_by_whom", {"carrier": ""}),
        ("a_delivery_says_who_received_it", {"receiver": ""}),
        ("only_an_objection_is_anonymous", {"way": "anonymous"}),
        ("a_delivery_follows_what_it_tells", {"on": "2026-07-14"}),
        ("a_delivery_follows_what_it_tells", {"on": "2999-01-01"}),
        ("a_delivery_follows_what_it_tells", {"area": NEXT_VILLAGE}),
    ],
)
def test_no_delivery_is_written_that_cannot_be(
    cast: Cast, refusal: Decision, guard: str, columns: dict[str, str]
) -> None:
    with pytest.raises(DatabaseError, match=guard), scope.of(cast.caseworker):
        insert_delivery(cast, **columns)


def test_a_delivery_is_of_one_thing(cast: Cast, refusal: Decision) -> None:
    with (
        pytest.raises(DatabaseError, match="a_delivery_is_of_one_thing"),
        scope.of(cast.caseworker),
    ):
        run(
            "INSERT INTO applicants_letterdelivery (area_code, case_id, delivered_on, way, receiver, carrier,"
            " recorded_by_id) SELECT area_code, id, %s, 'in_person', 'x', 'x', entered_by_id FROM applicants_case",
            DECIDED,
        )


def test_a_check_that_still_runs_is_not_told(cast: Cast, accepted_case: Case) -> None:
    with scope.of(cast.caseworker):
        requested(accepted_case, cast.caseworker, on=ENTERED)
    statement = DELIVERY.format(
        column="economic_check_id",
        table="applicants_economiccheck",
        area=HERE,
        by=cast.caseworker.pk,
    )

    with (
        pytest.raises(DatabaseError, match="a_delivery_follows_what_it_tells"),
        scope.of(cast.caseworker),
    ):
        run(statement, ENTERED, "spoken", "张三", "李")
    with scope.of(cast.caseworker):
        assert EconomicCheck.objects.count() == 1


@pytest.mark.parametrize("table", ["caseending", "extension", "visitduty", "letterdelivery"])
def test_what_was_written_stays(cast: Cast, table: str) -> None:
    for statement in (
        f"UPDATE applicants_{table} SET area_code = area_code",
        f"DELETE FROM applicants_{table}",
    ):
        with pytest.raises(DatabaseError, match="permission denied"), scope.of(cast.caseworker):
            run(statement)


def test_the_next_township_sees_none_of_it(cast: Cast, accepted_case: Case) -> None:
    with scope.of(cast.caseworker):
        insert(EXTENSION, "disaster", "x", POSTED)
        insert(DUTY, "complaint", "x", POSTED)
    with scope.of(cast.township_head):
        endings.end(
            case=accepted_case, reason="no_visit", text="x", by=cast.township_head, on=POSTED
        )

    with scope.of(cast.neighbour):
        for table in ("extension", "visitduty", "caseending"):
            assert run(f"SELECT count(*) FROM applicants_{table}") == [(0,)]
        assert not CaseEnding.objects.exists()


@pytest.mark.parametrize("day", ["NULL", "'2026-07-05'"])
def test_a_withdrawn_case_has_a_day_after_it_was_opened(
    cast: Cast, accepted_case: Case, day: str
) -> None:
    with pytest.raises(DatabaseError, match="has_its_day"), scope.of(cast.caseworker):
        run(f"UPDATE applicants_case SET status = 'withdrawn', withdrawn_on = {day}")


def test_no_other_case_has_such_a_day(cast: Cast, accepted_case: Case) -> None:
    with pytest.raises(DatabaseError, match="has_its_day"), scope.of(cast.caseworker):
        run("UPDATE applicants_case SET withdrawn_on = '2026-07-08'")
