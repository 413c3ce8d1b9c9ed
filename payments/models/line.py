"""Payment lines: what one household is paid in one batch, and how it differs from the month before."""

from typing import Self

import pgtrigger
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from applicants.choices import BENEFIT_CLASSES
from applicants.models.grant import Grant
from applicants.models.household import Household
from dibao import history
from dibao.fields import MoneyField, MonthField
from dibao.models.area import Area
from dibao.models.placed import PlacedModel, PlacedQuerySet
from dibao.models.staff import Staff
from dibao.triggers import after
from payments.banks.reasons import FailureReason
from payments.bookings import IS_CREDITED, IS_RETURNED, Booking
from payments.models.account import Account, AccountStatus
from payments.models.batch import MISSING, BatchKind, PaymentBatch
from payments.models.hold import PaymentHold
from payments.models.recovery import MOST_OF_A_MONTH, Recovery
from payments.workflow import IN_FLIGHT, LINE_WORKFLOW, LineStatus

_ONCE_A_MONTH = (BatchKind.REGULAR, BatchKind.BACK_PAY, BatchKind.SUBSIDY)
_WITH_SOURCE = (BatchKind.FOLLOW_UP, BatchKind.TOP_UP, BatchKind.SUBSIDY_FOLLOW_UP)


class LineQuerySet(PlacedQuerySet["PaymentLine"]):
    def standing(self) -> Self:
        return self.exclude(status=LineStatus.VOID)

    def in_flight(self) -> Self:
        return self.filter(status__in=IN_FLIGHT)

    def not_credited(self) -> Self:
        """Lines whose money is here: failed or held, unless it arrived after all; and what the bank gave back."""
        return self.filter(
            Q(status__in=(LineStatus.FAILED, LineStatus.HELD), booking="") | IS_RETURNED
        )

    def credited(self) -> Self:
        """Lines whose money the family has."""
        return self.filter(IS_CREDITED)

    def still_owed(self) -> Self:
        """Lines whose money is here and that no other line pays again."""
        followers = PaymentLine.objects.standing().filter(source=OuterRef("pk"))
        return self.not_credited().exclude(Exists(followers))

    def failed_for(self, staff: Staff) -> Self:
        """Lines of the posting's area that did not reach an account, failed or held, are not being paid again, and for
        which no other account has been given or proposed since; a payment hold is no matter of accounts. Newest month
        first."""
        repaired = Account.objects.filter(
            household=OuterRef("household"),
            ends_on__isnull=True,
            status__in=(AccountStatus.USABLE, AccountStatus.PROPOSED),
        )
        replaced = repaired.exclude(pk=OuterRef("account"))
        return (
            self.visible_to(staff)
            .still_owed()
            .filter(hold__isnull=True)
            .exclude(Q(account__isnull=False) & Exists(replaced))
            .exclude(Q(account__isnull=True) & Exists(repaired))
            .order_by("-month", "area", "pk")
        )


