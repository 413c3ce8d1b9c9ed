"""A family is found, agrees and is referred; one agency passes it on, the next helps in two parts, and it is counted.

Beside the way, at each step what somebody in a hurry would try: refused with its sentence, and nothing has changed.
"""

from datetime import date

import pytest

from applicants.models import Case, Grant, HomeVisit
from applicants.models.aid import AidItem
from dibao import scope
from tests.cast import ENTERED, Cast
from tests.factories.investigation import visited
from tests.factories.places import Places
from tests.factories.referrals import post_to
from tests.journeys.conftest import Sit, Turn
from tests.journeys.deciding import household_page
from tests.journeys.helping import (
    PHONE,
    SCREEN,
    agree,
    another_tab,
    ask_for,
    at,
    benefit_of,
    figures_of,
    follow,
    give,
    has_nothing_to_press,
    is_refused,
    looks,
    open_first,
    pass_on,
    prints_it,
)
from tests.journeys.people import Desk

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("lenient_policy"),
]

# The county's civil affairs repair houses; the builders build anew what is dangerous as a whole.
REPAIR, REBUILDING = "危房改造", "农村危房重建"
FOUND, PASSED_ON, TAKEN_ON = date(2026, 8, 10), date(2026, 8, 12), date(2026, 8, 14)
FIRST, SECOND = date(2026, 9, 8), date(2026, 10, 20)
ASKED_FIRST = "已转给民政局，8月25日前答复。"
HANDED_ON = "民政局8月12日转给了别的单位办理。"
ASKED_NEXT = "已转给住房和城乡建设局，9月1日前答复。"
BUILDING = "住房和城乡建设局正在办理，2027年8月15日前办完。"
HALF_WAY = "住房和城乡建设局正在办理，已办0.5户，15,000.00元，其余2027年8月15日前办完。"
DONE = "住房和城乡建设局10月20日办完：1户，25,000.00元。"
BOTH_PARTS = "分次办理：9月8日办0.5户，15,000.00元；10月20日办0.5户，10,000.00元。"
WORTH = "合计25,000.00元：低保金0.00元，其他帮扶折合25,000.00元。"


@pytest.fixture
def visit(cast: Cast, accepted_case: Case) -> HomeVisit:
    """The visit before the grant found the house dangerous as a whole."""
    with scope.of(cast.caseworker):
        return visited(accepted_case, cast.caseworker, on=ENTERED, danger_grade="d")


@pytest.fixture
def agencies(aid_items: dict[str, AidItem], places: Places, grant: Grant, seat: Sit) -> list[Desk]:
    """Civil affairs at a desk, the builders on a phone: each at a browser of their own."""
    civil = post_to(aid_items["house_repair"].agency, places.county, "civil")
    builder = post_to(aid_items["house_rebuilding"].agency, places.county, "builder")
    return [at(seat(civil), SCREEN), at(seat(builder), PHONE)]


def test_help_is_found_agreed_to_passed_on_given_in_parts_and_counted(
    cast: Cast, grant: Grant, agencies: list[Desk], seat: Sit, turn_to: Turn
) -> None:
    household, worker = household_page(grant.household), at(seat(cast.caseworker), PHONE)
    civil, builder = agencies
    turn_to(FOUND)
    find(worker, household)
    consent(worker, household)
    first = send(worker, household)

    turn_to(PASSED_ON)
    hand_on(civil)
    worker.open(first)
    looks(worker, HANDED_ON, "转到哪里", "整幢危险，要重建。")
    second = follow(worker, household, REBUILDING)
    looks(worker, ASKED_NEXT, "从哪里转来", "整幢危险，要重建。")
    is_anothers(civil, second)

    turn_to(TAKEN_ON)
    take_on(builder)
    worker.open(second)
    looks(worker, BUILDING, "还没有办理记录。")
    turn_to(FIRST)
    give_too_much(builder)
    worker.open(second)
    looks(worker, BUILDING, "还没有办理记录。")
    give_a_part(builder)
    worker.open(second)
    looks(worker, HALF_WAY, "2026-09-08")
    turn_to(SECOND)
    give_the_rest(builder)

    worker.open(second)
    looks(worker, DONE, "2026-09-08", "2026-10-20")
    shows_everything(worker, household)
    is_counted(at(seat(cast.reviewer), SCREEN), at(seat(cast.officer), SCREEN))


# The township, at a phone


def find(worker: Desk, household: str) -> None:
    """The family's page says what it may get and why; nothing can be sent before it agreed."""
    worker.open(household)
    looks(worker, "其他帮扶（1+X）", "还没有签转介同意书")
    for benefit, reason in ((REPAIR, "D级（要求C级、D级）"), (REBUILDING, "危房等级：D级")):
        row = benefit_of(worker, benefit)
        assert "可以转介" in row.inner_text()
        assert reason in row.inner_text()
        assert row.get_by_role("link", name="转介", exact=True).count() == 0


def consent(worker: Desk, household: str) -> None:
    worker.follow("登记同意书")
    looks(worker, "收入和财产不告诉任何单位")
    agree(worker, "2026-08-11")
    looks(worker, "签署日期晚于今天")
    another_tab(worker).open(household).get_by_text("还没有签转介同意书").wait_for()
    agree(worker, "2026-08-10")
    looks(worker, "转介同意书已登记", "张三 2026-08-10签了转介同意书")


