"""Both methods under both laws, refused jobs and the grace period, worked out by hand (办法 Art 23, 33, 34).

社会救助法 Art 18 lets a place pay the gap or fixed classes. Here today's law pays 620 / 410 / 250 a person (it ships
with the gap), and the rules of 2007 pay the gap to 924.00 a year, to the fen (they ship with classes).
"""

from dataclasses import replace
from decimal import Decimal

import pytest

from applicants import rule_sets
from applicants.eligibility.assess import assess
from applicants.eligibility.codes import (
    BenefitMethod,
    ExclusionReason,
    GraceShape,
    Hardship,
    Health,
    LimitOutcome,
    LimitUnit,
    Outcome,
    PropertyKind,
    Rounding,
    Rule,
    StepResult,
)
from applicants.eligibility.grace import grace_amounts
from applicants.eligibility.terms import GracePeriod, PropertyLimit, RefusedJobs, Terms
from tests.applicants.eligibility.examples import Example, check
from tests.factories.facts import (
    LOST,
    NONE,
    SUMMER_2008,
    household,
    income,
    member,
    owned,
    people,
)

GAP = rule_sets.load("2026").terms
FIXED = replace(
    GAP,
    benefit_method=BenefitMethod.FIXED,
    class_amounts={1: Decimal(620), 2: Decimal(410), 3: Decimal(250)},
)
OLD_GAP = replace(rule_sets.load("2007").terms, benefit_method=BenefitMethod.GAP)
LAW_18, LAW_20 = "《社会救助法》第十八条", "《社会救助法》第二十条"
MEASURES_23 = "《最低生活保障审核确认办法》第二十三条"
OLD_NOTICE = "国发〔2007〕19号第四部分"
REFUSED = ExclusionReason.REFUSED_JOBS

CLASSES_OF_TODAY = [
    Example(
        "nobody can work and nothing comes in, 0 of 7127: class one, 2 x 620",
        household(*people(2, labour=LOST)),
        1, "1240", Rule.BASE_AMOUNT, MEASURES_23,
    ),
    Example(
        "the same with 4276.40, 2138.20 a head, above 30 % (2138.10): class two, 2 x 410",
        household(*people(2, labour=LOST), earns="4276.40"),
        2, "820", Rule.BENEFIT_CLASS, MEASURES_23,
    ),
    Example(
        "three workers with 12000: class three, 3 x 250, however large the gap",
        household(*people(3), earns=12000),
        3, "750", Rule.BASE_AMOUNT, LAW_18,
    ),
    Example(
        "a fen below the line is paid as much: 1 x 250",
        household(member(), earns="7126.99"),
        3, "250", Rule.BASE_AMOUNT, LAW_18,
    ),
    Example(
        "supplements come on top, once a person: 2 x 410 + 2 x 104",
        household(member("1", 70, labour=NONE, disability=(1, 1)), member("2", 66, labour=NONE),
                  earns=8000),
        2, "1028", Rule.SUPPLEMENT, LAW_20,
    ),
    Example(
        "who applies alone is paid a class like anybody: 18000 / 2 = 9000, 250 + 104",
        household(member("1", health=Health.SERIOUS_ILLNESS), member("2"), earns=18000, alone="1"),
        3, "354", Rule.SINGLE_PERSON, "《最低生活保障审核确认办法》第八条",
    ),
    Example(
        "an orphan of ten with 3000, below 50 % (3563.50): 620 + 104",
        household(member(age=10, labour=NONE), earns=3000, hardships=[Hardship.ORPHAN]),
        1, "724", Rule.BENEFIT_CLASS, MEASURES_23,
    ),
]  # fmt: skip


@pytest.mark.parametrize("example", CLASSES_OF_TODAY, ids=str)
def test_classes_under_the_law_of_2026(example: Example) -> None:
    check(example, FIXED)


def old(*members: object, **more: object) -> object:
    return household(*members, on=SUMMER_2008, **more)


def old_people(count: int) -> tuple:
    return people(count, on=SUMMER_2008)


GAP_OF_OLD = [
    Example(
        "two with 1000: (924 - 500) x 2 / 12 = 70.666…, 70.67, of which the first has the odd fen",
        old(*old_people(2), earns=1000),
        3, "70.67", Rule.BASE_AMOUNT, OLD_NOTICE, shares=("35.34", "35.33"),
    ),
    Example(
        "nothing at all: 924 / 12 = 77.00, the first class's amount",
        old(member(age=75, on=SUMMER_2008, labour=NONE)),
        1, "77.00", Rule.BASE_AMOUNT, OLD_NOTICE,
    ),
    Example(
        "three with 2000, 666.66 a head: 257.34 x 3 / 12 = 64.335, half a fen up, 64.34",
        old(*old_people(3), earns=2000),
        3, "64.34", Rule.BASE_AMOUNT, OLD_NOTICE, shares=("21.45", "21.45", "21.44"),
    ),
    Example(
        "924.00 a head leaves no gap and no right",
        old(*old_people(2), earns=1848),
        None, "0", Rule.INCOME_LINE, "国发〔2007〕19号第三部分", Outcome.NOT_ELIGIBLE,
    ),
    Example(
        "an uncle on five guarantees shares the income, not the money: 1800 / 3 = 600, 324 x 2 / 12 = 54.00",
        old(*old_people(2), member("3", on=SUMMER_2008, is_covered=False,
                                   exclusion=ExclusionReason.DESTITUTE_SUPPORT), earns=1800),
        3, "54.00", Rule.MEMBERS, "国发〔2007〕19号第三部分", shares=("27.00", "27.00"),
    ),
]  # fmt: skip


