"""A rule set clause by clause, in the Chinese that an official reads and signs; and what changed between two."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from applicants.eligibility.canonical import decimal_text
from applicants.eligibility.codes import BenefitMethod, Code, LimitUnit, SupplementGroup
from applicants.eligibility.terms import (
    Criterion,
    Deduction,
    IncomeExemption,
    PropertyLimit,
    SinglePerson,
    Supplement,
    Terms,
)

ONE = Decimal(1)
_CLASSES = "零一二三四五六七八九"
_YES, _NO = "是", "否"


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing that a rule set says; `key` is the same in two sets where they speak of the same thing."""

    key: str
    heading: str
    label: str
    text: str
    article: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """One clause that two sets do not share; one of the texts is empty where only one has it."""

    heading: str
    label: str
    before: str
    after: str

    @property
    def sentence(self) -> str:
        if not self.before:
            return f"新增{self.heading}“{self.label}”：{self.after}。"
        if not self.after:
            return f"取消{self.heading}“{self.label}”（原为：{self.before}）。"
        return f"{self.heading}“{self.label}”由“{self.before}”改为“{self.after}”。"


def clauses(terms: Terms) -> tuple[Clause, ...]:
    """Every clause in the order of the form."""
    return tuple(
        clause
        for part in (
            _amounts(terms),
            _criteria(terms.criteria),
            map(_exemption, terms.exemptions),
            map(_deduction, terms.deductions),
            map(_property_limit, terms.property_limits),
            map(_supplement, terms.supplements),
            _persons(terms),
            _procedure(terms),
        )
        for clause in part
    )


def differences(before: Terms, after: Terms) -> tuple[Difference, ...]:
    """What the second set says otherwise than the first, in the order of the form; articles alone do not count."""
    old = {clause.key: clause for clause in clauses(before)}
    new = {clause.key: clause for clause in clauses(after)}
    keys = [*new, *(key for key in old if key not in new)]
    found = []
    for key in keys:
        was, now = old.get(key), new.get(key)
        shown = now or was
        if shown is None or (was and now and was.text == now.text):
            continue
        found.append(
            Difference(shown.heading, shown.label, was.text if was else "", now.text if now else "")
        )
    return tuple(found)


def class_label(number: int) -> str:
    return f"{_CLASSES[number]}类" if number < len(_CLASSES) else f"{number}类"


def _amounts(terms: Terms) -> Iterator[Clause]:
    heading = "标准和金额"
    article = terms.articles.get("income_line", "")
    yield Clause("income_line", heading, "年保障标准", f"{terms.income_line:.2f} 元", article)
    yield Clause("benefit_method", heading, "计算方式", terms.benefit_method.label)
    for number, amount in sorted(terms.class_amounts.items()):
        yield Clause(
            f"class_amount:{number}", heading, f"{class_label(number)}每人每月", f"{amount:.2f} 元"
        )
    if terms.benefit_method is BenefitMethod.GAP:
        unit = decimal_text(terms.payment_unit)
        yield Clause("rounding", heading, "取整", f"按 {unit} 元{terms.rounding.label}")
        yield Clause("minimum", heading, "每户最低发放额", f"{terms.minimum_payment:.2f} 元")


def _criteria(criteria: tuple[Criterion, ...]) -> Iterator[Clause]:
    """By place, since the order decides: the first that is met."""
    for number, criterion in enumerate(criteria, start=1):
        yield Clause(
            f"criterion:{number}",
            "分类条件",
            f"第 {number} 条",
            f"{class_label(criterion.benefit_class)}“{criterion.name}”：{_conditions(criterion)}",
            criterion.article,
        )


def _conditions(criterion: Criterion) -> str:
    said = []
    if criterion.hardships:
        said.append("有" + _listed(criterion.hardships) + "之一")
    if criterion.minimum_share_without_labour > 0:
        said.append(f"无劳动能力人口不少于 {_percent(criterion.minimum_share_without_labour)}")
    if criterion.maximum_income_ratio is not None:
        said.append(f"人均收入不超过标准的 {_percent(criterion.maximum_income_ratio)}")
    return "，".join(said) or "其余符合条件的家庭"


def _exemption(line: IncomeExemption) -> Clause:
    days = _days(line.starts_on, line.ends_on)
    return Clause(
        f"exemption:{line.source}", "不计入的收入", line.source.label, f"不计入{days}", line.article
    )


