"""Other help for a family, played at its pages: agreed to, asked for, passed on, taken on, given, counted."""

import re
from copy import copy

from playwright.sync_api import Locator, ViewportSize, expect

from tests.axe import cut_off, overflow, violations
from tests.journeys.deciding import PDF
from tests.journeys.people import Desk

# Tall, so that a bar at the foot of the window covers nothing that axe measures.
PHONE = ViewportSize(width=390, height=2600)
SCREEN = ViewportSize(width=1366, height=2600)


# Its numbers stand side by side on a phone too.
MEMBERS = "家庭成员"


def at(desk: Desk, size: ViewportSize) -> Desk:
    desk.page.set_viewport_size(size)
    return desk


def looks(desk: Desk, *texts: str) -> None:
    """The page says so, everybody can use it, and nothing of it is out of sight."""
    desk.sees(*texts)
    assert violations(desk.page) == []
    assert overflow(desk.page) <= 0
    assert set(cut_off(desk.page)) <= {MEMBERS}


def another_tab(desk: Desk) -> Desk:
    """The same person's page, open once more as it stands."""
    tab = copy(desk)
    tab.page = desk.context.new_page()
    tab.open(desk.page.url)
    return at(tab, desk.page.viewport_size or SCREEN)


def is_refused(desk: Desk, sentence: str) -> None:
    """Said on a page of its own, with the way back."""
    expect(desk.page.get_by_role("heading", level=1)).to_have_text("没有办成")
    looks(desk, sentence, "什么都没有改动。")


def has_nothing_to_press(desk: Desk, *names: str) -> None:
    for name in names:
        expect(desk.page.locator("main").get_by_role("button", name=name)).to_have_count(0)


def benefit_of(desk: Desk, name: str) -> Locator:
    """Its row on the family's page."""
    heading = desk.page.get_by_role("rowheader", name=re.compile(f"^{name}"))
    return desk.page.locator("#aid tbody tr").filter(has=heading)


def figures_of(desk: Desk, name: str) -> list[str]:
    """What a report says of one benefit, from left to right."""
    table = desk.page.get_by_role("region", name=re.compile("按项目$"))
    row = table.locator("tbody tr").filter(has=desk.page.get_by_role("rowheader", name=name))
    return row.locator("td").all_inner_texts()


# The township


def agree(worker: Desk, day: str) -> None:
    """The head signed on paper."""
    worker.page.get_by_label("签署日期").fill(day)
    worker.press("登记同意书")


def ask_for(worker: Desk, quantity: str, need: str) -> None:
    worker.page.get_by_label("数量").fill(quantity)
    worker.page.get_by_label("需要什么").fill(need)
    worker.press("转介")


def follow(worker: Desk, household: str, benefit: str) -> str:
    """From the family's page to how far it is; the address."""
    worker.open(household)
    benefit_of(worker, benefit).get_by_role("link", name="看进度").click()
    expect(worker.page).to_have_url(re.compile(r"/referrals/\d+/$"))
    return worker.page.url


def prints_it(worker: Desk, *texts: str) -> None:
    """The paper that the family takes home says the same."""
    worker.follow("打印清单")
    worker.sees(*texts)
    assert worker.page.request.get(f"{worker.page.url}?as=pdf").body().startswith(PDF)


# The agencies


def open_first(officer: Desk, *texts: str) -> str:
    """The only one of the inbox; its address."""
    officer.open("/")
    looks(officer, "待答复（1）", *texts)
    officer.page.locator("main tbody th a").click()
    expect(officer.page).to_have_url(re.compile(r"/agency/referrals/\d+/$"))
    return officer.page.url


def pass_on(officer: Desk, benefit: str, reason: str) -> None:
    """To another agency's benefit; the fold is open where the form came back."""
    page = officer.page
    if not page.get_by_label("转办原因").is_visible():
        page.get_by_text("不归本单位办，转给别的单位").click()
    if benefit:
        option = page.locator("option").filter(has_text=benefit)
        page.get_by_label("转给哪个单位的哪个项目").select_option(label=option.inner_text())
    page.get_by_label("转办原因").fill(reason)
    officer.press("转给这个单位")


def give(officer: Desk, quantity: str, yuan: str, *, is_last: bool) -> None:
    """A part, of the county's money."""
    page = officer.page
    page.get_by_label("本次数量").fill(quantity)
    page.get_by_label(re.compile("^金额")).fill(yuan)
    page.get_by_label("费用由谁承担").select_option(label="县级")
    page.get_by_label("全部办完，办结" if is_last else "这是一部分，还要再办").check()
    officer.press("登记")
