"""Holding a household's money back, and letting it go again: two people, and the benefit untouched."""

from dataclasses import dataclass, replace
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from applicants.actions import households
from applicants.models.household import Household
from dibao import audit
from dibao.audit import Fact
from dibao.display import month_text
from dibao.errors import Refused
from dibao.guards import require, require_area
from dibao.models.area import county_of
from dibao.models.staff import Staff
from dibao.permissions import Permission
from dibao.values.months import BenefitMonth
from payments.models.batch import MISSING, BatchKind, PaymentBatch
from payments.models.hold import HoldReason, PaymentHold
from payments.workflow import SIGNED


@dataclass(frozen=True, kw_only=True)
class HoldEntry:
    """A hold as typed and cleaned; without a last month it stands until somebody lifts it."""

    reason: HoldReason
    first_month: BenefitMonth
    last_month: BenefitMonth | None = None
    note: str = ""


class PlacedByYou(Refused):
    """Whoever placed a hold leaves its lifting to somebody else."""


@transaction.atomic
def place(*, household: Household, entry: HoldEntry, by: Staff, on: date) -> PaymentHold:
    """Let a household's money wait from a month on that nobody has signed yet; what it is due stays what it is.

    A batch that was drawn before and is not signed must be drawn anew. Raises Refused for a month that is signed, too
    far ahead or held already, for a household without a benefit from then on, and for one on its way elsewhere: its
    file is sealed, and the hold would stay behind.
    """
    require(by, Permission.HOLD_PLACE)
    return put(household=household, entry=entry, by=by, on=on)


def put(
    *,
    household: Household,
    entry: HoldEntry,
    by: Staff,
    on: date,
    taken_from: PaymentBatch | None = None,
) -> PaymentHold:
    """The same for whoever may for another reason, such as holding the batch in hand; ask for that before.

    A household is taken out of a batch of months past wherever its family has gone since: that money stays here. What
    pays beside a month's regular batch is held although that one is signed.
    """
    require_area(by, household.area_id)
    household = Household.objects.lock(household)
    if taken_from is None or taken_from.kind not in MISSING:
        households.refuse_on_its_way(household)
    signed = await_signatures(household.area_id, entry.first_month)
    _check_order(entry, on)
    if taken_from is None or taken_from.kind == BatchKind.REGULAR:
        _refuse_signed(signed)
    if taken_from is None:
        _refuse_without_benefit(household, entry.first_month)
    try:
        with transaction.atomic():
            hold = PaymentHold.objects.create(
                household=household,
                area_id=household.area_id,
                placed_by=by,
                taken_from=taken_from,
                **vars(entry),
            )
    except IntegrityError as fault:
        if "a_household_has_one_hold_a_month" not in str(fault):
            raise
        raise Refused(_("这户在这些月份已经缓发，先解除原来的缓发。")) from None
    facts = _as_facts(hold) | ({"batch": taken_from.number} if taken_from else {})
    audit.record("hold:placed", of=household, by=by, after=facts, reason=entry.note)
    return hold


def _as_facts(hold: PaymentHold) -> dict[str, Fact]:
    return {
        "hold": hold.pk,
        "kind": str(hold.reason),
        "first": str(hold.first_month),
        "last": str(hold.last_month or ""),
    }


@transaction.atomic
def carry_over(*, household: Household, entry: HoldEntry, by: Staff) -> PaymentHold | None:
    """Let the money of a household that has moved here wait on, as the county confirms the move.

    It waits from the first month here that nobody has signed; None for a hold that is over by then. Whoever confirmed
    stands for it, so that a second person of this county lifts it.
    """
    require(by, Permission.CASE_CONFIRM)
    require_area(by, household.area_id)
    signed = await_signatures(household.area_id, entry.first_month)
    first = signed.next() if signed else entry.first_month
    if entry.last_month is not None and entry.last_month < first:
        return None
    hold = PaymentHold.objects.create(
        household=household,
        area_id=household.area_id,
        placed_by=by,
        **vars(replace(entry, first_month=first)),
    )
    audit.record("hold:carried_over", of=household, by=by, after=_as_facts(hold), reason=entry.note)
    return hold


@transaction.atomic
def lift(*, hold: PaymentHold, reason: str, by: Staff) -> PaymentHold:
    """Let the money go again, from the next batch that is drawn; months signed meanwhile stay owed.

    Raises PlacedByYou for who placed it, and Refused for a hold that was lifted before.
    """
    require(by, Permission.HOLD_LIFT)
    require_area(by, hold.area_id)
    if not reason.strip():
        raise Refused(_("写明解除的原因。"))
    # Family, batches, hold: whoever places one locks in this order too.
    Household.objects.lock(hold.household)
    await_signatures(hold.area_id, hold.first_month)
    hold = PaymentHold.objects.lock(hold)
    if not hold.is_standing:
        raise Refused(_("这笔缓发已经解除，刷新后再看。"))
    if hold.placed_by_id == by.pk:
        raise PlacedByYou(_("这笔缓发是您登记的，要由另一人解除。"))
    PaymentHold.objects.filter(pk=hold.pk).update(
        lifted_by=by, lifted_at=timezone.now(), lift_reason=reason
    )
    audit.record("hold:lifted", of=hold.household, by=by, after={"hold": hold.pk}, reason=reason)
    hold.refresh_from_db()
    return hold


def _check_order(entry: HoldEntry, on: date) -> None:
    first, last = entry.first_month, entry.last_month
    latest = BenefitMonth.of(on).next()
    if last is not None and last < first:
        raise Refused(_("截止月份早于起始月份，核对后再填。"))
    if first > latest:
        raise Refused(
            _("%(month)s还太早，缓发最晚从%(latest)s开始。")
            % {"month": month_text(first), "latest": month_text(latest)}
        )


def _refuse_signed(signed: BenefitMonth | None) -> None:
    if signed is not None:
        raise Refused(
            _("%(month)s的发放批次已经签发，缓发最早从%(next)s开始。")
            % {"month": month_text(signed), "next": month_text(signed.next())}
        )


def _refuse_without_benefit(household: Household, first: BenefitMonth) -> None:
    lasts = Q(last_month__isnull=True) | Q(last_month__gte=first)
    if not household.grants.filter(lasts).exists():
        raise Refused(_("这户从%(month)s起没有低保待遇，不用缓发。") % {"month": month_text(first)})


def await_signatures(area_code: str, first: BenefitMonth) -> BenefitMonth | None:
    """The latest month from `first` on whose regular batch is signed, once every signature under way is given: a hold
    comes before a seal or after it, and the seal compares its lines with the holds that it sees.

    The county's batches are locked in one order, so that nobody who locks several waits for another; whoever needs one
    of them locks it after this.
    """
    batches = PaymentBatch.objects.standing().filter(area_id=county_of(area_code), month__gte=first)
    locked = batches.order_by("month", "pk").select_for_update(of=("self",))
    signed = [each for each in locked if each.status in SIGNED and each.kind == BatchKind.REGULAR]
    return max((batch.month for batch in signed), default=None)
