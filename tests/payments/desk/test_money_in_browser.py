"""The monthly round in a real browser: nothing for axe to find at any width, and few clicks to approve a month."""

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from applicants.models.household import Household
from applicants.models.policy import RuleSet
from dibao import jobs, scope
from dibao.models.job import JobRun
from dibao.models.staff import Staff
from dibao.values.months import BenefitMonth
from payments.actions import bank_files, bank_results, batches
from payments.banks import simulated
from payments.banks.reasons import FailureReason
from payments.models import PaymentBatch, ResultFile
from tests.axe import overflow, press, violations
from tests.cast import PASSWORD, Cast
from tests.factories.people import id_number
from tests.factories.places import Places
from tests.nightly import some
from tests.payments import register
from tests.payments.conftest import Round, carry, make_account, sent, write_file

pytestmark = pytest.mark.browser

# Pictures of every page, for whoever looks at them: DIBAO_SHOTS=/some/folder
SHOTS = os.environ.get("DIBAO_SHOTS", "")
MAY, JUNE, JULY, AUGUST = (BenefitMonth(2008, month) for month in (5, 6, 7, 8))
TODAY = date(2008, 8, 5)
_FAILURES = {
    2: FailureReason.ACCOUNT_CLOSED,
    5: FailureReason.NAME_MISMATCH,
    9: FailureReason.BANK_ERROR,
}


@dataclass(frozen=True)
class Months:
    """Batches of four months as far as each has come, and the answers of the bank."""

    settled: PaymentBatch
    answered: PaymentBatch
    filed: PaymentBatch
    prepared: PaymentBatch
    checked: ResultFile
    refused: ResultFile


@pytest.fixture
def months(live_server: LiveServer, cast: Cast, places: Places, rules_of_2007: RuleSet) -> Months:
    """Forty-eight households in three villages; two have no account."""
    villages = [places.village.code, places.second_village.code, places.other_village.code]
    _households(
        cast.clerk,
        register.spread(villages, [(1, 12, 20), (2, 24, 50), (3, 12, 15)]),
        rules_of_2007,
    )
    settled = _drawn(cast, MAY)
    sent(settled)
    _answer(settled, _FAILURES, posts=True)
    with scope.of(cast.finance):
        settled.batch.refresh_from_db()
        batches.settle(batch=settled.batch, by=cast.finance)
    june = _drawn(cast, JUNE)
    sent(june)
    refused = _answer(june, {}, posts=False, spoilt=True)
    checked = _answer(june, _FAILURES, posts=False)
    july = _drawn(cast, JULY)
    write_file(july, "roster_xlsx")
    august = _drawn(cast, AUGUST)
    carry(august, until="prepared")
    return Months(settled.batch, june.batch, july.batch, august.batch, checked, refused)


def _households(clerk: Staff, plans: list[register.Plan], rules: RuleSet) -> None:
    backing = register.Backing(rules.pk, clerk.pk, clerk.posting.area_id)
    with scope.of(clerk):
        with connection.cursor() as cursor:
            register.write(cursor, plans, backing, start=101, with_accounts=False)
        for household in Household.objects.visible_to(clerk).select_related("head").order_by("pk"):
            household.head.take_identity(f"赵{household.pk}", id_number(household.pk))
            household.head.save()
            if household.pk not in (104, 120):
                make_account(household, clerk)


def _drawn(cast: Cast, month: BenefitMonth) -> Round:
    with scope.of(cast.clerk):
        batch = batches.draw(
            county=cast.clerk.posting.area,
            month=month,
            by=cast.clerk,
            on=min(month.last_day, TODAY),
        )
    return Round(batch, cast.clerk, cast.reviewer, cast.approver, cast.finance, cast.second_finance)


def _answer(
    monthly: Round, failures: dict[int, FailureReason], *, posts: bool, spoilt: bool = False
) -> ResultFile:
    clerk = monthly.clerk
    with scope.of(clerk):
        rows = list(bank_files.rows_of(monthly.batch))
        content = simulated.answer(rows, monthly.batch.number, failures)
        content = content.replace(b".00", b".01", 3) if spoilt else content
        name = f"回盘{monthly.batch.number}.csv"
        file = bank_results.receive(batch=monthly.batch, name=name, content=content, by=clerk)
        bank_results.check(file=file, by=clerk)
        return bank_results.post(file=file, by=clerk, on=TODAY) if posts else file


