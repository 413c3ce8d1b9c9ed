"""Doors beside the way of a case, tried with raw SQL: another kind, roster or rules, and rows that are not seen."""

import pytest
from django.db import DatabaseError

from applicants.actions import decisions, objections
from applicants.models.case import Case
from applicants.models.grant import Grant
from applicants.models.notice import PublicNotice
from applicants.models.person import Person
from dibao import scope
from tests.applicants.test_database_guards import insert_decision, run
from tests.cast import DECIDED, POSTED, Cast
from tests.factories.places import Places


@pytest.fixture
def grant(cast: Cast, case_on_notice: Case) -> Grant:
    with scope.of(cast.reviewer):
        return decisions.confirm(case=case_on_notice, reasons="属实", by=cast.reviewer, on=DECIDED)


def _insert_foreign_decision(case: Case, area: str, decider: int) -> None:
    run(
        "INSERT INTO applicants_decision"
        " (area_code, case_id, outcome, reasons, decided_by_id, decided_on, created_at)"
        " VALUES (%s, %s, 'grant', 'x', %s, %s, now())",
        area,
        case.pk,
        decider,
        DECIDED,
    )


def _insert_roster(cast: Cast, imported_at: str = "statement_timestamp()") -> None:
    run(
        "INSERT INTO applicants_rosterimport (file_name, sha256, household_count, person_count, total_amount,"
        f" first_month, area_code, imported_by_id, imported_at)"
        f" VALUES ('x', '', 1, 1, 1, '2026-08-01', %s, %s, {imported_at})",
        cast.clerk.posting.area_id,
        cast.clerk.pk,
    )


def test_a_case_is_not_turned_into_a_takeover(cast: Cast, case_on_notice: Case) -> None:
    with scope.of(cast.clerk):
        _insert_roster(cast)

    with pytest.raises(DatabaseError, match="stays_what_it_was"), scope.of(cast.clerk):
        run(
            "UPDATE applicants_case SET kind = 'takeover',"
            " roster_import_id = (SELECT max(id) FROM applicants_rosterimport)"
        )


def test_a_roster_is_not_dated_ahead_for_later_use(cast: Cast) -> None:
    with pytest.raises(DatabaseError, match="a_roster_is_of_now"), scope.of(cast.clerk):
        _insert_roster(cast, "now() + interval '1 day'")


@pytest.mark.django_db(transaction=True)
def test_a_roster_of_yesterday_brings_nobody_in(cast: Cast, case_on_notice: Case) -> None:
    with scope.of(cast.clerk):
        _insert_roster(cast)

    with pytest.raises(DatabaseError, match="born_with_its_roster"), scope.of(cast.clerk):
        run(
            "INSERT INTO applicants_case (area_code, household_id, kind, status, poverty_cause, hardships,"
            " statement, rule_set_id, entered_by_id, opened_on, accepted_on, version, roster_import_id) "
            "SELECT area_code, household_id, 'takeover', 'confirmed', '', '{}', '', rule_set_id, %s,"
            " opened_on, accepted_on, 0, (SELECT max(id) FROM applicants_rosterimport) FROM applicants_case",
            cast.clerk.pk,
        )


def test_the_rules_of_an_accepted_case_are_not_swapped(cast: Cast, proposed_case: Case) -> None:
    _draft_without_notices()

    with pytest.raises(DatabaseError, match="stays_what_it_was"), scope.of(cast.reviewer):
        run("UPDATE applicants_case SET rule_set_id = (SELECT max(id) FROM applicants_ruleset)")


def test_a_case_is_not_accepted_under_a_draft_of_rules(cast: Cast, draft_case: Case) -> None:
    _draft_without_notices()

    with pytest.raises(DatabaseError, match="rules_of_its_day"), scope.of(cast.caseworker):
        run(
            "UPDATE applicants_case SET status = 'accepted', accepted_on = %s,"
            " rule_set_id = (SELECT max(id) FROM applicants_ruleset)",
            DECIDED,
        )


def _draft_without_notices() -> None:
    run(
        "INSERT INTO applicants_ruleset (area_code, name, first_day, status, legal_basis, terms)"
        " SELECT area_code, 'x', first_day, 'draft', 'x', jsonb_set(terms, '{notices}', '[]')"
        " FROM applicants_ruleset LIMIT 1"
    )


def test_no_decision_on_a_case_that_is_not_seen(
    cast: Cast, places: Places, case_on_notice: Case
) -> None:
    with pytest.raises(DatabaseError, match="in_its_place"), scope.of(cast.foreign_reviewer):
        _insert_foreign_decision(
            case_on_notice, places.foreign_village.code, cast.foreign_reviewer.pk
        )


