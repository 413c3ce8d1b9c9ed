"""An application as it is entered: the family and what it says of itself, together or not at all."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from applicants import seen
from applicants.actions import cases, duplicates, households, supporters
from applicants.actions.cases import Means, Way
from applicants.actions.households import MemberEntry
from applicants.actions.supporters import SupporterEntry
from applicants.models.case import Case
from applicants.models.household import Household
from applicants.models.person import Person
from dibao import audit
from dibao.models.area import Area
from dibao.models.staff import Staff
from dibao.values.identity import IdNumber


@dataclass(frozen=True)
class Naming:
    """A member only counted so far, with the name and number that the application gives."""

    person: Person
    name: str
    number: IdNumber


@dataclass(frozen=True, kw_only=True)
class Application:
    """One page of entry, cleaned."""

    village: Area
    members: Sequence[MemberEntry]
    means: Means
    way: Way = field(default_factory=Way)
    supporters: Sequence[SupporterEntry] = ()
    group_name: str = ""
    address: str = ""
    residence_place: str = ""
    namings: Sequence[Naming] = field(default=())
    # What was asked again and is so (see `eligibility.doubts`); kept with the record of the deed.
    looked_again: Sequence[str] = ()
    # Why each known person who is missing from `members` has left.
    leavers: Mapping[uuid.UUID, str] = field(default_factory=dict)


@transaction.atomic
def enter(*, application: Application, by: Staff, on: date) -> Case:
    """Register a new family and begin its application; refusals are those of `register` and `open_draft`."""
    household = households.register(
        village=application.village,
        members=application.members,
        group_name=application.group_name,
        address=application.address,
        residence_place=application.residence_place,
        by=by,
        on=on,
    )
    supporters.rewrite(household=household, entries=application.supporters, by=by, on=on)
    duplicates.look_at([household], on=on)
    return _open(household, application, by, on)


@transaction.atomic
def enter_again(
    *, household: Household, application: Application, by: Staff, on: date, family: str = ""
) -> Case:
    """Begin an application of a family on the register, bringing the family up to date.

    Outdated where somebody changed the family since it bore the mark `family` (see `applicants.seen`).
    """
    household = Household.objects.lock(household)
    seen.require_same(family, seen.family(household), household)
    _amend(household, application, by, on)
    return _open(household, application, by, on)


@transaction.atomic
def rewrite(
    *,
    case: Case,
    application: Application,
    version: int,
    by: Staff,
    on: date,
    family: str = "",
) -> Case:
    """Write an application anew; StaleCase where somebody changed it after `version`, Outdated where the family has
    changed since it bore the mark `family` (see `applicants.seen`)."""
    case = cases.lock_fresh(case=case, version=version, by=by)
    household = Household.objects.lock(case.household)
    seen.require_same(family, seen.family(household), case, household)
    _amend(household, application, by, on)
    case = cases.revise(case=case, means=application.means, version=version, by=by)
    _record_second_look(case, application, by)
    return cases.choose_way(case=case, way=application.way, by=by)


def _open(household: Household, application: Application, by: Staff, on: date) -> Case:
    case = cases.open_draft(
        household=household, means=application.means, by=by, on=on, way=application.way
    )
    _record_second_look(case, application, by)
    return case


def _record_second_look(case: Case, application: Application, by: Staff) -> None:
    """Whoever reads the case later sees what was doubted, and who said that it is so."""
    if application.looked_again:
        audit.record(
            "case:looked_again", of=case, by=by, reason="；".join(application.looked_again)
        )


def _amend(household: Household, application: Application, by: Staff, on: date) -> None:
    for naming in application.namings:
        households.name_member(
            person=naming.person, name=naming.name, number=naming.number, by=by, on=on
        )
    households.amend(
        household=household,
        members=application.members,
        group_name=application.group_name,
        address=application.address,
        residence_place=application.residence_place,
        leavers=application.leavers,
        by=by,
        on=on,
    )
    supporters.rewrite(household=household, entries=application.supporters, by=by, on=on)
    duplicates.look_at([household], on=on)
