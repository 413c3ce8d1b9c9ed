"""One month for one household, played by the people who would: from the application to the village's own list."""

import io
import re
from datetime import date

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from applicants.models import RuleSet
from dibao import jobs
from dibao.models import Area, Posting, Staff
from dibao.roles import Role
from tests.cast import Cast
from tests.factories.people import id_number
from tests.factories.places import Places
from tests.journeys.conftest import Sit, Turn
from tests.journeys.investigating import hold_meeting, visit
from tests.journeys.paying import (
    approve,
    draw_and_submit,
    hand_over,
    load_answer,
    review,
    sign_and_write,
)
from tests.journeys.people import PICTURES, Desk

pytestmark = pytest.mark.browser

ENTERED = date(2008, 7, 7)
# 国发〔2007〕19号: seven days in the village, seven at the township, seven at the county, one after the other.
POSTINGS = [
    ("村级公示", date(2008, 7, 8)),
    ("乡镇公示", date(2008, 7, 15)),
    ("县级公示", date(2008, 7, 22)),
]
LAST_DAY = date(2008, 7, 28)
DECIDED = date(2008, 7, 29)
DRAWN = date(2008, 8, 4)
PAID = date(2008, 8, 8)

HEAD, WIFE = ("王春生", 401, "户主"), ("李秋月", 402, "配偶")
# Class two of 2007's three, twice 52 yuan.
AMOUNT = "104.00"


def test_one_month_of_one_household(
    cast: Cast,
    places: Places,
    rules_of_2007: RuleSet,
    sit: Sit,
    turn_to: Turn,
    browser: Browser,
    live_server: LiveServer,
) -> None:
    turn_to(ENTERED)
    worker = sit(cast.caseworker)
    case = enter(worker, places.village)
    visit(worker, case)
    hold_meeting(worker, case)
    assess(worker, case)
    propose(sit(cast.township_head), case)
    for stage, day in POSTINGS:
        turn_to(day)
        post_notice(worker, stage)

    reviewer = sit(cast.reviewer)
    turn_to(LAST_DAY)
    is_refused_a_day_early(reviewer, case)
    turn_to(DECIDED)
    confirm(reviewer, case)
    enter_account(worker)

    turn_to(DRAWN)
    clerk, finance = sit(cast.clerk), sit(cast.finance)
    batch = draw_and_submit(clerk, f"1户，2人，{AMOUNT}元")
    review(reviewer, batch)
    is_refused_a_second_signature(reviewer, batch, cast.reviewer, places.county)
    approve_once(sit(cast.approver), batch, cast.approver)
    roster = sign_and_write(finance, batch)
    hand_over(sit(cast.second_finance), batch)

    turn_to(PAID)
    load_answer(clerk, batch, roster, (HEAD[0], AMOUNT))
    settle(finance, batch)
    villager = browser.new_context(base_url=live_server.url, locale="zh-CN").new_page()
    for address in (f"/public/villages/{places.village.pk}/", qr_on(poster_of(worker))):
        villager.goto(address)
        expect(villager.locator("main")).to_contain_text(HEAD[0])
        expect(villager.locator("main")).to_contain_text(AMOUNT)
        villager.screenshot(path=PICTURES / "village.png", full_page=True)
    villager.context.close()


# The township


def enter(worker: Desk, village: Area) -> str:
    """Search before create, then one page with everything; the address of the case."""
    page = worker.open("/")
    worker.picture("work-list")
    worker.follow("新增申请")
    page.get_by_label("户主姓名").fill(HEAD[0])
    page.get_by_label("身份证号").fill(id_number(HEAD[1]).number)
    worker.press("查重")
    page.select_option("#id_home-village", village.pk)
    for row, (name, serial, relation) in enumerate((HEAD, WIFE)):
        page.fill(f"#id_members-{row}-name", name)
        page.fill(f"#id_members-{row}-id_number", id_number(serial).number)
        page.select_option(f"#id_members-{row}-relation", label=relation)
        page.select_option(f"#id_members-{row}-health", label="体弱")
        page.select_option(f"#id_members-{row}-labour_capacity", label="无劳动能力")
    page.select_option("#id_incomes-0-source", label="种植")
    page.fill("#id_incomes-0-yearly_amount", "600")
    page.select_option("#id_application-poverty_cause", label="疾病")
    page.check("#id_application-nothing_else")
    expect(page.locator("[data-estimate]")).to_contain_text(f"每月 {AMOUNT} 元")
    worker.picture("application")
    worker.press("保存并受理")
    page.wait_for_url(re.compile(r"/cases/\d+/check/$"))
    return page.url.removesuffix("check/")


