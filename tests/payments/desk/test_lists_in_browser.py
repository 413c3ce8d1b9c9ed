"""A county's lists in a real browser: nothing for axe to find at any width; pictures for whoever looks at them."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from playwright.sync_api import BrowserContext
from pytest_django.live_server_helper import LiveServer

from applicants.models.sheet_import import SheetImport
from dibao import jobs
from dibao.models.staff import Staff
from tests.applicants.desk.conftest import Desk
from tests.nightly import some
from tests.payments.desk.lists import MESSY, Book, Bureau, brought, confirmed, make_bureau
from tests.payments.desk.test_money_in_browser import faults, sign_in
from tests.payments.test_roster_import import roster, row

pytestmark = pytest.mark.browser


@pytest.fixture
def lenient_policy() -> Iterator[None]:
    """axe brings a style of its own, which the strict policy would refuse."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "CONTENT_SECURITY_POLICY", None)
        yield


@pytest.fixture
def bureau(live_server: LiveServer, transactional_db: None) -> Bureau:
    """Named after the server, so that what is written is committed where it sees it."""
    return make_bureau()


def edited(content: bytes) -> bytes:
    book = Book(content)
    book.writes(2, "户主姓名", "李四")
    book.writes(3, "低保类别", "四类")
    return book.saved()


def stages(bureau: Bureau) -> Iterator[tuple[Staff, str, SheetImport]]:
    """Lists as far as each may come, one after the other: a county has one under way."""
    clerk, reviewer = Desk(bureau.clerk), Desk(bureau.reviewer)
    messy = brought(clerk, MESSY.read_bytes(), name=MESSY.name)
    yield bureau.clerk, "wrong", messy
    clerk.sends("applicants:sheet_import_cancel", messy.pk)
    yield bureau.clerk, "cancelled", messy
    broken = brought(clerk, b"no table", name="坏.xlsx")
    yield bureau.clerk, "refused", broken
    clerk.sends("applicants:sheet_import_cancel", broken.pk)
    content = roster(*(row(serial) for serial in (1, 3, 5)))
    taken = confirmed(reviewer, brought(clerk, content))
    yield bureau.clerk, "taken", taken
    differing = brought(clerk, edited(content), name="改过.xlsx")
    yield bureau.reviewer, "differing", differing
    clerk.sends("applicants:sheet_import_cancel", differing.pk)
    clerk.sends("applicants:sheet_import_ask_back", taken.pk, reason="导错了县里的旧表")
    yield bureau.reviewer, "asked-back", taken
    reviewer.sends("applicants:sheet_import_let_back", taken.pk)
    jobs.drain()
    yield bureau.clerk, "undone", taken


@pytest.mark.usefixtures("lenient_policy")
@pytest.mark.parametrize("width", some([390, 1366], one_in=2))
def test_pages_of_lists_fit_every_screen(
    context: BrowserContext, bureau: Bureau, width: int
) -> None:
    page, wrong = context.new_page(), []
    page.set_viewport_size({"width": width, "height": 900})
    for staff, name, record in stages(bureau):
        sign_in(context, staff)
        asked = "?show=changes" if name == "differing" else ""
        for shown, address in (
            (f"list-{name}", f"/imports/{record.pk}/{asked}"),
            (f"lists-{name}", "/imports/"),
        ):
            page.goto(address)
            wrong += faults(page, shown, width)

    assert "\n".join(wrong) == ""
