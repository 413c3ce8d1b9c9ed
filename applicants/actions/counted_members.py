"""Naming, from a county's list, the members who were only counted so far."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models.fields.reverse_related import ForeignObjectRel
from django.utils.translation import gettext as _

from applicants.actions import duplicates, rosters
from applicants.models.case import Case, CaseKind
from applicants.models.grant import GrantShare
from applicants.models.household import Household, Membership
from applicants.models.person import Person
from applicants.models.suspicion import FoundHow, Suspicion
from dibao import audit
from dibao.errors import Refused
from dibao.guards import require, require_any, require_area
from dibao.models.area import Area
from dibao.models.staff import Staff
from dibao.permissions import Permission
from dibao.values.identity import IdNumber

# 其他: what a list that only counts says of everybody beside the head.
_UNKNOWN_RELATION: Final = "99"


@dataclass(frozen=True)
class Naming:
    """Who a counted member is; the relation is to the head."""

    membership: int
    name: str
    number: IdNumber
    relation: str


@transaction.atomic
def name_all(*, county: Area, namings: Sequence[Naming], by: Staff, on: date) -> int:
    """Name counted members of the county's households; all of them or nobody. Returns how many.

    Raises Refused where a number belongs to somebody by now, or a member was named or left meanwhile.
    """
    require_any(by, frozenset({Permission.ROSTER_IMPORT, Permission.ROSTER_CONFIRM}))
    require_area(by, county.code)
    numbers = [naming.number for naming in namings]
    if rosters.taken_anywhere(numbers):
        raise Refused(_("名单里有人已在别处登记过，全部没有导入。报市民政局核对后再导。"))
    rosters.release_all(numbers, on=on)
    found = _counted(county, namings)
    for naming in namings:
        membership = found.get(naming.membership)
        if membership is None:
            raise Refused(_("名单里有成员已经具名或离开，全部没有导入。重新检查名单。"))
        _name(membership, naming, by)
    households = {membership.household_id for membership in found.values()}
    duplicates.look_at(Household.objects.filter(pk__in=households), on=on, how=FoundHow.IMPORT)
    return len(namings)


def _counted(county: Area, namings: Sequence[Naming]) -> dict[int, Membership]:
    """The members who still wait for a name, locked with their persons."""
    low, high = county.span
    waiting = Membership.objects.filter(
        area_id__gte=low,
        area_id__lt=high,
        pk__in=[naming.membership for naming in namings],
        last_day__isnull=True,
        person__is_named=False,
    )
    return {one.pk: one for one in waiting.select_related("person").select_for_update()}


def _name(membership: Membership, naming: Naming, by: Staff) -> None:
    person: Person = membership.person
    person.take_identity(naming.name, naming.number)
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError:
        # Entered elsewhere between the question and the answer.
        raise Refused(_("名单里有人已在别处登记过，全部没有导入。报市民政局核对后再导。")) from None
    Membership.objects.filter(pk=membership.pk).update(relation=naming.relation)
    audit.record("person:named", of=person, by=by, after={"id_last4": naming.number.last4})


@transaction.atomic
def forget_all(*, people: Sequence[str], relations: Mapping[str, str], by: Staff) -> int:
    """Let members whom a list named be counted only, as before it; all of them or nobody. Returns how many.

    `relations` are what they were to the head before, by person. Raises Refused where anything was entered of one of
    them since, or a case of the family was opened.
    """
    require(by, Permission.ROSTER_CONFIRM)
    found = list(Person.objects.filter(pk__in=people).select_for_update())
    members = Membership.objects.filter(person__in=found, last_day__isnull=True)
    households = members.values("household")
    worked_on = Case.objects.filter(household__in=households).exclude(kind=CaseKind.TAKEOVER)
    if worked_on.exists() or _is_told_of(found):
        raise Refused(_("名单具名的成员后来又办过事，不能撤回。逐人更正。"))
    for person in found:
        require_area(by, person.area_id)
        person.forget_identity()
        person.save()
        members.filter(person=person).update(
            relation=relations.get(str(person.pk), _UNKNOWN_RELATION)
        )
        audit.record("person:unnamed", of=person, by=by)
    return len(found)


def _is_told_of(people: Sequence[Person]) -> bool:
    """Whether any table but those that count them, and the searches, names one of them (a query for each)."""
    counting = {Membership, GrantShare, Suspicion}
    return any(
        relation.related_model._default_manager.filter(
            **{f"{relation.field.name}__in": people}
        ).exists()
        for relation in Person._meta.related_objects
        if isinstance(relation, ForeignObjectRel)
        and relation.related_model not in counting
        and not hasattr(relation.related_model, "pgh_tracked_model")
    )
