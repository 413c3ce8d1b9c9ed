"""What must never be false of months of grace, tried with raw SQL as the application role."""

from datetime import date

import pytest
from django.db import DatabaseError

from applicants.models import Case, Grant
from dibao import scope
from dibao.values.months import BenefitMonth
from tests.applicants.test_change_guards import decide
from tests.applicants.test_database_guards import run
from tests.cast import Cast
from tests.changes import (
    SETTLED,
    decided,
    earning,
    given_grace,
    heard,
    judged,
    opened,
    proposed,
    word,
    working,
)

NOVEMBER = date(2026, 11, 12)


@pytest.fixture
def heard_case(cast: Cast, grant: Grant) -> Case:
    """Proposed to be paid through its grace, and heard about it."""
    case = working(opened(grant, cast), cast)
    proposed(case, cast, "grace")
    heard(case, cast)
    return case


def propose_grace(case: Case, by: int) -> None:
    run(
        "INSERT INTO applicants_townshipopinion (area_code, case_id, assessment_id, proposal, reasons, given_by_id,"
        " given_on, created_at) SELECT area_code, id, (SELECT max(id) FROM applicants_assessment a"
        " WHERE a.case_id = c.id), 'grace', 'x', %s, '2026-09-10', now() FROM applicants_case c WHERE id = %s",
        by,
        case.pk,
    )


def end_grant(case: Case, month: str) -> None:
    run(
        "UPDATE applicants_grant g SET last_month = %s, ended_by_id = d.id,"
        " grace_by_id = CASE d.outcome WHEN 'grace' THEN d.id END FROM applicants_decision d"
        " WHERE d.id = (SELECT max(id) FROM applicants_decision) AND g.id = %s",
        month,
        case.grant_id,
    )


def begin_month(case: Case, number: int, month: str, **more: str) -> None:
    """A month of grace with a part of what the grant paid."""
    columns = {"last": f"'{month}'", "ended_by": "d.id", "class": "g.benefit_class", **more}
    run(
        "INSERT INTO applicants_grant (area_code, household_id, decision_id, ended_by_id, rule_set_id, benefit_class,"
        " covered_count, base_amount, supplement_amount, total_amount, grace_month, grace_by_id, first_month,"
        " last_month)"
        f" SELECT g.area_code, g.household_id, d.id, {columns['ended_by']}, g.rule_set_id, {columns['class']},"
        " g.covered_count, g.base_amount, g.supplement_amount, g.total_amount, %s, d.id, %s, "
        f"{columns['last']} FROM applicants_grant g JOIN applicants_decision d ON d.case_id = %s WHERE g.id = %s",
        number,
        month,
        case.pk,
        case.grant_id,
    )


def begin_shares(case: Case, part: str) -> None:
    run(
        "INSERT INTO applicants_grantshare (area_code, grant_id, person_id, person_key, base_amount,"
        " supplement_amount, first_month, last_month) SELECT s.area_code, n.id, s.person_id, s.person_key,"
        f" {part}, s.supplement_amount, n.first_month, n.last_month FROM applicants_grantshare s"
        " JOIN applicants_grant n ON n.grace_month IS NOT NULL WHERE s.grant_id = %s",
        case.grant_id,
    )


def test_no_grace_on_an_assessment_that_gives_none(cast: Cast, grant: Grant) -> None:
    case = judged(earning(opened(grant, cast), cast, "60000"), cast)

    with pytest.raises(DatabaseError, match="about_its_case"), scope.of(cast.township_head):
        propose_grace(case, cast.township_head.pk)


def test_no_grace_without_a_hearing(cast: Cast, grant: Grant) -> None:
    case = working(opened(grant, cast), cast)
    proposed(case, cast, "grace")

    with pytest.raises(DatabaseError, match="a_cut_waits_for"), scope.of(cast.reviewer):
        decide(case, "grace", cast.reviewer.pk)


def test_no_grace_for_an_application(cast: Cast, case_on_notice: Case) -> None:
    with (
        pytest.raises(DatabaseError, match=r"fits_the_kind|a_cut_waits_for"),
        scope.of(cast.reviewer),
    ):
        decide(case_on_notice, "grace", cast.reviewer.pk)


