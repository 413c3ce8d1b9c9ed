"""What a villager says holds: the township looks again, judges and posts anew, and the county grants less."""

import re
from datetime import date

import pytest

from applicants.models import Case
from tests.cast import Cast
from tests.journeys.conftest import Sit, Turn
from tests.journeys.deciding import case_page, confirm, judge, post, propose, write_wage
from tests.journeys.investigating import hold_meeting
from tests.journeys.people import Desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# 900 yuan of farming and 6,000 of remittances: (7127 - 3450) * 2 / 12, rounded up, and 104 for each of two old people.
LESS = "821.00"
SAID = date(2026, 7, 9)
ANSWERED = date(2026, 7, 10)
POSTED_ANEW = date(2026, 7, 13)
LAST_DAY = date(2026, 7, 19)
DECIDED = date(2026, 7, 20)


def test_an_objection_that_holds_leads_to_a_new_opinion_and_a_new_notice(
    cast: Cast, case_on_notice: Case, seat: Sit, turn_to: Turn
) -> None:
    case, name = case_page(case_on_notice), "张三"
    worker, head = seat(cast.caseworker), seat(cast.township_head)
    turn_to(SAID)
    lodge(worker, case)
    turn_to(ANSWERED)
    uphold(head, case)

    correct_the_income(worker, case)
    head.open(f"{case}check/")
    head.sees("异议成立后要重新入户调查或者开展民主评议")
    hold_meeting(worker, case)
    judge(worker, case, again=True)
    worker.sees(f"每月共 {LESS} 元")
    propose(head, case, "拟同意", "家里另有务工收入，重新计算后仍低于标准。")

    turn_to(POSTED_ANEW)
    post(worker, "小湾村", name, "乡镇公示", LESS)
    reviewer = seat(cast.reviewer)
    turn_to(LAST_DAY)
    reviewer.open(f"{case}confirm/")
    reviewer.sees("还不能确认", "公示还差1天（到7月19日24时）")
    turn_to(DECIDED)
    confirm(reviewer, case)
    reviewer.open(case)
    reviewer.sees("成立", "他儿子每月寄钱回来")


# The township


def lodge(worker: Desk, case: str) -> None:
    page = worker.open(case)
    worker.follow("登记异议")
    page.get_by_label("异议内容").fill("他儿子每月寄钱回来。")
    worker.press("登记异议")
    worker.sees("他儿子每月寄钱回来。")
    # Whoever wrote it down does not answer it.
    assert page.get_by_role("link", name="答复异议").count() == 0


def uphold(head: Desk, case: str) -> None:
    page = head.open(case)
    head.follow("答复异议")
    page.get_by_label("成立", exact=True).check()
    page.get_by_label(re.compile("^答复")).fill("经核实，每年寄回六千元，退回重新核查。")
    head.press("办结异议")
    head.sees("经核实，每年寄回六千元")


def correct_the_income(worker: Desk, case: str) -> None:
    worker.open(f"{case}edit/")
    write_wage(worker, 1, "6000")
    worker.press("保存")
    worker.sees("计算以后资料改过或退回过")