def send(worker: Desk, household: str) -> str:
    """Twice the usual is refused, and so is the second of two tabs; where it can be followed."""
    benefit_of(worker, REPAIR).get_by_role("link", name="转介", exact=True).click()
    looks(worker, "告诉单位的信息", "每次最多10,000.00元")
    other = another_tab(worker)
    ask_for(worker, "2", "房顶塌了半边。")
    looks(worker, "数量大于0，最多1户。")
    ask_for(worker, "1", "房顶塌了半边。")
    looks(worker, "已转给民政局。", ASKED_FIRST)
    ask_for(other, "1", "再转一次。")
    looks(other, "已经转介过，单位还没有办结。")
    first = follow(worker, household, REPAIR)
    looks(worker, ASKED_FIRST, "房顶塌了半边。", "全家")
    return first


def shows_everything(worker: Desk, household: str) -> None:
    """Both parts and the money stand on the page of everything and on the paper to take home."""
    worker.open(household)
    looks(worker, DONE)
    worker.follow("各项帮扶")
    looks(worker, "没有正在办的", WORTH, HANDED_ON, DONE, BOTH_PARTS)
    prints_it(worker, WORTH, DONE, BOTH_PARTS)


# The agency that it is not for


def hand_on(civil: Desk) -> None:
    """Not without saying where to, nor to what the family does not qualify for; then an old tab takes nothing on."""
    open_first(civil, "张三", "房顶塌了半边。")
    looks(civil, ASKED_FIRST, "本单位不再审查家庭经济状况")
    old = another_tab(civil)
    pass_on(civil, "", "整幢危险，要重建。")
    looks(civil, "选择转给哪个单位的哪个项目")
    pass_on(civil, "种苗和仔畜扶持", "整幢危险，要重建。")
    looks(civil, "这家人不符合那个项目的条件", ASKED_FIRST)
    pass_on(civil, REBUILDING, "整幢危险，要重建。")
    looks(civil, "已转给别的单位，由他们答复。", HANDED_ON)
    has_nothing_to_press(civil, "受理并登记", "只受理，以后登记", "转给这个单位")
    old.press("只受理，以后登记")
    is_refused(old, "“受理”没有办成：现在的状态是“已转其他单位”。")


def is_anothers(civil: Desk, second: str) -> None:
    """What it was passed on as is not there for whoever passed it on."""
    civil.open("/")
    looks(civil, "待答复（0）", "已结束（1）")
    civil.open(second.replace("/referrals/", "/agency/referrals/"))
    looks(civil, "没有这一页")


# The agency that gives it, at a phone


def take_on(builder: Desk) -> None:
    """Once: a second tab is too late, and whoever goes back finds nothing to press."""
    open_first(builder, "张三", "房顶塌了半边。")
    looks(builder, ASKED_NEXT, "由别的单位转来", "30,000.00元")
    other = another_tab(builder)
    builder.press("只受理，以后登记")
    looks(builder, "已受理", BUILDING)
    other.press("只受理，以后登记")
    is_refused(other, "“受理”没有办成：现在的状态是“办理中”。")
    builder.page.go_back()
    has_nothing_to_press(builder, "只受理，以后登记")


def give_too_much(builder: Desk) -> None:
    """More money or more houses than there are, or a part that is all there is."""
    builder.open("/agency/referrals/?in=accepted")
    looks(builder, "办理中（1）")
    builder.page.locator("main tbody th a").click()
    give(builder, "0.5", "30000.01", is_last=False)
    looks(builder, "金额最多还能办30,000.00元。", BUILDING)
    give(builder, "1.5", "15000", is_last=False)
    looks(builder, "数量大于0，最多还能办1户。", BUILDING)
    give(builder, "1", "15000", is_last=False)
    looks(builder, "本次数量少填一些", BUILDING)


def give_a_part(builder: Desk) -> None:
    give(builder, "0.5", "15000", is_last=False)
    looks(builder, "已登记。", HALF_WAY, "最多还能办15,000.00元。")


def give_the_rest(builder: Desk) -> None:
    """Once: from the second tab it is refused, and after going back there is nothing to press."""
    builder.page.reload()
    other = another_tab(builder)
    give(builder, "0.5", "10000", is_last=True)
    looks(builder, "已登记。", DONE)
    give(other, "0.5", "10000", is_last=True)
    is_refused(other, "“办结”没有办成：现在的状态是“已办结”。")
    builder.page.go_back()
    has_nothing_to_press(builder, "登记")
    builder.open("/agency/referrals/?in=closed")
    looks(builder, "已结束（1）", "已办结")


# The county and the prefecture


def is_counted(reviewer: Desk, officer: Desk) -> None:
    """One household, two deliveries, 25,000 yuan, and all who qualify for it; of the first agency nothing."""
    reviewer.open("/statistics/aid-given/?period=2026")
    looks(reviewer, "1+X 帮扶情况表")
    given = ["住房和城乡建设局", "户", "0", "1", "2", "1.00", "25,000.00", "0.00", "0.00"]
    assert figures_of(reviewer, REBUILDING) == given
    assert figures_of(reviewer, REPAIR) == []
    reviewer.follow("25,000.00")
    looks(reviewer, "15,000.00", "10,000.00", "2026-09-08", "2026-10-20", "全家")

    officer.open("/statistics/aid-take-up/?period=2026")
    looks(officer, "1+X 应享尽享情况表", "基数日2026-10-20")
    assert figures_of(officer, REBUILDING) == [
        "住房和城乡建设局",
        *("1", "1", "1", "1", "100.00", "0"),
    ]
    assert figures_of(officer, REPAIR) == ["民政局", *("1", "1", "1", "0", "0.00", "1")]
