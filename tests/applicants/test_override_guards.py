"""What two people decide beside the rules, tried with raw SQL as the application role (design §4)."""

from contextlib import AbstractContextManager
from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError

from applicants.actions import assessments, cases, notices, overrides
from applicants.actions.overrides import ShareEntry
from applicants.models.assessment import Assessment
from applicants.models.case import Case
from applicants.models.override import Override
from dibao import scope
from dibao.models.staff import Staff
from tests.applicants.test_database_guards import run
from tests.cast import DECIDED, ENTERED, POSTED, Cast

OVERRIDE = (
    "INSERT INTO applicants_override (area_code, assessment_id, benefit_class, covered_count, base_amount,"
    " supplement_amount, total_amount, reason, given_by_id, given_on, is_agreed, answer, answered_by_id, answered_on) "
    "SELECT area_code, id, 1, 2, 500, 0, 500, 'x', %s, %s, %s, '', %s, %s FROM applicants_assessment WHERE id = %s"
)
SHARE = (
    "INSERT INTO applicants_overrideshare (area_code, override_id, person_id, base_amount, supplement_amount) "
    "VALUES (%s, %s, %s, %s, 0)"
)
AGREE = "UPDATE applicants_override SET is_agreed = true, answered_by_id = %s, answered_on = %s"
DECISION = (
    "INSERT INTO applicants_decision"
    " (area_code, case_id, assessment_id, outcome, reasons, decided_by_id, decided_on, created_at) "
    "SELECT area_code, case_id, id, 'grant', 'x', %s, %s, now() FROM applicants_assessment WHERE id = %s RETURNING id"
)
GRANT = (
    "INSERT INTO applicants_grant (area_code, household_id, decision_id, rule_set_id, benefit_class, covered_count,"
    " base_amount, supplement_amount, total_amount, first_month) "
    "SELECT area_code, household_id, %s, rule_set_id, %s, %s, %s, %s, %s, '2026-08-01' FROM applicants_case"
    " RETURNING id"
)
GRANT_SHARES = (
    "INSERT INTO applicants_grantshare (area_code, grant_id, person_id, base_amount, supplement_amount, first_month) "
    "VALUES (%s, %s, %s, %s, 0, '2026-08-01'), (%s, %s, %s, %s, 0, '2026-08-01')"
)


def given(cast: Cast, case: Case, assessment: Assessment) -> Override:
    """300 for the first member, 200 for the second, by the caseworker who entered the case."""
    amounts = zip(assessment.as_facts().members, (Decimal(300), Decimal(200)), strict=True)
    with scope.of(cast.caseworker):
        return overrides.give(
            case=case,
            assessment=assessment,
            benefit_class=1,
            shares=[ShareEntry(person=member.key, base=base) for member, base in amounts],
            reason="实际困难重于测算",
            by=cast.caseworker,
            on=ENTERED,
        )


@pytest.fixture
def waiting(cast: Cast, accepted_case: Case, assessment: Assessment) -> Override:
    return given(cast, accepted_case, assessment)


@pytest.fixture
def agreed(cast: Cast, waiting: Override) -> Override:
    with scope.of(cast.township_head):
        return overrides.agree(override=waiting, words="属实", by=cast.township_head, on=ENTERED)


def proposed(cast: Cast, case: Case, assessment: Assessment) -> None:
    with scope.of(cast.township_head):
        cases.propose(
            case=case,
            assessment=assessment,
            proposal="grant",
            reasons="属实",
            by=cast.township_head,
            on=ENTERED,
        )


@pytest.fixture
def ready(cast: Cast, accepted_case: Case, assessment: Assessment, agreed: Override) -> Assessment:
    """Proposed and posted with an agreed override, its notice over on DECIDED."""
    proposed(cast, accepted_case, assessment)
    with scope.of(cast.caseworker):
        accepted_case.refresh_from_db()
        notices.freeze(
            village=accepted_case.area,
            stage="township",
            cases=[accepted_case],
            by=cast.caseworker,
            on=POSTED,
        )
    return assessment


