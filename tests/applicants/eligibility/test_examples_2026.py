"""Verdicts under the Social Assistance Law of 2026, worked out by hand.

The line is 7127.00 a year (593.9 x 12), so 1.5 x = 10690.50, 30 % = 2138.10,
60 % = 4276.20 and 80 % = 5701.60. The gap is paid, rounded up to the whole
yuan per household and month; a supplement is 104.00 a person.
"""

from datetime import date

import pytest

from applicants import rule_sets
from applicants.eligibility.codes import (
    ExclusionReason,
    ExpenseKind,
    Health,
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
    expense,
    household,
    income,
    member,
    owned,
    people,
)

LAW_18, LAW_20, LAW_21 = (
    "《社会救助法》第十八条",
    "《社会救助法》第二十条",
    "《社会救助法》第二十一条",
)
MEASURES = "《最低生活保障审核确认办法》"
SEVERE = (1, 1)

MONEY = [
    Example(
        "no income at all: 7127.00 / 12 = 593.92, up to 594",
        household(member(age=45, labour=LOST)),
        1, "594", Rule.BASE_AMOUNT, LAW_18,
    ),
    Example(
        "12000 / 3 = 4000.00: 3127.00 x 3 / 12 = 781.75, up to 782",
        household(*people(3), earns=12000),
        3, "782", Rule.BASE_AMOUNT, MEASURES + "第二十三条",
    ),
    Example(
        "6995.00 a head: 132.00 / 12 = 11.00 exactly, nothing to round",
        household(member(), earns=6995),
        3, "11", Rule.BASE_AMOUNT, LAW_18,
    ),
    Example(
        "7126.99 is below the line by a fen: paid a whole yuan",
        household(member(), earns="7126.99"),
        3, "1", Rule.INCOME_LINE, LAW_18,
    ),
    Example(
        "7127.00 is not below it, though borderline",
        household(member(), earns=7127),
        None, "0", Rule.BORDERLINE, LAW_21, Outcome.NOT_ELIGIBLE,
    ),
    Example(
        "10690.50 is not even borderline",
        household(member(), earns="10690.50"),
        None, "0", Rule.INCOME_LINE, LAW_18, Outcome.NOT_ELIGIBLE,
    ),
    Example(
        "three counted, one in 特困: 12000 / 3, 3127.00 x 2 / 12 = 521.17, up to 522",
        household(*people(2), member("3", is_covered=False,
                                     exclusion=ExclusionReason.DESTITUTE_SUPPORT), earns=12000),
        3, "522", Rule.MEMBERS, MEASURES + "第七条",
    ),
    Example(
        "three jobs refused cost one person's share (办法 34): the same 522",
        household(*people(2), member("3", is_covered=False,
                                     exclusion=ExclusionReason.REFUSED_JOBS), earns=12000),
        3, "522", Rule.MEMBERS, MEASURES + "第七条",
    ),
]  # fmt: skip

SUPPLEMENTS = [
    Example(
        "a couple of seventy with 6000: 4127.00 x 2 / 12 = 687.83, 688 + 2 x 104",
        household(member("1", 70, labour=NONE), member("2", 70, labour=NONE), earns=6000),
        2, "896", Rule.SUPPLEMENT, LAW_20,
    ),
    Example(
        "old, severely disabled and seriously ill is still one person: 594 + 104",
        household(member(age=70, labour=NONE, disability=SEVERE, health=Health.SERIOUS_ILLNESS)),
        1, "698", Rule.SUPPLEMENT, LAW_20,
    ),
    Example(
        "an ill head beside a well spouse, once: 7127.00 x 2 / 12 = 1187.83, 1188 + 104",
        household(member("1", 61, health=Health.SERIOUS_ILLNESS), member("2")),
        1, "1292", Rule.SUPPLEMENT, LAW_20,
    ),
    Example(
        "sixty on the day: 594 + 104",
        household(member(born=date(1966, 8, 5), labour=LOST)),
        1, "698", Rule.SUPPLEMENT, LAW_20,
    ),
    Example(
        "sixty tomorrow: 594",
        household(member(born=date(1966, 8, 6), labour=LOST)),
        1, "594", Rule.SUPPLEMENT, LAW_20,
    ),
    Example(
        "a mother and a child of seventeen: 1188 + 104",
        household(member("1", labour=LOST), member("2", born=date(2008, 8, 6), labour=NONE)),
        1, "1292", Rule.SUPPLEMENT, LAW_20,
    ),
    Example(
        "the child is eighteen today: 1188",
        household(member("1", labour=LOST), member("2", born=date(2008, 8, 5), labour=NONE)),
        1, "1188", Rule.SUPPLEMENT, LAW_20,
    ),
    Example(
        "level three of hearing is not severe: 594",
        household(member(labour=LOST, disability=(2, 3))),
        1, "594", Rule.SUPPLEMENT, LAW_20,
    ),
    Example(
        "level three intellectual is: 594 + 104",
        household(member(labour=LOST, disability=(5, 3))),
        1, "698", Rule.SUPPLEMENT, LAW_20,
    ),
    Example(
        "who is not covered gets no supplement: 7127.00 / 12, 594",
        household(member("1", labour=LOST), member("2", 80, labour=NONE, is_covered=False,
                                        exclusion=ExclusionReason.DESTITUTE_SUPPORT)),
        1, "594", Rule.SUPPLEMENT, LAW_20,
    ),
]  # fmt: skip

