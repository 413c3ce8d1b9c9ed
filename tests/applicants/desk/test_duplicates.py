"""Duplicates on their pages: listed, on the work list, two sides side by side, judged."""

import uuid
from collections.abc import Callable

import pytest
from pytest_django import DjangoAssertNumQueries

from applicants.actions import duplicates, households
from applicants.models import Household, Suspicion
from dibao import scope
from dibao.models.audit import ReadLog
from dibao.models.staff import Staff
from tests.applicants.desk.conftest import Desk
from tests.cast import ENTERED, Cast
from tests.factories.people import entry, id_number
from tests.factories.places import Places

AtDesk = Callable[[Staff], Desk]
DIFFERENT = {"verdict": "different", "reason": "看了两人的身份证和户口簿"}


def namesakes(cast: Cast, places: Places, number: int = 1) -> None:
    """People of the next township with the name and birthday of 张三."""
    with scope.of(cast.neighbour):
        made = [
            households.register(
                village=places.other_village,
                members=[entry("张三", 301 + serial)],
                by=cast.neighbour,
                on=ENTERED,
            )
            for serial in range(number)
        ]
        duplicates.look_at(made, on=ENTERED)


@pytest.fixture
def suspicion(cast: Cast, places: Places, household: Household) -> Suspicion:
    namesakes(cast, places)
    with scope.of(cast.reviewer):
        return Suspicion.objects.get()


def stored(cast: Cast) -> Suspicion:
    with scope.of(cast.reviewer):
        return Suspicion.objects.get()


def test_it_waits_for_the_county_and_both_townships(
    at_desk: AtDesk, cast: Cast, suspicion: Suspicion
) -> None:
    for staff in (cast.reviewer, cast.caseworker, cast.neighbour):
        waiting = at_desk(staff).opens("home").context["waiting"]
        assert ("duplicates", 1) in [(bucket.key, bucket.count) for bucket in waiting]
    waiting = at_desk(cast.foreign_reviewer).opens("home").context["waiting"]
    assert "duplicates" not in [bucket.key for bucket in waiting if bucket.count]


def test_both_sides_are_shown_with_masked_numbers(
    at_desk: AtDesk, cast: Cast, suspicion: Suspicion, household: Household
) -> None:
    page = at_desk(cast.reviewer).opens("applicants:duplicate", suspicion.pk).text

    for number in (id_number(1), id_number(301)):
        assert f"**************{number.last4}" in page
        assert number.number not in page
    assert "安丰县柳湾镇小湾村" in page
    assert "安丰县永溪镇前咀村" in page
    assert f'href="/households/{household.pk}/"' in page


def test_only_ones_own_file_is_linked(
    at_desk: AtDesk, cast: Cast, suspicion: Suspicion, household: Household
) -> None:
    page = at_desk(cast.neighbour).opens("applicants:duplicate", suspicion.pk).text

    assert f'href="/households/{suspicion.other_household_id}/"' in page
    assert f'href="/households/{household.pk}/"' not in page


def test_the_county_judges_and_the_verdict_stands_there(
    at_desk: AtDesk, cast: Cast, suspicion: Suspicion
) -> None:
    desk = at_desk(cast.reviewer)

    desk.sends("applicants:duplicate", suspicion.pk, **DIFFERENT)

    page = desk.opens("applicants:duplicate", suspicion.pk).text
    assert DIFFERENT["reason"] in page
    assert "<form method" not in page.split("<main", 1)[1]
    assert "duplicates" not in [
        bucket.key for bucket in desk.opens("home").context["waiting"] if bucket.count
    ]


def test_what_lacks_is_named_and_what_was_typed_stays(
    at_desk: AtDesk, cast: Cast, suspicion: Suspicion
) -> None:
    answer = at_desk(cast.reviewer).sends("applicants:duplicate", suspicion.pk, reason="看了证件")

    assert 'href="#id_verdict' in answer.text
    assert "看了证件" in answer.text
    assert stored(cast).verdict == ""


def test_the_same_click_twice_judges_once(
    at_desk: AtDesk, cast: Cast, suspicion: Suspicion
) -> None:
    desk, key = at_desk(cast.reviewer), str(uuid.uuid4())

    answers = [
        desk.sends("applicants:duplicate", suspicion.pk, key=key, **DIFFERENT) for _click in "ab"
    ]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert stored(cast).verdict == "different"


def test_the_second_verdict_says_that_there_is_one(
    at_desk: AtDesk, cast: Cast, suspicion: Suspicion
) -> None:
    at_desk(cast.reviewer).sends("applicants:duplicate", suspicion.pk, **DIFFERENT)

    answer = at_desk(cast.approver).sends(
        "applicants:duplicate", suspicion.pk, verdict="same", mends="one", reason="是一人"
    )

    assert "已经核对过" in answer.text
    assert stored(cast).verdict == "different"


def test_the_township_reads_but_does_not_judge(
    at_desk: AtDesk, cast: Cast, suspicion: Suspicion
) -> None:
    desk = at_desk(cast.caseworker)

    assert "由县级核对" in desk.opens("applicants:duplicate", suspicion.pk).text
    assert desk.sends("applicants:duplicate", suspicion.pk, **DIFFERENT).status_code == 403