def test_no_grant_on_a_decision_that_is_not_seen(
    cast: Cast, places: Places, case_on_notice: Case
) -> None:
    with scope.of(cast.reviewer):
        insert_decision(case_on_notice, cast.reviewer.pk, DECIDED)
        rows = run(
            "SELECT d.id, c.household_id, c.rule_set_id FROM applicants_decision d, applicants_case c"
        )

    with (
        pytest.raises(DatabaseError, match="what_its_assessment_says"),
        scope.of(cast.foreign_clerk),
    ):
        run(
            "INSERT INTO applicants_grant (area_code, decision_id, household_id, rule_set_id, benefit_class,"
            " covered_count, base_amount, supplement_amount, total_amount, first_month)"
            " VALUES (%s, %s, %s, %s, 1, 2, 9999, 0, 9999, '2030-01-01')",
            places.foreign_village.code,
            *rows[0],
        )


def test_no_share_of_a_grant_that_is_not_seen(cast: Cast, places: Places, grant: Grant) -> None:
    with scope.of(cast.foreign_clerk):
        stranger = Person.objects.create(area=places.foreign_village, is_named=False)

    with pytest.raises(DatabaseError, match="shares_add_up"), scope.of(cast.foreign_clerk):
        run(
            "INSERT INTO applicants_grantshare"
            " (area_code, grant_id, person_id, base_amount, supplement_amount, first_month)"
            " VALUES (%s, %s, %s, 1, 0, '2030-01-01')",
            places.foreign_village.code,
            grant.pk,
            stranger.pk,
        )


def test_no_confirmation_without_a_grant(cast: Cast, case_on_notice: Case) -> None:
    with scope.of(cast.reviewer):
        insert_decision(case_on_notice, cast.reviewer.pk, DECIDED)

    with pytest.raises(DatabaseError, match="with_every_share"), scope.of(cast.reviewer):
        run("UPDATE applicants_case SET status = 'confirmed'")


def test_no_grant_over_an_objection_that_was_upheld(
    cast: Cast, case_on_notice: Case, notice: PublicNotice
) -> None:
    with scope.of(cast.caseworker):
        said = {"case": case_on_notice, "notice": notice, "by": cast.caseworker}
        objections.lodge(text="他家有车", on=POSTED, **said)
    with scope.of(cast.township_head):
        run(
            "UPDATE applicants_objection SET status = 'upheld', answered_by_id = %s, answered_on = %s",
            cast.township_head.pk,
            POSTED,
        )

    with (
        pytest.raises(DatabaseError, match="waits_for_open_objections"),
        scope.of(cast.reviewer),
    ):
        insert_decision(case_on_notice, cast.reviewer.pk, DECIDED)


@pytest.mark.django_db(transaction=True)
def test_no_entry_is_added_to_a_notice_of_before(cast: Cast, case_on_notice: Case) -> None:
    copied = (
        "INSERT INTO applicants_noticeentry (area_code, notice_id, position, starts_on, ends_on, case_id,"
        " assessment_id, printed_name, household_size, covered_count, benefit_class, monthly_amount)"
        " SELECT area_code, notice_id, 2, starts_on, ends_on, case_id, assessment_id, printed_name,"
        " household_size, covered_count, benefit_class, monthly_amount FROM applicants_noticeentry"
    )
    with pytest.raises(DatabaseError, match="as_long_as_its_notice"), scope.of(cast.caseworker):
        run(copied)


@pytest.mark.parametrize("change", ["text = '没有意见'", "lodged_on = lodged_on + 1"])
def test_an_objection_stays_as_it_was_said(
    cast: Cast, case_on_notice: Case, notice: PublicNotice, change: str
) -> None:
    with scope.of(cast.caseworker):
        said = {"case": case_on_notice, "notice": notice, "by": cast.caseworker}
        objections.lodge(text="他家有车", on=POSTED, **said)

    with pytest.raises(DatabaseError, match="as_it_was_said"), scope.of(cast.caseworker):
        run(f"UPDATE applicants_objection SET {change}")


def test_a_grant_is_not_ended_by_the_decision_that_began_it(cast: Cast, grant: Grant) -> None:
    with pytest.raises(DatabaseError, match="ended_by_a_case_about_it"), scope.of(cast.reviewer):
        run("UPDATE applicants_grant SET last_month = first_month, ended_by_id = decision_id")


def test_a_rule_set_is_not_cut_off_before_its_last_use(cast: Cast, accepted_case: Case) -> None:
    with pytest.raises(DatabaseError, match="lasts_as_long"), scope.of(cast.administrator):
        run("UPDATE applicants_ruleset SET last_day = first_day")


def test_a_rule_set_is_not_rewritten_once_a_case_was_accepted(
    cast: Cast, accepted_case: Case
) -> None:
    with pytest.raises(DatabaseError, match="used_rule_set"), scope.of(cast.administrator):
        run("UPDATE applicants_ruleset SET terms = jsonb_set(terms, '{notices}', '[]')")
