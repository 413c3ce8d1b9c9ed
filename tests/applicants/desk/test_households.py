"""One household: masked until asked for with a reason, named member by member."""

import uuid
from collections.abc import Callable
from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from applicants.models.grant import Grant
from applicants.models.household import Household, Membership
from applicants.models.person import Person
from dibao import scope
from dibao.models.audit import ReadLog
from dibao.models.staff import Staff
from tests.applicants.desk.conftest import Desk
from tests.cast import ENTERED, Cast
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


def test_each_page_of_a_household_is_its_areas(
    at_desk: AtDesk, cast: Cast, household: Household
) -> None:
    page = "applicants:household"

    assert at_desk(cast.finance).opens(page, household.pk).status_code == 403
    assert at_desk(cast.neighbour).opens(page, household.pk).status_code == 404


def test_the_page_costs_a_fixed_number_of_queries(
    at_desk: AtDesk,
    cast: Cast,
    household: Household,
    grant: Grant,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    desk = at_desk(cast.caseworker)

    with django_assert_max_num_queries(23):
        desk.opens("applicants:household", household.pk)
