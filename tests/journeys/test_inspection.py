"""An inspection in the field: two people with phones and no script, from their lists to both signatures, and what the
township makes of it."""

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from applicants.models import RuleSet
from dibao import scope
from oversight.models import InspectionVisit
from tests.cast import Cast
from tests.factories.places import Places
from tests.journeys.conftest import Sit, Turn
from tests.journeys.people import Desk
from tests.oversight.inspecting import DRAWN, drawn, pair_of
from tests.payments.conftest import write_counties

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
AGREES = ("家庭成员", "住房", "财产", "领到的钱")


@pytest.fixture
def visit(
    live_server: object, cast: Cast, places: Places, rules_of_2007: RuleSet, turn_to: Turn
) -> InspectionVisit:
    """A family of 柳湾镇 that was drawn, with its pair."""
    turn_to(DRAWN)
    write_counties(cast, places, rules_of_2007)
    inspection = drawn(cast, townships=("990121100000",))
    with scope.of(cast.approver):
        return inspection.visits.select_related("first", "second").order_by("pk")[0]


def with_phone(desk: Desk) -> Desk:
    desk.page.set_viewport_size(PHONE)
    return desk


def test_two_inspectors_and_a_township(
    visit: InspectionVisit, cast: Cast, sit: Sit, turn_to: Turn
) -> None:
    first, second = pair_of(visit)
    one = with_phone(sit(first, script=False))
    page = one.page
    one.sees("待抽查入户")
    page.locator("main").get_by_role("link", name=str(visit.record["head"])).first.click()

    # A block by itself; and one that does not agree without a word comes back with what was chosen.
    item(one, "家庭成员").get_by_label("一致", exact=True).check()
    one.press("保存家庭成员")
    one.sees("已保存")
    item(one, "收入").get_by_label("不一致", exact=True).check()
    one.press("保存收入")
    expect(page).to_have_title(re.compile("^错误："))
    page.get_by_label("收入：实际情况").fill("儿子外出务工，每月寄回500元")
    for name in AGREES[1:]:
        item(one, name).get_by_label("一致", exact=True).check()
    page.get_by_label("入户日期").fill(DRAWN.isoformat())
    one.press("保存入户情况")
    one.press("交另一人确认")
    one.sees("您已提交，等另一名检查人员确认")

    other = with_phone(sit(second, script=False))
    other.open(page.url.removeprefix(other.address))
    other.sees("儿子外出务工，每月寄回500元")
    other.press("确认属实")
    other.sees("这户查完")

    leader = sit(cast.approver, script=False)
    leader.open(f"/inspection-visits/{visit.pk}/rectification/")
    leader.page.get_by_label("整改要求").fill("核实务工收入，重新核算")
    leader.press("交办整改")
    leader.sees("已交办乡镇整改")

    turn_to(date(2008, 8, 8))
    township = with_phone(sit(cast.caseworker, script=False))
    township.sees("抽查整改")
    township.open("/rectifications/")
    township.page.locator("tbody a").first.click()
    township.page.get_by_label("整改情况").fill("已办理复核，待遇改为三类")
    township.press("报整改结果")
    township.sees("待复核")

    leader.open("/rectifications/")
    leader.page.locator("tbody a").first.click()
    leader.page.get_by_label("同意销号").check()
    leader.press("记下复核结果")
    leader.sees("已整改")


def item(desk: Desk, name: str) -> object:
    """The block of an item, by its heading."""
    return desk.page.locator("fieldset.group").filter(
        has=desk.page.locator("legend", has_text=re.compile(f"^{name}"))
    )
