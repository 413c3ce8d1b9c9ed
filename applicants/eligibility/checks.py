"""What keeps a rule set from being used, in words an official can act on."""

import itertools
from collections.abc import Iterable
from decimal import Decimal

from applicants.eligibility.canonical import Problem, decimal_text
from applicants.eligibility.codes import (
    AloneGround,
    BenefitMethod,
    LimitUnit,
    Rule,
    SupplementGroup,
    TimeUnit,
)
from applicants.eligibility.terms import (
    FEN,
    Criterion,
    Deduction,
    IncomeExemption,
    OtherGround,
    Terms,
)

# Longer, and money that fails waits for two months.
_LONGEST_COOLING = 30
AGED_GROUPS = (SupplementGroup.ELDERLY, SupplementGroup.MINOR)


def problems(terms: Terms) -> tuple[Problem, ...]:
    """Every problem of a rule set, each with the field it stands at; empty means usable."""
    return (
        *_name_problems(terms),
        *_amount_problems(terms),
        *_criteria_problems(terms),
        *_list_problems(terms),
        *_person_problems(terms),
        *_procedure_problems(terms),
    )


def _name_problems(terms: Terms) -> Iterable[Problem]:
    if not terms.name.strip():
        yield Problem("name", "填写规则版本的名称")
    if not terms.legal_basis.strip():
        yield Problem("legal_basis", "填写依据的法律或文件")
    known = {rule.value for rule in Rule}
    for rule in sorted(terms.articles.keys() - known):
        yield Problem(f"articles[{rule}]", f"没有“{rule}”这条规则，核对名称")


def _amount_problems(terms: Terms) -> Iterable[Problem]:
    if terms.income_line <= 0:
        yield Problem("income_line", "年保障标准应大于 0 元")
    if terms.payment_unit <= 0 or terms.payment_unit % FEN:
        yield Problem("payment_unit", "取整单位应大于 0 元，并且是分的整数倍")
    if terms.minimum_payment < 0:
        yield Problem("minimum_payment", "每户最低发放额不能小于 0 元")
    if terms.borderline_ratio is not None and terms.borderline_ratio <= 1:
        yield Problem("borderline_ratio", "低保边缘家庭的倍数应大于 1")
    if terms.single_person is not None and terms.borderline_ratio is None:
        yield Problem("single_person", "允许单独申请时，要填低保边缘家庭的倍数")
    if terms.single_person is not None and not 0 < terms.single_person.line_share <= 1:
        yield Problem("single_person.line_share", "单独申请的保障比例应大于 0、不超过 1")
    yield from _class_amount_problems(terms)


def _class_amount_problems(terms: Terms) -> Iterable[Problem]:
    amounts = sorted(terms.class_amounts.items())
    for benefit_class, amount in amounts:
        if amount <= 0:
            yield Problem(f"class_amounts[{benefit_class}]", f"{benefit_class}类的金额应大于 0 元")
        if amount != round(amount, 2):
            yield Problem(f"class_amounts[{benefit_class}]", f"{benefit_class}类的金额最多到分")
    for (harder, more), (easier, less) in itertools.pairwise(amounts):
        if less > more:
            yield Problem(
                f"class_amounts[{easier}]",
                f"{easier}类的金额 {less:.2f} 元高于{harder}类的 {more:.2f} 元，困难重的类别应不低于轻的",
            )


def _criteria_problems(terms: Terms) -> Iterable[Problem]:
    if not terms.criteria:
        yield Problem("criteria", "至少填写一条分类条件")
        return
    for index, criterion in enumerate(terms.criteria):
        yield from _one_criterion_problems(terms, index, criterion)
    yield from _criteria_order_problems(terms.criteria)


def _one_criterion_problems(terms: Terms, index: int, criterion: Criterion) -> Iterable[Problem]:
    path = f"criteria[{index}]"
    if not criterion.name.strip():
        yield Problem(f"{path}.name", "写明这一条说的是哪种家庭")
    is_fixed = terms.benefit_method is BenefitMethod.FIXED
    if is_fixed and criterion.benefit_class not in terms.class_amounts:
        yield Problem(
            f"{path}.benefit_class", f"{criterion.benefit_class}类没有金额，补上金额或换一个类别"
        )
    if not 0 <= criterion.minimum_share_without_labour <= 1:
        yield Problem(
            f"{path}.minimum_share_without_labour", "无劳动能力人口的比例应在 0 到 1 之间"
        )
    ratio = criterion.maximum_income_ratio
    if ratio is not None and ratio < 0:
        yield Problem(f"{path}.maximum_income_ratio", "收入比例不能小于 0")