@pytest.mark.parametrize("example", GAP_OF_OLD, ids=str)
def test_gap_under_the_rules_of_2007(example: Example) -> None:
    check(example, OLD_GAP)


def test_gap_rounded_up_to_the_jiao_or_lifted_to_a_minimum() -> None:
    to_the_jiao = replace(OLD_GAP, payment_unit=Decimal("0.1"), rounding=Rounding.UP)
    at_least_20 = replace(OLD_GAP, minimum_payment=Decimal(20))

    # (924 - 500) x 2 / 12 = 70.666…, and (924 - 900) x 2 / 12 = 4.00.
    check(
        Example("70.70", old(*old_people(2), earns=1000), 3, "70.70", Rule.BASE_AMOUNT, OLD_NOTICE),
        to_the_jiao,
    )
    check(
        Example("20.00", old(*old_people(2), earns=1800), 3, "20.00", Rule.BASE_AMOUNT, OLD_NOTICE),
        at_least_20,
    )


THIRTY_FOUR = "《最低生活保障审核确认办法》第三十四条"
JOBS = [
    (GAP, Example(
        "782 for three is 260.67, 260.67, 260.66; the second loses half, 130.33 of it: 651.67",
        household(member("1"), member("2", exclusion=REFUSED), member("3"), earns=12000),
        3, "651.67", Rule.REFUSED_JOBS, THIRTY_FOUR, shares=("260.67", "130.34", "260.66"),
    )),
    (FIXED, Example(
        "classes: 250 + 125 + 250",
        household(member("1"), member("2", exclusion=REFUSED), member("3"), earns=12000),
        3, "625", Rule.REFUSED_JOBS, THIRTY_FOUR, shares=("250.00", "125.00", "250.00"),
    )),
    (FIXED, Example(
        "all of it, for who is entered as not covered: 250 + 250",
        household(member("1"), member("2", is_covered=False, exclusion=REFUSED), member("3"),
                  earns=12000),
        3, "500", Rule.MEMBERS, "第七条", shares=("250.00", "250.00"),
    )),
    (FIXED, Example(
        "the supplement of an old man is not his base: 410 / 2 + 104, and 410 for his wife",
        household(member("1", 61, exclusion=REFUSED, health=Health.SERIOUS_ILLNESS), member("2"),
                  earns=8000),
        2, "719", Rule.REFUSED_JOBS, THIRTY_FOUR, shares=("309.00", "410.00"),
    )),
    (FIXED, Example(
        "a child of fourteen cannot refuse a job: a look, 2 x 250 + 104 proposed",
        household(member("1"), member("2", 14, exclusion=REFUSED), earns=12000),
        3, "604", Rule.REFUSED_JOBS, THIRTY_FOUR, Outcome.NEEDS_REVIEW,
    )),
    (replace(FIXED, refused_jobs=RefusedJobs(remaining_share=Decimal("0.8"), article="细则")), Example(
        "where a fifth is taken: 250 + 200",
        household(member("1"), member("2", exclusion=REFUSED), earns=12000),
        3, "450", Rule.REFUSED_JOBS, "细则",
    )),
    (replace(FIXED, refused_jobs=None), Example(
        "where the rules know no cut nobody is cut: 2 x 250",
        household(member("1"), member("2", exclusion=REFUSED), earns=12000),
        3, "500", Rule.BASE_AMOUNT, LAW_18,
    )),
]  # fmt: skip


@pytest.mark.parametrize(("terms", "example"), JOBS, ids=[str(pair[1]) for pair in JOBS])
def test_refused_jobs_cut_one_persons_share(terms: Terms, example: Example) -> None:
    check(example, terms)


THIRTY_THREE = "《最低生活保障审核确认办法》第三十三条"
NEAR = replace(
    GAP, grace=GracePeriod(months=6, maximum_income_ratio=Decimal("1.5"), article="细则")
)
employed = {"took_up_work": True}
REFUSAL = {"outcome": Outcome.NOT_ELIGIBLE}