@history.changes_kept("id", "area", "status", "failure_reason", "booking")
class PaymentLine(PlacedModel):
    """One household's payment; its area is the village, its grant carries the persons' shares.

    Amounts are yuan of one month: `base_amount` and `supplement_amount` are what the household is given of it,
    `amount` is what reaches the account, less by `offset_amount` that is kept back of its debt. Only `status`,
    `failure_reason` and `booking` ever change, so only these have a history; the row itself is the record of its birth.
    """

    # One plain index on the area, without its twin for LIKE: each index is paid for with every line of every month.
    area = models.ForeignKey(
        Area,
        verbose_name=_("地区"),
        on_delete=models.PROTECT,
        db_column="area_code",
        related_name="+",
        db_index=False,
    )
    # The unique keys below begin with batch and household, and nobody looks lines up by grant or account.
    batch = models.ForeignKey(
        PaymentBatch,
        verbose_name=_("批次"),
        on_delete=models.PROTECT,
        related_name="lines",
        db_index=False,
    )
    household = models.ForeignKey(
        Household,
        verbose_name=_("家庭"),
        on_delete=models.PROTECT,
        related_name="payment_lines",
        db_index=False,
    )
    grant = models.ForeignKey(
        Grant,
        verbose_name=_("待遇"),
        on_delete=models.PROTECT,
        related_name="payment_lines",
        db_index=False,
    )
    account = models.ForeignKey(
        Account,
        verbose_name=_("账户"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="payment_lines",
        db_index=False,
    )
    # Why the line is held, where that is not for want of a usable account.
    hold = models.ForeignKey(
        PaymentHold,
        verbose_name=_("缓发"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="lines",
        db_index=False,
    )
    # The line that this one pays again, or adds to.
    source = models.ForeignKey(
        "self",
        verbose_name=_("原来的一笔"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="followers",
        db_index=False,
    )
    # What the household owes and is kept back from this month, and by which recovery.
    recovery = models.ForeignKey(
        Recovery,
        verbose_name=_("追回"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="lines",
        db_index=False,
    )
    offset_amount = MoneyField(verbose_name=_("抵扣（元）"), db_default=0)
    month = MonthField(verbose_name=_("月份"))
    kind = models.CharField(_("种类"), max_length=20, choices=BatchKind, default=BatchKind.REGULAR)
    serial = models.PositiveIntegerField(_("序号"))
    benefit_class = models.PositiveSmallIntegerField(_("类别"), choices=BENEFIT_CLASSES)
    covered_count = models.PositiveSmallIntegerField(_("保障人数"))
    base_amount = MoneyField(verbose_name=_("保障金"))
    supplement_amount = MoneyField(verbose_name=_("分类施保金"))
    amount = MoneyField(verbose_name=_("发放合计"))
    status = models.CharField(_("状态"), max_length=10, choices=LineStatus, default=LineStatus.DUE)
    failure_reason = models.CharField(
        _("失败原因"),
        max_length=20,
        choices=[(reason.value, _(reason.label)) for reason in FailureReason],
        blank=True,
    )

    # Written by the database alone, as a dispute is resolved.
    booking = models.CharField(
        _("争议后入账"), max_length=8, choices=Booking, blank=True, default="", db_default=""
    )

    objects = LineQuerySet.as_manager()

    class Meta:
        verbose_name = _("发放明细")
        verbose_name_plural = _("发放明细")
        indexes = [
            models.Index(fields=("area",), name="line_area"),
            models.Index(
                fields=("area",),
                condition=Q(status__in=(LineStatus.FAILED, LineStatus.HELD)),
                name="line_not_credited",
            ),
            # What a month was paid beside its regular line is looked up by household; there is little of it.
            models.Index(
                fields=("household", "month"),
                condition=~Q(kind=BatchKind.REGULAR),
                name="line_besides_regular",
            ),
            models.Index(
                fields=("recovery",),
                condition=Q(recovery__isnull=False),
                name="line_gives_back",
            ),
            models.Index(fields=("area",), condition=~Q(booking=""), name="line_booked"),
        ]
        constraints = [
            # Design 4.7: across all batches that are not void.
            models.UniqueConstraint(
                fields=("household", "month", "kind"),
                condition=Q(kind__in=_ONCE_A_MONTH) & ~Q(status=LineStatus.VOID),
                name="a_household_is_paid_once_a_month",
            ),
            # Of a kind: what was topped up and then came back from the bank is paid again beside its top-up.
            models.UniqueConstraint(
                fields=("source", "kind"),
                condition=Q(source__isnull=False) & ~Q(status=LineStatus.VOID),
                name="a_line_is_followed_by_one",
            ),
            # Whoever asks what is still missing sees what was sent; what was not must not be asked for twice.
            models.UniqueConstraint(
                fields=("household", "month"),
                condition=Q(kind__in=MISSING, status=LineStatus.DUE),
                name="one_payment_of_what_is_missing_waits_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=_WITH_SOURCE, source__isnull=False)
                | ~Q(kind__in=_WITH_SOURCE) & Q(source__isnull=True),
                name="a_line_that_follows_names_its_source",
            ),
            models.UniqueConstraint(
                fields=("batch", "serial"), name="a_batch_counts_its_lines_without_doubles"
            ),
            models.CheckConstraint(
                condition=Q(
                    amount=F("base_amount") + F("supplement_amount") - F("offset_amount"),
                    amount__gt=0,
                    covered_count__gt=0,
                )
                # A difference may add to one part and take from the other.
                & (
                    Q(base_amount__gte=0, supplement_amount__gte=0)
                    | Q(kind__in=(BatchKind.FOLLOW_UP, BatchKind.TOP_UP))
                ),
                name="line_amount_is_base_and_supplement",
            ),
            models.CheckConstraint(
                condition=Q(recovery__isnull=True, offset_amount=0)
                | Q(
                    recovery__isnull=False,
                    kind=BatchKind.REGULAR,
                    offset_amount__gt=0,
                    offset_amount__lte=(F("base_amount") + F("supplement_amount"))
                    * MOST_OF_A_MONTH,
                ),
                name="a_recovery_keeps_back_part_of_a_month",
            ),
            models.CheckConstraint(
                condition=Q(status__in=LineStatus.values), name="line_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(status__in=(LineStatus.HELD, LineStatus.VOID))
                | Q(account__isnull=False),
                name="a_line_without_account_is_held",
            ),
            models.CheckConstraint(
                condition=Q(hold__isnull=True) | Q(status__in=(LineStatus.HELD, LineStatus.VOID)),
                name="a_line_under_a_hold_is_held",
            ),
            models.CheckConstraint(
                condition=Q(status=LineStatus.FAILED) & ~Q(failure_reason="")
                | ~Q(status=LineStatus.FAILED) & Q(failure_reason=""),
                name="a_failed_line_says_why",
            ),
            models.CheckConstraint(
                condition=Q(booking="")
                | Q(booking=Booking.RETURNED, status=LineStatus.PAID)
                | Q(booking=Booking.ARRIVED, status=LineStatus.FAILED),
                name="a_booking_contradicts_the_banks_first_word",
            ),
        ]
        triggers = [
            *LINE_WORKFLOW.guards("payment_line", born_elsewhere="n.status = 'held'"),
            # A batch that the asker cannot see counts as not open: a township writes no lines.
            after(
                "lines_are_added_to_a_draft_of_their_county",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows n LEFT JOIN payments_paymentbatch b ON b.id = n.batch_id
                WHERE b.id IS NULL OR b.status <> 'draft' OR n.kind <> b.kind OR n.month > b.month
                   OR n.month < b.month AND b.kind IN ('regular', 'subsidy')
                   OR left(n.area_code, 6) <> left(b.area_code, 6)
                """,
            ),
            pgtrigger.Trigger(
                name="lines_are_taken_from_a_draft_only",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Delete,
                referencing=pgtrigger.Referencing(old="old_rows"),
                func="""
                IF EXISTS (
                    SELECT FROM old_rows o LEFT JOIN payments_paymentbatch b ON b.id = o.batch_id
                    WHERE b.id IS NULL OR b.status <> 'draft'
                ) THEN
                    RAISE EXCEPTION 'lines_are_taken_from_a_draft_only' USING ERRCODE = '23514';
                END IF;
                RETURN NULL;
                """,
            ),
            after(
                "lines_move_with_their_batch",
                pgtrigger.Update,
                """
                SELECT FROM old_rows o JOIN new_rows n USING (id)
                LEFT JOIN payments_paymentbatch b ON b.id = n.batch_id
                WHERE o.status <> n.status AND
                      b.status IS DISTINCT FROM CASE n.status WHEN 'void' THEN 'void' ELSE 'sent' END
                """,
            ),
            after(
                "a_reason_is_given_with_its_outcome",
                pgtrigger.Update,
                """
                SELECT FROM old_rows o JOIN new_rows n USING (id)
                WHERE o.failure_reason <> n.failure_reason AND o.status = n.status
                """,
            ),
            # Design 4.11: an outcome is the bank's word, posted; so is the end of an unknown one. OFFSET 0 has each
            # line's word looked up by its key: a county's first file comes before any statistics, and the planner,
            # expecting a row or two of it, would compare every line with every row.
            after(
                "an_outcome_comes_from_a_posted_result",
                pgtrigger.Update,
                """
                SELECT FROM old_rows o JOIN new_rows n USING (id)
                WHERE (n.status IN ('paid', 'failed', 'unknown') AND o.status <> n.status
                       OR o.status = 'unknown' AND n.status = 'sent')
                  AND NOT EXISTS (
                    SELECT FROM payments_resultrow r JOIN payments_resultfile f ON f.id = r.file_id
                    WHERE r.line_id = n.id AND f.status = 'posted' AND r.effect = 'outcome'
                      AND (r.outcome = n.status OR n.status = 'sent' AND r.outcome <> 'unknown')
                    OFFSET 0)
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.household} {self.month.label} {self.amount}"

    @property
    def is_credited(self) -> bool:
        """Whether the family has the money: the bank paid it and did not give it back, or it had arrived after all."""
        if self.booking:
            return self.booking == Booking.ARRIVED
        return self.status == LineStatus.PAID

    @property
    def outcome_words(self) -> str:
        """What became of it, with what a dispute found before what the bank said first."""
        return str(Booking(self.booking).label if self.booking else LineStatus(self.status).label)

    @property
    def needs_account(self) -> bool:
        """True for a line held because its household had no account at all."""
        return self.account_id is None and self.hold_id is None


class ExceptionKind(models.TextChoices):
    NEW = "new", _("新增")
    ENDED = "ended", _("停发")
    CHANGED = "changed", _("增减额")
    REPLACED = "replaced", _("账户变更")
    ACCOUNT = "account", _("账户异常")
    HOLD = "hold", _("缓发")
    DEATH = "death", _("疑似死亡")
    MOVED = "moved", _("疑似迁出")
    DUPLICATE = "duplicate", _("疑似重复")


class BatchException(PlacedModel):
    """One household that differs from the month before, cannot be paid, or perhaps should not be; its area is the
    village."""

    area = models.ForeignKey(
        Area,
        verbose_name=_("地区"),
        on_delete=models.PROTECT,
        db_column="area_code",
        related_name="+",
        db_index=False,
    )
    batch = models.ForeignKey(
        PaymentBatch,
        verbose_name=_("批次"),
        on_delete=models.PROTECT,
        related_name="exceptions",
        db_index=False,
    )
    household = models.ForeignKey(
        Household,
        verbose_name=_("家庭"),
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    kind = models.CharField(_("种类"), max_length=10, choices=ExceptionKind)
    before_amount = MoneyField(verbose_name=_("上月金额"), null=True, default=None)
    after_amount = MoneyField(verbose_name=_("本月金额"), null=True, default=None)

    objects = PlacedQuerySet.as_manager()

    class Meta:
        verbose_name = _("批次异常")
        verbose_name_plural = _("批次异常")
        constraints = [
            models.UniqueConstraint(
                fields=("batch", "kind", "household"), name="an_exception_is_named_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=ExceptionKind.values), name="exception_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(before_amount__isnull=False) | Q(after_amount__isnull=False),
                name="an_exception_has_an_amount",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name=f"exceptions_belong_to_a_draft_{word}",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=operation,
                referencing=referencing,
                func=f"""
                IF EXISTS (
                    SELECT FROM {rows} e LEFT JOIN payments_paymentbatch b ON b.id = e.batch_id
                    WHERE b.id IS NULL OR b.status <> 'draft'
                ) THEN
                    RAISE EXCEPTION 'exceptions_belong_to_a_draft' USING ERRCODE = '23514';
                END IF;
                RETURN NULL;
                """,
            )
            for word, rows, operation, referencing in (
                ("added", "new_rows", pgtrigger.Insert, pgtrigger.Referencing(new="new_rows")),
                ("taken", "old_rows", pgtrigger.Delete, pgtrigger.Referencing(old="old_rows")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.household}"
