"""Getting money back that was paid and not due: what for, how, and what has come of it."""

from decimal import Decimal
from typing import Final, Self

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from applicants.models.household import Household
from dibao import history
from dibao.fields import MoneyField, MonthField
from dibao.models.placed import PlacedModel, PlacedQuerySet
from dibao.models.staff import Staff
from dibao.triggers import after, append_only, never_deleted, signed_by_who_acts
from dibao.workflow import MovingModel
from payments.workflow import RECOVERY_WORKFLOW, RecoveryStatus

# No law names the share; a family that lives on the benefit keeps seven tenths of it (decision 12).
MOST_OF_A_MONTH: Final = Decimal("0.30")


class RecoveryCause(models.TextChoices):
    """How it came to be paid; of fraud the law says more (社会救助法 Art 73, 74)."""

    OVERPAID = "overpaid", _("多发")
    NOT_TOLD = "not_told", _("情况变化没有及时报告")
    FRAUD = "fraud", _("骗取")


class RecoveryQuerySet(PlacedQuerySet["Recovery"]):
    def standing(self) -> Self:
        """Those that claim months: proposed, under way or closed."""
        return self.exclude(status=RecoveryStatus.CANCELLED)

    def open(self) -> Self:
        return self.filter(status__in=(RecoveryStatus.PROPOSED, RecoveryStatus.ACTIVE))


