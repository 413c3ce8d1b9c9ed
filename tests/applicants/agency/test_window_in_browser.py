"""The agency's window in a real browser: four clicks from a message to the answer, nothing for axe at any width."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from applicants.models.grant import Grant
from applicants.models.person import Person
from applicants.models.referral import Referral
from applicants.workflow import ReferralStatus
from dibao import jobs, scope
from dibao.values.identity import PhoneNumber
from tests.applicants.agency.test_sheets import DONE, Book, again
from tests.applicants.desk.conftest import Desk
from tests.applicants.desk.test_desk_in_browser import faults, sign_in
from tests.axe import press
from tests.cast import PASSWORD, Cast
from tests.factories.referrals import ASKED, make_item, make_referral, make_terms
from tests.referring import Aid

pytestmark = pytest.mark.browser

# Pictures of every page, for whoever looks at them: DIBAO_SHOTS=/some/folder
SHOTS = os.environ.get("DIBAO_SHOTS", "")
WIDTHS = (1366, 390)
# Every click of a mouse or finger, and whatever a key did in its place, over all pages of a session.
_COUNTER = """
addEventListener("click", event => {
    const at = event.isTrusted && event.detail > 0 ? 1 : 0;
    sessionStorage.setItem("clicks", Number(sessionStorage.getItem("clicks") || 0) + at);
}, true);
"""


@pytest.fixture
def standing(
    live_server: LiveServer,
    cast: Cast,
    aid: Aid,
    helped: Grant,
    head: Person,
    settings: Settings,
) -> Referral:
    """A referral before the day by which it is to be answered; beside it one late, one under way, one given."""
    with scope.of(cast.caseworker):
        head.take_phone(PhoneNumber.parse("13912345678"))
        head.save()
    window = Desk(aid.insurers_clerk)
    late, going, given = (
        make_referral(
            make_terms(make_item(aid.insurer, f"more-{number}", f"帮扶项目{number}")),
            helped,
            cast.caseworker,
            person=head,
            **more,
        )
        for number, more in enumerate(
            ({"answer_due": ASKED + timedelta(days=1)}, {}, {"need": "轮椅一辆，上门送"})
        )
    )
    asked = make_referral(
        aid.premium, helped, cast.caseworker, person=head, need="补缴今年的参保费"
    )
    window.sends("applicants:agency_accept", going.pk)
    part = {"quantity": "1", "delivered_on": "2026-8-10", "cost_bearer": "county"}
    window.sends("applicants:agency_deliver", going.pk, **part, rest="more")
    window.sends("applicants:agency_deliver", given.pk, **part, rest="last")
    settings.BUSINESS_DATE = ASKED + timedelta(days=3)
    assert not late.accepted_on
    return asked


def looked_at(page: Page, name: str) -> list[str]:
    """What is wrong with the page as it stands, at both widths."""
    wrong: list[str] = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 2600})
        wrong += faults(page, f"{name}-{width}")
        if SHOTS:
            page.screenshot(path=Path(SHOTS) / f"{name}-{width}.png", full_page=True)
    return wrong


def test_four_clicks_from_the_link_in_a_message_to_the_answer(
    context: BrowserContext, aid: Aid, standing: Referral
) -> None:
    context.add_init_script(_COUNTER)
    page = context.new_page()
    page.goto(f"/agency/referrals/{standing.pk}/")
    of_the_message = 1

    page.get_by_label("用户名").fill(aid.insurers_clerk.username)
    page.get_by_label("密码").fill(PASSWORD)
    press(page, "登录")
    page.get_by_label("金额", exact=False).fill("18.50")
    # A list is opened by a click before something is chosen from it.
    page.get_by_label("费用由谁承担").click()
    page.get_by_label("费用由谁承担").select_option("county")
    press(page, "受理并登记")

    clicks = of_the_message + int(page.evaluate('sessionStorage.getItem("clicks")'))
    assert again(standing, aid.insurers_clerk).status == ReferralStatus.DELIVERED
    assert "办完：2份，18.50元" in page.content()
    assert clicks == 4


@pytest.mark.usefixtures("lenient_policy")
def test_every_page_of_the_window(
    context: BrowserContext, cast: Cast, aid: Aid, standing: Referral
) -> None:
    page, wrong = context.new_page(), []
    sign_in(context, aid.insurers_clerk)
    for name, address in (
        ("inbox", "/"),
        ("inbox-accepted", "/agency/referrals/?in=accepted"),
        ("inbox-closed", "/agency/referrals/?in=closed"),
        ("inbox-nothing", "/agency/referrals/?q=没有"),
        ("referral", f"/agency/referrals/{standing.pk}/"),
        ("sheets", "/agency/sheets/"),
        ("slip", f"/agency/referrals/{standing.pk}/slip/"),
    ):
        page.goto(address)
        wrong += looked_at(page, name)

    sign_in(context, cast.caseworker)
    page.goto(f"/referrals/{standing.pk}/slip/")
    wrong += looked_at(page, "slip-of-township")

    assert "\n".join(wrong) == ""


@pytest.mark.usefixtures("lenient_policy")
def test_every_answer_on_the_page(context: BrowserContext, aid: Aid, standing: Referral) -> None:
    page, wrong = context.new_page(), []
    sign_in(context, aid.insurers_clerk)
    address = f"/agency/referrals/{standing.pk}/"

    page.goto(address)
    page.get_by_label("金额", exact=False).fill("200")
    press(page, "受理并登记")
    wrong += looked_at(page, "referral-errors")

    page.get_by_text("查看完整号码").first.click()
    page.get_by_label("查看完整号码的事由").fill("办参保登记")
    press(page, "查看")
    wrong += looked_at(page, "referral-revealed")

    page.goto(address)
    page.get_by_text("不能办理", exact=True).click()
    page.get_by_text("不归本单位办，转给别的单位").click()
    wrong += looked_at(page, "referral-open-folds")
    press(page, "转给这个单位")
    wrong += looked_at(page, "referral-passing-errors")

    page.goto(address)
    press(page, "只受理，以后登记")
    wrong += looked_at(page, "referral-accepted")

    assert "\n".join(wrong) == ""


@pytest.mark.usefixtures("lenient_policy")
def test_a_workbook_goes_round(
    context: BrowserContext, aid: Aid, standing: Referral, tmp_path: Path
) -> None:
    page, wrong = context.new_page(), []
    sign_in(context, aid.insurers_clerk)
    page.goto("/agency/sheets/")
    with page.expect_download() as handed:
        page.get_by_role("button", name="导出 Excel").click()
    book = Book(handed.value.path().read_bytes())
    rows = {str(book.reads(row, "转介编号")): row for row in range(2, book.page.max_row + 1)}
    mine = rows.pop(str(standing.pk))
    book.writes(mine, **DONE).writes(next(iter(rows.values())), **DONE)
    path = tmp_path / "答复.xlsx"
    path.write_bytes(book.sent().read())

    page.set_input_files("#id_file", path)
    press(page, "上传并核验")
    wrong += looked_at(page, "sheet")
    press(page, "登记这些答复")
    wrong += looked_at(page, "sheet-under-way")
    jobs.drain()
    page.reload()
    wrong += looked_at(page, "sheet-taken")

    assert again(standing, aid.insurers_clerk).status == ReferralStatus.DELIVERED
    assert "\n".join(wrong) == ""


def test_the_strict_policy_refuses_nothing(
    context: BrowserContext, aid: Aid, standing: Referral
) -> None:
    page, complaints = context.new_page(), []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    sign_in(context, aid.insurers_clerk)

    for address in ("/", f"/agency/referrals/{standing.pk}/", "/agency/sheets/"):
        page.goto(address)
    page.goto(f"/agency/referrals/{standing.pk}/slip/")

    assert complaints == []
