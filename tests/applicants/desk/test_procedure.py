"""Time, endings, complaints and letters on their pages, as the people of both offices meet them."""

import uuid
from collections.abc import Callable
from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from applicants.actions import decisions, duties, extensions
from applicants.models import (
    Case,
    CaseEnding,
    CaseStatus,
    Decision,
    Extension,
    Grant,
    LetterDelivery,
    VisitDuty,
)
from dibao import scope
from dibao.models.audit import ReadLog
from dibao.models.staff import Staff
from tests.applicants.desk.conftest import Desk
from tests.cast import DECIDED, ENTERED, POSTED, Cast
from tests.factories.investigation import visited

AtDesk = Callable[[Staff], Desk]
Today = Callable[[date], None]

TOO_LATE = date(2026, 7, 10)
ENDING = {"reason": "no_visit", "text": "三次上门不让进"}
EXTENSION = {"reason": "disaster", "note": "洪灾，进不了村"}
DUTY = {"reason": "complaint", "text": "有人说他家在城里有房"}
DELIVERY = {
    "delivered_on": "2026-07-15",
    "way": "in_person",
    "receiver": "张三",
    "carrier": "李经办",
}


def count(model: type[CaseEnding | Extension | LetterDelivery | VisitDuty], cast: Cast) -> int:
    with scope.of(cast.caseworker):
        return model.objects.count()


@pytest.fixture
def refusal(cast: Cast, case_on_notice: Case, today: Today) -> Decision:
    today(DECIDED)
    with scope.of(cast.reviewer):
        return decisions.refuse(
            case=case_on_notice, reasons="收入超过标准", by=cast.reviewer, on=DECIDED
        )


class TestLimits:
    def test_the_case_page_says_what_is_used_and_left(
        self, at_desk: AtDesk, cast: Cast, accepted_case: Case, today: Today
    ) -> None:
        today(POSTED)

        page = at_desk(cast.caseworker).opens("applicants:case", accepted_case.pk).text

        assert "启动家庭经济状况调查" in page
        assert "《最低生活保障审核确认办法》第十五条" in page
        assert "节假日表里没有2026年" in page

    def test_what_is_late_is_on_top_of_the_list_of_whoever_is_to_do_it(
        self, at_desk: AtDesk, cast: Cast, accepted_case: Case, today: Today
    ) -> None:
        today(TOO_LATE)

        shown = at_desk(cast.caseworker).opens("home").context["waiting"][0]

        assert (shown.key, shown.count, shown.tone) == ("overdue", 1, "bad")
        assert (shown.tasks[0].title, shown.tasks[0].remaining) == ("张三", "已超1个工作日")

    def test_what_is_late_is_not_on_the_list_of_others(
        self, at_desk: AtDesk, cast: Cast, accepted_case: Case, today: Today
    ) -> None:
        today(TOO_LATE)

        for other in (cast.reviewer, cast.neighbour):
            waiting = at_desk(other).opens("home").context["waiting"]
            assert "overdue" not in [bucket.key for bucket in waiting]

    def test_the_last_day_stands_under_today(
        self, at_desk: AtDesk, cast: Cast, accepted_case: Case, today: Today
    ) -> None:
        today(date(2026, 7, 9))

        shown = at_desk(cast.caseworker).opens("home").context["waiting"][0]

        assert (shown.key, shown.count) == ("today", 1)

    @pytest.mark.parametrize(
        ("step", "day", "found"),
        [
            ("overdue", TOO_LATE, True),
            ("overdue", POSTED, False),
            ("today", date(2026, 7, 9), True),
            ("today", TOO_LATE, False),
        ],
    )
    def test_the_list_of_cases_finds_them_too(
        self,
        at_desk: AtDesk,
        cast: Cast,
        accepted_case: Case,
        today: Today,
        step: str,
        day: date,
        found: bool,
    ) -> None:
        today(day)

        page = at_desk(cast.caseworker).opens("applicants:cases", step=step).text

        assert (accepted_case.number in page) is found

    def test_the_oldest_late_case_comes_first(
        self, at_desk: AtDesk, cast: Cast, refusal: Decision, today: Today
    ) -> None:
        """A letter that is late stands with the late cases, above everything else."""
        today(date(2026, 7, 21))

        shown = at_desk(cast.caseworker).opens("home").context["buckets"]
        letters = next(bucket for bucket in shown if bucket.key == "letters")

        assert (letters.order, letters.tone, letters.tasks[0].is_late) == (0, "bad", True)


