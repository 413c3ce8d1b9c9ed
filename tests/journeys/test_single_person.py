"""Somebody who lives alone applies, and somebody whose family is not poor enough: one person's share, one letter."""

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
# 18000 / 2 is above the line and below one and a half: the whole line, 594, and 104 for somebody seriously ill.
WIFE, ALONE = "刘秋月", "698.00"


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


def test_one_ill_member_of_a_borderline_family_is_granted_alone(
    cast: Cast, places: Places, rules_of_2026: RuleSet, seat: Sit, turn_to: Turn
) -> None:
    turn_to(ENTERED)
    worker = seat(cast.caseworker)
    case = enter_couple(worker, places.village.pk)
    with scope.of(cast.caseworker):
        visited(Case.objects.get(), cast.caseworker, on=ENTERED)
    judge(worker, case)
    worker.sees(f"{WIFE}为重病患者", f"保障 1 人，每月共 {ALONE} 元")
    propose(seat(cast.township_head), case, "拟同意", "重病，家庭为低保边缘家庭。")
    turn_to(POSTED)
    post(worker, "小湾村", WIFE, "乡镇公示", ALONE)

    turn_to(DECIDED)
    confirm(seat(cast.reviewer), case)
    read_letter(worker, case, "农村最低生活保障确认告知书", WIFE, ALONE)


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


def enter_couple(worker: Desk, village: str) -> str:
    """A couple of whom only the wife applies; the address of the case."""
    page = worker.open("/cases/new/")
    page.get_by_label("户主姓名").fill(NAME)
    page.get_by_label("身份证号").fill(id_number(401).number)
    worker.press("查重")
    page.select_option("#id_home-village", village)
    page.select_option("#id_members-0-health", label="健康")
    page.select_option("#id_members-0-labour_capacity", label="有劳动能力")
    page.fill("#id_members-1-name", WIFE)
    page.fill("#id_members-1-id_number", id_number(402).number)
    page.select_option("#id_members-1-relation", label="配偶")
    page.select_option("#id_members-1-health", label="重病")
    page.select_option("#id_members-1-labour_capacity", label="无劳动能力")
    page.select_option("#id_incomes-0-source", label="外出务工")
    page.fill("#id_incomes-0-yearly_amount", "18000")
    page.fill("#id_incomes-0-owner", NAME)
    page.get_by_text("家里只有一人单独申请").click()
    page.fill("#id_alone-person", WIFE)
    page.select_option("#id_alone-ground", "borderline")
    page.select_option("#id_application-poverty_cause", label="疾病")
    page.check("#id_application-nothing_else")
    worker.press("保存并受理")
    page.wait_for_url(re.compile(r"/cases/\d+/check/$"))
    return page.url.removesuffix("check/")
