"""What an assessment answers: whether, which class, how much to whom, and why.

Amounts are yuan per MONTH; `yearly_income` and `per_capita_income` are yuan
per YEAR. The trace has one step for each rule that was applied, in order.
"""

from dataclasses import dataclass, field
from decimal import Decimal

from applicants.eligibility.canonical import Canonical
from applicants.eligibility.codes import Outcome, Rule, StepResult

ZERO = Decimal(0)

# Raised whenever the same facts and terms would give another verdict or another sentence.
ENGINE = 1

UNNAMED = "unnamed-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step(Canonical):
    """One rule applied: what went in, what it was held against, and a sentence for the letter."""

    rule: Rule
    result: StepResult
    sentence: str
    article: str = ""
    inputs: dict[str, str] = field(default_factory=dict)
    threshold: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share(Canonical):
    """One covered person's part of the household's money, a month."""

    member: str
    base: Decimal
    supplement: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        return self.base + self.supplement

    @property
    def is_named(self) -> bool:
        return not self.member.startswith(UNNAMED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict(Canonical):
    """The answer. Where a person must look, class and amounts are the proposal of the numbers."""

    outcome: Outcome
    benefit_class: int | None = None
    shares: tuple[Share, ...]
    base_amount: Decimal
    supplement_amount: Decimal
    total_amount: Decimal
    yearly_income: Decimal
    per_capita_income: Decimal
    counted: int
    covered: int
    trace: tuple[Step, ...]
    engine: int
    # For a family in benefit that is refused now: how many months it may still be paid.
    grace_months: int = 0

    @property
    def is_eligible(self) -> bool:
        return self.outcome is Outcome.ELIGIBLE

    @property
    def persons(self) -> tuple[str, ...]:
        """The keys of the named persons who are covered."""
        return tuple(share.member for share in self.shares if share.is_named)

    @property
    def reasons(self) -> tuple[Step, ...]:
        """The steps that kept the household from being simply eligible."""
        return tuple(
            step
            for step in self.trace
            if step.rule is not Rule.OUTCOME and step.result in (StepResult.FAIL, StepResult.REVIEW)
        )