def sign_in(context: BrowserContext, staff: Staff) -> None:
    client = Client()
    client.force_login(staff)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    context.clear_cookies()
    context.add_cookies(
        [{"name": cookie.key, "value": cookie.value, "domain": "localhost", "path": "/"}]
    )


def pages_of(months: Months, cast: Cast) -> list[tuple[Staff, str, str]]:
    """Every page of the round, by who opens it."""
    settled, answered = months.settled.pk, months.answered.pk
    filed, prepared = months.filed.pk, months.prepared.pk
    with scope.of(cast.finance):
        file = months.filed.bank_files.get().pk
    return [
        (cast.clerk, "home-clerk", "/"),
        (cast.clerk, "batches", "/batches/"),
        (cast.clerk, "batches-none", "/batches/?month=2007-01"),
        (cast.clerk, "draw", "/batches/draw/"),
        (cast.clerk, "batch-settled", f"/batches/{settled}/"),
        (cast.clerk, "batch-sent", f"/batches/{answered}/"),
        (cast.clerk, "exceptions", f"/batches/{prepared}/exceptions/account/"),
        (cast.clerk, "exceptions-none", f"/batches/{prepared}/exceptions/new/"),
        (cast.clerk, "lines", f"/batches/{settled}/lines/"),
        (cast.clerk, "result-new", f"/batches/{answered}/results/new/"),
        (cast.clerk, "result-checked", f"/bank-results/{months.checked.pk}/"),
        (cast.clerk, "result-refused", f"/bank-results/{months.refused.pk}/"),
        (cast.clerk, "result-withdraw", f"/bank-results/{months.checked.pk}/withdraw/"),
        (cast.clerk, "void", f"/batches/{prepared}/steps/void/"),
        (cast.clerk, "roster", f"/batches/{prepared}/roster/"),
        (cast.reviewer, "home-reviewer", "/"),
        (cast.reviewer, "batch-prepared", f"/batches/{prepared}/"),
        (cast.reviewer, "review", f"/batches/{prepared}/steps/review/"),
        (cast.reviewer, "send-back", f"/batches/{prepared}/steps/send_back/"),
        (cast.finance, "home-finance", "/"),
        (cast.finance, "batch-filed", f"/batches/{filed}/"),
        (cast.finance, "file-new", f"/batches/{filed}/files/new/"),
        (cast.finance, "hand-over-own", f"/bank-files/{file}/hand-over/"),
        (cast.second_finance, "hand-over", f"/bank-files/{file}/hand-over/"),
        (cast.officer, "batches-prefecture", "/batches/"),
        (cast.foreign_clerk, "batches-empty", "/batches/"),
        (cast.caseworker, "home-caseworker", "/"),
        (cast.caseworker, "failed", "/accounts/failed/"),
        (cast.caseworker, "failed-county", "/accounts/failed/?show=county"),
        (cast.caseworker, "account", "/households/102/account/"),
        (cast.caseworker, "account-none", "/households/104/account/"),
    ]


def faults(page: Page, name: str, width: int) -> list[str]:
    """What is wrong with the page as it stands: for axe, and wider than its window."""
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}-{width}.png", full_page=True)
    found = [f"{name}: {line}" for line in violations(page)]
    too_wide = overflow(page)
    return [*found, f"{name}: {too_wide}px too wide"] if too_wide > 0 else found


# The matrix looks at each page in both widths (tests/journeys/test_axe.py); here more of their states in the harder.
@pytest.mark.usefixtures("lenient_policy")
def test_pages_of_every_stage_fit_a_phone(
    context: BrowserContext, cast: Cast, months: Months
) -> None:
    width = 320
    page, signed_in, wrong = context.new_page(), None, []
    page.set_viewport_size({"width": width, "height": 900})
    for staff, name, address in pages_of(months, cast):
        if staff is not signed_in:
            sign_in(context, staff)
            signed_in = staff
        answer = page.goto(address)
        wrong += faults(page, name, width)
        wrong += [f"{name}: answers {answer.status}"] if answer.status != 200 else []

    assert "\n".join(wrong) == ""


@pytest.mark.parametrize("width", some([320, 1366], one_in=2))
@pytest.mark.usefixtures("lenient_policy")
def test_every_answer_to_wrong_input_at_every_width(
    context: BrowserContext, cast: Cast, months: Months, width: int
) -> None:
    page, wrong = context.new_page(), []
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(context, cast.caseworker)
    page.goto("/households/102/account/")
    page.fill("#id_number", "1234")
    press(page, "提出变更账户")
    wrong += faults(page, "account-errors", width)
    sign_in(context, cast.clerk)
    page.goto("/batches/draw/")
    page.fill("#id_month", "2008-05")
    press(page, "开始编制")
    wrong += faults(page, "draw-errors", width)
    page.goto(f"/batches/{months.answered.pk}/results/new/")
    press(page, "上传并核对")
    wrong += faults(page, "result-errors", width)
    page.goto("/batches/?month=七月")
    wrong += faults(page, "batches-errors", width)

    assert "\n".join(wrong) == ""


