"""The visit form on its pages: screen by screen, without script, with what was typed kept."""

import uuid
from collections.abc import Callable

import pytest

from applicants.models import Case, HomeVisit, ReviewMeeting
from dibao import scope
from dibao.models.audit import ReadLog
from dibao.models.staff import Staff
from tests.applicants.desk.conftest import Desk
from tests.cast import ENTERED, Cast
from tests.factories.investigation import begun, filled, reviewed

AtDesk = Callable[[Staff], Desk]


def going(cast: Cast, **more: object) -> dict[str, object]:
    return {
        "visited_on": "2026.7.6",
        "way": "house",
        "investigator": cast.caseworker.pk,
        "helper_1": "孙会计",
    } | more


HOUSING = {
    "tenure": "own",
    "structure": "adobe",
    "floor_area": "60",
    "danger_grade": "c",
    "belongings": "无",
}


@pytest.fixture
def draft_visit(cast: Cast, accepted_case: Case) -> HomeVisit:
    with scope.of(cast.caseworker):
        return begun(accepted_case, cast.caseworker, on=ENTERED)


def saved(at_desk: AtDesk, cast: Cast, visit: HomeVisit, block: str, **typed: object) -> str:
    """The screen as it comes back; empty where it was saved."""
    desk, screen = at_desk(cast.caseworker), ("applicants:visit_block", visit.pk, block)
    mark = desk.opens(*screen).context["form"]["mark"].value()
    answer = desk.sends(*screen, mark=mark, **typed)
    return answer.text if answer.status_code == 200 else ""


@pytest.mark.parametrize("typed", ["８０ 平方米", "80", " 80.0 "])
def test_an_area_may_be_typed_with_its_unit(
    at_desk: AtDesk, cast: Cast, draft_visit: HomeVisit, typed: str
) -> None:
    answer = saved(at_desk, cast, draft_visit, "housing", **HOUSING | {"floor_area": typed})

    assert answer == ""
    assert stored(cast).floor_area == 80


@pytest.mark.parametrize(
    ("block", "typed", "words"),
    [
        ("housing", HOUSING | {"floor_area": "六十"}, "建筑面积填数字，如 60.5；现在是“六十”"),
        ("work", {"working_away": "一个"}, "外出务工人数填整数，如 3；现在是“一个”"),
        ("work", {"working_away": "99", "work_note": "外地"}, "外出务工人数99人太多"),
        ("members", {"members_note": ""}, "选“一样”或者“不一样”"),
    ],
)
def test_a_screen_that_cannot_be_read_comes_back_with_words(
    at_desk: AtDesk,
    cast: Cast,
    draft_visit: HomeVisit,
    block: str,
    typed: dict[str, object],
    words: str,
) -> None:
    assert words in saved(at_desk, cast, draft_visit, block, **typed)


def test_people_away_may_be_typed_with_their_unit(
    at_desk: AtDesk, cast: Cast, draft_visit: HomeVisit
) -> None:
    typed = {"working_away": "２ 人", "work_note": "都在外地工厂"}

    assert saved(at_desk, cast, draft_visit, "work", **typed) == ""
    assert stored(cast).working_away == 2


def test_photos_of_a_visit_are_asked_for_as_such(
    at_desk: AtDesk, cast: Cast, draft_visit: HomeVisit
) -> None:
    page = at_desk(cast.caseworker).opens("applicants:visit", draft_visit.pk).text

    assert "documents/?kind=visit_photo#upload" in page


def stored(cast: Cast) -> HomeVisit:
    with scope.of(cast.caseworker):
        return HomeVisit.objects.get()


def test_a_visit_is_begun_from_the_case(at_desk: AtDesk, cast: Cast, accepted_case: Case) -> None:
    desk = at_desk(cast.caseworker)
    page = desk.opens("applicants:visit_new", accepted_case.pk)
    assert 'value="2026-07-06"' in page.text

    desk.sends("applicants:visit_new", accepted_case.pk, **going(cast))

    visit = stored(cast)
    assert (visit.visited_on, visit.helpers) == (ENTERED, ["孙会计"])
    opened = desk.opens("applicants:visit_new", accepted_case.pk)
    assert opened.url == f"/visits/{visit.pk}/"


