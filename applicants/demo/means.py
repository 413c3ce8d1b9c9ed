"""What a drawn family earns, spends and owns: whole yuan a year that come to a wanted income per head."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from applicants.demo.families import OLD, Draft, Family
from applicants.demo.plan import shared_out
from applicants.eligibility.codes import (
    ExpenseKind,
    Hardship,
    Health,
    IncomeSource,
    PropertyExemption,
    PropertyKind,
)
from applicants.eligibility.terms import Terms
from dibao.demo.dice import Dice

# Yuan a year in 2008, as multiples of that time's line of 924; they grow with the line.
_SMALL, _SUBSIDY, _PENSION = 0.02, 0.06, 0.25
# What is taken off gross farming and wages as cost.
_FARMING_COST, _WAGE_COST = 0.32, 0.06


@dataclass(frozen=True, slots=True)
class IncomeDraft:
    """A year's income of a member (by place in the family) or of all."""

    source: IncomeSource
    amount: int
    cost: int = 0
    member: int | None = None


@dataclass(frozen=True, slots=True)
class ExpenseDraft:
    kind: ExpenseKind
    amount: int


@dataclass(frozen=True, slots=True)
class PropertyDraft:
    kind: PropertyKind
    amount: int = 0
    count: int = 1
    exemption: PropertyExemption | None = None


@dataclass(frozen=True, slots=True)
class MeansDraft:
    incomes: Sequence[IncomeDraft]
    expenses: Sequence[ExpenseDraft]
    properties: Sequence[PropertyDraft]


def draw_means(
    chance: Dice, family: Family, terms: Terms, *, ratio: float, pensions: bool
) -> MeansDraft:
    """Means that leave `ratio` of the line per counted head; `pensions` where the old draw a basic one."""
    line = int(terms.income_line)
    counted = sum(member.is_counted for member in family.members)
    expenses = _expenses(chance, family, line)
    wanted = round(ratio * line * counted) + _deductible(expenses, terms)
    incomes = _incomes(chance, family, wanted, line, pensions=pensions)
    return MeansDraft(incomes, expenses, _properties(chance, family, terms, counted))


def _incomes(
    chance: Dice, family: Family, wanted: int, line: int, *, pensions: bool
) -> list[IncomeDraft]:
    sources = _sources(chance, family)
    lines, left = [], wanted
    if pensions:
        for place, member in enumerate(family.members):
            pension = min(round(_PENSION * line), left)
            if member.age >= OLD and member.is_counted and pension > 0:
                lines.append(IncomeDraft(IncomeSource.BASIC_PENSION, pension, member=place))
                left -= pension
    parts = shared_out(left, [chance.uniform(0.5, 1.5) * weight for _, _, weight in sources])
    for (source, whose, _), part in zip(sources, parts, strict=True):
        if part > 0:
            lines.append(_earned(source, part, whose))
    return lines + _exempt(chance, family, line)


def _earned(source: IncomeSource, net: int, member: int | None) -> IncomeDraft:
    """Gross and cost of an income that is `net` in the end."""
    share = {IncomeSource.FARMING: _FARMING_COST, IncomeSource.MIGRANT_WORK: _WAGE_COST}.get(
        source, 0
    )
    cost = round(net * share)
    return IncomeDraft(source, net + cost, cost, member)


Source = tuple[IncomeSource, int | None, float]


def _sources(chance: Dice, family: Family) -> list[Source]:
    """Where this family's money can come from: work of those who can, the land, what others give."""
    sources: list[Source] = []
    for place, member in enumerate(family.members):
        if member.works and member.is_counted and 18 <= member.age < OLD and chance.random() < 0.45:
            away = member.age < 45 and chance.random() < 0.5
            source = IncomeSource.MIGRANT_WORK if away else IncomeSource.LOCAL_WORK
            sources.append((source, place, 2.0))
    if any(member.works for member in family.members):
        sources.append((IncomeSource.FARMING, None, 1.6))
        if chance.random() < 0.3:
            sources.append((IncomeSource.LIVESTOCK, None, 0.7))
    elif chance.random() < 0.35:
        # Who cannot till the land lets a neighbour do it.
        sources.append((IncomeSource.LAND_RENT, None, 0.8))
    if chance.random() < 0.6:
        sources.append((IncomeSource.FARM_SUBSIDY, None, 0.2))
    if not _somebody_earns(sources) or (family.members[0].age >= OLD and chance.random() < 0.5):
        kind = IncomeSource.GIFT if _has_no_kin(family) else IncomeSource.SUPPORT_PAYMENT
        sources.append((kind, None, 1.2))
    return sources