class TestExtension:
    def test_more_time_is_given_on_a_page(
        self, at_desk: AtDesk, cast: Cast, accepted_case: Case
    ) -> None:
        desk = at_desk(cast.township_head)

        desk.sends("applicants:case_extend", accepted_case.pk, **EXTENSION)

        page = desk.opens("applicants:case", accepted_case.pk).text
        assert "已延长" in page
        assert "洪灾，进不了村" in page
        assert f"/cases/{accepted_case.pk}/extension/" not in page

    def test_the_same_click_twice_gives_it_once(
        self, at_desk: AtDesk, cast: Cast, accepted_case: Case
    ) -> None:
        desk, key = at_desk(cast.township_head), str(uuid.uuid4())

        answers = [
            desk.sends("applicants:case_extend", accepted_case.pk, key=key, **EXTENSION)
            for _click in range(2)
        ]

        assert [answer.status_code for answer in answers] == [302, 302]
        assert count(Extension, cast) == 1

    def test_what_was_typed_stays_when_something_lacks(
        self, at_desk: AtDesk, cast: Cast, accepted_case: Case
    ) -> None:
        answer = at_desk(cast.township_head).sends(
            "applicants:case_extend", accepted_case.pk, note="洪灾，进不了村"
        )

        assert 'href="#id_reason' in answer.text
        assert "洪灾，进不了村" in answer.text
        assert count(Extension, cast) == 0

    def test_a_page_opened_before_somebody_else_did_it_says_so(
        self, at_desk: AtDesk, cast: Cast, accepted_case: Case
    ) -> None:
        with scope.of(cast.reviewer):
            extensions.grant(
                case=accepted_case, reason="disaster", note="x", by=cast.reviewer, on=ENTERED
            )

        answer = at_desk(cast.township_head).sends(
            "applicants:case_extend", accepted_case.pk, **EXTENSION
        )

        assert "已经延长过一次期限" in answer.text


class TestEnding:
    def test_a_case_is_ended_and_its_letter_printed(
        self, at_desk: AtDesk, cast: Cast, accepted_case: Case
    ) -> None:
        desk = at_desk(cast.township_head)

        answer = desk.sends("applicants:case_end", accepted_case.pk, **ENDING)

        assert answer.url == f"/cases/{accepted_case.pk}/"
        letter = desk.opens("applicants:ending_letter", accepted_case.pk).text
        assert "终止办理农村最低生活保障申请告知书" in letter
        assert "《最低生活保障审核确认办法》第二十九条" in letter
        assert "三次上门不让进" in letter
        assert "柳湾镇人民政府" in letter
        assert "60日内向安丰县人民政府申请行政复议" in letter

    def test_the_countys_letter_is_the_countys(
        self, at_desk: AtDesk, cast: Cast, accepted_case: Case
    ) -> None:
        at_desk(cast.reviewer).sends("applicants:case_end", accepted_case.pk, **ENDING)

        letter = at_desk(cast.caseworker).opens("applicants:ending_letter", accepted_case.pk).text

        assert "安丰县民政局" in letter

    def test_the_case_page_shows_that_it_stopped(
        self, at_desk: AtDesk, cast: Cast, accepted_case: Case
    ) -> None:
        desk = at_desk(cast.township_head)
        desk.sends("applicants:case_end", accepted_case.pk, **ENDING)

        page = desk.opens("applicants:case", accepted_case.pk)

        assert "按期办结" not in page.text
        assert page.text.count("已终止") >= 3
        assert f"/cases/{accepted_case.pk}/end/" not in page.text

    def test_the_same_click_twice_ends_it_once(
        self, at_desk: AtDesk, cast: Cast, accepted_case: Case
    ) -> None:
        desk, key = at_desk(cast.township_head), str(uuid.uuid4())

        answers = [
            desk.sends("applicants:case_end", accepted_case.pk, key=key, **ENDING)
            for _click in range(2)
        ]

        assert [answer.status_code for answer in answers] == [302, 302]
        assert count(CaseEnding, cast) == 1

    def test_without_an_ending_there_is_no_letter(
        self, at_desk: AtDesk, cast: Cast, accepted_case: Case
    ) -> None:
        answer = at_desk(cast.caseworker).opens("applicants:ending_letter", accepted_case.pk)

        assert answer.status_code == 404


class TestDuty:
    def test_a_complaint_puts_the_case_on_the_countys_list(
        self, at_desk: AtDesk, cast: Cast, case_on_notice: Case, today: Today
    ) -> None:
        today(POSTED)
        at_desk(cast.caseworker).sends("applicants:duty_new", case_on_notice.pk, **DUTY)

        today(DECIDED)
        waiting = {
            bucket.key: bucket.count
            for bucket in at_desk(cast.reviewer).opens("home").context["waiting"]
        }

        assert waiting == {"county_visit": 1}

    def test_the_county_may_go_while_the_notice_hangs(
        self, at_desk: AtDesk, cast: Cast, case_on_notice: Case, today: Today
    ) -> None:
        today(POSTED)
        at_desk(cast.caseworker).sends("applicants:duty_new", case_on_notice.pk, **DUTY)

        waiting = [b.key for b in at_desk(cast.reviewer).opens("home").context["waiting"]]

        assert "county_visit" in waiting

    def test_a_visit_answers_it(
        self, at_desk: AtDesk, cast: Cast, case_on_notice: Case, today: Today
    ) -> None:
        with scope.of(cast.caseworker):
            duties.record(
                case=case_on_notice, reason="complaint", text="x", by=cast.caseworker, on=POSTED
            )
        today(DECIDED)
        desk = at_desk(cast.reviewer)
        waiting = desk.opens("applicants:case_confirm", case_on_notice.pk)
        assert waiting.context["missing"] == ["县里还没有入户核查"]
        refused = desk.sends("applicants:case_confirm", case_on_notice.pk, reasons="属实")
        assert "县里入户核查以后才能确认" in refused.text

        with scope.of(cast.second_reviewer):
            visited(case_on_notice, cast.second_reviewer, on=DECIDED, purpose="county")

        desk.sends("applicants:case_confirm", case_on_notice.pk, reasons="属实")
        with scope.of(cast.reviewer):
            case_on_notice.refresh_from_db()
        assert case_on_notice.status == CaseStatus.CONFIRMED

    def test_a_township_is_offered_complaints_alone(
        self, at_desk: AtDesk, cast: Cast, accepted_case: Case
    ) -> None:
        township = at_desk(cast.caseworker).opens("applicants:duty_new", accepted_case.pk).text
        county = at_desk(cast.reviewer).opens("applicants:duty_new", accepted_case.pk).text

        assert ("spot_check" in township, "spot_check" in county) == (False, True)

    def test_the_same_click_twice_writes_it_once(
        self, at_desk: AtDesk, cast: Cast, accepted_case: Case
    ) -> None:
        desk, key = at_desk(cast.caseworker), str(uuid.uuid4())

        for _click in range(2):
            desk.sends("applicants:duty_new", accepted_case.pk, key=key, **DUTY)

        assert count(VisitDuty, cast) == 1


