"""What a township does before its opinion, played at its pages: the visit on a phone at the house, the meeting."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.people import Desk

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1366, "height": 900}


def visit(worker: Desk, case: str, *, helper: str = "孙会计", findings: str = "属实。") -> None:
    """Every screen in its turn, each saved with one press; then the signatures."""
    page = worker.open(case)
    page.set_viewport_size(PHONE)
    worker.follow("入户调查")
    page.get_by_label("协助调查人（村干部、协理员）").fill(helper)
    worker.picture("visit-going")
    worker.press("开始调查")
    worker.follow("接着填")
    page.get_by_label("一样", exact=True).check()
    page.get_by_label("谁在家、谁不在、身体怎样").fill("二人在家，长年多病。")
    worker.press("保存，下一屏")
    look_around(page)
    worker.picture("visit-housing")
    worker.press("保存，下一屏")
    page.get_by_label(re.compile("^自种土地")).fill("1.2")
    worker.press("保存，下一屏")
    page.get_by_label(re.compile("^外出务工人数")).fill("0")
    worker.press("保存，下一屏")
    page.get_by_label(re.compile("^每月生活支出")).fill("180")
    worker.press("保存，下一屏")
    page.get_by_label("与申报一致").check()
    page.get_by_label("调查情况").fill(findings)
    worker.press("保存，下一屏")
    sign(worker)
    page.set_viewport_size(DESK)


def look_around(page: Page) -> None:
    page.get_by_label("自有").check()
    page.get_by_label("砖木").check()
    page.get_by_label("未鉴定").check()
    page.get_by_label("车辆、家电等家当").fill("旧电视一台")


def sign(worker: Desk) -> None:
    page = worker.page
    worker.picture("visit-screens")
    worker.follow("签字定稿")
    page.get_by_role("checkbox", name=re.compile("户主")).check()
    page.get_by_label("调查人和在场的家庭成员都已在调查表上签字").check()
    worker.picture("visit-sign")
    worker.press("签字定稿")
    worker.sees("入户调查表已定稿")
    expect(page.locator("#investigation")).to_contain_text("与申报一致")


def hold_meeting(worker: Desk, case: str) -> None:
    """Nine people, of whom five would be too few representatives; seven are enough."""
    page = worker.open(case)
    worker.follow("登记民主评议")
    page.get_by_label("评议地点").fill("村委会")
    page.get_by_label("主持人").fill("周书记")
    for label, number in (
        ("参加评议人数", "9"),
        ("其中村民代表人数", "5"),
        ("同意", "8"),
        ("不同意", "1"),
        ("弃权", "0"),
    ):
        page.get_by_label(re.compile(f"^{label}")).first.fill(number)
    page.get_by_label("调查结果属实").check()
    page.get_by_label("已宣讲政策、介绍调查情况").check()
    page.get_by_label("参加评议的人都已签字").check()
    worker.press("登记民主评议")
    worker.sees("不到参加评议9人的三分之二，至少要6人")
    worker.picture("meeting")
    page.get_by_label(re.compile("^其中村民代表人数")).fill("7")
    worker.press("登记民主评议")
    worker.sees("民主评议已登记", "参加9人，村民代表7人")
