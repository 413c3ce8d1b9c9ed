"""Who outside a household owes its members support, and what of it counts as income."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from applicants.eligibility.codes import IncomeSource
from applicants.models.case import Case, CaseStatus
from applicants.models.household import Household
from applicants.models.means import IncomeLine
from applicants.models.person import ID_FULL, Person
from applicants.models.supporter import SupportAbility, Supporter
from dibao import audit
from dibao.errors import Refused
from dibao.guards import require
from dibao.models.staff import Staff
from dibao.permissions import Permission
from dibao.sealing import blind_index
from dibao.values.identity import IdNumber

ZERO = Decimal("0.00")


@dataclass(frozen=True, kw_only=True)
class SupporterEntry:
    """One supporter as typed and cleaned; yuan a year. `supported` is a member's number, the head's where none is."""

    name: str
    relation: str
    supported: IdNumber | None = None
    id_number: IdNumber | None = None
    ability: str = SupportAbility.UNKNOWN
    yearly_amount: Decimal = ZERO
    place: str = ""
    consent_on: date | None = None
    known: uuid.UUID | None = None


@transaction.atomic
def rewrite(
    *, household: Household, entries: Sequence[SupporterEntry], by: Staff, on: date
) -> list[Supporter]:
    """Bring the list to what was typed: known ones are updated, new ones added, missing ones end.

    Refused for a supporter who is a member, and for support of somebody who is none.
    """
    require(by, Permission.CASE_ENTER)
    household = Household.objects.lock(household)
    people = {member.person.id_index or "": member.person for member in household.members()}
    present = {supporter.pk: supporter for supporter in household.supporters.current()}
    kept = [_write(household, entry, people, present, on) for entry in entries]
    gone = [pk for pk in present if pk not in {supporter.pk for supporter in kept}]
    Supporter.objects.filter(pk__in=gone).update(ended_on=on)
    if entries or present:
        audit.record("household:supporters", of=household, by=by, after={"count": len(kept)})
    return kept


def release(household: Household, person: Person, *, on: date) -> None:
    """Let support end with the membership of whom it was for, in the list and in cases still being entered."""
    mine = household.supporters.filter(supported=person, ended_on__isnull=True)
    open_ones = household.cases.filter(status__in=(CaseStatus.DRAFT, CaseStatus.ACCEPTED))
    IncomeLine.objects.filter(case__in=open_ones, supporter__in=mine).delete()
    mine.update(ended_on=Greatest("registered_on", Value(on)))


def _write(
    household: Household,
    entry: SupporterEntry,
    people: dict[str, Person],
    present: dict[uuid.UUID, Supporter],
    on: date,
) -> Supporter:
    if _index(entry.id_number) in people:
        raise Refused(
            _("%(name)s是这户的成员，不能又是户外的赡养人。") % {"name": entry.name},
        )
    supported = people.get(_index(entry.supported)) if entry.supported else household.head
    if supported is None:
        raise Refused(_("%(name)s赡养的人不是这户的成员。") % {"name": entry.name})
    supporter = present.get(entry.known) if entry.known else None
    supporter = supporter or Supporter(
        household=household, area_id=household.area_id, registered_on=on
    )
    supporter.supported, supporter.name = supported, entry.name
    supporter.take_number(entry.id_number)
    for column in ("relation", "ability", "yearly_amount", "place", "consent_on"):
        setattr(supporter, column, getattr(entry, column))
    supporter.save()
    return supporter


def _index(number: IdNumber | None) -> str:
    return blind_index(number.number, ID_FULL) if number else "none"


def count_support(case: Case) -> None:
    """Write what the household's supporters pay as the case's support lines; Refused where it was typed as well."""
    lines = case.incomes.filter(source=IncomeSource.SUPPORT_PAYMENT)
    lines.filter(supporter__isnull=False).delete()
    paying = case.household.supporters.current().filter(yearly_amount__gt=0)
    made = [
        IncomeLine(
            case=case,
            area_id=case.area_id,
            person_id=supporter.supported_id,
            source=IncomeSource.SUPPORT_PAYMENT,
            supporter=supporter,
            yearly_amount=supporter.yearly_amount,
        )
        for supporter in paying
    ]
    if made and lines.exists():
        raise Refused(_("赡养费已写在赡养人表里，收入里不要再填一次。"))
    IncomeLine.objects.bulk_create(made)
