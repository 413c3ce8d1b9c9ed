"""From a choice to a frozen list on the village board."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from applicants.actions import assessments, cases
from applicants.models.case import Case, CaseStatus
from applicants.models.notice import PublicNotice
from applicants.models.policy import RuleSet
from dibao import scope
from dibao.models.staff import Staff
from tests.applicants.desk.conftest import Desk
from tests.cast import DECIDED, ENTERED, POSTED, Cast, register, small_means
from tests.factories.investigation import investigated
from tests.factories.people import id_number
from tests.factories.places import Places

AtDesk = Callable[[Staff], Desk]
Today = Callable[[date], None]


def proposed_families(places: Places, cast: Cast, count: int) -> list[Case]:
    """So many families of the village whom the township proposes, named 孙1, 孙2 …"""
    found = []
    for number in range(count):
        with scope.of(cast.caseworker):
            household = register(
                places.village, cast.caseworker, name=f"孙{number + 1}", serial=300 + 2 * number
            )
            case = cases.open_draft(
                household=household, means=small_means(), by=cast.caseworker, on=ENTERED
            )
            cases.accept(case=case, by=cast.caseworker, on=ENTERED)
            investigated(case, cast.caseworker, on=ENTERED)
            judged = assessments.assess(case=case, by=cast.caseworker, on=ENTERED)
        with scope.of(cast.township_head):
            cases.propose(
                case=case,
                assessment=judged,
                proposal="grant",
                reasons="属实",
                by=cast.township_head,
                on=ENTERED,
            )
        found.append(case)
    return found


@pytest.fixture
def board(places: Places) -> str:
    """The address of the village's next posting."""
    return f"?village={places.village.pk}&stage=township"


def test_what_waits_is_listed_by_village_and_stage(
    at_desk: AtDesk, cast: Cast, proposed_case: Case, board: str
) -> None:
    answer = at_desk(cast.caseworker).opens("applicants:notices")

    assert "等待公示" in answer.text
    assert f'href="/notices/new/{board.replace("&", "&amp;")}"' in answer.text


def test_the_preview_shows_the_villagers_list_and_freezes_nothing(
    at_desk: AtDesk, cast: Cast, proposed_case: Case, board: str
) -> None:
    answer = at_desk(cast.caseworker).sends(
        "applicants:notice_new", at=board, cases=[proposed_case.pk]
    )

    assert "预览，还没有公示" in answer.text
    assert "对名单有不同意见，公示期内向" in answer.text
    assert "打监督电话" in answer.text
    assert 'data-label="申请人">张三<' in answer.text
    assert id_number(1).last4 not in answer.text
    with scope.of(cast.caseworker):
        assert not PublicNotice.objects.exists()


def test_freezing_posts_the_chosen_families(
    at_desk: AtDesk, cast: Cast, proposed_case: Case, board: str, today: Today
) -> None:
    today(POSTED)
    desk = at_desk(cast.caseworker)

    answer = desk.sends("applicants:notice_new", at=board, cases=[proposed_case.pk], freeze="1")

    with scope.of(cast.caseworker):
        notice = PublicNotice.objects.get()
        proposed_case.refresh_from_db()
    assert answer.url == f"/notices/{notice.pk}/"
    assert (
        f"已定稿公示，编号{notice.number}，到{notice.ends_on} 24时。"
        in desk.client.get(answer.url).text
    )
    assert proposed_case.status == CaseStatus.ON_NOTICE
    page = desk.opens("applicants:notice", notice.pk).text
    assert f'href="/n/{notice.token}/"' in page
    assert f'href="/n/{notice.token}/poster/"' in page
    assert "还剩7天" in page


def test_the_same_click_twice_makes_one_notice(
    at_desk: AtDesk, cast: Cast, proposed_case: Case, board: str
) -> None:
    desk, key = at_desk(cast.caseworker), str(uuid.uuid4())
    typed = {"cases": [proposed_case.pk], "freeze": "1"}

    first = desk.sends("applicants:notice_new", at=board, key=key, **typed)
    second = desk.sends("applicants:notice_new", at=board, key=key, **typed)

    assert second.url == first.url
    with scope.of(cast.caseworker):
        assert PublicNotice.objects.count() == 1


