"""What the household owns, held against the limits of the rule set."""

from decimal import Decimal

from applicants.eligibility.codes import LimitOutcome, LimitUnit, Rule, StepResult
from applicants.eligibility.facts import Facts, Property
from applicants.eligibility.household import Household
from applicants.eligibility.terms import PropertyLimit, Terms
from applicants.eligibility.verdict import Step

ZERO = Decimal(0)

_BREACHES = {LimitOutcome.FAIL: StepResult.FAIL, LimitOutcome.REVIEW: StepResult.REVIEW}


def property_steps(facts: Facts, terms: Terms, household: Household) -> tuple[Step, ...]:
    """One step for each limit that something owned falls under; one in all if there is none."""
    owned = [line for line in facts.properties if line.member in household.owners]
    steps = []
    for limit in terms.property_limits:
        lines = [line for line in owned if line.kind in limit.kinds]
        if lines:
            steps.append(_limit_step(limit, lines, terms, household.size))
    return tuple(steps) or (_nothing_limited(terms),)


def _nothing_limited(terms: Terms) -> Step:
    return Step(
        rule=Rule.PROPERTY,
        result=StepResult.PASS,
        sentence="登记的家庭财产中没有受限制的项目。",
        article=terms.article(Rule.PROPERTY),
    )


def _limit_step(limit: PropertyLimit, lines: list[Property], terms: Terms, size: int) -> Step:
    exempt = [line for line in lines if line.exemption in limit.exemptions]
    counted = [line for line in lines if line.exemption not in limit.exemptions]
    measure = _measure(limit, counted)
    bound = _bound(limit, terms, size)
    is_within = measure <= bound
    shown, shown_bound = _shown(limit, measure), _shown(limit, bound)
    sentence = f"{limit.name}：{shown}，{'未超过' if is_within else '超过'}限额 {shown_bound}"
    if exempt:
        reasons = "、".join(sorted({line.exemption.label for line in exempt if line.exemption}))
        sentence += f"（{len(exempt)} 项按“{reasons}”豁免）"
    if not is_within and limit.outcome is LimitOutcome.REVIEW:
        sentence += "，需人工核定"
    return Step(
        rule=Rule.PROPERTY,
        result=StepResult.PASS if is_within else _BREACHES[limit.outcome],
        sentence=sentence + "。",
        article=limit.article or terms.article(Rule.PROPERTY),
        inputs={"measured": shown, "exempt_lines": str(len(exempt))},
        threshold=shown_bound,
    )


def _measure(limit: PropertyLimit, lines: list[Property]) -> Decimal:
    if limit.unit is LimitUnit.COUNT:
        return Decimal(sum(line.count for line in lines))
    return sum((line.amount for line in lines), ZERO)


def _bound(limit: PropertyLimit, terms: Terms, size: int) -> Decimal:
    if limit.unit is LimitUnit.PER_PERSON_TIMES_LINE:
        return limit.threshold * terms.income_line * size
    if limit.unit is LimitUnit.PER_PERSON:
        return limit.threshold * size
    return limit.threshold


def _shown(limit: PropertyLimit, number: Decimal) -> str:
    return f"{number:.0f}" if limit.unit is LimitUnit.COUNT else f"{number:.2f} 元"
