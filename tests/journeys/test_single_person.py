"""Somebody who lives alone applies: one row, one person's share, one letter."""

import re

import pytest

from applicants.models import Case, RuleSet
from dibao import scope
from tests.cast import DECIDED, ENTERED, POSTED, Cast
from tests.factories.investigation import visited
from tests.factories.people import id_number
from tests.factories.places import Places
from tests.journeys.conftest import Sit, Turn
from tests.journeys.deciding import confirm, judge, post, propose, read_letter
from tests.journeys.people import Desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NAME = "王春生"
# 600 yuan a year: (7127 - 600) / 12, rounded up, and 104 for an old person.
AMOUNT = "648.00"


def test_somebody_who_lives_alone_is_granted_for_one(
    cast: Cast, places: Places, rules_of_2026: RuleSet, seat: Sit, turn_to: Turn
) -> None:
    turn_to(ENTERED)
    worker = seat(cast.caseworker)
    case = enter(worker, places.village.pk)
    with scope.of(cast.caseworker):
        visited(Case.objects.get(), cast.caseworker, on=ENTERED)
    judge(worker, case)
    worker.sees(f"保障 1 人，每月共 {AMOUNT} 元")
    propose(seat(cast.township_head), case, "拟同意", "独居老人，入户调查属实。")
    turn_to(POSTED)
    post(worker, "小湾村", NAME, "乡镇公示", AMOUNT)

    turn_to(DECIDED)
    confirm(seat(cast.reviewer), case)
    read_letter(worker, case, "农村最低生活保障确认告知书", NAME, AMOUNT)


def enter(worker: Desk, village: str) -> str:
    """Searched first, then one row of the table; the address of the case."""
    page = worker.open("/cases/new/")
    page.get_by_label("户主姓名").fill(NAME)
    page.get_by_label("身份证号").fill(id_number(401).number)
    worker.press("查重")
    page.select_option("#id_home-village", village)
    page.select_option("#id_members-0-health", label="体弱")
    page.select_option("#id_members-0-labour_capacity", label="无劳动能力")
    page.select_option("#id_incomes-0-source", label="种植")
    page.fill("#id_incomes-0-yearly_amount", "600")
    page.select_option("#id_application-poverty_cause", label="疾病")
    page.check("#id_application-nothing_else")
    worker.press("保存并受理")
    page.wait_for_url(re.compile(r"/cases/\d+/check/$"))
    worker.sees("1人，保障1人")
    return page.url.removesuffix("check/")
