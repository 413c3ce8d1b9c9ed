"""The villagers' pages, the poster and the report in a real Chromium; the test client answers its requests."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import zxingcpp
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.test import Client
from PIL import Image
from playwright.sync_api import Browser, Page, Route
from pytest_django import Settings

from applicants.models import RuleSet
from applicants.models.notice import PublicNotice
from dibao import scope
from oversight.posters import sheet_ends
from tests.axe import overflow, violations
from tests.cast import LAST_NOTICE_DAY, POSTED, Cast
from tests.factories.places import Places
from tests.nightly import IS_NIGHT, by_night
from tests.oversight.conftest import long_notice, publish
from tests.payments.conftest import TODAY, Round

pytestmark = pytest.mark.browser

# A name that browsers trust without TLS.
HOST = "localhost"
SITE = f"http://{HOST}"
WIDTHS = (1366, 390, 320)

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
        found.extend((width, fault) for fault in violations(page))
        over = overflow(page)
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
        f"/n/{running.token}/poster/?paper=a3",
        f"/n/{running.token}/?text=large&contrast=high&lang=en",
        "/n/AbCdEfGhIjKlMnOp/",
        "/public/?q=小湾",
        f"/public/?in={places.township.code}",
        f"/public/villages/{places.village.code}/",
        "/public/how-to-apply/",
        "/public/disclosure/",
        "/public/leaflet/",
        "/public/self-check/",
        f"/public/apply/?village={places.village.code}",
        "/public/apply/?resume=1",
    ]


# By day the matrix looks at them (tests/journeys/test_axe.py) and at their weight.
@by_night
def test_axe_finds_nothing_on_the_villagers_pages(
    opened: Open, villager: Client, public_addresses: list[str]
) -> None:
    for url in public_addresses:
        assert faults(opened(url, as_client=villager, script=True)) == [], url


STATES = [
    f"{size}{contrast}{spoken}"
    for size in ("", "text=large")
    for contrast in ("", "&contrast=high")
    for spoken in ("", "&lang=en")
]
# By day each page in two states, each state on one page.
STEP = 1 if IS_NIGHT else 4


def test_axe_finds_nothing_however_a_page_is_shown(
    opened: Open, villager: Client, standing_list: PublicNotice, places: Places
) -> None:
    pages = (
        f"/n/{standing_list.token}/?",
        "/public/self-check/?",
        f"/public/apply/?village={places.village.code}&",
        f"/public/villages/{places.village.code}/?",
    )
    for number, address in enumerate(pages):
        for state in STATES[number % STEP :: STEP]:
            url = f"{address}{state}"
            page = opened(url, as_client=villager, script=True, width=390)

            assert violations(page) == [], url
            assert page.evaluate("document.documentElement.scrollWidth") <= 390, url


def test_letters_enlarged_by_the_phone_leave_pages_whole(
    opened: Open, villager: Client, public_addresses: list[str]
) -> None:
    """WeChat and Android's own setting enlarge the root to 140 percent."""
    for url in public_addresses:
        page = opened(url, as_client=villager, script=True, width=390)
        page.evaluate("document.documentElement.style.fontSize = '140%'")

        assert page.evaluate("document.documentElement.scrollWidth") <= 390, url


def test_elder_mode_has_larger_letters_and_targets(
    opened: Open, villager: Client, public_addresses: list[str]
) -> None:
    page = opened(f"{public_addresses[0]}?text=large", as_client=villager, width=390, script=True)

    heights = page.evaluate(
        "[...document.querySelectorAll('a.button, a.call, .links a, .display a')]"
        ".map(it => it.getBoundingClientRect().height)"
    )
    assert min(heights) >= 60
    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") >= 24


def test_the_page_is_read_aloud_only_where_the_device_can(
    opened: Open, villager: Client, notice: PublicNotice, on_notice_day: object
) -> None:
    without = opened(f"/n/{notice.token}/", as_client=villager)
    assert without.locator("[data-aloud]").is_hidden()

    page = opened(f"/n/{notice.token}/", as_client=villager, script=True)
    page.evaluate(
        "() => { window.said = [];"
        " speechSynthesis.speak = (one) => window.said.push([one.lang, one.text]); }"
    )
    page.locator("[data-aloud]").click()

    said = page.evaluate("window.said")
    assert any("张三" in text for _lang, text in said)
    assert {lang for lang, _text in said} == {"zh-CN"}


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


