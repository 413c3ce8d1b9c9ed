"""What a family last answered about its means, for the case that comes after."""

import uuid
from collections.abc import Collection

from applicants.actions.cases import Alone, ExpenseEntry, IncomeEntry, Means, PropertyEntry
from applicants.models.case import Case, last_answers
from applicants.models.household import Household


def last_of(household: Household) -> Means:
    """The answers of the household's last decided case, but for those about people who have left since (five queries).

    What supporters pay is left out: it is counted from their own table when the answers are written.
    """
    case = last_answers(household)
    if case is None:
        return Means()
    present = household.members().values_list("person_id", flat=True)
    return _of(case, {*present, None})


def about(household: Household, people: Collection[uuid.UUID]) -> Means:
    """The part of the last answers that is about some of the people, without what the family has as a whole."""
    case = last_answers(household)
    return _of(case, people) if case else Means()


def together(one: Means, other: Means) -> Means:
    """The answers of two families that live as one; whoever applied alone applies with all of them now."""
    return Means(
        incomes=[*one.incomes, *other.incomes],
        expenses=[*one.expenses, *other.expenses],
        properties=[*one.properties, *other.properties],
        hardships=sorted({*one.hardships, *other.hardships}),
        poverty_cause=one.poverty_cause or other.poverty_cause,
    )


def _of(case: Case, people: Collection[uuid.UUID | None]) -> Means:
    incomes = case.incomes.filter(supporter__isnull=True).select_related("person").order_by("pk")
    return Means(
        incomes=[
            IncomeEntry(
                person=line.person,
                source=line.source,
                yearly_amount=line.yearly_amount,
                necessary_cost=line.necessary_cost,
            )
            for line in incomes
            if line.person_id in people
        ],
        expenses=[
            ExpenseEntry(person=line.person, kind=line.kind, yearly_amount=line.yearly_amount)
            for line in case.expenses.select_related("person").order_by("pk")
            if line.person_id in people
        ],
        properties=[
            PropertyEntry(
                person=line.person,
                kind=line.kind,
                amount=line.amount,
                count=line.count,
                exemption=line.exemption,
            )
            for line in case.properties.select_related("person").order_by("pk")
            if line.person_id in people
        ],
        hardships=case.hardships,
        poverty_cause=case.poverty_cause,
        alone=_alone(case, people),
    )


def _alone(case: Case, people: Collection[uuid.UUID | None]) -> Alone | None:
    if case.applies_alone is None or case.applies_alone_id not in people:
        return None
    return Alone(person=case.applies_alone, ground=case.alone_ground, since=case.alone_since)