@pytest.mark.parametrize("month", ["2026-09-01", "2027-02-01", "2027-04-01"])
def test_grace_is_as_long_as_the_rules_say(cast: Cast, heard_case: Case, month: str) -> None:
    with scope.of(cast.reviewer):
        decide(heard_case, "grace", cast.reviewer.pk)

    with pytest.raises(DatabaseError, match="as_long_as_the_rules_say"), scope.of(cast.reviewer):
        end_grant(heard_case, month)


def test_a_grant_paid_whole_is_followed_by_no_month(cast: Cast, heard_case: Case) -> None:
    with scope.of(cast.reviewer):
        decide(heard_case, "grace", cast.reviewer.pk)
        end_grant(heard_case, "2027-03-01")

    with pytest.raises(DatabaseError, match="follows_the_grant"), scope.of(cast.reviewer):
        begin_month(heard_case, 1, "2027-04-01")


@pytest.mark.parametrize(
    ("number", "month", "more"),
    [
        (0, "2026-10-01", {}),
        (7, "2027-04-01", {}),
        (1, "2026-11-01", {}),
        (1, "2026-10-01", {"last": "date '2026-11-01'"}),
        (1, "2026-10-01", {"class": "g.benefit_class %% 3 + 1"}),
    ],
)
def test_a_month_of_grace_has_its_place(
    cast: Cast, falling: None, heard_case: Case, number: int, month: str, more: dict[str, str]
) -> None:
    with scope.of(cast.reviewer):
        decide(heard_case, "grace", cast.reviewer.pk)
        end_grant(heard_case, "2026-09-01")

    with pytest.raises(DatabaseError, match="follows_the_grant"), scope.of(cast.reviewer):
        begin_month(heard_case, number, month, **more)


def test_a_month_of_grace_ends_by_its_own_decision(
    cast: Cast, falling: None, heard_case: Case
) -> None:
    other = "(SELECT min(id) FROM applicants_decision)"

    with scope.of(cast.reviewer):
        decide(heard_case, "grace", cast.reviewer.pk)
        end_grant(heard_case, "2026-09-01")

    with pytest.raises(DatabaseError, match="follows_the_grant"), scope.of(cast.reviewer):
        begin_month(heard_case, 1, "2026-10-01", ended_by=other)


def test_each_month_of_grace_is_there_once(cast: Cast, falling: None, heard_case: Case) -> None:
    with scope.of(cast.reviewer):
        decide(heard_case, "grace", cast.reviewer.pk)
        end_grant(heard_case, "2026-09-01")
        begin_month(heard_case, 1, "2026-10-01")

    with (
        pytest.raises(DatabaseError, match=r"one_grant_or_months|one_grant_a_month"),
        scope.of(cast.reviewer),
    ):
        begin_month(heard_case, 1, "2026-10-01")


def test_a_share_falls_as_the_rules_say(cast: Cast, falling: None, heard_case: Case) -> None:
    """The second of six months pays five sixths, not the whole."""
    with scope.of(cast.reviewer):
        decide(heard_case, "grace", cast.reviewer.pk)
        end_grant(heard_case, "2026-09-01")
        begin_month(heard_case, 2, "2026-11-01")

    with pytest.raises(DatabaseError, match="equal_steps"), scope.of(cast.reviewer):
        begin_shares(heard_case, "s.base_amount")


def test_no_case_is_closed_with_months_missing(cast: Cast, falling: None, heard_case: Case) -> None:
    with scope.of(cast.reviewer):
        decide(heard_case, "grace", cast.reviewer.pk)
        end_grant(heard_case, "2026-09-01")
        begin_month(heard_case, 1, "2026-10-01")
        begin_shares(heard_case, "s.base_amount")

    with pytest.raises(DatabaseError, match="every_month_and_share"), scope.of(cast.reviewer):
        run("UPDATE applicants_case SET status = 'confirmed' WHERE id = %s", heard_case.pk)


