"""Getting back what was paid and not due: proposed by one, decided by another, given back month by month or in cash."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from applicants.models.household import Household
from dibao import audit
from dibao.audit import Fact
from dibao.display import month_text, yuan_text
from dibao.errors import Refused
from dibao.guards import require, require_area
from dibao.models.staff import Staff
from dibao.permissions import Permission
from dibao.values.months import BenefitMonth
from dibao.workflow import MoveRefused
from payments.corrections import ComparedMonth, months_of
from payments.families import came_from
from payments.models.line import PaymentLine
from payments.models.recovery import (
    EntryKind,
    Recovery,
    RecoveryCause,
    RecoveryEntry,
    RecoveryMonth,
    RecoveryQuerySet,
)
from payments.workflow import IN_FLIGHT, LineStatus, RecoveryStatus


@dataclass(frozen=True, kw_only=True)
class RecoveryPlan:
    """Why and how a household gives back what it was paid too much: yuan a month from a month on, and the day by which
    what is not kept back is returned."""

    cause: RecoveryCause
    reasons: str
    instalment: Decimal
    first_month: BenefitMonth
    return_by: date


@dataclass(frozen=True, kw_only=True)
class EntryPaper:
    """Cash or a write-off as typed and cleaned: yuan, the day, and the receipt or document."""

    kind: EntryKind
    amount: Decimal
    happened_on: date
    paper: str
    reason: str = ""


class OwnWork(Refused):
    """Whoever proposed or entered leaves the answer to somebody else."""


@dataclass(frozen=True)
class Claim:
    """What one month paid too much beyond what standing recoveries claim of it: yuan."""

    of: ComparedMonth
    amount: Decimal

    @property
    def month(self) -> BenefitMonth:
        return self.of.month


def claimable_of(household: Household) -> list[Claim]:
    """The household's months that paid more too much than standing recoveries claim already (three statements)."""
    return _claims(household, Recovery.objects.standing())


def _claims(household: Household, standing: RecoveryQuerySet) -> list[Claim]:
    claimed: dict[BenefitMonth, Decimal] = defaultdict(Decimal)
    rows = RecoveryMonth.objects.filter(recovery__household=household, recovery__in=standing)
    for month, amount in rows.values_list("month", "amount"):
        claimed[month] += amount
    claims = [
        Claim(month, over_of(month) - claimed.get(month.month, Decimal(0)))
        for month in months_of(household)
    ]
    return [claim for claim in claims if claim.amount > 0]


@transaction.atomic
def propose(*, household: Household, plan: RecoveryPlan, by: Staff, on: date) -> Recovery:
    """Ask for everything that the household's months paid too much and that is not claimed yet.

    Raises Refused where nothing was paid too much, where a recovery is under way already, for an instalment beyond the
    sum, and for a month of instalments or a day of return that lies in the past.
    """
    require(by, Permission.RECOVERY_PROPOSE)
    require_area(by, household.area_id)
    household = Household.objects.lock(household)
    claims = claimable_of(household)
    if not claims:
        raise Refused(_("这户没有多发、还没有追回的月份，不用提出追回。"))
    if household.recoveries.open().exists():
        raise Refused(_("这户有一笔没有结清的追回，先把那一笔办完。"))
    total = sum((claim.amount for claim in claims), Decimal(0))
    _check_plan(plan, total, on)
    recovery = Recovery.objects.create(
        household=household,
        area_id=household.area_id,
        amount=total,
        proposed_by=by,
        proposed_on=on,
        **vars(plan),
    )
    RecoveryMonth.objects.bulk_create(
        RecoveryMonth(
            recovery=recovery,
            area_id=household.area_id,
            month=claim.month,
            amount=claim.amount,
        )
        for claim in claims
    )
    audit.record(
        "recovery:proposed", of=household, by=by, after=_facts(recovery), reason=plan.reasons
    )
    return recovery


@transaction.atomic
def decide(*, recovery: Recovery, by: Staff, on: date) -> Recovery:
    """Order the money back. Raises OwnWork for who proposed it, and Refused where the months say something else by
    now."""
    recovery.require_open("decide", by=by)
    _refuse_own(recovery.proposed_by_id, by)
    household = Household.objects.lock(recovery.household)
    if not _still_says(recovery, household):
        raise Refused(
            _("提出以后，这户应发或已发的又变了。不追回这一笔，由经办按现在的数字重新提出。")
        )
    recovery.move("decide", by=by, decided_by=by, decided_on=on)
    audit.record("recovery:decided", of=household, by=by, after=_facts(recovery))
    return recovery


@transaction.atomic
def cancel(*, recovery: Recovery, reason: str, by: Staff) -> Recovery:
    """Leave the money where it is, before anything was ordered; its months may be claimed again."""
    if not reason.strip():
        raise Refused(_("写明不追回的原因。"))
    recovery.move("cancel", by=by)
    audit.record(
        "recovery:cancelled", of=recovery.household, by=by, after=_facts(recovery), reason=reason
    )
    return recovery


@transaction.atomic
def enter(*, recovery: Recovery, entry: EntryPaper, by: Staff, on: date) -> RecoveryEntry:
    """Write down cash that came back, or ask for a sum to be given up; it counts once a second person agrees."""
    require(by, Permission.RECOVERY_ENTER)
    require_area(by, recovery.area_id)
    recovery = Recovery.objects.lock(recovery)
    _check_entry(recovery, entry, on)
    try:
        with transaction.atomic():
            made = RecoveryEntry.objects.create(
                recovery=recovery, area_id=recovery.area_id, entered_by=by, **vars(entry)
            )
    except IntegrityError as fault:
        if "a_paper_is_entered_once" not in str(fault):
            raise
        raise Refused(_("这张收据或批文已经登记过，不能再登记一次。")) from None
    audit.record("recovery:entered", of=recovery.household, by=by, after=_entry_facts(made))
    return made


