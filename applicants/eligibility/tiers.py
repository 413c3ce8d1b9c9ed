"""Which class a household falls into, and what it gets a month before supplements.

More income never means more money: income per head only ever moves a household
down the list of criteria, whose classes `checks.problems` keeps in order, and
only ever narrows the gap.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, ROUND_UP, Decimal
from functools import cache

from applicants.eligibility.canonical import decimal_text
from applicants.eligibility.codes import (
    BenefitMethod,
    Hardship,
    Rounding,
    Rule,
    StepResult,
)
from applicants.eligibility.facts import Facts
from applicants.eligibility.household import Household
from applicants.eligibility.income import YearlyIncome
from applicants.eligibility.refused_jobs import cut_shares
from applicants.eligibility.terms import FEN, Criterion, Terms
from applicants.eligibility.verdict import Step

ZERO = Decimal(0)
MONTHS = 12

_ROUNDING = {Rounding.HALF_UP: ROUND_HALF_UP, Rounding.UP: ROUND_UP}
_CLASS_NAMES = dict(enumerate("一二三四五六七八九", start=1))


@dataclass(frozen=True, slots=True)
class Situation:
    """What the criteria are held against; `inputs` is the same in words for each step."""

    hardships: frozenset[Hardship]
    without_labour: int
    size: int
    per_capita: Decimal
    line: Decimal
    inputs: dict[str, str]


def class_name(benefit_class: int) -> str:
    """一类, 二类, 三类 as notices and letters print it."""
    return _CLASS_NAMES.get(benefit_class, str(benefit_class)) + "类"


def hardships_of(facts: Facts, household: Household) -> frozenset[Hardship]:
    """What the investigator declared, and what the members' own entries show."""
    seen = set(facts.hardships)
    disabled = 0
    for member in household.counted:
        disabled += member.is_disabled
        if member.is_severely_disabled:
            seen.add(Hardship.SEVERE_DISABILITY)
        if member.is_seriously_ill:
            seen.add(Hardship.SERIOUS_ILLNESS)
    if disabled >= 2:
        seen.add(Hardship.SEVERAL_DISABLED)
    return frozenset(seen)


def situation_of(
    facts: Facts, terms: Terms, household: Household, income: YearlyIncome
) -> Situation:
    hardships = hardships_of(facts, household)
    without_labour = sum([member.is_without_labour(facts.on) for member in household.counted])
    return Situation(
        hardships=hardships,
        without_labour=without_labour,
        size=household.size,
        per_capita=income.per_capita,
        line=terms.income_line,
        inputs={
            "hardships": ",".join(sorted(hardships)),
            "without_labour": f"{without_labour}/{household.size}",
            "per_capita_income": f"{income.per_capita:.2f}",
        },
    )


def find_class(situation: Situation, terms: Terms) -> tuple[int | None, tuple[Step, ...]]:
    """The class of the first criterion met, with a step for each criterion tried."""
    steps = []
    for criterion in terms.criteria:
        unmet = _unmet(criterion, situation)
        steps.append(_criterion_step(criterion, unmet, situation, terms))
        if not unmet:
            return criterion.benefit_class, tuple(steps)
    steps.append(
        Step(
            rule=Rule.BENEFIT_CLASS,
            result=StepResult.REVIEW,
            sentence="没有一条分类条件适用于这一家庭，类别需人工核定。",
            article=terms.article(Rule.BENEFIT_CLASS),
        )
    )
    return None, tuple(steps)


def _unmet(criterion: Criterion, situation: Situation) -> str:
    """Why the criterion does not apply, or nothing if it does."""
    if criterion.hardships and situation.hardships.isdisjoint(criterion.hardships):
        return "没有所列困难情形"
    minimum = criterion.minimum_share_without_labour
    if situation.without_labour < minimum * situation.size:
        return f"{situation.size} 人中 {situation.without_labour} 人无劳动能力，不足 {_percent(minimum)}"
    maximum = criterion.maximum_income_ratio
    if maximum is not None and situation.per_capita > maximum * situation.line:
        return f"人均年收入超过标准的 {_percent(maximum)}（{maximum * situation.line:.2f} 元）"
    return ""


def _criterion_step(criterion: Criterion, unmet: str, situation: Situation, terms: Terms) -> Step:
    named = f"{class_name(criterion.benefit_class)}“{criterion.name}”"
    if unmet:
        result, sentence = StepResult.INFO, f"不适用{named}：{unmet}。"
    else:
        result, sentence = StepResult.PASS, f"符合{named}{_met(criterion, situation)}。"
    return Step(
        rule=Rule.BENEFIT_CLASS,
        result=result,
        sentence=sentence,
        article=criterion.article or terms.article(Rule.BENEFIT_CLASS),
        inputs=situation.inputs,
        threshold=str(criterion.benefit_class),
    )


