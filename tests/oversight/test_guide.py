"""How to apply, said from the rule set in force."""

from datetime import date

import pytest
from django.test import Client
from pytest_django import Settings

from applicants import rule_sets
from applicants.models.policy import RuleSet
from oversight import guide


@pytest.fixture
def old() -> guide.Guide:
    return guide.of_terms(rule_sets.load("2007").terms)


@pytest.fixture
def new() -> guide.Guide:
    return guide.of_terms(rule_sets.load("2026").terms)


def test_the_rules_of_2007_pay_three_fixed_amounts(old: guide.Guide) -> None:
    assert [amount.text for amount in old.amounts] == [
        "每人每月77.00元",
        "每人每月52.00元",
        "每人每月42.00元",
    ]


def test_todays_rules_pay_the_gap_and_a_supplement(new: guide.Guide) -> None:
    assert "减去家庭人均收入" in new.amounts[0].text
    assert any("增发104.00元" in amount.text for amount in new.amounts)


def test_houses_are_counted_as_people_count_them(new: guide.Guide) -> None:
    assert any("房屋，不超过1处" in sentence for sentence in new.conditions)


def test_the_line_stands_by_year_and_by_month(old: guide.Guide) -> None:
    assert any("每年924.00元" in s and "每月77.00元" in s for s in old.conditions)


def test_three_postings_or_one(old: guide.Guide, new: guide.Guide) -> None:
    def postings(shown: guide.Guide) -> int:
        return sum("公示" in step and "听取意见" in step for step in shown.steps)

    assert postings(old) == 3
    assert postings(new) == 1
    assert "在村里公示7天，听取意见。" in new.steps


def test_who_signs_an_authorization_and_when_a_meeting_is_held(
    old: guide.Guide, new: guide.Guide
) -> None:
    assert not any("授权书" in paper for paper in old.papers)
    assert any("授权书" in paper for paper in new.papers)
    assert "村里开民主评议会，评议调查结果。" in old.steps
    assert "村里开民主评议会，评议调查结果。" not in new.steps


def test_no_sentence_speaks_of_more_than_nothing(old: guide.Guide) -> None:
    assert "有登记的市场主体的，由乡镇核实后认定。" in old.conditions


def test_the_page_follows_the_business_date(
    villager: Client, rules_of_2007: RuleSet, rules_of_2026: RuleSet, settings: Settings
) -> None:
    settings.BUSINESS_DATE = date(2008, 8, 5)
    page = villager.get("/public/how-to-apply/").content.decode()
    assert "77.00" in page
    assert "优待抚恤金、计划生育奖励与扶助金" in page

    settings.BUSINESS_DATE = date(2026, 8, 5)
    assert "补差" in villager.get("/public/how-to-apply/").content.decode()


def test_without_rules_the_page_says_whom_to_ask(
    villager: Client, rules_of_2007: RuleSet, settings: Settings
) -> None:
    settings.BUSINESS_DATE = date(2020, 1, 1)

    response = villager.get("/public/how-to-apply/")

    assert response.status_code == 200
    assert "现在没有公布的低保规则" in response.content.decode()
