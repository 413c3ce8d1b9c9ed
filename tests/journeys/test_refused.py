"""A family above the line is refused, and reads why, by which article and what it can do about it."""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from applicants.actions import cases
from applicants.models import Case
from dibao import scope
from tests.cast import DECIDED, ENTERED, Cast
from tests.factories.investigation import visited
from tests.journeys.conftest import Sit, Turn
from tests.journeys.deciding import case_page, deliver, judge, propose, read_letter
from tests.journeys.people import Desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Two people with 20,000 a head, where the line stands at 7,127.
WAGE = "40000.00"
REASONS = "夫妻务工年收入四万元，人均两万元，高于标准。"


@pytest.fixture
def earning_case(cast: Cast, draft_case: Case) -> Case:
    """Taken up, visited, with a good wage."""
    wage = cases.IncomeEntry(source="migrant_work", yearly_amount=Decimal(WAGE))
    means = cases.Means(incomes=[wage], poverty_cause="other")
    with scope.of(cast.caseworker):
        version = draft_case.version
        case = cases.revise(case=draft_case, means=means, version=version, by=cast.caseworker)
        cases.accept(case=case, by=cast.caseworker, on=ENTERED)
        visited(case, cast.caseworker, on=ENTERED)
    return case


def test_a_family_above_the_line_is_refused_with_a_letter(
    cast: Cast, earning_case: Case, seat: Sit, turn_to: Turn
) -> None:
    case = case_page(earning_case)
    turn_to(ENTERED)
    worker = seat(cast.caseworker)
    judge(worker, case)
    expect(worker.page.locator("#trace")).to_contain_text("20000.00")
    head = seat(cast.township_head)
    may_only_refuse(head, case)
    propose(head, case, "拟不同意", REASONS)

    turn_to(DECIDED)
    reviewer = seat(cast.reviewer)
    refuse(reviewer, case)
    read_letter(
        worker,
        case,
        "不予确认农村最低生活保障告知书",
        REASONS,
        "《社会救助法》第十八条",
        "安丰县人民政府申请行政复议",
        "向人民法院提起行政诉讼",
    )
    deliver(worker, "张三")
    worker.open(case)
    worker.sees("不予确认")
    may_apply_again(worker, earning_case)


def may_only_refuse(head: Desk, case: str) -> None:
    """What the rules found is no matter of opinion."""
    page = head.open(f"{case}check/")
    expect(page.get_by_label("拟不同意", exact=True)).to_be_visible()
    assert page.get_by_label("拟同意", exact=True).count() == 0


def refuse(reviewer: Desk, case: str) -> None:
    """Found in the queue; without reasons nothing is decided, and the page says what is missing."""
    page = reviewer.open("/review/")
    page.locator("main tbody").get_by_role("link", name="张三").first.click()
    reviewer.follow("不予确认")
    reviewer.press("决定不予确认")
    expect(page.locator(".error-summary")).to_contain_text("理由")
    page.get_by_label("理由").fill(REASONS)
    reviewer.press("决定不予确认")
    reviewer.sees("已决定不予确认")


def may_apply_again(worker: Desk, case: Case) -> None:
    worker.open(f"/households/{case.household_id}/")
    expect(worker.page.get_by_role("link", name="新增申请")).to_be_visible()
