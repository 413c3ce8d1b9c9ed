"""The grace period (渐退期): a family in benefit that worked its way above the line is paid a while longer.

办法 Art 33 lets the county give it, the 2022 notice up to six months in principle; its shape is local.
"""

from decimal import ROUND_HALF_UP, Decimal

from applicants.eligibility.codes import GraceShape, Rule, StepResult
from applicants.eligibility.facts import Facts
from applicants.eligibility.income import YearlyIncome
from applicants.eligibility.terms import FEN, GracePeriod, Terms
from applicants.eligibility.verdict import Step


def grace_steps(
    trace: tuple[Step, ...], facts: Facts, terms: Terms, income: YearlyIncome
) -> tuple[Step, ...]:
    """The step that offers grace to a family refused for its income alone after taking up work; else none."""
    rule = terms.grace
    if rule is None or not facts.took_up_work:
        return ()
    failed = {step.rule for step in trace if step.result is StepResult.FAIL}
    if failed != {Rule.INCOME_LINE} or not _is_near(income, rule, terms):
        return ()
    step = Step(
        rule=Rule.GRACE,
        result=StepResult.INFO,
        sentence=(
            f"家庭成员就业后人均收入超过保障标准，可以给予 {rule.months} 个月渐退期，"
            f"期间{rule.shape.label}发放。"
        ),
        article=rule.article or terms.article(Rule.GRACE),
        inputs={"per_capita_income": f"{income.per_capita:.2f}", "months": str(rule.months)},
        threshold=_bound(rule, terms),
    )
    return (step,)


def _is_near(income: YearlyIncome, rule: GracePeriod, terms: Terms) -> bool:
    ratio = rule.maximum_income_ratio
    return ratio is None or income.per_capita < ratio * terms.income_line


def _bound(rule: GracePeriod, terms: Terms) -> str:
    ratio = rule.maximum_income_ratio
    return "" if ratio is None else f"{ratio * terms.income_line:.2f}"


def grace_amounts(amount: Decimal, rule: GracePeriod) -> tuple[Decimal, ...]:
    """Yuan for each month of grace, by the amount of the month before it.

    Ask for each person's base and supplement by itself, so that shares add up
    to what the household is paid. A falling amount begins whole and loses an
    equal part each month: of six months the last one pays a sixth.
    """
    if rule.shape is GraceShape.FULL:
        return (amount,) * rule.months
    return tuple(
        (amount * left / rule.months).quantize(FEN, ROUND_HALF_UP)
        for left in range(rule.months, 0, -1)
    )
