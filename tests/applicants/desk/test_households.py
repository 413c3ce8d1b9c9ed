"""One household: masked until asked for with a reason, named member by member, its grant ended."""

import uuid
from collections.abc import Callable
from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from applicants.actions import decisions
from applicants.models.case import Case
from applicants.models.grant import Grant
from applicants.models.household import Household, Membership
from applicants.models.person import Person
from applicants.models.policy import RuleSet
from dibao import scope
from dibao.models.audit import ReadLog
from dibao.models.staff import Staff
from dibao.values.months import BenefitMonth
from tests.applicants.desk.conftest import Desk
from tests.cast import DECIDED, ENTERED, Cast
from tests.factories.people import id_number

AtDesk = Callable[[Staff], Desk]
Today = Callable[[date], None]


@pytest.fixture
def unnamed(cast: Cast, household: Household) -> Person:
    """A member whom the county's own list only counted."""
    with scope.of(cast.caseworker):
        person = Person.objects.create(area=household.area, is_named=False)
        Membership.objects.create(
            household=household,
            area_id=household.area_id,
            person=person,
            relation="99",
            first_day=ENTERED,
        )
    return person


@pytest.fixture
def grant(cast: Cast, case_on_notice: Case) -> Grant:
    with scope.of(cast.reviewer):
        return decisions.confirm(case=case_on_notice, reasons="属实", by=cast.reviewer, on=DECIDED)


@pytest.fixture
def without_hearing(rules_of_2026: RuleSet) -> None:
    """A local rule set that asks for no hearing before a benefit ends."""
    rules_of_2026.terms["hearing_before_cut"] = False
    rules_of_2026.save()


def test_the_page_shows_people_cases_and_money(
    at_desk: AtDesk, cast: Cast, household: Household, grant: Grant
) -> None:
    answer = at_desk(cast.caseworker).opens("applicants:household", household.pk)

    assert "刘三" in answer.text
    assert grant.decision.case.number in answer.text
    assert f"{grant.total_amount:,.2f}" in answer.text
    assert id_number(1).number not in answer.text


def test_a_full_number_is_shown_for_a_reason_and_logged(
    at_desk: AtDesk, cast: Cast, household: Household
) -> None:
    answer = at_desk(cast.caseworker).sends(
        "applicants:member_reveal",
        household.pk,
        person=household.head_id,
        purpose="核对存折户名",
    )

    assert id_number(1).number in answer.text
    assert id_number(2).number not in answer.text
    look = ReadLog.objects.get(kind="reveal")
    assert (look.purpose, look.household_key) == ("核对存折户名", household.pk)


def test_without_a_reason_nothing_is_shown_and_nothing_logged(
    at_desk: AtDesk, cast: Cast, household: Household
) -> None:
    answer = at_desk(cast.caseworker).sends(
        "applicants:member_reveal", household.pk, person=household.head_id, purpose=""
    )

    assert "填写查看完整号码的事由" in answer.text
    assert id_number(1).number not in answer.text
    assert not ReadLog.objects.filter(kind="reveal").exists()


def test_a_person_of_another_household_is_not_revealed_here(
    at_desk: AtDesk, cast: Cast, household: Household
) -> None:
    answer = at_desk(cast.caseworker).sends(
        "applicants:member_reveal", household.pk, person=uuid.uuid4(), purpose="核对"
    )

    assert answer.status_code == 404


def test_who_may_read_but_not_reveal_is_turned_away(
    at_desk: AtDesk, cast: Cast, household: Household
) -> None:
    desk = at_desk(cast.officer)

    assert "查看完整号码和诊断" not in desk.opens("applicants:household", household.pk).text
    answer = desk.sends(
        "applicants:member_reveal", household.pk, person=household.head_id, purpose="核对"
    )
    assert answer.status_code == 403


