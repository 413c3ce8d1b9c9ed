"""A family in its months of grace that is in need again: it applies, and what it is granted takes their place."""

from datetime import date

import pytest

from applicants.actions import assessments, cases, decisions, notices
from applicants.letters import letter_of
from applicants.models import Case, Grant
from dibao import scope
from dibao.errors import Refused
from dibao.values.months import BenefitMonth
from dibao.workflow import MoveRefused
from tests.cast import Cast, small_means, visited
from tests.changes import given_grace, opened

APPLIED, POSTED, GRANTED = date(2026, 11, 2), date(2026, 11, 3), date(2026, 11, 12)
OCTOBER, NOVEMBER, DECEMBER = (BenefitMonth(2026, month) for month in (10, 11, 12))


@pytest.fixture
def again(cast: Cast, shape: str, grant: Grant) -> Case:
    """Given grace in September, applied anew in November, ready for the county."""
    given_grace(grant, cast)
    with scope.of(cast.caseworker):
        case = cases.open_draft(
            household=grant.household, means=small_means(), by=cast.caseworker, on=APPLIED
        )
        case = cases.accept(case=case, by=cast.caseworker, on=APPLIED)
        visited(case, cast.caseworker, on=APPLIED)
        assessment = assessments.assess(case=case, by=cast.caseworker, on=APPLIED)
    with scope.of(cast.township_head):
        cases.propose(
            case=case,
            assessment=assessment,
            proposal="grant",
            reasons="又没有工作",
            by=cast.township_head,
            on=APPLIED,
        )
    with scope.of(cast.caseworker):
        case.refresh_from_db()
        notices.freeze(
            village=case.area, stage="township", cases=[case], by=cast.caseworker, on=POSTED
        )
        case.refresh_from_db()
    return case


def confirmed(case: Case, cast: Cast) -> Grant:
    with scope.of(cast.reviewer):
        return decisions.confirm(case=case, reasons="属实", by=cast.reviewer, on=GRANTED)


def paying(case: Case, cast: Cast, month: BenefitMonth) -> Grant:
    with scope.of(cast.reviewer):
        return Grant.objects.filter(household=case.household_id).covering(month).get()


def test_what_is_granted_anew_follows_the_month_of_the_decision(cast: Cast, again: Case) -> None:
    new = confirmed(again, cast)

    assert new.first_month == DECEMBER
    assert paying(again, cast, NOVEMBER).grace_by_id is not None
    for month in BenefitMonth.range(DECEMBER, BenefitMonth(2027, 4)):
        assert paying(again, cast, month) == new


def test_until_it_is_granted_the_grace_goes_on(cast: Cast, again: Case) -> None:
    assert paying(again, cast, DECEMBER).grace_by_id is not None

    with scope.of(cast.reviewer):
        decisions.refuse(case=again, reasons="有工作", by=cast.reviewer, on=GRANTED)

    assert paying(again, cast, DECEMBER).grace_by_id is not None


def test_the_letter_says_until_when_the_grace_is_paid(cast: Cast, again: Case) -> None:
    confirmed(again, cast)

    with scope.of(cast.reviewer):
        words = letter_of(again.decisions.get()).result
    assert "从2026年12月起发放" in words
    assert "渐退期发放到2026年11月为止" in words


def test_it_is_granted_once(cast: Cast, again: Case) -> None:
    new = confirmed(again, cast)

    with scope.of(cast.reviewer):
        case = Case.objects.get(pk=again.pk)
    with pytest.raises(MoveRefused):
        confirmed(case, cast)
    assert paying(again, cast, DECEMBER) == new


def test_another_county_grants_nothing(cast: Cast, again: Case) -> None:
    with scope.of(cast.foreign_reviewer), pytest.raises(Case.DoesNotExist):
        decisions.confirm(case=again, reasons="x", by=cast.foreign_reviewer, on=GRANTED)


def test_one_case_at_a_time(cast: Cast, again: Case, grant: Grant) -> None:
    with pytest.raises(Refused, match="没办完"):
        opened(grant, cast, on=APPLIED)


def test_a_family_in_benefit_still_does_not_apply(cast: Cast, grant: Grant) -> None:
    with scope.of(cast.caseworker), pytest.raises(Refused, match="正在享受低保"):
        cases.open_draft(
            household=grant.household, means=small_means(), by=cast.caseworker, on=APPLIED
        )
