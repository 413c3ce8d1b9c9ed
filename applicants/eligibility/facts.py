"""What is known of a household on a day, as the rules see it.

Amounts are yuan per year. Lines have no order: `Facts` sorts them when it is
made, so that equal content is one value with one hash.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from applicants.eligibility.canonical import Canonical, ContentError, Problem
from applicants.eligibility.codes import (
    ExclusionReason,
    ExpenseKind,
    Hardship,
    Health,
    IncomeKind,
    IncomeSource,
    LabourCapacity,
    PovertyCause,
    PropertyExemption,
    PropertyKind,
    Sex,
    SupplementGroup,
)

ZERO = Decimal(0)

# 劳动法 Art 15: nobody under sixteen may be employed, whatever a form says of them.
WORKING_AGE = 16

# 审核确认办法 Art 8: levels one and two, and level three if intellectual (5) or mental (6).
SEVERE_LEVELS = (1, 2)
SEVERE_AT_LEVEL_THREE = (5, 6)

_WITHOUT_LABOUR = (LabourCapacity.LOST, LabourCapacity.NONE)


class FactsError(ContentError):
    """Facts that cannot all be true."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member(Canonical):
    """One named person of the household; `key` is unique in it and orders the last fen."""

    key: str
    name: str
    birth_date: date | None = None
    sex: Sex | None = None
    relation: str = ""
    labour_capacity: LabourCapacity | None = None
    health: Health | None = None
    disability_type: int | None = None
    disability_level: int | None = None
    is_student: bool = False
    is_counted: bool = True
    is_covered: bool = True
    exclusion: ExclusionReason | None = None

    def age(self, on: date) -> int | None:
        """Full years on that day, or None where the birth date is unknown."""
        born = self.birth_date
        if born is None:
            return None
        return on.year - born.year - ((on.month, on.day) < (born.month, born.day))

    def is_without_labour(self, on: date) -> bool:
        """Lost or has no labour capacity, or is too young to work."""
        if self.labour_capacity in _WITHOUT_LABOUR:
            return True
        age = self.age(on)
        return age is not None and age < WORKING_AGE

    @property
    def is_disabled(self) -> bool:
        return self.disability_level is not None

    @property
    def is_severely_disabled(self) -> bool:
        if self.disability_level == 3:
            return self.disability_type in SEVERE_AT_LEVEL_THREE
        return self.disability_level in SEVERE_LEVELS

    @property
    def is_seriously_ill(self) -> bool:
        return self.health is Health.SERIOUS_ILLNESS

    def special_groups(self) -> tuple[SupplementGroup, ...]:
        """The groups that do not depend on age: severe disability, serious illness."""
        groups: tuple[SupplementGroup, ...] = ()
        if self.is_severely_disabled:
            groups += (SupplementGroup.SEVERE_DISABILITY,)
        if self.is_seriously_ill:
            groups += (SupplementGroup.SERIOUS_ILLNESS,)
        return groups


@dataclass(frozen=True, slots=True, kw_only=True)
class Income(Canonical):
    """One source's money in a year, and what earning it necessarily cost.

    `kind` is needed only where the money is of another kind than its source
    usually is.
    """

    source: IncomeSource
    yearly_amount: Decimal
    member: str | None = None
    necessary_cost: Decimal = ZERO
    kind: IncomeKind | None = None

    @property
    def net(self) -> Decimal:
        """Never below zero: a loss in one trade does not eat another's income."""
        return max(self.yearly_amount - self.necessary_cost, ZERO)

    @property
    def counted_kind(self) -> IncomeKind:
        return self.kind or self.source.kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Expense(Canonical):
    """One rigid expense of a year, after insurance and aid."""

    kind: ExpenseKind
    yearly_amount: Decimal
    member: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Property(Canonical):
    """One thing owned: its value in yuan (0 where nobody valued it) and its number."""

    kind: PropertyKind
    amount: Decimal = ZERO
    count: int = 1
    exemption: PropertyExemption | None = None
    member: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts(Canonical):
    """A household as of a day. Unnamed members count and are covered; nothing else is known."""

    on: date
    members: tuple[Member, ...]
    unnamed_count: int = 0
    incomes: tuple[Income, ...] = ()
    expenses: tuple[Expense, ...] = ()
    properties: tuple[Property, ...] = ()
    hardships: tuple[Hardship, ...] = ()
    poverty_cause: PovertyCause | None = None
    applies_alone: str | None = None

    def __post_init__(self) -> None:
        put = object.__setattr__
        put(self, "members", tuple(sorted(self.members, key=_member_order)))
        put(self, "incomes", tuple(sorted(self.incomes, key=_income_order)))
        put(self, "expenses", tuple(sorted(self.expenses, key=_expense_order)))
        put(self, "properties", tuple(sorted(self.properties, key=_property_order)))
        put(self, "hardships", tuple(sorted(set(self.hardships))))

    @property
    def counted_members(self) -> tuple[Member, ...]:
        """The named members among whom the income is divided."""
        return tuple(member for member in self.members if member.is_counted)


