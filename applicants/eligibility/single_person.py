"""Whether one member of a borderline household may be admitted alone (办法 Art 8)."""

from applicants.eligibility.canonical import decimal_text
from applicants.eligibility.codes import Rule, StepResult
from applicants.eligibility.facts import Member
from applicants.eligibility.household import Household
from applicants.eligibility.income import YearlyIncome
from applicants.eligibility.terms import Terms
from applicants.eligibility.verdict import Step


def single_person_steps(
    income: YearlyIncome, terms: Terms, household: Household
) -> tuple[Step, ...]:
    if household.applicant is None:
        return ()
    result, sentence = _judge(household.applicant, income, terms)
    step = Step(
        rule=Rule.SINGLE_PERSON,
        result=result,
        sentence=sentence,
        article=(terms.single_person and terms.single_person.article)
        or terms.article(Rule.SINGLE_PERSON),
        inputs={
            "member": household.applicant.key,
            "per_capita_income": f"{income.per_capita:.2f}",
        },
        threshold=f"{(terms.borderline_ratio or 1) * terms.income_line:.2f}",
    )
    return (step,)


def _judge(applicant: Member, income: YearlyIncome, terms: Terms) -> tuple[StepResult, str]:
    name = applicant.name
    if terms.single_person is None or terms.borderline_ratio is None:
        return StepResult.FAIL, f"{name}单独申请：适用的规则只接受以家庭为单位的申请。"
    groups = [g for g in applicant.special_groups() if g in terms.single_person.groups]
    if not groups:
        return StepResult.FAIL, f"{name}不属于可以单独申请的人员（重度残疾人、重病患者）。"
    group = "、".join(g.label for g in groups)
    if income.per_capita < terms.income_line:
        # 2022 notice, 一(一): a family that qualifies is taken in as a whole.
        return (
            StepResult.REVIEW,
            f"{name}为{group}，但家庭人均收入低于保障标准，核定是否改为以家庭为单位申请。",
        )
    bound = terms.borderline_ratio * terms.income_line
    multiple = f"年保障标准的 {decimal_text(terms.borderline_ratio)} 倍（{bound:.2f} 元）"
    if income.per_capita < bound:
        return StepResult.PASS, f"{name}为{group}，家庭人均年收入低于{multiple}，可以单独申请。"
    return StepResult.FAIL, f"{name}为{group}，但家庭人均年收入不低于{multiple}。"
