"""Workbooks of answers that came back from an agency."""

import uuid

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dibao import history
from dibao.models.agency import Agency
from dibao.models.placed import PlacedModel
from dibao.models.staff import Staff
from dibao.triggers import after, never_deleted, signed_by_who_acts

_TAKEN = "'{taken_by_id,taken_on,accepted_count,delivered_count,refused_count,left_out}'::text[]"


class ReferralSheetQuerySet(models.QuerySet["ReferralSheet"]):
    def loaded_within(self, staff: Staff) -> "ReferralSheetQuerySet":
        """Those that the agency of `staff` brought, in the posting's area."""
        low, high = staff.posting.area.span
        return self.filter(agency=staff.posting.agency_id, area_id__gte=low, area_id__lt=high)


@history.kept(inserts=False)
class ReferralSheet(PlacedModel):
    """An agency's answers to many referrals; its area is that of the posting of who brought it.

    The file lies in the store under this row's key until its good rows are taken, once. It names people, so it is not
    kept longer: what was answered stands in the referrals.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(
        Agency, verbose_name=_("成员单位"), on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(_("文件名"), max_length=200)
    sha256 = models.CharField(_("校验值"), max_length=64)
    loaded_by = models.ForeignKey(
        Staff, verbose_name=_("上传人"), on_delete=models.PROTECT, related_name="+"
    )
    loaded_at = models.DateTimeField(_("上传时间"), auto_now_add=True)
    taken_by = models.ForeignKey(
        Staff,
        verbose_name=_("登记人"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    taken_on = models.DateField(_("登记日期"), null=True, blank=True)
    accepted_count = models.PositiveIntegerField(_("受理件数"), default=0, db_default=0)
    delivered_count = models.PositiveIntegerField(_("登记办理件数"), default=0, db_default=0)
    refused_count = models.PositiveIntegerField(_("不能办理件数"), default=0, db_default=0)
    # Good when they were read, and no more when they were taken: a line for each, with its row.
    left_out = models.TextField(_("没有登记的行"), blank=True, default="", db_default="")

    objects = ReferralSheetQuerySet.as_manager()

    class Meta:
        verbose_name = _("转介答复表")
        verbose_name_plural = _("转介答复表")
        constraints = [
            models.UniqueConstraint(
                fields=("agency", "area", "sha256", "loaded_by"),
                name="a_referral_sheet_is_brought_once",
            ),
            # What is not taken yet compares with nobody, and passes.
            models.CheckConstraint(
                condition=Q(taken_by=F("loaded_by")), name="who_brought_a_referral_sheet_enters_it"
            ),
            models.CheckConstraint(
                condition=Q(
                    taken_by__isnull=True,
                    taken_on__isnull=True,
                    accepted_count=0,
                    delivered_count=0,
                    refused_count=0,
                    left_out="",
                )
                | Q(taken_by__isnull=False, taken_on__isnull=False),
                name="a_taken_referral_sheet_says_by_whom_and_when",
            ),
        ]
        triggers = [
            never_deleted("referral_sheet"),
            signed_by_who_acts("referral_sheet", "loaded_by_id", pgtrigger.Insert),
            signed_by_who_acts("referral_sheet", "taken_by_id", pgtrigger.Update),
            after(
                "a_referral_sheet_is_taken_once",
                pgtrigger.Update,
                f"""
                SELECT FROM old_rows o LEFT JOIN new_rows n USING (id)
                WHERE n.id IS NULL OR o.taken_by_id IS NOT NULL OR n.taken_by_id IS NULL
                   OR to_jsonb(o) - {_TAKEN}
                      <> to_jsonb(n) - {_TAKEN}
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_taken(self) -> bool:
        return self.taken_on is not None
