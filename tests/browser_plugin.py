"""A real Chromium for the tests that need one: found on this machine, required in CI, missed out loud elsewhere."""

import os
import shutil
from collections.abc import Iterator

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = "no Chromium found: install one, or say where it is by CHROMIUM=/path"


def chromium() -> str | None:
    """Where the browser is; CHROMIUM in the environment decides where it is set."""
    named = os.environ.get("CHROMIUM")
    return named or next(filter(None, map(shutil.which, NAMES)), None)


def is_required() -> bool:
    return os.environ.get("CI") == "true" or os.environ.get("DIBAO_REQUIRE_BROWSER") == "1"


def pytest_report_header() -> str:
    return f"chromium: {chromium() or MISSING}"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = [
        report
        for report in terminalreporter.stats.get("skipped", [])
        if MISSING in str(report.longrepr)
    ]
    if skipped:
        terminalreporter.section("BROWSER TESTS SKIPPED", yellow=True)
        terminalreporter.line(f"{len(skipped)} tests did not run: {MISSING}", yellow=True)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium()
    if path is None and is_required():
        pytest.fail(f"{MISSING} (required here)")
    if path is None:
        pytest.skip(MISSING)
    # A sandbox of its own is not to be had as root or in most containers; the pages are ours.
    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=path, args=["--no-sandbox"]) as it,
    ):
        yield it


@pytest.fixture
def context(browser: Browser, live_server: LiveServer) -> Iterator[BrowserContext]:
    """A browser of one person, with cookies of its own; `browser.new_context` makes the next one."""
    with browser.new_context(base_url=live_server.url, locale="zh-CN") as it:
        yield it


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture
def lenient_policy() -> Iterator[None]:
    """axe brings a style of its own, which the strict policy would refuse."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "CONTENT_SECURITY_POLICY", None)
        yield
