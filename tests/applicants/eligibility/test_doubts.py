"""What typed facts are asked about, and where; what is usual passes without a word."""

from dataclasses import replace
from datetime import date

import pytest

from applicants.eligibility.assess import assess
from applicants.eligibility.codes import (
    ExclusionReason,
    ExpenseKind,
    Hardship,
    IncomeSource,
    Sex,
    SupporterRelation,
)
from applicants.eligibility.contradictions import contradictions
from applicants.eligibility.doubts import doubts
from applicants.eligibility.facts import Facts, Member
from applicants.rule_sets import load
from tests.factories.facts import FULL, LOST, expense, household, income, member, support

WAGE, PENSION = IncomeSource.LOCAL_WORK, IncomeSource.BASIC_PENSION
HEAD, SPOUSE, SON, DAUGHTER, GRANDSON, FATHER = "02", "10", "20", "30", "41", "51"


def person(key: str, age: int, relation: str, sex: Sex = Sex.MALE, **more: object) -> Member:
    student = more.pop("is_student", False)
    return replace(member(key, age, **more), relation=relation, sex=sex, is_student=student)


MAN = person("1", 45, HEAD)
WIFE = person("2", 43, SPOUSE, Sex.FEMALE)
PUPIL = person("3", 12, DAUGHTER, Sex.FEMALE, is_student=True)
FAMILY = (MAN, WIFE, PUPIL)


def family(*changed: Member, **more: object) -> Facts:
    """The usual family with some of its members changed, by key."""
    people = {one.key: one for one in (*FAMILY, *changed)}
    return household(*people.values(), **more)


def test_usual_family_is_asked_nothing() -> None:
    facts = family(
        person("4", 70, FATHER),
        earns=[income(9000, WAGE, cost=900, of="1"), income(1200, PENSION, of="4")],
        spends=[expense(ExpenseKind.SUPPORT_PAID, 600), expense(ExpenseKind.EMPLOYMENT, 500)],
    )

    assert doubts(facts) == ()


