"""What follows the facts, played at its pages: judged, proposed, posted, decided, told to the family."""

import re

from applicants.models import Case, Household
from tests.journeys.people import Desk

PDF = b"%PDF-"


def case_page(case: Case) -> str:
    return f"/cases/{case.pk}/"


def household_page(household: Household) -> str:
    return f"/households/{household.pk}/"


# The township


def write_wage(worker: Desk, row: int, yearly: str) -> None:
    """On the entry page, one line of income."""
    worker.page.select_option(f"#id_incomes-{row}-source", "migrant_work")
    worker.page.fill(f"#id_incomes-{row}-yearly_amount", yearly)


def judge(worker: Desk, case: str, *, again: bool = False) -> None:
    worker.open(case)
    worker.press("重新计算" if again else "计算待遇")


def propose(head: Desk, case: str, opinion: str, reasons: str) -> None:
    page = head.open(f"{case}check/")
    page.get_by_label(opinion, exact=True).check()
    page.get_by_label("理由").fill(reasons)
    head.press("提出初审意见")
    head.sees("初审意见已提出")


def post(worker: Desk, village: str, head: str, stage: str, amount: str) -> None:
    """Choose the village, look at the notice as it will hang there, freeze it."""
    page = worker.open("/notices/new/")
    page.locator("main").get_by_role("link", name=re.compile(village)).first.click()
    worker.sees(stage)
    page.get_by_label(re.compile(head)).check()
    worker.press("预览")
    worker.sees("预览，还没有公示", head, amount)
    worker.press("定稿并公示（1户）")
    worker.sees("已定稿公示")


def hear(worker: Desk, case: str, stance: str, statement: str) -> None:
    page = worker.open(case)
    worker.follow("记录听取意见")
    page.get_by_label(stance, exact=True).check()
    page.get_by_label("意见内容").fill(statement)
    worker.press("记录听取意见")
    worker.sees("听取的意见已记录")


# The county


def confirm(reviewer: Desk, case: str) -> None:
    page = reviewer.open(f"{case}confirm/")
    page.get_by_label("理由").fill("符合条件，公示期满。")
    reviewer.press("确认低保")
    reviewer.sees("已确认低保")


def decide(reviewer: Desk, case: str, reasons: str) -> None:
    """About a benefit: as the township proposes, from the month that the page says."""
    page = reviewer.open(case)
    reviewer.follow("作决定")
    page.get_by_label("理由").fill(reasons)
    reviewer.press("作出决定")
    reviewer.sees("已决定")


# What reaches the family


def read_letter(desk: Desk, case: str, *words: str) -> None:
    """The page that is printed says so, and its PDF is one."""
    page = desk.open(case)
    page.locator(".aside").get_by_role("link", name="结果告知书").click()
    desk.sees(*words)
    answer = page.request.get(f"{page.url}?as=pdf")
    assert answer.body().startswith(PDF)


def deliver(worker: Desk, head: str) -> None:
    """From the list of what waits: into the applicant's own hands."""
    page = worker.open("/letters/")
    row = page.locator("main tbody tr").filter(has_text=head)
    row.get_by_role("link", name="登记送达").click()
    page.get_by_label("本人签收").check()
    worker.press("登记送达")
    worker.sees("送达已登记")
    worker.open("/letters/")
    worker.sees("没有要告知或送达的")