def _member_order(member: Member) -> str:
    return member.key


def _income_order(line: Income) -> tuple[str, str, str, Decimal, Decimal]:
    return (
        line.member or "",
        line.source,
        line.kind or "",
        line.yearly_amount,
        line.necessary_cost,
    )


def _expense_order(line: Expense) -> tuple[str, str, Decimal]:
    return (line.member or "", line.kind, line.yearly_amount)


def _property_order(line: Property) -> tuple[str, str, Decimal, int, str]:
    return (line.member or "", line.kind, line.amount, line.count, line.exemption or "")


def contradictions(facts: Facts) -> tuple[Problem, ...]:
    """What in these facts cannot be true at once; an assessment refuses such facts."""
    return (*_member_contradictions(facts), *_line_contradictions(facts))


def _member_contradictions(facts: Facts) -> list[Problem]:
    problems = []
    keys = [member.key for member in facts.members]
    if len(set(keys)) != len(keys):
        problems.append(Problem("members", "同一成员登记了两次，删去重复的一行"))
    if facts.unnamed_count < 0:
        problems.append(Problem("unnamed_count", "未登记姓名的人数不能小于 0"))
    if facts.unnamed_count + len(facts.counted_members) < 1:
        problems.append(Problem("members", "没有计入的家庭成员，至少登记一名"))
    if facts.applies_alone is not None and facts.applies_alone not in {
        member.key for member in facts.counted_members if member.is_covered
    }:
        problems.append(
            Problem("applies_alone", "单独申请人应是计入并保障的家庭成员，先登记该成员")
        )
    for index, member in enumerate(facts.members):
        problems += _one_member_contradictions(member, f"members[{index}]", facts.on)
    return problems


def _one_member_contradictions(member: Member, path: str, on: date) -> list[Problem]:
    problems = []
    if member.birth_date is not None and member.birth_date > on:
        problems.append(Problem(f"{path}.birth_date", f"{member.name}的出生日期晚于认定日期"))
    if (member.disability_type is None) != (member.disability_level is None):
        problems.append(
            Problem(f"{path}.disability_level", f"{member.name}的残疾类别和等级要一起填")
        )
    elif member.disability_type is not None and not (
        member.disability_type in range(1, 8) and member.disability_level in range(1, 5)
    ):
        problems.append(
            Problem(f"{path}.disability_level", f"{member.name}的残疾类别为 1 至 7、等级为 1 至 4")
        )
    return problems


def _line_contradictions(facts: Facts) -> list[Problem]:
    problems = []
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
                problems.append(Problem(f"{path}.member", "所属的人不在家庭成员中，先登记该成员"))
            if _has_negative(line):
                problems.append(Problem(path, "金额和数量不能小于 0"))
    return problems


def _has_negative(line: Income | Expense | Property) -> bool:
    if isinstance(line, Income):
        return line.yearly_amount < 0 or line.necessary_cost < 0
    if isinstance(line, Property):
        return line.amount < 0 or line.count < 0
    return line.yearly_amount < 0
