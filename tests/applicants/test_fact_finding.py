"""From rows to facts: as many queries for a large family as for a small one."""

from datetime import date
from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from applicants.actions import cases, households
from applicants.eligibility.assess import assess
from applicants.eligibility.codes import AloneGround
from applicants.fact_finding import facts_of, ground_of
from applicants.models.case import Case
from applicants.models.policy import RuleSet
from dibao import scope
from tests.cast import ENTERED, Cast
from tests.factories.people import entry, id_number
from tests.factories.places import Places

# Members with their persons, incomes, expenses, properties.
QUERIES = 4


@pytest.mark.parametrize("size", [1, 8])
def test_facts_take_as_many_queries_however_large_the_family(
    cast: Cast,
    places: Places,
    rules_of_2026: RuleSet,
    size: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with scope.of(cast.caseworker):
        case = _case_of(size, cast, places)

        with django_assert_num_queries(QUERIES):
            facts = facts_of(case, on=ENTERED)

    assert [len(facts.members), len(facts.incomes), len(facts.properties)] == [size, size, size]
    assert assess(facts, rules_of_2026.as_terms()).counted == size


def _case_of(size: int, cast: Cast, places: Places) -> Case:
    head = entry("张三", 1)
    others = [
        entry(f"张{number}", number, relation="20", born=date(1985, 5, 1))
        for number in range(2, size + 1)
    ]
    household = households.register(
        village=places.village, members=[head, *others], by=cast.caseworker, on=ENTERED
    )
    means = cases.Means(
        incomes=[cases.IncomeEntry(source="farming", yearly_amount=Decimal(100))] * size,
        expenses=[cases.ExpenseEntry(kind="medical", yearly_amount=Decimal(10))] * size,
        properties=[cases.PropertyEntry(kind="house", amount=Decimal(0))] * size,
    )
    case = cases.open_draft(household=household, means=means, by=cast.caseworker, on=ENTERED)
    return Case.objects.select_related("household", "rule_set").get(pk=case.pk)


def test_facts_say_whose_each_line_is_and_who_applies_alone(
    cast: Cast, places: Places, rules_of_2026: RuleSet
) -> None:
    wife = id_number(2)
    head = entry("张三", 1)
    owned = {"owner": wife}
    means = cases.Means(
        incomes=[cases.IncomeEntry(source="farming", yearly_amount=Decimal(100), **owned)],
        expenses=[cases.ExpenseEntry(kind="medical", yearly_amount=Decimal(10), **owned)],
        properties=[cases.PropertyEntry(kind="house", amount=Decimal(0), **owned)],
        alone=cases.Alone(owner=wife, ground="clergy", since=date(2020, 1, 1)),
    )
    with scope.of(cast.caseworker):
        household = households.register(
            village=places.village,
            members=[head, entry("刘四", 2, relation="10")],
            by=cast.caseworker,
            on=ENTERED,
        )
        case = cases.open_draft(household=household, means=means, by=cast.caseworker, on=ENTERED)
        facts = facts_of(case, on=ENTERED)

    key = next(member.key for member in facts.members if member.name == "刘四")
    lines = (*facts.incomes, *facts.expenses, *facts.properties)
    assert [line.member for line in lines] == [key] * 3
    assert (facts.applies_alone, facts.alone_ground) == (key, AloneGround.CLERGY)
    assert facts.alone_since == date(2020, 1, 1)


def test_a_borderline_household_is_what_is_meant_where_nothing_is_said() -> None:
    assert ground_of("") is None
    assert ground_of("borderline") is None
    assert ground_of("clergy") is AloneGround.CLERGY