def test_no_other_decision_begins_a_month_of_grace(cast: Cast, grant: Grant) -> None:
    case = judged(earning(opened(grant, cast), cast, "300"), cast)
    proposed(case, cast, "increase")

    with scope.of(cast.reviewer):
        decide(case, "increase", cast.reviewer.pk)
        end_grant(case, "2026-09-01")

    with (
        pytest.raises(DatabaseError, match=r"follows_the_(grant|one)"),
        scope.of(cast.reviewer),
    ):
        begin_month(case, 1, "2026-10-01")


def test_what_was_given_stays(cast: Cast, heard_case: Case) -> None:
    decided(heard_case, cast, on=SETTLED)

    with pytest.raises(DatabaseError, match="a_grant_only_ever_ends"), scope.of(cast.reviewer):
        run("UPDATE applicants_grant SET last_month = '2027-06-01'")


CUT = (
    "UPDATE applicants_grant SET last_month = %s, ended_by_id = ("
    " SELECT id FROM applicants_decision WHERE case_id = %s) WHERE id = %s"
)


@pytest.fixture
def end_proposed(cast: Cast, shape: str, grant: Grant) -> Case:
    """In November the end of the grace is proposed and heard, and not yet decided."""
    given_grace(grant, cast)
    case = opened(grant, cast, on=NOVEMBER)
    proposed(case, cast, "end", "moved", on=NOVEMBER)
    heard(case, cast, word(held_on=NOVEMBER))
    return case


@pytest.fixture
def end_decided(cast: Cast, end_proposed: Case) -> Case:
    """Decided, and nothing carried out yet."""
    with scope.of(cast.reviewer):
        run(
            "INSERT INTO applicants_decision (area_code, case_id, outcome, end_reason, reasons, decided_by_id,"
            " decided_on, created_at) SELECT area_code, id, 'end', 'moved', 'x', %s, %s, now() FROM applicants_case"
            " WHERE id = %s",
            cast.reviewer.pk,
            NOVEMBER,
            end_proposed.pk,
        )
    return end_proposed


def the_last(cast: Cast) -> Grant:
    """What pays the last month of the grace."""
    with scope.of(cast.reviewer):
        return Grant.objects.filter(grace_by__isnull=False).latest("first_month")


@pytest.mark.parametrize("month", ["2027-03-01", "2027-04-01"])
def test_an_end_in_grace_is_only_brought_forward(cast: Cast, end_decided: Case, month: str) -> None:
    last = the_last(cast)

    with (
        pytest.raises(DatabaseError, match="a_grant_only_ever_ends"),
        scope.of(cast.reviewer),
    ):
        run(CUT, month, end_decided.pk, last.pk)


def test_no_grace_is_cut_short_without_another_decision(cast: Cast, end_decided: Case) -> None:
    last = the_last(cast)

    with (
        pytest.raises(DatabaseError, match="a_grant_only_ever_ends"),
        scope.of(cast.reviewer),
    ):
        run("UPDATE applicants_grant SET last_month = '2027-02-01' WHERE id = %s", last.pk)


def test_no_grace_is_cut_short_by_a_decision_about_something_else(
    cast: Cast, end_decided: Case
) -> None:
    last = the_last(cast)
    with scope.of(cast.reviewer):
        granted = Case.objects.get(kind="application")

    with (
        pytest.raises(DatabaseError, match="cut_short_by_a_case_about_it"),
        scope.of(cast.reviewer),
    ):
        run(CUT, "2027-02-01", granted.pk, last.pk)


def test_no_decision_of_a_closed_case_cuts_more(cast: Cast, end_proposed: Case) -> None:
    decision = decided(end_proposed, cast, on=NOVEMBER)
    with scope.of(cast.reviewer):
        is_cut = Grant.objects.filter(grace_month=1).exists()
        sooner = Grant.objects.filter(grace_by__isnull=False).exclude(ended_by=decision).last()

    if sooner is None:
        # Paid whole, one grant was cut; the same decision cannot cut it again.
        assert not is_cut
        with (
            pytest.raises(DatabaseError, match="a_grant_only_ever_ends"),
            scope.of(cast.reviewer),
        ):
            run(CUT, "2026-10-01", end_proposed.pk, end_proposed.grant_id)
        return
    with (
        pytest.raises(DatabaseError, match="cut_short_by_a_case_about_it"),
        scope.of(cast.reviewer),
    ):
        run(CUT, str(sooner.first_month.previous().first_day), end_proposed.pk, sooner.pk)


