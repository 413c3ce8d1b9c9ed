"""Households whose money is wrong or waits: owed, paid too much, to be answered for, or held."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from applicants.models.household import Household
from dibao import worklist
from dibao.display import listed, month_text, with_note, yuan_text
from dibao.guards import allows
from dibao.models.staff import Staff
from dibao.permissions import Permission as P
from dibao.values.months import BenefitMonth
from dibao.worklist import SHOWN, Bucket, Task
from payments.corrections import ComparedMonth, overpaid_within
from payments.models.hold import PaymentHold
from payments.models.recovery import Recovery, RecoveryEntry, RecoveryMonth
from payments.owed import OwedMonth, by_household, owed_within
from payments.pages.holds import months_of_hold
from payments.pages.owed import months_text
from payments.workflow import RecoveryStatus


@worklist.provider
def months_owed(staff: Staff, on: date) -> Iterable[Bucket]:
    """Households confirmed too late for a month that is signed, until a later batch pays them back."""
    if not allows(staff, P.BATCH_PREPARE):
        return []
    months = by_household(owed_within(staff.posting.area))
    shown = Household.objects.visible_to(staff).filter(pk__in=sorted(months)[:SHOWN])
    return [
        Bucket(
            key="owed",
            label=_("应补发的户"),
            count=len(months),
            tasks=[
                _owed_task(household, months[household.pk])
                for household in shown.select_related("head", "area").order_by("pk")
            ],
            url=reverse("payments:owed"),
            unit=ngettext_lazy("户", "户", len(months)),
            tone="bad" if months else "",
            order=35,
        )
    ]


def _owed_task(household: Household, owed: Sequence[OwedMonth]) -> Task:
    return Task(
        title=household.head.name,
        place=str(household.area),
        stage=_("%(months)s没有发") % {"months": months_text(owed)},
        url=reverse("applicants:household", args=[household.pk]),
        next_step=_("看月份"),
        next_url=reverse("payments:owed"),
    )


@worklist.provider
def money_paid_too_much(staff: Staff, on: date) -> Iterable[Bucket]:
    """Households that a decision made too late has left with money that was not theirs any more, until somebody asks
    for it."""
    if not allows(staff, P.BATCH_PREPARE):
        return []
    claimed = set(
        RecoveryMonth.objects.within(staff.posting.area)
        .filter(recovery__in=Recovery.objects.standing())
        .values_list("recovery__household", "month")
    )
    months: dict[int, list[ComparedMonth]] = {}
    for month in overpaid_within(staff.posting.area):
        if (month.household, month.month) not in claimed:
            months.setdefault(month.household, []).append(month)
    shown = Household.objects.visible_to(staff).filter(pk__in=sorted(months)[:SHOWN])
    return [
        Bucket(
            key="overpaid",
            label=_("多发待处理"),
            count=len(months),
            tasks=[
                _overpaid_task(household, months[household.pk])
                for household in shown.select_related("head", "area").order_by("pk")
            ],
            url=f"{reverse('payments:corrections')}?{urlencode({'way': 'over'})}",
            unit=ngettext_lazy("户", "户", len(months)),
            tone="bad" if months else "",
            order=36,
        )
    ]


def _overpaid_task(household: Household, months: Sequence[ComparedMonth]) -> Task:
    over = -sum((month.difference or 0 for month in months), Decimal(0))
    url = reverse("payments:household_months", args=[household.pk])
    return Task(
        title=household.head.name,
        place=str(household.area),
        stage=_("%(months)s多发%(amount)s元")
        % {"months": listed(month_text(one.month) for one in months), "amount": yuan_text(over)},
        url=url,
        next_step=_("提出追回"),
        next_url=reverse("payments:recovery_new", args=[household.pk]),
    )


@worklist.provider
def recoveries_to_answer(staff: Staff, on: date) -> Iterable[Bucket]:
    """Proposals to decide, and cash or write-offs to count: somebody else's."""
    if not allows(staff, P.RECOVERY_DECIDE):
        return []
    entries = RecoveryEntry.objects.awaiting().exclude(entered_by=staff)
    rows = Recovery.objects.visible_to(staff).filter(
        Q(status=RecoveryStatus.PROPOSED) & ~Q(proposed_by=staff)
        | Q(status=RecoveryStatus.ACTIVE) & Exists(entries.filter(recovery=OuterRef("pk")))
    )
    count = rows.count()
    shown = rows.select_related("household__head", "area").order_by("pk")[:SHOWN]
    return [
        Bucket(
            key="recoveries",
            label=_("追回待第二人决定"),
            count=count,
            tasks=[_recovery_task(recovery) for recovery in shown] if count else [],
            url=reverse("payments:recoveries"),
            unit=ngettext_lazy("户", "户", count),
            tone="doing" if count else "",
            order=38,
        )
    ]


