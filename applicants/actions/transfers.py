"""The way of a transfer: handed over, received, confirmed by the county; nobody takes two of the steps."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import F, QuerySet, Sum
from django.utils.translation import gettext as _

from applicants import dossiers
from applicants.actions import carrying, dividing, households, moving
from applicants.choices import HEAD
from applicants.continuity import enclosures
from applicants.grace_months import benefit_of, months_left
from applicants.models.grant import Grant, GrantShare
from applicants.models.household import Household, Membership
from applicants.models.transfer import Transfer, TransferKind
from applicants.workflow import TransferStatus
from dibao import audit
from dibao.display import month_text
from dibao.errors import Refused
from dibao.guards import require, require_area
from dibao.levels import AreaLevel
from dibao.models.area import Area
from dibao.models.staff import Staff
from dibao.permissions import Permission
from dibao.values.months import BenefitMonth

_CARRIED_OUT = {
    TransferKind.MOVE: moving.carry_out,
    TransferKind.SPLIT: dividing.split,
    TransferKind.MERGE: dividing.merge,
}


@transaction.atomic
def offer_move(
    *, household: Household, township: Area, reason: str, moved_on: date, by: Staff, on: date
) -> Transfer:
    """Hand a family in benefit over to another township of the prefecture, with its file sealed (domain §1.9).

    Its benefit goes on here until the other county confirms, and there afterwards: in its months of grace no longer
    than here. Refused while a case about it is open, while one of its members has no name, while something is under
    way that its file cannot carry, and where it is on its way already.
    """
    require(by, Permission.CASE_ENTER)
    household, grant = lock_ready(household, on=on, may_be_grace=True)
    if township.level != AreaLevel.TOWNSHIP or township.code[:4] != household.area_id[:4]:
        raise Refused(_("选择本市的一个乡镇。迁到外市的，停发后到迁入地重新申请。"))
    if moved_on > on:
        raise Refused(_("日期晚于今天，核对后再填。"))
    members = list(household.members())
    refuse_unnamed(members)
    for one in enclosures():
        one.refuse_unready(household, on)
    transfer = _made(
        household,
        grant,
        kind=TransferKind.MOVE,
        area=township,
        reason=reason,
        happened_on=moved_on,
        person_count=len(members),
        handed_by=by,
        handed_on=on,
    )
    left = months_left(grant, since=BenefitMonth.of(on)) if grant.grace_by_id else []
    if left:
        transfer.grace_until, transfer.monthly_amount = left[-1].month, left[0].total
    transfer.dossier = dossiers.written(household, grant, on=on)
    transfer.save(force_insert=True)
    audit.record(
        "transfer:offered", of=household, by=by, after={"to": township.code}, reason=reason
    )
    return transfer


@transaction.atomic
def propose_split(
    *,
    household: Household,
    plan: Mapping[uuid.UUID, str],
    group_name: str,
    address: str,
    reason: str,
    happened_on: date,
    by: Staff,
    on: date,
) -> Transfer:
    """Ask the county to let some members live on as a household of their own, everybody with their own share.

    `plan` says by person what each leaver is to the new head. Refused where none of them is covered (`split_unpaid`).
    """
    require(by, Permission.CASE_ENTER)
    household, grant = lock_ready(household, on=on)
    leavers = _leavers(household, plan)
    refuse_unnamed(leavers)
    shares = grant.shares.filter(person__in=plan)
    if not shares.exists():
        raise Refused(_("要分出去的人都不在待遇里，直接分户就行。"))
    transfer = _made(
        household,
        grant,
        kind=TransferKind.SPLIT,
        status=TransferStatus.RECEIVED,
        area_id=household.area_id,
        group_name=group_name,
        address=address,
        reason=reason,
        happened_on=happened_on,
        person_count=len(leavers),
        plan=_kept(plan),
        handed_by=by,
        handed_on=on,
    )
    transfer.covered_count = shares.count()
    transfer.monthly_amount = _sum(shares)
    transfer.dossier = dossiers.written(household, grant, on=on)
    transfer.save(force_insert=True)
    audit.record("transfer:split_proposed", of=household, by=by, reason=reason)
    return transfer


@transaction.atomic
def split_unpaid(
    *,
    household: Household,
    plan: Mapping[uuid.UUID, str],
    group_name: str,
    address: str,
    reason: str,
    by: Staff,
    on: date,
) -> Household:
    """Let members none of whom is covered be a household of their own at once; the new household."""
    require(by, Permission.CASE_ENTER)
    household = households.lock_open(household)
    leavers = _leavers(household, plan)
    grant = benefit_of(household, on=on)
    if grant is not None and grant.shares.filter(person__in=plan).exists():
        _refuse_grace(grant, on=on)
    if paid_among(household, plan):
        raise Refused(_("要分出去的人里有保障对象，报县里确认分户。"))
    new = dividing.part_with(
        household,
        leavers,
        relations=_kept(plan),
        group_name=group_name,
        address=address,
        on=on,
    )
    audit.record("household:split", of=household, by=by, after={"new": new.pk}, reason=reason)
    return new


@transaction.atomic
def propose_merge(
    *,
    giving: Household,
    taking: Household,
    plan: Mapping[uuid.UUID, str],
    reason: str,
    happened_on: date,
    by: Staff,
    on: date,
) -> Transfer:
    """Ask the county to let a household in benefit live on in another that is in benefit too.

    `plan` says by person what everybody is to the other's head.
    """
    require(by, Permission.CASE_ENTER)
    _check_pair(giving, taking)
    taking, _held = lock_ready(taking, on=on)
    giving, grant = lock_ready(giving, on=on)
    members = list(giving.members())
    _check_plan(members, plan)
    refuse_unnamed(members)
    transfer = _made(
        giving,
        grant,
        kind=TransferKind.MERGE,
        status=TransferStatus.RECEIVED,
        area_id=giving.area_id,
        into=taking,
        reason=reason,
        happened_on=happened_on,
        person_count=len(members),
        plan=_kept(plan),
        handed_by=by,
        handed_on=on,
    )
    transfer.dossier = dossiers.written(giving, grant, on=on)
    transfer.save(force_insert=True)
    audit.record(
        "transfer:merge_proposed", of=giving, by=by, after={"into": taking.pk}, reason=reason
    )
    return transfer


@transaction.atomic
def merge_unpaid(
    *,
    giving: Household,
    taking: Household,
    plan: Mapping[uuid.UUID, str],
    reason: str,
    by: Staff,
    on: date,
) -> Household:
    """Let a household that is not in benefit join another at once; the household that takes.

    Whoever is in benefit is the one that takes: its benefit goes on until it is looked at anew.
    """
    require(by, Permission.CASE_ENTER)
    _check_pair(giving, taking)
    taking, giving = households.lock_open(taking), households.lock_open(giving)
    if giving.cases.open().exists():
        raise Refused(_("并入别户的这户还有没办完的案件，办结以后再办。"))
    _refuse_grace(benefit_of(giving, on=on), on=on)
    if is_paid(giving):
        raise Refused(_("享受低保的一户要作为接收的一户；两户都享受的，报县里确认并户。"))
    _check_plan(list(giving.members()), plan)
    dividing.move_in(giving, taking, relations=_kept(plan), on=on)
    audit.record("household:merged", of=giving, by=by, after={"into": taking.pk}, reason=reason)
    return taking


@transaction.atomic
def receive(
    *, transfer: Transfer, village: Area, group_name: str, address: str, by: Staff, on: date
) -> Transfer:
    """Take a family's file up for a village of the township; its county confirms it."""
    require_area(by, transfer.area_id)
    require_area(by, village.code)
    transfer = Transfer.objects.lock(transfer)
    if by.pk == transfer.handed_by_id:
        raise Refused(_("移交的人不能自己接收，由另一人办理。"))
    if village.level != AreaLevel.VILLAGE or not transfer.area.contains(village.code):
        raise Refused(_("选择接收乡镇的一个村。"))
    transfer.move(
        "receive",
        by=by,
        village=village,
        group_name=group_name,
        address=address,
        received_by=by,
        received_on=on,
    )
    audit.record("transfer:received", of=transfer, by=by)
    return transfer


