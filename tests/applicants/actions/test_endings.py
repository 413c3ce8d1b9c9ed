"""Ending without a decision what a family does not cooperate in, and only that."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from applicants.actions import cases, decisions, endings
from applicants.models import Case, CaseEnding, CaseStatus, Grant
from dibao import scope
from dibao.errors import Refused
from dibao.models.staff import Staff
from dibao.workflow import MoveRefused
from tests.cast import DECIDED, ENTERED, POSTED, Cast
from tests.changes import opened
from tests.factories.checks import authorised

TRIED = "三次上门，家里都不让进"


def end(case: Case, by: Staff, *, reason: str = "no_visit") -> CaseEnding:
    with scope.of(by):
        return endings.end(case=case, reason=reason, text=TRIED, by=by, on=POSTED)


def test_a_case_ends_with_its_reason(cast: Cast, accepted_case: Case) -> None:
    ending = end(accepted_case, cast.township_head)

    assert (ending.reason, ending.text, ending.level) == ("no_visit", TRIED, "township")
    with scope.of(cast.township_head):
        accepted_case.refresh_from_db()
    assert accepted_case.status == CaseStatus.ENDED


def test_the_county_may_end_it_too(cast: Cast, case_on_notice: Case) -> None:
    assert end(case_on_notice, cast.reviewer).level == "county"


def test_the_family_may_apply_again(cast: Cast, accepted_case: Case) -> None:
    end(accepted_case, cast.township_head)

    with scope.of(cast.caseworker):
        again = cases.open_draft(
            household=accepted_case.household,
            means=cases.Means(),
            by=cast.caseworker,
            on=DECIDED,
        )

    assert again.status == CaseStatus.DRAFT


def test_who_signed_did_not_refuse_to_sign(cast: Cast, accepted_case: Case) -> None:
    with scope.of(cast.caseworker):
        authorised(accepted_case, cast.caseworker, on=ENTERED)

    with pytest.raises(Refused, match="都已签署授权"):
        end(accepted_case, cast.township_head, reason="no_authorisation")


def test_who_did_not_sign_may_have_refused(cast: Cast, accepted_case: Case) -> None:
    ending = end(accepted_case, cast.township_head, reason="no_authorisation")

    assert ending.reason == "no_authorisation"


def test_an_ended_case_is_not_ended_again(cast: Cast, accepted_case: Case) -> None:
    end(accepted_case, cast.township_head)

    with pytest.raises(MoveRefused):
        end(accepted_case, cast.township_head)


def test_a_draft_is_withdrawn_rather_than_ended(cast: Cast, draft_case: Case) -> None:
    with pytest.raises(MoveRefused):
        end(draft_case, cast.township_head)


def test_nothing_is_decided_after_the_end(cast: Cast, case_on_notice: Case) -> None:
    end(case_on_notice, cast.township_head)

    with scope.of(cast.reviewer), pytest.raises(MoveRefused):
        decisions.confirm(case=case_on_notice, reasons="属实", by=cast.reviewer, on=DECIDED)


def test_a_benefit_is_not_ended_this_way(cast: Cast, grant: Grant) -> None:
    case = opened(grant, cast)

    with pytest.raises(Refused, match="听取意见后决定"):
        end(case, cast.township_head)


def test_a_caseworker_does_not_end_a_case(cast: Cast, accepted_case: Case) -> None:
    with pytest.raises(PermissionDenied):
        end(accepted_case, cast.caseworker)


def test_another_countys_case_is_not_there(cast: Cast, accepted_case: Case) -> None:
    with pytest.raises(Http404):
        end(accepted_case, cast.foreign_reviewer)
