"""Files in a real browser: several at once, pictures under the strict policy, PDFs saved, on a phone too."""

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from applicants.models import Case
from tests.applicants.desk.test_desk_in_browser import sign_in
from tests.axe import press, violations
from tests.cast import ENTERED, Cast
from tests.dibao.files import samples

pytestmark = pytest.mark.browser

ALL_SHOWN = "[...document.querySelectorAll('.file-picture img')].every(one => one.naturalWidth)"
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def at_files(
    live_server: LiveServer,
    context: BrowserContext,
    page: Page,
    cast: Cast,
    draft_case: Case,
    today: Callable[[date], None],
) -> Page:
    """The page of a case's documents, opened by its caseworker."""
    today(ENTERED)
    sign_in(context, cast.caseworker)
    page.goto(f"{live_server.url}/cases/{draft_case.pk}/documents/")
    return page


def as_chosen(name: str, content: bytes) -> dict[str, object]:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def upload(page: Page, *files: dict[str, object]) -> None:
    page.select_option("#id_kind", "diagnosis")
    page.set_input_files("#id_chosen", list(files))
    press(page, "上传")


def test_photos_and_a_scan_are_kept_and_come_back(at_files: Page) -> None:
    upload(
        at_files,
        as_chosen("1.jpg", samples.photo_with_place()),
        as_chosen("2.png", samples.picture(kind="PNG")),
        as_chosen("病历.pdf", samples.pdf(pages=2)),
        as_chosen("坏.jpg", b"MZ\x90"),
    )

    assert at_files.get_by_text("已存3个文件。").is_visible()
    assert at_files.get_by_text("坏.jpg：只收照片").is_visible()
    shown = at_files.locator(".file-picture img")
    shown.last.scroll_into_view_if_needed()
    # A promise that the picture is there, which needs no script of the page's own.
    for number in range(shown.count()):
        shown.nth(number).evaluate("one => one.decode()")
    assert at_files.evaluate(ALL_SHOWN)
    assert shown.count() == 2
    with at_files.expect_download() as saved:
        at_files.locator(".file-picture").nth(2).click()
    assert saved.value.suggested_filename.startswith("诊断书-")


def test_a_photo_opens_in_a_page_that_can_do_nothing(at_files: Page) -> None:
    upload(at_files, as_chosen("1.jpg", samples.picture(300, 200)))

    with at_files.expect_response(lambda answer: "/documents/" in answer.url) as shown:
        at_files.locator(".file-picture").first.click()

    assert "sandbox" in shown.value.headers["content-security-policy"]
    assert at_files.evaluate("document.images[0].naturalWidth") == 300


@pytest.mark.parametrize("width", [320, 390, 1366])
def test_the_page_fits_and_is_clean(at_files: Page, width: int) -> None:
    upload(at_files, as_chosen("1.jpg", samples.picture()))
    at_files.set_viewport_size({"width": width, "height": 844})

    assert at_files.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(at_files) == []


def test_a_phone_may_take_the_photo(at_files: Page) -> None:
    taken = at_files.locator("#id_taken")

    assert taken.get_attribute("capture") == "environment"
    assert taken.get_attribute("accept") == "image/*"


def test_a_page_without_script_sends_files(
    live_server: LiveServer,
    browser: Browser,
    cast: Cast,
    draft_case: Case,
    today: Callable[[date], None],
) -> None:
    today(ENTERED)
    plain = {"java_script_enabled": False, "viewport": PHONE, "locale": "zh-CN"}
    with browser.new_context(**plain) as context:
        sign_in(context, cast.caseworker)
        page = context.new_page()
        page.goto(f"{live_server.url}/cases/{draft_case.pk}/documents/")

        upload(page, as_chosen("1.jpg", samples.picture()))

        assert page.get_by_text("已存1个文件。").is_visible()