def assess(worker: Desk, case: str) -> None:
    """The rules judge, and the page says step by step why."""
    worker.open(case)
    worker.press("计算待遇")
    trace = worker.page.locator("#trace")
    expect(trace).to_contain_text(AMOUNT)
    expect(trace).to_contain_text("国发〔2007〕19号")
    assert trace.locator("li").count() >= 5
    worker.picture("assessed")


def propose(head: Desk, case: str) -> None:
    page = head.open(f"{case}check/")
    page.get_by_label("拟同意", exact=True).check()
    page.get_by_label("理由").fill("入户调查属实，夫妻二人年老多病。")
    head.press("提出初审意见")
    head.sees("初审意见已提出")


def post_notice(worker: Desk, stage: str) -> None:
    """Choose, look at it as the village will, freeze."""
    page = worker.open("/notices/new/")
    page.locator("main").get_by_role("link", name=re.compile("小湾村")).first.click()
    worker.sees(stage)
    page.get_by_label(re.compile(HEAD[0])).check()
    worker.press("预览")
    worker.sees("预览，还没有公示", HEAD[0], AMOUNT)
    worker.picture("notice-preview")
    worker.press("定稿并公示（1户）")
    worker.sees("已定稿公示")


def enter_account(worker: Desk) -> None:
    """Found from any page by the last four of the ID number."""
    page = worker.open("/")
    page.get_by_role("searchbox").fill(id_number(HEAD[1]).last4)
    page.keyboard.press("Enter")
    worker.picture("household")
    worker.follow("银行账户")
    page.select_option("#id_bank_code", label="农村信用合作社")
    page.fill("#id_number", "6217000010001234567")
    page.fill("#id_number_again", "6217000010001234567")
    page.locator("main").get_by_role("button").last.click()
    worker.sees(f"{HEAD[0]}的账户已登记")


# The county


def is_refused_a_day_early(reviewer: Desk, case: str) -> None:
    reviewer.open(f"{case}confirm/")
    reviewer.sees("还不能确认", "公示还差1天（到7月28日24时）")
    reviewer.picture("too-early")


def confirm(reviewer: Desk, case: str) -> None:
    page = reviewer.open(f"{case}confirm/")
    reviewer.sees("2008年8月")
    page.get_by_label("理由").fill("符合条件，公示期满无异议。")
    reviewer.press("确认低保")
    reviewer.sees("已确认低保")


def is_refused_a_second_signature(reviewer: Desk, batch: str, staff: Staff, county: Area) -> None:
    """By the post that reviews, and by a second post that would approve."""
    answer = reviewer.page.goto(f"{batch}steps/approve/")
    assert answer is not None
    assert answer.status == 403
    Posting.objects.create(
        staff=staff, area=county, role=Role.COUNTY_APPROVER, starts_on=date(2008, 1, 1)
    )
    page = reviewer.open("/posting/")
    page.get_by_label("安丰县 县级批准").check()
    reviewer.press("用这个岗位")
    reviewer.open(f"{batch}steps/approve/")
    reviewer.sees("是您办的，“批准”要由另一人办理")
    assert page.get_by_role("button", name=re.compile("^批准")).count() == 0
    reviewer.picture("second-signature")


def approve_once(approver: Desk, batch: str, staff: Staff) -> None:
    """With the password; again, and the page says who did it and when."""
    approve(approver, batch)
    answer = approver.page.goto(f"{batch}steps/approve/")
    assert answer is not None
    assert answer.status == 409
    approver.sees("没有办成", staff.name)


# The money


def settle(finance: Desk, batch: str) -> None:
    """Settling publishes the month by itself."""
    finance.open(f"{batch}steps/settle/")
    finance.press("结清（1户）")
    finance.sees("已结清")
    jobs.drain()
    finance.open(batch)
    finance.picture("batch-settled")
    finance.open("/report/")
    finance.sees(AMOUNT)
    finance.picture("report")


# The village


def poster_of(worker: Desk) -> bytes:
    """The village's standing list as the township prints it: a picture of the paper."""
    page = worker.open("/notices/?kind=standing")
    page.locator("main table").get_by_role("link").first.click()
    worker.follow("打印海报")
    worker.sees(HEAD[0], AMOUNT)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 1240, "height": 1754})
    worker.picture("poster")
    return page.screenshot(full_page=True)


def qr_on(paper: bytes) -> str:
    [code] = zxingcpp.read_barcodes(Image.open(io.BytesIO(paper)))
    return code.text