GRACE = [
    (GAP, Example(
        "the son found work, 27000 / 3 = 9000: above the line, six months of grace",
        household(*people(3), earns=27000, **employed),
        None, "0", Rule.GRACE, THIRTY_THREE, **REFUSAL, grace_months=6,
    )),
    (GAP, Example(
        "a car as well: no grace for what is owned",
        household(*people(3), earns=27000, owns=[owned(PropertyKind.VEHICLE)], **employed),
        None, "0", Rule.PROPERTY, "第十四条", **REFUSAL,
    )),
    (GAP, Example(
        "a pension, not work, lifted them: no grace",
        household(*people(3), earns=27000),
        None, "0", Rule.INCOME_LINE, LAW_18, **REFUSAL,
    )),
    (GAP, Example(
        "still below the line, 20400 / 3 = 6800: 327 x 3 / 12 = 81.75, 82, and no need of grace",
        household(*people(3), earns=20400, **employed),
        3, "82", Rule.BASE_AMOUNT, LAW_18,
    )),
    (NEAR, Example(
        "up to one and a half lines, 10690.49: grace",
        household(member(), earns="10690.49", **employed),
        None, "0", Rule.GRACE, "细则", **REFUSAL, grace_months=6,
    )),
    (NEAR, Example(
        "10690.50: none",
        household(member(), earns="10690.50", **employed),
        None, "0", Rule.INCOME_LINE, LAW_18, **REFUSAL,
    )),
    (rule_sets.load("2007").terms, Example(
        "nobody knew of grace in 2008",
        old(*old_people(2), earns=2400, **employed),
        None, "0", Rule.INCOME_LINE, "国发〔2007〕19号第三部分", **REFUSAL,
    )),
]  # fmt: skip


@pytest.mark.parametrize(("terms", "example"), GRACE, ids=[str(pair[1]) for pair in GRACE])
def test_grace_follows_work_that_lifts_a_family_above_the_line(
    terms: Terms, example: Example
) -> None:
    check(example, terms)


@pytest.mark.parametrize(
    ("shape", "amount", "paid"),
    [
        (GraceShape.FULL, "782", ["782.00"] * 6),
        (GraceShape.FALLING, "600", ["600.00", "500.00", "400.00", "300.00", "200.00", "100.00"]),
        # 100 / 6 = 16.666…, of which five, four, three … are paid.
        (GraceShape.FALLING, "100", ["100.00", "83.33", "66.67", "50.00", "33.33", "16.67"]),
        (GraceShape.FALLING, "0", ["0.00"] * 6),
    ],
)
def test_months_of_grace_are_paid_in_the_shape_of_the_rules(
    shape: GraceShape, amount: str, paid: list[str]
) -> None:
    rule = GracePeriod(months=6, shape=shape)

    assert [f"{month:.2f}" for month in grace_amounts(Decimal(amount), rule)] == paid


PER_HEAD = replace(
    GAP,
    property_limits=(
        PropertyLimit(
            name="人均存款",
            kinds=(PropertyKind.DEPOSIT,),
            unit=LimitUnit.PER_PERSON,
            threshold=Decimal(20000),
            outcome=LimitOutcome.FAIL,
            article="细则第九条",
        ),
    ),
)
LIMITS = [
    Example(
        "three may have 3 x 20000 = 60000.00 between them: 12000 / 3, 782",
        household(*people(3), earns=12000, owns=[owned(PropertyKind.DEPOSIT, 60000)]),
        3, "782", Rule.PROPERTY, "细则第九条",
    ),
    Example(
        "and not a fen more",
        household(*people(3), earns=12000, owns=[
            owned(PropertyKind.DEPOSIT, 60000), owned(PropertyKind.DEPOSIT, "0.01", of="1")]),
        None, "0", Rule.PROPERTY, "细则第九条", Outcome.NOT_ELIGIBLE,
    ),
]  # fmt: skip


@pytest.mark.parametrize("example", LIMITS, ids=str)
def test_property_may_be_limited_by_the_head(example: Example) -> None:
    check(example, PER_HEAD)


def test_a_family_above_the_line_may_be_borderline_if_it_owns_little() -> None:
    near = household(*people(2), earns=18000)
    rich = household(*people(2), earns=18000, owns=[owned(PropertyKind.VEHICLE)])
    far = household(*people(2), earns=22000)

    told = [{step.rule: step.result for step in assess(f, GAP).trace} for f in (near, rich, far)]

    assert [Rule.BORDERLINE in rules for rules in told] == [True, True, False]
    assert [rules[Rule.PROPERTY] for rules in told] == [
        StepResult.PASS,
        StepResult.FAIL,
        StepResult.PASS,
    ]


def test_a_refused_family_is_told_all_its_reasons() -> None:
    facts = household(*people(2), earns=[income(22000)], owns=[owned(PropertyKind.VEHICLE)])

    assert [step.rule for step in assess(facts, GAP).reasons] == [Rule.INCOME_LINE, Rule.PROPERTY]