def test_a_visit_is_begun_once_by_two_clicks(
    at_desk: AtDesk, cast: Cast, accepted_case: Case
) -> None:
    desk, key = at_desk(cast.caseworker), str(uuid.uuid4())

    for _time in range(2):
        desk.sends("applicants:visit_new", accepted_case.pk, key=key, **going(cast))

    with scope.of(cast.caseworker):
        assert HomeVisit.objects.count() == 1


def test_going_by_telephone_asks_why(at_desk: AtDesk, cast: Cast, accepted_case: Case) -> None:
    desk = at_desk(cast.caseworker)

    answer = desk.sends("applicants:visit_new", accepted_case.pk, **going(cast, way="phone"))

    assert "选择没有上门的原因" in answer.text
    assert "孙会计" in answer.text


def test_each_screen_is_saved_on_its_own_and_leads_on(
    at_desk: AtDesk, cast: Cast, draft_visit: HomeVisit
) -> None:
    desk = at_desk(cast.caseworker)
    page = desk.opens("applicants:visit_block", draft_visit.pk, "housing")
    mark = page.context["form"].initial["mark"]

    answer = desk.sends("applicants:visit_block", draft_visit.pk, "housing", mark=mark, **HOUSING)

    assert answer.url == f"/visits/{draft_visit.pk}/screens/land/"
    assert stored(cast).blocks_done == ["going", "housing"]


def test_a_screen_may_lead_back_to_the_list(
    at_desk: AtDesk, cast: Cast, draft_visit: HomeVisit
) -> None:
    desk = at_desk(cast.caseworker)
    typed = {"mark": _mark(desk, draft_visit), "back": "1", **HOUSING}

    answer = desk.sends("applicants:visit_block", draft_visit.pk, "housing", **typed)

    assert answer.url == f"/visits/{draft_visit.pk}/"


def _mark(desk: Desk, visit: HomeVisit) -> str:
    page = desk.opens("applicants:visit_block", visit.pk, "housing")
    mark: str = page.context["form"].initial["mark"]
    return mark


def test_a_faulty_screen_keeps_what_was_typed(
    at_desk: AtDesk, cast: Cast, draft_visit: HomeVisit
) -> None:
    desk = at_desk(cast.caseworker)
    typed = {"mark": _mark(desk, draft_visit), **HOUSING, "floor_area": "六十", "structure": ""}

    answer = desk.sends("applicants:visit_block", draft_visit.pk, "housing", **typed)

    assert "选择房屋结构" in answer.text
    assert "六十" in answer.text
    assert stored(cast).blocks_done == ["going"]


def test_who_was_slower_sees_it_and_may_save_over(
    at_desk: AtDesk, cast: Cast, draft_visit: HomeVisit
) -> None:
    desk = at_desk(cast.caseworker)
    mark = _mark(desk, draft_visit)
    desk.sends("applicants:visit_block", draft_visit.pk, "housing", mark=mark, **HOUSING)
    slower = {**HOUSING, "belongings": "小货车一辆"}

    answer = desk.sends("applicants:visit_block", draft_visit.pk, "housing", mark=mark, **slower)

    assert "刚被别人存过" in answer.text
    assert "小货车一辆" in answer.text
    renewed = answer.context["form"]["mark"].value()
    desk.sends("applicants:visit_block", draft_visit.pk, "housing", mark=renewed, **slower)
    assert stored(cast).belongings == "小货车一辆"


def test_what_differs_from_the_application_is_written_down(
    at_desk: AtDesk, cast: Cast, draft_visit: HomeVisit
) -> None:
    desk = at_desk(cast.caseworker)
    page = desk.opens("applicants:visit_block", draft_visit.pk, "members")
    assert "张三" in page.text
    typed = {"mark": page.context["form"].initial["mark"], "members_agree": "no"}

    answer = desk.sends("applicants:visit_block", draft_visit.pk, "members", **typed)

    assert "写清哪里不一样" in answer.text


def test_signing_says_what_is_missing(at_desk: AtDesk, cast: Cast, draft_visit: HomeVisit) -> None:
    desk = at_desk(cast.caseworker)
    typed = {"present": str(_head(cast, draft_visit)), "is_signed": "on"}

    assert "还没填的" in desk.opens("applicants:visit_sign", draft_visit.pk).text
    answer = desk.sends("applicants:visit_sign", draft_visit.pk, **typed)

    assert "还没填：家庭成员" in answer.text
    assert not stored(cast).is_signed


def _head(cast: Cast, visit: HomeVisit) -> uuid.UUID:
    with scope.of(cast.caseworker):
        return visit.case.household.head_id


