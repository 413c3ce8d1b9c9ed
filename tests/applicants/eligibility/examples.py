"""The shape of an example worked out by hand, and how it is held against the rules.

An example's name shows the arithmetic, from the articles alone; nothing in it is copied from an answer of the rules.
"""

from dataclasses import dataclass
from decimal import Decimal

from applicants.eligibility.assess import assess
from applicants.eligibility.codes import Outcome, Rule
from applicants.eligibility.facts import Facts
from applicants.eligibility.terms import Terms


@dataclass(frozen=True)
class Example:
    """What must come out, and the rule and article on which it turns; `shares` where it matters who gets what."""

    name: str
    facts: Facts
    benefit_class: int | None
    total: str
    rule: Rule
    article: str
    outcome: Outcome = Outcome.ELIGIBLE
    shares: tuple[str, ...] = ()
    grace_months: int = 0

    def __str__(self) -> str:
        return self.name


def check(example: Example, terms: Terms) -> None:
    verdict = assess(example.facts, terms)

    got = (verdict.outcome, verdict.benefit_class, verdict.total_amount, verdict.grace_months)
    wanted = (example.outcome, example.benefit_class, Decimal(example.total), example.grace_months)
    assert got == wanted, verdict.trace[-1].sentence
    if example.shares:
        assert tuple(str(share.total) for share in verdict.shares) == example.shares
    cited = [step.article for step in verdict.trace if step.rule is example.rule]
    assert any(example.article in article for article in cited), cited
