"""The guards around visits, meetings and opinions, tried with raw SQL as the application role."""

from datetime import date

import pytest
from django.db import DatabaseError

from applicants.actions import assessments, cases, checks, objections
from applicants.models import (
    Assessment,
    Case,
    EconomicCheck,
    HomeVisit,
    Person,
    PublicNotice,
    ReviewMeeting,
    RuleSet,
    VisitPurpose,
)
from dibao import scope
from tests.applicants.test_database_guards import insert_decision, run
from tests.cast import DECIDED, ENTERED, POSTED, Cast, register, small_means
from tests.factories.checks import closed, requested
from tests.factories.investigation import begun, filled, reviewed, visited
from tests.factories.places import Places

SUMMER_2008 = date(2008, 7, 1)


@pytest.fixture
def draft_visit(cast: Cast, accepted_case: Case) -> HomeVisit:
    with scope.of(cast.caseworker):
        return filled(
            begun(accepted_case, cast.caseworker, on=ENTERED), cast.caseworker, on=ENTERED
        )


def sign(visit: HomeVisit, **columns: str) -> None:
    """Sign by hand, with some columns as SQL."""
    said = {
        "status": "'signed'",
        "signed_by_id": "investigator_id",
        "signed_at": "now()",
        "present": f"ARRAY['{visit.case.household.head_id}']::uuid[]",
    }
    sets = ", ".join(f"{column} = {value}" for column, value in (said | columns).items())
    run(f"UPDATE applicants_homevisit SET {sets} WHERE id = %s", visit.pk)


def test_a_form_that_is_right_can_be_signed(cast: Cast, draft_visit: HomeVisit) -> None:
    with scope.of(cast.caseworker):
        sign(draft_visit)

        assert HomeVisit.objects.get().is_signed


@pytest.mark.parametrize(
    ("guard", "columns"),
    [
        ("a_signed_visit_has_two_investigators", {"helpers": "'{}'"}),
        ("investigators_are_different_people", {"companion_id": "investigator_id"}),
        ("signed_by_those_who_were_there", {"helpers": "ARRAY['李经办']"}),
        ("signed_by_those_who_were_there", {"helpers": "ARRAY['孙会计', '孙会计']"}),
        ("signed_by_those_who_were_there", {"helpers": "ARRAY['']"}),
        ("a_signed_visit_is_signed_by_the_family", {"present": "'{}'"}),
        ("signed_by_those_who_were_there", {"present": "ARRAY[gen_random_uuid()]"}),
        ("a_signed_visit_is_filled_in", {"blocks_done": "ARRAY['going', 'members']"}),
        ("a_signed_visit_is_filled_in", {"findings": "''"}),
        ("a_signed_visit_is_filled_in", {"conclusion": "''"}),
        ("a_visit_from_afar_says_why", {"way": "'phone'"}),
        ("signed_by_those_who_were_there", {"visited_on": "'2026-07-05'"}),
        ("signed_by_those_who_were_there", {"visited_on": "'2999-01-01'"}),
        ("a_signed_visit_says_by_whom_and_when", {"signed_by_id": "NULL"}),
        ("signed_by_those_who_were_there", {"signed_at": "now() + interval '2 hours'"}),
        ("a_visit_stays_with_its_case", {"purpose": "'county'"}),
    ],
)
def test_no_form_is_signed_that_the_law_would_not_take(
    cast: Cast, draft_visit: HomeVisit, guard: str, columns: dict[str, str]
) -> None:
    with pytest.raises(DatabaseError, match=guard), scope.of(cast.caseworker):
        sign(draft_visit, **columns)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE applicants_homevisit SET findings = 'x'",
        "UPDATE applicants_homevisit SET status = 'draft', signed_by_id = NULL, signed_at = NULL",
        "DELETE FROM applicants_homevisit",
        "DELETE FROM applicants_homevisitevent",
        "UPDATE applicants_homevisitevent SET findings = 'x'",
        "UPDATE applicants_reviewmeeting SET conclusion = 'untrue'",
        "DELETE FROM applicants_reviewmeeting",
    ],
)
def test_what_was_signed_stays(cast: Cast, visit: HomeVisit, statement: str) -> None:
    with scope.of(cast.caseworker):
        reviewed(visit.case, cast.caseworker, on=ENTERED)

    with pytest.raises(DatabaseError), scope.of(cast.caseworker):
        run(statement)


