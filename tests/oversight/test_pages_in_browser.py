"""The villagers' pages, the poster and the report in a real Chromium; the test client answers its requests."""

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import zxingcpp
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.test import Client
from PIL import Image
from playwright.sync_api import Browser, Page, Route
from pytest_django import Settings

from applicants.models.notice import PublicNotice
from dibao import scope
from tests.cast import LAST_NOTICE_DAY, POSTED, Cast
from tests.factories.places import Places
from tests.oversight.conftest import long_notice, publish
from tests.payments.conftest import TODAY, Round

pytestmark = pytest.mark.browser

# A name that browsers trust without TLS.
HOST = "localhost"
SITE = f"http://{HOST}"
WIDTHS = (1366, 390, 320)
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}

Open = Callable[..., Page]


@pytest.fixture
def opened(browser: Browser) -> Iterator[Open]:
    """Open a page of somebody's at a width, without script; `page.sizes` are the bytes of each answer.

    The client asks before the browser does: inside the browser's own loop Django would take another connection, which
    does not see what the test has not committed.
    """
    contexts = []

    def open_page(url: str, *, as_client: Client, width: int = 1366, script: bool = False) -> Page:
        response = as_client.get(url, headers={"host": HOST})
        context = browser.new_context(
            viewport={"width": width, "height": 800},
            locale="zh-CN",
            java_script_enabled=script,
            bypass_csp=script,
        )
        contexts.append(context)
        page = context.new_page()
        page.sizes = []
        page.complaints = []
        page.on("console", lambda message: page.complaints.append(message.text))
        page.route("**/*", lambda route: _answer(route, page, response))
        page.goto(SITE + url)
        return page

    yield open_page
    for context in contexts:
        context.close()


def _answer(route: Route, page: Page, response: HttpResponse) -> None:
    path = urlsplit(route.request.url).path
    if path.startswith("/static/"):
        file = Path(str(finders.find(path.removeprefix("/static/"))))
        page.sizes.append(file.stat().st_size)
        route.fulfill(path=file)
    else:
        page.sizes.append(len(response.content))
        route.fulfill(
            status=response.status_code, headers=dict(response.headers), body=response.content
        )


def faults(page: Page) -> list[object]:
    """What axe finds, and how far the page sticks out, at each width."""
    found: list[object] = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        violations = Axe().run(page, options=RULES).response["violations"]
        found.extend((width, v["id"], [node["html"] for node in v["nodes"]]) for v in violations)
        over = page.evaluate("document.documentElement.scrollWidth") - width
        found.extend([(width, "too wide", over)] if over > 0 else [])
    return found


@pytest.fixture
def public_addresses(
    standing_list: PublicNotice, places: Places, cast: Cast, settings: Settings
) -> list[str]:
    """Every public page with something on it, while a notice and a standing list run side by side."""
    today = settings.BUSINESS_DATE
    with scope.of(cast.finance):
        running = long_notice(
            places.village, cast.finance, rows=3, on=today, last=today, stage="village"
        )
    return [
        f"/n/{running.token}/",
        f"/n/{running.token}/poster/",
        f"/n/{running.token}/?text=large&contrast=high&lang=en",
        "/n/AbCdEfGhIjKlMnOp/",
        "/public/?q=小湾",
        f"/public/?in={places.township.code}",
        f"/public/villages/{places.village.code}/",
        "/public/how-to-apply/",
        "/public/disclosure/",
    ]


def test_axe_finds_nothing_on_the_villagers_pages(
    opened: Open, villager: Client, public_addresses: list[str]
) -> None:
    for url in public_addresses:
        assert faults(opened(url, as_client=villager, script=True)) == [], url


def test_axe_finds_nothing_on_funds_and_report(
    opened: Open, villager: Client, settled: Round, settings: Settings, places: Places
) -> None:
    settings.BUSINESS_DATE = TODAY
    publish(settled)
    desk = Client()
    desk.force_login(settled.finance, backend="django.contrib.auth.backends.ModelBackend")
    addresses = {
        "/public/funds/": villager,
        "/public/funds/?lang=en&text=large": villager,
        "/report/?month=2008-07": desk,
        f"/report/?month=2008-07&area={places.village.code}": desk,
        "/publications/": desk,
    }

    for url, client in addresses.items():
        assert faults(opened(url, as_client=client, script=True)) == [], url


