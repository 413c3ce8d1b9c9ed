"""What counts as income, what does not, what is taken off: 办法 Art 13 clause by clause, worked out by hand.

Under the law of 2026: the line is 7127.00 a year, the gap is paid, rounded up to the whole yuan. The families are
healthy workers of forty without any hardship, so their class is the third and no supplement is due.
"""

from dataclasses import replace
from datetime import date

import pytest

from applicants import rule_sets
from applicants.eligibility.assess import assess
from applicants.eligibility.codes import ExpenseKind, IncomeKind, IncomeSource, Outcome, Rule
from applicants.eligibility.facts import Facts
from applicants.eligibility.terms import Deduction, IncomeExemption, Terms
from tests.applicants.eligibility.examples import Example, check
from tests.factories.facts import SUMMER_2008, expense, household, income, member, people

TERMS = rule_sets.load("2026").terms
THIRTEEN = "《最低生活保障审核确认办法》第十三条"
(FIRST_FOUR, SECOND_ONE, SECOND_TWO, THIRD) = (
    f"{THIRTEEN}第一款第（四）项",
    f"{THIRTEEN}第二款第（一）项",
    f"{THIRTEEN}第二款第（二）项",
    f"{THIRTEEN}第三款",
)
WAGE, FARM, RENT = IncomeSource.LOCAL_WORK, IncomeSource.FARMING, IncomeSource.LAND_RENT


def one(*lines: object, **more: object) -> Facts:
    return household(member(), earns=lines, **more)


KINDS = [
    Example(
        "five kinds: 6000-1000 + 3000-1200 + 800 + 900 + 300 = 8800 / 2 = 4400, 2727 x 2 / 12 = 454.50, 455",
        household(*people(2), earns=[
            income(6000, WAGE, cost=1000), income(3000, FARM, cost=1200), income(800, RENT),
            income(900, IncomeSource.RETIREMENT_PENSION), income(300, IncomeSource.OTHER)]),
        3, "455", Rule.INCOME, THIRTEEN,
    ),
    Example(
        "(一) wages less the necessary cost of work: 7127 - (8000 - 1500) = 627 / 12 = 52.25, 53",
        one(income(8000, WAGE, cost=1500)),
        3, "53", Rule.INCOME, THIRTEEN,
    ),
    Example(
        "(二) a pig farm less feed, wear and tax: 7127 - (9000 - 4000) = 2127 / 12 = 177.25, 178",
        one(income(9000, IncomeSource.LIVESTOCK, cost=4000)),
        3, "178", Rule.INCOME, THIRTEEN,
    ),
    Example(
        "(三) land let, interest and dividends: 7127 - (1200 + 150 + 400) = 5377 / 12 = 448.08, 449",
        one(income(1200, RENT), income(150, IncomeSource.INTEREST), income(400, IncomeSource.DIVIDEND)),
        3, "449", Rule.INCOME, THIRTEEN,
    ),
    Example(
        "(四) compensation and gifts: 7127 - (2000 + 500) = 4627 / 12 = 385.58, 386",
        one(income(2000, IncomeSource.COMPENSATION), income(500, IncomeSource.GIFT)),
        3, "386", Rule.INCOME, THIRTEEN,
    ),
    Example(
        "(四) farm subsidies are transfers: 7127 - 360 = 6767 / 12 = 563.92, 564",
        one(income(360, IncomeSource.FARM_SUBSIDY)),
        3, "564", Rule.INCOME, THIRTEEN,
    ),
    Example(
        "(四) unemployment benefit counts: 7127 - 7200 is above the line",
        one(income(7200, IncomeSource.UNEMPLOYMENT_BENEFIT)),
        None, "0", Rule.INCOME_LINE, "第十八条", Outcome.NOT_ELIGIBLE,
    ),
    Example(
        "the year is divided once, 10000 / 3 = 3333.33: 3793.67 x 3 / 12 = 948.42, 949",
        household(*people(3), earns=10000),
        3, "949", Rule.INCOME, THIRTEEN,
    ),
]  # fmt: skip

TRANSFER_EXPENSES = [
    Example(
        "taxes 200, support paid 600, other transfers 100: (12000 - 900) / 3 = 3700, 3427 x 3 / 12 = 856.75, 857",
        household(*people(3), earns=12000, spends=[
            expense(ExpenseKind.TAX_AND_INSURANCE, 200), expense(ExpenseKind.SUPPORT_PAID, 600),
            expense(ExpenseKind.OTHER_TRANSFER, 100)]),
        3, "857", Rule.DEDUCTIONS, FIRST_FOUR,
    ),
    Example(
        "net transfers may be below nothing: 6000 - 1000 = 5000, 2127 / 12 = 177.25, 178",
        one(income(6000), spends=[expense(ExpenseKind.SUPPORT_PAID, 1000)]),
        3, "178", Rule.DEDUCTIONS, FIRST_FOUR,
    ),
    Example(
        "what a son in prison pays is not the family's: 12000 / 2 = 6000, 1127 x 2 / 12 = 187.83, 188",
        household(*people(2), replace(member("3"), is_counted=False), earns=12000,
                  spends=[expense(ExpenseKind.SUPPORT_PAID, 3000, of="3")]),
        3, "188", Rule.INCOME, THIRTEEN, Outcome.NEEDS_REVIEW,
    ),
]  # fmt: skip

