"""Who qualifies for a benefit, why, and why not; what keeps its terms from being used."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applicants.eligibility.aid import (
    AidCondition,
    AidField,
    AidHousehold,
    AidRule,
    AidValueKind,
    HouseGrade,
    MemberConditions,
    conditions_of,
    finding,
)
from applicants.eligibility.aid_checks import problems
from applicants.eligibility.canonical import ContentError
from applicants.eligibility.codes import Health, LabourCapacity, Sex
from applicants.eligibility.facts import Member
from tests.factories.aid import rules
from tests.factories.facts import SUMMER_2008, member

ON = SUMMER_2008
C = AidCondition
PREMIUM = AidRule(
    quantity=Decimal(1),
    value_kind=AidValueKind.FIXED,
    amount=Decimal(10),
    cap=Decimal(10),
    answer_days=10,
    delivery_days=30,
    fields=(AidField.NAME, AidField.ID_NUMBER),
)
PUPIL = replace(member("1", 12, on=ON), is_student=True)
FATHER = member("2", 40, on=ON)
FAMILY = AidHousehold(benefit_class=2, covered=(PUPIL, FATHER), house_grade=HouseGrade.D)


def asking(**conditions: object) -> AidRule:
    return AidRule.from_json({**PREMIUM.to_json(), "member": conditions})


def test_whoever_is_covered_qualifies_where_nothing_else_is_asked() -> None:
    found = finding(FAMILY, PREMIUM, on=ON, member=FATHER)

    assert found.holds
    assert found.met == (C.COVERED, C.NAMED)


def test_whoever_is_not_covered_does_not_qualify() -> None:
    left_out = member("3", 70, on=ON)

    assert finding(FAMILY, PREMIUM, on=ON, member=left_out).failed == (C.COVERED,)


def test_whoever_has_no_name_yet_is_known_to_no_agency() -> None:
    counted = Member(key="9", name="")
    family = replace(FAMILY, covered=(counted,))

    assert finding(family, PREMIUM, on=ON, member=counted).failed == (C.NAMED,)
    assert finding(family, PREMIUM, on=ON).holds


def test_what_a_benefit_asks_for_is_named_without_anybody() -> None:
    rule = asking(age_from=6, is_student=True)

    asked = (C.COVERED, C.NAMED, C.AGE, C.STUDENT)
    assert conditions_of(rule, is_per_member=True) == asked
    assert C.NAMED not in conditions_of(rule, is_per_member=False)


def test_a_family_without_a_grant_does_not_qualify() -> None:
    assert finding(AidHousehold(benefit_class=None), PREMIUM, on=ON).failed == (C.COVERED,)


@pytest.mark.parametrize(
    ("asked", "who", "condition"),
    [
        ({"age_from": 13}, PUPIL, C.AGE),
        ({"age_to": 11}, PUPIL, C.AGE),
        ({"age_from": 1}, replace(FATHER, birth_date=None), C.AGE),
        ({"is_student": True}, FATHER, C.STUDENT),
        ({"is_student": False}, PUPIL, C.STUDENT),
        ({"sex": "female"}, replace(FATHER, sex=Sex.MALE), C.SEX),
        ({"disability_types": [1]}, member("1", disability=(4, 1)), C.DISABILITY),
        ({"disability_level": 2}, member("1", disability=(4, 3)), C.LEVEL),
        ({"disability_level": 4}, FATHER, C.LEVEL),
        ({"is_severely_disabled": True}, member("1", disability=(4, 3)), C.SEVERE),
        ({"healths": ["weak"]}, member("1", health=None), C.HEALTH),
        ({"labour_capacities": ["full"]}, member("1", labour=LabourCapacity.NONE), C.LABOUR),
    ],
)
def test_each_condition_alone_can_fail(
    asked: dict[str, object], who: object, condition: AidCondition
) -> None:
    household = replace(FAMILY, covered=(who,))

    assert finding(household, asking(**asked), on=ON).failed == (condition,)


@pytest.mark.parametrize("level", [1, 2])
def test_a_level_lets_in_what_is_more_severe(level: int) -> None:
    disabled = member("1", disability=(4, level))

    found = finding(
        replace(FAMILY, covered=(disabled,)), asking(disability_level=2), on=ON, member=disabled
    )
    assert found.holds


def test_ages_are_full_years_and_both_included() -> None:
    born = replace(PUPIL, birth_date=date(1996, 8, 6))
    family = replace(FAMILY, covered=(born,))

    assert finding(family, asking(age_to=11), on=date(2008, 8, 5)).holds
    assert not finding(family, asking(age_to=11), on=date(2008, 8, 6)).holds
    assert finding(family, asking(age_from=12, age_to=12), on=date(2009, 8, 5)).holds


@pytest.mark.parametrize(
    ("change", "condition"),
    [
        ({"classes": [1, 3]}, C.CLASS),
        ({"house_grades": ["c"]}, C.HOUSE),
        ({"months": [9]}, C.SEASON),
    ],
)
def test_a_households_conditions_hold_for_its_members_too(
    change: dict[str, object], condition: AidCondition
) -> None:
    rule = AidRule.from_json({**PREMIUM.to_json(), **change})

    assert finding(FAMILY, rule, on=ON, member=FATHER).failed == (condition,)


def test_a_households_benefit_needs_one_member_who_meets_all() -> None:
    rule = asking(is_student=True, age_to=15)

    found = finding(FAMILY, rule, on=ON)

    assert found.holds
    assert found.member == PUPIL


def test_conditions_met_by_different_members_are_not_met() -> None:
    """A pupil of twelve and a father of forty are no pupil of forty."""
    found = finding(FAMILY, asking(is_student=True, age_from=16), on=ON)

    assert not found.holds
    assert len(found.failed) == 1


@given(rules())
def test_a_rule_is_read_back_as_it_was_written(rule: AidRule) -> None:
    assert AidRule.from_json(rule.to_json()) == rule


@pytest.mark.parametrize(
    "change",
    [{"fields": ["income"]}, {"member": {"income": 3}}, {"quantity": "viel"}, {"houses": []}],
)
def test_unknown_content_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ContentError):
        AidRule.from_json({**PREMIUM.to_json(), **change})


def test_terms_that_are_in_order_have_no_problems() -> None:
    assert problems(PREMIUM, is_per_member=True) == ()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"quantity": "0"}, "quantity"),
        ({"quantity": "0.125"}, "quantity"),
        ({"cap": "9.99"}, "cap"),
        ({"cap": "10.001"}, "cap"),
        ({"cap": None}, "cap"),
        ({"amount": None}, "amount"),
        ({"value_kind": "none"}, "amount"),
        ({"value_kind": "share", "amount": None, "share": "1.01"}, "share"),
        ({"value_kind": "share", "amount": None, "share": "0"}, "share"),
        ({"value_kind": "asked", "amount": None, "share": "0.2"}, "share"),
        ({"fields": ["village"]}, "fields"),
        ({"fields": ["name", "name"]}, "fields"),
        ({"fields": ["name", "diagnosis"]}, "fields"),
        ({"answer_days": 0}, "answer_days"),
        ({"delivery_days": 367}, "delivery_days"),
        ({"months": [0]}, "months"),
        ({"months": [3, 3]}, "months"),
        ({"classes": [4]}, "classes"),
        ({"member": {"age_from": 121}}, "member.age_from"),
        ({"member": {"age_from": 16, "age_to": 15}}, "member.age_to"),
        ({"member": {"disability_level": 5}}, "member.disability_level"),
        ({"member": {"disability_types": [8]}}, "member.disability_types"),
        (
            {"member": {"age_to": 15, "labour_capacities": ["full"]}},
            "member.labour_capacities",
        ),
    ],
)
def test_each_problem_is_named_at_its_field(change: dict[str, object], field: str) -> None:
    content = {**PREMIUM.to_json(), **change}
    rule = AidRule.from_json({name: part for name, part in content.items() if part is not None})

    assert field in {problem.field for problem in problems(rule, is_per_member=True)}


def test_a_diagnosis_passes_for_a_medical_benefit() -> None:
    fields = (AidField.NAME, AidField.DIAGNOSIS)

    rule = replace(PREMIUM, is_medical=True, fields=fields)
    assert problems(rule, is_per_member=True) == ()


@pytest.mark.parametrize("field", [AidField.HEALTH, AidField.DISABILITY, AidField.BIRTH_DATE])
def test_a_households_benefit_tells_nothing_of_a_member(field: AidField) -> None:
    """The agency would read it of the head."""
    rule = replace(PREMIUM, fields=(AidField.HEAD, field))

    assert [one.field for one in problems(rule, is_per_member=False)] == ["fields"]


def test_no_field_tells_of_money() -> None:
    """社会救助法 Art 42, 个人信息保护法 Art 6: the recognised status is passed on, never what it rests on."""
    told = " ".join(field.value for field in AidField)

    assert not any(word in told for word in ("income", "property", "account", "amount"))


def test_healths_are_any_of_those_named() -> None:
    weak = member("1", health=Health.WEAK)

    rule = asking(healths=["weak", "serious_illness"])
    assert finding(replace(FAMILY, covered=(weak,)), rule, on=ON).holds


@given(rules(), st.dates(date(2007, 1, 1), date(2026, 12, 31)))
def test_conditions_met_and_failed_are_all_that_are_set(rule: AidRule, on: date) -> None:
    found = finding(FAMILY, rule, on=on)

    blank = replace(rule, months=(), classes=(), house_grades=(), member=MemberConditions())
    assert set(found.met) & set(found.failed) == set()
    assert (C.SEASON in found.met + found.failed) == bool(rule.months)
    assert finding(FAMILY, blank, on=on).holds
