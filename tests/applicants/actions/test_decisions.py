"""Deciding a case: after its notice, without open objections, by somebody who had no hand in it."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from applicants.actions import assessments, cases, changes, decisions, households, objections
from applicants.actions.decisions import TooEarly
from applicants.models.case import Case, CaseStatus
from applicants.models.household import Household
from applicants.models.notice import PublicNotice
from dibao import scope
from dibao.errors import Refused
from dibao.models.staff import Staff
from dibao.values.months import BenefitMonth
from dibao.workflow import MoveRefused
from tests.cast import DECIDED, LAST_NOTICE_DAY, POSTED, Cast, small_means
from tests.factories.people import entry
from tests.factories.places import Places


def test_confirm_opens_a_grant_from_the_month_after_the_decision(
    cast: Cast, case_on_notice: Case
) -> None:
    with scope.of(cast.reviewer):
        grant = decisions.confirm(case=case_on_notice, reasons="属实", by=cast.reviewer, on=DECIDED)

        assert grant.first_month == BenefitMonth(2026, 8)
        assert sum(share.base_amount for share in grant.shares.all()) == grant.base_amount
        assert Case.objects.get(pk=case_on_notice.pk).status == CaseStatus.CONFIRMED


def test_confirm_waits_for_the_last_notice_day(cast: Cast, case_on_notice: Case) -> None:
    with scope.of(cast.reviewer), pytest.raises(decisions.TooEarly, match="公示还差1天"):
        decisions.confirm(case=case_on_notice, reasons="属实", by=cast.reviewer, on=LAST_NOTICE_DAY)


def test_confirm_waits_for_the_posting(cast: Cast, proposed_case: Case) -> None:
    with scope.of(cast.reviewer), pytest.raises(TooEarly, match="没有张贴"):
        decisions.confirm(case=proposed_case, reasons="属实", by=cast.reviewer, on=DECIDED)


def test_confirm_waits_for_an_open_objection(
    cast: Cast, case_on_notice: Case, notice: PublicNotice
) -> None:
    with scope.of(cast.caseworker):
        objections.lodge(
            case=case_on_notice, notice=notice, text="他家有车", by=cast.caseworker, on=POSTED
        )

    with scope.of(cast.reviewer), pytest.raises(Refused, match="异议"):
        decisions.confirm(case=case_on_notice, reasons="属实", by=cast.reviewer, on=DECIDED)


def test_confirm_after_the_objection_was_dismissed(
    cast: Cast, case_on_notice: Case, notice: PublicNotice
) -> None:
    with scope.of(cast.caseworker):
        objection = objections.lodge(
            case=case_on_notice, notice=notice, text="他家有车", by=cast.caseworker, on=POSTED
        )
    with scope.of(cast.township_head):
        objections.answer(
            objection=objection,
            is_upheld=False,
            text="车是邻居的",
            by=cast.township_head,
            on=DECIDED,
        )

    with scope.of(cast.reviewer):
        assert decisions.confirm(case=case_on_notice, reasons="属实", by=cast.reviewer, on=DECIDED)


def test_whoever_entered_a_case_does_not_decide_it(cast: Cast, case_on_notice: Case) -> None:
    turned = now_reviewing(cast.caseworker, cast.reviewer)

    with scope.of(turned), pytest.raises(Refused, match="由另一人办理"):
        decisions.confirm(case=case_on_notice, reasons="属实", by=turned, on=DECIDED)


def test_a_caseworker_does_not_decide(cast: Cast, case_on_notice: Case) -> None:
    with scope.of(cast.neighbour), pytest.raises(Case.DoesNotExist):
        decisions.confirm(case=case_on_notice, reasons="属实", by=cast.neighbour, on=DECIDED)
    with scope.of(cast.caseworker), pytest.raises(PermissionDenied):
        decisions.confirm(case=case_on_notice, reasons="属实", by=cast.caseworker, on=DECIDED)


def test_another_countys_reviewer_does_not_find_the_case(cast: Cast, case_on_notice: Case) -> None:
    with scope.of(cast.foreign_reviewer), pytest.raises(Case.DoesNotExist):
        decisions.confirm(case=case_on_notice, reasons="属实", by=cast.foreign_reviewer, on=DECIDED)


def test_a_case_is_decided_once(cast: Cast, case_on_notice: Case) -> None:
    with scope.of(cast.reviewer):
        decisions.confirm(case=case_on_notice, reasons="属实", by=cast.reviewer, on=DECIDED)

    with scope.of(cast.second_reviewer), pytest.raises(MoveRefused, match="已确认"):
        decisions.refuse(case=case_on_notice, reasons="不符", by=cast.second_reviewer, on=DECIDED)


def test_refuse_closes_the_case_without_a_grant(cast: Cast, case_on_notice: Case) -> None:
    with scope.of(cast.reviewer):
        decisions.refuse(case=case_on_notice, reasons="收入不实", by=cast.reviewer, on=DECIDED)

        assert not case_on_notice.household.grants.exists()
        assert Case.objects.get(pk=case_on_notice.pk).status == CaseStatus.REFUSED


def test_an_application_is_not_decided_as_a_change(cast: Cast, case_on_notice: Case) -> None:
    with scope.of(cast.reviewer), pytest.raises(Refused, match="没有提出初审意见"):
        changes.decide(case=case_on_notice, reasons="属实", by=cast.reviewer, on=DECIDED)


def now_reviewing(staff: Staff, like: Staff) -> Staff:
    """The same person, moved to the county's review desk."""
    posting = staff.postings.create(
        area=like.posting.area, role=like.posting.role, starts_on=date(2026, 7, 10)
    )
    return staff.acting(posting)


def test_nobody_is_assessed_whom_another_household_still_covers(
    cast: Cast, places: Places, household: Household, case_on_notice: Case
) -> None:
    with scope.of(cast.reviewer):
        decisions.confirm(case=case_on_notice, reasons="属实", by=cast.reviewer, on=DECIDED)
    with scope.of(cast.caseworker):
        wife = household.members().get(relation="10").person_id
        households.amend(
            household=household,
            members=[entry("张三", 1)],
            leavers={wife: "lives_apart"},
            by=cast.caseworker,
            on=DECIDED,
        )
        own = households.register(
            village=places.village, members=[entry("刘三", 2)], by=cast.caseworker, on=DECIDED
        )
        case = cases.open_draft(household=own, means=small_means(), by=cast.caseworker, on=DECIDED)
        cases.accept(case=case, by=cast.caseworker, on=DECIDED)

        with pytest.raises(Refused, match="刘三还在另一户享受低保"):
            assessments.assess(case=case, by=cast.caseworker, on=DECIDED)
