"""What a village says against a case: dismissed it goes on, upheld it goes back and everything is done anew."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from applicants.actions import assessments, cases, decisions, notices, objections, relatives
from applicants.models import Case, CaseStatus, Objection, PublicNotice
from applicants.models.relative import CloseRelation
from applicants.pages.case_file import cases_of
from dibao import scope
from dibao.errors import Refused
from dibao.models.audit import AuditEvent
from tests.cast import DECIDED, POSTED, Cast
from tests.factories.investigation import reviewed, visited

LATER = date(2026, 7, 10)
AGAIN_OVER = LATER + timedelta(days=7)


@pytest.fixture
def objection(cast: Cast, case_on_notice: Case, notice: PublicNotice) -> Objection:
    with scope.of(cast.caseworker):
        return objections.lodge(
            case=case_on_notice, notice=notice, text="他家有车", by=cast.caseworker, on=POSTED
        )


@pytest.fixture
def reopened_case(cast: Cast, case_on_notice: Case, objection: Objection) -> Case:
    with scope.of(cast.township_head):
        uphold(objection, cast)
        case_on_notice.refresh_from_db()
    return case_on_notice


def uphold(objection: Objection, cast: Cast) -> None:
    objections.answer(
        objection=objection, is_upheld=True, text="有小货车", by=cast.township_head, on=LATER
    )


def proposed_anew(case: Case, cast: Cast, on: date) -> None:
    with scope.of(cast.caseworker):
        judged = assessments.assess(case=case, by=cast.caseworker, on=on)
    with scope.of(cast.township_head):
        cases.propose(
            case=case,
            assessment=judged,
            proposal="grant",
            reasons="车已卖",
            by=cast.township_head,
            on=on,
        )


def step_of(case: Case, cast: Cast) -> str:
    with scope.of(cast.caseworker):
        return cases_of(cast.caseworker, on=LATER).get(pk=case.pk).step


def test_an_upheld_objection_takes_the_case_back(cast: Cast, reopened_case: Case) -> None:
    assert reopened_case.status == CaseStatus.ACCEPTED
    assert AuditEvent.objects.filter(event="case:reopened", reason="有小货车").count() == 1
    assert step_of(reopened_case, cast) == "visit"


def test_a_dismissed_objection_lets_the_case_go_on(
    cast: Cast, case_on_notice: Case, objection: Objection
) -> None:
    with scope.of(cast.township_head):
        objections.answer(
            objection=objection, is_upheld=False, text="车是借的", by=cast.township_head, on=LATER
        )
    with scope.of(cast.reviewer):
        decisions.confirm(case=case_on_notice, reasons="属实", by=cast.reviewer, on=DECIDED)

        assert Case.objects.get().status == CaseStatus.CONFIRMED


def test_the_township_looks_again_before_it_speaks_again(cast: Cast, reopened_case: Case) -> None:
    with pytest.raises(Refused, match="重新入户调查或者开展民主评议"):
        proposed_anew(reopened_case, cast, LATER)
    with scope.of(cast.caseworker):
        visited(reopened_case, cast.caseworker, on=LATER)

    proposed_anew(reopened_case, cast, LATER)

    assert step_of(reopened_case, cast) == "post"


def test_a_meeting_does_as_well_as_a_visit(cast: Cast, reopened_case: Case) -> None:
    with scope.of(cast.caseworker):
        reviewed(reopened_case, cast.caseworker, on=LATER)

    proposed_anew(reopened_case, cast, LATER)

    assert step_of(reopened_case, cast) == "post"


def test_a_visit_during_the_notice_counts(
    cast: Cast, case_on_notice: Case, objection: Objection
) -> None:
    with scope.of(cast.caseworker):
        visited(case_on_notice, cast.caseworker, on=LATER)
    with scope.of(cast.township_head):
        uphold(objection, cast)

    assert step_of(case_on_notice, cast) == "assess"


def test_the_new_opinion_is_posted_anew_for_its_full_days(cast: Cast, reopened_case: Case) -> None:
    with scope.of(cast.caseworker):
        visited(reopened_case, cast.caseworker, on=LATER)
    proposed_anew(reopened_case, cast, LATER)
    with scope.of(cast.caseworker):
        case = Case.objects.get(pk=reopened_case.pk)
        notices.freeze(
            village=case.area, stage="township", cases=[case], by=cast.caseworker, on=LATER
        )

    with scope.of(cast.reviewer):
        with pytest.raises(decisions.TooEarly):
            decisions.confirm(case=case, reasons="属实", by=cast.reviewer, on=DECIDED)
        decisions.confirm(case=case, reasons="属实", by=cast.reviewer, on=AGAIN_OVER)

        assert Case.objects.get().status == CaseStatus.CONFIRMED


def test_a_second_open_objection_is_answered_before_anything_else(
    cast: Cast, case_on_notice: Case, notice: PublicNotice, objection: Objection
) -> None:
    with scope.of(cast.caseworker):
        objections.lodge(
            case=case_on_notice, notice=notice, text="儿子开店", by=cast.caseworker, on=POSTED
        )
    with scope.of(cast.township_head):
        uphold(objection, cast)

    assert step_of(case_on_notice, cast) == "answer"


def test_whoever_wrote_it_down_does_not_judge_it(cast: Cast, objection: Objection) -> None:
    with scope.of(cast.caseworker), pytest.raises(PermissionDenied):
        objections.answer(
            objection=objection, is_upheld=True, text="x", by=cast.caseworker, on=LATER
        )


def test_a_relative_does_not_judge_it(
    cast: Cast, case_on_notice: Case, objection: Objection
) -> None:
    with scope.of(cast.caseworker):
        relatives.register(
            case=case_on_notice,
            member=case_on_notice.household.head,
            relation=CloseRelation.PARENT,
            staff=cast.township_head,
            by=cast.caseworker,
            on=POSTED,
        )

    with pytest.raises(Refused, match="回避"), scope.of(cast.township_head):
        uphold(objection, cast)


def test_an_objection_is_answered_once(cast: Cast, reopened_case: Case) -> None:
    with scope.of(cast.township_head), pytest.raises(Refused, match="已有人答复"):
        uphold(Objection.objects.get(), cast)