def refused(match: str) -> AbstractContextManager[object]:
    return pytest.raises(DatabaseError, match=match)


def write(by: Staff, assessment: Assessment, *, agreed_by: Staff | None = None) -> None:
    answer = (True, agreed_by.pk, ENTERED) if agreed_by else (None, None, None)
    run(OVERRIDE, by.pk, ENTERED, *answer, assessment.pk)


def test_it_is_not_born_agreed(cast: Cast, accepted_case: Case, assessment: Assessment) -> None:
    with refused("given_on_the_newest_assessment"), scope.of(cast.caseworker):
        write(cast.caseworker, assessment, agreed_by=cast.township_head)


def test_it_is_not_given_on_an_older_assessment(
    cast: Cast, accepted_case: Case, assessment: Assessment
) -> None:
    with scope.of(cast.caseworker):
        assessments.assess(case=accepted_case, by=cast.caseworker, on=ENTERED)

    with refused("given_on_the_newest_assessment"), scope.of(cast.caseworker):
        write(cast.caseworker, assessment)


def test_it_is_not_given_after_the_opinion(
    cast: Cast, accepted_case: Case, assessment: Assessment
) -> None:
    proposed(cast, accepted_case, assessment)

    with refused("given_on_the_newest_assessment"), scope.of(cast.caseworker):
        write(cast.caseworker, assessment)


def test_two_do_not_wait_on_one_assessment(
    cast: Cast, assessment: Assessment, waiting: Override
) -> None:
    with refused("an_assessment_has_one_override_waiting"), scope.of(cast.caseworker):
        write(cast.caseworker, assessment)


def test_it_needs_a_reason(cast: Cast, accepted_case: Case, assessment: Assessment) -> None:
    with refused("override_has_a_reason"), scope.of(cast.caseworker):
        run(
            OVERRIDE.replace("'x'", "''"),
            cast.caseworker.pk, ENTERED, None, None, None, assessment.pk,
        )  # fmt: skip


def test_it_is_not_agreed_by_its_giver(cast: Cast, waiting: Override) -> None:
    match = r"two_people_agree_on_an_override|agreed_in_time_by_another"

    with refused(match), scope.of(cast.caseworker):
        run(AGREE, cast.caseworker.pk, ENTERED)


def test_out_of_area_there_is_nothing_to_agree_to(cast: Cast, waiting: Override) -> None:
    with scope.of(cast.neighbour):
        run(AGREE, cast.neighbour.pk, ENTERED)
    with scope.of(cast.caseworker):
        assert run("SELECT is_agreed FROM applicants_override") == [(None,)]


def test_it_is_not_agreed_by_who_entered_the_case(
    cast: Cast, accepted_case: Case, assessment: Assessment
) -> None:
    with refused("agreed_in_time_by_another"), scope.of(cast.township_head):
        write(cast.township_head, assessment)
        key = run("SELECT id FROM applicants_override")[0][0]
        people = [member.key for member in assessment.as_facts().members]
        run(
            SHARE + ", (%s, %s, %s, %s, 0)",
            assessment.area_id, key, people[0], 300, assessment.area_id, key, people[1], 200,
        )  # fmt: skip
        run(AGREE, cast.caseworker.pk, ENTERED)


RELATIVE = (
    "INSERT INTO applicants_relativeregistration (area_code, case_id, member_id, relation, staff_id, registered_by_id,"
    " registered_on, void_reason) "
    "SELECT c.area_code, c.id, h.head_id, 'sibling', %s, %s, %s, '' FROM applicants_case c"
    " JOIN applicants_household h ON h.id = c.household_id"
)


def test_it_is_not_given_by_a_relative(
    cast: Cast, accepted_case: Case, assessment: Assessment
) -> None:
    with refused("no_relative_gives_an_override"), scope.of(cast.caseworker):
        run(RELATIVE, cast.township_head.pk, cast.caseworker.pk, ENTERED)
        write(cast.township_head, assessment)


