"""What an application would come to while it is still being typed; nothing is kept of it."""

from collections.abc import Sequence
from datetime import date

from applicants.actions.cases import Means
from applicants.actions.households import MemberEntry
from applicants.actions.supporters import SupporterEntry
from applicants.choices import HEAD
from applicants.eligibility import codes, facts
from applicants.eligibility.assess import assess
from applicants.eligibility.terms import Terms
from applicants.eligibility.verdict import Verdict


def estimate(
    *,
    members: Sequence[MemberEntry],
    unread: int,
    means: Means,
    terms: Terms,
    on: date,
    supporters: Sequence[SupporterEntry] = (),
) -> Verdict:
    """The verdict on typed rows; `unread` rows that cannot be read yet count as members of whom nothing is known.

    Raises FactsError while nobody is typed.
    """
    return assess(
        facts.Facts(
            on=on,
            members=tuple(_member(entry, key) for key, entry in enumerate(members)),
            unnamed_count=unread,
            incomes=tuple(
                facts.Income(
                    source=codes.IncomeSource.of(line.source),
                    yearly_amount=line.yearly_amount,
                    necessary_cost=line.necessary_cost,
                )
                for line in means.incomes
            )
            + tuple(_support(one, members) for one in supporters if one.yearly_amount),
            expenses=tuple(
                facts.Expense(
                    kind=codes.ExpenseKind.of(line.kind), yearly_amount=line.yearly_amount
                )
                for line in means.expenses
            ),
            properties=tuple(
                facts.Property(
                    kind=codes.PropertyKind.of(line.kind),
                    amount=line.amount,
                    count=line.count,
                    exemption=(
                        codes.PropertyExemption.of(line.exemption) if line.exemption else None
                    ),
                )
                for line in means.properties
            ),
            hardships=tuple(codes.Hardship.of(key) for key in means.hardships),
        ),
        terms,
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
