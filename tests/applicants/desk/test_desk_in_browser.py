"""The desk in a real browser: nothing for axe to find at any width, keys enough, one effect."""

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from applicants.models.policy import RuleSet
from dibao import scope
from dibao.models.staff import Staff
from tests.applicants.desk.world import World, make_world
from tests.axe import overflow, press, violations
from tests.cast import LAST_NOTICE_DAY, Cast
from tests.factories.people import id_number
from tests.factories.places import Places
from tests.nightly import some

pytestmark = pytest.mark.browser

# Pictures of every page, for whoever looks at them: DIBAO_SHOTS=/some/folder
SHOTS = os.environ.get("DIBAO_SHOTS", "")


@pytest.fixture
def world(
    live_server: LiveServer,
    cast: Cast,
    places: Places,
    rules_of_2026: RuleSet,
    today: Callable[[date], None],
) -> World:
    today(LAST_NOTICE_DAY)
    return make_world(places.village, cast)


def sign_in(context: BrowserContext, staff: Staff) -> None:
    client = Client()
    client.force_login(staff)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    context.clear_cookies()
    context.add_cookies(
        [{"name": cookie.key, "value": cookie.value, "domain": "localhost", "path": "/"}]
    )


def pages_of(world: World, cast: Cast) -> list[tuple[Staff, str, str]]:
    """Every page of the desk, by who opens it."""
    worker, head, reviewer = cast.caseworker, cast.township_head, cast.reviewer
    village = world.proposed.area_id
    household = world.on_notice.household_id
    unnamed = f"/households/{world.unnamed.memberships.get().household_id}/"
    return [
        (worker, "home", "/"),
        (cast.administrator, "home-empty", "/"),
        (reviewer, "home-county", "/"),
        (worker, "search", "/search/?q=z"),
        (worker, "search-nothing", "/search/?q=没有这人"),
        (worker, "precheck", "/cases/new/"),
        (worker, "edit", f"/cases/{world.draft.pk}/edit/"),
        (worker, "entry", "/cases/entry/"),
        (worker, "cases", "/cases/"),
        (worker, "case-draft", f"/cases/{world.draft.pk}/"),
        (worker, "case-assessed", f"/cases/{world.assessed.pk}/"),
        (head, "case-disputed", f"/cases/{world.disputed.pk}/"),
        (worker, "case-confirmed", f"/cases/{world.confirmed.pk}/"),
        (worker, "check-accepted", f"/cases/{world.accepted.pk}/check/"),
        (head, "check-opinion", f"/cases/{world.assessed.pk}/check/"),
        (worker, "withdraw", f"/cases/{world.accepted.pk}/withdraw/"),
        (worker, "objection", f"/cases/{world.on_notice.pk}/objection/"),
        (head, "answer", f"/objections/{world.objection.pk}/answer/"),
        (worker, "application", f"/cases/{world.assessed.pk}/application/"),
        (worker, "letter-grant", f"/cases/{world.confirmed.pk}/letter/"),
        (worker, "letter-refusal", f"/cases/{world.refused.pk}/letter/"),
        (worker, "notices", "/notices/"),
        (worker, "notice-choose", "/notices/new/"),
        (worker, "notice-new", f"/notices/new/?village={village}"),
        (worker, "notice", f"/notices/{world.notice.pk}/"),
        (reviewer, "queue", "/review/?show=waiting"),
        (reviewer, "queue-empty", "/review/"),
        (reviewer, "review", f"/review/{world.disputed.pk}/"),
        (reviewer, "too-early", f"/cases/{world.on_notice.pk}/confirm/"),
        (reviewer, "refuse", f"/cases/{world.on_notice.pk}/refuse/"),
        (reviewer, "send-back", f"/cases/{world.on_notice.pk}/send-back/"),
        (worker, "household", f"/households/{household}/"),
        (worker, "household-unnamed", unnamed),
        (worker, "member-name", f"{unnamed}members/{world.unnamed.pk}/"),
        (worker, "unnamed", "/households/unnamed/"),
    ]


def picture(page: Page, name: str, width: int) -> None:
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}-{width}.png", full_page=True)


def faults(page: Page, name: str) -> list[str]:
    """What is wrong with the page as it stands: for axe, and wider than its window."""
    found = [f"{name}: {line}" for line in violations(page)]
    too_wide = overflow(page)
    return [*found, f"{name}: {too_wide}px too wide"] if too_wide > 0 else found


# The matrix looks at each page in both widths (tests/journeys/test_axe.py); here more of their states in the harder.
@pytest.mark.usefixtures("lenient_policy")
def test_pages_of_every_stage_fit_a_phone(
    context: BrowserContext, cast: Cast, world: World
) -> None:
    width = 320
    page, signed_in, wrong = context.new_page(), None, []
    with scope.of(cast.caseworker):
        pages = pages_of(world, cast)
    # A tall window, so that the bar at its foot covers nothing that axe measures.
    page.set_viewport_size({"width": width, "height": 2600})
    for staff, name, address in pages:
        if staff is not signed_in:
            sign_in(context, staff)
            signed_in = staff
        answer = page.goto(address)
        picture(page, name, width)
        wrong += faults(page, name)
        wrong += [f"{name}: answers {answer.status}"] if answer.status != 200 else []

    assert "\n".join(wrong) == ""


@pytest.mark.parametrize("width", some([320, 1366], one_in=2))
@pytest.mark.usefixtures("lenient_policy")
def test_every_answer_to_a_form_at_every_width(
    context: BrowserContext, cast: Cast, world: World, width: int
) -> None:
    page, wrong = context.new_page(), []
    # A tall window, so that the bar at its foot covers nothing that axe measures.
    page.set_viewport_size({"width": width, "height": 2600})
    sign_in(context, cast.caseworker)

    def looked_at(name: str) -> None:
        picture(page, name, width)
        wrong.extend(faults(page, name))

    page.goto("/cases/entry/")
    page.fill("#id_members-0-name", "王五")
    page.fill("#id_members-0-id_number", "990121")
    press(page, "保存并受理")
    looked_at("entry-errors")

    page.goto("/cases/new/")
    page.fill("#id_name", "周一")
    page.fill("#id_id_number", id_number(21).number)
    press(page, "查重")
    looked_at("precheck-known")

    page.goto(f"/notices/new/?village={world.proposed.area_id}")
    press(page, "预览")
    looked_at("notice-preview")

    page.goto(f"/households/{world.on_notice.household_id}/")
    page.get_by_text("查看完整号码和诊断").click()
    page.fill("#id_purpose", "核对存折户名")
    press(page, "看吴一的资料")
    looked_at("household-revealed")

    assert "\n".join(wrong) == ""


def test_the_strict_policy_refuses_nothing(
    context: BrowserContext, cast: Cast, world: World
) -> None:
    page, complaints = context.new_page(), []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    sign_in(context, cast.caseworker)

    for address in ("/", f"/cases/{world.draft.pk}/edit/", f"/cases/{world.assessed.pk}/"):
        page.goto(address)

    assert complaints == []