def _somebody_earns(sources: Sequence[Source]) -> bool:
    return any(source != IncomeSource.FARM_SUBSIDY for source, _, _ in sources)


def _has_no_kin(family: Family) -> bool:
    return not {Hardship.ORPHAN, Hardship.ELDERLY_WITHOUT_SUPPORT}.isdisjoint(family.hardships)


def _exempt(chance: Dice, family: Family, line: int) -> list[IncomeDraft]:
    """Money that the rules leave out; the trace then says so."""
    lot = chance.random()
    head = family.members[0]
    if lot < 0.02 and head.age >= OLD:
        return [
            IncomeDraft(
                IncomeSource.VETERAN_BENEFIT, round(line * chance.uniform(0.4, 1.2)), member=0
            )
        ]
    if lot < 0.05:
        return [IncomeDraft(IncomeSource.SOCIAL_ASSISTANCE, round(line * chance.uniform(0.1, 0.4)))]
    return []


def _expenses(chance: Dice, family: Family, line: int) -> list[ExpenseDraft]:
    members = family.members
    expenses = []
    if any(m.health == Health.SERIOUS_ILLNESS for m in members):
        expenses.append(ExpenseDraft(ExpenseKind.MEDICAL, round(line * chance.uniform(1.5, 6))))
    elif Hardship.CHRONIC_ILLNESS in family.hardships:
        expenses.append(ExpenseDraft(ExpenseKind.MEDICAL, round(line * chance.uniform(0.5, 2))))
    if any(_is_severe(m) for m in members) and chance.random() < 0.5:
        expenses.append(
            ExpenseDraft(ExpenseKind.DISABILITY, round(line * chance.uniform(0.2, 0.8)))
        )
    if any(m.is_student and m.age >= 15 for m in members):
        expenses.append(ExpenseDraft(ExpenseKind.EDUCATION, round(line * chance.uniform(0.3, 1.1))))
    if Hardship.DISASTER in family.hardships:
        expenses.append(ExpenseDraft(ExpenseKind.DISASTER, round(line * chance.uniform(0.8, 4))))
    return expenses


def _is_severe(member: Draft) -> bool:
    return member.disability is not None and member.disability[1] <= 2


def _deductible(expenses: Sequence[ExpenseDraft], terms: Terms) -> int:
    """What the rules will take off again, in whole yuan."""
    limits = {deduction.kind: deduction.yearly_limit for deduction in terms.deductions}
    total = Decimal(0)
    for expense in expenses:
        if expense.kind in limits:
            limit = limits[expense.kind]
            total += expense.amount if limit is None else min(Decimal(expense.amount), limit)
    return int(total)


def _properties(chance: Dice, family: Family, terms: Terms, counted: int) -> list[PropertyDraft]:
    line = int(terms.income_line)
    owned = [PropertyDraft(PropertyKind.HOUSE)] if chance.random() < 0.9 else []
    if any(member.works for member in family.members):
        owned.append(PropertyDraft(PropertyKind.ARABLE_LAND, count=chance.randint(1, 8)))
    if chance.random() < 0.3:
        owned.append(
            PropertyDraft(PropertyKind.DEPOSIT, amount=round(line * chance.uniform(0.1, 2.4)))
        )
    if counted > 2 and chance.random() < 0.08:
        owned.append(PropertyDraft(PropertyKind.APPLIANCE))
    if chance.random() < 0.02:
        exemption = PropertyExemption.LIVELIHOOD_VEHICLE
        owned.append(PropertyDraft(PropertyKind.VEHICLE, exemption=exemption))
    return owned
