"""What must work in a browser without script: logging in, entering, approving, and all that villagers read."""

import re
from datetime import date

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from applicants.actions import decisions
from applicants.models import Case, RuleSet
from dibao import scope
from dibao.models import Area
from payments.actions import batches
from tests.cast import DECIDED, LAST_NOTICE_DAY, PASSWORD, Cast
from tests.factories.people import id_number
from tests.factories.places import Places
from tests.journeys.conftest import Sit, Turn

pytestmark = pytest.mark.browser

AUGUST = date(2026, 8, 3)


@pytest.fixture
def live(live_server: LiveServer) -> LiveServer:
    """Named before the cast, so that what it does is committed where the server sees it."""
    return live_server


def test_an_application_is_entered(
    live: LiveServer, cast: Cast, places: Places, rules_of_2026: RuleSet, sit: Sit, turn_to: Turn
) -> None:
    turn_to(DECIDED)
    worker = sit(cast.caseworker, script=False)
    page = worker.open("/cases/new/")
    page.get_by_label("户主姓名").fill("王春生")
    page.get_by_label("身份证号").fill(id_number(401).number)
    worker.press("查重")

    page.select_option("#id_home-village", places.village.pk)
    rows = page.locator("[name^=members-][name$=-name]").count()
    worker.press("再加几行成员")
    assert page.locator("[name^=members-][name$=-name]").count() > rows
    page.select_option("#id_members-0-health", label="体弱")
    page.select_option("#id_members-0-labour_capacity", label="无劳动能力")
    page.select_option("#id_incomes-0-source", label="种植")
    page.fill("#id_incomes-0-yearly_amount", "600")
    page.select_option("#id_application-poverty_cause", label="疾病")
    page.check("#id_application-nothing_else")
    worker.press("试算")
    worker.sees("家庭年收入 600.00 元")
    worker.press("保存并受理")

    expect(page).to_have_url(re.compile(r"/cases/\d+/check/$"))
    worker.sees("1人，保障1人", "已受理")


def test_a_faulty_entry_comes_back_with_what_was_typed(
    live: LiveServer, cast: Cast, places: Places, rules_of_2026: RuleSet, sit: Sit, turn_to: Turn
) -> None:
    turn_to(DECIDED)
    worker = sit(cast.caseworker, script=False)
    page = worker.open("/cases/entry/")
    page.fill("#id_members-0-name", "王春生")
    page.fill("#id_members-0-id_number", "99012119600501")
    page.keyboard.press("Tab")
    worker.press("保存并受理")

    expect(page).to_have_title(re.compile("^错误："))
    summary = page.locator(".error-summary")
    expect(summary.get_by_role("link").first).to_be_visible()
    assert page.input_value("#id_members-0-name") == "王春生"
    summary.get_by_role("link", name=re.compile("身份证号")).first.click()
    assert page.url.endswith("#id_members-0-id_number")


def test_a_batch_is_approved(
    live: LiveServer, cast: Cast, places: Places, case_on_notice: Case, sit: Sit, turn_to: Turn
) -> None:
    batch = reviewed_batch(cast, case_on_notice, places.county)
    turn_to(AUGUST)
    approver = sit(cast.approver, script=False)

    page = approver.open("/")
    page.locator("main tbody").get_by_role(
        "link", name=re.compile("安丰县|2026年8月")
    ).first.click()
    approver.follow("批准")
    page.get_by_label("密码").fill("not the password")
    approver.press("批准（1户）")
    expect(page.locator(".error-summary")).to_contain_text("密码")
    page.get_by_label("密码").fill(PASSWORD)
    approver.press("批准（1户）")

    approver.sees("已批准")
    assert page.url.endswith(f"/batches/{batch}/")


def reviewed_batch(cast: Cast, case: Case, county: Area) -> int:
    """August's batch with the one household, as far as its approver."""
    with scope.of(cast.reviewer):
        grant = decisions.confirm(case=case, reasons="符合条件", by=cast.reviewer, on=DECIDED)
    with scope.of(cast.clerk):
        batch = batches.draw(county=county, month=grant.first_month, by=cast.clerk, on=AUGUST)
        batches.submit(batch=batch, by=cast.clerk, on=batch.settlement_day)
    with scope.of(cast.second_reviewer):
        batches.review(batch=batch, by=cast.second_reviewer)
    return batch.pk


def test_villagers_find_and_read_their_notice(
    live: LiveServer, browser: Browser, places: Places, case_on_notice: Case, turn_to: Turn
) -> None:
    turn_to(LAST_NOTICE_DAY)
    context = browser.new_context(
        base_url=live.url,
        locale="zh-CN",
        java_script_enabled=False,
        viewport={"width": 320, "height": 640},
    )
    page = context.new_page()

    page.goto("/public/")
    page.get_by_role("searchbox").fill("小湾")
    page.get_by_role("button", name=re.compile("查")).click()
    page.get_by_role("link", name=re.compile("小湾村")).first.click()
    page.get_by_role("link", name="看名单").click()

    expect(page.locator("main")).to_contain_text("张三")
    expect(page.locator("main")).to_contain_text("0990-5550100")
    for address in ("/public/how-to-apply/", "/public/disclosure/", "/public/funds/"):
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200
    context.close()