@transaction.atomic
def decline(*, transfer: Transfer, reason: str, by: Staff) -> Transfer:
    """Give the family back to the township that it came from: nothing has changed there."""
    require_area(by, transfer.area_id)
    transfer = Transfer.objects.lock(transfer)
    transfer.move("decline", by=by, answer=reason)
    audit.record("transfer:declined", of=transfer, by=by, reason=reason)
    return transfer


@transaction.atomic
def withdraw(*, transfer: Transfer, reason: str, by: Staff) -> Transfer:
    """Take back what was handed over, as long as it is not confirmed."""
    require_area(by, transfer.from_area_id)
    transfer = Transfer.objects.lock(transfer)
    transfer.move("withdraw", by=by)
    audit.record("transfer:withdrawn", of=transfer, by=by, reason=reason)
    return transfer


@transaction.atomic
def refuse(*, transfer: Transfer, reason: str, by: Staff) -> Transfer:
    """The county does not confirm; the family stays as it is where it is."""
    require_area(by, transfer.area_id)
    transfer = Transfer.objects.lock(transfer)
    transfer.move("refuse", by=by, answer=reason)
    audit.record("transfer:refused", of=transfer, by=by, reason=reason)
    return transfer


@transaction.atomic
def confirm(*, transfer: Transfer, reasons: str, by: Staff, on: date) -> Transfer:
    """Carry a transfer out: the benefit ends there with a month and goes on here with the next, share by share.

    Raises Refused for whoever handed over or received, and where the family or its benefit has changed meanwhile.
    """
    require_area(by, transfer.area_id)
    transfer = Transfer.objects.lock(transfer)
    transfer.require_open("confirm", by=by)
    if by.pk in (transfer.handed_by_id, transfer.received_by_id):
        raise Refused(_("移交或接收这户的人不能确认，由另一人办理。"))
    household = _CARRIED_OUT[TransferKind(transfer.kind)](transfer, reasons=reasons, by=by, on=on)
    transfer.move("confirm", by=by, into=household, confirmed_by=by, confirmed_on=on)
    carrying.check_now()
    audit.record("transfer:confirmed", of=household, by=by, reason=reasons)
    return transfer


