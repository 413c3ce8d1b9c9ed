"""In the field: the code on a route sheet opens the family's page, and a dead network loses and doubles nothing."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from dibao import scope
from dibao.models.staff import Staff
from oversight.models import InspectionAnswer, InspectionVisit
from tests.applicants.desk.test_desk_in_browser import picture, sign_in
from tests.axe import overflow, violations
from tests.cast import Cast
from tests.dibao.files import samples
from tests.oversight.inspecting import DRAWN, drawn, pair_of

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("in_benefit")]

Open = Callable[[Staff], Page]
UNSENT = "没有网络，没有交上"


@pytest.fixture
def phone_of(browser: Browser, live_server: LiveServer, settings: Settings) -> Iterator[Open]:
    """A phone of somebody's own, logged in, on the day of the draw."""
    settings.BUSINESS_DATE = DRAWN
    contexts: list[BrowserContext] = []

    def opened(staff: Staff) -> Page:
        context = browser.new_context(
            base_url=live_server.url, locale="zh-CN", viewport={"width": 390, "height": 844}
        )
        contexts.append(context)
        sign_in(context, staff)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


def first_visit(cast: Cast) -> InspectionVisit:
    inspection = drawn(cast)
    with scope.of(cast.approver):
        return inspection.visits.select_related("first", "second").order_by("pk")[0]


def test_the_code_on_a_route_sheet_opens_the_familys_page(
    phone_of: Open, cast: Cast, tmp_path: Path
) -> None:
    # Whoever leads the inspection has the sheets of all.
    inspector = next(one for one in pair_of(first_visit(cast)) if one != cast.approver)
    with scope.of(inspector):
        own = list(InspectionVisit.objects.of(inspector).order_by("area_id", "pk"))
    page = phone_of(inspector)
    page.goto(f"/inspections/{own[0].inspection_id}/papers/routes/")

    codes = []
    for place, code in enumerate(page.locator(".qr svg").all()):
        code.screenshot(path=tmp_path / f"{place}.png")
        with Image.open(tmp_path / f"{place}.png") as image:
            codes += [read.text for read in zxingcpp.read_barcodes(image)]

    assert len(codes) == len(own) > 0
    for address, visit in zip(codes, own, strict=True):
        page.goto(address)
        expect(page.locator("h1")).to_contain_text(str(visit.record["head"]))
        expect(page.locator("[name=members_verdict]").first).to_be_attached()


def test_a_dead_network_loses_nothing_that_was_typed(phone_of: Open, cast: Cast) -> None:
    visit = first_visit(cast)
    inspector, _other = pair_of(visit)
    page = phone_of(inspector)
    page.goto(f"/inspection-visits/{visit.pk}/")
    page.context.set_offline(True)
    page.check("[name=income_verdict][value=differs]")
    page.fill("#id_income_found", "儿子每月寄回500元")

    page.click("button[name=save][value=income]")

    expect(page.locator("[role=alert]")).to_contain_text(UNSENT)
    expect(page.locator("#id_income_found")).to_have_value("儿子每月寄回500元")
    assert violations(page) == []
    assert overflow(page) <= 0
    picture(page, "field-visit-unsent", 390)
    page.context.set_offline(False)
    page.click("button[name=save][value=income]")
    expect(page.locator("main, body").first).to_contain_text("已保存")
    with scope.of(inspector):
        (answer,) = InspectionAnswer.objects.all()
    assert answer.found == "儿子每月寄回500元"
    expect(page.locator("#left")).to_have_count(0)


def test_a_photo_waits_for_the_network(phone_of: Open, cast: Cast) -> None:
    visit = first_visit(cast)
    inspector, _other = pair_of(visit)
    page = phone_of(inspector)
    page.goto(f"/inspection-visits/{visit.pk}/")
    file = {"name": "门口.jpg", "mimeType": "image/jpeg", "buffer": samples.picture()}
    page.set_input_files("[name=taken]", file)
    page.context.set_offline(True)

    page.click("button[name=photo]")

    expect(page.locator("#photos [role=alert]")).to_contain_text(UNSENT)
    page.context.set_offline(False)
    page.click("button[name=photo]")
    expect(page.locator("#photos li")).to_have_count(1)


def test_an_answer_that_is_lost_on_its_way_is_not_sent_twice(phone_of: Open, cast: Cast) -> None:
    visit = first_visit(cast)
    inspector, _other = pair_of(visit)
    page = phone_of(inspector)
    page.goto(f"/inspection-visits/{visit.pk}/")
    page.check("[name=members_verdict][value=agrees]")
    sent: list[str] = []

    def lose(route: Route) -> None:
        """The server does its work; its answer never comes back."""
        body = route.request.post_data or ""
        if route.request.method == "GET" or "keep=1" in body:
            route.continue_()
            return
        sent.append(body)
        route.fetch(max_redirects=0)
        route.abort()

    page.route("**/inspection-visits/**", lose)
    with page.expect_event("requestfailed", lambda request: request.method == "POST"):
        page.click("button[name=save][value=members]")

    # What a browser sends when its page of the error is loaded again: the very same form.
    again = page.context.request.post(
        f"/inspection-visits/{visit.pk}/",
        data=sent[0],
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )

    assert again.ok
    assert len(sent) == 1
    with scope.of(inspector):
        # Written a second time it would say another moment.
        assert InspectionAnswer.objects.get().history.count() == 1


def test_who_leads_sends_somebody_else_from_a_phone(phone_of: Open, cast: Cast) -> None:
    visit = first_visit(cast)
    page = phone_of(cast.approver)
    page.goto(f"/inspection-visits/{visit.pk}/")
    assert violations(page) == []
    assert overflow(page) <= 0
    page.check(f"[name=away][value='{visit.first_id}']")
    page.check("[name=reason][value=posted]")

    page.click("button[name=stand_in]")

    expect(page.locator("main, body").first).to_contain_text(f"原抽中{visit.first.name}，调离岗位")
    assert violations(page) == []
    assert overflow(page) <= 0
