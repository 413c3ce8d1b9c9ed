"""The facts of an application while it is still being typed, for its estimate and for what is asked again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from applicants.actions.cases import ExpenseEntry, IncomeEntry, Line, Means, PropertyEntry
from applicants.actions.households import MemberEntry
from applicants.actions.supporters import SupporterEntry
from applicants.choices import HEAD
from applicants.eligibility import codes, facts
from applicants.fact_finding import ground_of


@dataclass(frozen=True)
class Sketch:
    """Typed rows as facts, and for each line of the facts where it was typed; supporters follow the incomes."""

    facts: facts.Facts
    incomes: tuple[int, ...]
    expenses: tuple[int, ...]
    properties: tuple[int, ...]


def sketch(
    *,
    members: Sequence[MemberEntry],
    unread: int,
    means: Means,
    on: date,
    supporters: Sequence[SupporterEntry] = (),
) -> Sketch:
    """The facts of typed rows; `unread` rows that cannot be read yet count as members of whom nothing is known."""
    keys = {member.id_number.number: _key(place) for place, member in enumerate(members)}
    incomes = [_income(line, keys) for line in means.incomes]
    incomes += [_support(one, members) for one in supporters if one.yearly_amount]
    expenses = [_expense(line, keys) for line in means.expenses]
    properties = [_property(line, keys) for line in means.properties]
    alone = means.alone
    found = facts.Facts(
        on=on,
        members=tuple(_member(entry, key) for key, entry in enumerate(members)),
        unnamed_count=unread,
        incomes=tuple(incomes),
        expenses=tuple(expenses),
        properties=tuple(properties),
        hardships=tuple(codes.Hardship.of(key) for key in means.hardships),
        applies_alone=keys.get(alone.owner.number) if alone and alone.owner else None,
        alone_ground=ground_of(alone.ground) if alone else None,
        alone_since=alone.since if alone else None,
        took_up_work=means.took_up_work,
    )
    return Sketch(
        facts=found,
        incomes=_places(found.incomes, incomes),
        expenses=_places(found.expenses, expenses),
        properties=_places(found.properties, properties),
    )


def _places(lines: Sequence[object], typed: Sequence[object]) -> tuple[int, ...]:
    """Where each line stood as typed; facts put equal lines beside each other, so they are told apart by identity."""
    places = {id(line): place for place, line in enumerate(typed)}
    return tuple(places[id(line)] for line in lines)


def _owner(line: Line, keys: Mapping[str, str]) -> str | None:
    return keys.get(line.owner.number) if line.owner else None


def _income(line: IncomeEntry, keys: Mapping[str, str]) -> facts.Income:
    return facts.Income(
        source=codes.IncomeSource.of(line.source),
        yearly_amount=line.yearly_amount,
        necessary_cost=line.necessary_cost,
        member=_owner(line, keys),
    )


def _expense(line: ExpenseEntry, keys: Mapping[str, str]) -> facts.Expense:
    return facts.Expense(
        kind=codes.ExpenseKind.of(line.kind),
        yearly_amount=line.yearly_amount,
        member=_owner(line, keys),
    )


def _property(line: PropertyEntry, keys: Mapping[str, str]) -> facts.Property:
    return facts.Property(
        kind=codes.PropertyKind.of(line.kind),
        amount=line.amount,
        count=line.count,
        exemption=codes.PropertyExemption.of(line.exemption) if line.exemption else None,
        member=_owner(line, keys),
    )


def _support(entry: SupporterEntry, members: Sequence[MemberEntry]) -> facts.Income:
    """What a supporter pays, for the member named or for the head."""
    receiver = next(
        (
            _key(number)
            for number, member in enumerate(members)
            if (member.id_number == entry.supported if entry.supported else member.relation == HEAD)
        ),
        None,
    )
    born = entry.id_number.birth_date if entry.id_number else None
    relation = codes.SupporterRelation.of(entry.relation)
    return facts.Income(
        source=codes.IncomeSource.SUPPORT_PAYMENT,
        yearly_amount=entry.yearly_amount,
        member=receiver,
        supporter=facts.Supporter(relation=relation, name=entry.name, birth_date=born),
    )


def _key(number: int) -> str:
    return f"{number:03d}"


def _member(entry: MemberEntry, key: int) -> facts.Member:
    return facts.Member(
        key=_key(key),
        name=entry.name,
        birth_date=entry.id_number.birth_date,
        sex=codes.Sex.of(entry.id_number.sex),
        relation=entry.relation,
        labour_capacity=(
            codes.LabourCapacity.of(entry.labour_capacity) if entry.labour_capacity else None
        ),
        health=codes.Health.of(entry.health) if entry.health else None,
        disability_type=entry.disability_type,
        disability_level=entry.disability_level,
        is_student=entry.is_student,
        is_counted=entry.is_counted,
        is_covered=entry.is_covered,
        exclusion=codes.ExclusionReason.of(entry.exclusion) if entry.exclusion else None,
    )