@history.kept()
class Recovery(PlacedModel, MovingModel):
    """What one household is to give back, by instalments kept from later months or in cash; its area is the village.

    Proposed by one person and decided by another. The months it claims and what was given back are rows of their own.
    """

    workflow = RECOVERY_WORKFLOW

    household = models.ForeignKey(
        Household, verbose_name=_("家庭"), on_delete=models.PROTECT, related_name="recoveries"
    )
    cause = models.CharField(_("原因"), max_length=10, choices=RecoveryCause)
    reasons = models.TextField(_("事实和理由"))
    status = models.CharField(
        _("状态"), max_length=10, choices=RecoveryStatus, default=RecoveryStatus.PROPOSED
    )
    amount = MoneyField(verbose_name=_("追回金额（元）"))
    # Yuan kept from each month's payment, less where the cap says so; nothing for a household that pays in cash.
    instalment = MoneyField(verbose_name=_("每月抵扣（元）"), db_default=0)
    first_month = MonthField(verbose_name=_("从哪个月起抵扣"))
    return_by = models.DateField(_("退回期限"))
    proposed_by = models.ForeignKey(
        Staff, verbose_name=_("提出人"), on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField(_("提出时间"), auto_now_add=True)
    # The business date, which numbers the letter; the database fills in its own day for rows that name none.
    proposed_on = models.DateField(_("提出日期"), db_default=Now())
    decided_by = models.ForeignKey(
        Staff, verbose_name=_("决定人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_on = models.DateField(_("决定日期"), null=True)

    objects = RecoveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("追回")
        verbose_name_plural = _("追回")
        constraints = [
            models.UniqueConstraint(
                fields=("household",),
                condition=Q(status__in=(RecoveryStatus.PROPOSED, RecoveryStatus.ACTIVE)),
                name="a_household_gives_back_one_sum_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(status__in=RecoveryStatus.values), name="recovery_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(cause__in=RecoveryCause.values), name="recovery_cause_is_known"
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0, instalment__gte=0, instalment__lte=F("amount")),
                name="a_recovery_is_of_money",
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=(RecoveryStatus.PROPOSED, RecoveryStatus.CANCELLED),
                    decided_by__isnull=True,
                    decided_on__isnull=True,
                )
                | Q(
                    status__in=(RecoveryStatus.ACTIVE, RecoveryStatus.CLOSED),
                    decided_by__isnull=False,
                    decided_on__isnull=False,
                ),
                name="a_recovery_under_way_was_decided",
            ),
            # A comparison with a person not yet there is unknown, and passes.
            models.CheckConstraint(
                condition=~Q(decided_by=F("proposed_by")), name="a_second_person_decides_a_recovery"
            ),
        ]
        triggers = [
            never_deleted("recovery"),
            *RECOVERY_WORKFLOW.guards("recovery"),
            signed_by_who_acts("recovery", "proposed_by_id", pgtrigger.Insert),
            signed_by_who_acts("recovery", "decided_by_id", pgtrigger.Update),
            after(
                "a_recovery_begins_where_its_household_is",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows n LEFT JOIN applicants_household h ON h.id = n.household_id
                WHERE h.id IS NULL OR h.area_code <> n.area_code
                """,
            ),
            after(
                "a_recovery_stays_as_proposed",
                pgtrigger.Update,
                """
                SELECT FROM old_rows o JOIN new_rows n USING (id)
                WHERE to_jsonb(o) - '{status,version,decided_by_id,decided_on}'::text[]
                   <> to_jsonb(n) - '{status,version,decided_by_id,decided_on}'::text[]
                   OR o.decided_by_id IS NOT NULL
                      AND (o.decided_by_id, o.decided_on) IS DISTINCT FROM (n.decided_by_id, n.decided_on)
                """,
            ),
            after(
                "a_decided_recovery_is_the_sum_of_its_months",
                pgtrigger.Update,
                """
                SELECT FROM old_rows o JOIN new_rows n USING (id)
                WHERE o.status = 'proposed' AND n.status = 'active' AND n.amount IS DISTINCT FROM (
                    SELECT sum(m.amount) FROM payments_recoverymonth m WHERE m.recovery_id = n.id)
                """,
            ),
            after(
                "a_closed_recovery_is_given_back_whole",
                pgtrigger.Update,
                """
                SELECT FROM old_rows o JOIN new_rows n USING (id)
                WHERE o.status = 'active' AND n.status = 'closed' AND (
                    recovery_left(n.id) <> 0 OR EXISTS (
                        SELECT FROM payments_paymentline l WHERE l.recovery_id = n.id
                          AND l.status IN ('due', 'sent', 'unknown')))
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """What letters and receipts carry: county, year and month of the proposal, running number."""
        return f"{self.area_id[:6]}-T{self.proposed_on:%Y%m}-{self.pk:05d}"


class RecoveryMonth(PlacedModel):
    """One month of a recovery: so much of what was paid of it was not due. Written with its recovery."""

    recovery = models.ForeignKey(
        Recovery, verbose_name=_("追回"), on_delete=models.PROTECT, related_name="months"
    )
    month = MonthField(verbose_name=_("月份"))
    amount = MoneyField(verbose_name=_("追回金额（元）"))

    objects = PlacedQuerySet.as_manager()

    class Meta:
        verbose_name = _("追回的月份")
        verbose_name_plural = _("追回的月份")
        constraints = [
            models.UniqueConstraint(
                fields=("recovery", "month"), name="a_recovery_claims_a_month_once"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="a_recovered_month_is_of_money"),
        ]
        triggers = [
            append_only("recovery_month"),
            # All claims on a month together never ask for more than was paid of it beyond what it says.
            after(
                "no_more_is_claimed_than_was_paid_too_much",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows n LEFT JOIN payments_recovery r ON r.id = n.recovery_id
                WHERE r.status IS DISTINCT FROM 'proposed' OR r.area_code <> n.area_code
                   OR paid_too_much(r.household_id, n.month) < (
                    SELECT sum(m.amount) FROM payments_recoverymonth m
                    JOIN payments_recovery o ON o.id = m.recovery_id AND o.status <> 'cancelled'
                    WHERE o.household_id = r.household_id AND m.month = n.month)
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month.label} {self.amount}"


class EntryKind(models.TextChoices):
    """How a household's debt shrinks other than by what its months keep back."""

    CASH = "cash", _("退回现金")
    WRITE_OFF = "write_off", _("核销")


class EntryQuerySet(PlacedQuerySet["RecoveryEntry"]):
    def awaiting(self) -> Self:
        """Entries that no second person has answered."""
        return self.filter(answered_at__isnull=True)


@history.kept()
class RecoveryEntry(PlacedModel):
    """Cash that came back, or a sum that is given up; it counts once a second person has agreed."""

    recovery = models.ForeignKey(
        Recovery, verbose_name=_("追回"), on_delete=models.PROTECT, related_name="entries"
    )
    kind = models.CharField(_("种类"), max_length=10, choices=EntryKind)
    amount = MoneyField(verbose_name=_("金额（元）"))
    happened_on = models.DateField(_("日期"))
    # The receipt of the special account for cash, the document that gives the money up for a write-off.
    paper = models.CharField(_("收据或批文号"), max_length=60)
    reason = models.CharField(_("说明"), max_length=300, blank=True, default="", db_default="")
    entered_by = models.ForeignKey(
        Staff, verbose_name=_("登记人"), on_delete=models.PROTECT, related_name="+"
    )
    entered_at = models.DateTimeField(_("登记时间"), auto_now_add=True)
    answered_by = models.ForeignKey(
        Staff, verbose_name=_("核对人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(_("核对时间"), null=True)
    is_agreed = models.BooleanField(_("属实"), null=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("追回登记")
        verbose_name_plural = _("追回登记")
        constraints = [
            models.UniqueConstraint(
                fields=("recovery", "paper"),
                condition=~Q(is_agreed=False),
                name="a_paper_is_entered_once",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=EntryKind.values), name="recovery_entry_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0) & ~Q(paper=""), name="an_entry_is_of_money_and_paper"
            ),
            models.CheckConstraint(
                condition=Q(
                    answered_by__isnull=True, answered_at__isnull=True, is_agreed__isnull=True
                )
                | Q(answered_by__isnull=False, answered_at__isnull=False, is_agreed__isnull=False),
                name="an_answered_entry_says_by_whom_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(answered_by=F("entered_by")), name="a_second_person_answers_an_entry"
            ),
        ]
        triggers = [
            never_deleted("recovery_entry"),
            signed_by_who_acts("recovery_entry", "entered_by_id", pgtrigger.Insert),
            signed_by_who_acts("recovery_entry", "answered_by_id", pgtrigger.Update),
            after(
                "an_entry_is_of_a_recovery_under_way",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows n LEFT JOIN payments_recovery r ON r.id = n.recovery_id
                WHERE r.status IS DISTINCT FROM 'active' OR r.area_code <> n.area_code OR n.answered_at IS NOT NULL
                """,
            ),
            after(
                "an_entry_is_answered_once_and_stays_as_entered",
                pgtrigger.Update,
                """
                SELECT FROM old_rows o LEFT JOIN new_rows n USING (id)
                WHERE n.id IS NULL OR o.answered_at IS NOT NULL OR n.answered_at IS NULL
                   OR to_jsonb(o) - '{answered_by_id,answered_at,is_agreed}'::text[]
                      <> to_jsonb(n) - '{answered_by_id,answered_at,is_agreed}'::text[]
                """,
            ),
            after(
                "no_more_comes_back_than_was_asked_for",
                pgtrigger.Update,
                "SELECT FROM new_rows n WHERE n.is_agreed AND recovery_left(n.recovery_id) < 0",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount}"