EXEMPT = [
    Example(
        "(二)(一) a veteran's pension: 7127 - 1000 = 6127 / 12 = 510.58, 511",
        one(income(1000), income(9600, IncomeSource.VETERAN_BENEFIT)),
        3, "511", Rule.EXEMPTIONS, SECOND_ONE,
    ),
    Example(
        "(二)(一) the reward for one child: 511 again",
        one(income(1000), income(960, IncomeSource.FAMILY_PLANNING_REWARD)),
        3, "511", Rule.EXEMPTIONS, SECOND_ONE,
    ),
    Example(
        "(二)(一) a scholarship and an award for courage: 511 again",
        one(income(1000), income(5000, IncomeSource.SCHOLARSHIP), income(20000, IncomeSource.BRAVERY_AWARD)),
        3, "511", Rule.EXEMPTIONS, SECOND_ONE,
    ),
    Example(
        "(二)(二) relief in money and goods: 511 again",
        one(income(1000), income(3000, IncomeSource.SOCIAL_ASSISTANCE)),
        3, "511", Rule.EXEMPTIONS, SECOND_TWO,
    ),
]  # fmt: skip

DEDUCTED = [
    Example(
        "(三) rehabilitation of the disabled: 24000 - 9000 = 15000 / 3 = 5000, 2127 x 3 / 12 = 531.75, 532",
        household(*people(3), earns=24000, spends=[expense(ExpenseKind.DISABILITY, 9000)]),
        3, "532", Rule.DEDUCTIONS, THIRD,
    ),
    Example(
        "(三) what work away from home costs: 24000 - 6000 = 18000 / 3 = 6000, 1127 x 3 / 12 = 281.75, 282",
        household(*people(3), earns=24000, spends=[expense(ExpenseKind.EMPLOYMENT, 6000)]),
        3, "282", Rule.DEDUCTIONS, THIRD,
    ),
    Example(
        "(三) fees of 8000 are all within the limit: 20000 - 8000 = 12000 / 2 = 6000, 188",
        household(*people(2), earns=20000, spends=[expense(ExpenseKind.EDUCATION, 8000)]),
        3, "188", Rule.DEDUCTIONS, THIRD,
    ),
    Example(
        "two bills for school are one kind: 6000 + 6000, 8000 of them; 20000 - 8000 as before, 188",
        household(*people(2), earns=20000, spends=[
            expense(ExpenseKind.EDUCATION, 6000, of="1"), expense(ExpenseKind.EDUCATION, 6000, of="2")]),
        3, "188", Rule.DEDUCTIONS, THIRD,
    ),
    Example(
        "a flood is no deduction of today's: 12000 / 2 = 6000, 188",
        household(*people(2), earns=12000, spends=[expense(ExpenseKind.DISASTER, 9000)]),
        3, "188", Rule.DEDUCTIONS, "",
    ),
]  # fmt: skip


@pytest.mark.parametrize("example", KINDS + TRANSFER_EXPENSES + EXEMPT + DEDUCTED, ids=str)
def test_income_of_2026_is_the_one_worked_out_by_hand(example: Example) -> None:
    check(example, TERMS)


def local(
    *, exempts: tuple[IncomeExemption, ...] = (), deducts: tuple[Deduction, ...] = ()
) -> Terms:
    return replace(
        TERMS, exemptions=exempts or TERMS.exemptions, deductions=deducts or TERMS.deductions
    )


RENEWED = local(
    exempts=(IncomeExemption(source=IncomeSource.BASIC_PENSION, article="省〔2026〕5号"),)
)
FROM_2027 = local(
    exempts=(
        IncomeExemption(
            source=IncomeSource.FARM_SUBSIDY, starts_on=date(2027, 1, 1), article="省〔2026〕9号"
        ),
    )
)
FLOOD_AID = local(
    deducts=(
        Deduction(
            kind=ExpenseKind.DISASTER,
            starts_on=date(2026, 6, 1),
            ends_on=date(2026, 8, 5),
            article="市〔2026〕3号",
        ),
    )
)
NET_OF_TRANSFERS = local(
    deducts=(
        Deduction(kind=ExpenseKind.SUPPORT_PAID, within=IncomeKind.TRANSFER, article=FIRST_FOUR),
        Deduction(
            kind=ExpenseKind.TAX_AND_INSURANCE, within=IncomeKind.TRANSFER, article=FIRST_FOUR
        ),
    )
)
flood = {"spends": [expense(ExpenseKind.DISASTER, 3000)]}