def lock_ready(
    household: Household, *, on: date, may_be_grace: bool = False
) -> tuple[Household, Grant]:
    """A household that may be handed over, locked, with its grant in force or in grace; Refused otherwise."""
    household = Household.objects.lock(household)
    households.refuse_on_its_way(household)
    if household.cases.open().exists():
        raise Refused(_("这户还有没办完的案件，办结以后再办。"))
    grant = benefit_of(household, on=on)
    if grant is None:
        raise Refused(_("这户没有正在享受的低保，不用办理待遇迁移。"))
    if grant.grace_by_id and not may_be_grace:
        _refuse_grace(grant, on=on)
    present = household.members().values("person")
    if grant.shares.exclude(person__in=present).exists():
        raise Refused(_("待遇里有人已经不是这户的成员，先办理变更。"))
    return household, Grant.objects.lock(grant)


def _refuse_grace(grant: Grant | None, *, on: date) -> None:
    """Each month of grace is decided for the people it was given to; they are parted or joined after the last."""
    left = months_left(grant, since=BenefitMonth.of(on)) if grant and grant.grace_by_id else []
    if left:
        raise Refused(
            _("这户在渐退期，发放到%(month)s为止。渐退期里不能分户，也不能并入别的户，过后再办。")
            % {"month": month_text(left[-1].month)}
        )


def is_paid(household: Household) -> bool:
    """Whether the household has a grant in force (one query)."""
    return household.grants.filter(last_month__isnull=True).exists()


def paid_among(household: Household, people: Iterable[uuid.UUID]) -> bool:
    """Whether somebody of these is covered by the household's grant in force (one query)."""
    shares = GrantShare.objects.filter(grant__household=household, last_month__isnull=True)
    return shares.filter(person__in=list(people)).exists()


def refuse_unnamed(members: Sequence[Membership]) -> None:
    """Somebody without a name cannot be known again elsewhere."""
    if not all(member.person.is_named for member in members):
        raise Refused(_("还有成员没有姓名和身份证号，补登以后再办。"))


def _leavers(household: Household, plan: Mapping[uuid.UUID, str]) -> list[Membership]:
    members = list(household.members())
    leavers = [member for member in members if member.person_id in plan]
    if household.head_id in plan:
        raise Refused(_("户主不能分出去。先更换户主，再办分户。"))
    _check_plan(leavers, plan)
    if sum(relation == HEAD for relation in plan.values()) != 1:
        raise Refused(_("新户要有一名户主，而且只有一名。"))
    return leavers


def _check_plan(members: Sequence[Membership], plan: Mapping[uuid.UUID, str]) -> None:
    if not plan or {member.person_id for member in members} != set(plan) or "" in plan.values():
        raise Refused(_("选择每个人与新户主的关系。"))


def _check_pair(giving: Household, taking: Household) -> None:
    if giving.pk == taking.pk:
        raise Refused(_("选择另外一户。"))
    if giving.area_id != taking.area_id:
        raise Refused(_("两户不在一个村，先办迁移，再办并户。"))


def _kept(plan: Mapping[uuid.UUID, str]) -> dict[str, str]:
    return {str(person): relation for person, relation in plan.items()}


def _sum(shares: QuerySet[GrantShare]) -> Decimal:
    total = shares.aggregate(total=Sum(F("base_amount") + F("supplement_amount")))["total"]
    return Decimal(total)


def _made(household: Household, grant: Grant, **columns: object) -> Transfer:
    return Transfer(
        household=household,
        grant=grant,
        from_area_id=household.area_id,
        head_name=household.head.name,
        covered_count=grant.covered_count,
        monthly_amount=grant.total_amount,
        **columns,
    )
