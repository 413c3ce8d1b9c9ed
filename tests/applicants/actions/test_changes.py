"""A family in benefit looked at again: assessed anew, proposed on, decided; no month lost, none paid twice."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from applicants.actions import cases, changes, decisions
from applicants.actions.changes import NotHeard
from applicants.models import Case, CaseKind, CaseStatus, Grant, Outcome, RuleSet
from dibao import scope
from dibao.errors import Refused
from dibao.models.audit import AuditEvent
from dibao.values.months import BenefitMonth
from dibao.workflow import MoveRefused
from tests.applicants.actions.test_decisions import now_reviewing
from tests.cast import Cast, register, small_means
from tests.changes import (
    CHANGED,
    SEPTEMBER,
    SETTLED,
    decided,
    earning,
    ended,
    heard,
    judged,
    opened,
    proposed,
    word,
)

# The line is 7,127 yuan a head and year: two people, whose old yearly income was 900.
LESS, A_LITTLE, MORE, TOO_MUCH = "300", "900", "6000", "60000"


def looked_at(grant: Grant, cast: Cast, yearly: str) -> Case:
    return judged(earning(opened(grant, cast), cast, yearly), cast)


def grants_of(grant: Grant, cast: Cast) -> list[Grant]:
    with scope.of(cast.reviewer):
        return list(Grant.objects.filter(household=grant.household_id).order_by("first_month"))


def test_a_change_begins_with_the_last_answers(cast: Cast, grant: Grant) -> None:
    case = opened(grant, cast)

    with scope.of(cast.caseworker):
        assert case.status == CaseStatus.ACCEPTED
        assert case.grant == grant
        assert [line.yearly_amount for line in case.incomes.all()] == [Decimal("900.00")]
        assert (case.hardships, case.poverty_cause) == (["chronic_illness"], "illness")


def test_whoever_applied_alone_is_looked_at_alone_again(cast: Cast, grant: Grant) -> None:
    with scope.of(cast.caseworker):
        wife = grant.household.members().get(relation="10").person
        Case.objects.filter(pk=grant.decision.case_id).update(
            applies_alone=wife, alone_ground="clergy", alone_since=date(2020, 1, 1)
        )

    case = opened(grant, cast)

    with scope.of(cast.caseworker):
        assert (case.applies_alone, case.alone_ground) == (wife, "clergy")
        assert case.alone_since == date(2020, 1, 1)


def test_a_change_takes_the_rules_of_its_own_day(
    cast: Cast, grant: Grant, rules_of_2026: RuleSet
) -> None:
    RuleSet.objects.filter(pk=rules_of_2026.pk).update(last_day=date(2026, 8, 31))
    later = RuleSet.objects.create(
        area=rules_of_2026.area,
        name="2026年9月起",
        first_day=date(2026, 9, 1),
        status="active",
        legal_basis="x",
        terms=rules_of_2026.terms,
    )

    case = opened(grant, cast)

    assert case.rule_set == later


def test_nothing_changes_for_a_family_without_a_benefit(
    cast: Cast, grant: Grant, rules_of_2026: RuleSet
) -> None:
    with scope.of(cast.caseworker):
        other = register(grant.household.area, cast.caseworker, name="钱二", serial=51)

        with pytest.raises(Refused, match="没有正在享受的低保"):
            changes.open_case(
                household=other,
                kind=CaseKind.CHANGE,
                statement="x",
                by=cast.caseworker,
                on=CHANGED,
            )


def test_two_cases_do_not_look_at_one_grant(cast: Cast, grant: Grant) -> None:
    opened(grant, cast)

    with pytest.raises(Refused, match="没办完的案件"):
        opened(grant, cast)


def test_the_county_does_not_begin_a_change(cast: Cast, grant: Grant) -> None:
    with scope.of(cast.reviewer), pytest.raises(PermissionDenied):
        changes.open_case(
            household=grant.household,
            kind=CaseKind.CHANGE,
            statement="x",
            by=cast.reviewer,
            on=CHANGED,
        )


@pytest.mark.parametrize(
    ("yearly", "proposal", "sign"), [(LESS, "increase", 1), (MORE, "decrease", -1)]
)
def test_another_income_gives_another_grant_from_the_next_month(
    cast: Cast, grant: Grant, yearly: str, proposal: str, sign: int
) -> None:
    case = looked_at(grant, cast, yearly)
    proposed(case, cast, proposal)
    if proposal == "decrease":
        heard(case, cast)

    decision = decided(case, cast)

    old, new = grants_of(grant, cast)
    assert (old.last_month, new.first_month) == (SEPTEMBER, SEPTEMBER.next())
    assert old.ended_by_id == new.decision_id == decision.pk
    assert new.last_month is None
    assert (new.total_amount - old.total_amount) * sign > 0
    with scope.of(cast.reviewer):
        assert sum(share.base_amount for share in new.shares.all()) == new.base_amount
        assert Case.objects.get(pk=case.pk).status_label == "已决定"


def test_the_same_numbers_keep_the_grant(cast: Cast, grant: Grant) -> None:
    case = judged(opened(grant, cast), cast)
    proposed(case, cast, "keep")

    decision = decided(case, cast)

    assert decision.outcome == Outcome.KEEP
    assert [one.last_month for one in grants_of(grant, cast)] == [None]


def test_a_family_above_the_line_loses_its_benefit_after_the_month(
    cast: Cast, grant: Grant
) -> None:
    case = looked_at(grant, cast, TOO_MUCH)
    proposed(case, cast, "end", "income")
    heard(case, cast)

    decision = decided(case, cast)

    [old] = grants_of(grant, cast)
    assert (old.last_month, old.ended_by_id) == (SEPTEMBER, decision.pk)
    assert decision.end_reason == "income"


def test_the_opinion_is_what_the_numbers_say(cast: Cast, grant: Grant) -> None:
    case = looked_at(grant, cast, MORE)

    for proposal, reason in (("keep", ""), ("increase", ""), ("end", "income"), ("end", "")):
        with pytest.raises(Refused, match="按"):
            proposed(case, cast, proposal, reason)


def test_a_family_that_is_not_eligible_is_not_kept(cast: Cast, grant: Grant) -> None:
    case = looked_at(grant, cast, TOO_MUCH)

    with pytest.raises(Refused, match="不一致"):
        proposed(case, cast, "keep")


def test_money_needs_an_assessment_and_life_does_not(cast: Cast, grant: Grant) -> None:
    case = opened(grant, cast)

    with pytest.raises(Refused, match="先计算"):
        proposed(case, cast, "keep")
    with pytest.raises(Refused, match="不能以这个原因"):
        proposed(case, cast, "end", "income")
    assert proposed(case, cast, "end", "moved").assessment is None


def test_facts_changed_after_the_assessment_are_assessed_anew(cast: Cast, grant: Grant) -> None:
    case = judged(opened(grant, cast), cast)
    earning(case, cast, MORE)

    with pytest.raises(Refused, match="资料改过"):
        proposed(case, cast, "keep")


def test_an_application_is_not_proposed_on_as_a_change(cast: Cast, accepted_case: Case) -> None:
    with scope.of(cast.township_head), pytest.raises(MoveRefused, match="申请"):
        changes.propose(
            case=accepted_case,
            proposal="end",
            end_reason="moved",
            reasons="x",
            by=cast.township_head,
            on=CHANGED,
        )


def test_a_change_is_not_granted_or_refused(cast: Cast, grant: Grant) -> None:
    case = judged(opened(grant, cast), cast)
    with scope.of(cast.township_head), pytest.raises(MoveRefused, match="在享待遇"):
        cases.propose(
            case=case,
            assessment=case.assessments.get(),
            proposal="grant",
            reasons="x",
            by=cast.township_head,
            on=CHANGED,
        )
    proposed(case, cast, "keep")

    for step in (decisions.confirm, decisions.refuse):
        with scope.of(cast.reviewer), pytest.raises(MoveRefused, match="按变更"):
            step(case=case, reasons="x", by=cast.reviewer, on=SETTLED)


def test_a_cut_waits_for_the_familys_word(cast: Cast, grant: Grant) -> None:
    case = looked_at(grant, cast, MORE)
    proposed(case, cast, "decrease")

    with pytest.raises(NotHeard, match="听取"):
        decided(case, cast)
    assert len(grants_of(grant, cast)) == 1


def test_a_cut_is_not_dated_before_the_familys_word(cast: Cast, grant: Grant) -> None:
    case = looked_at(grant, cast, MORE)
    proposed(case, cast, "decrease")
    heard(case, cast)

    with pytest.raises(NotHeard):
        decided(case, cast, on=date(2026, 9, 13))


def test_a_case_sent_back_is_heard_about_its_new_opinion(cast: Cast, grant: Grant) -> None:
    case = looked_at(grant, cast, MORE)
    proposed(case, cast, "decrease")
    heard(case, cast)
    with scope.of(cast.reviewer):
        case.refresh_from_db()
        cases.send_back(case=case, reasons="再核", by=cast.reviewer)
    proposed(judged(earning(case, cast, TOO_MUCH), cast), cast, "end", "income")

    with pytest.raises(NotHeard):
        decided(case, cast)


def test_without_the_duty_a_cut_needs_no_hearing(
    cast: Cast, without_hearing: None, grant: Grant
) -> None:
    case = looked_at(grant, cast, MORE)
    proposed(case, cast, "decrease")

    assert decided(case, cast).outcome == Outcome.DECREASE


def test_whoever_entered_or_proposed_a_change_does_not_decide_it(cast: Cast, grant: Grant) -> None:
    case = judged(opened(grant, cast), cast)
    proposed(case, cast, "keep")

    for somebody in (cast.caseworker, cast.township_head):
        turned = now_reviewing(somebody, cast.reviewer)
        with scope.of(turned), pytest.raises(Refused, match="由另一人办理"):
            changes.decide(case=case, reasons="x", by=turned, on=SETTLED)


def test_another_countys_reviewer_does_not_find_the_case(cast: Cast, grant: Grant) -> None:
    case = judged(opened(grant, cast), cast)
    proposed(case, cast, "keep")

    with scope.of(cast.foreign_reviewer), pytest.raises(Case.DoesNotExist):
        changes.decide(case=case, reasons="x", by=cast.foreign_reviewer, on=SETTLED)


def test_a_change_is_decided_once(cast: Cast, grant: Grant) -> None:
    case = judged(opened(grant, cast), cast)
    proposed(case, cast, "keep")
    decided(case, cast)

    with pytest.raises(MoveRefused, match="已决定"):
        decided(case, cast)


def test_an_end_does_not_reach_back_or_beyond_its_month(cast: Cast, grant: Grant) -> None:
    case = opened(grant, cast)
    proposed(case, cast, "end", "voluntary")
    heard(case, cast)

    for month in (BenefitMonth(2026, 8), BenefitMonth(2026, 10)):
        with pytest.raises(Refused, match="2026年9月"):
            decided(case, cast, last_month=month)


def test_after_a_death_an_end_reaches_back_as_far_as_the_grant(cast: Cast, grant: Grant) -> None:
    case = opened(grant, cast)
    proposed(case, cast, "end", "death")
    heard(case, cast, word())

    with pytest.raises(Refused, match="2026年8月"):
        decided(case, cast, last_month=BenefitMonth(2026, 7))
    decided(case, cast, last_month=BenefitMonth(2026, 8))

    assert [one.last_month for one in grants_of(grant, cast)] == [BenefitMonth(2026, 8)]


def test_a_grant_that_has_not_begun_is_not_changed(cast: Cast, grant: Grant) -> None:
    july = date(2026, 7, 20)
    case = judged(opened(grant, cast, on=july), cast, on=july)
    proposed(case, cast, "keep", on=july)

    with pytest.raises(Refused, match="从2026年8月开始"):
        decided(case, cast, on=july)


def test_a_family_whose_benefit_ended_applies_anew(cast: Cast, grant: Grant) -> None:
    ended(grant, cast, on=CHANGED)

    with scope.of(cast.caseworker):
        assert cases.open_draft(
            household=grant.household,
            means=small_means(),
            by=cast.caseworker,
            on=date(2026, 10, 8),
        )


def test_a_decision_leaves_its_figures_in_the_trail(cast: Cast, grant: Grant) -> None:
    case = looked_at(grant, cast, LESS)
    proposed(case, cast, "increase")
    decided(case, cast)

    with scope.of(cast.reviewer):
        event = AuditEvent.objects.get(event="grant:increase")
    assert event.after["before"] == str(grant.total_amount)
    assert event.after["first"] == "2026-10"