LOCAL = [
    (RENEWED, Example(
        "the province renewed the exemption of the basic pension: 7127 - 1000 = 6127, 511",
        one(income(1000), income(1500, IncomeSource.BASIC_PENSION)),
        3, "511", Rule.EXEMPTIONS, "省〔2026〕5号",
    )),
    (FROM_2027, Example(
        "an exemption that begins next year: 7127 - 360 = 6767 / 12 = 563.92, 564",
        one(income(360, IncomeSource.FARM_SUBSIDY)),
        3, "564", Rule.INCOME, THIRTEEN,
    )),
    (FROM_2027, Example(
        "and has begun: 7127 / 12 = 593.92, 594",
        one(income(360, IncomeSource.FARM_SUBSIDY), on=date(2027, 1, 1)),
        3, "594", Rule.EXEMPTIONS, "省〔2026〕9号",
    )),
    (FLOOD_AID, Example(
        "the flood is deducted until today: 9000 - 3000 = 6000, 1127 / 12 = 93.92, 94",
        one(income(9000), **flood),
        3, "94", Rule.DEDUCTIONS, "市〔2026〕3号",
    )),
    (FLOOD_AID, Example(
        "tomorrow it is not, and 9000 are above the line",
        one(income(9000), on=date(2026, 8, 6), **flood),
        None, "0", Rule.DEDUCTIONS, "", Outcome.NOT_ELIGIBLE,
    )),
    (NET_OF_TRANSFERS, Example(
        "a place that nets transfers only: 6000 + (400 - 400 of 1000), 1127 / 12 = 93.92, 94",
        one(income(6000), income(400, IncomeSource.GIFT),
            spends=[expense(ExpenseKind.SUPPORT_PAID, 1000)]),
        3, "94", Rule.DEDUCTIONS, FIRST_FOUR,
    )),
    (NET_OF_TRANSFERS, Example(
        "two of them share the room: 6000 + (900 - 500 - 400 of 600), 94 again",
        one(income(6000), income(900, IncomeSource.GIFT), spends=[
            expense(ExpenseKind.SUPPORT_PAID, 500), expense(ExpenseKind.TAX_AND_INSURANCE, 600)]),
        3, "94", Rule.DEDUCTIONS, FIRST_FOUR,
    )),
]  # fmt: skip


@pytest.mark.parametrize(("terms", "example"), LOCAL, ids=[str(pair[1]) for pair in LOCAL])
def test_local_rule_of_income_is_applied_as_worked_out_by_hand(
    terms: Terms, example: Example
) -> None:
    check(example, terms)


def in_2008(*lines: object, **more: object) -> Facts:
    return household(*people(2, on=SUMMER_2008), on=SUMMER_2008, earns=lines, **more)


PLAN = "《市农村居民最低生活保障实施方案》"
OLD = [
    Example(
        "the old rules took support paid off, (2000 - 200) / 2 = 900.00: 2 x 42",
        in_2008(income(2000), spends=[expense(ExpenseKind.SUPPORT_PAID, 200)]),
        3, "84", Rule.DEDUCTIONS, PLAN,
    ),
    Example(
        "but no disability bills: 2000 / 2 = 1000.00",
        in_2008(income(2000), spends=[expense(ExpenseKind.DISABILITY, 500)]),
        None, "0", Rule.DEDUCTIONS, "", Outcome.NOT_ELIGIBLE,
    ),
    Example(
        "a veteran's pension did not count, 1700 / 2 = 850.00: 2 x 42",
        in_2008(income(1700), income(5000, IncomeSource.VETERAN_BENEFIT)),
        3, "84", Rule.EXEMPTIONS, PLAN,
    ),
    Example(
        "what relatives gave did, (1700 + 200) / 2 = 950.00",
        in_2008(income(1700), income(200, IncomeSource.GIFT)),
        None, "0", Rule.INCOME_LINE, "国发〔2007〕19号第三部分", Outcome.NOT_ELIGIBLE,
    ),
]  # fmt: skip


@pytest.mark.parametrize("example", OLD, ids=str)
def test_income_of_2007_is_the_one_worked_out_by_hand(example: Example) -> None:
    check(example, rule_sets.load("2007").terms)


def test_deduction_says_how_much_of_it_and_why_not_more() -> None:
    facts = one(
        income(6000),
        income(400, IncomeSource.GIFT),
        spends=[expense(ExpenseKind.SUPPORT_PAID, 1000)],
    )

    trace = assess(facts, NET_OF_TRANSFERS).trace

    assert [step.sentence for step in trace if step.rule is Rule.DEDUCTIONS] == [
        "从家庭收入中扣减 400.00 元：付出的赡养、抚养费 1000.00 元中的 400.00 元（以转移净收入为限）。"
    ]
