"""Re-checks at the desk: who is due, the last answers beside the question, and what the page does with the answers."""

import uuid
from collections.abc import Callable
from datetime import date

import pytest

from applicants.models import Case, Grant
from dibao import scope
from dibao.models.audit import ReadLog
from dibao.models.staff import Staff
from tests.applicants.desk.conftest import Desk
from tests.cast import Cast

AtDesk = Callable[[Staff], Desk]
Today = Callable[[date], None]
LATE = date(2027, 8, 20)
NOTHING = dict.fromkeys(
    ("members", "health", "income", "expenses", "property", "residence"), "same"
)


@pytest.fixture(autouse=True)
def a_year_later(today: Today) -> None:
    today(LATE)


def test_the_first_page_says_who_is_overdue(at_desk: AtDesk, cast: Cast, grant: Grant) -> None:
    page = at_desk(cast.caseworker).opens("home").text

    assert "本月应核查" in page
    assert "其中已超期1户" in page
    assert f"/households/{grant.household_id}/recheck/" in page


def test_the_list_tells_since_when_a_family_is_due(
    at_desk: AtDesk, cast: Cast, grant: Grant
) -> None:
    page = at_desk(cast.caseworker).opens("applicants:rechecks").text

    assert "2026-07-15" in page
    assert "已超" in page


def test_the_list_is_narrowed_by_due_day_and_category(
    at_desk: AtDesk, cast: Cast, grant: Grant
) -> None:
    desk = at_desk(cast.caseworker)

    assert "没有到期的核查" in desk.opens("applicants:rechecks", due="next").text
    assert "张三" in desk.opens("applicants:rechecks", due="all").text
    assert "张三" not in desk.opens("applicants:rechecks", due="all", category="fixed").text


def test_the_county_reads_the_list_and_begins_nothing(
    at_desk: AtDesk, cast: Cast, grant: Grant
) -> None:
    desk = at_desk(cast.reviewer)

    page = desk.opens("applicants:rechecks").text

    assert "张三" in page
    assert f"/households/{grant.household_id}/recheck/" not in page
    assert desk.opens("applicants:recheck_new", grant.household_id).status_code == 403


def test_another_township_finds_nobody(at_desk: AtDesk, cast: Cast, grant: Grant) -> None:
    desk = at_desk(cast.neighbour)

    assert "张三" not in desk.opens("applicants:rechecks", due="all").text
    assert desk.opens("applicants:recheck_new", grant.household_id).status_code == 404


def test_the_last_answers_stand_beside_the_question(
    at_desk: AtDesk, cast: Cast, grant: Grant
) -> None:
    page = at_desk(cast.caseworker).opens("applicants:recheck_new", grant.household_id).text

    assert "种植" in page
    assert "一年900.00元" in page
    assert 'value="same"' in page
    assert 'value="same" checked' not in page
    with scope.of(cast.caseworker):
        assert ReadLog.objects.filter(kind="view", household_key=str(grant.household_id)).exists()


def test_without_a_change_the_house_is_visited_next(
    at_desk: AtDesk, cast: Cast, grant: Grant
) -> None:
    desk = at_desk(cast.caseworker)

    answer = desk.sends("applicants:recheck_new", grant.household_id, **NOTHING)

    with scope.of(cast.caseworker):
        case = Case.objects.get(kind="recheck")
    assert answer.url == f"/cases/{case.pk}/"
    assert f"/cases/{case.pk}/visits/new/" in desk.opens("applicants:case", case.pk).text


def test_what_has_changed_is_entered_next(at_desk: AtDesk, cast: Cast, grant: Grant) -> None:
    desk = at_desk(cast.caseworker)

    answer = desk.sends(
        "applicants:recheck_new",
        grant.household_id,
        **{**NOTHING, "income": "changed", "income_note": "儿子打工"},
    )

    assert answer.url.endswith("/edit/")
    assert "收入：儿子打工" in desk.client.get(answer.url).text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"income": ""}, "收入：选择有没有变化"),
        ({"income": "changed"}, "收入有变化的，写明变成什么样"),
        ({"income_note": "打工"}, "收入选了没有变化，却写了变化"),
    ],
)
def test_half_an_answer_is_asked_for_where_it_is_missing(
    at_desk: AtDesk, cast: Cast, grant: Grant, typed: dict[str, str], words: str
) -> None:
    page = (
        at_desk(cast.caseworker)
        .sends("applicants:recheck_new", grant.household_id, **{**NOTHING, **typed})
        .text
    )

    assert words in page
    with scope.of(cast.caseworker):
        assert not Case.objects.filter(kind="recheck").exists()


def test_answers_sent_twice_begin_one_recheck(at_desk: AtDesk, cast: Cast, grant: Grant) -> None:
    desk, key = at_desk(cast.caseworker), str(uuid.uuid4())

    for _press in range(2):
        desk.sends("applicants:recheck_new", grant.household_id, key=key, **NOTHING)

    with scope.of(cast.caseworker):
        assert Case.objects.filter(kind="recheck").count() == 1
