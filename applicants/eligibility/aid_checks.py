"""What keeps a benefit's terms from being used, in words an official can act on."""

from collections.abc import Iterable
from decimal import Decimal

from applicants.eligibility.aid import AidField, AidRule, AidValueKind, MemberConditions
from applicants.eligibility.canonical import Problem
from applicants.eligibility.codes import LabourCapacity
from applicants.eligibility.facts import WORKING_AGE

CLASSES, TYPES, LEVELS, MONTHS = range(1, 4), range(1, 8), range(1, 5), range(1, 13)
OLDEST, LONGEST, MOST = 120, 366, Decimal(1_000_000)

# Of a household's benefit the agency is told of its head: what is somebody's own would be another's.
OF_A_MEMBER = (
    AidField.BIRTH_DATE,
    AidField.SEX,
    AidField.DISABILITY,
    AidField.DISABILITY_CARD,
    AidField.IS_STUDENT,
    AidField.HEALTH,
    AidField.LABOUR_CAPACITY,
    AidField.DIAGNOSIS,
)


def problems(rule: AidRule, *, is_per_member: bool) -> tuple[Problem, ...]:
    """Every problem of a version, each with the field it stands at; empty means usable."""
    return (
        *_quantity_problems(rule),
        *_value_problems(rule),
        *_field_problems(rule, is_per_member=is_per_member),
        *_time_problems(rule),
        *_list_problems(rule),
        *_member_problems(rule.member),
    )


def _quantity_problems(rule: AidRule) -> Iterable[Problem]:
    if rule.quantity <= 0:
        yield Problem("quantity", "每次的数量应大于 0")
    if rule.quantity != round(rule.quantity, 2) or rule.quantity >= MOST:
        yield Problem("quantity", "每次的数量最多两位小数，小于一百万")


def _value_problems(rule: AidRule) -> Iterable[Problem]:
    kind = rule.value_kind
    if (rule.amount is not None) != (kind is AidValueKind.FIXED):
        yield Problem("amount", "每单位固定金额的填每单位多少元，别的空着")
    if (rule.share is not None) != (kind is AidValueKind.SHARE):
        yield Problem("share", "按账单比例减免的填比例，别的空着")
    if rule.share is not None and not 0 < rule.share <= 1:
        yield Problem("share", "减免比例应大于 0、不超过 100%")
    if (rule.cap is None) != (kind is AidValueKind.NONE):
        yield Problem("cap", "涉及金额的填每次上限，不涉及金额的空着")
    for name, amount in (("amount", rule.amount), ("cap", rule.cap)):
        if amount is not None and (amount <= 0 or amount != round(amount, 2) or amount >= MOST):
            yield Problem(name, "金额应大于 0 元，最多到分，小于一百万")
    if rule.amount is not None and rule.cap is not None and rule.cap < rule.amount * rule.quantity:
        least = rule.amount * rule.quantity
        yield Problem("cap", f"上限 {rule.cap:.2f} 元低于每次应给的 {least:.2f} 元")


def _field_problems(rule: AidRule, *, is_per_member: bool) -> Iterable[Problem]:
    if not {AidField.NAME, AidField.HEAD} & set(rule.fields):
        yield Problem("fields", "至少告知姓名或户主姓名，不然单位不知道是谁")
    if AidField.DIAGNOSIS in rule.fields and not rule.is_medical:
        yield Problem("fields", "只有医疗项目可以告知诊断")
    if is_per_member:
        return
    for field in rule.fields:
        if field in OF_A_MEMBER:
            yield Problem("fields", f"按户办理的项目告知的是户主的情况，不能告知{field.label}")


def _time_problems(rule: AidRule) -> Iterable[Problem]:
    for name, days in (("answer_days", rule.answer_days), ("delivery_days", rule.delivery_days)):
        if not 1 <= days <= LONGEST:
            yield Problem(name, f"期限应为 1 至 {LONGEST} 天")


def _list_problems(rule: AidRule) -> Iterable[Problem]:
    yield from _codes("months", "月份", rule.months, MONTHS)
    yield from _codes("classes", "类别", rule.classes, CLASSES)
    yield from _codes("member.disability_types", "残疾类别", rule.member.disability_types, TYPES)
    if len(set(rule.fields)) < len(rule.fields):
        yield Problem("fields", "同一项信息填了两次")


def _codes(field: str, label: str, chosen: tuple[int, ...], known: range) -> Iterable[Problem]:
    for code in chosen:
        if code not in known:
            yield Problem(field, f"没有{label}“{code}”")
    if len(set(chosen)) < len(chosen):
        yield Problem(field, f"同一个{label}填了两次")


def _member_problems(asked: MemberConditions) -> Iterable[Problem]:
    """Ages and levels that nobody has, and conditions of which one excludes another."""
    for name, age in (("member.age_from", asked.age_from), ("member.age_to", asked.age_to)):
        if age is not None and not 0 <= age <= OLDEST:
            yield Problem(name, f"年龄应为 0 至 {OLDEST} 岁")
    youngest, oldest = asked.age_from or 0, OLDEST if asked.age_to is None else asked.age_to
    if oldest < youngest:
        yield Problem("member.age_to", "年龄上限低于下限，没有人符合")
    if asked.disability_level is not None and asked.disability_level not in LEVELS:
        yield Problem("member.disability_level", "残疾等级应为 1 至 4")
    works = {LabourCapacity.FULL, LabourCapacity.PARTIAL}
    if asked.labour_capacities and set(asked.labour_capacities) <= works and oldest < WORKING_AGE:
        yield Problem("member.labour_capacities", f"未满 {WORKING_AGE} 岁的不算劳动力，没有人符合")
