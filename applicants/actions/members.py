"""Who joins a household, who leaves it, who heads it and who receives its money, each with its reason."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from applicants import seen
from applicants.actions import duplicates, households
from applicants.actions.households import MemberEntry
from applicants.choices import HEAD
from applicants.models.household import Household, Membership
from applicants.models.person import Person
from applicants.reasons import TYPED_JOINS, TYPED_LEAVES
from dibao import audit
from dibao.errors import Refused
from dibao.guards import require
from dibao.models.staff import Staff
from dibao.permissions import Permission


@transaction.atomic
def take_in(
    *, household: Household, entry: MemberEntry, by: Staff, on: date, today: date
) -> Membership:
    """Let a person join a household on a day, for the reason that `entry.joined_for` says.

    Raises PersonTaken for a member of another household, and Refused while an opinion on the household's facts
    stands. What its grant covers does not change by this: that takes a decision.
    """
    require(by, Permission.CASE_ENTER)
    household = households.lock_open(household)
    _check_day(on, today)
    if entry.relation == HEAD:
        raise Refused(_("这户已有户主。要换户主，用“更换户主”办理。"))
    if entry.joined_for not in TYPED_JOINS:
        raise Refused(_("选择加入的原因。"))
    if on < entry.id_number.birth_date:
        raise Refused(_("加入的日期早于出生日期，核对后再填。"))
    person = households.person_of(entry, household.area, household, on=today)
    if household.memberships.filter(person=person, last_day__isnull=True).exists():
        raise Refused(_("%(name)s已经是这户的成员。") % {"name": person})
    try:
        with transaction.atomic():
            households.join(household, [(person, entry)], on)
    except IntegrityError as error:
        if "a_person_is_in_one_household_at_a_time" not in str(error):
            raise
        raise Refused(
            _("%(name)s那一天还在另一户（或本户以前的登记里），核对加入的日期。") % {"name": person}
        ) from None
    audit.record("member:joined", of=household, by=by, after={"reason": entry.joined_for})
    duplicates.look_at([household], on=today)
    return household.memberships.get(person=person, last_day__isnull=True)


@transaction.atomic
def leave(
    *,
    household: Household,
    person: Person,
    reason: str,
    by: Staff,
    on: date,
    today: date,
    note: str = "",
) -> Membership:
    """End a person's membership on a day; Refused for the head, who is replaced first, and for the last member.

    What the household's grant covers does not change by this: that takes a decision.
    """
    require(by, Permission.CASE_ENTER)
    household = households.lock_open(household)
    _check_day(on, today)
    if reason not in TYPED_LEAVES:
        raise Refused(_("选择离开的原因。"))
    membership = present(household, person)
    if membership.relation == HEAD:
        raise Refused(_("先更换户主，再登记%(name)s离开。") % {"name": person})
    households.end(membership, reason=reason, on=on, note=note)
    audit.record("member:left", of=household, by=by, after={"reason": reason}, reason=note)
    membership.refresh_from_db()
    return membership


@transaction.atomic
def change_head(
    *,
    household: Household,
    head: Person,
    relations: Mapping[uuid.UUID, str],
    reason: str,
    by: Staff,
    mark: str = "",
) -> Household:
    """Make another member the head; `relations` says what every present member is to the new one.

    Outdated where head or relations changed since they bore `mark`.
    """
    require(by, Permission.CASE_ENTER)
    household = households.lock_open(household)
    seen.require_same(mark, seen.relations(household), household)
    new = present(household, head)
    if new.person_id == household.head_id:
        raise Refused(_("%(name)s现在就是户主。") % {"name": head})
    if not head.is_named:
        raise Refused(_("先补登姓名和身份证号，再登记为户主。"))
    for membership in household.members():
        relation = HEAD if membership.pk == new.pk else relations.get(membership.person_id, "")
        if not relation or (relation == HEAD) != (membership.pk == new.pk):
            raise Refused(
                _("选择%(name)s与新户主的关系。") % {"name": membership.person},
            )
        Membership.objects.filter(pk=membership.pk).update(relation=relation)
    households.appoint(household, head)
    audit.record("household:head_changed", of=household, by=by, reason=reason)
    household.refresh_from_db()
    return household


@dataclass(frozen=True, kw_only=True)
class Payee:
    """Who receives the money: a member, or somebody outside by name and relation; neither is the head."""

    person: Person | None = None
    name: str = ""
    relation: str = ""
    reason: str = ""


@transaction.atomic
def choose_payee(*, household: Household, payee: Payee, by: Staff, mark: str = "") -> Household:
    """Let another than the head receive the money, with a coded reason; a Payee of nobody is the head again.

    Outdated where somebody chose another since the household bore `mark`.
    """
    require(by, Permission.CASE_ENTER)
    household = Household.objects.lock(household)
    seen.require_same(mark, seen.payee(household), household)
    person = payee.person if payee.person and payee.person.pk != household.head_id else None
    if person is not None:
        present(household, person)
    is_other = person is not None or payee.name != ""
    if is_other and not payee.reason:
        raise Refused(_("选择不由户主领款的原因。"))
    if payee.name and not payee.relation:
        raise Refused(_("填写户外领款人与户主的关系。"))
    Household.objects.filter(pk=household.pk).update(
        payee=person,
        payee_name="" if person else payee.name,
        payee_relation="" if person else payee.relation,
        payee_reason=payee.reason if is_other else "",
    )
    audit.record("household:payee_chosen", of=household, by=by, after={"reason": payee.reason})
    household.refresh_from_db()
    return household


def present(household: Household, person: Person) -> Membership:
    """The person's present membership; Refused where there is none."""
    found = household.members().filter(person=person).first()
    if found is None:
        raise Refused(_("%(name)s现在不是这户的成员，刷新后再看。") % {"name": person})
    return found


def _check_day(on: date, today: date) -> None:
    if on > today:
        raise Refused(_("日期晚于今天，核对后再填。"))
