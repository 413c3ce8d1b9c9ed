"""The rough look by oneself: judged by the rules in force, decided by nobody, kept nowhere."""

import logging
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from applicants import rule_sets
from applicants.models.policy import RuleSet
from oversight.self_check import Answers, estimate

PAGE = "/public/self-check/"
TODAY = date(2026, 8, 5)


@pytest.fixture
def today(rules_of_2007: RuleSet, rules_of_2026: RuleSet, settings: Settings) -> date:
    settings.BUSINESS_DATE = TODAY
    return TODAY


def test_the_gap_of_todays_rules_is_what_an_application_would_get() -> None:
    terms = rule_sets.load("2026").terms

    found = estimate(Answers(persons=2, farming=Decimal(3000)), terms, on=TODAY)

    gap = (terms.income_line - Decimal(1500)) / 12 * 2
    assert found.per_capita == Decimal(1500)
    assert found.may_be_eligible
    assert abs(found.monthly - gap) <= 1


def test_the_rules_of_2007_have_their_own_line() -> None:
    terms = rule_sets.load("2007").terms

    poor = estimate(Answers(persons=2, farming=Decimal(600)), terms, on=date(2008, 8, 5))
    above = estimate(Answers(persons=2, wages=Decimal(9000)), terms, on=date(2008, 8, 5))

    assert poor.is_below_the_line
    assert not above.is_below_the_line
    assert above.monthly is None


def test_somebody_gravely_ill_raises_the_amount() -> None:
    terms = rule_sets.load("2026").terms

    without = estimate(Answers(persons=2), terms, on=TODAY)
    with_one = estimate(Answers(persons=2, seriously_ill=1), terms, on=TODAY)

    assert with_one.monthly > without.monthly


def test_much_money_in_the_bank_is_said() -> None:
    terms = rule_sets.load("2026").terms

    found = estimate(Answers(persons=1, savings=Decimal(500000)), terms, on=TODAY)

    assert not found.may_be_eligible


def test_the_page_says_that_it_decides_nothing(villager: Client, today: date) -> None:
    page = villager.post(PAGE, {"persons": "2", "farming": "3000"}).content.decode()

    assert "可能符合，可以申请" in page
    assert "什么都不决定" in page


def test_nothing_is_kept_of_it(
    villager: Client, today: date, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG), CaptureQueriesContext(connection) as queries:
        answer = villager.post(PAGE, {"persons": "2", "wages": "31337"})

    written = [q["sql"] for q in queries if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert written == []
    assert not any("31337" in q["sql"] for q in queries)
    assert "31337" not in " ".join(r.getMessage() for r in caplog.records if "sql" not in r.name)
    assert answer.headers["Cache-Control"] == "no-store"
    assert not answer.cookies


def test_answers_in_an_address_are_no_answers(villager: Client, today: date) -> None:
    page = villager.get(PAGE, {"persons": "2", "farming": "3000"}).content.decode()

    assert "估下来" not in page


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"persons": ""}, "几口人"),
        ({"persons": "999"}, "15"),
        ({"persons": "2", "seriously_ill": "3"}, "比全家人数多"),
        ({"persons": "2", "wages": "很多"}, "打工"),
    ],
)
def test_what_cannot_be_is_said(
    villager: Client, today: date, typed: dict[str, str], words: str
) -> None:
    page = villager.post(PAGE, typed).content.decode()

    assert "error-summary" in page
    assert words in page
    assert "估下来" not in page


def test_without_rules_it_asks_nothing(villager: Client, db: None) -> None:
    assert "打电话问乡镇" in villager.get(PAGE).content.decode()