def test_elsewhere_there_is_no_such_page(at_desk: AtDesk, cast: Cast, suspicion: Suspicion) -> None:
    desk = at_desk(cast.foreign_reviewer)

    assert desk.opens("applicants:duplicate", suspicion.pk).status_code == 404
    assert desk.sends("applicants:duplicate", suspicion.pk, **DIFFERENT).status_code == 404


def test_the_household_says_so_until_it_is_judged(
    at_desk: AtDesk, cast: Cast, suspicion: Suspicion, household: Household
) -> None:
    address = f'href="/duplicates/{suspicion.pk}/"'
    assert address in at_desk(cast.caseworker).opens("applicants:household", household.pk).text

    at_desk(cast.reviewer).sends("applicants:duplicate", suspicion.pk, **DIFFERENT)

    assert address not in at_desk(cast.caseworker).opens("applicants:household", household.pk).text


def test_only_those_that_wait_are_listed_on_request(
    at_desk: AtDesk, cast: Cast, suspicion: Suspicion
) -> None:
    desk = at_desk(cast.reviewer)
    assert "张三" in desk.opens("applicants:duplicates", waiting=1).text

    desk.sends("applicants:duplicate", suspicion.pk, **DIFFERENT)

    assert "张三" in desk.opens("applicants:duplicates").text
    assert "张三" not in desk.opens("applicants:duplicates", waiting=1).text


def test_looking_at_it_is_logged(at_desk: AtDesk, cast: Cast, suspicion: Suspicion) -> None:
    at_desk(cast.caseworker).opens("applicants:duplicate", suspicion.pk)

    with scope.of(cast.inspector):
        assert ReadLog.objects.filter(subject=f"疑似重复 {suspicion.pk}").count() == 1


@pytest.mark.parametrize("number", [1, 6])
def test_the_list_costs_the_same_for_one_and_for_many(
    at_desk: AtDesk,
    cast: Cast,
    places: Places,
    household: Household,
    number: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    desk = at_desk(cast.reviewer)
    namesakes(cast, places, number)

    with django_assert_max_num_queries(12):
        desk.opens("applicants:duplicates")


SAME = {"verdict": "same", "reason": "是一人，在两处登记", "mends": "one"}


def buckets(desk: Desk) -> dict[str, int]:
    return {bucket.key: bucket.count for bucket in desk.opens("home").context["waiting"]}


def test_a_wrong_entry_is_on_its_townships_list_until_it_says_how_it_was_put_right(
    at_desk: AtDesk, cast: Cast, suspicion: Suspicion, household: Household
) -> None:
    at_desk(cast.reviewer).sends("applicants:duplicate", suspicion.pk, **SAME)
    desk = at_desk(cast.caseworker)
    assert buckets(desk)["duplicates-mend"] == 1
    assert buckets(at_desk(cast.neighbour)).get("duplicates-mend", 0) == 0
    assert "重复登记，待更正" in desk.opens("applicants:household", household.pk).text

    page = desk.opens("applicants:duplicate", suspicion.pk).text
    answer = desk.sends("applicants:duplicate", suspicion.pk, mend=1, how="已登记离开")

    assert "由安丰县柳湾镇小湾村 张三一方更正" in page
    assert answer.status_code == 302
    assert buckets(desk).get("duplicates-mend", 0) == 0
    assert "已登记离开" in desk.opens("applicants:duplicate", suspicion.pk).text


def test_a_wrong_entry_asks_whose_it_is(at_desk: AtDesk, cast: Cast, suspicion: Suspicion) -> None:
    answer = at_desk(cast.reviewer).sends(
        "applicants:duplicate", suspicion.pk, verdict="same", reason="是一人"
    )

    assert "选择由哪一方更正" in answer.text
    assert stored(cast).verdict == ""


def test_putting_right_twice_by_one_click_is_once(
    at_desk: AtDesk, cast: Cast, suspicion: Suspicion
) -> None:
    at_desk(cast.reviewer).sends("applicants:duplicate", suspicion.pk, **SAME)
    desk, key = at_desk(cast.caseworker), str(uuid.uuid4())

    answers = [
        desk.sends("applicants:duplicate", suspicion.pk, key=key, mend=1, how="已更正")
        for _click in "ab"
    ]

    assert [answer.status_code for answer in answers] == [302, 302]


def test_only_the_named_township_puts_it_right(
    at_desk: AtDesk, cast: Cast, suspicion: Suspicion
) -> None:
    at_desk(cast.reviewer).sends("applicants:duplicate", suspicion.pk, **SAME)

    said = {"mend": 1, "how": "已更正"}
    answer = at_desk(cast.neighbour).sends("applicants:duplicate", suspicion.pk, **said)

    assert "不由本乡镇更正" in answer.text
    assert (
        at_desk(cast.reviewer).sends("applicants:duplicate", suspicion.pk, **said).status_code
        == 403
    )
    assert stored(cast).mended_by is None
