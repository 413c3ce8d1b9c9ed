"""The dice of the demonstration: exact sums, the same throw twice, numbers that nobody has."""

from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applicants import rule_sets
from applicants.demo.families import draw_family
from applicants.demo.judging import facts_of, judge
from applicants.demo.means import draw_means
from applicants.demo.people import Register, name_family
from applicants.demo.plan import CLASS_PERSONS, Plan, Sketch, Spell, shared_out
from applicants.eligibility.codes import Sex
from dibao.demo.dice import Dice
from dibao.demo.era import Era, era_of
from dibao.values.identity import IdNumber
from dibao.values.months import BenefitMonth

ERA = era_of("2008", today=date(2008, 8, 5))
VILLAGES = [f"990121100{number}" for number in range(200, 220)]
COUNTIES = {
    "990121000000": (500_000, VILLAGES),
    "990122000000": (300_000, [village.replace("990121", "990122") for village in VILLAGES]),
}


def plan(seed: str = "eins", *, scale: float = 1.0, era: Era = ERA) -> list[Sketch]:
    return Plan(era, seed, "990121100", scale).sketches(COUNTIES)


def persons_in(month: BenefitMonth, sketches: list[Sketch]) -> Counter[int]:
    covered: Counter[int] = Counter()
    for sketch in sketches:
        for spell in sketch.spells:
            ends_later = spell.last_month is None or spell.last_month >= month
            if spell.first_month <= month and ends_later:
                covered[spell.benefit_class] += sketch.covered
    return covered


@pytest.mark.parametrize("seed", ["eins", "zwei"])
def test_a_whole_plan_has_the_work_reports_persons(seed: str) -> None:
    assert persons_in(ERA.closed_month, plan(seed)) == Counter(CLASS_PERSONS)


def test_the_same_seed_plans_the_same_prefecture() -> None:
    assert plan(scale=0.05) == plan(scale=0.05)
    assert plan(scale=0.05) != plan("zwei", scale=0.05)


def test_some_leave_and_some_come_after_the_closed_month() -> None:
    spells = [spell for sketch in plan() for spell in sketch.spells]

    assert any(spell.last_month == ERA.closed_month for spell in spells)
    assert any(spell.first_month == ERA.open_month for spell in spells)
    assert any(spell.last_month == ERA.closed_month.previous() for spell in spells)


def test_months_of_one_household_never_overlap() -> None:
    twice = [sketch.spells for sketch in plan() if len(sketch.spells) > 1]

    assert twice
    assert all(first.last_month.next() == second.first_month for first, second in twice)


@given(st.integers(0, 10_000), st.lists(st.floats(0.1, 10), min_size=1, max_size=9))
def test_what_is_shared_out_adds_up(total: int, weights: list[float]) -> None:
    parts = shared_out(total, weights)

    assert sum(parts) == total
    assert all(
        abs(part - total * w / sum(weights)) < 1 for part, w in zip(parts, weights, strict=True)
    )


@pytest.mark.parametrize("rules", ["2007", "2026"])
@pytest.mark.parametrize("benefit_class", [1, 2, 3])
def test_a_family_drawn_for_a_class_falls_into_it(rules: str, benefit_class: int) -> None:
    terms = rule_sets.load(rules).terms
    on = date(2008, 3, 3) if rules == "2007" else date(2026, 8, 3)
    register = Register(list(COUNTIES))
    for number in range(150):
        dice = Dice("family", benefit_class, number)
        family = draw_family(dice, benefit_class, 1 + number % 4, alone=False)
        villagers = name_family(dice, register, VILLAGES[0], family.members, on)

        judged = judge(
            dice, family, villagers, Spell(benefit_class, BenefitMonth.of(on)), terms, on
        )

        assert judged.verdict.benefit_class == benefit_class
        assert judged.verdict.covered == 1 + number % 4
        assert facts_of(family, villagers, judged.means, on).hash == judged.facts_hash


def test_numbers_are_valid_and_never_given_twice() -> None:
    register, dice, born = Register(list(COUNTIES)), Dice("numbers"), date(1950, 5, 1)

    numbers = [register.number(dice, VILLAGES[0], born, Sex.MALE) for _ in range(300)]

    assert len(set(numbers)) == 300
    assert all(IdNumber.parse(number).sex == "male" for number in numbers)


def test_two_registers_share_no_number() -> None:
    born = date(1950, 5, 1)
    first, second = Register(["990121000000"]), Register(["990121000000"], first=400)

    ours = {first.number(Dice(1), VILLAGES[0], born, Sex.MALE) for _ in range(100)}
    theirs = {second.number(Dice(2), VILLAGES[0], born, Sex.MALE) for _ in range(100)}

    assert ours.isdisjoint(theirs)


def test_the_same_words_throw_the_same_means() -> None:
    terms = rule_sets.load("2007").terms

    def means() -> object:
        dice = Dice("means")
        return draw_means(
            dice, draw_family(dice, 2, 3, alone=True), terms, ratio=0.5, pensions=False
        )

    assert means() == means()