@transaction.atomic
def answer(*, entry: RecoveryEntry, is_agreed: bool, by: Staff) -> RecoveryEntry:
    """Agree that the money came back, or is given up; or say that it is not so. Raises OwnWork for who entered it."""
    require(by, Permission.RECOVERY_DECIDE)
    require_area(by, entry.area_id)
    recovery = Recovery.objects.lock(entry.recovery)
    entry = RecoveryEntry.objects.lock(entry)
    _refuse_own(entry.entered_by_id, by)
    if entry.answered_at is not None:
        raise Refused(_("这一笔已经有人核对过，刷新后再看。"))
    if is_agreed and entry.amount > left_of(recovery):
        raise Refused(
            _("还剩%(left)s元没有追回，这一笔多了。") % {"left": yuan_text(left_of(recovery))}
        )
    RecoveryEntry.objects.filter(pk=entry.pk).update(
        answered_by=by, answered_at=timezone.now(), is_agreed=is_agreed
    )
    entry.refresh_from_db()
    audit.record("recovery:answered", of=recovery.household, by=by, after=_entry_facts(entry))
    return entry


@transaction.atomic
def close(*, recovery: Recovery, by: Staff) -> Recovery:
    """Close what was given back whole, once the bank has answered for every instalment."""
    recovery.require_open("close", by=by)
    if obstacle := obstacle_to_close(recovery):
        raise Refused(obstacle)
    recovery.move("close", by=by)
    audit.record("recovery:closed", of=recovery.household, by=by, after=_facts(recovery))
    return recovery


def obstacle_to_close(recovery: Recovery) -> str:
    """Why it cannot be closed yet; nothing where it can (two statements at most)."""
    left = left_of(recovery)
    if left:
        return _("还剩%(left)s元没有追回，不能结清。") % {"left": yuan_text(left)}
    if recovery.lines.filter(status__in=(LineStatus.DUE, *IN_FLIGHT)).exists():
        return _("有抵扣的月份还没有银行结果，有结果以后再结清。")
    return ""


def over_of(month: ComparedMonth) -> Decimal:
    """Yuan that a month paid too much; nothing while the bank has not answered."""
    return max(Decimal(0), -(month.difference or Decimal(0)))


def left_of(recovery: Recovery) -> Decimal:
    """Yuan that are still to come back; what lines on their way keep back counts as come (one statement)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT recovery_left(%s)", [recovery.pk])
        left: Decimal = cursor.fetchone()[0]
    return left


def is_kept_back_here(recovery: Recovery) -> bool:
    """Whether the county still pays the household that owes, or the one that it moved or merged into (one statement).

    A family that left the county keeps its debt to it, and gives back in cash (decision 16).
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT debtor_of(%s) IS NOT NULL", [recovery.household_id])
        is_here: bool = cursor.fetchone()[0]
    return is_here


def owed_by(household: Household) -> RecoveryQuerySet:
    """What the household owes here, and what those owed that moved or merged into it."""
    return Recovery.objects.filter(household__in=came_from(household))


def kept_back(recovery: Recovery) -> Sequence[PaymentLine]:
    """The months that kept something back of it, void ones left out, earliest first."""
    return list(recovery.lines.standing().select_related("batch").order_by("month"))


def _check_plan(plan: RecoveryPlan, total: Decimal, on: date) -> None:
    if plan.instalment > total:
        raise Refused(_("每月抵扣比要追回的%(total)s元还多，改小。") % {"total": yuan_text(total)})
    this = BenefitMonth.of(on)
    if plan.first_month < this:
        raise Refused(
            _("%(month)s已经过去，抵扣最早从%(this)s开始。")
            % {"month": month_text(plan.first_month), "this": month_text(this)}
        )
    if plan.return_by <= on:
        raise Refused(_("退回期限要在今天以后。"))


def _still_says(recovery: Recovery, household: Household) -> bool:
    others = Recovery.objects.standing().exclude(pk=recovery.pk)
    now = {claim.month: claim.amount for claim in _claims(household, others)}
    return all(
        now.get(month) == amount for month, amount in recovery.months.values_list("month", "amount")
    )


def _check_entry(recovery: Recovery, entry: EntryPaper, on: date) -> None:
    if recovery.status != RecoveryStatus.ACTIVE:
        raise MoveRefused(
            _("状态是“%(status)s”，决定追回以后、结清以前才能登记。")
            % {"status": recovery.status_label}
        )
    if entry.happened_on > on:
        raise Refused(_("日期在今天以后，核对后再填。"))
    waiting = sum(recovery.entries.awaiting().values_list("amount", flat=True), Decimal(0))
    left = left_of(recovery) - waiting
    if entry.amount > left:
        raise Refused(
            _("还剩%(left)s元没有追回（已登记、等核对的也算上），这一笔多了。")
            % {"left": yuan_text(left)}
        )


def _refuse_own(first: int, by: Staff) -> None:
    if first == by.pk:
        raise OwnWork(_("这一笔是您提出或登记的，要由另一人决定。"))


def _facts(recovery: Recovery) -> dict[str, Fact]:
    return {
        "recovery": recovery.number,
        "kind": str(recovery.cause),
        "amount": str(recovery.amount),
        "instalment": str(recovery.instalment),
    }


def _entry_facts(entry: RecoveryEntry) -> dict[str, Fact]:
    return {
        "recovery": entry.recovery.number,
        "kind": str(entry.kind),
        "amount": str(entry.amount),
        "paper": entry.paper,
        "is_agreed": entry.is_agreed,
    }