def _deduction(line: Deduction) -> Clause:
    limit = "" if line.yearly_limit is None else f"，每年不超过 {line.yearly_limit:.2f} 元"
    within = f"，只从{line.within.label}中扣" if line.within else ""
    text = f"可扣减{limit}{within}{_days(line.starts_on, line.ends_on)}"
    return Clause(f"deduction:{line.kind}", "扣减的支出", line.kind.label, text, line.article)


def _property_limit(limit: PropertyLimit) -> Clause:
    bound = decimal_text(limit.threshold)
    measure = {
        LimitUnit.COUNT: f"不超过 {bound} 件",
        LimitUnit.PER_PERSON_TIMES_LINE: f"人均不超过年保障标准的 {bound} 倍",
    }.get(limit.unit, f"每户不超过 {bound} 元")
    exempt = f"；{_listed(limit.exemptions)}豁免" if limit.exemptions else ""
    text = f"{_listed(limit.kinds)}，{measure}，超过的{limit.outcome.label}{exempt}"
    return Clause(f"property:{limit.name}", "财产条件", limit.name, text, limit.article)


def _supplement(line: Supplement) -> Clause:
    age = ""
    if line.age is not None:
        age = (
            f"{line.age} 岁以上" if line.group is SupplementGroup.ELDERLY else f"{line.age} 岁以下"
        )
    text = f"每人每月 {line.amount:.2f} 元" + (f"（{age}）" if age else "")
    return Clause(f"supplement:{line.group}", "分类施保金", line.group.label, text, line.article)


def _persons(terms: Terms) -> Iterator[Clause]:
    heading = "单独申请和渐退"
    if terms.borderline_ratio is not None:
        bound = f"人均收入低于年保障标准的 {decimal_text(terms.borderline_ratio)} 倍"
        yield Clause("borderline", heading, "低保边缘家庭", bound)
    if terms.single_person is not None:
        yield _single_person(heading, terms.single_person)
    if terms.refused_jobs is not None:
        jobs = terms.refused_jobs
        text = f"满 {jobs.times} 次，本人发 {_percent(jobs.remaining_share)}"
        yield Clause("refused_jobs", heading, "无正当理由拒绝工作", text, jobs.article)
    if terms.grace is not None:
        text = f"{terms.grace.months} 个月，{terms.grace.shape.label}"
        yield Clause("grace", heading, "渐退期", text, terms.grace.article)


def _single_person(heading: str, single: SinglePerson) -> Clause:
    grounds = _listed(single.groups)
    others = _listed(one.ground for one in single.other_grounds)
    text = f"{grounds}{'、' + others if others else ''}，按标准的 {_percent(single.line_share)}计"
    return Clause("single_person", heading, "可以单独申请的人", text, single.article)


def _procedure(terms: Terms) -> Iterator[Clause]:
    heading = "程序"
    for notice in terms.notices:
        text = f"{notice.days} {notice.unit.label}"
        yield Clause(f"notice:{notice.stage}", "公示", notice.stage.label, text, notice.article)
    for limit in terms.procedure_limits:
        text = f"{limit.start.label}起 {limit.number} {limit.unit.label}内"
        yield Clause(f"limit:{limit.step}", "办理期限", limit.step.label, text, limit.article)
    for interval in terms.rechecks:
        text = f"每 {interval.months} 个月"
        label = interval.category.label
        yield Clause(f"recheck:{interval.category}", "定期核查", label, text, interval.article)
    yield Clause("meeting", heading, "民主评议", terms.review_meeting.label)
    hearing = _YES if terms.hearing_before_cut else _NO
    yield Clause("hearing", heading, "减发、停发前听取意见", hearing)
    cooling = f"告知本户后满 {terms.account_cooling_days} 天启用"
    yield Clause("account_cooling", heading, "变更收款账户", cooling)
    yield Clause("decision_level", heading, "决定机关", terms.decision_level.label)


def _listed(codes: Iterable[Code]) -> str:
    """In the order of their table: whoever ticks the same ones in another order has changed nothing."""
    return "、".join(code.label for code in sorted(codes, key=_place))


def _place(code: Code) -> int:
    return list(type(code)).index(code)


def _percent(ratio: Decimal) -> str:
    return decimal_text(ratio * 100) + "%"


def _days(first: date | None, last: date | None) -> str:
    if first is None and last is None:
        return ""
    if first is None:
        return f"（到 {last} 为止）"
    return f"（{first} 起）" if last is None else f"（{first} 至 {last}）"
