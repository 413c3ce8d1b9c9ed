"""Two sides in a real browser: wide and narrow, clean for axe, judged by hand."""

import pytest
from playwright.sync_api import BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from applicants.actions import duplicates, households
from applicants.models import Household, Suspicion
from dibao import scope
from dibao.models.staff import Staff
from tests.applicants.desk.test_desk_in_browser import faults, picture, sign_in
from tests.axe import press
from tests.cast import ENTERED, Cast
from tests.factories.people import entry
from tests.factories.places import Places

pytestmark = pytest.mark.browser

WIDTHS = (1366, 390, 320)


@pytest.fixture
def suspicion(
    live_server: LiveServer, cast: Cast, places: Places, household: Household
) -> Suspicion:
    with scope.of(cast.foreign_caseworker):
        other = households.register(
            village=places.foreign_village,
            members=[entry("张三", 301)],
            by=cast.foreign_caseworker,
            on=ENTERED,
        )
        duplicates.look_at([other], on=ENTERED)
    with scope.of(cast.reviewer):
        return Suspicion.objects.get()


def looked_at(page: Page, name: str) -> list[str]:
    """What is wrong with a page at each width; a tall window, so that no bar covers what axe measures."""
    wrong = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 2600})
        picture(page, name, width)
        wrong += faults(page, f"{name} at {width}")
    return wrong


@pytest.mark.usefixtures("lenient_policy")
def test_both_sides_are_readable_at_every_width(
    context: BrowserContext, cast: Cast, suspicion: Suspicion
) -> None:
    address = f"/duplicates/{suspicion.pk}/"
    opened: list[tuple[Staff, str, str]] = [
        (cast.reviewer, "duplicates", "/duplicates/"),
        (cast.reviewer, "duplicate", address),
        (cast.caseworker, "duplicate-township", address),
        (cast.caseworker, "duplicate-household", f"/households/{suspicion.household_id}/"),
        (cast.reviewer, "duplicate-home", "/"),
    ]
    page, wrong = context.new_page(), []

    for staff, name, path in opened:
        sign_in(context, staff)
        page.goto(path)
        wrong += looked_at(page, name)

    assert wrong == []


@pytest.mark.usefixtures("lenient_policy")
def test_a_verdict_is_given_by_hand(
    context: BrowserContext, cast: Cast, suspicion: Suspicion
) -> None:
    sign_in(context, cast.reviewer)
    page = context.new_page()
    page.goto(f"/duplicates/{suspicion.pk}/")
    press(page, "保存结论")
    wrong = looked_at(page, "duplicate-wrong")

    page.get_by_label("不是重复").check()
    page.get_by_label("核对情况").fill("看了两人的身份证和户口簿，是两个人")
    press(page, "保存结论")

    page.get_by_text("是两个人").wait_for()
    assert wrong + looked_at(page, "duplicate-judged") == []
    assert page.get_by_role("button", name="保存结论").count() == 0