def test_a_complete_form_is_signed_and_then_only_read(
    at_desk: AtDesk, cast: Cast, draft_visit: HomeVisit
) -> None:
    with scope.of(cast.caseworker):
        filled(draft_visit, cast.caseworker, on=ENTERED)
    desk = at_desk(cast.caseworker)
    typed = {"present": str(_head(cast, draft_visit)), "is_signed": "on"}

    answer = desk.sends("applicants:visit_sign", draft_visit.pk, **typed)

    assert answer.url == f"/cases/{draft_visit.case_id}/"
    assert stored(cast).is_signed
    page = desk.opens("applicants:visit", draft_visit.pk).text
    assert "在场签字的家庭成员" in page
    assert "张三" in page
    assert desk.opens("applicants:visit_block", draft_visit.pk, "land").status_code == 409


def test_there_are_no_other_screens(at_desk: AtDesk, cast: Cast, draft_visit: HomeVisit) -> None:
    answer = at_desk(cast.caseworker).opens("applicants:visit_block", draft_visit.pk, "attic")

    assert answer.status_code == 404


def test_a_visit_is_read_at_home_only(at_desk: AtDesk, cast: Cast, draft_visit: HomeVisit) -> None:
    assert at_desk(cast.reviewer).opens("applicants:visit", draft_visit.pk).status_code == 200
    assert at_desk(cast.neighbour).opens("applicants:visit", draft_visit.pk).status_code == 404
    assert at_desk(cast.finance).opens("applicants:visit", draft_visit.pk).status_code == 403
    assert at_desk(cast.reviewer).opens("applicants:visit_sign", draft_visit.pk).status_code == 409


def test_a_look_at_a_visit_is_logged(at_desk: AtDesk, cast: Cast, draft_visit: HomeVisit) -> None:
    at_desk(cast.caseworker).opens("applicants:visit", draft_visit.pk)

    assert ReadLog.objects.filter(household_key=draft_visit.case.household_id).count() == 1


def tasks(desk: Desk, case: Case) -> dict[str, str]:
    shown = desk.opens("applicants:case", case.pk).context["tasks"]
    return {str(task.label): str(task.status) for task in shown}


def test_the_case_says_how_far_its_visit_is(
    at_desk: AtDesk, cast: Cast, accepted_case: Case
) -> None:
    desk = at_desk(cast.caseworker)
    assert tasks(desk, accepted_case)["入户调查"] == "未调查"

    with scope.of(cast.caseworker):
        begun(accepted_case, cast.caseworker, on=ENTERED)

    assert tasks(desk, accepted_case)["入户调查"] == "填写中"


MEETING = {
    "held_on": "2026-07-06",
    "place": "村委会",
    "chair": "周书记",
    "official": "李经办",
    "participants": "9",
    "representatives": "7",
    "agree": "8",
    "disagree": "1",
    "abstain": "0",
    "conclusion": "true",
    "was_briefed": "on",
    "is_signed_by_all": "on",
}


def test_a_meeting_is_recorded_and_shown(at_desk: AtDesk, cast: Cast, visit: HomeVisit) -> None:
    desk = at_desk(cast.caseworker)

    desk.sends("applicants:meeting_new", visit.case_id, **MEETING)

    page = desk.opens("applicants:case", visit.case_id).text
    assert "参加9人，村民代表7人；同意8，不同意1，弃权0" in page


def test_unlawful_minutes_come_back_as_typed(at_desk: AtDesk, cast: Cast, visit: HomeVisit) -> None:
    typed = {**MEETING, "representatives": "5"}

    answer = at_desk(cast.caseworker).sends("applicants:meeting_new", visit.case_id, **typed)

    assert "不到参加评议9人的三分之二" in answer.text
    assert "周书记" in answer.text
    with scope.of(cast.caseworker):
        assert not ReviewMeeting.objects.exists()


def test_the_next_household_of_the_evening_shares_what_was_typed(
    at_desk: AtDesk, cast: Cast, visit: HomeVisit
) -> None:
    with scope.of(cast.caseworker):
        reviewed(visit.case, cast.caseworker, on=ENTERED)

    page = at_desk(cast.caseworker).opens("applicants:meeting_new", visit.case_id)

    assert page.context["form"]["chair"].value() == "周书记"
    assert page.context["form"]["agree"].value() is None
