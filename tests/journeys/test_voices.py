"""A villager with a phone and no script: scans the notice, reads, objects, keeps the receipt, follows the answer."""

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from applicants.actions import objections
from applicants.actions.objections import Closing
from applicants.models import Case, Objection, PublicNotice
from dibao import scope
from tests.cast import POSTED, Cast
from tests.journeys.conftest import Turn

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# ux.md T6
MOST_TAPS = MOST_LOADS = 6


class Villager:
    """Counts what a thumb does and how often a page comes."""

    def __init__(self, page: Page, site: str) -> None:
        self.page, self.site, self.taps, self.loads = page, site, 0, 0
        page.on("load", self._loaded)

    def _loaded(self, _page: Page) -> None:
        self.loads += 1

    def scans(self, address: str) -> None:
        self.page.goto(self.site + address)

    def taps_on(self, role: str, name: str, *, exact: bool = True) -> None:
        self.page.get_by_role(role, name=name, exact=exact).first.click()
        self.taps += 1

    def sees(self, *words: str) -> None:
        text = self.page.inner_text("body")
        assert [word for word in words if word not in text] == []


@pytest.fixture
def villager(browser: Browser, live_server: LiveServer) -> Callable[[], Villager]:
    contexts = []

    def holds_a_phone() -> Villager:
        context = browser.new_context(
            viewport={"width": 390, "height": 844},
            has_touch=True,
            java_script_enabled=False,
            locale="zh-CN",
        )
        contexts.append(context)
        return Villager(context.new_page(), live_server.url)

    yield holds_a_phone
    for context in contexts:
        context.close()


def test_scan_read_object_follow_the_answer(
    cast: Cast,
    case_on_notice: Case,
    notice: PublicNotice,
    villager: Callable[[], Villager],
    turn_to: Turn,
) -> None:
    turn_to(POSTED)
    someone = villager()

    someone.scans(notice.get_absolute_url())
    someone.sees("张三", "怎样提意见")
    someone.taps_on("link", "我有异议")
    someone.taps_on("link", "张三", exact=False)
    someone.taps_on("radio", "有车、房子或者生意没有报")
    someone.page.locator("textarea").fill("他家儿子开货车。")
    someone.taps_on("button", "继续")
    someone.taps_on("button", "不留姓名，继续")
    someone.sees("他家儿子开货车。", "不留姓名")
    someone.taps_on("button", "提交")
    someone.sees("已收到", "2026年9月6日前答复")

    assert (someone.taps, someone.loads) == (MOST_TAPS, MOST_LOADS)
    assert someone.page.context.cookies() == []

    someone.taps_on("link", "查办理进度")
    someone.taps_on("button", "查询")
    someone.sees("已收到，正在核查")
    answered(cast)
    someone.taps_on("button", "查询")
    someone.sees("已答复：反映的情况不成立", "不服答复的，可以提出复查一次")


def answered(cast: Cast) -> None:
    with scope.of(cast.township_head):
        objections.close(
            objection=Objection.objects.get(),
            closing=Closing(outcome="dismissed", text="车是借的"),
            by=cast.township_head,
            on=date(2026, 7, 10),
        )