def test_a_second_tab_is_told_that_somebody_was_faster(
    at_desk: AtDesk, cast: Cast, proposed_case: Case, board: str
) -> None:
    desk, typed = at_desk(cast.caseworker), {"cases": [proposed_case.pk], "freeze": "1"}
    desk.sends("applicants:notice_new", at=board, **typed)

    answer = desk.sends("applicants:notice_new", at=board, **typed)

    assert answer.status_code == 409
    assert "可能已有人公示" in answer.text


def test_nobody_chosen_is_refused_on_the_form(
    at_desk: AtDesk, cast: Cast, proposed_case: Case, board: str
) -> None:
    answer = at_desk(cast.caseworker).sends("applicants:notice_new", at=board, freeze="1")

    assert "至少选一户再公示" in answer.text


def test_a_case_of_another_village_cannot_be_chosen(
    at_desk: AtDesk, cast: Cast, places: Places, proposed_case: Case
) -> None:
    other = f"?village={places.second_village.pk}&stage=township"

    answer = at_desk(cast.caseworker).sends(
        "applicants:notice_new", at=other, cases=[proposed_case.pk], freeze="1"
    )

    assert answer.status_code == 409
    with scope.of(cast.caseworker):
        assert not PublicNotice.objects.exists()


def test_the_next_townships_village_is_absent(
    at_desk: AtDesk, cast: Cast, proposed_case: Case, board: str
) -> None:
    answer = at_desk(cast.neighbour).client.get(f"/notices/new/{board}")

    assert answer.status_code == 404


def test_the_county_does_not_post(at_desk: AtDesk, cast: Cast, notice: PublicNotice) -> None:
    desk = at_desk(cast.reviewer)

    assert desk.opens("applicants:notice_new").status_code == 403
    assert desk.opens("applicants:notice", notice.pk).status_code == 200


def test_a_notice_is_read_in_its_area_only(
    at_desk: AtDesk, cast: Cast, notice: PublicNotice
) -> None:
    assert at_desk(cast.neighbour).opens("applicants:notice", notice.pk).status_code == 404
    assert at_desk(cast.finance).opens("applicants:notice", notice.pk).status_code == 403


def test_a_notice_moves_from_running_to_over(
    at_desk: AtDesk, cast: Cast, notice: PublicNotice, today: Today
) -> None:
    desk = at_desk(cast.caseworker)
    row = f'href="/notices/{notice.pk}/"'

    today(POSTED)
    assert row in desk.opens("applicants:notices").text
    today(DECIDED)
    assert row not in desk.opens("applicants:notices").text
    assert row in desk.opens("applicants:notices", kind="over").text


def test_under_the_old_rules_the_second_posting_follows_the_first(
    at_desk: AtDesk,
    cast: Cast,
    places: Places,
    household: object,
    rules_of_2007: RuleSet,
    today: Today,
) -> None:
    entered = date(2008, 7, 1)
    with scope.of(cast.caseworker):
        case = cases.open_draft(
            household=household, means=small_means(), by=cast.caseworker, on=entered
        )
        cases.accept(case=case, by=cast.caseworker, on=entered)
        investigated(case, cast.caseworker, on=entered)
        judged = assessments.assess(case=case, by=cast.caseworker, on=entered)
    with scope.of(cast.township_head):
        cases.propose(
            case=case,
            assessment=judged,
            proposal="grant",
            reasons="属实",
            by=cast.township_head,
            on=entered,
        )
    desk, village = at_desk(cast.caseworker), f"?village={places.village.pk}"

    today(entered)
    desk.sends("applicants:notice_new", at=village, cases=[case.pk], freeze="1")
    assert "现在没有等待公示的家庭" in desk.opens("applicants:notice_new").text
    today(entered + timedelta(days=7))

    assert "乡镇公示" in desk.opens("applicants:notice_new").text


def test_the_preview_costs_the_same_for_one_family_and_for_ten(
    at_desk: AtDesk,
    cast: Cast,
    places: Places,
    rules_of_2026: RuleSet,
    board: str,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    chosen = proposed_families(places, cast, 10)
    desk = at_desk(cast.caseworker)

    with django_assert_max_num_queries(20):
        desk.sends("applicants:notice_new", at=board, cases=[case.pk for case in chosen])


def test_the_list_of_notices_costs_a_fixed_number_of_queries(
    at_desk: AtDesk,
    cast: Cast,
    places: Places,
    notice: PublicNotice,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    proposed_families(places, cast, 5)
    desk = at_desk(cast.caseworker)

    with django_assert_max_num_queries(14):
        desk.opens("applicants:notices")