def _recovery_task(recovery: Recovery) -> Task:
    url = reverse("payments:recovery", args=[recovery.pk])
    is_proposed = recovery.status == RecoveryStatus.PROPOSED
    return Task(
        title=recovery.household.head.name,
        place=str(recovery.area),
        stage=_("%(cause)s %(amount)s元")
        % {"cause": recovery.get_cause_display(), "amount": yuan_text(recovery.amount)},
        url=url,
        next_step=_("决定") if is_proposed else _("核对退回或核销"),
        next_url=url,
    )


@worklist.provider
def holds_to_lift(staff: Staff, on: date) -> Iterable[Bucket]:
    """Households whose money waits until a second person has looked: not those that the reader placed."""
    if not allows(staff, P.HOLD_LIFT):
        return []
    rows = PaymentHold.objects.visible_to(staff).awaiting(staff, BenefitMonth.of(on))
    count = rows.count()
    shown = rows.select_related("household__head", "area").order_by("first_month", "pk")
    return [
        Bucket(
            key="holds",
            label=_("缓发待第二人核实"),
            count=count,
            tasks=[_hold_task(hold) for hold in shown[:SHOWN]] if count else [],
            url=reverse("payments:holds"),
            unit=ngettext_lazy("户", "户", count),
            tone="doing" if count else "",
            order=37,
        )
    ]


@worklist.provider
def households_to_find_out_about(staff: Staff, on: date) -> Iterable[Bucket]:
    """Households whose money is held since the benefit itself is in doubt: the township finds out, and ends the benefit
    or tells the county to let the money go. Nothing where there are none, as in most weeks."""
    if not allows(staff, P.CASE_ENTER):
        return []
    rows = PaymentHold.objects.visible_to(staff).to_find_out().filter(household__closed_on=None)
    shown = list(rows.select_related("household__head", "area").order_by("first_month", "pk"))
    if not shown:
        return []
    return [
        Bucket(
            key="doubts",
            label=_("缓发待查清的户"),
            count=len(shown),
            tasks=[_doubt_task(hold) for hold in shown[:SHOWN]],
            url="",
            unit=ngettext_lazy("户", "户", len(shown)),
            tone="bad",
            order=41,
        )
    ]


def _doubt_task(hold: PaymentHold) -> Task:
    return Task(
        title=hold.household.head.name,
        place=str(hold.area),
        stage=with_note(hold.get_reason_display(), hold.note)
        if hold.note
        else str(hold.get_reason_display()),
        url=reverse("applicants:household", args=[hold.household_id]),
        next_step=_("查清，登记变化或告诉县里照发"),
        next_url=reverse("applicants:change_report_new", args=[hold.household_id]),
    )


def _hold_task(hold: PaymentHold) -> Task:
    url = reverse("payments:hold", args=[hold.pk])
    return Task(
        title=hold.household.head.name,
        place=str(hold.area),
        stage=with_note(hold.get_reason_display(), months_of_hold(hold)),
        url=url,
        next_step=_("核实，解除缓发"),
        next_url=url,
    )
