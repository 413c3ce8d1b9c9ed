"""From rows to the value that the pure rules judge."""

from collections.abc import Iterable
from datetime import date

from applicants.eligibility import codes, facts
from applicants.models.case import Case
from applicants.models.household import Membership
from applicants.models.means import ExpenseLine, IncomeLine, PropertyLine
from applicants.models.supporter import Supporter


def facts_of(case: Case, *, on: date) -> facts.Facts:
    """The household and means of a case as of a day (four queries); months and clocks play no part in it."""
    return facts_from(
        case,
        case.household.members(),
        case.incomes.select_related("supporter").order_by("pk"),
        case.expenses.order_by("pk"),
        case.properties.order_by("pk"),
        on=on,
    )


def facts_from(
    case: Case,
    members: Iterable[Membership],
    incomes: Iterable[IncomeLine],
    expenses: Iterable[ExpenseLine],
    properties: Iterable[PropertyLine],
    *,
    on: date,
) -> facts.Facts:
    """The same of rows that were read already; incomes with their supporters."""
    return facts.Facts(
        on=on,
        members=tuple(_member(membership) for membership in members),
        incomes=tuple(_income(line) for line in incomes),
        expenses=tuple(_expense(line) for line in expenses),
        properties=tuple(_property(line) for line in properties),
        hardships=tuple(codes.Hardship.of(key) for key in case.hardships),
        poverty_cause=codes.PovertyCause.of(case.poverty_cause) if case.poverty_cause else None,
        applies_alone=str(case.applies_alone_id) if case.applies_alone_id else None,
        alone_ground=ground_of(case.alone_ground),
        alone_since=case.alone_since,
        took_up_work=case.took_up_work,
    )


def ground_of(typed: str) -> codes.AloneGround | None:
    """The ground as facts spell it: a borderline household is what is meant where nothing is said."""
    ground = codes.AloneGround.of(typed) if typed else None
    return None if ground is codes.AloneGround.BORDERLINE else ground


def _member(membership: Membership) -> facts.Member:
    person = membership.person
    return facts.Member(
        key=str(person.pk),
        name=person.name,
        birth_date=person.birth_date,
        sex=codes.Sex.of(person.sex) if person.sex else None,
        relation=membership.relation,
        labour_capacity=(
            codes.LabourCapacity.of(person.labour_capacity) if person.labour_capacity else None
        ),
        health=codes.Health.of(person.health) if person.health else None,
        disability_type=person.disability_type,
        disability_level=person.disability_level,
        is_student=person.is_student,
        is_counted=membership.is_counted,
        is_covered=membership.is_covered,
        exclusion=codes.ExclusionReason.of(membership.exclusion) if membership.exclusion else None,
    )


def _income(line: IncomeLine) -> facts.Income:
    return facts.Income(
        source=codes.IncomeSource.of(line.source),
        yearly_amount=line.yearly_amount,
        member=str(line.person_id) if line.person_id else None,
        necessary_cost=line.necessary_cost,
        supporter=_supporter(line.supporter) if line.supporter else None,
    )


def _supporter(supporter: Supporter) -> facts.Supporter:
    return facts.Supporter(
        relation=codes.SupporterRelation.of(supporter.relation),
        name=supporter.name,
        birth_date=supporter.birth_date,
    )


def _expense(line: ExpenseLine) -> facts.Expense:
    return facts.Expense(
        kind=codes.ExpenseKind.of(line.kind),
        yearly_amount=line.yearly_amount,
        member=str(line.person_id) if line.person_id else None,
    )


def _property(line: PropertyLine) -> facts.Property:
    return facts.Property(
        kind=codes.PropertyKind.of(line.kind),
        amount=line.amount,
        count=line.count,
        exemption=codes.PropertyExemption.of(line.exemption) if line.exemption else None,
        member=str(line.person_id) if line.person_id else None,
    )
