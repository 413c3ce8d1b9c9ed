"""Payment holds: a household's money waits while its benefit goes on."""

from typing import Self

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from applicants.models.grant import Grant
from applicants.models.household import Household
from dibao import history
from dibao.fields import MonthField
from dibao.models.placed import PlacedModel, PlacedQuerySet
from dibao.models.staff import Staff
from dibao.ranges import both_included
from dibao.triggers import after, never_deleted, signed_by_who_acts
from dibao.values.months import BenefitMonth
from payments.models.batch import MISSING, PaymentBatch


class HoldReason(models.TextChoices):
    """Why money waits: its way to the family is in doubt. A benefit that is itself in doubt is looked at by a case."""

    NOT_REACHED = "not_reached", _("联系不上领款人")
    IDENTITY = "identity", _("领款人身份待核实")
    ACCOUNT_DISPUTE = "account_dispute", _("账户归属有争议")
    DEATH_UNVERIFIED = "death_unverified", _("领款人死亡待核实")
    WRONG_PAYMENT = "wrong_payment", _("疑似错发待核实")
    MOVED = "moved", _("疑似迁出待核实")
    DUPLICATE = "duplicate", _("疑似重复享受待核实")
    OTHER = "other", _("其他")


# What the family is due is in doubt as well: the township finds out, and ends the benefit or has the hold lifted.
QUESTIONS_THE_BENEFIT = (HoldReason.DEATH_UNVERIFIED, HoldReason.MOVED, HoldReason.DUPLICATE)


class HoldQuerySet(PlacedQuerySet["PaymentHold"]):
    def standing(self) -> Self:
        """Holds that nobody has lifted; their last month may have passed."""
        return self.filter(lifted_at__isnull=True)

    def awaiting(self, staff: Staff, month: BenefitMonth) -> Self:
        """Holds over a month or later ones that `staff` may lift: somebody else placed them, and the family is there
        still."""
        lasts = Q(last_month__isnull=True) | Q(last_month__gte=month)
        # Of a family that has gone only what is paid of months past.
        there = Q(household__closed_on__isnull=True) | Q(taken_from__kind__in=MISSING)
        standing = self.standing().filter(lasts, there)
        return standing.exclude(placed_by=staff)

    def to_find_out(self) -> Self:
        """Standing holds that question the benefit itself, while it goes on."""
        going_on = Grant.objects.filter(household=OuterRef("household"), last_month__isnull=True)
        return self.standing().filter(Exists(going_on), reason__in=QUESTIONS_THE_BENEFIT)

    def holding(self, month: BenefitMonth) -> Self:
        """Holds under which no money of a month goes out."""
        lasts = Q(last_month__isnull=True) | Q(last_month__gte=month)
        return self.standing().filter(lasts, first_month__lte=month)