def test_it_is_not_agreed_by_a_relative(cast: Cast, waiting: Override) -> None:
    with refused("no_relative_agrees_to_an_override"), scope.of(cast.caseworker):
        run(RELATIVE, cast.township_head.pk, cast.caseworker.pk, ENTERED)
        run(AGREE, cast.township_head.pk, ENTERED)


def test_no_opinion_is_given_while_it_waits(cast: Cast, waiting: Override) -> None:
    with refused("an_opinion_waits_for_an_override"), scope.of(cast.township_head):
        run(
            "INSERT INTO applicants_townshipopinion"
            " (area_code, case_id, assessment_id, proposal, reasons, given_by_id, given_on, created_at) "
            "SELECT area_code, case_id, id, 'grant', 'x', %s, %s, now() FROM applicants_assessment",
            cast.township_head.pk,
            ENTERED,
        )


def test_it_is_not_agreed_before_it_was_given(cast: Cast, waiting: Override) -> None:
    with refused("agreed_in_time_by_another"), scope.of(cast.township_head):
        run(AGREE, cast.township_head.pk, date(2026, 7, 5))


def test_it_is_not_agreed_without_its_shares(
    cast: Cast, accepted_case: Case, assessment: Assessment
) -> None:
    with scope.of(cast.caseworker):
        write(cast.caseworker, assessment)

    with refused("an_agreed_override_has_every_share"), scope.of(cast.township_head):
        run(AGREE, cast.township_head.pk, ENTERED)


def test_shares_add_up(cast: Cast, assessment: Assessment, waiting: Override) -> None:
    person = assessment.as_facts().members[0].key

    with refused(r"override_shares_add_up|a_person_has_one_share"), scope.of(cast.caseworker):
        run(SHARE, assessment.area_id, waiting.pk, person, 1)


def test_shares_are_members_shares(cast: Cast, accepted_case: Case, assessment: Assessment) -> None:
    with scope.of(cast.caseworker):
        write(cast.caseworker, assessment)
        key = run("SELECT id FROM applicants_override")[0][0]
        run(
            "INSERT INTO applicants_person (id, area_code, name, initials, is_named, sex, id_last4_index,"
            " id_last6_index, id_last4, phone_last4_index, health, labour_capacity, is_student) "
            "VALUES ('00000000-0000-4000-8000-000000000001', %s, '', '', false, '', '', '', '', '', '', '', false)",
            assessment.area_id,
        )

    with refused("an_override_is_for_members"), scope.of(cast.caseworker):
        run(
            SHARE + ", (%s, %s, %s, %s, 0)",
            assessment.area_id, key, "00000000-0000-4000-8000-000000000001", 300,
            assessment.area_id, key, assessment.as_facts().members[0].key, 200,
        )  # fmt: skip


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE applicants_override SET base_amount = 999, total_amount = 999",
        "UPDATE applicants_override SET reason = 'y'",
        "UPDATE applicants_override SET given_by_id = given_by_id + 1",
        "UPDATE applicants_override SET is_agreed = NULL, answered_by_id = NULL, answered_on = NULL",
        "UPDATE applicants_override SET is_agreed = false",
        "UPDATE applicants_override SET answer = 'y'",
        "DELETE FROM applicants_override",
        "UPDATE applicants_overrideshare SET base_amount = 999",
        "DELETE FROM applicants_overrideshare",
        "TRUNCATE applicants_overrideshare",
        "UPDATE applicants_overrideevent SET reason = 'y'",
        "DELETE FROM applicants_overrideevent",
    ],
)
def test_what_was_agreed_stays(cast: Cast, agreed: Override, statement: str) -> None:
    with pytest.raises(DatabaseError), scope.of(cast.township_head):
        run(statement)


