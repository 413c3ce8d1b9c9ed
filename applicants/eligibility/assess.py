"""The door to the rules: facts and terms in, verdict with its trace out."""

from decimal import Decimal

from applicants.eligibility.codes import Outcome, Rule, StepResult
from applicants.eligibility.contradictions import contradictions
from applicants.eligibility.facts import Facts, FactsError
from applicants.eligibility.grace import grace_steps
from applicants.eligibility.household import Household, household_of, member_steps
from applicants.eligibility.income import (
    YearlyIncome,
    borderline_steps,
    income_line_step,
    yearly_income,
)
from applicants.eligibility.property import property_steps
from applicants.eligibility.single_person import single_person_steps
from applicants.eligibility.supplements import supplement_shares
from applicants.eligibility.terms import Terms
from applicants.eligibility.tiers import base_shares, class_name, find_class, situation_of
from applicants.eligibility.verdict import ENGINE, Share, Step, Verdict

ZERO = Decimal("0.00")

_OUTCOMES = {
    StepResult.FAIL: Outcome.NOT_ELIGIBLE,
    StepResult.REVIEW: Outcome.NEEDS_REVIEW,
    StepResult.PASS: Outcome.ELIGIBLE,
}


def assess(facts: Facts, terms: Terms) -> Verdict:
    """What the household is due under these terms, and why.

    Raises FactsError where the facts contradict each other. The answer
    depends on nothing else than the two arguments.
    """
    if found := contradictions(facts):
        raise FactsError(*found)
    household = household_of(facts)
    income = yearly_income(facts, terms, household)
    trace = (
        *member_steps(facts, terms, household),
        *income.steps,
        income_line_step(income, terms, household),
        *borderline_steps(income, terms, household),
        *single_person_steps(facts, terms, household, income),
        *property_steps(facts, terms, household),
    )
    if _worst(trace) is StepResult.FAIL:
        return _refusal(trace, facts, terms, household, income)
    return _grant(trace, facts, terms, household, income)


def _worst(trace: tuple[Step, ...]) -> StepResult:
    results = {step.result for step in trace}
    if StepResult.FAIL in results:
        return StepResult.FAIL
    return StepResult.REVIEW if StepResult.REVIEW in results else StepResult.PASS


def _refusal(
    trace: tuple[Step, ...],
    facts: Facts,
    terms: Terms,
    household: Household,
    income: YearlyIncome,
) -> Verdict:
    reasons = [step.sentence for step in trace if step.result is StepResult.FAIL]
    grace = grace_steps(trace, facts, terms, income)
    outcome = Step(
        rule=Rule.OUTCOME,
        result=StepResult.FAIL,
        sentence="不符合最低生活保障条件：" + "".join(reasons),
    )
    return Verdict(
        outcome=Outcome.NOT_ELIGIBLE,
        shares=(),
        base_amount=ZERO,
        supplement_amount=ZERO,
        total_amount=ZERO,
        yearly_income=income.total,
        per_capita_income=income.per_capita,
        counted=household.size,
        covered=0,
        trace=(*trace, *grace, outcome),
        engine=ENGINE,
        grace_months=terms.grace.months if grace and terms.grace else 0,
    )


def _grant(
    trace: tuple[Step, ...],
    facts: Facts,
    terms: Terms,
    household: Household,
    income: YearlyIncome,
) -> Verdict:
    situation = situation_of(facts, terms, household, income)
    benefit_class, class_steps = find_class(situation, terms)
    bases, base_steps = base_shares(benefit_class, facts, terms, household, income)
    supplements, supplement_steps = supplement_shares(facts, terms, household)
    trace = (*trace, *class_steps, *base_steps, *supplement_steps)
    shares = tuple(
        Share(member=key, base=base, supplement=supplements.get(key, ZERO))
        for key, base in zip(household.shares, bases, strict=True)
    )
    base_amount = sum(bases, ZERO)
    supplement_amount = sum(supplements.values(), ZERO)
    outcome = _outcome_step(_worst(trace), trace, benefit_class, shares)
    return Verdict(
        outcome=_OUTCOMES[outcome.result],
        benefit_class=benefit_class,
        shares=shares,
        base_amount=base_amount,
        supplement_amount=supplement_amount,
        total_amount=base_amount + supplement_amount,
        yearly_income=income.total,
        per_capita_income=income.per_capita,
        counted=household.size,
        covered=len(shares),
        trace=(*trace, outcome),
        engine=ENGINE,
    )


def _outcome_step(
    result: StepResult,
    trace: tuple[Step, ...],
    benefit_class: int | None,
    shares: tuple[Share, ...],
) -> Step:
    total = sum((share.total for share in shares), ZERO)
    proposal = f"保障 {len(shares)} 人，每月共 {total:.2f} 元。"
    if benefit_class is not None:
        proposal = f"按{class_name(benefit_class)}{proposal}"
    if result is StepResult.PASS:
        sentence = f"符合最低生活保障条件，{proposal}"
    else:
        doubts = [step.sentence for step in trace if step.result is StepResult.REVIEW]
        sentence = f"需人工核定：{''.join(doubts)}按现有情况测算，{proposal}"
    return Step(
        rule=Rule.OUTCOME,
        result=result,
        sentence=sentence,
        inputs={"covered": str(len(shares)), "total_amount": f"{total:.2f}"},
    )