def _criteria_order_problems(criteria: tuple[Criterion, ...]) -> Iterable[Problem]:
    if not criteria[-1].is_unconditional:
        yield Problem(
            f"criteria[{len(criteria) - 1}]", "最后一条不应设条件，使符合低保条件的每户都有类别"
        )
    # More income must never lead to a harder class, so the classes go down the list in order.
    for index, (before, after) in enumerate(itertools.pairwise(criteria)):
        if after.benefit_class < before.benefit_class:
            yield Problem(f"criteria[{index + 1}].benefit_class", "困难重的类别排在前面，调整次序")
    for index, later in enumerate(criteria):
        for number, earlier in enumerate(criteria[:index], start=1):
            if _covers(earlier, later):
                yield Problem(
                    f"criteria[{index}]",
                    f"这一条永远用不上：第 {number} 条已经包括了它，删去或调整次序",
                )
                break


def _covers(earlier: Criterion, later: Criterion) -> bool:
    """Whether whoever meets the later criterion has already met the earlier one."""
    if earlier.hardships and not (
        later.hardships and set(later.hardships) <= set(earlier.hardships)
    ):
        return False
    if earlier.minimum_share_without_labour > later.minimum_share_without_labour:
        return False
    if earlier.maximum_income_ratio is None:
        return True
    # Below the line is a ratio under one, so a limit of one or more limits nothing.
    later_ratio = Decimal(1) if later.maximum_income_ratio is None else later.maximum_income_ratio
    return later_ratio <= earlier.maximum_income_ratio


def _list_problems(terms: Terms) -> Iterable[Problem]:
    yield from _doubled("deductions", [line.kind.label for line in terms.deductions])
    for index, deduction in enumerate(terms.deductions):
        if deduction.yearly_limit is not None and deduction.yearly_limit < 0:
            yield Problem(f"deductions[{index}].yearly_limit", "扣减上限不能小于 0 元")
    yield from _dates_problems("deductions", terms.deductions)
    yield from _dates_problems("exemptions", terms.exemptions)
    yield from _property_problems(terms)
    yield from _supplement_problems(terms)


def _dates_problems(field: str, lines: Iterable[Deduction | IncomeExemption]) -> Iterable[Problem]:
    for index, line in enumerate(lines):
        first, last = line.starts_on, line.ends_on
        if first is not None and last is not None and last < first:
            yield Problem(f"{field}[{index}].ends_on", "结束日期早于开始日期，核对日期")


def _person_problems(terms: Terms) -> Iterable[Problem]:
    """The rules about single persons: who applies alone, lives on support, refuses work, finds some."""
    if terms.single_person is not None:
        grounds = terms.single_person.other_grounds
        yield from _doubled("single_person.other_grounds", [one.ground.label for one in grounds])
        for index, ground in enumerate(grounds):
            yield from _ground_problems(f"single_person.other_grounds[{index}]", ground)
    support = terms.support_exemption
    if support is not None and not 0 < support.share <= 1:
        yield Problem("support_exemption.share", "供养费用不计入的比例应大于 0、不超过 1")
    if support is not None and not support.relations and support.age is None:
        yield Problem("support_exemption", "写明哪些人给的供养费用不计入：关系或年龄")
    refused = terms.refused_jobs
    if refused is not None and not 0 <= refused.remaining_share < 1:
        yield Problem("refused_jobs.remaining_share", "减发后的比例应不小于 0、小于 1")
    if refused is not None and refused.times < 1:
        yield Problem("refused_jobs.times", "拒绝工作的次数至少为 1")
    yield from _grace_problems(terms)


def _ground_problems(path: str, ground: OtherGround) -> Iterable[Problem]:
    if ground.ground is AloneGround.BORDERLINE:
        yield Problem(f"{path}.ground", "低保边缘家庭的人员填在人员类别里，不在这里填")
    if ground.ground is AloneGround.CLERGY and ground.years < 1:
        yield Problem(f"{path}.years", "填写在宗教场所居住的最少年数")
    if ground.ground is AloneGround.LOCAL and not ground.note.strip():
        yield Problem(f"{path}.note", "写明本地规定的是哪些人员")


