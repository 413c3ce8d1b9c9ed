"""Expenses taken off the yearly income: transfer expenses, and the rigid ones that a rule set names."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from applicants.eligibility.codes import ExpenseKind, IncomeKind, Rule, StepResult
from applicants.eligibility.facts import Facts
from applicants.eligibility.terms import Deduction, Terms
from applicants.eligibility.verdict import Step

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class _Deducted:
    """What was spent on one kind, what of it is taken off, and why not all."""

    kind: ExpenseKind
    spent: Decimal
    amount: Decimal
    why_less: str = ""

    @property
    def phrase(self) -> str:
        if self.amount == self.spent:
            return f"{self.kind.label} {self.spent:.2f} 元"
        if self.amount:
            return (
                f"{self.kind.label} {self.spent:.2f} 元中的 {self.amount:.2f} 元（{self.why_less}）"
            )
        return f"{self.kind.label} {self.spent:.2f} 元不予扣减"


def deduct(
    facts: Facts,
    terms: Terms,
    owners: frozenset[str | None],
    income: Mapping[IncomeKind, Decimal],
) -> tuple[Decimal, tuple[Step, ...]]:
    """Yuan a year to take off the household's `income`, with the step that says what; none where nothing was spent."""
    spent: dict[ExpenseKind, Decimal] = {}
    for line in facts.expenses:
        if line.member in owners:
            spent[line.kind] = spent.get(line.kind, ZERO) + line.yearly_amount
    if not spent:
        return ZERO, ()
    allowed = {one.kind: one for one in terms.deductions if one.holds(facts.on)}
    left = dict(income)
    deducted = [_one_kind(kind, spent[kind], allowed.get(kind), left) for kind in sorted(spent)]
    total = sum((one.amount for one in deducted), ZERO)
    articles = {allowed[kind].article: None for kind in sorted(spent) if kind in allowed}
    step = Step(
        rule=Rule.DEDUCTIONS,
        result=StepResult.INFO,
        sentence=f"从家庭收入中扣减 {total:.2f} 元："
        + "、".join(o.phrase for o in deducted)
        + "。",
        article="；".join(article for article in articles if article),
        inputs={one.kind.value: f"{one.spent:.2f}" for one in deducted},
    )
    return total, (step,)


def _one_kind(
    kind: ExpenseKind, spent: Decimal, rule: Deduction | None, left: dict[IncomeKind, Decimal]
) -> _Deducted:
    """`left` is what may still be taken off each kind of income; it is lowered by what is."""
    if rule is None:
        return _Deducted(kind, spent, ZERO)
    amount, why_less = spent, ""
    if rule.yearly_limit is not None and rule.yearly_limit < amount:
        amount, why_less = rule.yearly_limit, "年度上限"
    if rule.within is not None:
        room = left.get(rule.within, ZERO)
        if room < amount:
            amount, why_less = room, f"以{rule.within.label}为限"
        left[rule.within] = room - amount
    return _Deducted(kind, spent, amount, why_less)
