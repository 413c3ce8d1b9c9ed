"""People at their own browsers, who do what a person would: log in, read, press what is written on a button."""

from pathlib import Path

from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from dibao.models import Staff
from tests.cast import PASSWORD
from tests.house.sources import ROOT

PICTURES = ROOT / ".local" / "screenshots"


class Desk:
    """One person's browser, logged in by the page itself or let in where that is not the story."""

    def __init__(self, browser: Browser, server: LiveServer, staff: Staff, *, script: bool) -> None:
        self.staff = staff
        self.address = server.url
        self.context: BrowserContext = browser.new_context(
            base_url=server.url,
            locale="zh-CN",
            viewport={"width": 1366, "height": 900},
            java_script_enabled=script,
            accept_downloads=True,
        )
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(15_000)

    def log_in(self) -> "Desk":
        self.page.goto("/login/")
        self.page.get_by_label("用户名").fill(self.staff.username)
        self.page.get_by_label("密码").fill(PASSWORD)
        self.press("登录")
        expect(self.page.get_by_role("heading", level=1)).to_have_text("我的待办")
        return self

    def come_in(self) -> "Desk":
        """Bring a session along, which takes less time than the page."""
        client = Client()
        client.force_login(self.staff)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        self.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": self.address}])
        return self

    def open(self, address: str) -> Page:
        self.page.goto(address)
        return self.page

    def press(self, name: str) -> None:
        """Press the button of the page's main part with that name."""
        self.page.locator("main").get_by_role("button", name=name, exact=True).click()

    def follow(self, name: str) -> None:
        self.page.locator("main").get_by_role("link", name=name, exact=True).first.click()

    def sees(self, *texts: str) -> None:
        for text in texts:
            expect(self.page.locator("body")).to_contain_text(text)

    def picture(self, name: str) -> None:
        """Keep the page as it looks, for whoever wants to see it; these files are not committed."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=PICTURES / f"{name}.png", full_page=True)

    def download(self, name: str) -> tuple[str, bytes]:
        """Follow a link that is a file; its name and bytes."""
        with self.page.expect_download() as expected:
            self.follow(name)
        file = expected.value
        return file.suggested_filename, Path(file.path()).read_bytes()
