"""A villager with a phone and no script: reads in large letters, estimates, is called away, applies with a photo."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from applicants.models import OnlineStatement, PublicNotice
from dibao import scope
from tests.cast import POSTED, Cast
from tests.dibao.files import samples
from tests.factories.people import id_number
from tests.journeys.conftest import Turn

pytestmark = pytest.mark.browser


@pytest.fixture
def live(live_server: LiveServer) -> LiveServer:
    """Named before the cast, so that what it does is committed where the server sees it."""
    return live_server


@pytest.fixture
def phone(browser: Browser, live: LiveServer) -> Iterator[Page]:
    context = browser.new_context(
        base_url=live.url,
        viewport={"width": 390, "height": 844},
        has_touch=True,
        java_script_enabled=False,
        locale="zh-CN",
    )
    yield context.new_page()
    context.close()


def tap(page: Page, role: str, name: str) -> None:
    page.get_by_role(role, name=name).first.click()


def test_scan_read_enlarge_estimate_and_apply(
    live: LiveServer,
    phone: Page,
    notice: PublicNotice,
    cast: Cast,
    turn_to: Turn,
    tmp_path: Path,
) -> None:
    turn_to(POSTED)
    photo = tmp_path / "house.jpg"
    photo.write_bytes(samples.photo_with_place())

    phone.goto(f"/n/{notice.token}/")
    tap(phone, "link", "长者模式（大字）")
    assert "张三" in phone.inner_text("main")
    tap(phone, "link", "怎样申请低保")
    assert "text=large" in phone.url

    tap(phone, "link", "自己估一估")
    phone.get_by_label("一起生活的有几口人").fill("2")
    phone.get_by_label("种地").fill("3000")
    tap(phone, "button", "估一估")
    assert "什么都不决定" in phone.inner_text("main")
    assert "3000" not in phone.url

    phone.goto(f"/public/apply/?village={notice.area_id}&text=large")
    phone.get_by_label("本人", exact=True).check()
    tap(phone, "button", "下一步")
    phone.get_by_label("申请人姓名").fill("赵老五")
    phone.get_by_label("身份证号").fill(id_number(31, born=date(1950, 1, 1)).number)
    tap(phone, "button", "下一步")
    code = re.search(r"[A-Z2-7]{4}-[A-Z2-7]{4}-[A-Z2-7]{4}", phone.inner_text("main"))
    assert code

    phone.goto("/public/apply/?resume=1&text=large")
    phone.get_by_label("续填码").fill(code[0])
    tap(phone, "button", "继续")
    phone.get_by_label("联系电话").fill("13912345678")
    tap(phone, "button", "下一步")
    phone.get_by_label("困难").fill("独居，摔断腿")
    tap(phone, "button", "下一步")
    phone.get_by_label("照片").set_input_files(photo)
    phone.get_by_label("以上都是实话").check()
    tap(phone, "button", "提交")

    assert "已提交" in phone.inner_text("h1")
    with scope.of(cast.caseworker):
        statement = OnlineStatement.objects.get()
        assert statement.photos.count() == 1
    assert statement.number in phone.inner_text("main")
