"""Disputes with the bank: a later file contradicts what an earlier one settled."""

from typing import Self

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dibao import history
from dibao.models.placed import PlacedModel, PlacedQuerySet
from dibao.models.staff import Staff
from dibao.triggers import after, never_deleted, signed_by_who_acts
from payments.models.bank_result import ResultRow
from payments.models.line import PaymentLine


class Resolution(models.TextChoices):
    """What is true, by the bank's letter: the first word, or the money came back, or it did arrive."""

    STANDS = "stands", _("第一次的结果不变")
    RETURNED = "returned", _("银行已退回")
    ARRIVED = "arrived", _("实际已到账")


class DisputeQuerySet(PlacedQuerySet["Dispute"]):
    def open(self) -> Self:
        return self.filter(resolution="")

    def for_others_than(self, staff: Staff) -> Self:
        """Those that `staff` may answer: they brought neither file in."""
        brought = Q()
        for row in ("row", "first_row"):
            for part in ("loaded_by", "posted_by"):
                brought |= Q(**{f"{row}__file__{part}": staff})
        return self.exclude(brought)


@history.kept()
class Dispute(PlacedModel):
    """One line of which the bank said one thing and then another; its area is the line's village.

    It changes nothing by itself. Whoever loaded or posted one of the two files leaves the answer to somebody else, and
    the answer names the bank's letter. What it finds is booked beside the line's status (see `book_dispute`): money
    that came back is paid again only by a batch of its own, with its four signatures.
    """

    line = models.ForeignKey(
        PaymentLine, verbose_name=_("发放明细"), on_delete=models.PROTECT, related_name="disputes"
    )
    first_row = models.ForeignKey(
        ResultRow, verbose_name=_("银行先说的"), on_delete=models.PROTECT, related_name="+"
    )
    row = models.OneToOneField(
        ResultRow, verbose_name=_("银行后说的"), on_delete=models.PROTECT, related_name="dispute"
    )
    opened_by = models.ForeignKey(
        Staff, verbose_name=_("入账人"), on_delete=models.PROTECT, related_name="+"
    )
    opened_on = models.DateField(_("争议日期"))
    resolution = models.CharField(
        _("处理结果"), max_length=8, choices=Resolution, blank=True, default="", db_default=""
    )
    letter_number = models.CharField(
        _("银行函件号"), max_length=60, blank=True, default="", db_default=""
    )
    findings = models.CharField(
        _("查明的情况"), max_length=300, blank=True, default="", db_default=""
    )
    resolved_by = models.ForeignKey(
        Staff,
        verbose_name=_("处理人"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    resolved_on = models.DateField(_("处理日期"), null=True, blank=True)

    objects = DisputeQuerySet.as_manager()

    class Meta:
        verbose_name = _("银行结果争议")
        verbose_name_plural = _("银行结果争议")
        constraints = [
            models.UniqueConstraint(
                fields=("line",), condition=Q(resolution=""), name="a_line_has_one_open_dispute"
            ),
            models.CheckConstraint(
                condition=Q(
                    resolution="",
                    letter_number="",
                    findings="",
                    resolved_by__isnull=True,
                    resolved_on__isnull=True,
                )
                | Q(
                    resolution__in=Resolution.values,
                    resolved_by__isnull=False,
                    resolved_on__isnull=False,
                )
                & ~Q(letter_number="")
                & ~Q(findings=""),
                name="a_resolved_dispute_says_how_by_whom_and_when",
            ),
        ]
        triggers = [
            never_deleted("dispute"),
            signed_by_who_acts("dispute", "opened_by_id", pgtrigger.Insert),
            signed_by_who_acts("dispute", "resolved_by_id", pgtrigger.Update),
            after(
                "a_dispute_is_of_two_answers_to_one_line",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows n
                LEFT JOIN payments_paymentline l ON l.id = n.line_id
                LEFT JOIN payments_resultrow r ON r.id = n.row_id
                LEFT JOIN payments_resultfile f ON f.id = r.file_id
                LEFT JOIN payments_resultrow e ON e.id = n.first_row_id
                LEFT JOIN payments_resultfile g ON g.id = e.file_id
                WHERE l.id IS NULL OR l.area_code <> n.area_code OR n.resolution <> ''
                   OR r.line_id IS DISTINCT FROM l.id OR r.effect IS DISTINCT FROM 'dispute'
                   OR f.status IS DISTINCT FROM 'posted' OR f.posted_by_id IS DISTINCT FROM n.opened_by_id
                   OR e.line_id IS DISTINCT FROM l.id OR e.effect IS DISTINCT FROM 'outcome'
                   OR g.status IS DISTINCT FROM 'posted' OR e.outcome IS DISTINCT FROM l.status
                """,
            ),
            after(
                "a_dispute_is_resolved_once_and_stays_as_opened",
                pgtrigger.Update,
                """
                SELECT FROM old_rows o JOIN new_rows n USING (id)
                JOIN payments_paymentline l ON l.id = n.line_id
                JOIN payments_resultrow r ON r.id = n.row_id
                WHERE o.resolution <> '' OR n.resolution = ''
                   OR n.resolution = 'returned'
                      AND NOT (l.status = 'paid' AND l.booking IN ('', 'returned') AND r.outcome = 'failed')
                   OR n.resolution = 'arrived'
                      AND NOT (l.status = 'failed' AND l.booking IN ('', 'arrived') AND r.outcome = 'paid')
                   OR to_jsonb(o) - '{resolution,letter_number,findings,resolved_by_id,resolved_on}'::text[]
                      <> to_jsonb(n) - '{resolution,letter_number,findings,resolved_by_id,resolved_on}'::text[]
                """,
            ),
            after(
                "a_dispute_is_resolved_by_who_did_not_load_it",
                pgtrigger.Update,
                """
                SELECT FROM old_rows o JOIN new_rows n USING (id)
                JOIN payments_resultrow r ON r.id IN (n.row_id, n.first_row_id)
                JOIN payments_resultfile f ON f.id = r.file_id
                WHERE n.resolved_by_id IN (f.loaded_by_id, f.posted_by_id)
                """,
            ),
            pgtrigger.Trigger(
                name="what_a_dispute_finds_is_booked",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Update,
                referencing=pgtrigger.Referencing(old="old_rows", new="new_rows"),
                func="""
                PERFORM book_dispute(n.id) FROM old_rows o JOIN new_rows n USING (id)
                WHERE o.resolution = '' AND n.resolution <> '';
                RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line} {self.get_resolution_display()}"

    @property
    def is_open(self) -> bool:
        return not self.resolution