def test_the_public_and_other_places_see_nothing_of_it(cast: Cast, agreed: Override) -> None:
    for name in ("override", "overrideshare", "overrideevent"):
        count = f"SELECT count(*) FROM applicants_{name}"
        with scope.of(cast.foreign_reviewer):
            assert run(count) == [(0,)], name
        with scope.public(on=ENTERED):
            assert run(count) == [(0,)], name
        with scope.of(cast.reviewer):
            assert run(count)[0][0] > 0, name


def decide(by: Staff, assessment: Assessment) -> int:
    return run(DECISION, by.pk, DECIDED, assessment.pk)[0][0]


@pytest.mark.parametrize("who", ["caseworker", "township_head"])
def test_who_gave_or_agreed_does_not_decide(cast: Cast, ready: Assessment, who: str) -> None:
    by = getattr(cast, who)

    with refused("nobody_decides_a_case"), scope.of(by):
        decide(by, ready)


def test_a_grant_pays_the_agreed_amounts_and_no_others(cast: Cast, ready: Assessment) -> None:
    own = (ready.benefit_class, ready.covered, ready.base_amount, ready.supplement_amount)

    with refused("a_grant_pays_what_its_assessment_says"), scope.of(cast.reviewer):
        decision = decide(cast.reviewer, ready)
        run(GRANT, decision, *own, ready.total_amount)


def test_a_grant_without_an_agreed_override_pays_the_verdict(
    cast: Cast, case_on_notice: Case, assessment: Assessment
) -> None:
    with refused("a_grant_pays_what_its_assessment_says"), scope.of(cast.reviewer):
        decision = decide(cast.reviewer, assessment)
        run(GRANT, decision, 1, 2, 500, 0, 500)


def test_shares_of_a_grant_are_not_dealt_otherwise(cast: Cast, ready: Assessment) -> None:
    first, second = (member.key for member in ready.as_facts().members)
    area = ready.area_id

    with refused("a_share_pays_what_was_worked_out"), scope.of(cast.reviewer):
        (grant,) = run(GRANT, decide(cast.reviewer, ready), 1, 2, 500, 0, 500)[0]
        run(GRANT_SHARES, area, grant, first, 200, area, grant, second, 300)


def test_shares_of_a_grant_on_the_verdict_are_not_dealt_otherwise(
    cast: Cast, case_on_notice: Case, assessment: Assessment
) -> None:
    first, second = (share.member for share in assessment.as_verdict().shares)
    half, area = assessment.base_amount / 2, assessment.area_id
    own = (assessment.benefit_class, 2, assessment.base_amount, assessment.supplement_amount)

    with refused("a_share_pays_what_was_worked_out"), scope.of(cast.reviewer):
        decision = decide(cast.reviewer, assessment)
        (grant,) = run(GRANT, decision, *own, assessment.total_amount)[0]
        run(GRANT_SHARES, area, grant, first, half - 1, area, grant, second, half + 1)


def test_a_notice_prints_the_agreed_amounts_and_no_others(
    cast: Cast, accepted_case: Case, assessment: Assessment, agreed: Override
) -> None:
    proposed(cast, accepted_case, assessment)

    with refused("an_entry_prints_what_would_be_paid"), scope.of(cast.caseworker):
        run(
            "WITH posted AS (INSERT INTO applicants_publicnotice (area_code, stage, starts_on, ends_on, token, office,"
            " phone, entry_count, entries_hash, frozen_by_id) "
            "SELECT area_code, 'township', '2026-07-08', '2026-07-14', 't', 'x', '', 1, '', %s"
            " FROM applicants_assessment RETURNING id) SELECT id FROM posted",
            cast.caseworker.pk,
        )
        run(
            "INSERT INTO applicants_noticeentry (area_code, notice_id, position, starts_on, ends_on, case_id,"
            " assessment_id, printed_name, household_size, covered_count, benefit_class, monthly_amount) "
            "SELECT a.area_code, p.id, 1, p.starts_on, p.ends_on, a.case_id, a.id, '张三', a.counted, a.covered,"
            " a.benefit_class, a.total_amount FROM applicants_assessment a, applicants_publicnotice p"
        )
