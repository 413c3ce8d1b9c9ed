"""What must never be false of a benefit that is looked at again, tried with raw SQL as the application role."""

import pytest
from django.db import DatabaseError

from applicants.models import Case, Decision, Grant, HearingRecord, RuleSet
from dibao import scope
from tests.applicants.test_database_guards import run
from tests.cast import Cast
from tests.changes import CHANGED, HEARD, SETTLED, decided, earning, heard, judged, opened, proposed


@pytest.fixture
def cut(cast: Cast, grant: Grant) -> Case:
    """A case whose family would get less, and has not been heard."""
    case = judged(earning(opened(grant, cast), cast, "6000"), cast)
    proposed(case, cast, "decrease")
    return case


@pytest.fixture
def kept(cast: Cast, grant: Grant) -> Case:
    """A case in which nothing changes, proposed to be kept."""
    case = judged(opened(grant, cast), cast)
    proposed(case, cast, "keep")
    return case


def decide(case: Case, outcome: str, by: int, *, on: object = SETTLED, reason: str = "") -> None:
    run(
        "INSERT INTO applicants_decision (area_code, case_id, assessment_id, outcome, end_reason, reasons,"
        " decided_by_id, decided_on, created_at) "
        "SELECT area_code, id, (SELECT max(id) FROM applicants_assessment a WHERE a.case_id = c.id), %s, %s, 'x',"
        " %s, %s, now() FROM applicants_case c WHERE id = %s",
        outcome,
        reason,
        by,
        on,
        case.pk,
    )


def test_no_cut_without_a_hearing(cast: Cast, cut: Case) -> None:
    with pytest.raises(DatabaseError, match="a_cut_waits_for"), scope.of(cast.reviewer):
        decide(cut, "decrease", cast.reviewer.pk)


def test_no_cut_on_a_day_before_its_hearing(cast: Cast, cut: Case) -> None:
    heard(cut, cast)

    with pytest.raises(DatabaseError, match="a_cut_waits_for"), scope.of(cast.reviewer):
        decide(cut, "decrease", cast.reviewer.pk, on=CHANGED)


def test_terms_that_say_nothing_ask_for_a_hearing(
    cast: Cast, cut: Case, rules_of_2026: RuleSet
) -> None:
    with scope.of(cast.reviewer):
        [(terms,)] = run("SELECT terms FROM applicants_ruleset WHERE id = %s", rules_of_2026.pk)

    assert "hearing_before_cut" not in str(terms)
    with pytest.raises(DatabaseError, match="a_cut_waits_for"), scope.of(cast.reviewer):
        decide(cut, "decrease", cast.reviewer.pk)


def test_a_cut_needs_no_hearing_where_the_rules_ask_for_none(
    cast: Cast, without_hearing: None, cut: Case
) -> None:
    with scope.of(cast.reviewer):
        decide(cut, "decrease", cast.reviewer.pk)

        assert Decision.objects.filter(case=cut).exists()


@pytest.mark.parametrize("outcome", ["keep", "increase", "end", "adjust"])
def test_the_county_does_not_decide_what_was_not_proposed(
    cast: Cast, cut: Case, outcome: str
) -> None:
    heard(cut, cast)
    reason = "other" if outcome == "end" else ""

    with pytest.raises(DatabaseError, match="as_it_was_proposed"), scope.of(cast.reviewer):
        decide(cut, outcome, cast.reviewer.pk, reason=reason)


@pytest.mark.parametrize("outcome", ["grant", "refuse", "transfer"])
def test_a_benefit_is_not_granted_again(cast: Cast, kept: Case, outcome: str) -> None:
    with (
        pytest.raises(DatabaseError, match=r"fits_the_kind|as_it_was_proposed"),
        scope.of(cast.reviewer),
    ):
        decide(kept, outcome, cast.reviewer.pk)


@pytest.mark.parametrize("outcome", ["keep", "increase", "decrease", "adjust", "end"])
def test_an_application_is_granted_or_refused(
    cast: Cast, case_on_notice: Case, outcome: str
) -> None:
    reason = "other" if outcome == "end" else ""

    with (
        pytest.raises(DatabaseError, match=r"fits_the_kind|a_cut_waits_for"),
        scope.of(cast.reviewer),
    ):
        decide(case_on_notice, outcome, cast.reviewer.pk, reason=reason)


