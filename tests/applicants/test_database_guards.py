"""What must never be false, tried with raw SQL as the application role (design §4)."""

import pytest
from django.db import DatabaseError, connection

from applicants.models.case import Case
from applicants.models.grant import Grant
from applicants.models.notice import PublicNotice
from dibao import scope
from tests.cast import DECIDED, LAST_NOTICE_DAY, POSTED, Cast


def run(sql: str, *values: object) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else []


def test_no_context_means_no_rows(grant: Grant) -> None:
    for table in ("person", "household", "case", "grant", "grantshare", "decision", "noticeentry"):
        assert run(f"SELECT count(*) FROM applicants_{table}") == [(0,)], table


def test_another_countys_rows_are_not_there(cast: Cast, grant: Grant) -> None:
    with scope.of(cast.foreign_reviewer):
        for table in ("person", "household", "case", "grant", "personevent", "caseevent"):
            assert run(f"SELECT count(*) FROM applicants_{table}") == [(0,)], table


def test_the_next_township_sees_nothing_of_this_one(cast: Cast, grant: Grant) -> None:
    with scope.of(cast.neighbour):
        assert run("SELECT count(*) FROM applicants_household") == [(0,)]


def test_the_administrator_sees_no_file(cast: Cast, grant: Grant) -> None:
    with scope.of(cast.administrator):
        assert run("SELECT count(*) FROM applicants_person") == [(0,)]


def test_a_row_cannot_be_written_into_another_county(cast: Cast, grant: Grant) -> None:
    with pytest.raises(DatabaseError, match="row-level security"), scope.of(cast.foreign_reviewer):
        run(
            "INSERT INTO applicants_household (area_code, head_id, group_name, address, registered_on) "
            "VALUES (%s, %s, '', '', %s)",
            grant.area_id,
            grant.household.head_id,
            POSTED,
        )


def test_nobody_is_covered_twice_in_a_month(cast: Cast, grant: Grant) -> None:
    with (
        pytest.raises(DatabaseError, match=r"a_person_is_covered_once_a_month|one_share"),
        scope.of(cast.reviewer),
    ):
        run(
            "INSERT INTO applicants_grantshare "
            "(area_code, grant_id, person_id, base_amount, supplement_amount, first_month) "
            "SELECT area_code, grant_id, person_id, base_amount, supplement_amount, first_month "
            "FROM applicants_grantshare"
        )


def test_a_household_has_one_grant_a_month(cast: Cast, grant: Grant) -> None:
    with (
        pytest.raises(DatabaseError, match=r"a_household_has_one_grant_a_month|decision"),
        scope.of(cast.reviewer),
    ):
        run(
            "INSERT INTO applicants_grant (area_code, household_id, decision_id, rule_set_id, benefit_class,"
            " covered_count, base_amount, supplement_amount, total_amount, first_month) "
            "SELECT area_code, household_id, decision_id, rule_set_id, benefit_class, covered_count,"
            " base_amount, supplement_amount, total_amount, first_month FROM applicants_grant"
        )


@pytest.mark.parametrize("status", ["confirmed", "refused", "draft", "withdrawn"])
def test_a_status_is_not_skipped(cast: Cast, case_on_notice: Case, status: str) -> None:
    with (
        pytest.raises(DatabaseError, match=r"moves_along_its_table|closed_by_a_decision"),
        scope.of(cast.reviewer),
    ):
        run(
            "UPDATE applicants_case SET status = %s,"
            " withdrawn_on = CASE WHEN %s = 'withdrawn' THEN opened_on END",
            status,
            status,
        )


def test_a_case_is_not_born_confirmed(cast: Cast, case_on_notice: Case) -> None:
    with pytest.raises(DatabaseError, match="case_starts_at_the_start"), scope.of(cast.caseworker):
        run(
            "INSERT INTO applicants_case (area_code, household_id, kind, status, poverty_cause, hardships,"
            " statement, rule_set_id, entered_by_id, opened_on, accepted_on, version) "
            "SELECT area_code, household_id, kind, 'confirmed', '', '{}', '', rule_set_id, entered_by_id,"
            " opened_on, accepted_on, 0 FROM applicants_case"
        )


def insert_decision(case: Case, decider: int, day: object) -> None:
    run(
        "INSERT INTO applicants_decision"
        " (area_code, case_id, assessment_id, outcome, reasons, decided_by_id, decided_on, created_at) "
        "SELECT area_code, id, (SELECT max(id) FROM applicants_assessment), 'grant', 'x', %s, %s, now() "
        "FROM applicants_case WHERE id = %s",
        decider,
        day,
        case.pk,
    )


