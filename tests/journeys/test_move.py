"""A family moves to the next township: handed over, received, confirmed; every month is paid once."""

import re
from datetime import date

import pytest

from applicants.models import Grant, Household
from dibao import jobs, scope
from dibao.values.identity import BankNumber
from dibao.values.months import BenefitMonth
from payments.actions import accounts, batches
from payments.actions.accounts import AccountEntry
from payments.models import PaymentLine
from tests.cast import Cast
from tests.factories.places import Places
from tests.journeys.conftest import Sit, Turn
from tests.journeys.deciding import household_page
from tests.journeys.people import Desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HANDED, RECEIVED, CONFIRMED = date(2026, 8, 3), date(2026, 8, 5), date(2026, 8, 10)
DRAWN = date(2026, 9, 2)
AUGUST, SEPTEMBER = BenefitMonth(2026, 8), BenefitMonth(2026, 9)
# What the couple of the cast gets.
AMOUNT = "1,321.00"


@pytest.fixture
def paid(cast: Cast, grant: Grant, places: Places) -> Household:
    """The family has an account, and August is drawn for it where it lived."""
    entry = AccountEntry(
        holder="张三",
        bank_code="402",
        bank_name="农村信用合作社",
        number=BankNumber("6210000000000001234"),
    )
    with scope.of(cast.caseworker):
        accounts.open_first(household=grant.household, entry=entry, by=cast.caseworker, on=HANDED)
    with scope.of(cast.clerk):
        batches.draw(county=places.county, month=AUGUST, by=cast.clerk, on=HANDED)
    return grant.household


def test_a_benefit_moves_with_its_family(
    cast: Cast, paid: Household, seat: Sit, turn_to: Turn
) -> None:
    turn_to(HANDED)
    worker = seat(cast.caseworker)
    hand_over(worker, household_page(paid))
    turn_to(RECEIVED)
    neighbour = seat(cast.neighbour)
    transfer = receive(neighbour)
    turn_to(CONFIRMED)
    confirm(seat(cast.reviewer), transfer)

    worker.open(household_page(paid))
    worker.sees("已销户")
    turn_to(DRAWN)
    draw_september(seat(cast.clerk))
    assert months_paid(cast) == {"小湾村": [AUGUST], "前咀村": [SEPTEMBER]}
    neighbour.open(transfer)
    neighbour.page.locator("main").get_by_role("link", name=re.compile("^档案")).click()
    neighbour.sees("前咀村", AMOUNT)


def hand_over(worker: Desk, household: str) -> None:
    page = worker.open(household)
    worker.follow("迁往别的乡镇")
    page.get_by_label("迁往的乡镇").select_option(label="永溪镇")
    page.get_by_label("搬走日期").fill("2026-08-01")
    page.get_by_label("迁移的理由").fill("全家搬到女儿所在的村。")
    worker.press("移交档案")
    worker.sees("已移交，等接收地的乡镇接收")


def receive(neighbour: Desk) -> str:
    """The file is readable before it is received; the address of the transfer."""
    page = neighbour.open("/transfers/")
    page.locator("main tbody").get_by_role("link", name="张三").first.click()
    neighbour.sees("移交的档案", "刘三", "种植")
    transfer = page.url
    neighbour.follow("接收")
    page.select_option("#id_village", label="前咀村")
    neighbour.press("接收这户")
    neighbour.sees("已接收，报县里确认")
    return transfer


def confirm(reviewer: Desk, transfer: str) -> None:
    page = reviewer.open(transfer)
    reviewer.follow("县级确认")
    page.get_by_label("理由").fill("迁移属实，资料齐全。")
    reviewer.press("确认")
    reviewer.sees("已确认，待遇接着发放，不断档也不重复")


def draw_september(clerk: Desk) -> None:
    page = clerk.open("/batches/draw/")
    clerk.press("开始编制")
    jobs.drain()
    page.goto("/batches/")
    page.locator("main table").get_by_role("link", name="9月").first.click()
    clerk.sees(f"1户，2人，{AMOUNT}元")


def months_paid(cast: Cast) -> dict[str, list[BenefitMonth]]:
    """The months drawn for anybody of the county, by village."""
    found: dict[str, list[BenefitMonth]] = {}
    with scope.of(cast.clerk):
        for line in PaymentLine.objects.select_related("household__area").order_by("month"):
            found.setdefault(line.household.area.name, []).append(line.month)
    return found
