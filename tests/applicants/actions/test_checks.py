"""Checking means: only who signed, answered once, held against what was declared, contested and done again."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from applicants.actions import assessments, cases, checks, consents
from applicants.actions.checks import Answer
from applicants.models import Case, CheckAnswer, EconomicCheck, HomeVisit
from applicants.models.check import CheckResult, CheckSource
from applicants.models.person import Person
from dibao import scope
from dibao.errors import Refused
from dibao.workflow import MoveRefused
from tests.cast import ENTERED, Cast
from tests.factories.checks import SOURCES, authorised, closed, deposit, requested, started


@pytest.fixture
def check(cast: Cast, accepted_case: Case) -> EconomicCheck:
    with scope.of(cast.caseworker):
        return requested(accepted_case, cast.caseworker, on=ENTERED)


@pytest.fixture
def head(cast: Cast, accepted_case: Case) -> Person:
    with scope.of(cast.caseworker):
        return accepted_case.household.head


def test_those_who_signed_are_checked(cast: Cast, check: EconomicCheck) -> None:
    with scope.of(cast.caseworker):
        people = {str(subject.person) for subject in check.subjects.all()}

    assert people == {"张三", "刘三"}


def test_nobody_is_checked_who_has_not_signed(cast: Cast, accepted_case: Case) -> None:
    with scope.of(cast.caseworker):
        with pytest.raises(Refused, match="还没有成年家庭成员签署核对授权"):
            checks.request(
                case=accepted_case, sources=list(SOURCES), by=cast.caseworker, on=ENTERED
            )
        given = authorised(accepted_case, cast.caseworker, on=ENTERED)
        consents.revoke(authorisation=given[0], reason="本人撤回", by=cast.caseworker, on=ENTERED)
        check = requested(accepted_case, cast.caseworker, on=ENTERED)

        assert check.subjects.count() == 1


def test_one_check_at_a_time(cast: Cast, check: EconomicCheck) -> None:
    with scope.of(cast.caseworker), pytest.raises(Refused, match="还没有结束"):
        requested(check.case, cast.caseworker, on=ENTERED)


def test_a_draft_is_not_checked(cast: Cast, draft_case: Case) -> None:
    with scope.of(cast.caseworker), pytest.raises(Refused, match="受理以后"):
        requested(draft_case, cast.caseworker, on=ENTERED)


def test_the_township_asks_and_the_county_answers(cast: Cast, check: EconomicCheck) -> None:
    with scope.of(cast.caseworker), pytest.raises(PermissionDenied):
        started(check, cast.caseworker, on=ENTERED)
    with scope.of(cast.clerk), pytest.raises(PermissionDenied):
        requested(check.case, cast.clerk, on=ENTERED)
    with scope.of(cast.foreign_clerk), pytest.raises(Http404):
        started(check, cast.foreign_clerk, on=ENTERED)


def test_an_opinion_waits_for_the_answer(
    cast: Cast, check: EconomicCheck, visit: HomeVisit
) -> None:
    with scope.of(cast.caseworker):
        case = Case.objects.get()
        judged = assessments.assess(case=case, by=cast.caseworker, on=ENTERED)
        said = {"case": case, "assessment": judged, "proposal": "grant", "reasons": "属实"}

        with pytest.raises(Refused, match="核对还没有结果"):
            cases.propose(**said, by=cast.caseworker, on=ENTERED)
    with scope.of(cast.clerk):
        closed(EconomicCheck.objects.get(), cast.clerk, on=ENTERED)
    with scope.of(cast.caseworker):
        cases.propose(**said, by=cast.caseworker, on=ENTERED)


def test_more_than_was_declared_is_a_difference(
    cast: Cast, check: EconomicCheck, head: Person
) -> None:
    with scope.of(cast.clerk):
        found = closed(check, cast.clerk, on=ENTERED, answers=[deposit(head)])

    assert found.has_differences


def test_what_was_declared_is_no_difference(cast: Cast, draft_case: Case, head: Person) -> None:
    with scope.of(cast.caseworker):
        case = Case.objects.get()
        cases.revise(
            case=case,
            means=cases.Means(
                properties=[
                    cases.PropertyEntry(kind="deposit", amount=Decimal("30000.00")),
                ]
            ),
            version=case.version,
            by=cast.caseworker,
        )
        check = requested(Case.objects.get(), cast.caseworker, on=ENTERED)
    with scope.of(cast.clerk):
        found = closed(check, cast.clerk, on=ENTERED, answers=[deposit(head)])

    assert not found.has_differences


def test_closing_writes_down_who_did_not_answer(
    cast: Cast, check: EconomicCheck, head: Person
) -> None:
    with scope.of(cast.clerk):
        closed(check, cast.clerk, on=ENTERED, answers=[deposit(head)])

        results = sorted(CheckAnswer.objects.values_list("result", flat=True))
    assert results == ["found", "no_answer", "no_answer", "no_answer"]


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ({"source": CheckSource.TAX, "result": "nothing"}, "没有提请“税务”"),
        ({"source": CheckSource.BANKS, "result": "found", "finding": "有存款"}, "填写金额"),
        ({"source": CheckSource.VEHICLES, "result": "found"}, "写清查到什么"),
        ({"source": CheckSource.VEHICLES, "result": "nothing", "count": 1}, "没有查到，却填了内容"),
    ],
)
def test_an_answer_says_what_was_found_where_it_was_asked(
    cast: Cast, check: EconomicCheck, head: Person, answer: dict[str, object], sentence: str
) -> None:
    with scope.of(cast.clerk):
        started(check, cast.clerk, on=ENTERED)

        with pytest.raises(Refused, match=sentence):
            checks.answer(
                check=check, answers=[Answer(person=head, **answer)], by=cast.clerk, on=ENTERED
            )


def test_a_source_answers_once(cast: Cast, check: EconomicCheck, head: Person) -> None:
    with scope.of(cast.clerk):
        started(check, cast.clerk, on=ENTERED)
        checks.answer(check=check, answers=[deposit(head)], by=cast.clerk, on=ENTERED)

        with pytest.raises(Refused, match="“银行存款”已有结果"):
            checks.answer(check=check, answers=[deposit(head)], by=cast.clerk, on=ENTERED)


def test_somebody_else_is_not_answered_about(
    cast: Cast, check: EconomicCheck, head: Person
) -> None:
    stranger = Person(name="王五")

    with scope.of(cast.clerk):
        started(check, cast.clerk, on=ENTERED)

        with pytest.raises(Refused, match="不在这次核对的人员里"):
            checks.answer(check=check, answers=[deposit(stranger)], by=cast.clerk, on=ENTERED)


def test_nothing_is_answered_before_the_start(
    cast: Cast, check: EconomicCheck, head: Person
) -> None:
    with scope.of(cast.clerk), pytest.raises(MoveRefused):
        checks.answer(check=check, answers=[deposit(head)], by=cast.clerk, on=ENTERED)


def test_whoever_contests_is_checked_again(cast: Cast, check: EconomicCheck, head: Person) -> None:
    with scope.of(cast.clerk):
        first = closed(check, cast.clerk, on=ENTERED, answers=[deposit(head)])
    with scope.of(cast.caseworker):
        again = checks.contest(
            check=first, text="存款是赔偿款，已付医院", by=cast.caseworker, on=ENTERED
        )
        assert (again.repeats, again.sources, again.status) == (first, first.sources, "requested")

        with pytest.raises(Refused, match="已经申请过复查"):
            checks.contest(check=first, text="再查", by=cast.caseworker, on=ENTERED)
    with scope.of(cast.clerk):
        nothing = [
            Answer(person=head, source=source, result=CheckResult.NOTHING)
            for source in again.sources
        ]
        assert not closed(again, cast.clerk, on=ENTERED, answers=nothing).has_differences


def test_a_check_without_a_result_is_not_contested(cast: Cast, check: EconomicCheck) -> None:
    with scope.of(cast.caseworker), pytest.raises(Refused, match="还没有结果"):
        checks.contest(check=check, text="有异议", by=cast.caseworker, on=ENTERED)