@history.kept()
class PaymentHold(PlacedModel):
    """One household's money kept back, from a month until another or until a second person lifts the hold.

    Its area is the household's village. What the household is due is said by its grant, as before. Once lifted it
    holds nothing any more; lines that were signed under it stay as they are.
    """

    household = models.ForeignKey(
        Household, verbose_name=_("家庭"), on_delete=models.PROTECT, related_name="payment_holds"
    )
    reason = models.CharField(_("缓发原因"), max_length=20, choices=HoldReason)
    note = models.CharField(_("说明"), max_length=300, blank=True, default="", db_default="")
    first_month = MonthField(verbose_name=_("从哪个月起"))
    last_month = MonthField(verbose_name=_("到哪个月止"), null=True, blank=True)
    # The batch out of which its holder took the household, where the hold was placed that way.
    taken_from = models.ForeignKey(
        PaymentBatch,
        verbose_name=_("取出的批次"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="taken_out",
    )
    placed_by = models.ForeignKey(
        Staff, verbose_name=_("缓发登记人"), on_delete=models.PROTECT, related_name="+"
    )
    placed_at = models.DateTimeField(_("登记时间"), auto_now_add=True)
    lifted_by = models.ForeignKey(
        Staff,
        verbose_name=_("解除人"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    lifted_at = models.DateTimeField(_("解除时间"), null=True, blank=True)
    lift_reason = models.CharField(
        _("解除原因"), max_length=300, blank=True, default="", db_default=""
    )

    objects = HoldQuerySet.as_manager()

    class Meta:
        verbose_name = _("缓发")
        verbose_name_plural = _("缓发")
        constraints = [
            ExclusionConstraint(
                name="a_household_has_one_hold_a_month",
                expressions=[
                    ("household", RangeOperators.EQUAL),
                    (both_included("first_month", "last_month"), RangeOperators.OVERLAPS),
                ],
                condition=Q(lifted_at__isnull=True),
            ),
            models.CheckConstraint(
                condition=Q(reason__in=HoldReason.values), name="hold_reason_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(reason=HoldReason.OTHER) | ~Q(note=""),
                name="another_reason_to_hold_is_written_out",
            ),
            models.CheckConstraint(
                condition=Q(last_month__isnull=True) | Q(last_month__gte=F("first_month")),
                name="hold_months_in_order",
            ),
            models.CheckConstraint(
                condition=Q(lifted_by__isnull=True, lifted_at__isnull=True, lift_reason="")
                | Q(lifted_by__isnull=False, lifted_at__isnull=False) & ~Q(lift_reason=""),
                name="a_lifted_hold_says_by_whom_when_and_why",
            ),
            # A comparison with a person not yet there is unknown, and passes.
            models.CheckConstraint(
                condition=~Q(lifted_by=F("placed_by")), name="a_second_person_lifts_a_hold"
            ),
        ]
        triggers = [
            never_deleted("payment_hold"),
            signed_by_who_acts("hold", "placed_by_id", pgtrigger.Insert),
            signed_by_who_acts("hold", "lifted_by_id", pgtrigger.Update),
            after(
                "a_hold_begins_where_its_household_is",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows n LEFT JOIN applicants_household h ON h.id = n.household_id
                WHERE h.id IS NULL OR h.area_code <> n.area_code OR n.lifted_at IS NOT NULL
                """,
            ),
            after(
                "a_household_is_taken_out_of_a_batch_it_is_in",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows n LEFT JOIN payments_paymentbatch b ON b.id = n.taken_from_id
                WHERE n.taken_from_id IS NOT NULL AND (
                    b.id IS NULL OR b.status NOT IN ('draft', 'prepared', 'reviewed', 'approved')
                    OR n.first_month <> b.month OR NOT EXISTS (
                        SELECT FROM payments_paymentline l
                        WHERE l.batch_id = b.id AND l.household_id = n.household_id))
                """,
            ),
            # What was signed pays as it was signed. What pays beside a regular batch, and usually after it, holds its
            # own money.
            after(
                "a_hold_leaves_signed_months_alone",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows n JOIN payments_paymentbatch b
                    ON left(b.area_code, 6) = left(n.area_code, 6) AND b.kind = 'regular' AND b.month >= n.first_month
                LEFT JOIN payments_paymentbatch t ON t.id = n.taken_from_id
                WHERE b.status IN ('sealed', 'filed', 'sent', 'settled') AND coalesce(t.kind, 'regular') = 'regular'
                """,
            ),
            after(
                "a_hold_is_lifted_once_and_stays_as_placed",
                pgtrigger.Update,
                """
                SELECT FROM old_rows o LEFT JOIN new_rows n USING (id)
                WHERE n.id IS NULL OR o.lifted_at IS NOT NULL OR n.lifted_at IS NULL
                   OR to_jsonb(o) - '{lifted_by_id,lifted_at,lift_reason}'::text[]
                      <> to_jsonb(n) - '{lifted_by_id,lifted_at,lift_reason}'::text[]
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_reason_display()} {self.first_month.label}"

    @property
    def is_standing(self) -> bool:
        return self.lifted_at is None
