"""What obliges the county to go itself: relatives, complaints, doubts; and that nothing is confirmed before."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from applicants.actions import decisions, duties, relatives
from applicants.actions.decisions import TooEarly
from applicants.models import Case, CloseRelation, Grant, VisitDuty, VisitPurpose
from dibao import scope
from dibao.errors import Refused
from dibao.models.staff import Staff
from tests.cast import DECIDED, LAST_NOTICE_DAY, POSTED, Cast
from tests.changes import opened
from tests.factories.investigation import visited

SAID = "有人打电话说这家在城里有房"


def record(case: Case, by: Staff, *, reason: str = "complaint") -> VisitDuty:
    with scope.of(by):
        return duties.record(case=case, reason=reason, text=SAID, by=by, on=POSTED)


def confirm(case: Case, by: Staff) -> Grant:
    with scope.of(by):
        return decisions.confirm(case=case, reasons="属实", by=by, on=DECIDED)


def go(case: Case, by: Staff) -> None:
    with scope.of(by):
        visited(case, by, on=LAST_NOTICE_DAY, purpose=VisitPurpose.COUNTY)


def test_a_complaint_is_written_down_by_any_office(cast: Cast, accepted_case: Case) -> None:
    assert record(accepted_case, cast.caseworker).text == SAID
    assert record(accepted_case, cast.reviewer).recorded_by == cast.reviewer


@pytest.mark.parametrize("reason", ["doubt", "spot_check"])
def test_doubts_are_the_countys(cast: Cast, accepted_case: Case, reason: str) -> None:
    assert record(accepted_case, cast.reviewer, reason=reason).reason == reason
    with pytest.raises(PermissionDenied):
        record(accepted_case, cast.caseworker, reason=reason)


def test_the_county_goes_before_it_confirms(cast: Cast, case_on_notice: Case) -> None:
    record(case_on_notice, cast.caseworker)
    with pytest.raises(TooEarly, match="县里入户核查以后"):
        confirm(case_on_notice, cast.reviewer)

    go(case_on_notice, cast.second_reviewer)

    assert confirm(case_on_notice, cast.reviewer).household == case_on_notice.household


def test_what_is_said_after_the_visit_asks_for_another(cast: Cast, case_on_notice: Case) -> None:
    go(case_on_notice, cast.second_reviewer)
    record(case_on_notice, cast.caseworker)

    with pytest.raises(TooEarly, match="县里入户核查以后"):
        confirm(case_on_notice, cast.reviewer)


def test_a_relative_of_staff_is_visited_by_the_county(cast: Cast, case_on_notice: Case) -> None:
    with scope.of(cast.caseworker):
        relatives.register(
            case=case_on_notice,
            member=case_on_notice.household.head,
            relation=CloseRelation.SIBLING,
            staff=cast.clerk,
            by=cast.caseworker,
            on=POSTED,
        )

    with pytest.raises(TooEarly, match="县里入户核查以后"):
        confirm(case_on_notice, cast.reviewer)


def test_a_refusal_needs_no_visit(cast: Cast, case_on_notice: Case) -> None:
    record(case_on_notice, cast.caseworker)

    with scope.of(cast.reviewer):
        decision = decisions.refuse(
            case=case_on_notice, reasons="收入超过标准", by=cast.reviewer, on=DECIDED
        )

    assert decision.outcome == "refuse"


def test_a_draft_is_complained_about_too_early(cast: Cast, draft_case: Case) -> None:
    with pytest.raises(Refused, match="受理以后、办结以前"):
        record(draft_case, cast.caseworker)


def test_a_family_in_benefit_is_looked_at_by_a_case_of_its_own(cast: Cast, grant: Grant) -> None:
    with pytest.raises(Refused, match="立案核查"):
        record(opened(grant, cast), cast.caseworker)


def test_the_next_township_has_nothing_to_say(cast: Cast, accepted_case: Case) -> None:
    with pytest.raises(Http404):
        record(accepted_case, cast.neighbour)


def test_who_only_reads_has_nothing_to_say(cast: Cast, accepted_case: Case) -> None:
    with pytest.raises(PermissionDenied):
        record(accepted_case, cast.finance)