@pytest.mark.parametrize("month", ["NULL", "'2027-03-01'"])
def test_an_end_in_grace_is_not_undone(cast: Cast, end_proposed: Case, month: str) -> None:
    decision = decided(end_proposed, cast, on=NOVEMBER)
    with scope.of(cast.reviewer):
        cut = Grant.objects.filter(ended_by=decision).latest("first_month")

    with (
        pytest.raises(DatabaseError, match=r"a_grant_only_ever_ends|in_order"),
        scope.of(cast.reviewer),
    ):
        run(
            f"UPDATE applicants_grant SET last_month = {month}, ended_by_id = grace_by_id WHERE id = %s",
            cut.pk,
        )


@pytest.mark.parametrize("value", ["NULL", "decision_id"])
def test_a_grant_stays_of_its_grace(cast: Cast, grant: Grant, value: str) -> None:
    given_grace(grant, cast)

    with (
        pytest.raises(DatabaseError, match="a_grant_only_ever_ends"),
        scope.of(cast.reviewer),
    ):
        run(f"UPDATE applicants_grant SET grace_by_id = {value} WHERE id = %s", grant.pk)


def test_no_month_that_was_due_is_taken_back(cast: Cast, end_decided: Case) -> None:
    with scope.of(cast.reviewer):
        due = Grant.objects.covering(BenefitMonth.of(NOVEMBER)).get()

    with (
        pytest.raises(DatabaseError, match="cut_short_by_a_case_about_it"),
        scope.of(cast.reviewer),
    ):
        run(CUT, "2026-10-01", end_decided.pk, due.pk)


def test_a_case_that_ends_a_grace_leaves_no_month_of_it(cast: Cast, end_decided: Case) -> None:
    """Only the last month has been cut off."""
    last = the_last(cast)
    with scope.of(cast.reviewer):
        run(CUT, "2027-02-01", end_decided.pk, last.pk)

    with (
        pytest.raises(DatabaseError, match="leaves_no_month_after_it"),
        scope.of(cast.reviewer),
    ):
        run("UPDATE applicants_case SET status = 'confirmed' WHERE id = %s", end_decided.pk)


def test_a_case_that_ends_a_grace_ends_it(cast: Cast, end_decided: Case) -> None:
    with (
        pytest.raises(DatabaseError, match=r"leaves_no_month_after_it|has_changed_its_grant"),
        scope.of(cast.reviewer),
    ):
        run("UPDATE applicants_case SET status = 'confirmed' WHERE id = %s", end_decided.pk)


def test_a_grant_of_several_months_is_never_empty(cast: Cast, end_decided: Case) -> None:
    """The one that was in force before the grace was given began in August."""
    with (
        pytest.raises(DatabaseError, match="grant_months_in_order"),
        scope.of(cast.reviewer),
    ):
        run(CUT, "2026-07-01", end_decided.pk, end_decided.grant_id)


def test_no_case_begins_about_a_grace_that_is_over(cast: Cast, grant: Grant) -> None:
    given_grace(grant, cast)

    with (
        pytest.raises(DatabaseError, match="about_a_grant_of_its_household"),
        scope.of(cast.caseworker),
    ):
        run(
            "INSERT INTO applicants_case (area_code, version, household_id, kind, status, grant_id, entered_by_id,"
            " opened_on, poverty_cause, hardships, statement) SELECT area_code, 0, household_id, 'change', 'draft', id,"
            " %s, '2027-04-01', '', '{}', 'x' FROM applicants_grant WHERE id = %s",
            cast.caseworker.pk,
            grant.pk,
        )
