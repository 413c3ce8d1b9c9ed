"""What is known of a household on a day, as the rules see it.

Amounts are yuan per year. Lines have no order: `Facts` sorts them when it is
made, so that equal content is one value with one hash.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from applicants.eligibility.canonical import Canonical, ContentError
from applicants.eligibility.codes import (
    AloneGround,
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
    SupporterRelation,
)

ZERO = Decimal(0)

# 劳动法 Art 15: nobody under sixteen may be employed, whatever a form says of them.
WORKING_AGE = 16
# 民法典 Art 17.
ADULT_AGE = 18

# 审核确认办法 Art 8: levels one and two, and level three if intellectual (5) or mental (6).
SEVERE_LEVELS = (1, 2)
SEVERE_AT_LEVEL_THREE = (5, 6)

_WITHOUT_LABOUR = (LabourCapacity.LOST, LabourCapacity.NONE)


class FactsError(ContentError):
    """Facts that cannot all be true."""


def full_years(born: date, on: date) -> int:
    """Age on a day, in the years that are complete."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


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
        return None if self.birth_date is None else full_years(self.birth_date, on)

    def is_adult(self, on: date) -> bool:
        age = self.age(on)
        return age is not None and age >= ADULT_AGE

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
class Supporter(Canonical):
    """Somebody outside the household who pays for the upkeep of a member."""

    relation: SupporterRelation
    name: str = ""
    birth_date: date | None = None

    def age(self, on: date) -> int | None:
        return None if self.birth_date is None else full_years(self.birth_date, on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Income(Canonical):
    """One source's money in a year, and what earning it necessarily cost.

    `kind` is needed only where the money is of another kind than its source
    usually is; `supporter` says who pays, where it is support.
    """

    source: IncomeSource
    yearly_amount: Decimal
    member: str | None = None
    necessary_cost: Decimal = ZERO
    kind: IncomeKind | None = None
    supporter: Supporter | None = None

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
    """A household as of a day. Unnamed members count and are covered; nothing else is known.

    `applies_alone` on no stated ground is a member of a borderline household.
    `alone_since` is the day since which a member of the clergy has lived in a
    religious place. `took_up_work`: a family in benefit has found work since.
    """

    on: date
    members: tuple[Member, ...]
    unnamed_count: int = 0
    incomes: tuple[Income, ...] = ()
    expenses: tuple[Expense, ...] = ()
    properties: tuple[Property, ...] = ()
    hardships: tuple[Hardship, ...] = ()
    poverty_cause: PovertyCause | None = None
    applies_alone: str | None = None
    alone_ground: AloneGround | None = None
    alone_since: date | None = None
    took_up_work: bool = False

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


def _income_order(line: Income) -> tuple[str, str, str, Decimal, Decimal, tuple[str, str, str]]:
    return (
        line.member or "",
        line.source,
        line.kind or "",
        line.yearly_amount,
        line.necessary_cost,
        _supporter_order(line.supporter),
    )


def _supporter_order(supporter: Supporter | None) -> tuple[str, str, str]:
    if supporter is None:
        return ("", "", "")
    return (supporter.relation, supporter.name, str(supporter.birth_date or ""))


def _expense_order(line: Expense) -> tuple[str, str, Decimal]:
    return (line.member or "", line.kind, line.yearly_amount)


def _property_order(line: Property) -> tuple[str, str, Decimal, int, str]:
    return (line.member or "", line.kind, line.amount, line.count, line.exemption or "")
