"""Rule sets in words: every clause is read, and a change is said as an official would say it."""

from dataclasses import replace
from decimal import Decimal

import pytest

from applicants import rule_sets
from applicants.eligibility.checks import county_problems
from applicants.eligibility.clauses import clauses, differences
from applicants.eligibility.codes import NoticeStage, TimeUnit
from applicants.eligibility.terms import Notice, Terms


@pytest.fixture(params=rule_sets.CODES)
def terms(request: pytest.FixtureRequest) -> Terms:
    return rule_sets.load(request.param).terms


def test_every_list_is_read(terms: Terms) -> None:
    found = clauses(terms)

    keys = [clause.key for clause in found]
    assert len(set(keys)) == len(keys)
    for name in ("criteria", "exemptions", "deductions", "property_limits", "notices"):
        assert len(getattr(terms, name)) <= len(found)
    assert all(clause.text and clause.label for clause in found)


def test_a_set_does_not_differ_from_itself(terms: Terms) -> None:
    assert differences(terms, terms) == ()


def sentences(before: Terms, after: Terms) -> list[str]:
    return [one.sentence for one in differences(before, after)]


def test_another_amount_is_said_with_both() -> None:
    before = rule_sets.load("2007").terms
    after = replace(before, class_amounts={**before.class_amounts, 1: Decimal(85)})

    assert sentences(before, after) == ["标准和金额“一类每人每月”由“77.00 元”改为“85.00 元”。"]


def test_a_line_taken_out_is_said() -> None:
    before = rule_sets.load("2007").terms
    after = replace(before, exemptions=before.exemptions[1:])

    assert sentences(before, after) == ["取消不计入的收入“优待抚恤金”（原为：不计入）。"]


def test_a_line_put_in_is_said() -> None:
    before = rule_sets.load("2026").terms
    village = Notice(stage=NoticeStage.VILLAGE, days=5, unit=TimeUnit.DAYS)
    after = replace(before, notices=(village, *before.notices))

    assert sentences(before, after) == ["新增公示“村级公示（一榜）”：5 天。"]


def test_criteria_in_another_order_are_other_rules() -> None:
    before = rule_sets.load("2007").terms
    first, second, *rest = before.criteria
    after = replace(before, criteria=(second, first, *rest))

    assert [one.label for one in differences(before, after)] == ["第 1 条", "第 2 条"]


def test_a_county_may_be_kinder() -> None:
    above = rule_sets.load("2026").terms
    kinder = replace(above, income_line=above.income_line + 100)

    assert list(county_problems(kinder, above)) == []


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"income_line": Decimal(5000)}, "income_line"),
        ({"hearing_before_cut": False}, "hearing_before_cut"),
        ({"notices": (Notice(stage=NoticeStage.TOWNSHIP, days=3),)}, "notices"),
        ({"notices": ()}, "notices"),
        ({"account_cooling_days": 6}, "account_cooling_days"),
    ],
)
def test_a_county_may_not_take_away_what_the_law_gives(
    changed: dict[str, object], field: str
) -> None:
    above = rule_sets.load("2026").terms

    assert [one.field for one in county_problems(replace(above, **changed), above)] == [field]


def test_a_county_may_not_take_longer() -> None:
    above = rule_sets.load("2026").terms
    slower = tuple(replace(limit, number=limit.number + 1) for limit in above.procedure_limits)

    found = list(county_problems(replace(above, procedure_limits=slower), above))

    assert len(found) == len(above.procedure_limits)


def test_what_is_ticked_in_another_order_is_no_change() -> None:
    before = rule_sets.load("2026").terms
    limits = [replace(one, kinds=one.kinds[::-1]) for one in before.property_limits]
    criteria = [replace(one, hardships=one.hardships[::-1]) for one in before.criteria]
    after = replace(before, property_limits=tuple(limits), criteria=tuple(criteria))

    assert sentences(before, after) == []
