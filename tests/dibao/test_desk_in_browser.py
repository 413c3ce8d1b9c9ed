"""The look in a real browser: nothing for axe to find, nothing cut off, and keys that do what they say.

The sample page is answered from memory, so these tests need neither a server nor a database.
"""

import mimetypes
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from playwright.sync_api import Browser, Page, Route

from tests.axe import violations
from tests.dibao import styleguide
from tests.dibao.test_components import show
from tests.nightly import IS_NIGHT

pytestmark = [pytest.mark.browser, pytest.mark.urls("tests.dibao.styleguide")]

SITE = "http://desk.test"
STRICT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'"
)

Open = Callable[..., Page]


@pytest.fixture
def opened(browser: Browser) -> Iterator[Open]:
    """Open the style guide at a width, with script or without; what it posts is kept in `page.posted`."""
    contexts = []

    def open_page(
        *, width: int = 1366, layout: str = "desk.html", policy: str = STRICT, **sample: bool
    ) -> Page:
        html = show("styleguide.html", **{**styleguide.page(**sample), "layout": layout}).html
        context = browser.new_context(viewport={"width": width, "height": 800}, locale="zh-CN")
        contexts.append(context)
        page = context.new_page()
        page.posted = []
        page.complaints = []
        page.on("console", lambda message: page.complaints.append(message.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.route("**/*", lambda route: _answer(route, page, html, policy))
        page.goto(f"{SITE}/guide/")
        return page

    yield open_page
    for context in contexts:
        context.close()


def _answer(route: Route, page: Page, html: str, policy: str) -> None:
    request = route.request
    if f"/{settings.STATIC_URL.strip('/')}/" in request.url:
        path = finders.find(request.url.split(settings.STATIC_URL, 1)[1])
        route.fulfill(path=path, content_type=mimetypes.guess_type(path)[0])
    elif request.method == "POST":
        page.posted.append(request.url)
        route.fulfill(body="5人 · 预估一类", content_type="text/html; charset=utf-8")
    else:
        headers = {"Content-Security-Policy": policy} if policy else {}
        route.fulfill(body=html, content_type="text/html; charset=utf-8", headers=headers)


# By day in the harder width; the matrix looks at pages of both.
@pytest.mark.parametrize("width", [1366, 390, 320] if IS_NIGHT else [320])
@pytest.mark.parametrize(
    "given",
    [{}, {"with_errors": True}, {"layout": "public.html"}],
    ids=["desk", "errors", "public"],
)
def test_axe_finds_nothing(opened, width, given):
    # axe brings a style of its own, which the strict policy would refuse.
    page = opened(width=width, policy="", **given)

    assert violations(page) == []


@pytest.mark.parametrize("width", [1366, 683, 390, 320])
def test_no_page_is_wider_than_the_screen(opened, width):
    page = opened(width=width)

    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_strict_policy_refuses_nothing(opened):
    assert opened().complaints == []


def test_targets_are_large_enough_for_a_finger(opened):
    small = """() => [...document.querySelectorAll("a, button, input:not([type=hidden]), select, summary")]
        .map(one => [one, one.getBoundingClientRect()])
        .filter(([one, box]) => box.width && (box.height < 24 || box.width < 24))
        .map(([one]) => one.outerHTML)"""

    assert opened(width=390).evaluate(small) == []


def test_a_page_with_errors_puts_the_focus_on_their_list(opened):
    page = opened(with_errors=True)

    page.wait_for_function("document.activeElement.classList.contains('error-summary')")
    page.get_by_role("link", name="填写户主姓名").click()
    assert page.evaluate("document.activeElement.id") == "id_head"


def test_enter_goes_on_and_shift_enter_goes_back(opened):
    page = opened()
    page.focus("#id_head")

    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "id_number"
    page.keyboard.press("Shift+Enter")
    assert page.evaluate("document.activeElement.id") == "id_head"
    assert page.posted == []


def test_enter_while_composing_stays_where_it_is(opened):
    page = opened()
    page.focus("#id_head")

    page.evaluate("""document.activeElement.dispatchEvent(
        new KeyboardEvent("keydown", {key: "Enter", isComposing: true, bubbles: true, cancelable: true}))""")

    assert page.evaluate("document.activeElement.id") == "id_head"


def test_slash_leads_to_the_search_until_switched_off(opened):
    page = opened()

    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search"

    page.locator(".account summary").click()
    page.uncheck("#shortcuts")
    page.locator("h1").click()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") != "search"


def test_control_enter_sends_the_form_and_only_once(opened):
    page = opened()
    page.evaluate("document.addEventListener('submit', event => { if (!event.defaultPrevented) count += 1;"
                  " event.preventDefault(); }); window.count = 0")  # fmt: skip
    page.focus("#id_head")

    page.keyboard.press("Control+Enter")
    page.keyboard.press("Control+Enter")

    assert page.evaluate("window.count") == 1


def test_a_block_from_a_spreadsheet_fills_the_grid_and_adds_rows(opened):
    page = opened()
    block = "张三\t1\t配偶\t是\n李四\t2\t子女\t否\n王五\t3\t子女\t是"

    page.evaluate(
        """text => { const data = new DataTransfer(); data.setData("text/plain", text);
        document.querySelector("#id_members-0-name").dispatchEvent(
            new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true})); }""",
        block,
    )

    assert page.input_value("#id_members-2-name") == "王五"
    assert page.input_value("#id_members-0-relation") == "spouse"
    assert page.is_checked("#id_members-2-counted")
    assert page.get_by_label("第3行 姓名").count() == 1
    assert page.input_value("#id_members-TOTAL_FORMS") == "3"


def test_the_estimate_follows_what_is_typed(opened):
    page = opened()

    page.fill("#id_income", "2400")

    page.get_by_text("5人 · 预估一类").wait_for()
    assert page.posted == [f"{SITE}/guide/?estimate"]


def test_a_printed_list_repeats_its_head_and_leaves_the_navigation_out(opened):
    page = opened()
    page.emulate_media(media="print")

    assert not page.locator(".masthead").is_visible()
    assert (
        page.evaluate("getComputedStyle(document.querySelector('.data thead')).display")
        == "table-header-group"
    )
