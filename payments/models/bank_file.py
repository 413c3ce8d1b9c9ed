"""Files for the bank: written once, kept sealed, handed over by somebody else."""

import uuid

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dibao.fields import SealedField
from dibao.models.placed import PlacedModel, PlacedQuerySet
from dibao.models.staff import Staff
from dibao.triggers import after, append_only, signed_by_who_acts
from payments.models.batch import PaymentBatch
from payments.models.paying_account import PayingAccount


class FileFormat(models.TextChoices):
    ROSTER_XLSX = "roster_xlsx", _("发放名册（.xlsx）")
    PLAIN_CSV = "plain_csv", _("代发文件（.csv）")
    COOP_XLSX = "coop_xlsx", _("农信社代发清单（.xlsx）")
    COOP_TEXT = "coop_text", _("农信社代发文本（.txt）")
    POSTAL_CSV = "postal_csv", _("邮储代发文件（.csv）")
    PAIN001_XML = "pain001_xml", _("银企直联报文（pain.001，.xml）")


class FileContent(PlacedModel):
    """The bytes that went to a bank or came from one, in base64 and sealed, for they hold ID and account numbers."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sealed_bytes = SealedField()
    byte_count = models.PositiveIntegerField(_("字节数"))

    objects = PlacedQuerySet.as_manager()

    class Meta:
        verbose_name = _("文件内容")
        verbose_name_plural = _("文件内容")
        triggers = [append_only("file_content")]

    def __str__(self) -> str:
        return str(self.pk)


class BankFile(PlacedModel):
    """One file that tells the bank whom to pay; its area is the county. What it says may be over before it is handed
    over: then it is written anew in the same format, and stays as it was."""

    batch = models.ForeignKey(
        PaymentBatch, verbose_name=_("批次"), on_delete=models.PROTECT, related_name="bank_files"
    )
    format = models.CharField(_("格式"), max_length=20, choices=FileFormat)
    version = models.PositiveSmallIntegerField(_("第几份"), default=1, db_default=1)
    name = models.CharField(_("文件名"), max_length=120)
    # What the file itself names, where its format does: the account that is paid from, and the day it was made out for.
    payer = models.ForeignKey(
        PayingAccount,
        verbose_name=_("付款账户"),
        null=True,
        default=None,
        on_delete=models.PROTECT,
        related_name="+",
    )
    dated = models.DateField(_("文件日期"), null=True, default=None)
    content = models.OneToOneField(FileContent, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(_("校验值"), max_length=64)
    row_count = models.PositiveIntegerField(_("笔数"))
    total_amount = models.DecimalField(_("金额"), max_digits=14, decimal_places=2)
    written_by = models.ForeignKey(
        Staff, verbose_name=_("生成人"), on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField(_("生成时间"), auto_now_add=True)

    objects = PlacedQuerySet.as_manager()

    class Meta:
        verbose_name = _("银行文件")
        verbose_name_plural = _("银行文件")
        constraints = [
            models.UniqueConstraint(
                fields=("batch", "format", "version"),
                name="a_batch_counts_its_files_of_a_format",
            ),
            models.CheckConstraint(
                condition=Q(format__in=FileFormat.values), name="file_format_is_known"
            ),
        ]
        triggers = [
            append_only("bank_file"),
            after(
                "a_bank_file_says_what_its_sealed_batch_says",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows f LEFT JOIN payments_paymentbatch b ON b.id = f.batch_id
                WHERE b.id IS NULL OR b.status NOT IN ('sealed', 'filed') OR f.area_code <> b.area_code
                   OR f.row_count <> b.line_count - b.held_count
                   OR f.total_amount <> b.total_amount - b.held_amount
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.name


class HandOver(PlacedModel):
    """That a bank file reached the bank, on the word of somebody who did not write it; its area is the county."""

    batch = models.OneToOneField(
        PaymentBatch, verbose_name=_("批次"), on_delete=models.PROTECT, related_name="hand_over"
    )
    file = models.OneToOneField(
        BankFile, verbose_name=_("银行文件"), on_delete=models.PROTECT, related_name="hand_over"
    )
    handed_by = models.ForeignKey(
        Staff, verbose_name=_("移交人"), on_delete=models.PROTECT, related_name="+"
    )
    handed_at = models.DateTimeField(_("移交时间"), auto_now_add=True)

    objects = PlacedQuerySet.as_manager()

    class Meta:
        verbose_name = _("移交记录")
        verbose_name_plural = _("移交记录")
        triggers = [
            append_only("hand_over"),
            signed_by_who_acts("hand_over", "handed_by_id", pgtrigger.Insert),
            after(
                "a_file_is_handed_over_by_somebody_else",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows h LEFT JOIN payments_bankfile f ON f.id = h.file_id
                WHERE f.id IS NULL OR f.written_by_id = h.handed_by_id OR f.batch_id <> h.batch_id
                   OR f.area_code <> h.area_code
                """,
            ),
            after(
                "the_newest_file_is_handed_over",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows h JOIN payments_bankfile f ON f.id = h.file_id
                JOIN payments_bankfile x ON x.batch_id = f.batch_id AND x.format = f.format AND x.version > f.version
                """,
            ),
            after(
                "a_file_names_the_account_that_is_paid_from",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows h JOIN payments_bankfile f ON f.id = h.file_id
                WHERE f.payer_id IS NOT NULL AND f.payer_id IS DISTINCT FROM (
                    SELECT p.id FROM payments_payingaccount p
                    WHERE p.area_code = f.area_code AND p.confirmed_at IS NOT NULL AND p.starts_on <= business_day()
                    ORDER BY p.starts_on DESC LIMIT 1)
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file} {self.handed_at:%Y-%m-%d}"
