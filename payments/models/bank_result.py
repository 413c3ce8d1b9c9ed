"""What the bank answered: the file as it came, its rows, and whether they are posted."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dibao import history
from dibao.fields import MoneyField
from dibao.models.area import Area
from dibao.models.placed import PlacedModel, PlacedQuerySet
from dibao.models.staff import Staff
from dibao.triggers import after, append_only, never_deleted
from dibao.workflow import MovingModel
from payments.banks.reasons import FailureReason
from payments.models.bank_file import FileContent
from payments.models.batch import PaymentBatch
from payments.models.line import PaymentLine
from payments.workflow import RESULT_WORKFLOW, ResultStatus


@history.kept()
class ResultFile(PlacedModel, MovingModel):
    """One result file of a batch; its area is the county. Refused ones are kept as evidence and may come again."""

    workflow = RESULT_WORKFLOW

    batch = models.ForeignKey(
        PaymentBatch, verbose_name=_("批次"), on_delete=models.PROTECT, related_name="result_files"
    )
    name = models.CharField(_("文件名"), max_length=200)
    content = models.OneToOneField(FileContent, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(_("校验值"), max_length=64)
    status = models.CharField(
        _("状态"), max_length=10, choices=ResultStatus, default=ResultStatus.RECEIVED
    )
    row_count = models.PositiveIntegerField(_("笔数"), default=0)
    total_amount = models.DecimalField(_("金额"), max_digits=14, decimal_places=2, default=0)
    paid_count = models.PositiveIntegerField(_("成功笔数"), default=0)
    paid_amount = models.DecimalField(_("成功金额"), max_digits=14, decimal_places=2, default=0)
    failed_count = models.PositiveIntegerField(_("失败笔数"), default=0)
    failed_amount = models.DecimalField(_("失败金额"), max_digits=14, decimal_places=2, default=0)
    unknown_count = models.PositiveIntegerField(_("不明笔数"), default=0)
    unknown_amount = models.DecimalField(_("不明金额"), max_digits=14, decimal_places=2, default=0)
    refusal = models.TextField(_("未通过的原因"), blank=True)
    loaded_by = models.ForeignKey(
        Staff, verbose_name=_("载入人"), on_delete=models.PROTECT, related_name="+"
    )
    loaded_at = models.DateTimeField(_("载入时间"), auto_now_add=True)
    posted_by = models.ForeignKey(
        Staff, verbose_name=_("入账人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    posted_at = models.DateTimeField(_("入账时间"), null=True)

    objects = PlacedQuerySet.as_manager()

    class Meta:
        verbose_name = _("银行回盘")
        verbose_name_plural = _("银行回盘")
        constraints = [
            models.UniqueConstraint(
                fields=("sha256",),
                condition=~Q(status=ResultStatus.REFUSED),
                name="a_result_file_is_taken_once",
            ),
            models.CheckConstraint(
                condition=Q(status__in=ResultStatus.values), name="result_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(
                    status=ResultStatus.POSTED, posted_by__isnull=False, posted_at__isnull=False
                )
                | ~Q(status=ResultStatus.POSTED)
                & Q(posted_by__isnull=True, posted_at__isnull=True),
                name="a_posted_result_says_by_whom_and_when",
            ),
        ]
        triggers = [
            never_deleted("result_file"),
            *RESULT_WORKFLOW.guards("result_file"),
            after(
                "a_result_once_checked_keeps_its_figures",
                pgtrigger.Update,
                """
                SELECT FROM old_rows o JOIN new_rows n USING (id)
                WHERE (o.batch_id, o.area_code, o.sha256, o.content_id, o.loaded_by_id, o.loaded_at)
                      <> (n.batch_id, n.area_code, n.sha256, n.content_id, n.loaded_by_id, n.loaded_at)
                   OR o.status <> 'received' AND
                      (o.row_count, o.total_amount, o.paid_count, o.paid_amount, o.failed_count,
                       o.failed_amount, o.unknown_count, o.unknown_amount)
                      <> (n.row_count, n.total_amount, n.paid_count, n.paid_amount, n.failed_count,
                          n.failed_amount, n.unknown_count, n.unknown_amount)
                   OR o.status IN ('posted', 'refused') AND n.status = o.status
                      AND to_jsonb(o) <> to_jsonb(n)
                """,
            ),
            # Design 4.8: what is posted equals the rows it was made of.
            after(
                "a_posted_result_adds_up",
                pgtrigger.Update,
                """
                SELECT FROM old_rows o JOIN new_rows n USING (id)
                LEFT JOIN LATERAL (
                    SELECT count(*) AS rows, coalesce(sum(r.amount), 0) AS total
                    FROM payments_resultrow r WHERE r.file_id = n.id) d ON true
                WHERE n.status = 'posted' AND o.status <> 'posted'
                  AND (d.rows::int, d.total) <> (n.row_count, n.total_amount)
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Outcome(models.TextChoices):
    PAID = "paid", _("成功")
    FAILED = "failed", _("失败")
    UNKNOWN = "unknown", _("不明")


