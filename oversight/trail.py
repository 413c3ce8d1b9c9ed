"""Finding events of the audit trail: about a case, a batch, a person, by a member of staff, on a day."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone

from applicants.models.case import Case
from applicants.models.household import Household, Membership
from applicants.models.person import Person
from dibao.demo import steps
from dibao.models.area import Area
from dibao.models.audit import AuditEvent
from dibao.models.staff import Staff
from dibao.values.text import key_in
from payments.models.batch import PaymentBatch

M = TypeVar("M", bound=models.Model)
Keys = dict[type[models.Model], list[object]]


@dataclass(frozen=True)
class Subject:
    """What a trail is about: a row, and the keys of everything whose events belong to it."""

    row: models.Model
    keys: Mapping[type[models.Model], Iterable[object]]

    @property
    def condition(self) -> Q:
        found = Q()
        for kind, keys in self.keys.items():
            found |= Q(
                object_kind=kind._meta.label_lower, object_key__in=[str(key) for key in keys]
            )
        return found


def events_for(staff: Staff) -> QuerySet[AuditEvent]:
    """Events within the posting; whoever oversees the whole sees those of no place too."""
    low, high = staff.posting.area.span
    here = Q(area_code__gte=low, area_code__lt=high)
    if staff.posting.area.is_above_counties:
        here |= Q(area_code="")
    return AuditEvent.objects.filter(here).exclude(event=steps.EVENT)


def on_day(events: QuerySet[AuditEvent], day: date) -> QuerySet[AuditEvent]:
    """Those of one day of our clocks."""
    start = timezone.make_aware(datetime.combine(day, time())).astimezone(UTC)
    return events.filter(at__gte=start, at__lt=start + timedelta(days=1))


def subject_of(asked: str, staff: Staff) -> Subject | None:
    """What `applicants.case:12` names, for whoever may see it (one or two queries); None where there is no such row."""
    kind, _colon, key = asked.partition(":")
    find = _FINDERS.get(kind)
    return find(key, staff) if find else None


def within(rows: QuerySet[M], staff: Staff) -> QuerySet[M]:
    """Rows of the posting's area, of models that have no words of their own for it."""
    low, high = staff.posting.area.span
    return rows.filter(area_id__gte=low, area_id__lt=high)


def name_of(row: models.Model) -> str:
    """A row as an address names it; `subject_of` reads it."""
    return f"{row._meta.label_lower}:{row.pk}"


def families_of(row: models.Model | None, staff: Staff) -> list[Household]:
    """The families whose file a row is part of: its own, its case's, or all that a person was a member of (two queries
    at most)."""
    if isinstance(row, Person):
        households = Household.objects.visible_to(staff).filter(memberships__person=row)
        return list(households.distinct())
    if isinstance(row, Household):
        return [row]
    found = getattr(row, "household", None) or getattr(
        getattr(row, "case", None), "household", None
    )
    return [found] if found else []


def _case(key: str, staff: Staff) -> Subject | None:
    found = _one(Case.objects.visible_to(staff).select_related("household__head"), key_in(key))
    return Subject(found, {Case: [found.pk]}) if found else None


def _household(key: str, staff: Staff) -> Subject | None:
    found = _one(Household.objects.visible_to(staff).select_related("head"), key_in(key))
    return Subject(found, _keys_of_households([found.pk])) if found else None


def _person(key: str, staff: Staff) -> Subject | None:
    """A person's own events, and those of every family that they were a member of."""
    found = _one(within(Person.objects.all(), staff), _uuid_in(key))
    if found is None:
        return None
    households = within(Membership.objects.all(), staff).filter(person=found)
    keys = _keys_of_households(list(households.values_list("household_id", flat=True)))
    return Subject(found, {Person: [found.pk], **keys})


def _batch(key: str, staff: Staff) -> Subject | None:
    found = _one(PaymentBatch.objects.visible_to(staff).select_related("area"), key_in(key))
    return Subject(found, {PaymentBatch: [found.pk]}) if found else None


def _area(key: str, staff: Staff) -> Subject | None:
    found = Area.objects.within(staff.posting.area).filter(pk=key).first()
    return Subject(found, {Area: [found.pk]}) if found else None


def _keys_of_households(households: list[int]) -> Keys:
    cases = Case.objects.filter(household__in=[0, *households]).values_list("pk", flat=True)
    return {Household: list(households), Case: list(cases)}


def _one(rows: QuerySet[M], key: object) -> M | None:
    return None if key is None else rows.filter(pk=key).first()


def _uuid_in(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


_FINDERS: dict[str, Callable[[str, Staff], Subject | None]] = {
    kind._meta.label_lower: find
    for kind, find in (
        (Case, _case),
        (Household, _household),
        (Person, _person),
        (PaymentBatch, _batch),
        (Area, _area),
    )
}


def is_named_in_addresses(kind: str) -> bool:
    """Whether the trail of such a thing has a page."""
    return kind in _FINDERS


def model_of(kind: str) -> type[models.Model] | None:
    """The model of an event's object, where it still exists."""
    try:
        return apps.get_model(kind)
    except (LookupError, ValueError):
        return None