def _met(criterion: Criterion, situation: Situation) -> str:
    grounds = [h.label for h in criterion.hardships if h in situation.hardships]
    if criterion.minimum_share_without_labour > 0:
        grounds.append(f"{situation.size} 人中 {situation.without_labour} 人无劳动能力")
    maximum = criterion.maximum_income_ratio
    if maximum is not None:
        bound = maximum * situation.line
        grounds.append(f"人均年收入不超过标准的 {_percent(maximum)}（{bound:.2f} 元）")
    return "：" + "，".join(grounds) if grounds else ""


@cache
def _percent(ratio: Decimal) -> str:
    return decimal_text(ratio * 100) + "%"


def base_shares(
    benefit_class: int | None,
    facts: Facts,
    terms: Terms,
    household: Household,
    income: YearlyIncome,
) -> tuple[tuple[Decimal, ...], tuple[Step, ...]]:
    """Yuan a month for each covered person, in the order of `Household.shares`."""
    if terms.benefit_method is BenefitMethod.GAP:
        bases, steps = _gap_shares(income, terms, household)
    else:
        bases, steps = _class_shares(benefit_class, terms, household)
    if terms.refused_jobs is None:
        return bases, steps
    bases, cuts = cut_shares(bases, facts, terms, terms.refused_jobs, household)
    return bases, (*steps, *cuts)


def _class_shares(
    benefit_class: int | None, terms: Terms, household: Household
) -> tuple[tuple[Decimal, ...], tuple[Step, ...]]:
    amount = None if benefit_class is None else terms.class_amounts.get(benefit_class)
    if benefit_class is None or amount is None:
        return (ZERO,) * len(household.shares), ()
    amount = amount.quantize(FEN)
    persons = len(household.shares)
    step = Step(
        rule=Rule.BASE_AMOUNT,
        result=StepResult.INFO,
        sentence=(
            f"{class_name(benefit_class)}每人每月 {amount:.2f} 元，保障 {persons} 人，"
            f"户月保障金 {amount * persons:.2f} 元。"
        ),
        article=terms.article(Rule.BASE_AMOUNT),
        inputs={"class_amount": f"{amount:.2f}", "covered": str(persons)},
    )
    return (amount,) * persons, (step,)


def _gap_shares(
    income: YearlyIncome, terms: Terms, household: Household
) -> tuple[tuple[Decimal, ...], tuple[Step, ...]]:
    persons = len(household.shares)
    gap, formula = _yearly_gap(income, terms, household)
    exact = gap * persons / MONTHS
    units = (exact / terms.payment_unit).quantize(Decimal(1), _ROUNDING[terms.rounding])
    rounded = (units * terms.payment_unit).quantize(FEN)
    amount = max(rounded, terms.minimum_payment).quantize(FEN)
    sentence = f"{formula} × {persons} 人 ÷ 12 个月 = {exact:.2f} 元"
    if amount > rounded:
        sentence += "，低于每户最低发放额"
    elif terms.payment_unit > FEN:
        sentence += f"，按 {decimal_text(terms.payment_unit)} 元{terms.rounding.label}"
    step = Step(
        rule=Rule.BASE_AMOUNT,
        result=StepResult.INFO,
        sentence=f"{sentence}，户月保障金 {amount:.2f} 元。",
        article=terms.article(Rule.BASE_AMOUNT),
        inputs={"yearly_gap": f"{gap:.2f}", "covered": str(persons)},
        threshold=f"{terms.minimum_payment:.2f}",
    )
    return split(amount, persons), (step,)


def _yearly_gap(income: YearlyIncome, terms: Terms, household: Household) -> tuple[Decimal, str]:
    if household.applicant and terms.single_person and not household.has_own_means:
        gap = (terms.income_line * terms.single_person.line_share).quantize(FEN, ROUND_HALF_UP)
        share = _percent(terms.single_person.line_share)
        return gap, f"单独申请按年保障标准 {terms.income_line:.2f} 元的 {share}计 {gap:.2f} 元"
    gap = max(terms.income_line - income.per_capita, ZERO)
    return gap, f"（{terms.income_line:.2f} 元 − {income.per_capita:.2f} 元）"


def split(amount: Decimal, persons: int) -> tuple[Decimal, ...]:
    """Equal parts to the fen that add up to the amount; the first ones carry the odd fen."""
    if persons == 0:
        return ()
    each, odd = divmod(int(amount / FEN), persons)
    return tuple((each + (place < odd)) * FEN for place in range(persons))