class TestLetters:
    def test_a_refusal_is_delivered_from_the_list(
        self, at_desk: AtDesk, cast: Cast, refusal: Decision
    ) -> None:
        desk = at_desk(cast.caseworker)
        page = desk.opens("applicants:letters").text
        assert "还剩3个工作日" in page
        assert f"/letters/decision/{refusal.pk}/" in page

        desk.sends("applicants:letter_deliver", "decision", refusal.pk, **DELIVERY)

        assert "没有要告知或送达的" in desk.opens("applicants:letters").text
        case = desk.opens("applicants:case", refusal.case_id).text
        assert "已送达" in case
        assert "本人签收" in case

    def test_the_likely_receiver_stands_there_already(
        self, at_desk: AtDesk, cast: Cast, refusal: Decision
    ) -> None:
        page = at_desk(cast.caseworker).opens("applicants:letter_deliver", "decision", refusal.pk)

        assert 'value="张三"' in page.text
        assert 'value="2026-07-15"' in page.text

    def test_wrong_days_are_said_beside_what_was_typed(
        self, at_desk: AtDesk, cast: Cast, refusal: Decision
    ) -> None:
        typed = DELIVERY | {"delivered_on": "2026-07-14", "carrier": "王小二"}

        answer = at_desk(cast.caseworker).sends(
            "applicants:letter_deliver", "decision", refusal.pk, **typed
        )

        assert "送达日期早于2026-07-15" in answer.text
        assert 'value="王小二"' in answer.text

    def test_nobody_received_it(self, at_desk: AtDesk, cast: Cast, refusal: Decision) -> None:
        answer = at_desk(cast.caseworker).sends(
            "applicants:letter_deliver", "decision", refusal.pk, **DELIVERY | {"receiver": ""}
        )

        assert 'href="#id_receiver"' in answer.text

    def test_the_same_click_twice_delivers_once(
        self, at_desk: AtDesk, cast: Cast, refusal: Decision
    ) -> None:
        desk, key = at_desk(cast.caseworker), str(uuid.uuid4())

        answers = [
            desk.sends("applicants:letter_deliver", "decision", refusal.pk, key=key, **DELIVERY)
            for _click in range(2)
        ]

        assert [answer.status_code for answer in answers] == [302, 302]
        assert count(LetterDelivery, cast) == 1

    def test_a_delivered_letter_is_not_delivered_again(
        self, at_desk: AtDesk, cast: Cast, refusal: Decision
    ) -> None:
        desk = at_desk(cast.caseworker)
        desk.sends("applicants:letter_deliver", "decision", refusal.pk, **DELIVERY)

        answer = desk.opens("applicants:letter_deliver", "decision", refusal.pk)

        assert answer.status_code == 409
        assert "已经登记过送达" in answer.text

    @pytest.mark.parametrize("kind", ["decision", "objection", "anything"])
    def test_what_is_not_there_is_not_found(
        self, at_desk: AtDesk, cast: Cast, grant: Grant, kind: str
    ) -> None:
        answer = at_desk(cast.caseworker).opens(
            "applicants:letter_deliver", kind, grant.decision_id
        )

        assert answer.status_code == 404

    def test_looking_at_a_letter_is_read_and_logged(
        self, at_desk: AtDesk, cast: Cast, refusal: Decision
    ) -> None:
        at_desk(cast.caseworker).opens("applicants:letter_deliver", "decision", refusal.pk)

        with scope.of(cast.inspector):
            assert ReadLog.objects.filter(staff_key=str(cast.caseworker.pk)).count() == 1


def test_a_closed_case_costs_no_more_queries_than_an_open_one(
    at_desk: AtDesk,
    cast: Cast,
    refusal: Decision,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    desk = at_desk(cast.caseworker)

    with django_assert_max_num_queries(32):
        desk.opens("applicants:case", refusal.case_id)