def test_a_visit_is_not_born_signed(cast: Cast, visit: HomeVisit) -> None:
    columns = "area_code, case_id, purpose, status, visited_on, way, remote_reason, investigator_id, helpers,"
    columns += " present, blocks_done, members_note, tenure, structure, danger_grade, belongings, livestock,"
    columns += " work_note, monthly_spending, medical_spending, school_spending, spending_note, conclusion,"
    columns += " findings, signed_by_id, signed_at, version"

    with (
        pytest.raises(DatabaseError, match="home_visit_starts_at_the_start"),
        scope.of(cast.caseworker),
    ):
        run(
            f"INSERT INTO applicants_homevisit ({columns}) SELECT {columns} FROM applicants_homevisit"
        )


def test_a_closed_case_is_not_visited(cast: Cast, draft_visit: HomeVisit) -> None:
    with scope.of(cast.caseworker):
        run("UPDATE applicants_case SET status = 'withdrawn', withdrawn_on = '2026-07-06'")

    with pytest.raises(DatabaseError, match="signed_by_those"), scope.of(cast.caseworker):
        sign(draft_visit)


MEETING = (
    "INSERT INTO applicants_reviewmeeting (area_code, case_id, held_on, place, chair, official, participants,"
    " representatives, agree, disagree, abstain, was_briefed, is_signed_by_all, conclusion, discussion,"
    " recorded_by_id, recorded_at) SELECT area_code, id, %s, '村委会', '周', '李', %s, %s, %s, %s, %s, %s, %s,"
    " 'true', '', entered_by_id, now() FROM applicants_case"
)


@pytest.mark.parametrize(
    ("guard", "values"),
    [
        ("two_thirds_of_a_meeting", ("2026-07-06", 9, 5, 9, 0, 0, True, True)),
        ("two_thirds_of_a_meeting", ("2026-07-06", 9, 10, 9, 0, 0, True, True)),
        ("two_thirds_of_a_meeting", ("2026-07-06", 0, 0, 0, 0, 0, True, True)),
        ("votes_of_a_meeting_add_up", ("2026-07-06", 9, 6, 8, 0, 0, True, True)),
        ("votes_of_a_meeting_add_up", ("2026-07-06", 9, 6, 8, 1, 1, True, True)),
        ("briefed_and_is_signed", ("2026-07-06", 9, 6, 9, 0, 0, False, True)),
        ("briefed_and_is_signed", ("2026-07-06", 9, 6, 9, 0, 0, True, False)),
        ("judges_what_a_visit_found", ("2026-07-05", 9, 6, 9, 0, 0, True, True)),
        ("judges_what_a_visit_found", ("2999-07-05", 9, 6, 9, 0, 0, True, True)),
    ],
)
def test_no_unlawful_meeting_is_kept(
    cast: Cast, visit: HomeVisit, guard: str, values: tuple[object, ...]
) -> None:
    with pytest.raises(DatabaseError, match=guard), scope.of(cast.caseworker):
        run(MEETING, *values)


def test_a_lawful_meeting_is_kept(cast: Cast, visit: HomeVisit) -> None:
    with scope.of(cast.caseworker):
        run(MEETING, "2026-07-06", 9, 6, 8, 1, 0, True, True)

        assert ReviewMeeting.objects.count() == 1


OPINION = (
    "INSERT INTO applicants_townshipopinion (area_code, case_id, assessment_id, proposal, reasons, given_by_id,"
    " given_on, created_at) SELECT area_code, case_id, id, 'grant', 'x', assessed_by_id, %s, now()"
    " FROM applicants_assessment ORDER BY id DESC LIMIT 1"
)


def test_no_opinion_without_a_signed_visit(cast: Cast, draft_visit: HomeVisit) -> None:
    with scope.of(cast.caseworker):
        assessments.assess(case=draft_visit.case, by=cast.caseworker, on=ENTERED)

    with (
        pytest.raises(DatabaseError, match="an_opinion_follows_a_signed_visit"),
        scope.of(cast.caseworker),
    ):
        run(OPINION, ENTERED)


