"""Verdicts of 2007-2008, worked out by hand.

The line is 924.00 a year (77 x 12), so 30 % = 277.20, 50 % = 462.00,
60 % = 554.40 and 80 % = 739.20. A class pays 77, 52 or 42 a person a month.
"""

from functools import partial

import pytest

from applicants import rule_sets
from applicants.eligibility.codes import (
    ExclusionReason,
    ExpenseKind,
    Hardship,
    IncomeSource,
    Outcome,
    PropertyExemption,
    PropertyKind,
    Rule,
)
from tests.applicants.eligibility.examples import Example, check
from tests.factories.facts import (
    LOST,
    NONE,
    SUMMER_2008,
    expense,
    household,
    income,
    member,
    owned,
    people,
)

home = partial(household, on=SUMMER_2008)
person = partial(member, on=SUMMER_2008)
persons = partial(people, on=SUMMER_2008)

NOTICE = "国发〔2007〕19号第三部分"
PLAN = "实施方案"

CLASSES = [
    Example(
        "an old man without income or support: 1 x 77",
        home(person(age=75, labour=NONE), hardships=[Hardship.ELDERLY_WITHOUT_SUPPORT]),
        1, "77", Rule.BENEFIT_CLASS, PLAN,
    ),
    Example(
        "a couple past work with 554.40, 277.20 a head, exactly 30 %: 2 x 77",
        home(*persons(2, labour=LOST), earns="554.40"),
        1, "154", Rule.BENEFIT_CLASS, PLAN,
    ),
    Example(
        "two fen more, 277.21 a head: past class one, but nobody works: 2 x 52",
        home(*persons(2, labour=LOST), earns="554.42"),
        2, "104", Rule.BENEFIT_CLASS, PLAN,
    ),
    Example(
        "an orphan of ten with 400.00, below 50 %: 1 x 77",
        home(person(age=10, labour=NONE), earns=400, hardships=[Hardship.ORPHAN]),
        1, "77", Rule.BENEFIT_CLASS, PLAN,
    ),
    Example(
        "an orphan with 462.01 is past class one, and without labour: 1 x 52",
        home(person(age=10, labour=NONE), earns="462.01", hardships=[Hardship.ORPHAN]),
        2, "52", Rule.BENEFIT_CLASS, PLAN,
    ),
    Example(
        "three, one blind of level one, 800 / 3 = 266.66: 3 x 77",
        home(person("1", disability=(1, 1)), person("2"), person("3"), earns=800),
        1, "231", Rule.BENEFIT_CLASS, PLAN,
    ),
    Example(
        "limbs of level three are not severe, nobody out of work: 3 x 42",
        home(person("1", disability=(4, 3)), person("2"), person("3"), earns=800),
        3, "126", Rule.BENEFIT_CLASS, PLAN,
    ),
    Example(
        "mental of level three is severe: 3 x 77",
        home(person("1", disability=(6, 3)), person("2"), person("3"), earns=800),
        1, "231", Rule.BENEFIT_CLASS, PLAN,
    ),
    Example(
        "two disabled of level four, 1200 / 2 = 600.00: 2 x 52",
        home(person("1", disability=(2, 4)), person("2", disability=(3, 4)), earns=1200),
        2, "104", Rule.BENEFIT_CLASS, PLAN,
    ),
    Example(
        "the main worker injured, 2400 / 4 = 600.00, below 80 %: 4 x 52",
        home(*persons(4), earns=2400, hardships=[Hardship.MAIN_WORKER_INCAPACITATED]),
        2, "208", Rule.BENEFIT_CLASS, PLAN,
    ),
    Example(
        "the main worker injured, 2956.84 / 4 = 739.21, above 80 %: 4 x 42",
        home(*persons(4), earns="2956.84", hardships=[Hardship.MAIN_WORKER_INCAPACITATED]),
        3, "168", Rule.BENEFIT_CLASS, PLAN,
    ),
    Example(
        "a mother alone with a pupil, 1400 / 2 = 700.00: 2 x 52",
        home(*persons(2), earns=1400, hardships=[Hardship.SINGLE_PARENT_WITH_STUDENTS]),
        2, "104", Rule.BENEFIT_CLASS, PLAN,
    ),
    Example(
        "two of four past work, 2000 / 4 = 500.00, below 60 %: 4 x 52",
        home(*persons(3)[1:], person("4", labour=LOST), person("5", labour=NONE), earns=2000),
        2, "208", Rule.BENEFIT_CLASS, PLAN,
    ),
    Example(
        "one of three past work is less than half: 3 x 42",
        home(*persons(2), person("3", labour=LOST), earns=1500),
        3, "126", Rule.BENEFIT_CLASS, PLAN,
    ),
    Example(
        "a child of fourteen has no labour to sell, whatever the form says: 2 x 52",
        home(person("1"), person("2", age=14), earns=1000),
        2, "104", Rule.BENEFIT_CLASS, PLAN,
    ),
    Example(
        "a flooded farm, 2400 / 3 = 800.00: 3 x 42",
        home(*persons(3), earns=2400, hardships=[Hardship.DISASTER]),
        3, "126", Rule.BENEFIT_CLASS, PLAN,
    ),
]  # fmt: skip