def test_the_villagers_pages_are_light_and_need_no_script(
    opened: Open, villager: Client, public_addresses: list[str]
) -> None:
    for url in public_addresses:
        page = opened(url, as_client=villager)

        assert sum(page.sizes) <= 100_000, url
        assert len(page.sizes) <= 5, url
        assert page.locator("h1").count() == 1, url
        # An address that leads nowhere is told so by its status, which the browser notes too.
        assert [c for c in page.complaints if "404" not in c] == [], url


def test_targets_are_large_enough_for_old_hands(
    opened: Open, villager: Client, public_addresses: list[str]
) -> None:
    page = opened(public_addresses[0], as_client=villager, width=390, script=True)

    heights = page.evaluate(
        "[...document.querySelectorAll('a.button, a.call, .links a, .display a')]"
        ".map(it => it.getBoundingClientRect().height)"
    )
    assert min(heights) >= 48


def test_the_posters_code_leads_to_the_notice(
    opened: Open, villager: Client, notice: PublicNotice, settings: Settings, tmp_path: Path
) -> None:
    settings.BUSINESS_DATE = POSTED
    page = opened(f"/n/{notice.token}/poster/", as_client=villager)
    picture = tmp_path / "poster.png"
    page.locator(".qr svg").screenshot(path=picture)

    with Image.open(picture) as image:
        (code,) = zxingcpp.read_barcodes(image)

    assert code.text == f"{SITE}/n/{notice.token}/"
    there = opened(code.text.removeprefix(SITE), as_client=villager)
    assert "张三" in there.inner_text("main")


def test_the_posters_code_names_the_public_address_where_one_is_set(
    opened: Open, villager: Client, notice: PublicNotice, settings: Settings, tmp_path: Path
) -> None:
    settings.BUSINESS_DATE = POSTED
    settings.PUBLIC_URL = "https://dibao.example"
    page = opened(f"/n/{notice.token}/poster/", as_client=villager)
    picture = tmp_path / "poster.png"
    page.locator(".qr svg").screenshot(path=picture)

    with Image.open(picture) as image:
        (code,) = zxingcpp.read_barcodes(image)

    assert code.text == f"https://dibao.example/n/{notice.token}/"


@pytest.mark.parametrize(("rows", "sheets"), [(1, 1), (12, 1), (13, 2), (20, 2), (60, 4)])
def test_a_poster_is_dealt_to_a4_sheets(
    opened: Open,
    villager: Client,
    places: Places,
    cast: Cast,
    settings: Settings,
    rows: int,
    sheets: int,
) -> None:
    settings.BUSINESS_DATE = POSTED
    with scope.of(cast.finance):
        notice = long_notice(
            places.village, cast.finance, rows=rows, on=POSTED, last=LAST_NOTICE_DAY
        )

    paper = opened(f"/n/{notice.token}/poster/", as_client=villager).pdf(prefer_css_page_size=True)

    assert paper.count(b"/Type /Page\n") == sheets
    # A4 in points, upright.
    assert b"/MediaBox [0 0 594.95996 841.91998]" in paper or b"/MediaBox [0 0 595" in paper


def test_a_posters_sizes_can_be_read_from_afar(
    opened: Open, villager: Client, notice: PublicNotice, on_notice_day: object
) -> None:
    page = opened(f"/n/{notice.token}/poster/", as_client=villager, script=True)
    page.emulate_media(media="print")

    size = "it => parseFloat(getComputedStyle(it).fontSize) * 0.75"
    assert page.locator("h1").evaluate(size) >= 26
    assert page.locator(".phone").evaluate(size) >= 20
    assert page.locator("tbody th").first.evaluate(size) >= 14
    width = page.locator(".qr svg").evaluate("it => it.getBoundingClientRect().width / 96 * 25.4")
    assert width >= 30