def test_no_opinion_before_the_visit(cast: Cast, assessment: Assessment) -> None:
    with (
        pytest.raises(DatabaseError, match="an_opinion_follows_a_signed_visit"),
        scope.of(cast.caseworker),
    ):
        run(OPINION, "2026-07-05")


def test_no_opinion_of_2008_without_a_meeting(
    cast: Cast, places: Places, rules_of_2007: RuleSet
) -> None:
    with scope.of(cast.caseworker):
        household = register(places.village, cast.caseworker)
        case = cases.open_draft(
            household=household, means=small_means(), by=cast.caseworker, on=SUMMER_2008
        )
        cases.accept(case=case, by=cast.caseworker, on=SUMMER_2008)
        visited(case, cast.caseworker, on=SUMMER_2008)
        assessments.assess(case=case, by=cast.caseworker, on=SUMMER_2008)

    with (
        pytest.raises(DatabaseError, match="an_opinion_follows_the_review_meeting"),
        scope.of(cast.caseworker),
    ):
        run(OPINION, SUMMER_2008)


def test_no_opinion_after_a_disputed_meeting(cast: Cast, assessment: Assessment) -> None:
    with scope.of(cast.caseworker):
        reviewed(assessment.case, cast.caseworker, on=ENTERED, conclusion="disputed")

    with (
        pytest.raises(DatabaseError, match="a_disputed_meeting_is_followed_by_a_visit"),
        scope.of(cast.caseworker),
    ):
        run(OPINION, ENTERED)


def test_no_new_opinion_without_a_new_look(
    cast: Cast, case_on_notice: Case, notice: PublicNotice
) -> None:
    with scope.of(cast.caseworker):
        objection = objections.lodge(
            case=case_on_notice, notice=notice, text="他家有车", by=cast.caseworker, on=POSTED
        )
    with scope.of(cast.township_head):
        objections.answer(
            objection=objection, is_upheld=True, text="属实", by=cast.township_head, on=POSTED
        )
    with scope.of(cast.caseworker):
        case = Case.objects.get(pk=case_on_notice.pk)
        assessments.assess(case=case, by=cast.caseworker, on=POSTED)

    with (
        pytest.raises(DatabaseError, match="a_new_opinion_looks_into_upheld_objections"),
        scope.of(cast.caseworker),
    ):
        run(OPINION, POSTED)
    with scope.of(cast.caseworker):
        reviewed(case, cast.caseworker, on=POSTED)
        run(OPINION, POSTED)


def test_no_opinion_over_an_open_objection(
    cast: Cast, case_on_notice: Case, notice: PublicNotice
) -> None:
    with scope.of(cast.caseworker):
        objections.lodge(
            case=case_on_notice, notice=notice, text="他家有车", by=cast.caseworker, on=POSTED
        )
    with scope.of(cast.reviewer):
        cases.send_back(case=case_on_notice, reasons="再核", by=cast.reviewer)
    with scope.of(cast.caseworker):
        case = Case.objects.get(pk=case_on_notice.pk)
        assessments.assess(case=case, by=cast.caseworker, on=POSTED)

    with (
        pytest.raises(DatabaseError, match="an_opinion_waits_for_open_objections"),
        scope.of(cast.caseworker),
    ):
        run(OPINION, POSTED)


def test_no_decision_by_who_went_to_the_house(cast: Cast, case_on_notice: Case) -> None:
    with scope.of(cast.reviewer):
        visited(case_on_notice, cast.reviewer, on=POSTED, purpose=VisitPurpose.COUNTY)

    with (
        pytest.raises(DatabaseError, match="nobody_decides_a_case_they_investigated"),
        scope.of(cast.reviewer),
    ):
        insert_decision(case_on_notice, cast.reviewer.pk, DECIDED)


@pytest.fixture
def check(cast: Cast, accepted_case: Case) -> EconomicCheck:
    with scope.of(cast.caseworker):
        return requested(accepted_case, cast.caseworker, on=ENTERED)