MEANS = [
    Example(
        "the basic pension counts since 2026: 7127 - 1500 = 5627 / 12 = 468.92, 469 + 104",
        household(member(age=70, labour=NONE), earns=[income(1500, IncomeSource.BASIC_PENSION)]),
        1, "573", Rule.INCOME, MEASURES + "第十三条",
    ),
    Example(
        "on the last day of 2025 it did not: 594 + 104",
        household(member(age=70, labour=NONE), on=date(2025, 12, 31),
                  earns=[income(1500, IncomeSource.BASIC_PENSION)]),
        1, "698", Rule.EXEMPTIONS, "第十三条第二款第（三）项",
    ),
    Example(
        "relief money does not count: 594",
        household(member(labour=LOST), earns=[income(9000, IncomeSource.SOCIAL_ASSISTANCE)]),
        1, "594", Rule.EXEMPTIONS, "第十三条第二款第（二）项",
    ),
    Example(
        "medical bills count, (24000 - 6000) / 3 = 6000: 1127 x 3 / 12 = 281.75, 282",
        household(*people(3), earns=24000, spends=[expense(ExpenseKind.MEDICAL, 6000)]),
        3, "282", Rule.DEDUCTIONS, "第十三条第三款",
    ),
    Example(
        "school fees up to 8000, (24000 - 8000) / 2 = 8000",
        household(*people(2), earns=24000, spends=[expense(ExpenseKind.EDUCATION, 12000)]),
        None, "0", Rule.DEDUCTIONS, "第十三条第三款", Outcome.NOT_ELIGIBLE,
    ),
    Example(
        "bills above the income leave none, not less: 594",
        household(member(labour=LOST), earns=500, spends=[expense(ExpenseKind.MEDICAL, 6000)]),
        1, "594", Rule.DEDUCTIONS, "第十三条第三款",
    ),
    Example(
        "savings of 3 x 7127 x 2 = 42762.00 are within the limit: 1188",
        household(*people(2, labour=LOST), owns=[owned(PropertyKind.DEPOSIT, 42762)]),
        1, "1188", Rule.PROPERTY, MEASURES + "第十四条",
    ),
    Example(
        "a fen more is not",
        household(*people(2, labour=LOST), owns=[owned(PropertyKind.DEPOSIT, "42762.01")]),
        None, "0", Rule.PROPERTY, MEASURES + "第十四条", Outcome.NOT_ELIGIBLE,
    ),
    Example(
        "money from selling the only house is exempt: 1188",
        household(*people(2, labour=LOST), owns=[owned(
            PropertyKind.DEPOSIT, 90000, exemption=PropertyExemption.HOUSE_SALE_DEPOSIT)]),
        1, "1188", Rule.PROPERTY, MEASURES + "第十四条",
    ),
    Example(
        "a second house asks for a look; 594 is proposed",
        household(member(labour=LOST), owns=[owned(PropertyKind.HOUSE, count=2)]),
        1, "594", Rule.PROPERTY, MEASURES + "第十四条", Outcome.NEEDS_REVIEW,
    ),
    Example(
        "a tricycle to live by is exempt: 594",
        household(member(labour=LOST), owns=[owned(
            PropertyKind.VEHICLE, exemption=PropertyExemption.LIVELIHOOD_VEHICLE)]),
        1, "594", Rule.PROPERTY, MEASURES + "第十四条",
    ),
    Example(
        "a car beside it is not",
        household(member(labour=LOST), owns=[
            owned(PropertyKind.VEHICLE, exemption=PropertyExemption.LIVELIHOOD_VEHICLE),
            owned(PropertyKind.VEHICLE)]),
        None, "0", Rule.PROPERTY, MEASURES + "第十四条", Outcome.NOT_ELIGIBLE,
    ),
]  # fmt: skip

ALONE = [
    Example(
        "severely disabled in a family with 27000 / 3 = 9000: the whole line, 594 + 104",
        household(member("1", disability=SEVERE), member("2"), member("3"),
                  earns=27000, alone="1"),
        3, "698", Rule.SINGLE_PERSON, MEASURES + "第八条",
    ),
    Example(
        "seriously ill in a family with 10690.49 a head: 594 + 104",
        household(member(health=Health.SERIOUS_ILLNESS), earns="10690.49", alone="1"),
        3, "698", Rule.SINGLE_PERSON, LAW_21,
    ),
    Example(
        "one and a half lines are no longer borderline",
        household(member(health=Health.SERIOUS_ILLNESS), earns="10690.50", alone="1"),
        None, "0", Rule.SINGLE_PERSON, LAW_21, Outcome.NOT_ELIGIBLE,
    ),
    Example(
        "level three of sight may not apply alone",
        household(member("1", disability=(1, 3)), member("2"), earns=18000, alone="1"),
        None, "0", Rule.SINGLE_PERSON, MEASURES + "第八条", Outcome.NOT_ELIGIBLE,
    ),
    Example(
        "a family below the line is taken in whole: a look, 594 + 104 proposed",
        household(member("1", disability=SEVERE), member("2"), earns=8000, alone="1"),
        2, "698", Rule.SINGLE_PERSON, MEASURES + "第八条", Outcome.NEEDS_REVIEW,
    ),
    Example(
        "the family's car stands against the single person too",
        household(member("1", disability=SEVERE), member("2"), earns=18000, alone="1",
                  owns=[owned(PropertyKind.VEHICLE)]),
        None, "0", Rule.PROPERTY, MEASURES + "第十四条", Outcome.NOT_ELIGIBLE,
    ),
]  # fmt: skip


@pytest.mark.parametrize("example", MONEY + SUPPLEMENTS + MEANS + ALONE, ids=str)
def test_verdict_of_2026_is_the_one_worked_out_by_hand(example: Example) -> None:
    check(example, rule_sets.load("2026").terms)