def test_an_unnamed_member_gets_name_and_number(
    at_desk: AtDesk, cast: Cast, household: Household, unnamed: Person
) -> None:
    desk, number = at_desk(cast.caseworker), id_number(77)
    assert "未具名成员" in desk.opens("applicants:household", household.pk).text

    answer = desk.sends(
        "applicants:member_name", household.pk, unnamed.pk, name="张小三", id_number=number.number
    )

    assert answer.url == f"/households/{household.pk}/"
    with scope.of(cast.caseworker):
        unnamed.refresh_from_db()
    assert (unnamed.name, unnamed.id_last4) == ("张小三", number.last4)


def test_a_number_of_somebody_else_is_refused_on_the_form(
    at_desk: AtDesk, cast: Cast, household: Household, unnamed: Person
) -> None:
    answer = at_desk(cast.caseworker).sends(
        "applicants:member_name",
        household.pk,
        unnamed.pk,
        name="张小三",
        id_number=id_number(2).number,
    )

    assert "已登记在另一户" in answer.text
    assert 'value="张小三"' in answer.text


def test_a_member_named_meanwhile_is_said_so(
    at_desk: AtDesk, cast: Cast, household: Household
) -> None:
    answer = at_desk(cast.caseworker).sends(
        "applicants:member_name",
        household.pk,
        household.head_id,
        name="张小三",
        id_number=id_number(77).number,
    )

    assert "已经具名" in answer.text


def test_households_with_unnamed_members_are_a_list_of_their_own(
    at_desk: AtDesk, cast: Cast, household: Household, unnamed: Person
) -> None:
    answer = at_desk(cast.caseworker).opens("applicants:unnamed")

    assert f'href="/households/{household.pk}/#members"' in answer.text


def test_the_list_of_unnamed_says_so_when_all_are_named(
    at_desk: AtDesk, cast: Cast, household: Household
) -> None:
    assert "成员都已具名" in at_desk(cast.caseworker).opens("applicants:unnamed").text


def test_a_grant_ends_with_a_month_and_a_reason(
    at_desk: AtDesk, cast: Cast, without_hearing: None, grant: Grant, today: Today
) -> None:
    today(date(2026, 9, 10))

    answer = at_desk(cast.reviewer).sends(
        "applicants:grant_end", grant.pk, last_month="2026-09", reasons="死亡"
    )

    assert answer.url == f"/households/{grant.household_id}/"
    with scope.of(cast.reviewer):
        assert Grant.objects.get(pk=grant.pk).last_month == BenefitMonth(2026, 9)


def test_an_end_before_the_beginning_is_refused_with_what_was_typed(
    at_desk: AtDesk, cast: Cast, without_hearing: None, grant: Grant, today: Today
) -> None:
    today(date(2026, 9, 10))

    answer = at_desk(cast.reviewer).sends(
        "applicants:grant_end", grant.pk, last_month="2026-07", reasons="死亡"
    )

    assert "停发月份早于开始享受的月份" in answer.text
    assert 'value="2026-07"' in answer.text


def test_where_a_hearing_comes_first_the_form_says_so(
    at_desk: AtDesk, cast: Cast, grant: Grant, today: Today
) -> None:
    today(date(2026, 9, 10))

    answer = at_desk(cast.reviewer).sends(
        "applicants:grant_end", grant.pk, last_month="2026-09", reasons="死亡"
    )

    assert "先听取这户的意见" in answer.text


def test_each_page_of_a_household_is_its_areas(
    at_desk: AtDesk, cast: Cast, household: Household, grant: Grant
) -> None:
    neighbour, finance = at_desk(cast.neighbour), at_desk(cast.finance)

    for page, pk in (("household", household.pk), ("grant_end", grant.pk)):
        assert finance.opens(f"applicants:{page}", pk).status_code == 403
    assert neighbour.opens("applicants:household", household.pk).status_code == 404
    assert at_desk(cast.caseworker).opens("applicants:grant_end", grant.pk).status_code == 403
    foreign = at_desk(cast.foreign_reviewer)
    assert foreign.opens("applicants:grant_end", grant.pk).status_code == 404


def test_the_page_costs_a_fixed_number_of_queries(
    at_desk: AtDesk,
    cast: Cast,
    household: Household,
    grant: Grant,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    desk = at_desk(cast.caseworker)

    with django_assert_max_num_queries(16):
        desk.opens("applicants:household", household.pk)
