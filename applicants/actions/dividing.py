"""A household that splits, and two that become one: everybody keeps their share until both are looked at anew."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _

from applicants.actions import answers, carrying, households
from applicants.actions.cases import Means
from applicants.choices import HEAD
from applicants.models.grant import Grant
from applicants.models.household import Household, Membership
from applicants.models.supporter import Supporter
from applicants.models.transfer import Transfer
from applicants.reasons import ClosedReason, JoinReason, LeaveReason
from dibao.errors import Refused
from dibao.models.staff import Staff


def split(transfer: Transfer, *, reasons: str, by: Staff, on: date) -> Household:
    """Let the leavers be a household of their own, each share going on where its person is; the new household."""
    old = Household.objects.lock(transfer.household)
    grant = _grant_in_force(old, transfer)
    parts = carrying.parts_of(grant)
    leavers = _present(old, transfer.plan)
    gone = {membership.person_id for membership in leavers}
    theirs = answers.about(old, gone)
    new = part_with(
        old,
        leavers,
        relations=transfer.plan,
        group_name=transfer.group_name,
        address=transfer.address,
        on=on,
    )
    terms = carrying.terms_of(grant)
    ours = answers.last_of(old)
    ended = carrying.decide(transfer, old, grant.pk, means=ours, reasons=reasons, by=by, on=on)
    first = carrying.end(ended).next()
    carrying.begin(ended, [one for one in parts if one.person.pk not in gone], terms, first=first)
    begun = carrying.decide(transfer, new, grant.pk, means=theirs, reasons=reasons, by=by, on=on)
    carrying.begin(begun, [one for one in parts if one.person.pk in gone], terms, first=first)
    return new


def merge(transfer: Transfer, *, reasons: str, by: Staff, on: date) -> Household:
    """Let one household live on in the other, whose grant then holds both's shares; the household that takes."""
    if transfer.into is None:
        raise LookupError(f"{transfer} merges into nothing")
    giving, taking = (
        Household.objects.lock(transfer.household),
        Household.objects.lock(transfer.into),
    )
    given = _grant_in_force(giving, transfer)
    held = taking.grants.filter(last_month__isnull=True).first()
    if held is None:
        raise Refused(_("接收的家庭已经不享受低保，退回后重新办理。"))
    parts = [*carrying.parts_of(held), *carrying.parts_of(given)]
    both = answers.together(answers.last_of(taking), answers.last_of(giving))
    move_in(giving, taking, relations=transfer.plan, on=on)
    ended = carrying.decide(
        transfer, giving, given.pk, means=Means(), reasons=reasons, by=by, on=on
    )
    first = carrying.end(ended).next()
    renewed = carrying.decide(transfer, taking, held.pk, means=both, reasons=reasons, by=by, on=on)
    carrying.end(renewed)
    carrying.begin(renewed, parts, carrying.terms_of(held), first=first)
    return taking


def part_with(
    old: Household,
    leavers: Sequence[Membership],
    *,
    relations: Mapping[str, str],
    group_name: str,
    address: str,
    on: date,
) -> Household:
    """Make a household of some of another's members; `relations` says by person what they are to the new head."""
    head = next(one.person for one in leavers if relations[str(one.person_id)] == HEAD)
    new = Household.objects.create(
        area_id=old.area_id,
        head=head,
        group_name=group_name,
        address=address,
        registered_on=on,
    )
    _rehouse(leavers, new, LeaveReason.SPLIT, JoinReason.SPLIT, relations, on)
    return new


def move_in(
    giving: Household, taking: Household, *, relations: Mapping[str, str], on: date
) -> None:
    """Let all members of a household join another, and close its file."""
    members = _present(giving, relations)
    if len(members) != giving.members().count():
        raise Refused(_("这户的成员在提出以后变了，退回后重新办理。"))
    _rehouse(members, taking, LeaveReason.MERGE, JoinReason.MERGE, relations, on)
    Household.objects.filter(pk=giving.pk).update(closed_on=on, closed_for=ClosedReason.MERGED)


def _rehouse(
    members: Sequence[Membership],
    to: Household,
    left: LeaveReason,
    joined: JoinReason,
    relations: Mapping[str, str],
    on: date,
) -> None:
    people = [membership.person_id for membership in members]
    following = list(
        Supporter.objects.current().filter(supported__in=people).values_list("pk", flat=True)
    )
    for membership in members:
        households.end(membership, reason=left, on=on)
    Membership.objects.bulk_create(
        Membership(
            household=to,
            area_id=to.area_id,
            person=membership.person,
            relation=relations[str(membership.person_id)],
            first_day=on,
            joined_for=joined,
            is_counted=membership.is_counted,
            is_covered=membership.is_covered,
            exclusion=membership.exclusion,
        )
        for membership in members
    )
    # Who supports somebody goes on doing so wherever they live.
    Supporter.objects.filter(pk__in=following).update(household=to, ended_on=None)


def _present(household: Household, plan: Mapping[str, str]) -> list[Membership]:
    """The members whom a plan names; Refused where one of them has left since."""
    found = [m for m in household.members() if str(m.person_id) in plan]
    if {str(m.person_id) for m in found} != set(plan):
        raise Refused(_("这户的成员在提出以后变了，退回后重新办理。"))
    return found


def _grant_in_force(household: Household, transfer: Transfer) -> Grant:
    grant = Grant.objects.lock(transfer.grant)
    if grant.last_month is not None:
        raise Refused(_("这户的待遇在提出以后变了，退回后重新办理。"))
    return grant
