"""The entry page kept by itself in a real browser: the line beside the buttons, the offer, a log-in that ends, and two
people at one case."""

import re
from collections.abc import Callable, Iterator

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from applicants.models.case import Case
from applicants.models.policy import RuleSet
from dibao.models.staff import Staff
from dibao.roles import Role
from tests.applicants.desk.test_desk_in_browser import picture, sign_in
from tests.cast import Cast, hire
from tests.factories.places import Places

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("rules_of_2026")]

SAVED = re.compile(r"已自动保存 \d\d:\d\d")


@pytest.fixture
def open_desk(browser: Browser, live_server: LiveServer) -> Iterator[Callable[[Staff], Page]]:
    """A browser of somebody's own, logged in."""
    contexts: list[BrowserContext] = []

    def opened(staff: Staff) -> Page:
        context = browser.new_context(base_url=live_server.url, locale="zh-CN")
        contexts.append(context)
        sign_in(context, staff)
        page = context.new_page()
        page.set_viewport_size({"width": 1366, "height": 900})
        return page

    yield opened
    for context in contexts:
        context.close()


def leave(page: Page) -> None:
    """What a browser says when its tab goes out of sight: the page is kept at once."""
    page.evaluate("Object.defineProperty(document, 'hidden', { value: true, configurable: true })")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_what_was_typed_comes_back_after_the_browser_died(
    open_desk: Callable[[Staff], Page], cast: Cast, places: Places, rules_of_2026: RuleSet
) -> None:
    page = open_desk(cast.caseworker)
    page.goto("/cases/entry/")
    page.fill("#id_members-0-name", "张三")
    page.fill("#id_application-statement", "常年有病")
    expect(page.locator("[data-kept-line]")).to_have_text(SAVED, timeout=15_000)
    picture(page, "autosaved", 1366)

    page = open_desk(cast.caseworker)
    page.goto("/cases/entry/")
    expect(page.locator("#left")).to_contain_text("（张三户）")
    expect(page.locator("#id_members-0-name")).to_have_value("")
    for width in (1366, 390):
        page.set_viewport_size({"width": width, "height": 900})
        picture(page, "autosave-offered", width)
    page.click("text=接着填")

    expect(page.locator("#id_application-statement")).to_have_value("常年有病")
    expect(page.locator("#left")).to_have_count(0)
    page.fill("#id_application-statement", "常年有病，住院")
    leave(page)
    expect(page.locator("[data-kept-line]")).to_have_text(SAVED)


def test_nothing_is_sent_while_nothing_is_typed(
    open_desk: Callable[[Staff], Page], cast: Cast, places: Places
) -> None:
    page, sent = open_desk(cast.caseworker), []
    page.on("request", lambda request: sent.append(request.method))
    page.goto("/cases/entry/")

    leave(page)
    page.wait_for_timeout(500)

    assert "POST" not in sent


def test_a_log_in_that_ends_while_typing_loses_nothing(
    open_desk: Callable[[Staff], Page], cast: Cast, places: Places
) -> None:
    page = open_desk(cast.caseworker)
    page.goto("/cases/entry/")
    Session.objects.all().delete()
    page.fill("#id_members-0-name", "张三")
    leave(page)
    expect(page.locator("[data-kept-line]")).to_contain_text("登录已结束")
    picture(page, "autosave-ended", 1366)

    expect(page.locator("#id_members-0-name")).to_have_value("张三")


def test_no_connection_is_said_and_tried_again(
    open_desk: Callable[[Staff], Page], cast: Cast, places: Places
) -> None:
    page = open_desk(cast.caseworker)
    page.goto("/cases/entry/")
    page.context.set_offline(True)
    page.fill("#id_members-0-name", "张三")
    leave(page)
    expect(page.locator("[data-kept-line]")).to_contain_text("没有自动保存上")

    page.context.set_offline(False)
    page.fill("#id_members-0-name", "张三丰")
    leave(page)

    expect(page.locator("[data-kept-line]")).to_have_text(SAVED)


def test_two_people_at_one_case_see_both_versions(
    open_desk: Callable[[Staff], Page], cast: Cast, places: Places, draft_case: Case
) -> None:
    first = open_desk(cast.caseworker)
    second = open_desk(hire("colleague", "周同事", Role.CASEWORKER, places.township))
    for page in (first, second):
        page.goto(f"/cases/{draft_case.pk}/edit/")
        page.click("summary:has-text('由别人代为申请')")
    second.fill("#id_application-statement", "同事改的理由")
    second.press("button[name=draft]", "Enter")
    expect(second).to_have_url(re.compile("/check/"))

    first.fill("#id_application-statement", "我写的理由")
    first.fill("#id_home-address", "村西头8号")
    first.press("button[name=draft]", "Enter")

    expect(first.locator("body")).to_contain_text("被周同事改过")
    row = first.locator("tr", has_text="申请理由")
    expect(row).to_contain_text("同事改的理由")
    expect(row).to_contain_text("我写的理由")
    expect(first.locator("#id_home-address")).to_have_value("村西头8号")
    for width in (1366, 390):
        first.set_viewport_size({"width": width, "height": 900})
        picture(first, "both-versions", width)
    first.press("button[name=draft]", "Enter")
    expect(first).to_have_url(re.compile("/check/"))
