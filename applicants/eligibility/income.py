"""The household's yearly income: five kinds, less what is exempt, less what is deducted.

The yearly sum is rounded once, to the fen. Income per head is cut to the fen
in the family's favour and everything after it uses that figure, so that the
numbers printed in a letter can be worked out again by hand.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from applicants.eligibility.canonical import decimal_text
from applicants.eligibility.codes import IncomeKind, Rule, StepResult
from applicants.eligibility.deductions import deduct
from applicants.eligibility.facts import Facts, Income
from applicants.eligibility.household import Household
from applicants.eligibility.support import spared_support, support_steps
from applicants.eligibility.terms import IncomeExemption, Terms
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
    """Income lines by what becomes of them; `spared` is what of a counted line is left out."""

    counted: tuple[Income, ...]
    exempt: tuple[tuple[Income, IncomeExemption], ...]
    outside: tuple[Income, ...]
    spared: tuple[tuple[Income, Decimal], ...]


def yearly_income(facts: Facts, terms: Terms, household: Household) -> YearlyIncome:
    """Sum, exempt, deduct, divide; each with its step. Two outlays never make income negative."""
    lines = _sort_lines(facts, terms, household)
    sums = _sums_by_kind(lines)
    gross = sum(sums.values(), ZERO)
    deducted, deduction_steps = deduct(facts, terms, household.owners, sums)
    total = max(gross - deducted, ZERO).quantize(FEN, ROUND_HALF_UP)
    per_capita = (total / household.size).quantize(FEN, ROUND_DOWN)
    steps = (
        *_exemption_steps(lines, household),
        *support_steps(lines.spared, facts, terms),
        _income_step(sums, gross, terms),
        *deduction_steps,
    )
    return YearlyIncome(total, per_capita, steps)


def _sort_lines(facts: Facts, terms: Terms, household: Household) -> _Sorted:
    exemptions = {e.source: e for e in terms.exemptions if e.holds(facts.on)}
    counted, exempt, outside = [], [], []
    for line in facts.incomes:
        if line.member not in household.owners:
            outside.append(line)
        elif line.source in exemptions:
            exempt.append((line, exemptions[line.source]))
        else:
            counted.append(line)
    spared = spared_support(counted, facts, terms)
    return _Sorted(tuple(counted), tuple(exempt), tuple(outside), spared)


def _sums_by_kind(lines: _Sorted) -> dict[IncomeKind, Decimal]:
    """What counts, in the order of the form; a kind without a line is left out."""
    found: dict[IncomeKind, Decimal] = {}
    for line in lines.counted:
        found[line.counted_kind] = found.get(line.counted_kind, ZERO) + line.net
    for line, amount in lines.spared:
        found[line.counted_kind] -= amount
    return {kind: found[kind] for kind in _KINDS if kind in found}


def _exemption_steps(lines: _Sorted, household: Household) -> Iterable[Step]:
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
        labels["not_counted_members"] = (
            "不在本人名下的收入" if household.has_own_means else "不计入人口的成员的收入"
        )
    listed = "、".join(f"{labels[key]} {amount:.2f} 元" for key, amount in amounts.items())
    yield Step(
        rule=Rule.EXEMPTIONS,
        result=StepResult.INFO,
        sentence=f"下列收入不计入家庭收入：{listed}。",
        article="；".join(article for article in articles if article),
        inputs={key: f"{amount:.2f}" for key, amount in amounts.items()},
    )


def _income_step(sums: dict[IncomeKind, Decimal], gross: Decimal, terms: Terms) -> Step:
    by_kind = [(kind, f"{amount:.2f}") for kind, amount in sums.items()]
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


def income_line_step(income: YearlyIncome, terms: Terms, household: Household) -> Step:
    """Strictly below the line (救助法 Art 18: 低于); of who applies alone it decides nothing."""
    is_below = income.per_capita < terms.income_line
    result = StepResult.PASS if is_below else StepResult.FAIL
    if household.applicant and not household.has_own_means:
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
