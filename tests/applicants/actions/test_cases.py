"""The way of a case in the township: who may, when, and what a stale page does."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from applicants.actions import assessments, cases, decisions
from applicants.models import Assessment, Case, CaseStatus, Household, RuleSet
from dibao import scope
from dibao.errors import Refused
from dibao.workflow import MoveRefused
from tests.cast import DECIDED, ENTERED, Cast, small_means


def test_a_case_takes_the_rules_of_its_acceptance_day(
    cast: Cast, draft_case: Case, rules_of_2007: RuleSet, rules_of_2026: RuleSet
) -> None:
    with scope.of(cast.caseworker):
        cases.accept(case=draft_case, by=cast.caseworker, on=date(2008, 7, 1))

        assert draft_case.rule_set == rules_of_2007


def test_nothing_is_accepted_on_a_day_without_rules(cast: Cast, draft_case: Case) -> None:
    with scope.of(cast.caseworker), pytest.raises(Refused, match="没有生效的低保规则"):
        cases.accept(case=draft_case, by=cast.caseworker, on=date(2015, 1, 1))


def test_a_household_has_one_open_application(
    cast: Cast, household: Household, draft_case: Case
) -> None:
    with scope.of(cast.caseworker), pytest.raises(Refused, match="没办完的申请"):
        cases.open_draft(household=household, means=small_means(), by=cast.caseworker, on=ENTERED)


def test_a_household_in_benefit_does_not_apply_again(cast: Cast, case_on_notice: Case) -> None:
    with scope.of(cast.reviewer):
        decisions.confirm(case=case_on_notice, reasons="属实", by=cast.reviewer, on=DECIDED)

    with scope.of(cast.caseworker), pytest.raises(Refused, match="正在享受低保"):
        cases.open_draft(
            household=case_on_notice.household,
            means=small_means(),
            by=cast.caseworker,
            on=date(2026, 8, 20),
        )


def test_a_stale_page_overwrites_nothing(cast: Cast, draft_case: Case) -> None:
    richer = cases.Means(
        incomes=[cases.IncomeEntry(source="local_work", yearly_amount=Decimal("8000.00"))]
    )

    with scope.of(cast.caseworker):
        cases.revise(case=draft_case, means=richer, version=0, by=cast.caseworker)

        with pytest.raises(MoveRefused, match="被别人改过"):
            cases.revise(case=draft_case, means=small_means(), version=0, by=cast.caseworker)
        assert draft_case.incomes.get().yearly_amount == Decimal("8000.00")


def test_an_opinion_rests_on_facts_as_they_are_now(
    cast: Cast, accepted_case: Case, assessment: Assessment
) -> None:
    with scope.of(cast.caseworker):
        richer = cases.Means(
            incomes=[cases.IncomeEntry(source="local_work", yearly_amount=Decimal("90000.00"))]
        )
        accepted_case.refresh_from_db()
        cases.revise(
            case=accepted_case, means=richer, version=accepted_case.version, by=cast.caseworker
        )

        with pytest.raises(Refused, match="资料改过"):
            _propose(cast, accepted_case, assessment)


def test_an_opinion_follows_the_latest_assessment(
    cast: Cast, accepted_case: Case, assessment: Assessment
) -> None:
    with scope.of(cast.caseworker):
        assessments.assess(case=accepted_case, by=cast.caseworker, on=ENTERED)

        with pytest.raises(Refused, match="重新计算"):
            _propose(cast, accepted_case, assessment)


def test_an_application_gets_no_opinion_on_a_benefit(
    cast: Cast, accepted_case: Case, assessment: Assessment
) -> None:
    with scope.of(cast.caseworker), pytest.raises(Refused, match="只有拟同意和拟不同意"):
        _propose(cast, accepted_case, assessment, proposal="end")


def test_an_opinion_is_given_once(cast: Cast, proposed_case: Case, assessment: Assessment) -> None:
    with scope.of(cast.caseworker), pytest.raises(MoveRefused, match="没有办成"):
        _propose(cast, proposed_case, assessment)


def test_a_clerk_does_not_give_the_townships_opinion(
    cast: Cast, accepted_case: Case, assessment: Assessment
) -> None:
    with scope.of(cast.clerk), pytest.raises(PermissionDenied):
        cases.propose(
            case=accepted_case,
            assessment=assessment,
            proposal="grant",
            reasons="属实",
            by=cast.clerk,
            on=ENTERED,
        )


def test_an_assessment_is_reproduced_from_what_it_stored(assessment: Assessment) -> None:
    again = assessments.judge(assessment.as_facts(), assessment.rule_set.as_terms())

    assert again.hash == assessment.verdict_hash


def test_a_case_sent_back_is_assessed_and_posted_anew(cast: Cast, case_on_notice: Case) -> None:
    with scope.of(cast.reviewer):
        cases.send_back(case=case_on_notice, reasons="收入再核", by=cast.reviewer)
    with scope.of(cast.caseworker):
        case = Case.objects.get(pk=case_on_notice.pk)
        assert case.status == CaseStatus.ACCEPTED
        second = assessments.assess(case=case, by=cast.caseworker, on=DECIDED)
        _propose(cast, case, second)

    # The first notice ran its days, but for another assessment.
    with scope.of(cast.reviewer), pytest.raises(Refused):
        decisions.confirm(
            case=Case.objects.get(pk=case.pk), reasons="属实", by=cast.reviewer, on=DECIDED
        )


def _propose(cast: Cast, case: Case, assessment: Assessment, *, proposal: str = "grant") -> None:
    cases.propose(
        case=case,
        assessment=assessment,
        proposal=proposal,
        reasons="属实",
        by=cast.caseworker,
        on=ENTERED,
    )
