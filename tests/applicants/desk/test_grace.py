"""Months of grace at the desk: proposed on the check page, told to the family, decided with every month in sight."""

import uuid
from collections.abc import Callable
from datetime import date

import pytest

from applicants.models import Case, Grant
from dibao import scope
from dibao.models.staff import Staff
from tests.applicants.actions.test_grace_moved import Side, confirmed, received
from tests.applicants.desk.conftest import Desk
from tests.cast import Cast
from tests.changes import (
    CHANGED,
    SETTLED,
    decided,
    ended,
    given_grace,
    heard,
    opened,
    proposed,
    working,
)
from tests.factories.places import Places

IN_NOVEMBER = date(2026, 11, 12)

AtDesk = Callable[[Staff], Desk]
Today = Callable[[date], None]


@pytest.fixture(autouse=True)
def in_september(today: Today) -> None:
    today(CHANGED)


@pytest.fixture
def case(cast: Cast, grant: Grant) -> Case:
    return working(opened(grant, cast), cast)


def test_the_opinion_offers_grace_first(at_desk: AtDesk, cast: Cast, case: Case) -> None:
    desk = at_desk(cast.township_head)
    with scope.of(cast.township_head):
        assessment = case.assessments.get().pk

    page = desk.opens("applicants:case_check", case.pk).text
    answer = desk.sends(
        "applicants:change_propose",
        case.pk,
        assessment=assessment,
        proposal="grace",
        reasons="儿子进厂上班",
    )

    assert page.index('value="grace"') < page.index('value="end"')
    assert "6个月" in page
    assert answer.url == f"/cases/{case.pk}/"


def test_the_family_is_told_every_month_before_it_is_heard(
    at_desk: AtDesk, cast: Cast, falling: None, case: Case
) -> None:
    proposed(case, cast, "grace")

    page = at_desk(cast.caseworker).opens("applicants:hearing_new", case.pk).text

    for words in (
        "2026年10月",
        "1,321.00元",
        "2027年3月",
        "220.16元",
        "从哪个月起停发",
        "2027年4月",
    ):
        assert words in page


def test_the_record_to_be_signed_names_every_month(
    at_desk: AtDesk, cast: Cast, falling: None, case: Case
) -> None:
    proposed(case, cast, "grace")

    page = at_desk(cast.caseworker).opens("applicants:hearing_paper", case.pk).text

    assert "拟再发放6个月：2026年10月1,321.00元、" in page
    assert "从2027年4月起停发" in page


def test_the_county_decides_once_with_the_months_in_sight(
    at_desk: AtDesk, cast: Cast, case: Case, grant: Grant, today: Today
) -> None:
    proposed(case, cast, "grace")
    heard(case, cast)
    today(SETTLED)
    desk, key = at_desk(cast.reviewer), str(uuid.uuid4())

    page = desk.opens("applicants:change_decide", case.pk).text
    answers = [
        desk.sends("applicants:change_decide", case.pk, key=key, reasons="情况属实")
        for _press in range(2)
    ]

    assert "拟渐退" in page
    assert "最后发放月份" not in page
    assert [answer.status_code for answer in answers] == [302, 302]
    with scope.of(cast.reviewer):
        assert [str(one.last_month) for one in grant.household.grants.all()] == ["2027-03"]


def test_grace_is_not_decided_before_the_family_was_heard(
    at_desk: AtDesk, cast: Cast, case: Case
) -> None:
    proposed(case, cast, "grace")

    answer = at_desk(cast.reviewer).sends("applicants:change_decide", case.pk, reasons="x")

    assert answer.status_code == 409
    assert "还没有听取这户的意见" in answer.text


def test_the_township_does_not_decide(at_desk: AtDesk, cast: Cast, case: Case) -> None:
    proposed(case, cast, "grace")

    answer = at_desk(cast.caseworker).sends("applicants:change_decide", case.pk, reasons="x")

    assert answer.status_code == 403


def test_case_letter_and_household_say_what_was_given(
    at_desk: AtDesk, cast: Cast, falling: None, case: Case, grant: Grant
) -> None:
    proposed(case, cast, "grace")
    heard(case, cast)
    decided(case, cast)
    desk = at_desk(cast.caseworker)

    letter = desk.opens("applicants:case_letter", case.pk).text
    household = desk.opens("applicants:household", grant.household_id).text

    assert "渐退" in desk.opens("applicants:case", case.pk).text
    assert "逐月递减发放：2026年10月1,321.00元" in letter
    assert "220.16" in household


