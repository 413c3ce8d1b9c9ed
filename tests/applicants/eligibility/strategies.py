"""Any household and any usable rule set, for hypothesis."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import assume
from hypothesis import strategies as st

from applicants import rule_sets
from applicants.eligibility import codes
from applicants.eligibility.checks import problems
from applicants.eligibility.facts import Expense, Facts, Income, Member, Property, Supporter
from applicants.eligibility.terms import (
    Criterion,
    Deduction,
    OtherGround,
    RefusedJobs,
    SupportExemption,
    Terms,
)
from tests.factories.facts import SUMMER_2026

SHARES = [Decimal(0), Decimal("0.3"), Decimal("0.5"), Decimal(1)]

# Counted and covered, and why not; most people are both.
STANDINGS = [(True, True, None)] * 5 + [
    (False, True, codes.ExclusionReason.PRISON),
    (True, False, codes.ExclusionReason.DESTITUTE_SUPPORT),
    (True, True, codes.ExclusionReason.REFUSED_JOBS),
    (True, False, None),
]
DISABILITIES = [None, None, None, (1, 1), (4, 2), (6, 3), (4, 3), (2, 4)]
BIRTHS = [date(1940, 5, 1), date(1966, 8, 5), date(1980, 2, 29), date(2008, 8, 6), date(2020, 1, 1)]


def money(most: int) -> st.SearchStrategy[Decimal]:
    """Yuan and fen up to so much."""
    return st.integers(0, most * 100).map(lambda fen: Decimal(fen) / 100)


def one_of(kind: type[codes.Code]) -> st.SearchStrategy:
    return st.sampled_from(list(kind))


@st.composite
def members(draw: st.DrawFn, key: str) -> Member:
    disability = draw(st.sampled_from(DISABILITIES))
    # The first one keeps every household from being empty.
    standing = STANDINGS[0] if key == "1" else draw(st.sampled_from(STANDINGS))
    return Member(
        key=key,
        name=f"张{key}",
        birth_date=draw(st.sampled_from(BIRTHS)),
        labour_capacity=draw(one_of(codes.LabourCapacity)),
        health=draw(st.sampled_from([*codes.Health, codes.Health.HEALTHY, None])),
        disability_type=disability and disability[0],
        disability_level=disability and disability[1],
        is_counted=standing[0],
        is_covered=standing[1],
        exclusion=standing[2],
    )


supporters = st.builds(
    Supporter,
    relation=one_of(codes.SupporterRelation),
    name=st.just("李四"),
    birth_date=st.none() | st.sampled_from(BIRTHS),
)
# Who applies alone, on what ground, since when: most do not.
ALONE = [
    *[(None, None, None)] * 4,
    ("1", None, None),
    ("1", codes.AloneGround.BORDERLINE, None),
    ("1", codes.AloneGround.JOBLESS_DISABLED, None),
    ("1", codes.AloneGround.LOCAL, None),
    ("1", codes.AloneGround.CLERGY, date(2023, 8, 5)),
    ("1", codes.AloneGround.CLERGY, date(2023, 8, 6)),
]


@st.composite
def any_facts(draw: st.DrawFn) -> Facts:
    """One to four people with poor means: about as many let in as refused."""
    people = [draw(members(str(key))) for key in range(1, draw(st.integers(2, 5)))]
    whose = st.sampled_from([None, *(person.key for person in people)])
    plain = st.builds(
        Income,
        source=one_of(codes.IncomeSource),
        yearly_amount=money(6_000),
        necessary_cost=money(500),
        member=whose,
    )
    supported = st.builds(
        Income,
        source=st.just(codes.IncomeSource.SUPPORT_PAYMENT),
        yearly_amount=money(6_000),
        member=whose,
        supporter=supporters,
    )
    incomes = st.one_of(plain, plain, supported)
    expenses = st.builds(
        Expense, kind=one_of(codes.ExpenseKind), yearly_amount=money(3_000), member=whose
    )
    properties = st.builds(
        Property,
        kind=one_of(codes.PropertyKind),
        amount=money(4_000),
        count=st.integers(0, 1),
        exemption=st.none() | one_of(codes.PropertyExemption),
        member=whose,
    )
    alone, ground, since = draw(st.sampled_from(ALONE))
    return Facts(
        on=SUMMER_2026,
        members=tuple(people),
        unnamed_count=draw(st.sampled_from([0, 0, 0, 2])),
        incomes=tuple(draw(st.lists(incomes, max_size=3))),
        expenses=tuple(draw(st.lists(expenses, max_size=2))),
        properties=tuple(draw(st.lists(properties, max_size=1))),
        hardships=tuple(draw(st.lists(one_of(codes.Hardship), max_size=2))),
        applies_alone=alone,
        alone_ground=ground,
        alone_since=since,
        took_up_work=draw(st.booleans()),
    )


@st.composite
def any_criteria(draw: st.DrawFn) -> tuple[Criterion, ...]:
    classes = sorted(draw(st.lists(st.integers(1, 3), max_size=3)))
    conditional = [
        Criterion(
            benefit_class=benefit_class,
            name="条件",
            hardships=tuple(draw(st.lists(one_of(codes.Hardship), max_size=3, unique=True))),
            minimum_share_without_labour=draw(st.sampled_from(SHARES)),
            maximum_income_ratio=draw(st.none() | money(1)),
        )
        for benefit_class in classes
    ]
    return (*conditional, Criterion(benefit_class=3, name="其余"))


@st.composite
def any_person_rules(draw: st.DrawFn, shipped: Terms) -> dict[str, object]:
    """What a place may add of its own about single persons and what is taken off."""
    share = st.sampled_from([Decimal("0.1"), Decimal("0.5"), Decimal("0.8")])
    kinds = draw(st.lists(one_of(codes.ExpenseKind), max_size=4, unique=True))
    deductions = tuple(
        Deduction(
            kind=kind,
            yearly_limit=draw(st.none() | money(2_000)),
            within=draw(st.none() | one_of(codes.IncomeKind)),
        )
        for kind in kinds
    )
    single = shipped.single_person
    if single is not None and draw(st.booleans()):
        local = OtherGround(ground=codes.AloneGround.LOCAL, note="特困职工")
        single = replace(single, other_grounds=(*single.other_grounds, local))
    return {
        "deductions": draw(st.sampled_from([shipped.deductions, deductions])),
        "single_person": single,
        "support_exemption": draw(
            st.none()
            | st.builds(
                SupportExemption,
                relations=st.just((codes.SupporterRelation.SIBLING,)),
                age=st.sampled_from([None, 60]),
                share=share | st.just(Decimal(1)),
            )
        ),
        "refused_jobs": draw(
            st.none() | st.builds(RefusedJobs, remaining_share=share | st.just(Decimal(0)))
        ),
    }


@st.composite
def any_terms(draw: st.DrawFn) -> Terms:
    """A shipped rule set with its method, classes, criteria and rounding changed; always usable."""
    amounts = sorted(Decimal(draw(st.integers(100, 90_000))) / 100 for _ in range(3))
    shipped = rule_sets.load(draw(st.sampled_from(rule_sets.CODES))).terms
    terms = replace(
        shipped,
        **draw(any_person_rules(shipped)),
        benefit_method=draw(one_of(codes.BenefitMethod)),
        class_amounts=dict(zip((3, 2, 1), amounts, strict=True)),
        criteria=draw(any_criteria()),
        income_line=Decimal(draw(st.integers(50_000, 900_000))) / 100,
        payment_unit=draw(st.sampled_from([Decimal("0.01"), Decimal("0.1"), Decimal(1)])),
        rounding=draw(one_of(codes.Rounding)),
        minimum_payment=draw(st.sampled_from([Decimal(0), Decimal(50)])),
    )
    assume(not problems(terms))
    return terms
