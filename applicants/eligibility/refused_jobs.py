"""The cut for refusing suitable jobs again and again: out of that person's own share, nobody else's (办法 Art 34)."""

from decimal import ROUND_DOWN, Decimal

from applicants.eligibility.canonical import decimal_text
from applicants.eligibility.codes import ExclusionReason, Rule, StepResult
from applicants.eligibility.facts import Facts, Member
from applicants.eligibility.household import Household
from applicants.eligibility.terms import FEN, RefusedJobs, Terms
from applicants.eligibility.verdict import Step


def cut_shares(
    bases: tuple[Decimal, ...],
    facts: Facts,
    terms: Terms,
    rule: RefusedJobs,
    household: Household,
) -> tuple[tuple[Decimal, ...], tuple[Step, ...]]:
    """The bases in the order of `Household.shares`, less what covered members lose; a step for each of them."""
    after, steps = dict(zip(household.shares, bases, strict=True)), []
    for member in household.covered:
        if member.exclusion is not ExclusionReason.REFUSED_JOBS:
            continue
        if member.is_without_labour(facts.on):
            steps.append(_doubt_step(member, terms, rule))
            continue
        before = after[member.key]
        # What is taken is rounded down to the fen, so more income never comes to less of a cut than it takes away.
        cut = (before * (1 - rule.remaining_share)).quantize(FEN, ROUND_DOWN)
        after[member.key] = before - cut
        steps.append(_cut_step(member, before, cut, terms, rule))
    return tuple(after.values()), tuple(steps)


def _cut_step(
    member: Member, before: Decimal, cut: Decimal, terms: Terms, rule: RefusedJobs
) -> Step:
    remaining = decimal_text(rule.remaining_share * 100)
    return Step(
        rule=Rule.REFUSED_JOBS,
        result=StepResult.INFO,
        sentence=(
            f"{member.name}无正当理由连续 {rule.times} 次拒绝接受介绍的工作，本人保障金 {before:.2f} 元"
            f"减发为 {remaining}%，即 {before - cut:.2f} 元；其他成员不受影响。"
        ),
        article=rule.article or terms.article(Rule.REFUSED_JOBS),
        inputs={member.key: f"{cut:.2f}"},
    )


def _doubt_step(member: Member, terms: Terms, rule: RefusedJobs) -> Step:
    return Step(
        rule=Rule.REFUSED_JOBS,
        result=StepResult.REVIEW,
        sentence=(
            f"{member.name}登记为拒绝接受介绍的工作，但没有劳动能力，不能因此减发，核定登记是否有误。"
        ),
        article=rule.article or terms.article(Rule.REFUSED_JOBS),
    )
