"""Finding a household from any page."""

from collections.abc import Callable

import pytest
from pytest_django import DjangoAssertNumQueries

from applicants.models.case import Case
from applicants.models.household import Household
from dibao import scope
from dibao.models.audit import ReadLog
from dibao.models.staff import Staff
from dibao.values.identity import PhoneNumber
from tests.applicants.desk.conftest import Desk
from tests.applicants.desk.families import many_drafts
from tests.cast import Cast, register
from tests.factories.people import id_number
from tests.factories.places import Places

AtDesk = Callable[[Staff], Desk]


@pytest.mark.parametrize(
    "typed",
    [
        "张三",
        "zs",
        id_number(1).last4,
        id_number(1).last6,
        id_number(1).number,
        "刘三",
        "　张 三 ",
    ],
)
def test_one_hit_opens_the_household(
    at_desk: AtDesk, cast: Cast, household: Household, typed: str
) -> None:
    answer = at_desk(cast.caseworker).opens("applicants:search", q=typed)

    assert answer.url == f"/households/{household.pk}/"


def test_the_file_number_opens_the_household(
    at_desk: AtDesk, cast: Cast, household: Household
) -> None:
    answer = at_desk(cast.caseworker).opens("applicants:search", q=household.number)

    assert answer.url == f"/households/{household.pk}/"


def test_the_case_number_opens_the_case(at_desk: AtDesk, cast: Cast, draft_case: Case) -> None:
    answer = at_desk(cast.caseworker).opens("applicants:search", q=draft_case.number)

    assert answer.url == f"/cases/{draft_case.pk}/"


def test_the_next_township_finds_nothing_and_is_told_what_to_try(
    at_desk: AtDesk, cast: Cast, draft_case: Case
) -> None:
    desk = at_desk(cast.neighbour)

    for typed in ("张三", id_number(1).number, draft_case.number):
        answer = desk.opens("applicants:search", q=typed)
        assert f"没有找到“{typed}”" in answer.text
        assert "拼音首字母" in answer.text


def test_a_list_of_hits_masks_the_numbers(
    at_desk: AtDesk, cast: Cast, places: Places, rules_of_2026: object
) -> None:
    many_drafts(places.village, cast.caseworker, 3)

    answer = at_desk(cast.caseworker).opens("applicants:search", q="钱")

    assert answer.text.count("**************") == 3
    assert id_number(100).number not in answer.text


def test_a_hit_by_another_member_says_who_was_found(
    at_desk: AtDesk, cast: Cast, places: Places, rules_of_2026: object
) -> None:
    for name, serial in (("张三", 1), ("李四", 11)):
        with scope.of(cast.caseworker):
            register(places.village, cast.caseworker, name=name, serial=serial)

    answer = at_desk(cast.caseworker).opens("applicants:search", q="刘")

    assert "找到的是：刘三" in answer.text
    assert "找到的是：刘四" in answer.text
    assert "找到的是" not in at_desk(cast.caseworker).opens("applicants:search", q="张三").text


def test_a_whole_telephone_number_opens_the_household(
    at_desk: AtDesk, cast: Cast, household: Household
) -> None:
    with scope.of(cast.caseworker):
        household.head.take_phone(PhoneNumber.parse("13912345678"))
        household.head.save()
    desk = at_desk(cast.caseworker)

    assert desk.opens("applicants:search", q="139 1234 5678").url == f"/households/{household.pk}/"
    assert "没有找到" in desk.opens("applicants:search", q="13800005678").text


def test_a_search_is_logged_without_the_whole_number(
    at_desk: AtDesk, cast: Cast, household: Household
) -> None:
    at_desk(cast.caseworker).opens("applicants:search", q=id_number(1).number)

    logged = ReadLog.objects.get(kind="search")
    assert logged.subject == f"…{id_number(1).last4}"
    assert logged.staff_name == cast.caseworker.name


def test_whoever_reads_no_files_does_not_search(at_desk: AtDesk, cast: Cast) -> None:
    assert at_desk(cast.finance).opens("applicants:search", q="张三").status_code == 403


def test_the_list_costs_the_same_for_two_hits_and_for_forty(
    at_desk: AtDesk,
    cast: Cast,
    places: Places,
    rules_of_2026: object,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    many_drafts(places.village, cast.caseworker, 40)
    desk = at_desk(cast.caseworker)

    with django_assert_max_num_queries(14):
        answer = desk.opens("applicants:search", q="钱")

    assert "下一页" in answer.text
