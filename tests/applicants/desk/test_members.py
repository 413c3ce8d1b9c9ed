"""A household's page and the small pages behind it: who came, who left, who heads it, who receives the money."""

from collections.abc import Callable

import pytest

from applicants.models import Case, Household, Person
from dibao import scope
from dibao.models.staff import Staff
from tests.applicants.desk.conftest import Desk
from tests.applicants.desk.pages import BORN
from tests.cast import Cast
from tests.factories.people import id_number

AtDesk = Callable[[Staff], Desk]

CHILD = {
    "name": "张小",
    "id_number": id_number(15, born=BORN).number,
    "relation": "20",
    "health": "healthy",
    "labour_capacity": "full",
    "standing": "covered",
    "joined_for": "return",
    "joined_on": "2026年7月1日",
}


@pytest.fixture
def desk(at_desk: AtDesk, cast: Cast) -> Desk:
    return at_desk(cast.caseworker)


@pytest.fixture
def wife(cast: Cast, household: Household) -> Person:
    with scope.of(cast.caseworker):
        return household.members().get(relation="10").person


def test_somebody_comes_back(desk: Desk, household: Household) -> None:
    desk.sends("applicants:member_join", household.pk, **CHILD)

    page = desk.opens("applicants:household", household.pk).text
    assert "回来共同生活" in page
    assert "2026-07-01" in page


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"joined_for": ""}, "选择加入原因"),
        ({"joined_on": "2026-07-07"}, "加入日期晚于今天"),
        ({"joined_on": "前天"}, "日期写成"),
        ({"relation": "02"}, "里没有“02”"),
        ({"id_number": id_number(1).number}, "已登记在另一户|已经是这户的成员"),
    ],
)
def test_what_cannot_be_is_said_where_it_was_typed(
    desk: Desk, household: Household, typed: dict[str, str], words: str
) -> None:
    answer = desk.sends("applicants:member_join", household.pk, **CHILD | typed)

    assert answer.status_code == 200
    assert any(word in answer.text for word in words.split("|"))
    assert "张小" in answer.text


def test_a_joining_pressed_twice_is_one(desk: Desk, cast: Cast, household: Household) -> None:
    key = "7b0c2a52-8f2b-4d8c-9a9c-0d3a5f1f2e01"

    for _press in range(2):
        desk.sends("applicants:member_join", household.pk, key=key, **CHILD)

    with scope.of(cast.caseworker):
        assert household.members().count() == 3


def test_a_death_is_told_on_the_households_page(
    desk: Desk, household: Household, wife: Person
) -> None:
    told = {"reason": "death", "on": "2026-07-06", "note": "村委会报告"}

    desk.sends("applicants:member_leave", household.pk, wife.pk, **told)

    page = desk.opens("applicants:household", household.pk).text
    assert "死亡" in page
    assert "村委会报告" in page


def test_a_leaving_needs_its_reason_and_day(desk: Desk, household: Household, wife: Person) -> None:
    answer = desk.sends("applicants:member_leave", household.pk, wife.pk)

    assert "选择离开原因" in answer.text
    assert "填写离开日期" in answer.text


def test_another_head_is_chosen(desk: Desk, cast: Cast, household: Household, wife: Person) -> None:
    told = {
        "head": str(wife.pk),
        f"relation_{household.head_id}": "10",
        "reason": "户主外出",
    }

    desk.sends("applicants:head_change", household.pk, **told)

    with scope.of(cast.caseworker):
        household.refresh_from_db()
        assert household.head == wife


def test_the_relation_of_everybody_to_the_new_head_is_asked(
    desk: Desk, household: Household, wife: Person
) -> None:
    answer = desk.sends("applicants:head_change", household.pk, head=str(wife.pk), reason="外出")

    assert "选择张三与新户主的关系" in answer.text


def test_a_guardian_outside_receives_the_money(desk: Desk, household: Household) -> None:
    told = {"who": "outside", "name": "王五", "relation": "监护人", "reason": "head_minor"}

    desk.sends("applicants:payee", household.pk, **told)

    assert "王五（监护人、户主未成年）" in desk.opens("applicants:household", household.pk).text


def test_a_payee_without_reason_is_not_taken(
    desk: Desk, household: Household, wife: Person
) -> None:
    answer = desk.sends("applicants:payee", household.pk, who=str(wife.pk))

    assert "填写不由户主领款的原因" in answer.text


def test_the_payee_stands_on_the_case_and_as_holder_of_a_new_account(
    desk: Desk, cast: Cast, household: Household, draft_case: Case, wife: Person
) -> None:
    desk.sends("applicants:payee", household.pk, who=str(wife.pk), reason="head_immobile")

    assert "刘三（户主行动不便）" in desk.opens("applicants:case_check", draft_case.pk).text
    assert 'value="刘三"' in desk.opens("payments:account", household.pk).text


def test_a_reader_finds_no_button_to_change_members(
    at_desk: AtDesk, cast: Cast, household: Household
) -> None:
    page = at_desk(cast.reviewer).opens("applicants:household", household.pk).text

    assert "新增成员" not in page
    assert "成员变动记录" in page
