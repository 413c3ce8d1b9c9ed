"""The village's review: two thirds of representatives, votes that add up, and what a dispute leads to."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from applicants.actions import assessments, cases, meetings
from applicants.models import Assessment, Case, HomeVisit, ReviewMeeting, RuleSet
from dibao import scope
from dibao.errors import Refused
from tests.cast import ENTERED, Cast, register, small_means
from tests.factories.investigation import minutes, reviewed, visited
from tests.factories.places import Places

SUMMER_2008 = date(2008, 7, 1)


def propose(cast: Cast, case: Case, assessment: Assessment, on: date) -> None:
    cases.propose(
        case=case,
        assessment=assessment,
        proposal="grant",
        reasons="属实",
        by=cast.caseworker,
        on=on,
    )


@pytest.fixture
def case_of_2008(cast: Cast, places: Places, rules_of_2007: RuleSet) -> Case:
    """Accepted and visited under the rules of 2007."""
    with scope.of(cast.caseworker):
        household = register(places.village, cast.caseworker)
        case = cases.open_draft(
            household=household, means=small_means(), by=cast.caseworker, on=SUMMER_2008
        )
        cases.accept(case=case, by=cast.caseworker, on=SUMMER_2008)
        visited(case, cast.caseworker, on=SUMMER_2008)
    return case


def test_no_opinion_of_2008_without_the_villagers(cast: Cast, case_of_2008: Case) -> None:
    with scope.of(cast.caseworker):
        assessment = assessments.assess(case=case_of_2008, by=cast.caseworker, on=SUMMER_2008)

        with pytest.raises(Refused, match="规则要求民主评议"):
            propose(cast, case_of_2008, assessment, SUMMER_2008)
        reviewed(case_of_2008, cast.caseworker, on=SUMMER_2008)
        propose(cast, case_of_2008, assessment, SUMMER_2008)


def test_today_a_meeting_is_not_asked_for(
    cast: Cast, accepted_case: Case, assessment: Assessment
) -> None:
    with scope.of(cast.caseworker):
        propose(cast, accepted_case, assessment, ENTERED)

        assert not ReviewMeeting.objects.exists()


def test_a_disputed_meeting_leads_back_to_the_house(cast: Cast, case_of_2008: Case) -> None:
    with scope.of(cast.caseworker):
        assessment = assessments.assess(case=case_of_2008, by=cast.caseworker, on=SUMMER_2008)
        reviewed(case_of_2008, cast.caseworker, on=SUMMER_2008, conclusion="disputed")

        with pytest.raises(Refused, match="争议较大，重新入户调查"):
            propose(cast, case_of_2008, assessment, SUMMER_2008)
        visited(case_of_2008, cast.caseworker, on=SUMMER_2008)
        propose(cast, case_of_2008, assessment, SUMMER_2008)


@pytest.mark.parametrize(
    ("figures", "sentence"),
    [
        ({"representatives": 5}, "不到参加评议9人的三分之二，至少要6人"),
        ({"representatives": 10}, "多于参加的9人"),
        ({"agree": 5}, "合计6票，参加评议9人"),
        ({"abstain": 3}, "合计12票"),
        ({"is_signed_by_all": False}, "全体签字"),
        ({"was_briefed": False}, "宣讲政策"),
        ({"agree": 2, "disagree": 7}, "同意2票、不同意7票，和评议结论“调查结果属实”不合"),
        ({"conclusion": "untrue"}, "同意8票、不同意1票，和评议结论“调查结果不属实”不合"),
    ],
)
def test_unlawful_minutes_are_refused(
    cast: Cast, visit: HomeVisit, figures: dict[str, object], sentence: str
) -> None:
    with scope.of(cast.caseworker), pytest.raises(Refused, match=sentence):
        reviewed(visit.case, cast.caseworker, on=ENTERED, **figures)


@pytest.mark.parametrize(
    ("conclusion", "agree", "disagree"), [("untrue", 1, 8), ("disputed", 1, 8), ("disputed", 8, 1)]
)
def test_a_conclusion_goes_with_its_votes(
    cast: Cast, visit: HomeVisit, conclusion: str, agree: int, disagree: int
) -> None:
    votes = {"agree": agree, "disagree": disagree}

    with scope.of(cast.caseworker):
        held = reviewed(visit.case, cast.caseworker, on=ENTERED, conclusion=conclusion, **votes)

    assert (held.agree, held.disagree) == (agree, disagree)


def test_exactly_two_thirds_suffice(cast: Cast, visit: HomeVisit) -> None:
    with scope.of(cast.caseworker):
        meeting = reviewed(visit.case, cast.caseworker, on=ENTERED, representatives=6)

    assert meeting.representatives == 6


def test_the_villagers_judge_what_a_visit_found(cast: Cast, accepted_case: Case) -> None:
    with scope.of(cast.caseworker), pytest.raises(Refused, match="先完成入户调查"):
        reviewed(accepted_case, cast.caseworker, on=ENTERED)


@pytest.mark.parametrize(("shift", "sentence"), [(-1, "早于入户调查"), (1, "晚于今天")])
def test_a_meeting_lies_between_the_visit_and_today(
    cast: Cast, visit: HomeVisit, shift: int, sentence: str
) -> None:
    held_on = ENTERED + timedelta(days=shift)

    with scope.of(cast.caseworker), pytest.raises(Refused, match=sentence):
        reviewed(visit.case, cast.caseworker, on=ENTERED, held_on=held_on)


def test_a_meeting_is_the_townships_to_record(cast: Cast, visit: HomeVisit) -> None:
    with scope.of(cast.neighbour), pytest.raises(Http404):
        reviewed(visit.case, cast.neighbour, on=ENTERED)
    with scope.of(cast.reviewer), pytest.raises(PermissionDenied):
        reviewed(visit.case, cast.reviewer, on=ENTERED)


def test_a_finished_case_is_not_reviewed(cast: Cast, visit: HomeVisit) -> None:
    with scope.of(cast.caseworker):
        cases.withdraw(case=visit.case, reason="自愿", by=cast.caseworker, on=ENTERED)

        with pytest.raises(Refused, match="办结以前"):
            meetings.record(
                case=visit.case,
                minutes=minutes(ENTERED),
                by=cast.caseworker,
                on=ENTERED,
            )
