"""Every page of the matrix in a real Chromium: nothing for axe to find, nothing too wide for a phone, no complaint."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.contrib.staticfiles import finders
from django.test import RequestFactory
from django.urls import reverse
from django.views.i18n import JavaScriptCatalog
from playwright.sync_api import Browser, CDPSession, ConsoleMessage, Page, Route

from tests.house import visits
from tests.house.addresses import ADDRESSES
from tests.house.addressing import Address, Kind
from tests.house.building import World
from tests.house.test_access_matrix import insiders
from tests.house.visits import Visit
from tests.nightly import IS_NIGHT, some

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db,
    pytest.mark.usefixtures("in_world"),
]

# A name that browsers trust without TLS.
SITE = "http://localhost"
WIDE, NARROW = 1366, 320
STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
BEST = [*STANDARD, "best-practice"]
# A villager's page comes over a mobile network, paid by the megabyte.
MOST_BYTES, MOST_REQUESTS = 100 * 1024, 5

# Files to keep, not pages to read.
FILES = {
    "api:openapi",
    "applicants:agency_sheet_blank",
    "applicants:check_list",
    "applicants:document_file",
    "applicants:document_thumbnail",
    "applicants:export_file",
    "applicants:notice_photo",
    "applicants:objection_photo",
    "applicants:statement_photo",
    "applicants:sheet_template",
    "applicants:transfer_file",
    "oversight:report_export",
    "payments:account_sheet_blank",
    "payments:bank_file",
}
PAGES = [one for one in ADDRESSES if one.get == 200 and one.name not in FILES]
# A piece of a page is read on that page.
PIECES = {"applicants:estimate"}
FORMS = [one for one in ADDRESSES if one.posts and 200 in one.answers and one.name not in PIECES]


def _by_day(addresses: Sequence[Address]) -> list[Address]:
    """Villagers' pages always, of the others a third by day."""
    others = [one for one in addresses if one.kind is not Kind.PUBLIC]
    return [one for one in addresses if one.kind is Kind.PUBLIC] + list(some(others, one_in=3))


@dataclass
class Screen:
    """A page that the tests answer themselves: no server, and what the tests did is undone as ever.

    axe is let in as the browser's own tools are, beside the strict policy that refuses scripts of any page.
    """

    page: Page
    tools: CDPSession
    visit: Visit | None = None
    sizes: list[int] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def show(self, visit: Visit) -> None:
        """Load what the test client was answered; its style sheets and scripts come from their files."""
        self.visit = visit
        self.sizes.clear()
        self.complaints.clear()
        self.page.goto(SITE + visit.url)

    def evaluate(self, expression: str) -> object:
        asked = {"expression": expression, "awaitPromise": True, "returnByValue": True}
        answer = self.tools.send("Runtime.evaluate", asked)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def answer(self, route: Route) -> None:
        path = urlsplit(route.request.url).path
        if path.startswith("/static/"):
            file = Path(str(finders.find(path.removeprefix("/static/"))))
            self.sizes.append(file.stat().st_size)
            route.fulfill(path=file)
        elif path == reverse("admin:jsi18n"):
            words = JavaScriptCatalog.as_view(packages=["django.contrib.admin"])(
                RequestFactory().get(path)
            )
            route.fulfill(status=200, headers=dict(words.headers), body=words.content)
        elif self.visit is not None:
            body = self.visit.text.encode()
            self.sizes.append(len(body))
            route.fulfill(status=200, headers=self.visit.headers, body=body)

    def hear(self, message: ConsoleMessage) -> None:
        # Advice of the browser's makers to developers is no complaint about the page.
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def faults(self, address: Address, *, is_first_look: bool = True) -> list[str]:
        """What axe finds, and by how much the page is too wide, in both widths.

        By day axe looks once: at the page in the wide window, at its errors in the narrow one. Measuring colours costs
        more than all the rest: by day it is done for villagers' pages and for a third of the others of our own make.
        """
        self.evaluate(AXE_SCRIPT)
        is_djangos = address.name.startswith("admin:")
        # Django's own pages of the back room keep the standard, and not every custom beside it.
        rules = STANDARD if is_djangos else BEST
        looked_at = [WIDE, NARROW] if IS_NIGHT else [WIDE if is_first_look else NARROW]
        is_shown = address.kind is Kind.PUBLIC or ADDRESSES.index(address) % 3 == 0
        is_measured = IS_NIGHT or (is_first_look and is_shown and not is_djangos)
        coloured = [WIDE] if is_measured else []
        return [
            fault
            for width in (WIDE, NARROW)
            for fault in self._faults_at(
                width, rules if width in looked_at else [], with_colours=width in coloured
            )
        ]

    def _faults_at(self, width: int, rules: Sequence[str], *, with_colours: bool) -> list[str]:
        # Tall, so that a bar at the foot of the window covers nothing that axe measures.
        self.page.set_viewport_size({"width": width, "height": 2600})
        violations = self._violations(rules, with_colours=with_colours) if rules else []
        found = [f"{width}px {violation}" for violation in violations]
        over = self.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        return [*found, f"{width}px: {over}px too wide"] if over > 0 else found

    def _violations(self, rules: Sequence[str], *, with_colours: bool) -> list[str]:
        # Colours are the same in both widths.
        options = {
            "runOnly": rules,
            "resultTypes": ["violations"],
            "rules": {"color-contrast": {"enabled": with_colours}},
        }
        return self.evaluate(
            f"axe.run({json.dumps(options)}).then(found => found.violations"
            ".flatMap(({id, nodes}) => nodes.map(({html}) => `${id}: ${html.slice(0, 200)}`)))"
        )


