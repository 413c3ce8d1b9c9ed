"""The entry page keeps itself while it is typed: offered again, never shown unasked, gone when it is saved."""

import uuid
from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session

from applicants.models.case import Case
from applicants.models.household import Household
from applicants.models.policy import RuleSet
from dibao import scope
from dibao.models import AutosavedForm
from dibao.models.staff import Staff
from dibao.roles import Role
from tests.applicants.desk.conftest import Desk
from tests.applicants.desk.pages import application
from tests.applicants.desk.test_entry import edited
from tests.cast import Cast, hire
from tests.factories.people import id_number
from tests.factories.places import Places

ENTRY = "applicants:case_entry"
OFFER = "自动保存过一份没有存的内容"


@pytest.fixture
def desk(at_desk: Callable[[Staff], Desk], cast: Cast, rules_of_2026: RuleSet) -> Desk:
    return at_desk(cast.caseworker)


def copies(staff: Staff) -> int:
    with scope.of(staff):
        return AutosavedForm.objects.count()


def typed(places: Places, **more: object) -> dict[str, object]:
    return application(places.village.pk, **more)


def test_the_line_says_when_the_page_was_kept(desk: Desk, cast: Cast, places: Places) -> None:
    answer = desk.sends(ENTRY, **typed(places), keep="1")

    assert answer.json()["said"].startswith("已自动保存 ")
    with scope.of(cast.caseworker):
        assert not Case.objects.exists()


def test_it_is_offered_and_not_shown_unasked(desk: Desk, places: Places) -> None:
    desk.sends(ENTRY, **typed(places), keep="1")

    shown = desk.opens(ENTRY)

    assert OFFER in shown.text
    assert "（张三户）" in shown.text
    assert "常年有病" not in shown.text
    assert OFFER in desk.opens("applicants:case_new").text


def test_going_on_shows_all_of_it_and_judges_nothing(desk: Desk, places: Places) -> None:
    half = typed(places) | {"members-1-id_number": "9901", "application-poverty_cause": ""}
    desk.sends(ENTRY, **half, keep="1")

    shown = desk.opens(ENTRY, **{"continue": "1"})

    for value in ("张三", "常年有病", "村东头5号", 'value="9901"'):
        assert value in shown.text
    assert OFFER not in shown.text
    assert "错误：" not in shown.text
    assert "预估" in shown.text


def test_saving_it_takes_it_away(desk: Desk, cast: Cast, places: Places) -> None:
    key = str(uuid.uuid4())
    desk.sends(ENTRY, key=key, **typed(places), keep="1")

    desk.sends(ENTRY, key=key, **typed(places))

    assert copies(cast.caseworker) == 0


def test_saving_what_was_gone_on_with_takes_it_away(desk: Desk, cast: Cast, places: Places) -> None:
    desk.sends(ENTRY, **typed(places), keep="1")
    mark = desk.opens(ENTRY, **{"continue": "1"}).context["mark"]

    desk.sends(ENTRY, **typed(places), kept_mark=mark)

    assert copies(cast.caseworker) == 0


def test_saving_another_new_family_leaves_it(desk: Desk, cast: Cast, places: Places) -> None:
    desk.sends(ENTRY, **typed(places), keep="1")

    saved = desk.sends(ENTRY, **typed(places))

    assert saved.status_code == 302
    assert copies(cast.caseworker) == 1


def test_a_late_sending_after_the_save_keeps_nothing(
    desk: Desk, cast: Cast, places: Places
) -> None:
    key = str(uuid.uuid4())
    desk.sends(ENTRY, key=key, **typed(places))

    late = desk.sends(ENTRY, key=key, **typed(places), keep="1")

    assert late.status_code == 409
    assert copies(cast.caseworker) == 0


def test_dropping_it_keeps_what_is_typed_now(desk: Desk, cast: Cast, places: Places) -> None:
    desk.sends(ENTRY, **typed(places), keep="1")

    shown = desk.sends(ENTRY, **typed(places) | {"home-address": "村西头"}, drop="1")

    assert copies(cast.caseworker) == 0
    assert OFFER not in shown.text
    assert "村西头" in shown.text


def test_a_second_window_is_told_and_writes_over_nothing(desk: Desk, places: Places) -> None:
    desk.sends(ENTRY, **typed(places), keep="1")

    second = desk.sends(ENTRY, **typed(places), keep="1")

    assert second.status_code == 409
    assert "这里填的没有自动保存" in second.json()["said"]


def test_what_is_too_long_is_said_to_be_so(desk: Desk, places: Places) -> None:
    answer = desk.sends(ENTRY, **typed(places), keep="1", more="字" * 30_000)

    assert answer.status_code == 413
    assert "内容太多" in answer.json()["said"]


def test_a_colleague_is_offered_nothing(
    desk: Desk, at_desk: Callable[[Staff], Desk], places: Places
) -> None:
    desk.sends(ENTRY, **typed(places), keep="1")
    colleague = at_desk(hire("colleague", "同事", Role.CASEWORKER, places.township))

    assert OFFER not in colleague.opens(ENTRY).text
    assert "常年有病" not in colleague.opens(ENTRY, **{"continue": "1"}).text


def test_a_page_of_another_township_keeps_nothing(
    at_desk: Callable[[Staff], Desk], cast: Cast, places: Places, draft_case: Case
) -> None:
    answer = at_desk(cast.neighbour).sends(
        "applicants:case_edit", draft_case.pk, **typed(places), keep="1"
    )

    assert answer.status_code == 404
    assert copies(cast.neighbour) == 0


def test_a_log_in_that_ended_leads_to_the_log_in_page_and_keeps_the_old_copy(
    desk: Desk, cast: Cast, places: Places
) -> None:
    desk.sends(ENTRY, **typed(places), keep="1")
    Session.objects.all().delete()

    answer = desk.sends(ENTRY, **typed(places), keep="1")

    assert answer.url.startswith("/login/")
    assert copies(cast.caseworker) == 1


def test_a_case_changed_meanwhile_is_offered_with_a_warning_and_shows_both_versions(
    desk: Desk, cast: Cast, household: Household, draft_case: Case
) -> None:
    stale = edited(draft_case, household, cast, draft="1")
    mine = stale | {"application-statement": "我填的"}
    desk.sends("applicants:case_edit", draft_case.pk, **mine, keep="1")
    colleague = Desk(hire("colleague", "同事", Role.CASEWORKER, cast.caseworker.posting.area))
    colleague.sends(
        "applicants:case_edit", draft_case.pk, **stale | {"application-statement": "同事改的"}
    )

    offered = desk.opens("applicants:case_edit", draft_case.pk)
    going_on = desk.opens("applicants:case_edit", draft_case.pk, **{"continue": "1"})
    saved = desk.sends("applicants:case_edit", draft_case.pk, **mine)

    assert "那以后这户资料又改过" in offered.text
    assert "我填的" not in offered.text
    assert "我填的" in going_on.text
    assert id_number(1).number not in going_on.text
    assert "<td>同事改的</td><td>我填的</td>" in saved.text