def test_the_end_of_a_grace_is_proposed_heard_and_decided_at_the_desk(
    at_desk: AtDesk, cast: Cast, shape: str, case: Case, grant: Grant, today: Today
) -> None:
    proposed(case, cast, "grace")
    heard(case, cast)
    decided(case, cast)
    today(IN_NOVEMBER)
    clerk, head, reviewer = (
        at_desk(cast.caseworker),
        at_desk(cast.township_head),
        at_desk(cast.reviewer),
    )
    left = (
        "2026年11月1,100.84元、2026年12月880.66元"
        if shape == "falling"
        else "2026年11月1,321.00元、2026年12月1,321.00元"
    )

    household = clerk.opens("applicants:household", grant.household_id).text
    begun = clerk.opens("applicants:change_new", grant.household_id).text
    clerk.sends("applicants:change_new", grant.household_id, statement="全家搬走")
    with scope.of(cast.caseworker):
        again = Case.objects.latest("pk").pk
    offered = head.opens("applicants:case_check", again).text
    head.sends(
        "applicants:change_propose", again, proposal="end", end_reason="moved", reasons="已搬走"
    )
    told = clerk.opens("applicants:hearing_new", again).text
    paper = clerk.opens("applicants:hearing_paper", again).text
    clerk.sends(
        "applicants:hearing_new",
        again,
        held_on="2026-11-12",
        manner="home",
        heard_name="张三",
        stance="agrees",
        statement="没有意见",
    )
    page = reviewer.opens("applicants:change_decide", again).text
    key = str(uuid.uuid4())
    answers = [
        reviewer.sends(
            "applicants:change_decide", again, key=key, reasons="属实", last_month="2026-11"
        )
        for _press in range(2)
    ]

    assert "还要发放" in household
    assert 'value="grace"' not in offered
    assert 'value="income"' not in offered
    assert all(left in words for words in (household, begun, told, paper, page))
    assert [answer.status_code for answer in answers] == [302, 302]
    assert "渐退期提前结束" in clerk.opens("applicants:case_letter", again).text
    after = clerk.opens("applicants:household", grant.household_id).text
    assert ("不再发放" in after) == (shape == "falling")
    assert "2026年12月880.66元" not in after


def test_a_family_whose_grace_is_over_is_offered_no_change(
    at_desk: AtDesk, cast: Cast, case: Case, grant: Grant, today: Today
) -> None:
    proposed(case, cast, "grace")
    heard(case, cast)
    decided(case, cast)
    today(date(2027, 4, 1))
    desk = at_desk(cast.caseworker)

    page = desk.opens("applicants:household", grant.household_id).text
    answer = desk.sends("applicants:change_new", grant.household_id, statement="又变了")

    assert "办理变更" not in page
    assert "这户没有正在享受的低保，不用办变更" in answer.text


def test_a_closed_file_asks_for_no_change_of_what_goes_on_elsewhere(
    at_desk: AtDesk, cast: Cast, today: Today, places: Places, shape: str, grant: Grant
) -> None:
    given_grace(grant, cast)
    today(IN_NOVEMBER)
    next_door = Side(places.other_township, places.other_village, cast.neighbour, cast.reviewer)
    moved = confirmed(received(grant, cast, next_door), next_door)

    here = at_desk(cast.caseworker).opens("applicants:household", grant.household_id).text
    there = at_desk(cast.neighbour).opens("applicants:household", moved.into_id).text

    assert "待遇和现在的成员不同" not in here
    assert "还要发放" not in here
    assert "从2027年4月起停发" in there


def test_nobody_is_shown_a_share_of_a_month_that_fell_away(
    at_desk: AtDesk, cast: Cast, today: Today, falling: None, grant: Grant
) -> None:
    given_grace(grant, cast)
    today(IN_NOVEMBER)
    ended(grant, cast, on=IN_NOVEMBER)

    page = at_desk(cast.caseworker).opens("applicants:household", grant.household_id).text

    assert page.count("不再发放") == 4