class RowEffect(models.TextChoices):
    """What a row does to its line: gives it its outcome, says it again, or contradicts it."""

    OUTCOME = "outcome", _("入账")
    REPEAT = "repeat", _("与已入账的相同")
    DISPUTE = "dispute", _("与已入账的不同")


class ResultRow(models.Model):
    """One row of a result file, matched to its line; written once. The area is the county, so townships see none."""

    area = models.ForeignKey(
        Area,
        verbose_name=_("地区"),
        on_delete=models.PROTECT,
        db_column="area_code",
        related_name="+",
        db_index=False,
    )
    file = models.ForeignKey(
        ResultFile,
        verbose_name=_("银行回盘"),
        on_delete=models.PROTECT,
        related_name="rows",
        db_index=False,
    )
    line = models.ForeignKey(
        PaymentLine, verbose_name=_("发放明细"), on_delete=models.PROTECT, related_name="results"
    )
    row_number = models.PositiveIntegerField(_("行号"))
    amount = MoneyField(verbose_name=_("金额"))
    outcome = models.CharField(_("状态"), max_length=10, choices=Outcome)
    reason = models.CharField(
        _("失败原因"),
        max_length=20,
        choices=[(reason.value, _(reason.label)) for reason in FailureReason],
        blank=True,
    )
    reason_text = models.CharField(_("银行原文"), max_length=100, blank=True)
    effect = models.CharField(
        _("作用"),
        max_length=8,
        choices=RowEffect,
        default=RowEffect.OUTCOME,
        db_default=RowEffect.OUTCOME,
    )

    objects = PlacedQuerySet.as_manager()

    class Meta:
        verbose_name = _("回盘明细")
        verbose_name_plural = _("回盘明细")
        constraints = [
            models.UniqueConstraint(
                fields=("file", "line"), name="a_result_file_names_a_line_once"
            ),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.FAILED) & ~Q(reason="")
                | Q(outcome__in=(Outcome.PAID, Outcome.UNKNOWN), reason=""),
                name="a_failed_row_says_why",
            ),
            models.CheckConstraint(
                condition=Q(effect__in=RowEffect.values), name="row_effect_is_known"
            ),
        ]
        triggers = [
            append_only("result_row"),
            after(
                "rows_belong_to_a_file_just_received",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows r LEFT JOIN payments_resultfile f ON f.id = r.file_id
                LEFT JOIN payments_paymentline l ON l.id = r.line_id
                WHERE f.status IS DISTINCT FROM 'received' OR l.batch_id IS DISTINCT FROM f.batch_id
                   OR l.amount <> r.amount AND r.effect <> 'dispute' OR r.area_code <> f.area_code
                   OR (r.effect = 'outcome') <> (l.status IN ('sent', 'unknown'))
                   OR (r.effect = 'dispute') <> (
                       l.status IN ('paid', 'failed')
                       AND (l.amount <> r.amount OR r.outcome <> CASE l.booking
                           WHEN 'returned' THEN 'failed' WHEN 'arrived' THEN 'paid' ELSE l.status END))
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.row_number} {self.get_outcome_display()} {self.amount}"
