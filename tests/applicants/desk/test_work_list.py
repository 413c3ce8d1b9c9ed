"""The first page: what each person has to do, and nothing of anybody else's."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from applicants.actions import objections
from applicants.models.case import Case
from applicants.models.notice import PublicNotice
from dibao import scope
from dibao.models.staff import Staff
from tests.applicants.desk.conftest import Desk
from tests.applicants.desk.families import many_drafts
from tests.cast import DECIDED, LAST_NOTICE_DAY, POSTED, Cast
from tests.factories.places import Places

AtDesk = Callable[[Staff], Desk]
Today = Callable[[date], None]


def buckets(desk: Desk) -> dict[str, int]:
    shown = desk.opens("home").context["buckets"]
    return {bucket.key: bucket.count for bucket in shown}


def test_a_draft_waits_to_be_filled(at_desk: AtDesk, cast: Cast, draft_case: Case) -> None:
    answer = at_desk(cast.caseworker).opens("home")

    assert f'href="/cases/{draft_case.pk}/edit/"' in answer.text
    assert "张三" in answer.text


@pytest.mark.parametrize(
    ("stage", "bucket"),
    [
        ("accepted_case", "visit"),
        ("visit", "assess"),
        ("assessment", "propose"),
        ("proposed_case", "post"),
    ],
)
def test_a_case_lies_in_the_bucket_of_its_next_step(
    at_desk: AtDesk, cast: Cast, request: pytest.FixtureRequest, stage: str, bucket: str
) -> None:
    request.getfixturevalue(stage)

    found = buckets(at_desk(cast.caseworker))

    assert found == {key: int(key == bucket) for key in found}


def test_a_posting_about_to_end_is_announced(
    at_desk: AtDesk, cast: Cast, case_on_notice: Case, today: Today
) -> None:
    today(POSTED)
    assert buckets(at_desk(cast.caseworker))["ending"] == 0

    today(LAST_NOTICE_DAY)
    assert buckets(at_desk(cast.caseworker))["ending"] == 1


def test_the_county_waits_for_the_notice_and_then_decides(
    at_desk: AtDesk, cast: Cast, case_on_notice: Case, today: Today
) -> None:
    desk = at_desk(cast.reviewer)

    today(LAST_NOTICE_DAY)
    assert (buckets(desk)["decide"], buckets(desk)["wait"]) == (0, 1)
    today(DECIDED)
    assert (buckets(desk)["decide"], buckets(desk)["wait"]) == (1, 0)


def test_an_objection_comes_before_all_else(
    at_desk: AtDesk, cast: Cast, case_on_notice: Case, notice: PublicNotice, today: Today
) -> None:
    today(POSTED)
    with scope.of(cast.caseworker):
        objections.lodge(
            case=case_on_notice, notice=notice, text="他家有车", by=cast.caseworker, on=POSTED
        )

    shown = at_desk(cast.township_head).opens("home").context["waiting"]

    assert (shown[0].key, shown[0].count) == ("answer", 1)


def test_work_of_the_next_township_is_not_seen(
    at_desk: AtDesk, cast: Cast, draft_case: Case
) -> None:
    answer = at_desk(cast.neighbour).opens("home")

    assert "张三" not in answer.text
    assert "今天没有待办" in answer.text


def test_who_holds_no_case_work_is_told_where_to_go(at_desk: AtDesk, cast: Cast) -> None:
    answer = at_desk(cast.administrator).opens("home")

    assert "没有要办的件" in answer.text


def test_the_page_costs_the_same_for_one_case_and_for_thirty(
    at_desk: AtDesk,
    cast: Cast,
    places: Places,
    draft_case: Case,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    desk = at_desk(cast.caseworker)
    many_drafts(places.village, cast.caseworker, 30)

    with django_assert_max_num_queries(30):
        answer = desk.opens("home")

    assert "全部31" in answer.text


def test_a_stranger_is_asked_to_log_in(client: Client, places: Places) -> None:
    assert client.get("/").url == "/login/?next=/"
