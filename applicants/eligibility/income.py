"""The household's yearly income: five kinds, less what is exempt, less what is deducted.

The yearly sum is rounded once, to the fen. Income per head is cut to the fen
in the family's favour and everything after it uses that figure, so that the
numbers printed in a letter can be worked out again by hand.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from applicants.eligibility.canonical import decimal_text
from applicants.eligibility.codes import ExpenseKind, IncomeKind, Rule, StepResult
from applicants.eligibility.facts import Facts, Income
from applicants.eligibility.household import Household
from applicants.eligibility.terms import Deduction, IncomeExemption, Terms
from applicants.eligibility.verdict import Step

ZERO = Decimal(0)
FEN = Decimal("0.01")

# In the order of 办法 Art 13, which is the order of the form.
_KINDS = tuple(IncomeKind)


@dataclass(frozen=True, slots=True)
class YearlyIncome:
    """Yuan per year: of the household, and per counted person."""

    total: Decimal
    per_capita: Decimal
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class _Sorted:
    """Income lines by what becomes of them."""

    counted: tuple[Income, ...]
    exempt: tuple[tuple[Income, IncomeExemption], ...]
    outside: tuple[Income, ...]


def yearly_income(facts: Facts, terms: Terms, household: Household) -> YearlyIncome:
    """Sum, exempt, deduct, divide; each with its step. Two outlays never make income negative."""
    keys = {None, *(member.key for member in household.counted)}
    lines = _sort_lines(facts, terms, keys)
    gross = sum((line.net for line in lines.counted), ZERO)
    deducted, deduction_steps = _deduct(facts, terms, keys)
    total = max(gross - deducted, ZERO).quantize(FEN, ROUND_HALF_UP)
    per_capita = (total / household.size).quantize(FEN, ROUND_DOWN)
    steps = (*_exemption_steps(lines), _income_step(lines.counted, gross, terms), *deduction_steps)
    return YearlyIncome(total, per_capita, steps)


def _sort_lines(facts: Facts, terms: Terms, keys: set[str | None]) -> _Sorted:
    exemptions = {e.source: e for e in terms.exemptions if e.holds(facts.on)}
    counted, exempt, outside = [], [], []
    for line in facts.incomes:
        if line.member not in keys:
            outside.append(line)
        elif line.source in exemptions:
            exempt.append((line, exemptions[line.source]))
        else:
            counted.append(line)
    return _Sorted(tuple(counted), tuple(exempt), tuple(outside))


def _exemption_steps(lines: _Sorted) -> Iterable[Step]:
    if not lines.exempt and not lines.outside:
        return
    amounts: dict[str, Decimal] = {}
    labels: dict[str, str] = {}
    articles: dict[str, None] = {}
    for line, exemption in lines.exempt:
        amounts[line.source] = amounts.get(line.source, ZERO) + line.net
        labels[line.source] = line.source.label
        articles[exemption.article] = None
    if lines.outside:
        amounts["not_counted_members"] = sum((line.net for line in lines.outside), ZERO)
        labels["not_counted_members"] = "不计入人口的成员的收入"
    listed = "、".join(f"{labels[key]} {amount:.2f} 元" for key, amount in amounts.items())
    yield Step(
        rule=Rule.EXEMPTIONS,
        result=StepResult.INFO,
        sentence=f"下列收入不计入家庭收入：{listed}。",
        article="；".join(article for article in articles if article),
        inputs={key: f"{amount:.2f}" for key, amount in amounts.items()},
    )


def _income_step(lines: tuple[Income, ...], gross: Decimal, terms: Terms) -> Step:
    sums: dict[IncomeKind, Decimal] = {}
    for line in lines:
        sums[line.counted_kind] = sums.get(line.counted_kind, ZERO) + line.net
    by_kind = [(kind, f"{sums[kind]:.2f}") for kind in _KINDS if kind in sums]
    sentence = f"计入的家庭年收入 {gross:.2f} 元"
    if by_kind:
        sentence += "：" + "、".join([f"{kind.label} {amount} 元" for kind, amount in by_kind])
    return Step(
        rule=Rule.INCOME,
        result=StepResult.INFO,
        sentence=sentence + "。",
        article=terms.article(Rule.INCOME),
        inputs={**dict(by_kind), "gross": f"{gross:.2f}"},
    )


def _deduct(facts: Facts, terms: Terms, keys: set[str | None]) -> tuple[Decimal, tuple[Step, ...]]:
    spent: dict[ExpenseKind, Decimal] = {}
    for line in facts.expenses:
        if line.member in keys:
            spent[line.kind] = spent.get(line.kind, ZERO) + line.yearly_amount
    if not spent:
        return ZERO, ()
    allowed = {deduction.kind: deduction for deduction in terms.deductions}
    deducted = {
        kind: _within(spent[kind], allowed[kind]) if kind in allowed else ZERO
        for kind in sorted(spent)
    }
    total = sum(deducted.values(), ZERO)
    articles = {allowed[kind].article: None for kind in deducted if kind in allowed}
    step = Step(
        rule=Rule.DEDUCTIONS,
        result=StepResult.INFO,
        sentence=f"从家庭收入中扣减 {total:.2f} 元："
        + "、".join(_deduction_phrase(kind, spent[kind], deducted[kind]) for kind in deducted)
        + "。",
        article="；".join(article for article in articles if article),
        inputs={kind.value: f"{spent[kind]:.2f}" for kind in deducted},
    )
    return total, (step,)


def _within(spent: Decimal, deduction: Deduction) -> Decimal:
    return spent if deduction.yearly_limit is None else min(spent, deduction.yearly_limit)


def _deduction_phrase(kind: ExpenseKind, spent: Decimal, deducted: Decimal) -> str:
    if deducted == spent:
        return f"{kind.label} {spent:.2f} 元"
    if deducted:
        return f"{kind.label} {spent:.2f} 元中的 {deducted:.2f} 元（年度上限）"
    return f"{kind.label} {spent:.2f} 元不予扣减"


def income_line_step(income: YearlyIncome, terms: Terms, household: Household) -> Step:
    """Strictly below the line (救助法 Art 18: 低于); of who applies alone it decides nothing."""
    is_below = income.per_capita < terms.income_line
    result = StepResult.PASS if is_below else StepResult.FAIL
    if household.applicant:
        result = StepResult.INFO
    comparison = "低于" if is_below else "不低于"
    return Step(
        rule=Rule.INCOME_LINE,
        result=result,
        sentence=(
            f"家庭人均年收入 {income.per_capita:.2f} 元"
            f"（{income.total:.2f} 元 ÷ {household.size} 人），"
            f"{comparison}年保障标准 {terms.income_line:.2f} 元。"
        ),
        article=terms.article(Rule.INCOME_LINE),
        inputs={
            "yearly_income": f"{income.total:.2f}",
            "counted": str(household.size),
            "per_capita_income": f"{income.per_capita:.2f}",
        },
        threshold=f"{terms.income_line:.2f}",
    )


def borderline_steps(income: YearlyIncome, terms: Terms, household: Household) -> tuple[Step, ...]:
    """Tell a family just above the line what it still is (办法 Art 8, 救助法 Art 21)."""
    ratio = terms.borderline_ratio
    if ratio is None or household.applicant or income.per_capita < terms.income_line:
        return ()
    bound = ratio * terms.income_line
    if income.per_capita >= bound:
        return ()
    step = Step(
        rule=Rule.BORDERLINE,
        result=StepResult.INFO,
        sentence=(
            f"家庭人均年收入低于年保障标准的 {decimal_text(ratio)} 倍（{bound:.2f} 元），"
            "财产符合规定的，可申请认定为低保边缘家庭；"
            "家中重度残疾人、重病患者可单独申请低保。"
        ),
        article=terms.article(Rule.BORDERLINE),
        inputs={"per_capita_income": f"{income.per_capita:.2f}"},
        threshold=f"{bound:.2f}",
    )
    return (step,)
