"""Lists that went out: who asked for which rows and why, what the file was; the sets of columns that people keep."""

from datetime import date, timedelta
from typing import Final

import pgtrigger
from django.db import models
from django.db.models import Q, Value
from django.utils.translation import gettext_lazy as _

from applicants.choices import BENEFIT_CLASSES
from dibao import history
from dibao.fields import MonthField
from dibao.models.placed import PlacedModel, PlacedQuerySet
from dibao.models.staff import Staff
from dibao.triggers import after, never_deleted, signed_by_who_acts

# So long is a file kept that holds a register; then it is asked for anew.
KEPT_FOR: Final = timedelta(days=7)
_WRITTEN: Final = "'{file_key,sha256,row_count,written_on,gone_on}'::text[]"


class ExportFormat(models.TextChoices):
    XLSX = "xlsx", _("Excel 表格")
    CSV = "csv", _("逗号分隔的文本")


class ExportQuerySet(PlacedQuerySet["Export"]):
    def outlived(self, *, on: date) -> "ExportQuerySet":
        """Those whose files have lain there for as long as they may."""
        return self.filter(gone_on__isnull=True, written_on__lte=on - KEPT_FOR)


@history.kept(inserts=False)
class Export(PlacedModel):
    """A list that somebody asked for; its area is the place whose rows it holds.

    The file lies in the store under `file_key`, which it gets when it is written: a worker that was killed leaves a
    file that no row names. After some days it is gone; this record stays.
    """

    shape = models.CharField(_("名单种类"), max_length=20)
    format = models.CharField(_("文件格式"), max_length=4, choices=ExportFormat)
    month = MonthField(verbose_name=_("月份"))
    benefit_class = models.PositiveSmallIntegerField(
        _("类别"), choices=BENEFIT_CLASSES, null=True, blank=True
    )
    # What the list's page was filtered by, beside area, month and class.
    filters = models.JSONField(_("条件"), default=dict, db_default=Value({}, models.JSONField()))
    columns = models.JSONField(_("列"), default=list)
    is_whole = models.BooleanField(_("号码完整"), default=False)
    # Why numbers go out whole; of masked ones nothing is asked.
    reason = models.CharField(_("理由"), max_length=200, blank=True, default="")
    asked_by = models.ForeignKey(
        Staff, verbose_name=_("导出人"), on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(_("交办时间"), auto_now_add=True)
    # The filter as it was printed.
    sentence = models.CharField(_("范围"), max_length=300, blank=True, default="")
    file_key = models.UUIDField(_("文件编号"), null=True, blank=True, editable=False, unique=True)
    sha256 = models.CharField(_("校验值"), max_length=64, blank=True, default="")
    row_count = models.PositiveIntegerField(_("行数"), null=True, blank=True)
    written_on = models.DateField(_("生成日期"), null=True, blank=True)
    gone_on = models.DateField(_("删除日期"), null=True, blank=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("名单导出")
        verbose_name_plural = _("名单导出")
        ordering = ("-pk",)
        indexes = [models.Index(fields=("area", "-id"), name="export_area")]
        constraints = [
            models.CheckConstraint(
                condition=Q(format__in=ExportFormat.values), name="export_format_is_known"
            ),
            models.CheckConstraint(
                condition=Q(is_whole=True) & ~Q(reason="") | Q(is_whole=False, reason=""),
                name="whole_numbers_go_out_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(
                    written_on__isnull=True,
                    file_key__isnull=True,
                    sha256="",
                    row_count__isnull=True,
                    gone_on__isnull=True,
                )
                | Q(
                    written_on__isnull=False,
                    file_key__isnull=False,
                    sha256__regex="^[0-9a-f]{64}$",
                    row_count__isnull=False,
                ),
                name="a_written_export_says_what_it_holds",
            ),
        ]
        triggers = [
            never_deleted("export"),
            signed_by_who_acts("export", "asked_by_id", pgtrigger.Insert),
            after(
                "an_export_stays_what_was_asked_for",
                pgtrigger.Update,
                f"""
                SELECT FROM old_rows o LEFT JOIN new_rows n USING (id)
                WHERE n.id IS NULL OR o.gone_on IS NOT NULL
                   OR o.written_on IS NOT NULL
                      AND to_jsonb(o) - '{{gone_on}}'::text[] <> to_jsonb(n) - '{{gone_on}}'::text[]
                   OR to_jsonb(o) - {_WRITTEN} <> to_jsonb(n) - {_WRITTEN}
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.shape} {self.month}"

    @property
    def number(self) -> str:
        """What stands on every page of it."""
        return f"{self.area_id[:6]}-{self.pk:07}"

    @property
    def last_day(self) -> date | None:
        """The last day on which it may be fetched."""
        return None if self.written_on is None else self.written_on + KEPT_FOR - timedelta(days=1)

    def lasts(self, *, on: date) -> bool:
        """Whether its file may be fetched on a day, whether or not the night's work ran."""
        return self.gone_on is None and self.last_day is not None and on <= self.last_day


class ColumnSetQuerySet(models.QuerySet["ColumnSet"]):
    def offered_to(self, staff: Staff) -> "ColumnSetQuerySet":
        """Their own sets, and those that their county shares."""
        county = staff.posting.area.county_code
        return self.filter(Q(kept_by=staff) | Q(is_shared=True, area=county)).order_by("name", "pk")


class ColumnSet(PlacedModel):
    """Columns of a shape under a name: of who kept them, or of their whole county. It names columns, never people."""

    shape = models.CharField(_("名单种类"), max_length=20)
    name = models.CharField(_("名称"), max_length=40)
    columns = models.JSONField(_("列"), default=list)
    is_shared = models.BooleanField(_("本县共用"), default=False)
    kept_by = models.ForeignKey(
        Staff, verbose_name=_("保存人"), on_delete=models.PROTECT, related_name="+"
    )

    objects = ColumnSetQuerySet.as_manager()

    class Meta:
        verbose_name = _("列的组合")
        verbose_name_plural = _("列的组合")
        constraints = [
            models.UniqueConstraint(
                fields=("kept_by", "shape", "name"), name="a_set_of_columns_has_one_name"
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(columns=[]), name="a_set_of_columns_has_name_and_columns"
            ),
        ]
        triggers = [signed_by_who_acts("column_set", "kept_by_id", pgtrigger.Insert)]

    def __str__(self) -> str:
        return self.name