def _grace_problems(terms: Terms) -> Iterable[Problem]:
    grace = terms.grace
    if grace is None:
        return
    if grace.months < 1:
        yield Problem("grace.months", "渐退期至少 1 个月")
    if grace.maximum_income_ratio is not None and grace.maximum_income_ratio <= 1:
        yield Problem("grace.maximum_income_ratio", "渐退期的收入倍数应大于 1")


def _property_problems(terms: Terms) -> Iterable[Problem]:
    for index, limit in enumerate(terms.property_limits):
        path = f"property_limits[{index}]"
        if not limit.kinds:
            yield Problem(f"{path}.kinds", "至少选择一种财产")
        if limit.threshold < 0:
            yield Problem(f"{path}.threshold", "限额不能小于 0")
        if limit.unit is LimitUnit.COUNT and limit.threshold % 1:
            yield Problem(
                f"{path}.threshold", f"按数量限制时应为整数，现为 {decimal_text(limit.threshold)}"
            )


def _supplement_problems(terms: Terms) -> Iterable[Problem]:
    yield from _doubled("supplements", [line.group.label for line in terms.supplements])
    for index, supplement in enumerate(terms.supplements):
        path = f"supplements[{index}]"
        if supplement.amount <= 0 or supplement.amount != round(supplement.amount, 2):
            yield Problem(f"{path}.amount", "分类施保金应大于 0 元，最多到分")
        if supplement.group in AGED_GROUPS and supplement.age is None:
            yield Problem(f"{path}.age", f"填写{supplement.group.label}的年龄")


def _procedure_problems(terms: Terms) -> Iterable[Problem]:
    if not terms.notices:
        yield Problem("notices", "至少设一次公示")
    yield from _doubled("notices", [notice.stage.label for notice in terms.notices])
    for index, notice in enumerate(terms.notices):
        if notice.days < 1:
            yield Problem(f"notices[{index}].days", "公示期至少 1 天")
        if notice.unit is TimeUnit.MONTHS:
            yield Problem(f"notices[{index}].unit", "公示期按天或工作日计")
    yield from _doubled("procedure_limits", [limit.step.label for limit in terms.procedure_limits])
    for index, limit in enumerate(terms.procedure_limits):
        if limit.number < 1:
            yield Problem(f"procedure_limits[{index}].number", "办理期限至少为 1")
    if not 1 <= terms.account_cooling_days <= _LONGEST_COOLING:
        yield Problem(
            "account_cooling_days", f"变更收款账户的冷静期应为 1 至 {_LONGEST_COOLING} 天"
        )
    yield from _doubled("rechecks", [interval.category.label for interval in terms.rechecks])
    for index, interval in enumerate(terms.rechecks):
        if interval.months < 1:
            yield Problem(f"rechecks[{index}].months", "核查间隔至少 1 个月")


def _doubled(field: str, labels: list[str]) -> Iterable[Problem]:
    for index, label in enumerate(labels):
        if label in labels[:index]:
            yield Problem(f"{field}[{index}]", f"“{label}”填了两次，删去一行")


def county_problems(terms: Terms, above: Terms) -> Iterable[Problem]:
    """What a county may not change of its prefecture's rules.

    社会救助法 Art 19: the standard is the prefecture's, and a county may only be kinder; Art 48: the hearing is the
    law's. 审核确认办法 Art 19 and 22: days of notice and limits of the procedure protect the family.
    """
    if terms.income_line < above.income_line:
        yield Problem("income_line", f"县的年保障标准不能低于市的 {above.income_line:.2f} 元")
    if above.hearing_before_cut and not terms.hearing_before_cut:
        yield Problem("hearing_before_cut", "减发、停发前听取意见是法律规定，县不能取消")
    if terms.account_cooling_days < above.account_cooling_days:
        yield Problem(
            "account_cooling_days",
            f"变更收款账户的冷静期不能少于市定的 {above.account_cooling_days} 天",
        )
    for notice in above.notices:
        own = terms.notice(notice.stage)
        if own is None or (own.unit is notice.unit and own.days < notice.days):
            yield Problem(
                "notices", f"{notice.stage.label}不能少于 {notice.days} {notice.unit.label}"
            )
    for limit in above.procedure_limits:
        own_limit = terms.limit(limit.step)
        if own_limit and own_limit.unit is limit.unit and own_limit.number > limit.number:
            yield Problem(
                "procedure_limits",
                f"“{limit.step.label}”不能超过市定的 {limit.number} {limit.unit.label}",
            )