def test_no_grant_without_a_notice(cast: Cast, proposed_case: Case) -> None:
    with (
        pytest.raises(DatabaseError, match="a_grant_waits_for_every_notice"),
        scope.of(cast.reviewer),
    ):
        insert_decision(proposed_case, cast.reviewer.pk, DECIDED)


def test_no_grant_on_the_last_day_of_the_notice(cast: Cast, case_on_notice: Case) -> None:
    with (
        pytest.raises(DatabaseError, match="a_grant_waits_for_every_notice"),
        scope.of(cast.reviewer),
    ):
        insert_decision(case_on_notice, cast.reviewer.pk, LAST_NOTICE_DAY)


def test_no_grant_dated_in_the_future(cast: Cast, case_on_notice: Case) -> None:
    with pytest.raises(DatabaseError, match="not_of_tomorrow"), scope.of(cast.reviewer):
        insert_decision(case_on_notice, cast.reviewer.pk, DECIDED.replace(year=2999))


def test_no_decision_by_the_hand_that_entered(cast: Cast, case_on_notice: Case) -> None:
    with pytest.raises(DatabaseError, match="nobody_decides"), scope.of(cast.caseworker):
        insert_decision(case_on_notice, cast.caseworker.pk, DECIDED)


def test_no_decision_in_anothers_name(cast: Cast, case_on_notice: Case) -> None:
    with (
        pytest.raises(DatabaseError, match="decision_decided_by_is_who_acts"),
        scope.of(cast.caseworker),
    ):
        insert_decision(case_on_notice, cast.reviewer.pk, DECIDED)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE applicants_assessment SET total_amount = 999, base_amount = 999",
        "DELETE FROM applicants_assessment",
        "UPDATE applicants_townshipopinion SET reasons = 'x'",
        "UPDATE applicants_decision SET reasons = 'x'",
        "DELETE FROM applicants_decision",
        "UPDATE applicants_noticeentry SET monthly_amount = 1",
        "UPDATE applicants_publicnotice SET ends_on = starts_on",
        "UPDATE applicants_grant SET total_amount = 999, base_amount = 999",
        "UPDATE applicants_grant SET area_code = '990122100200'",
        "DELETE FROM applicants_grant",
        "UPDATE applicants_grantshare SET base_amount = 999",
        "UPDATE applicants_grantshare SET last_month = '2026-08-01'",
        "DELETE FROM applicants_grantshare",
        "DELETE FROM applicants_case",
        "DELETE FROM applicants_person",
        "UPDATE applicants_caseevent SET status = 'draft'",
        "DELETE FROM applicants_grantevent",
        "UPDATE dibao_auditevent SET staff_name = 'x'",
        "DELETE FROM dibao_readlog",
        "TRUNCATE dibao_auditevent",
        "TRUNCATE applicants_grantshare",
        "UPDATE applicants_case SET id = id + 1000000",
        "UPDATE applicants_ruleset SET name = 'x'",
        "DELETE FROM applicants_ruleset",
    ],
)
def test_what_was_written_stays(cast: Cast, grant: Grant, statement: str) -> None:
    with pytest.raises(DatabaseError), scope.of(cast.reviewer):
        run(statement)


def test_a_trigger_cannot_be_asked_to_look_away(cast: Cast, case_on_notice: Case) -> None:
    names = "{" + ",".join(t.get_pgid(Case) for t in Case._meta.triggers) + "}"

    with (
        pytest.raises(DatabaseError, match=r"moves_along_its_table|closed_by"),
        scope.of(cast.reviewer),
    ):
        run(
            f"SET LOCAL pgtrigger.ignore = '{names}'; UPDATE applicants_case SET status = 'confirmed'"
        )


def test_an_open_notice_is_all_the_public_sees(
    cast: Cast, notice: PublicNotice, case_on_notice: Case
) -> None:
    with scope.public(on=LAST_NOTICE_DAY):
        assert run("SELECT printed_name FROM applicants_noticeentry") == [("张三",)]
        for table in ("person", "household", "case", "assessment", "membership"):
            assert run(f"SELECT count(*) FROM applicants_{table}") == [(0,)], table


def test_a_notice_leaves_the_public_when_its_days_are_over(case_on_notice: Case) -> None:
    with scope.public(on=DECIDED):
        assert run("SELECT count(*) FROM applicants_publicnotice") == [(0,)]
        assert run("SELECT count(*) FROM applicants_noticeentry") == [(0,)]


def test_history_says_who_did_it_even_in_raw_sql(cast: Cast, household: object) -> None:
    with scope.of(cast.caseworker, action="by hand"):
        run("UPDATE applicants_household SET group_name = '9组'")

        rows = run(
            "SELECT pgh_context ->> 'name', pgh_context ->> 'action' FROM applicants_householdevent "
            "WHERE group_name = '9组'"
        )

    assert rows == [("李经办", "by hand")]
