"""Support that siblings or old people pay for a jobless, severely disabled adult, as far as it is left out.

2022 notice 一(一): it may be exempted as the case deserves (视情适当豁免); a rule set says of whom, and how much of it.
"""

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_DOWN, Decimal

from applicants.eligibility.codes import IncomeSource, Rule, StepResult
from applicants.eligibility.facts import Facts, Income, Supporter
from applicants.eligibility.household import is_jobless_disabled_adult
from applicants.eligibility.terms import FEN, SupportExemption, Terms
from applicants.eligibility.verdict import Step

ZERO = Decimal(0)


def spared_support(
    lines: Iterable[Income], facts: Facts, terms: Terms
) -> tuple[tuple[Income, Decimal], ...]:
    """The lines of which something is not counted, each with yuan a year that are not."""
    rule = terms.support_exemption
    if rule is None:
        return ()
    return tuple(
        (line, (line.net * rule.share).quantize(FEN, ROUND_DOWN))
        for line in lines
        if _is_spared(line, rule, facts)
    )


def _is_spared(line: Income, rule: SupportExemption, facts: Facts) -> bool:
    if line.source is not IncomeSource.SUPPORT_PAYMENT or line.supporter is None:
        return False
    receiver = next((member for member in facts.members if member.key == line.member), None)
    return (
        receiver is not None
        and is_jobless_disabled_adult(receiver, facts)
        and _is_named(line.supporter, rule, facts.on)
    )


def _is_named(supporter: Supporter, rule: SupportExemption, on: date) -> bool:
    if supporter.relation in rule.relations:
        return True
    age = supporter.age(on)
    return rule.age is not None and age is not None and age >= rule.age


def support_steps(
    spared: tuple[tuple[Income, Decimal], ...], facts: Facts, terms: Terms
) -> tuple[Step, ...]:
    """One step for all such support; none where there is none."""
    if not spared or terms.support_exemption is None:
        return ()
    total = sum((amount for _, amount in spared), ZERO)
    phrases = "；".join(_phrase(line, amount, facts) for line, amount in spared)
    step = Step(
        rule=Rule.SUPPORT,
        result=StepResult.INFO,
        sentence=f"成年无业重度残疾人依靠的供养费用，不计入 {total:.2f} 元：{phrases}。",
        article=terms.support_exemption.article or terms.article(Rule.SUPPORT),
        inputs={"spared": f"{total:.2f}"},
    )
    return (step,)


def _phrase(line: Income, amount: Decimal, facts: Facts) -> str:
    receiver = next(member.name for member in facts.members if member.key == line.member)
    who = "给付人"
    if line.supporter is not None:
        who = f"{line.supporter.name}（{line.supporter.relation.label}{_years(line.supporter, facts.on)}）"
    return f"{who}给{receiver}的 {line.net:.2f} 元中的 {amount:.2f} 元"


def _years(supporter: Supporter, on: date) -> str:
    age = supporter.age(on)
    return "" if age is None else f"，{age} 岁"
