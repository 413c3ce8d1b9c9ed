"""A case under the rules of 2007: a review meeting always, then three postings one after the other."""

from datetime import date

import pytest
from playwright.sync_api import expect

from applicants.actions import cases, households
from applicants.models import Case, RuleSet
from dibao import scope
from tests.cast import Cast, small_means
from tests.factories.investigation import visited
from tests.factories.people import entry
from tests.factories.places import Places
from tests.journeys.conftest import Sit, Turn
from tests.journeys.deciding import case_page, confirm, judge, post, propose, read_letter
from tests.journeys.investigating import hold_meeting
from tests.journeys.people import Desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ENTERED = date(2008, 7, 7)
# 国发〔2007〕19号: seven days in the village, seven at the township, seven at the county.
POSTINGS = [
    ("村级公示", date(2008, 7, 8)),
    ("乡镇公示", date(2008, 7, 15)),
    ("县级公示", date(2008, 7, 22)),
]
DECIDED = date(2008, 7, 29)
# Class two of three: 52 yuan for each of two people.
AMOUNT = "104.00"


@pytest.fixture
def case_of_2008(cast: Cast, places: Places, rules_of_2007: RuleSet) -> Case:
    """A couple, taken up and visited."""
    by = cast.caseworker
    with scope.of(by):
        family = [entry("张三", 1), entry("刘三", 2, relation="10")]
        household = households.register(village=places.village, members=family, by=by, on=ENTERED)
        case = cases.open_draft(household=household, means=small_means(), by=by, on=ENTERED)
        cases.accept(case=case, by=by, on=ENTERED)
        visited(case, by, on=ENTERED)
    return case


def test_three_postings_follow_a_meeting(
    cast: Cast, case_of_2008: Case, seat: Sit, turn_to: Turn
) -> None:
    case = case_page(case_of_2008)
    turn_to(ENTERED)
    worker, head = seat(cast.caseworker), seat(cast.township_head)
    head.open(f"{case}check/")
    head.sees("这户适用的规则要求民主评议")
    hold_meeting(worker, case)
    judge(worker, case)
    propose(head, case, "拟同意", "入户调查属实，评议通过。")

    reviewer = seat(cast.reviewer)
    for stage, day in POSTINGS:
        turn_to(day)
        reviewer.open(f"{case}confirm/")
        reviewer.sees("还不能确认", "还差一榜公示没有张贴")
        post(worker, "小湾村", "张三", stage, AMOUNT)
    cannot_be_posted_again(worker)
    turn_to(DECIDED)
    confirm(reviewer, case)
    read_letter(worker, case, "农村最低生活保障确认告知书", AMOUNT, "国发〔2007〕19号")


def cannot_be_posted_again(worker: Desk) -> None:
    """There is no fourth one."""
    page = worker.open("/notices/new/")
    expect(page.locator("main").get_by_role("link", name="小湾村")).to_have_count(0)
