"""A benefit ends for a good wage: proposed by the township, the family heard, decided, told by letter."""

import pytest
from playwright.sync_api import expect

from applicants.models import Grant
from tests.cast import Cast
from tests.changes import CHANGED, HEARD, SETTLED
from tests.journeys.conftest import Sit, Turn
from tests.journeys.deciding import (
    decide,
    deliver,
    hear,
    household_page,
    propose,
    read_letter,
    write_wage,
)
from tests.journeys.people import Desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SAYS = "孩子刚找到工作，怕干不长。"


def test_a_benefit_ends_after_the_family_was_heard(
    cast: Cast, grant: Grant, seat: Sit, turn_to: Turn
) -> None:
    turn_to(CHANGED)
    worker, reviewer = seat(cast.caseworker), seat(cast.reviewer)
    case = look_again(worker, household_page(grant.household))
    head = seat(cast.township_head)
    propose(head, case, "拟停发", "务工年收入三万六千元，人均一万八千元，高于标准。")
    waits_for_the_hearing(reviewer, case)

    turn_to(HEARD)
    hear(worker, case, "不同意", SAYS)
    turn_to(SETTLED)
    decide(reviewer, case, "收入高于标准，已听取意见。")

    read_letter(
        worker,
        case,
        "停发农村最低生活保障金告知书",
        SAYS,
        "2026年9月",
        "《社会救助法》第十八条",
        "申请行政复议",
    )
    deliver(worker, "张三")
    worker.open(household_page(grant.household))
    expect(worker.page.locator("main")).to_contain_text("2026年8月2026年9月")
    expect(worker.page.get_by_role("link", name="新增申请")).to_be_visible()


def look_again(worker: Desk, household: str) -> str:
    """Begin beside the last answers, write what has changed, judge; the address of the case."""
    page = worker.open(household)
    worker.follow("办理变更")
    page.get_by_label("变化情况").fill("儿子9月起在县城务工。")
    worker.press("立案")
    assert page.input_value("#id_incomes-0-yearly_amount") == "900"
    case = page.url.removesuffix("edit/")
    write_wage(worker, 1, "36000")
    worker.press("保存")
    worker.press("计算待遇")
    worker.sees("不符合")
    return case


def waits_for_the_hearing(reviewer: Desk, case: str) -> None:
    """Nobody has asked the family yet."""
    reviewer.open(f"{case}decide/")
    reviewer.sees("还不能作决定", "还没有听取这户的意见")
