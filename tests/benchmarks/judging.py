"""How quickly households are judged: by the pure rules alone, and one by one with the queries that find its facts.

The collector of garbage stays on, as it is in a server.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from statistics import median
from time import perf_counter, process_time

from applicants import rule_sets
from applicants.actions import cases, households
from applicants.demo.families import draw_family
from applicants.demo.judging import Judged, judge
from applicants.demo.people import Register, name_family
from applicants.demo.plan import CLASS_PERSONS, Spell
from applicants.eligibility.assess import assess
from applicants.eligibility.facts import Facts
from applicants.eligibility.terms import Terms
from applicants.fact_finding import facts_of
from applicants.models.case import Case
from dibao import scope
from dibao.demo.dice import Dice
from dibao.levels import AreaLevel
from dibao.models.area import Area
from dibao.models.staff import Staff
from dibao.roles import Role
from dibao.values.months import BenefitMonth
from tests.benchmarks.figures import Control, Figure, timed
from tests.benchmarks.prefecture import County, hire
from tests.factories.people import entry

DAY = date(2008, 8, 5)
# So many different households are judged, all of them so many times; so many cases of four people are found.
HOUSEHOLDS, TURNS, CASES = 3_000, 5, 20


def figures(counties: Sequence[County]) -> Iterator[Figure]:
    terms = rule_sets.load("2007").terms
    yield _pure(terms, _drawn(terms))
    yield _with_queries(counties[0])


def _drawn(terms: Terms) -> list[Judged]:
    """Households as the demonstration draws them, the classes as frequent as on the register of July 2008."""
    village, register = "990121100200", Register(["990121000000"])
    classes, weights = list(CLASS_PERSONS), list(CLASS_PERSONS.values())
    drawn = []
    for number in range(HOUSEHOLDS):
        chance = Dice("judging", number)
        (benefit_class,) = chance.choices(classes, weights=weights)
        covered = chance.choice((1, 2, 2, 3, 4))
        family = draw_family(chance, benefit_class, covered, alone=False)
        people = name_family(chance, register, village, family.members, DAY)
        spell = Spell(benefit_class, BenefitMonth(2008, 8))
        drawn.append(judge(chance, family, people, spell, terms, DAY))
    return drawn


def _pure(terms: Terms, drawn: Sequence[Judged]) -> Figure:
    facts = [Facts.from_json(json.loads(one.facts_text)) for one in drawn]
    rates, cpu_rates, total = [], [], Decimal(0)
    for _ in range(TURNS):
        start, cpu = perf_counter(), process_time()
        total = sum((assess(one, terms).total_amount for one in facts), Decimal(0))
        rates.append(len(facts) / (perf_counter() - start))
        cpu_rates.append(len(facts) / (process_time() - cpu))
    planned = sum((one.verdict.total_amount for one in drawn), Decimal(0))
    return Figure(
        name="assess_households_per_second",
        goal="value >= 5000",
        value=median(rates),
        cpu_value=median(cpu_rates),
        control=Control(len(facts), total),
        floor_control=Control(len(drawn), planned),
        note=f"pure rules, one process, {TURNS} turns over {len(facts)} different households",
    )


def _with_queries(county: County) -> Figure:
    by = _caseworker(county)
    with scope.of(by):
        waiting = [_accepted(by, number) for number in range(CASES)]
        spent = [timed(partial(_find_and_judge, pk)) for pk in waiting]
    cpu = [one.cpu for one in spent if one.cpu is not None]
    return Figure(
        name="one_assessment_ms",
        goal="value <= 20",
        value=median(one.seconds for one in spent) * 1000,
        cpu_value=median(cpu) * 1000 if cpu else None,
        note="four people with nine lines: found, and judged by the rules of their case",
    )


def _caseworker(county: County) -> Staff:
    townships = Area.objects.within(county.area).of_level(AreaLevel.TOWNSHIP)
    return hire("judging.caseworker", Role.CASEWORKER, townships.order_by("code")[0])


def _accepted(by: Staff, number: int) -> int:
    village = Area.objects.within(by.posting.area).of_level(AreaLevel.VILLAGE).order_by("code")[0]
    serial = 600 + 4 * number
    members = [entry(f"张{number}", serial)] + [
        entry(
            f"张{number}{place}", serial + place, relation=relation, born=date(1980, 5, 1 + place)
        )
        for place, relation in enumerate(("10", "20", "30"), start=1)
    ]
    household = households.register(village=village, members=members, by=by, on=DAY)
    case = cases.open_draft(household=household, means=_means(), by=by, on=DAY)
    return cases.accept(case=case, by=by, on=DAY).pk


def _means() -> cases.Means:
    earned = ("farming", "livestock", "local_work", "gift")
    spent = ("medical", "education", "support_paid")
    return cases.Means(
        incomes=[cases.IncomeEntry(source=one, yearly_amount=Decimal(300)) for one in earned],
        expenses=[cases.ExpenseEntry(kind=one, yearly_amount=Decimal(200)) for one in spent],
        properties=[
            cases.PropertyEntry(kind="house", amount=Decimal(0)),
            cases.PropertyEntry(kind="deposit", amount=Decimal(800)),
        ],
        hardships=["chronic_illness"],
        poverty_cause="illness",
    )


def _find_and_judge(pk: int) -> None:
    case = Case.objects.select_related("household", "rule_set").get(pk=pk)
    assess(facts_of(case, on=DAY), case.rules.as_terms())