MEANS = [
    Example(
        "1848 / 2 = 924.00 is not below the line",
        home(*persons(2), earns=1848),
        None, "0", Rule.INCOME_LINE, NOTICE, Outcome.NOT_ELIGIBLE,
    ),
    Example(
        "one fen less a year is: 2 x 42",
        home(*persons(2), earns="1847.99"),
        3, "84", Rule.INCOME_LINE, NOTICE,
    ),
    Example(
        "a scholarship is not counted, 2700 / 3 = 900.00: 3 x 42",
        home(*persons(3), earns=[income(2700), income(600, IncomeSource.SCHOLARSHIP)]),
        3, "126", Rule.EXEMPTIONS, PLAN,
    ),
    Example(
        "wages less what the work costs, (5000 - 2500) / 3 = 833.33: 3 x 42",
        home(*persons(3), earns=[income(5000, IncomeSource.LOCAL_WORK, cost=2500)]),
        3, "126", Rule.INCOME, NOTICE,
    ),
    Example(
        "a loss in trade does not eat the wage, 3000 / 3 = 1000.00",
        home(*persons(3), earns=[income(3000, IncomeSource.LOCAL_WORK),
                                 income(1000, IncomeSource.TRADE, cost=3000)]),
        None, "0", Rule.INCOME_LINE, NOTICE, Outcome.NOT_ELIGIBLE,
    ),
    Example(
        "social insurance is deducted, (1900 - 100) / 2 = 900.00: 2 x 42",
        home(*persons(2), earns=1900, spends=[expense(ExpenseKind.TAX_AND_INSURANCE, 100)]),
        3, "84", Rule.DEDUCTIONS, PLAN,
    ),
    Example(
        "medical bills were not, 2000 / 2 = 1000.00",
        home(*persons(2), earns=2000, spends=[expense(ExpenseKind.MEDICAL, 1000)]),
        None, "0", Rule.INCOME_LINE, NOTICE, Outcome.NOT_ELIGIBLE,
    ),
    Example(
        "savings of 3000.00 are within the limit: 2 x 42",
        home(*persons(2), earns=1800, owns=[owned(PropertyKind.DEPOSIT, 3000)]),
        3, "84", Rule.PROPERTY, PLAN,
    ),
    Example(
        "savings and bonds of 3000.01 together are not",
        home(*persons(2), owns=[owned(PropertyKind.DEPOSIT, 2000),
                                owned(PropertyKind.GOVERNMENT_BOND, "1000.01")]),
        None, "0", Rule.PROPERTY, PLAN, Outcome.NOT_ELIGIBLE,
    ),
    Example(
        "a car refuses, however poor the family",
        home(*persons(2), owns=[owned(PropertyKind.VEHICLE)]),
        None, "0", Rule.PROPERTY, PLAN, Outcome.NOT_ELIGIBLE,
    ),
    Example(
        "a disabled person's carriage does not: 2 x 42",
        home(*persons(2), earns=1800, owns=[
            owned(PropertyKind.VEHICLE, exemption=PropertyExemption.DISABILITY_VEHICLE)]),
        3, "84", Rule.PROPERTY, PLAN,
    ),
    Example(
        "an exemption of another kind of thing does not excuse a car",
        home(*persons(2), owns=[
            owned(PropertyKind.VEHICLE, exemption=PropertyExemption.ASSISTANCE_DEPOSIT)]),
        None, "0", Rule.PROPERTY, PLAN, Outcome.NOT_ELIGIBLE,
    ),
    Example(
        "an air conditioner and a refrigerator ask for a look; 2 x 42 is proposed",
        home(*persons(2), earns=1800, owns=[owned(PropertyKind.APPLIANCE, count=2)]),
        3, "84", Rule.PROPERTY, PLAN, Outcome.NEEDS_REVIEW,
    ),
]  # fmt: skip

PEOPLE = [
    Example(
        "a son in prison neither counts nor brings his money, 1700 / 2 = 850.00: 2 x 42",
        home(*persons(2),
             person("3", is_counted=False, exclusion=ExclusionReason.PRISON),
             earns=[income(1700), income(9999, of="3")]),
        3, "84", Rule.MEMBERS, NOTICE,
    ),
    Example(
        "an uncle on five guarantees counts but is not covered, 1800 / 3 = 600.00: 2 x 42",
        home(*persons(2), person("3", is_covered=False, labour=NONE,
                                 exclusion=ExclusionReason.DESTITUTE_SUPPORT), earns=1800),
        3, "84", Rule.MEMBERS, NOTICE,
    ),
    Example(
        "someone left out without a reason asks for a look; 1 x 42 is proposed",
        home(person("1"), person("2", is_covered=False), earns=1800),
        3, "42", Rule.MEMBERS, NOTICE, Outcome.NEEDS_REVIEW,
    ),
    Example(
        "nobody to cover is nobody to pay",
        home(person(is_covered=False, exclusion=ExclusionReason.DESTITUTE_SUPPORT)),
        None, "0", Rule.MEMBERS, NOTICE, Outcome.NOT_ELIGIBLE,
    ),
    Example(
        "two not yet named count and ask for a look, 1800 / 3 = 600.00; 3 x 42 is proposed",
        home(person(), unnamed=2, earns=1800),
        3, "126", Rule.COMPLETENESS, "国发〔2007〕19号第四部分", Outcome.NEEDS_REVIEW,
    ),
    Example(
        "a member whose health nobody wrote down asks for a look; 2 x 42 is proposed",
        home(person("1"), person("2", health=None), earns=1800),
        3, "84", Rule.COMPLETENESS, "国发〔2007〕19号第四部分", Outcome.NEEDS_REVIEW,
    ),
    Example(
        "nobody could apply alone",
        home(person("1", disability=(1, 1)), person("2"), alone="1"),
        None, "0", Rule.SINGLE_PERSON, "国发〔2007〕19号第四部分", Outcome.NOT_ELIGIBLE,
    ),
]  # fmt: skip


@pytest.mark.parametrize("example", CLASSES + MEANS + PEOPLE, ids=str)
def test_verdict_of_2007_is_the_one_worked_out_by_hand(example: Example) -> None:
    check(example, rule_sets.load("2007").terms)