def test_a_case_is_decided_once_even_by_an_end(cast: Cast, grant: Grant) -> None:
    with (
        pytest.raises(DatabaseError, match=r"a_case_is_decided_once|fits_the_kind|a_cut_waits"),
        scope.of(cast.reviewer),
    ):
        decide(grant.decision.case, "end", cast.reviewer.pk, reason="other")


@pytest.mark.parametrize(("outcome", "reason"), [("keep", "other"), ("end", "")])
def test_an_end_and_nothing_else_has_a_reason(
    cast: Cast, kept: Case, outcome: str, reason: str
) -> None:
    with (
        pytest.raises(DatabaseError, match=r"a_decision_to_end_says_why"),
        scope.of(cast.reviewer),
    ):
        decide(kept, outcome, cast.reviewer.pk, reason=reason)


@pytest.mark.parametrize("who", ["caseworker", "township_head"])
def test_no_decision_by_a_hand_that_worked_on_it(cast: Cast, kept: Case, who: str) -> None:
    by = getattr(cast, who)

    with pytest.raises(DatabaseError, match="nobody_decides"), scope.of(by):
        decide(kept, "keep", by.pk)


def test_a_decision_that_keeps_ends_no_grant(cast: Cast, kept: Case, grant: Grant) -> None:
    decision = decided(kept, cast)

    with pytest.raises(DatabaseError, match="ended_by_a_case_about_it"), scope.of(cast.reviewer):
        run(
            "UPDATE applicants_grant SET last_month = '2026-09-01', ended_by_id = %s WHERE id = %s",
            decision.pk,
            grant.pk,
        )


def test_a_grant_is_not_ended_by_the_decision_that_gave_it(cast: Cast, grant: Grant) -> None:
    with pytest.raises(DatabaseError, match="ended_by_a_case_about_it"), scope.of(cast.reviewer):
        run("UPDATE applicants_grant SET last_month = '2026-09-01', ended_by_id = decision_id")


def test_a_month_that_was_due_is_not_taken_back(
    cast: Cast, without_hearing: None, grant: Grant
) -> None:
    case = opened(grant, cast)
    proposed(case, cast, "end", "voluntary")
    with scope.of(cast.reviewer):
        decide(case, "end", cast.reviewer.pk, reason="voluntary")

    with pytest.raises(DatabaseError, match="ended_by_a_case_about_it"), scope.of(cast.reviewer):
        run(
            "UPDATE applicants_grant SET last_month = '2026-08-01', ended_by_id ="
            " (SELECT max(id) FROM applicants_decision)"
        )


def test_a_case_is_not_closed_before_its_decision_is_carried_out(
    cast: Cast, without_hearing: None, cut: Case
) -> None:
    with scope.of(cast.reviewer):
        decide(cut, "decrease", cast.reviewer.pk)

    with pytest.raises(DatabaseError, match="has_changed_its_grant"), scope.of(cast.reviewer):
        run("UPDATE applicants_case SET status = 'confirmed' WHERE id = %s", cut.pk)


def test_a_case_is_not_moved_to_another_grant_or_kind(cast: Cast, kept: Case) -> None:
    for change in ("grant_id = NULL, kind = 'application'", "kind = 'recheck'"):
        with (
            pytest.raises(DatabaseError, match="stays_what_it_was"),
            scope.of(cast.reviewer),
        ):
            run(f"UPDATE applicants_case SET {change} WHERE id = %s", kept.pk)


def test_an_ended_grant_is_not_looked_at_again(cast: Cast, kept: Case, grant: Grant) -> None:
    with (
        pytest.raises(DatabaseError, match=r"about_a_grant_of_its_household|looked_at_by_one"),
        scope.of(cast.caseworker),
    ):
        run(
            "INSERT INTO applicants_case (area_code, household_id, kind, status, grant_id, poverty_cause, hardships,"
            " statement, entered_by_id, opened_on, version) "
            "SELECT area_code, household_id, 'recheck', 'draft', grant_id, '', '{}', '', entered_by_id, opened_on, 0 "
            "FROM applicants_case WHERE id = %s",
            kept.pk,
        )