def test_nobody_is_checked_without_an_authorisation(cast: Cast, check: EconomicCheck) -> None:
    with scope.of(cast.caseworker):
        run(
            "UPDATE applicants_authorisation SET revoked_on = now(), revoked_by_id = recorded_by_id,"
            " revoke_reason = 'x'"
        )
        stranger = Person.objects.create(area=check.area, is_named=False)
        people = (stranger.pk, check.case.household.head_id)

    for person in people:
        with pytest.raises(DatabaseError), scope.of(cast.caseworker):
            run(
                "INSERT INTO applicants_checksubject (area_code, economic_check_id, person_id, authorisation_id)"
                " SELECT area_code, economic_check_id, %s, authorisation_id FROM applicants_checksubject LIMIT 1",
                person,
            )


ANSWER = (
    "INSERT INTO applicants_checkanswer (area_code, economic_check_id, person_id, source, result, finding, amount,"
    " answered_on, recorded_by_id) SELECT s.area_code, s.economic_check_id, s.person_id, %s, %s, %s, %s, now(),"
    " k.requested_by_id FROM applicants_checksubject s"
    " JOIN applicants_economiccheck k ON k.id = s.economic_check_id ORDER BY s.id LIMIT 1"
)


@pytest.mark.parametrize(
    ("guard", "values"),
    [
        ("an_answer_is_about_whom_and_what_was_asked", ("tax", "nothing", "", None)),
        ("an_answer_says_what_was_found", ("banks", "found", "", None)),
        ("an_answer_says_what_was_found", ("banks", "nothing", "有", None)),
        ("found_amount_is_not_negative", ("banks", "found", "", -1)),
    ],
)
def test_no_answer_is_kept_that_says_nothing(
    cast: Cast, check: EconomicCheck, guard: str, values: tuple[object, ...]
) -> None:
    with scope.of(cast.clerk):
        checks.start(check=check, by=cast.clerk, on=ENTERED)

    with pytest.raises(DatabaseError, match=guard), scope.of(cast.clerk):
        run(ANSWER, *values)


def test_no_answer_before_the_start(cast: Cast, check: EconomicCheck) -> None:
    with pytest.raises(DatabaseError, match="whom_and_what_was_asked"), scope.of(cast.clerk):
        run(ANSWER, "banks", "nothing", "", None)


@pytest.mark.parametrize(
    ("guard", "statement"),
    [
        (
            "closed_check_has_every_answer",
            "status = 'closed', closed_by_id = started_by_id, closed_on = now()",
        ),
        (
            "economic_check_moves_along_its_table",
            "status = 'requested', started_by_id = NULL, started_on = NULL",
        ),
        ("a_check_stays_what_was_asked", "sources = ARRAY['banks']"),
        ("a_closed_check_says_by_whom_and_when", "has_differences = TRUE"),
    ],
)
def test_a_check_goes_its_way(cast: Cast, check: EconomicCheck, guard: str, statement: str) -> None:
    with scope.of(cast.clerk):
        checks.start(check=check, by=cast.clerk, on=ENTERED)

    with pytest.raises(DatabaseError, match=guard), scope.of(cast.clerk):
        run(f"UPDATE applicants_economiccheck SET {statement}")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE applicants_economiccheck SET has_differences = FALSE",
        "DELETE FROM applicants_economiccheck",
        "UPDATE applicants_checkanswer SET result = 'nothing'",
        "DELETE FROM applicants_checkanswer",
        "DELETE FROM applicants_checksubject",
        "DELETE FROM applicants_economiccheckevent",
    ],
)
def test_what_was_answered_stays(cast: Cast, check: EconomicCheck, statement: str) -> None:
    with scope.of(cast.clerk):
        closed(check, cast.clerk, on=ENTERED)

    with pytest.raises(DatabaseError), scope.of(cast.clerk):
        run(statement)


def test_no_opinion_while_a_check_is_under_way(
    cast: Cast, check: EconomicCheck, assessment: Assessment
) -> None:
    with (
        pytest.raises(DatabaseError, match="an_opinion_waits_for_the_economic_check"),
        scope.of(cast.caseworker),
    ):
        run(OPINION, ENTERED)


def test_a_check_is_seen_at_home_only(cast: Cast, check: EconomicCheck) -> None:
    with scope.of(cast.neighbour):
        for table in ("economiccheck", "checksubject", "economiccheckevent"):
            assert run(f"SELECT count(*) FROM applicants_{table}") == [(0,)], table