def screen_of(browser: Browser, **options: object) -> Iterator[Screen]:
    context = browser.new_context(
        locale="zh-CN", viewport={"width": WIDE, "height": 900}, **options
    )
    page = context.new_page()
    screen = Screen(page, context.new_cdp_session(page))
    screen.page.route("**/*", screen.answer)
    screen.page.on("console", screen.hear)
    screen.page.on("pageerror", lambda error: screen.complaints.append(str(error)))
    yield screen
    context.close()


@pytest.fixture(scope="module")
def strict(browser: Browser) -> Iterator[Screen]:
    """A browser as people have it."""
    yield from screen_of(browser)


@pytest.fixture(scope="module")
def scriptless(browser: Browser) -> Iterator[Screen]:
    yield from screen_of(browser, java_script_enabled=False)


def page_of(address: Address, world: World) -> Visit:
    """The page as its first insider gets it."""
    person = None if address.kind is Kind.PUBLIC else insiders(address, world)[0]
    return visits.look(person, address.url(world.home))


@pytest.mark.parametrize("address", _by_day(PAGES), ids=str)
def test_a_page_can_be_used_by_everybody(address: Address, world: World, strict: Screen) -> None:
    strict.show(page_of(address, world))

    assert strict.complaints == []
    assert strict.faults(address) == []


@pytest.mark.parametrize("address", _by_day(FORMS), ids=str)
def test_a_form_with_errors_can_be_mended_by_everybody(
    address: Address, world: World, strict: Screen
) -> None:
    answer = visits.send_empty(insiders(address, world)[0], address.url(world.home))
    if answer.status == 200:
        strict.show(answer)

        assert strict.faults(address, is_first_look=False) == []


@pytest.mark.parametrize("address", [one for one in PAGES if one.kind is Kind.PUBLIC], ids=str)
def test_a_villagers_page_is_light_and_needs_no_script(
    address: Address, world: World, scriptless: Screen
) -> None:
    page = page_of(address, world)
    scriptless.show(page)

    # What reads a page aloud where the device can; the page is whole without it.
    scripts = re.findall(r'<script src="/static/([^"]*)" defer></script>', page.text)
    assert scripts in ([], ["dibao/aloud.js"])
    assert page.text.count("<script") == len(scripts)
    loaded = [*scriptless.sizes, *(Path(str(finders.find(one))).stat().st_size for one in scripts)]
    assert sum(loaded) <= MOST_BYTES
    assert len(loaded) <= MOST_REQUESTS