def hear(case: Case, **more: object) -> None:
    said = {
        "manner": "home",
        "heard_name": "张三",
        "stance": "agrees",
        "held_on": HEARD,
        "first_invited_on": None,
        "second_invited_on": None,
        "opinion_id": case.opinions.latest().pk,
    } | more
    run(
        "INSERT INTO applicants_hearingrecord (area_code, case_id, statement, second_listener, recorded_by_id,"
        f" created_at, {', '.join(said)}) SELECT area_code, id, 'x', '', entered_by_id, now(),"
        f" {', '.join(['%s'] * len(said))} FROM applicants_case WHERE id = %s",
        *said.values(),
        case.pk,
    )


@pytest.mark.parametrize(
    ("more", "fact"),
    [
        ({"heard_name": ""}, "invited_twice"),
        ({"manner": "absent", "heard_name": "", "stance": "silent"}, "invited_twice"),
        (
            {
                "manner": "absent",
                "heard_name": "",
                "stance": "silent",
                "first_invited_on": CHANGED,
                "second_invited_on": CHANGED,
            },
            "invited_twice",
        ),
        ({"manner": "rumour"}, "manner_is_known"),
        ({"held_on": CHANGED.replace(day=9)}, "about_a_cut_proposed_before"),
        ({"held_on": CHANGED.replace(year=2999)}, "not_of_tomorrow"),
    ],
)
def test_a_hearing_is_whole_and_in_time(
    cast: Cast, cut: Case, more: dict[str, object], fact: str
) -> None:
    with pytest.raises(DatabaseError, match=fact), scope.of(cast.caseworker):
        hear(cut, **more)


def test_nobody_is_heard_about_being_kept(cast: Cast, kept: Case) -> None:
    with (
        pytest.raises(DatabaseError, match="about_a_cut_proposed_before"),
        scope.of(cast.caseworker),
    ):
        hear(kept)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE applicants_hearingrecord SET statement = '没有说过'",
        "DELETE FROM applicants_hearingrecord",
        "TRUNCATE applicants_hearingrecord",
    ],
)
def test_what_a_family_said_stays(cast: Cast, cut: Case, statement: str) -> None:
    heard(cut, cast)

    with pytest.raises(DatabaseError), scope.of(cast.caseworker):
        run(statement)


def test_a_hearing_is_not_seen_from_the_next_township(cast: Cast, cut: Case) -> None:
    heard(cut, cast)

    with scope.of(cast.neighbour):
        assert not HearingRecord.objects.exists()


def propose(case: Case, proposal: str, *, end_reason: str = "", is_judged: bool = True) -> None:
    newest = "SELECT max(id) FROM applicants_assessment a WHERE a.case_id = c.id"
    run(
        "INSERT INTO applicants_townshipopinion (area_code, case_id, assessment_id, proposal, end_reason, reasons,"
        f" given_by_id, given_on, created_at) SELECT area_code, id, {f'({newest})' if is_judged else 'NULL'}, %s, %s,"
        " 'x', entered_by_id, opened_on, now() FROM applicants_case c WHERE id = %s",
        proposal,
        end_reason,
        case.pk,
    )


@pytest.mark.parametrize(
    ("said", "fact"),
    [
        ({"proposal": "grant"}, "about_its_case_and_its_numbers"),
        ({"proposal": "end"}, "an_opinion_to_end_says_why"),
        ({"proposal": "keep", "end_reason": "other"}, "an_opinion_to_end_says_why"),
        ({"proposal": "end", "end_reason": "income"}, "about_its_case_and_its_numbers"),
        ({"proposal": "keep", "is_judged": False}, "unless_life_ended"),
        (
            {"proposal": "end", "end_reason": "property", "is_judged": False},
            "unless_life_ended",
        ),
    ],
)
def test_an_opinion_rests_on_its_numbers(
    cast: Cast, grant: Grant, said: dict[str, object], fact: str
) -> None:
    case = judged(opened(grant, cast), cast)

    with pytest.raises(DatabaseError, match=fact), scope.of(cast.caseworker):
        propose(case, **said)
