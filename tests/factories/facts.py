"""Households as the rules see them, with plain people unless a test says otherwise."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from applicants.eligibility.codes import (
    AloneGround,
    ExclusionReason,
    ExpenseKind,
    Hardship,
    Health,
    IncomeSource,
    LabourCapacity,
    PropertyExemption,
    PropertyKind,
    SupporterRelation,
)
from applicants.eligibility.facts import Expense, Facts, Income, Member, Property, Supporter
from applicants.eligibility.terms import Terms

SUMMER_2008 = date(2008, 8, 5)
SUMMER_2026 = date(2026, 8, 5)

FULL, LOST, NONE = LabourCapacity.FULL, LabourCapacity.LOST, LabourCapacity.NONE


def member(
    key: str = "1",
    age: int = 40,
    *,
    on: date = SUMMER_2026,
    born: date | None = None,
    labour: LabourCapacity | None = FULL,
    health: Health | None = Health.HEALTHY,
    disability: tuple[int, int] | None = None,
    is_counted: bool = True,
    is_covered: bool = True,
    exclusion: ExclusionReason | None = None,
) -> Member:
    """A healthy worker of forty; `disability` is (type, level)."""
    return Member(
        key=key,
        name=f"张{key}",
        birth_date=born or date(on.year - age, 1, 1),
        labour_capacity=labour,
        health=health,
        disability_type=disability and disability[0],
        disability_level=disability and disability[1],
        is_counted=is_counted,
        is_covered=is_covered,
        exclusion=exclusion,
    )


def people(
    count: int, *, labour: LabourCapacity = FULL, on: date = SUMMER_2026
) -> tuple[Member, ...]:
    """Healthy people of forty, all with the same labour capacity."""
    return tuple(member(str(key), on=on, labour=labour) for key in range(1, count + 1))


def income(
    amount: Decimal | str | int,
    source: IncomeSource = IncomeSource.FARMING,
    *,
    cost: Decimal | str | int = 0,
    of: str | None = None,
) -> Income:
    return Income(
        source=source, yearly_amount=Decimal(amount), necessary_cost=Decimal(cost), member=of
    )


def support(
    amount: Decimal | str | int,
    relation: SupporterRelation,
    *,
    to: str = "1",
    age: int | None = None,
    born: date | None = None,
    on: date = SUMMER_2026,
) -> Income:
    """What somebody outside pays for the upkeep of a member; a supporter without an age has no birth date."""
    return Income(
        source=IncomeSource.SUPPORT_PAYMENT,
        yearly_amount=Decimal(amount),
        member=to,
        supporter=Supporter(
            relation=relation,
            name="李四",
            birth_date=born or (date(on.year - age, 1, 1) if age else None),
        ),
    )


def expense(kind: ExpenseKind, amount: Decimal | str | int, *, of: str | None = None) -> Expense:
    return Expense(kind=kind, yearly_amount=Decimal(amount), member=of)


def owned(
    kind: PropertyKind,
    amount: Decimal | str | int = 0,
    *,
    count: int = 1,
    exemption: PropertyExemption | None = None,
    of: str | None = None,
) -> Property:
    return Property(kind=kind, amount=Decimal(amount), count=count, exemption=exemption, member=of)


def household(
    *members: Member,
    on: date = SUMMER_2026,
    earns: Decimal | str | int | Iterable[Income] = (),
    spends: Iterable[Expense] = (),
    owns: Iterable[Property] = (),
    hardships: Iterable[Hardship] = (),
    unnamed: int = 0,
    alone: str | None = None,
    ground: AloneGround | None = None,
    since: date | None = None,
    took_up_work: bool = False,
) -> Facts:
    """Facts; `earns` is a yearly net farming income, or the lines themselves."""
    lines = (income(earns),) if isinstance(earns, Decimal | str | int) else tuple(earns)
    return Facts(
        on=on,
        members=members or (member(),),
        incomes=lines,
        expenses=tuple(spends),
        properties=tuple(owns),
        hardships=tuple(hardships),
        unnamed_count=unnamed,
        applies_alone=alone,
        alone_ground=ground,
        alone_since=since,
        took_up_work=took_up_work,
    )


def household_of_class(
    benefit_class: int, terms: Terms, *, persons: int = 2, on: date = SUMMER_2008
) -> Facts:
    """A household that the shipped criteria put into this class, under either rule set."""
    ratio, labour = {1: ("0.1", NONE), 2: ("0.5", LOST), 3: ("0.9", FULL)}[benefit_class]
    return household(
        *people(persons, labour=labour, on=on),
        on=on,
        earns=terms.income_line * persons * Decimal(ratio),
    )