@by_night
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
    targets = "a.button, a.call, .links a, .alone a, .display a, .notice-table a, fieldset label"
    for url in (public_addresses[0], public_addresses[9], *public_addresses[-2:]):
        page = opened(url, as_client=villager, width=390, script=True)

        heights = page.evaluate(
            f"[...document.querySelectorAll('{targets}')]"
            ".map(it => it.getBoundingClientRect().height)"
        )
        assert min(heights) >= 48, url


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


# What a printer's driver calls the papers, in points upright.
SIZES = {"": (595, 842), "?paper=a3": (842, 1191)}


@pytest.mark.parametrize("paper", SIZES)
@pytest.mark.parametrize("rows", [1, 12, 13, 22, 60, 200])
def test_a_poster_is_dealt_to_sheets(
    opened: Open,
    villager: Client,
    places: Places,
    cast: Cast,
    settings: Settings,
    rows: int,
    paper: str,
) -> None:
    settings.BUSINESS_DATE = POSTED
    with scope.of(cast.finance):
        notice = long_notice(
            places.village, cast.finance, rows=rows, on=POSTED, last=LAST_NOTICE_DAY
        )

    page = opened(f"/n/{notice.token}/poster/{paper}", as_client=villager)
    printed = page.pdf(prefer_css_page_size=True)

    assert printed.count(b"/Type /Page\n") == len(sheet_ends(rows)) + 1
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", printed)
    assert {(round(float(wide)), round(float(high))) for wide, high in boxes} == {SIZES[paper]}


def test_the_leaflet_is_one_sheet(
    opened: Open,
    villager: Client,
    places: Places,
    rules_of_2007: RuleSet,
    rules_of_2026: RuleSet,
    settings: Settings,
) -> None:
    for day in (date(2008, 8, 5), date(2026, 8, 5)):
        settings.BUSINESS_DATE = day

        printed = opened("/public/leaflet/", as_client=villager).pdf(prefer_css_page_size=True)

        # Both faces.
        assert 1 <= printed.count(b"/Type /Page\n") <= 2, day


@pytest.mark.parametrize("paper", SIZES)
@pytest.mark.parametrize("rows", [1, 60])
def test_the_printed_posters_code_is_read_off_the_sheet_and_its_letters_from_afar(
    opened: Open,
    villager: Client,
    places: Places,
    cast: Cast,
    settings: Settings,
    paper: str,
    rows: int,
    tmp_path: Path,
) -> None:
    settings.BUSINESS_DATE = POSTED
    with scope.of(cast.finance):
        notice = long_notice(
            places.village, cast.finance, rows=rows, on=POSTED, last=LAST_NOTICE_DAY
        )
    page = opened(f"/n/{notice.token}/poster/{paper}", as_client=villager, script=True)
    page.emulate_media(media="print")
    whole = tmp_path / "poster.png"
    page.screenshot(path=whole, full_page=True)

    with Image.open(whole) as image:
        [code] = zxingcpp.read_barcodes(image)
        colours = {pixel for _count, pixel in image.convert("RGB").getcolors(1 << 24) or ()}

    assert code.text == f"{SITE}/n/{notice.token}/"
    assert all(max(colour) - min(colour) <= 2 for colour in colours)
    size = "it => parseFloat(getComputedStyle(it).fontSize) * 0.75"
    larger = 1.4 if paper else 1
    assert page.locator("h1").evaluate(size) >= 26 * larger
    assert page.locator(".phone").evaluate(size) >= 20 * larger
    assert page.locator("tbody th").first.evaluate(size) >= 14 * larger
    width = page.locator(".qr svg").evaluate("it => it.getBoundingClientRect().width / 96 * 25.4")
    assert width >= 30 * larger
