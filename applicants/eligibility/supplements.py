"""The extra monthly amount for the elderly, minors, severely disabled and seriously ill.

A person gets one supplement however many reasons there are: the highest. A
township's system that counted a household head twice overpaid a whole
supplement every month.
"""

from datetime import date
from decimal import Decimal

from applicants.eligibility.codes import Rule, StepResult, SupplementGroup
from applicants.eligibility.facts import Facts, Member
from applicants.eligibility.household import Household
from applicants.eligibility.terms import FEN, Supplement, Terms
from applicants.eligibility.verdict import Step

ZERO = Decimal(0)


def supplement_shares(
    facts: Facts, terms: Terms, household: Household
) -> tuple[dict[str, Decimal], tuple[Step, ...]]:
    """Yuan a month by member key, of those who get any; no step if the rule set has none."""
    if not terms.supplements:
        return {}, ()
    amounts: dict[str, Decimal] = {}
    phrases = []
    articles: dict[str, None] = {}
    for member in household.covered:
        due = _due_to(member, terms.supplements, facts.on)
        if due:
            amounts[member.key] = max(line.amount for line in due).quantize(FEN)
            phrases.append(_phrase(member, due, amounts[member.key]))
            articles |= {line.article: None for line in due}
    return amounts, (_step(amounts, phrases, articles, terms),)


def _due_to(member: Member, lines: tuple[Supplement, ...], on: date) -> list[Supplement]:
    age = member.age(on)
    groups = member.special_groups()
    return [line for line in lines if line.group in groups or _is_of_age(line, age)]


def _is_of_age(line: Supplement, age: int | None) -> bool:
    if age is None or line.age is None:
        return False
    if line.group is SupplementGroup.ELDERLY:
        return age >= line.age
    return line.group is SupplementGroup.MINOR and age < line.age


def _phrase(member: Member, due: list[Supplement], amount: Decimal) -> str:
    groups = "、".join(line.group.label for line in due)
    once = "，只计一次" if len(due) > 1 else ""
    return f"{member.name}（{groups}{once}）{amount:.2f} 元"


def _step(
    amounts: dict[str, Decimal], phrases: list[str], articles: dict[str, None], terms: Terms
) -> Step:
    total = sum(amounts.values(), ZERO)
    if amounts:
        sentence = f"分类施保金每月 {total:.2f} 元：{'；'.join(phrases)}。"
    else:
        sentence = "家庭成员中没有应发分类施保金的人员。"
    return Step(
        rule=Rule.SUPPLEMENT,
        result=StepResult.INFO,
        sentence=sentence,
        article="；".join(article for article in articles if article)
        or terms.article(Rule.SUPPLEMENT),
        inputs={key: f"{amount:.2f}" for key, amount in amounts.items()},
    )
