"""Who applies alone: 办法 Art 8, 社会救助法 Art 21 and the 2022 notice 一(一), worked out by hand.

The line is 7127.00 a year; nobody's income is 7127.00 / 12 = 593.92 a month, paid as 594, and a severely disabled or
seriously ill person gets 104 more. 1.5 lines are 10690.50.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from applicants import rule_sets
from applicants.eligibility.codes import (
    AloneGround,
    Health,
    IncomeSource,
    Outcome,
    PropertyKind,
    Rule,
    SupporterRelation,
)
from applicants.eligibility.terms import OtherGround
from tests.applicants.eligibility.examples import Example, check
from tests.factories.facts import (
    LOST,
    SUMMER_2008,
    household,
    income,
    member,
    owned,
    support,
)

TERMS = rule_sets.load("2026").terms
EIGHT_THREE = "《最低生活保障审核确认办法》第八条第（三）项"
EIGHT = "《最低生活保障审核确认办法》第八条"
THIRTEEN = "《最低生活保障审核确认办法》第十三条"
FOURTEEN = "《最低生活保障审核确认办法》第十四条"
LAW_18, LAW_21 = "《社会救助法》第十八条", "《社会救助法》第二十一条"
NOTICE = "2022年民政部等四部门通知一（一）"
BLIND, MENTAL_THREE, LIMBS_THREE = (1, 1), (6, 3), (4, 3)
SIBLING, PARENT, OTHER = (
    SupporterRelation.SIBLING,
    SupporterRelation.PARENT,
    SupporterRelation.OTHER,
)

monk = {"alone": "1", "ground": AloneGround.CLERGY}
jobless = {"alone": "1", "ground": AloneGround.JOBLESS_DISABLED}

CLERGY = [
    Example(
        "three years in the temple to the day, 7127 - 3000 = 4127 / 12 = 343.92, up to 344",
        household(member(), earns=[income(3000, of="1")], since=date(2023, 8, 5), **monk),
        3, "344", Rule.SINGLE_PERSON, EIGHT_THREE,
    ),
    Example(
        "three years tomorrow are not three years",
        household(member(), since=date(2023, 8, 6), **monk),
        None, "0", Rule.SINGLE_PERSON, EIGHT_THREE, Outcome.NOT_ELIGIBLE,
    ),
    Example(
        "a monk with 7127.00 of his own is not below the line",
        household(member(), earns=[income(7127, of="1")], since=date(2020, 1, 1), **monk),
        None, "0", Rule.INCOME_LINE, LAW_18, Outcome.NOT_ELIGIBLE,
    ),
    Example(
        "what his brothers earn at home is not his, 594",
        household(member("1", labour=LOST), member("2"), earns=[income(50000, of="2")],
                  since=date(2020, 1, 1), **monk),
        1, "594", Rule.MEMBERS, "《最低生活保障审核确认办法》第七条",
    ),
    Example(
        "a car of his own stands against him",
        household(member(), owns=[owned(PropertyKind.VEHICLE, of="1")],
                  since=date(2020, 1, 1), **monk),
        None, "0", Rule.PROPERTY, FOURTEEN, Outcome.NOT_ELIGIBLE,
    ),
    Example(
        "a car of somebody else's does not: 594",
        household(member("1", labour=LOST), member("2"),
                  owns=[owned(PropertyKind.VEHICLE, of="2")], since=date(2020, 1, 1), **monk),
        1, "594", Rule.PROPERTY, "第十四条",
    ),
    Example(
        "savings of 3 x 7127 x 1 person = 21381.00 are within the limit: 594",
        household(member("1", labour=LOST), member("2"),
                  owns=[owned(PropertyKind.DEPOSIT, 21381, of="1")], since=date(2020, 1, 1), **monk),
        1, "594", Rule.PROPERTY, FOURTEEN,
    ),
    Example(
        "and 21381.01 are not",
        household(member("1", labour=LOST), member("2"),
                  owns=[owned(PropertyKind.DEPOSIT, "21381.01", of="1")],
                  since=date(2020, 1, 1), **monk),
        None, "0", Rule.PROPERTY, FOURTEEN, Outcome.NOT_ELIGIBLE,
    ),
]  # fmt: skip

JOBLESS = [
    Example(
        "a blind woman whom her brother keeps with 9000: none of it counts, 594 + 104",
        household(member(disability=BLIND), earns=[support(9000, SIBLING)], **jobless),
        1, "698", Rule.SUPPORT, NOTICE,
    ),
    Example(
        "a cousin is no brother: 9000 are not below 7127",
        household(member(disability=BLIND), earns=[support(9000, OTHER, age=40)], **jobless),
        None, "0", Rule.INCOME_LINE, LAW_18, Outcome.NOT_ELIGIBLE,
    ),
    Example(
        "a father who is sixty today: none of it counts, 594 + 104",
        household(member(disability=BLIND),
                  earns=[support(9000, PARENT, born=date(1966, 8, 5))], **jobless),
        1, "698", Rule.SUPPORT, NOTICE,
    ),
    Example(
        "a father who is sixty tomorrow: all of it counts, 9000 are not below 7127",
        household(member(disability=BLIND),
                  earns=[support(9000, PARENT, born=date(1966, 8, 6))], **jobless),
        None, "0", Rule.INCOME_LINE, LAW_18, Outcome.NOT_ELIGIBLE,
    ),
    Example(
        "a father whose age nobody knows: 5000 count, 7127 - 5000 = 2127 / 12 = 177.25, 178 + 104",
        household(member(disability=BLIND), earns=[support(5000, PARENT)], **jobless),
        2, "282", Rule.INCOME, THIRTEEN,
    ),
    Example(
        "a pension of 1200 counts, 7127 - 1200 = 5927 / 12 = 493.92, 494 + 104",
        household(member(disability=BLIND),
                  earns=[income(1200, IncomeSource.SURVIVOR_BENEFIT, of="1")], **jobless),
        1, "598", Rule.INCOME, THIRTEEN,
    ),
    Example(
        "the 50000 of the brother with whom she lives are not hers: 594 + 104",
        household(member("1", disability=BLIND), member("2"),
                  earns=[income(50000, of="2")], **jobless),
        1, "698", Rule.SINGLE_PERSON, NOTICE,
    ),
    Example(
        "mental of level three is severe: 594 + 104",
        household(member(disability=MENTAL_THREE), **jobless),
        1, "698", Rule.SINGLE_PERSON, NOTICE,
    ),
    Example(
        "limbs of level three are not",
        household(member(disability=LIMBS_THREE), **jobless),
        None, "0", Rule.SINGLE_PERSON, NOTICE, Outcome.NOT_ELIGIBLE,
    ),
    Example(
        "eighteen today is grown up, and no minor any more: 594 + 104 for the disability",
        household(member(born=date(2008, 8, 5), disability=BLIND), **jobless),
        1, "698", Rule.SINGLE_PERSON, NOTICE,
    ),
    Example(
        "eighteen tomorrow is not",
        household(member(born=date(2008, 8, 6), disability=BLIND), **jobless),
        None, "0", Rule.SINGLE_PERSON, NOTICE, Outcome.NOT_ELIGIBLE,
    ),
    Example(
        "who earns a wage of 100 a year has work",
        household(member(disability=BLIND),
                  earns=[income(100, IncomeSource.LOCAL_WORK, of="1")], **jobless),
        None, "0", Rule.SINGLE_PERSON, NOTICE, Outcome.NOT_ELIGIBLE,
    ),
    Example(
        "a trade that lost money is no income to live on: 594 + 104",
        household(member(disability=BLIND),
                  earns=[income(300, IncomeSource.TRADE, cost=300, of="1")], **jobless),
        1, "698", Rule.SINGLE_PERSON, NOTICE,
    ),
    Example(
        "farming that is nobody's in particular asks for a look; 594 + 104 is proposed",
        household(member("1", disability=BLIND), member("2"), earns=20000, **jobless),
        1, "698", Rule.SINGLE_PERSON, EIGHT, Outcome.NEEDS_REVIEW,
    ),
    Example(
        "a brother's 9000 do not count in a family's application either: 1188 + 104",
        household(member("1", disability=BLIND), member("2"), earns=[support(9000, SIBLING)]),
        1, "1292", Rule.SUPPORT, NOTICE,
    ),
    Example(
        "what he gives the wife counts: 7127 - 9000 / 2 = 2627 x 2 / 12 = 437.83, 438 + 104",
        household(member("1", disability=BLIND), member("2"),
                  earns=[support(9000, SIBLING, to="2")]),
        2, "542", Rule.INCOME, THIRTEEN,
    ),
]  # fmt: skip

BORDERLINE = [
    Example(
        "the ground named is the ground of old: 27000 / 3 = 9000, 594 + 104",
        household(member("1", disability=BLIND), member("2"), member("3"), earns=27000,
                  alone="1", ground=AloneGround.BORDERLINE),
        3, "698", Rule.SINGLE_PERSON, LAW_21,
    ),
    Example(
        "no county of ours has named others",
        household(member("1"), member("2"), earns=18000, alone="1", ground=AloneGround.LOCAL),
        None, "0", Rule.SINGLE_PERSON, EIGHT, Outcome.NOT_ELIGIBLE,
    ),
]  # fmt: skip


@pytest.mark.parametrize("example", CLERGY + JOBLESS + BORDERLINE, ids=str)
def test_single_person_of_2026_is_judged_as_worked_out_by_hand(example: Example) -> None:
    check(example, TERMS)


COUNTY_RULE = OtherGround(
    ground=AloneGround.LOCAL,
    note="独居的失独老人",
    article="《县最低生活保障实施细则》第六条",
)
OF_THE_COUNTY = replace(
    TERMS, single_person=replace(TERMS.single_person, other_grounds=(COUNTY_RULE,))
)


@pytest.mark.parametrize(
    "example",
    [
        Example(
            "whether she is one of them a person must say; 594 is proposed, 18000 / 2 = 9000",
            household(member("1"), member("2"), earns=18000, alone="1", ground=AloneGround.LOCAL),
            3, "594", Rule.SINGLE_PERSON, "实施细则", Outcome.NEEDS_REVIEW,
        ),
        Example(
            "21381 / 2 = 10690.50 is no longer borderline, whatever she is",
            household(member("1"), member("2"), earns=21381, alone="1", ground=AloneGround.LOCAL),
            None, "0", Rule.SINGLE_PERSON, "实施细则", Outcome.NOT_ELIGIBLE,
        ),
        Example(
            "a county that names no clergy takes in none",
            household(member(), since=date(2020, 1, 1), **monk),
            None, "0", Rule.SINGLE_PERSON, EIGHT, Outcome.NOT_ELIGIBLE,
        ),
    ],
    ids=str,
)  # fmt: skip
def test_county_may_name_others(example: Example) -> None:
    check(example, OF_THE_COUNTY)


HALF = replace(TERMS, support_exemption=replace(TERMS.support_exemption, share=Decimal("0.5")))


@pytest.mark.parametrize(
    "example",
    [
        Example(
            "half of 6000 counts: 7127 - 3000 = 4127 / 12 = 343.92, 344 + 104",
            household(member(disability=BLIND), earns=[support(6000, SIBLING)], **jobless),
            2, "448", Rule.SUPPORT, NOTICE,
        ),
        Example(
            "of 101.01 the half that is left out is 50.50, 50.51 count: 7076.49 / 12 = 589.71, 590 + 104",
            household(member(disability=BLIND), earns=[support("101.01", SIBLING)], **jobless),
            1, "694", Rule.SUPPORT, NOTICE,
        ),
    ],
    ids=str,
)  # fmt: skip
def test_county_may_leave_out_a_part_of_the_support(example: Example) -> None:
    check(example, HALF)


@pytest.mark.parametrize("ground", [AloneGround.CLERGY, AloneGround.JOBLESS_DISABLED])
def test_nobody_applied_alone_in_2008_on_any_ground(ground: AloneGround) -> None:
    blind = member(on=SUMMER_2008, disability=BLIND, health=Health.SERIOUS_ILLNESS)
    facts = household(blind, on=SUMMER_2008, alone="1", ground=ground, since=date(2000, 1, 1))

    check(
        Example(
            "2007's rules know households only",
            facts, None, "0", Rule.SINGLE_PERSON, "国发〔2007〕19号", Outcome.NOT_ELIGIBLE,
        ),
        rule_sets.load("2007").terms,
    )  # fmt: skip
