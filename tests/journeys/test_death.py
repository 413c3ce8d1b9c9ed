"""The village reports a death: fewer people are paid for, and when nobody is left the benefit ends."""

from datetime import date

import pytest
from playwright.sync_api import expect

from applicants.models import Grant
from tests.cast import Cast
from tests.changes import CHANGED, HEARD, SETTLED
from tests.journeys.conftest import Sit, Turn
from tests.journeys.deciding import decide, hear, household_page, judge, propose, read_letter
from tests.journeys.people import Desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# One person with 900 yuan a year: (7127 - 900) / 12, rounded up, and 104 for an old person.
FOR_ONE = "623.00"
LAST_DEATH = date(2026, 10, 3)
TOLD, HEARD_AGAIN, ENDED = date(2026, 10, 8), date(2026, 10, 9), date(2026, 10, 12)


def test_a_death_leaves_fewer_people_and_the_last_one_ends_the_benefit(
    cast: Cast, grant: Grant, seat: Sit, turn_to: Turn
) -> None:
    household = household_page(grant.household)
    turn_to(CHANGED)
    worker, head, reviewer = seat(cast.caseworker), seat(cast.township_head), seat(cast.reviewer)
    report_death(worker, household, "刘三", date(2026, 8, 20))
    worker.sees("2026-11-20")
    case = follow(worker)
    judge(worker, case)
    worker.sees(f"每月共 {FOR_ONE} 元")
    propose(head, case, "拟减发", "配偶去世，保障人数减为一人。")
    turn_to(HEARD)
    hear(worker, case, "没有意见", "老伴走了，没有意见。")
    turn_to(SETTLED)
    decide(reviewer, case, "保障对象死亡，按现有人口重新核定。")
    worker.open(household)
    worker.sees(FOR_ONE)

    turn_to(TOLD)
    report_death(worker, household, "张三", LAST_DEATH)
    case = follow(worker)
    head.open(f"{case}check/")
    head.page.get_by_text("不用计算就停发").click()
    expect(head.page.get_by_label("停发原因")).to_have_value("death")
    propose_the_end(head)
    turn_to(HEARD_AGAIN)
    ask_the_village(worker, case)
    turn_to(ENDED)
    decide(reviewer, case, "户内已无保障对象，停发。")
    worker.open(household)
    expect(worker.page.locator("main")).to_contain_text("2026年10月2026年10月")
    read_letter(worker, case, "停发农村最低生活保障金告知书", "周书记")


def report_death(worker: Desk, household: str, name: str, day: date) -> None:
    """What the village's secretary told at the counter."""
    page = worker.open(household)
    worker.follow("登记变化")
    page.get_by_label("变化种类").select_option(label="死亡")
    page.get_by_label("成员").select_option(label=name)
    page.get_by_label("发生日期").fill(day.isoformat())
    page.get_by_label("来源").select_option(label="村委会报告")
    page.get_by_label("报告人").fill("周书记")
    worker.press("登记变化")
    worker.sees("变化已登记", "周书记")
    # A death is never put aside.
    expect(page.get_by_role("button", name="不用办")).to_have_count(0)


def follow(worker: Desk) -> str:
    """Open the case; its address."""
    worker.press("立案核查")
    worker.sees("已立案", "周书记")
    return worker.page.url


def propose_the_end(head: Desk) -> None:
    head.page.get_by_label("理由").fill("最后一名成员去世，户内已无保障对象。")
    head.press("提出初审意见")
    head.sees("初审意见已提出")


def ask_the_village(worker: Desk, case: str) -> None:
    """Nobody of the family is left to be heard."""
    page = worker.open(case)
    worker.follow("记录听取意见")
    expect(page.get_by_label("听取方式")).to_have_value("nobody")
    page.get_by_label("听取了谁的意见").fill("周书记")
    page.get_by_label("没有意见", exact=True).check()
    page.get_by_label("意见内容").fill("村委会说明户内已无人，没有意见。")
    worker.press("记录听取意见")
    worker.sees("听取的意见已记录")
