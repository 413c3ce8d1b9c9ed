"""Whether one person may be admitted alone (办法 Art 8, 社会救助法 Art 21, 2022 notice 一(一))."""

from applicants.eligibility.canonical import decimal_text
from applicants.eligibility.codes import AloneGround, Rule, StepResult
from applicants.eligibility.facts import Facts, Member, full_years
from applicants.eligibility.household import Household, is_jobless_disabled_adult, nobodys_lines
from applicants.eligibility.income import YearlyIncome
from applicants.eligibility.terms import ONE, OtherGround, Terms
from applicants.eligibility.verdict import Step

Judgement = tuple[StepResult, str]


def single_person_steps(
    facts: Facts, terms: Terms, household: Household, income: YearlyIncome
) -> tuple[Step, ...]:
    """One step where somebody applies alone, and one more where it is not clear what is theirs."""
    applicant = household.applicant
    if applicant is None:
        return ()
    if facts.alone_ground in (None, AloneGround.BORDERLINE):
        return (_borderline_step(applicant, income, terms),)
    ground = _ground_of(facts, terms)
    if ground is None:
        return (_unknown_ground_step(applicant, facts.alone_ground, terms),)
    result, sentence = _judge_ground(applicant, ground, facts, terms, income)
    step = Step(
        rule=Rule.SINGLE_PERSON,
        result=result,
        sentence=sentence,
        article=ground.article or _article(terms),
        inputs={"member": applicant.key, "per_capita_income": f"{income.per_capita:.2f}"},
    )
    return (step, *_unclear_means_steps(applicant, facts, terms, household))


def _ground_of(facts: Facts, terms: Terms) -> OtherGround | None:
    if terms.single_person is None or facts.alone_ground is None:
        return None
    return terms.single_person.other_ground(facts.alone_ground)


def _article(terms: Terms) -> str:
    return (terms.single_person and terms.single_person.article) or terms.article(
        Rule.SINGLE_PERSON
    )


def _borderline_step(applicant: Member, income: YearlyIncome, terms: Terms) -> Step:
    result, sentence = _judge_borderline(applicant, income, terms)
    return Step(
        rule=Rule.SINGLE_PERSON,
        result=result,
        sentence=sentence,
        article=_article(terms),
        inputs={
            "member": applicant.key,
            "per_capita_income": f"{income.per_capita:.2f}",
        },
        threshold=f"{(terms.borderline_ratio or 1) * terms.income_line:.2f}",
    )


def _judge_borderline(applicant: Member, income: YearlyIncome, terms: Terms) -> Judgement:
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
    multiple = _multiple(terms)
    if _is_borderline(income, terms):
        return StepResult.PASS, f"{name}为{group}，家庭人均年收入低于{multiple}，可以单独申请。"
    return StepResult.FAIL, f"{name}为{group}，但家庭人均年收入不低于{multiple}。"


def _is_borderline(income: YearlyIncome, terms: Terms) -> bool:
    return income.per_capita < (terms.borderline_ratio or 1) * terms.income_line


def _multiple(terms: Terms) -> str:
    ratio = terms.borderline_ratio or ONE
    return f"年保障标准的 {decimal_text(ratio)} 倍（{ratio * terms.income_line:.2f} 元）"


def _unknown_ground_step(applicant: Member, ground: AloneGround | None, terms: Terms) -> Step:
    named = ground.label if ground else ""
    return Step(
        rule=Rule.SINGLE_PERSON,
        result=StepResult.FAIL,
        sentence=f"{applicant.name}单独申请：适用的规则没有规定“{named}”这种情形。",
        article=_article(terms),
        inputs={"member": applicant.key},
    )


def _judge_ground(
    applicant: Member, ground: OtherGround, facts: Facts, terms: Terms, income: YearlyIncome
) -> Judgement:
    if ground.ground is AloneGround.JOBLESS_DISABLED:
        return _judge_jobless(applicant, facts)
    if ground.ground is AloneGround.CLERGY:
        return _judge_clergy(applicant, ground, facts)
    return _judge_local(applicant, ground, income, terms)


def _judge_jobless(applicant: Member, facts: Facts) -> Judgement:
    """2022 notice 一(一): 成年无业重度残疾人可以参照“单人户”提出低保申请."""
    name = applicant.name
    if is_jobless_disabled_adult(applicant, facts):
        return StepResult.PASS, f"{name}为成年无业重度残疾人，可以参照单人户单独申请。"
    return (
        StepResult.FAIL,
        f"{name}不属于成年无业重度残疾人：须年满 18 周岁、为重度残疾、没有本人的工资和经营收入。",
    )


def _judge_clergy(applicant: Member, ground: OtherGround, facts: Facts) -> Judgement:
    """办法 Art 8 (3); whether life is hard is what the income line and the property limits say."""
    since = facts.alone_since or facts.on
    years = full_years(since, facts.on)
    lived = f"{applicant.name}自 {since.isoformat()} 起在宗教场所居住"
    if years >= ground.years:
        return StepResult.PASS, f"{lived}，已满 {ground.years} 年，可以单独申请。"
    return StepResult.FAIL, f"{lived}，不满 {ground.years} 年，不能单独申请。"


def _judge_local(
    applicant: Member, ground: OtherGround, income: YearlyIncome, terms: Terms
) -> Judgement:
    """办法 Art 8 (4), 社会救助法 Art 21: others in special hardship; only a person can see whether somebody is one."""
    multiple = _multiple(terms)
    if not _is_borderline(income, terms):
        return StepResult.FAIL, f"{applicant.name}单独申请，但家庭人均年收入不低于{multiple}。"
    question = f"{applicant.name}是否属于“{ground.note}”，需人工核定。"
    if income.per_capita < terms.income_line:
        question += "家庭人均收入低于保障标准，并核定是否改为以家庭为单位申请。"
    return StepResult.REVIEW, f"家庭人均年收入低于{multiple}；{question}"


def _unclear_means_steps(
    applicant: Member, facts: Facts, terms: Terms, household: Household
) -> tuple[Step, ...]:
    """Who is judged by their own means is judged by what is entered as theirs: the rest asks for a look."""
    lines = nobodys_lines(facts) if household.has_own_means else 0
    if not lines:
        return ()
    step = Step(
        rule=Rule.SINGLE_PERSON,
        result=StepResult.REVIEW,
        sentence=(
            f"有 {lines} 项收入或财产没有写明属于谁，没有计算在内，核定是否属于{applicant.name}。"
        ),
        article=_article(terms),
        inputs={"lines": str(lines)},
    )
    return (step,)