def test_the_strict_policy_refuses_nothing(
    context: BrowserContext, cast: Cast, months: Months
) -> None:
    page, complaints = context.new_page(), []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    sign_in(context, cast.reviewer)

    for address in ("", "lines/", "roster/", "steps/review/"):
        page.goto(f"/batches/{months.prepared.pk}/{address}")

    assert complaints == []


class Counted:
    """A page that counts what a person does on it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.clicks = self.loads = 0
        page.on("load", lambda _page: self._loaded())

    def _loaded(self) -> None:
        self.loads += 1

    def tick(self, count: int) -> None:
        """The first boxes of a list."""
        for number in range(count):
            self.clicks += 1
            self.page.locator("tbody input[type=checkbox]").nth(number).click()

    def choose(self, selector: str, value: str) -> None:
        """Open a list and take one of it."""
        self.clicks += 2
        self.page.select_option(selector, value)

    def click(self, role: str, name: str) -> None:
        self.clicks += 1
        with self.page.expect_navigation():
            self.page.get_by_role(role, name=name).first.click()


@pytest.mark.parametrize("scripted", some([False, True], one_in=2))
def test_a_month_is_approved_in_four_clicks_and_a_password(
    browser: Browser, live_server: LiveServer, cast: Cast, months: Months, scripted: bool
) -> None:
    with scope.of(cast.reviewer):
        batches.review(batch=months.prepared, by=cast.reviewer)
    options = {"base_url": live_server.url, "locale": "zh-CN", "java_script_enabled": scripted}
    with browser.new_context(**options) as context:
        sign_in(context, cast.approver)
        counted = Counted(context.new_page())

        counted.page.goto("/")
        counted.click("link", "2008年8月")
        counted.click("link", "批准")
        counted.page.fill("#id_password", PASSWORD)
        counted.click("button", "批准（48户）")

    assert counted.clicks <= 4
    assert counted.loads <= 4
    with scope.of(cast.approver):
        months.prepared.refresh_from_db()
    assert months.prepared.status == "approved"


@pytest.mark.parametrize(
    ("scripted", "width"), some([(True, 390), (False, 1366), (True, 1366)], one_in=3)
)
@pytest.mark.usefixtures("lenient_policy")
def test_three_rows_go_back_with_their_reasons_in_few_clicks(
    browser: Browser,
    live_server: LiveServer,
    cast: Cast,
    months: Months,
    scripted: bool,
    width: int,
) -> None:
    options = {"base_url": live_server.url, "locale": "zh-CN", "java_script_enabled": scripted}
    wrong: list[str] = []
    with browser.new_context(**options, viewport={"width": width, "height": 900}) as context:
        sign_in(context, cast.reviewer)
        counted = Counted(context.new_page())
        page = counted.page

        page.goto("/")
        counted.click("link", "2008年8月")
        counted.click("link", "勾选取出")
        counted.tick(3)
        wrong += faults(page, "take-out-lines", width) if scripted else []
        counted.click("button", "取出勾选的户")
        counted.choose("#id_reason", "death_unverified")
        counted.choose("td select >> nth=2", "moved")
        page.fill("#id_note", "邻居说上月去世，乡镇去核实")
        wrong += faults(page, "take-out", width) if scripted else []
        counted.click("button", "取出（3户）")
        wrong += faults(page, "taken-out", width) if scripted else []

    assert counted.clicks <= 12
    assert counted.loads <= 5
    assert "\n".join(wrong) == ""
    with scope.of(cast.clerk):
        reasons = months.prepared.taken_out.order_by("pk").values_list("reason", flat=True)
        assert sorted(reasons) == ["death_unverified", "death_unverified", "moved"]
        months.prepared.refresh_from_db()
    assert months.prepared.status == "draft"


@pytest.mark.usefixtures("lenient_policy")
def test_the_preparer_draws_anew_and_submits_with_one_click(
    context: BrowserContext, cast: Cast, months: Months
) -> None:
    page, wrong = context.new_page(), []
    page.set_viewport_size({"width": 390, "height": 900})
    sign_in(context, cast.reviewer)
    page.goto(f"/batches/{months.prepared.pk}/take-out/?household=101&household=102")
    press(page, "取出（2户）")
    wrong += faults(page, "take-out-errors", 390)
    page.select_option("#id_reason", "moved")
    page.fill("#id_note", "已搬到外县")
    press(page, "取出（2户）")
    sign_in(context, cast.clerk)
    page.goto(f"/batches/{months.prepared.pk}/")
    wrong += faults(page, "batch-sent-back", 390)

    page.get_by_role("button", name="重新编制并提交").click()
    page.get_by_text("编制2008年8月批次").first.wait_for()
    jobs.drain()
    page.get_by_text("等县级审核复核").first.wait_for()

    assert "\n".join(wrong) == ""
    with scope.of(cast.clerk):
        months.prepared.refresh_from_db()
    assert (months.prepared.status, months.prepared.held_count) == ("prepared", 6)


@pytest.mark.usefixtures("lenient_policy")
def test_a_dispute_is_told_and_answered_at_every_width(
    context: BrowserContext, cast: Cast, months: Months
) -> None:
    batch, wrong = months.settled, []
    with scope.of(cast.clerk):
        rows = list(bank_files.rows_of(batch))
        content = simulated.answer(rows, batch.number, {1: FailureReason.ACCOUNT_CLOSED})
        file = bank_results.load(batch=batch, name="更正.csv", content=content, by=cast.clerk)
    page = context.new_page()
    for width in (1366, 390):
        page.set_viewport_size({"width": width, "height": 900})
        sign_in(context, cast.clerk)
        page.goto(f"/bank-results/{file.pk}/")
        wrong += faults(page, "result-disputed", width)
    page.get_by_role("button", name="入账（46户）").click()
    page.wait_for_url("**/jobs/*/")
    jobs.drain()
    for width in (1366, 390):
        page.set_viewport_size({"width": width, "height": 900})
        sign_in(context, cast.finance)
        page.goto("/")
        wrong += faults(page, "home-disputes", width)
        page.goto("/disputes/")
        wrong += faults(page, "disputes", width)
        with page.expect_navigation():
            page.locator("tbody th a").first.click()
        press(page, "了结")
        wrong += faults(page, "dispute-errors", width)
    page.locator("input[type=radio]").first.check()
    page.fill("#id_letter_number", "信银函〔2008〕8号")
    page.fill("#id_findings", "已问信用社张主任")
    press(page, "了结")
    page.get_by_text("争议已了结").wait_for()
    wrong += faults(page, "dispute-resolved", 390)

    assert "\n".join(wrong) == ""


def test_the_roster_is_printed_across_with_its_pages_counted(
    context: BrowserContext, cast: Cast, months: Months
) -> None:
    page = context.new_page()
    sign_in(context, cast.clerk)
    page.goto(f"/batches/{months.prepared.pk}/roster/")

    paper = page.pdf(prefer_css_page_size=True)

    if SHOTS:
        (Path(SHOTS) / "roster.pdf").write_bytes(paper)
    # A4 in points, lying; forty-eight households and their sums take more than a sheet.
    assert b"/MediaBox [0 0 841.91998 594.95996]" in paper or b"/MediaBox [0 0 842" in paper
    assert paper.count(b"/Type /Page\n") > 1
    assert not page.locator(".masthead").count()


def test_a_double_click_draws_once(context: BrowserContext, cast: Cast, months: Months) -> None:
    page = context.new_page()
    sign_in(context, cast.foreign_clerk)
    page.goto("/batches/draw/")

    page.get_by_role("button", name="开始编制").dblclick()
    page.wait_for_url("**/jobs/*/")

    assert page.get_by_text("编制2008年8月批次：按月发放").first.is_visible()
    assert JobRun.objects.filter(kind="batch:draw").count() == 1


def test_the_page_of_an_answer_follows_its_job(
    context: BrowserContext, cast: Cast, months: Months, tmp_path: Path
) -> None:
    page = context.new_page()
    sign_in(context, cast.clerk)
    with scope.of(cast.clerk):
        rows = list(bank_files.rows_of(months.answered))
    answer = tmp_path / "huipan.csv"
    answer.write_bytes(simulated.answer(rows, months.answered.number, {}))
    page.goto(f"/batches/{months.answered.pk}/results/new/")
    page.set_input_files("#id_file", answer)

    press(page, "上传并核对")
    page.get_by_text("待核对").wait_for()
    jobs.drain()

    page.get_by_role("button", name="入账（44户）").wait_for()
