"""Going to the house: who may, with whom, what must be filled in, and that it stays as it was signed."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from applicants.actions import assessments, cases, decisions, visits
from applicants.models import Assessment, Case, CaseStatus, HomeVisit, VisitPurpose
from applicants.models.visit import VisitBlock
from dibao import scope
from dibao.errors import Refused
from tests.cast import DECIDED, ENTERED, POSTED, Cast
from tests.factories.investigation import begun, filled, visited, who_goes


def propose(cast: Cast, case: Case, assessment: Assessment) -> None:
    cases.propose(
        case=case,
        assessment=assessment,
        proposal="grant",
        reasons="属实",
        by=cast.township_head,
        on=ENTERED,
    )


@pytest.fixture
def draft_visit(cast: Cast, accepted_case: Case) -> HomeVisit:
    with scope.of(cast.caseworker):
        return filled(
            begun(accepted_case, cast.caseworker, on=ENTERED), cast.caseworker, on=ENTERED
        )


def sign(visit: HomeVisit, cast: Cast, **more: object) -> HomeVisit:
    said = {"present": [visit.case.household.head_id], "by": cast.caseworker, "on": ENTERED}
    return visits.sign(visit=visit, **said | more)


def test_a_visit_is_signed_by_investigators_and_family(cast: Cast, draft_visit: HomeVisit) -> None:
    with scope.of(cast.caseworker):
        signed = sign(draft_visit, cast)

    assert signed.is_signed
    assert signed.investigators == ["李经办", "孙会计"]
    assert signed.present == [draft_visit.case.household.head_id]


def test_two_of_the_staff_may_go_without_a_helper(cast: Cast, draft_visit: HomeVisit) -> None:
    going = {**who_goes(cast.caseworker, ENTERED, helpers=()), "companion": cast.township_head}

    with scope.of(cast.caseworker):
        rewrite(draft_visit, cast, going)

        assert sign(draft_visit, cast).investigators == ["李经办", "陈镇长"]


def rewrite(visit: HomeVisit, cast: Cast, going: visits.Answers) -> None:
    visits.write(
        visit=visit,
        block=VisitBlock.GOING,
        answers=going,
        mark=visit.mark_of(VisitBlock.GOING),
        by=cast.caseworker,
        on=ENTERED,
    )


def test_nobody_goes_alone(cast: Cast, draft_visit: HomeVisit) -> None:
    with scope.of(cast.caseworker):
        rewrite(draft_visit, cast, who_goes(cast.caseworker, ENTERED, helpers=()))

        with pytest.raises(Refused, match="至少要2人签名，现在1人"):
            sign(draft_visit, cast)


@pytest.mark.parametrize("helpers", [("李经办",), ("孙会计", "孙会计")])
def test_one_person_is_not_two(cast: Cast, draft_visit: HomeVisit, helpers: tuple[str]) -> None:
    with scope.of(cast.caseworker), pytest.raises(Refused, match="不同的人"):
        rewrite(draft_visit, cast, who_goes(cast.caseworker, ENTERED, helpers=helpers))


def test_the_companion_is_somebody_else(cast: Cast, draft_visit: HomeVisit) -> None:
    going = {**who_goes(cast.caseworker, ENTERED), "companion": cast.caseworker}

    with scope.of(cast.caseworker), pytest.raises(Refused, match="同一个人"):
        rewrite(draft_visit, cast, going)


def test_staff_of_the_next_township_do_not_go(cast: Cast, draft_visit: HomeVisit) -> None:
    with scope.of(cast.caseworker), pytest.raises(Refused, match="不是这里的调查人员"):
        rewrite(draft_visit, cast, who_goes(cast.neighbour, ENTERED))


@pytest.mark.parametrize(
    ("day", "sentence"),
    [(ENTERED - timedelta(days=1), "早于受理日期"), (ENTERED + timedelta(days=1), "晚于今天")],
)
def test_a_visit_lies_between_acceptance_and_today(
    cast: Cast, draft_visit: HomeVisit, day: date, sentence: str
) -> None:
    with scope.of(cast.caseworker), pytest.raises(Refused, match=sentence):
        rewrite(draft_visit, cast, who_goes(cast.caseworker, day))


def test_what_is_not_filled_in_is_named(cast: Cast, accepted_case: Case) -> None:
    with scope.of(cast.caseworker):
        visit = begun(accepted_case, cast.caseworker, on=ENTERED)

        with pytest.raises(Refused, match="还没填：家庭成员、住房和家当"):
            sign(visit, cast)


def test_somebody_of_the_family_signs(cast: Cast, draft_visit: HomeVisit) -> None:
    with scope.of(cast.caseworker):
        with pytest.raises(Refused, match="至少一人"):
            sign(draft_visit, cast, present=[])
        with pytest.raises(Refused, match="不是这家的成员"):
            sign(draft_visit, cast, present=[uuid.uuid4()])


def test_what_was_signed_is_not_written_again(cast: Cast, visit: HomeVisit) -> None:
    with scope.of(cast.caseworker), pytest.raises(Refused, match="已经签字"):
        rewrite(visit, cast, who_goes(cast.caseworker, ENTERED))


def test_a_second_look_at_the_same_screen_overwrites_nothing(
    cast: Cast, draft_visit: HomeVisit
) -> None:
    mark = draft_visit.mark_of(VisitBlock.CONCLUSION)
    said = {"conclusion": "differs", "findings": "家里有小货车一辆。"}

    with scope.of(cast.caseworker):
        save = _saving(draft_visit, cast, mark)
        save(said)

        with pytest.raises(visits.StaleBlock, match="刚被别人存过"):
            save({"conclusion": "agrees", "findings": "属实。"})
        assert HomeVisit.objects.get().conclusion == "differs"


def _saving(visit: HomeVisit, cast: Cast, mark: str) -> Callable[[visits.Answers], HomeVisit]:
    return lambda answers: visits.write(
        visit=visit,
        block=VisitBlock.CONCLUSION,
        answers=answers,
        mark=mark,
        by=cast.caseworker,
        on=ENTERED,
    )


def test_one_visit_at_a_time_is_filled_in(cast: Cast, draft_visit: HomeVisit) -> None:
    with scope.of(cast.caseworker), pytest.raises(Refused, match="没有签字的调查表"):
        begun(draft_visit.case, cast.caseworker, on=ENTERED)


def test_the_next_township_does_not_visit(cast: Cast, accepted_case: Case) -> None:
    with scope.of(cast.neighbour), pytest.raises(Http404):
        begun(accepted_case, cast.neighbour, on=ENTERED)


def test_the_county_does_not_write_the_townships_form(cast: Cast, draft_visit: HomeVisit) -> None:
    with scope.of(cast.reviewer), pytest.raises(PermissionDenied):
        sign(draft_visit, cast, by=cast.reviewer)


def test_a_draft_is_not_visited(cast: Cast, draft_case: Case) -> None:
    with scope.of(cast.caseworker), pytest.raises(Refused, match="受理以后"):
        begun(draft_case, cast.caseworker, on=ENTERED)


def test_the_county_goes_once_the_township_has_spoken(cast: Cast, accepted_case: Case) -> None:
    with scope.of(cast.clerk), pytest.raises(Refused, match="初审意见以后"):
        begun(accepted_case, cast.clerk, on=ENTERED, purpose=VisitPurpose.COUNTY)


def test_no_opinion_without_a_signed_visit(cast: Cast, draft_visit: HomeVisit) -> None:
    with scope.of(cast.caseworker):
        case = draft_visit.case
        assessment = _assessed(cast, case)

    with scope.of(cast.township_head), pytest.raises(Refused, match="入户调查以后再提"):
        propose(cast, case, assessment)


def _assessed(cast: Cast, case: Case) -> Assessment:
    return assessments.assess(case=case, by=cast.caseworker, on=ENTERED)


def test_whoever_went_to_the_house_does_not_decide(cast: Cast, case_on_notice: Case) -> None:
    with scope.of(cast.reviewer):
        visited(case_on_notice, cast.reviewer, on=POSTED, purpose=VisitPurpose.COUNTY)

        with pytest.raises(Refused, match="入户调查过这户的人不能作决定"):
            decisions.confirm(case=case_on_notice, reasons="属实", by=cast.reviewer, on=DECIDED)
    with scope.of(cast.second_reviewer):
        decisions.confirm(case=case_on_notice, reasons="属实", by=cast.second_reviewer, on=DECIDED)

        assert Case.objects.get(pk=case_on_notice.pk).status == CaseStatus.CONFIRMED
