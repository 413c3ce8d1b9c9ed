"""Facts that cannot all be true at once; an assessment refuses them with a sentence for each.

Only what makes a verdict meaningless stands here, since facts once stored must stay judgeable for ever. What is
merely hard to believe is asked about while it is typed: `doubts`.
"""

from collections.abc import Iterable
from datetime import date

from applicants.eligibility.canonical import Problem
from applicants.eligibility.codes import AloneGround, IncomeSource, gettext_noop
from applicants.eligibility.facts import Expense, Facts, Income, Member, Property

_ = gettext_noop

# Above all the line of a member who died or left.
STRANGERS_LINE = _(
    "有一行收入、支出或财产写的是已经不在这户的人：打开资料，删去这一行，或者改成现在的成员"
)


def contradictions(facts: Facts) -> tuple[Problem, ...]:
    """What in these facts cannot be true at once, each with the path at which it stands."""
    return (
        *_household_contradictions(facts),
        *_alone_contradictions(facts),
        *_member_contradictions(facts),
        *_line_contradictions(facts),
        *_support_contradictions(facts),
    )


def _household_contradictions(facts: Facts) -> Iterable[Problem]:
    keys = [member.key for member in facts.members]
    if len(set(keys)) != len(keys):
        yield Problem("members", _("同一成员登记了两次，删去重复的一行"))
    if facts.unnamed_count < 0:
        yield Problem("unnamed_count", _("未登记姓名的人数不能小于 0"))
    if facts.unnamed_count + len(facts.counted_members) < 1:
        yield Problem("members", _("没有计入的家庭成员，至少登记一名"))


def _alone_contradictions(facts: Facts) -> Iterable[Problem]:
    if facts.applies_alone is None:
        if facts.alone_ground is not None:
            yield Problem("applies_alone", _("选了单独申请的情形，还要选单独申请的人"))
        return
    if facts.applies_alone not in {m.key for m in facts.counted_members if m.is_covered}:
        yield Problem("applies_alone", _("单独申请人应是计入并保障的家庭成员，先登记该成员"))
    if facts.alone_ground is not AloneGround.CLERGY:
        return
    if facts.alone_since is None:
        yield Problem("alone_since", _("填写开始在宗教场所居住的日期"))
    elif facts.alone_since > facts.on:
        yield Problem("alone_since", _("开始在宗教场所居住的日期晚于认定日期"))


def _member_contradictions(facts: Facts) -> Iterable[Problem]:
    for index, member in enumerate(facts.members):
        yield from _one_member_contradictions(member, f"members[{index}]", facts.on)


def _one_member_contradictions(member: Member, path: str, on: date) -> Iterable[Problem]:
    if member.birth_date is not None and member.birth_date > on:
        yield Problem(f"{path}.birth_date", f"{member.name}的出生日期晚于认定日期")
    if (member.disability_type is None) != (member.disability_level is None):
        yield Problem(f"{path}.disability_level", f"{member.name}的残疾类别和等级要一起填")
    elif member.disability_type is not None and not (
        member.disability_type in range(1, 8) and member.disability_level in range(1, 5)
    ):
        yield Problem(
            f"{path}.disability_level", f"{member.name}的残疾类别为 1 至 7、等级为 1 至 4"
        )


def _line_contradictions(facts: Facts) -> Iterable[Problem]:
    keys = {member.key for member in facts.members}
    lists: tuple[tuple[str, tuple[Income | Expense | Property, ...]], ...] = (
        ("incomes", facts.incomes),
        ("expenses", facts.expenses),
        ("properties", facts.properties),
    )
    for name, lines in lists:
        for index, line in enumerate(lines):
            path = f"{name}[{index}]"
            if line.member is not None and line.member not in keys:
                yield Problem(f"{path}.member", STRANGERS_LINE)
            if _has_negative(line):
                yield Problem(path, "金额和数量不能小于 0")


def _has_negative(line: Income | Expense | Property) -> bool:
    if isinstance(line, Income):
        return line.yearly_amount < 0 or line.necessary_cost < 0
    if isinstance(line, Property):
        return line.amount < 0 or line.count < 0
    return line.yearly_amount < 0


def _support_contradictions(facts: Facts) -> Iterable[Problem]:
    for index, line in enumerate(facts.incomes):
        if line.supporter is None:
            continue
        path = f"incomes[{index}]"
        if line.source is not IncomeSource.SUPPORT_PAYMENT:
            yield Problem(f"{path}.supporter", _("只有赡养、抚养、扶养费才写给付人"))
        born = line.supporter.birth_date
        if born is not None and born > facts.on:
            yield Problem(f"{path}.supporter.birth_date", _("给付人的出生日期晚于认定日期"))