@pytest.mark.parametrize(
    ("facts", "field", "words"),
    [
        (household(person("1", 17, HEAD)), "members[0].relation", "户主张1只有 17 岁"),
        (family(person("2", 43, SPOUSE, Sex.MALE)), "members[1].relation", "和户主性别相同"),
        (family(person("4", 40, SPOUSE, Sex.FEMALE)), "members[3].relation", "不止一名"),
        (family(person("2", 19, SPOUSE, Sex.FEMALE)), "members[1].relation", "不到法定婚龄"),
        (
            family(person("3", 12, SON, Sex.FEMALE)),
            "members[2].relation",
            "与户主关系和身份证号的性别不符",
        ),
        (family(person("3", 33, SON)), "members[2].relation", "比户主小 12 岁"),
        (family(person("3", 45, SON)), "members[2].relation", "和户主年龄相同"),
        (family(person("3", 50, DAUGHTER, Sex.FEMALE)), "members[2].relation", "比户主大 5 岁"),
        (family(person("4", 20, GRANDSON)), "members[3].relation", "比户主小 25 岁"),
        (family(person("4", 50, FATHER)), "members[3].relation", "比户主大 5 岁"),
        (
            family(person("4", 70, FATHER, is_student=True)),
            "members[3].is_student",
            "张4 70 岁，还在校",
        ),
        (
            family(person("3", 2, DAUGHTER, Sex.FEMALE, is_student=True)),
            "members[2].is_student",
            "还在校",
        ),
        (family(person("4", 111, "61")), "members[3].birth_date", "已有 111 岁"),
        (
            family(
                person(
                    "2",
                    43,
                    SPOUSE,
                    Sex.FEMALE,
                    is_counted=False,
                    exclusion=ExclusionReason.LIVES_APART,
                )
            ),
            "members[1].exclusion",
            "配偶不住在一起也计入",
        ),
        (
            family(
                person(
                    "3",
                    12,
                    DAUGHTER,
                    Sex.FEMALE,
                    is_counted=False,
                    exclusion=ExclusionReason.LIVES_APART,
                )
            ),
            "members[2].exclusion",
            "未成年子女张3不住在一起也计入",
        ),
        (
            family(
                person(
                    "2",
                    43,
                    SPOUSE,
                    Sex.FEMALE,
                    labour=LOST,
                    is_covered=False,
                    exclusion=ExclusionReason.REFUSED_JOBS,
                )
            ),
            "members[1].exclusion",
            "没有劳动能力",
        ),
        (
            family(earns=[income(1000, IncomeSource.FARMING, cost=3000)]),
            "incomes[0].necessary_cost",
            "必要成本 3000.00 元高于收入 1000.00 元",
        ),
        (family(earns=[income(1000, WAGE, of="3")]), "incomes[0].member", "未满 16 周岁不能务工"),
        (
            family(earns=[income(1000, PENSION, of="1")]),
            "incomes[0].member",
            "只有 45 岁，领城乡居民基础养老金",
        ),
        (family(earns=[income(1000, WAGE, of="1")] * 2), "incomes[1].source", "填了两次"),
        (
            family(
                earns=1000,
                spends=[
                    expense(ExpenseKind.TAX_AND_INSURANCE, 600),
                    expense(ExpenseKind.SUPPORT_PAID, 500),
                ],
            ),
            "expenses[1].yearly_amount",
            "1100.00 元高于家庭全部收入 1000.00 元",
        ),
        (
            family(earns=[income(800, WAGE)], spends=[expense(ExpenseKind.EMPLOYMENT, 900)]),
            "expenses[0].yearly_amount",
            "就业成本 900.00 元高于工资性收入 800.00 元",
        ),
        (household(MAN, WIFE, hardships=[Hardship.ORPHAN]), "hardships", "没有未成年人"),
        (family(hardships=[Hardship.ELDERLY_WITHOUT_SUPPORT]), "hardships", "没有 60 岁以上的人"),
        (
            household(
                person("1", 70, HEAD),
                earns=[support(600, SupporterRelation.CHILD)],
                hardships=[Hardship.ELDERLY_WITHOUT_SUPPORT],
            ),
            "hardships",
            "登记了赡养费收入",
        ),
        (family(hardships=[Hardship.SINGLE_PARENT_WITH_STUDENTS]), "hardships", "家里有配偶"),
        (
            household(MAN, hardships=[Hardship.SINGLE_PARENT_WITH_STUDENTS]),
            "hardships",
            "没有在校的成员",
        ),
        (family(hardships=[Hardship.MAIN_WORKER_INCAPACITATED]), "hardships", "成年人都有劳动能力"),
    ],
)
def test_what_does_not_go_together_is_asked_about_where_it_was_typed(
    facts: Facts, field: str, words: str
) -> None:
    found = doubts(facts)

    assert {doubt.path for doubt in found} == {field}
    assert any(words in doubt.sentence for doubt in found)


@pytest.mark.parametrize(
    "facts",
    [
        household(person("1", 14, HEAD), hardships=[Hardship.ORPHAN]),
        family(earns=[income(1000, IncomeSource.FARMING, cost=3000)]),
        family(person("2", 43, SPOUSE, Sex.MALE)),
    ],
)
def test_what_is_doubted_is_judged_all_the_same(facts: Facts) -> None:
    assert doubts(facts)
    assert contradictions(facts) == ()
    assert assess(facts, load("2026").terms).trace


def test_of_whom_nothing_is_known_nothing_is_asked() -> None:
    unknown = replace(
        member("1", labour=FULL), birth_date=None, sex=None, relation=HEAD, is_student=True
    )
    stranger = replace(unknown, key="2", relation=SON)

    assert doubts(household(unknown, stranger, earns=[income(1, WAGE, of="2")])) == ()


def test_two_sons_who_earn_the_same_are_two_sons() -> None:
    sons = (person("4", 20, SON), person("5", 22, SON))
    earns = [income(1000, WAGE, of="4"), income(1000, WAGE, of="5"), income(500), income(500)]

    assert doubts(family(*sons, earns=earns)) == ()


def test_birthday_counts_to_the_day() -> None:
    on = date(2026, 8, 5)
    grown_up = household(replace(member("1", born=date(2008, 8, 5)), relation=HEAD), on=on)
    tomorrow = household(replace(member("1", born=date(2008, 8, 6)), relation=HEAD), on=on)

    assert doubts(grown_up) == ()
    assert [doubt.path for doubt in doubts(tomorrow)] == ["members[0].relation"]
