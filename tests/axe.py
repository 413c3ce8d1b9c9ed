"""What axe finds on a page in a real browser, asked in one way by all tests."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}


def violations(page: Page) -> list[str]:
    """Each fault of the page as it stands, as `rule: the element's HTML`."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]]


def overflow(page: Page) -> int:
    """By how many CSS pixels the page is wider than its window."""
    return page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )


def cut_off(page: Page) -> list[str]:
    """Which tables are wider than their box, so that columns are out of sight until they are moved sideways."""
    return page.evaluate(
        """[...document.querySelectorAll(".table-box")]
        .filter(box => box.scrollWidth > box.clientWidth).map(box => box.getAttribute("aria-label"))"""
    )


def press(page: Page, name: str) -> None:
    """Press a button that sends its form, and wait for the answer: a click alone returns on the page that was."""
    with page.expect_navigation():
        page.get_by_role("button", name=name).click()
