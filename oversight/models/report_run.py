"""A report as it was worked out once: what was asked, when, by whom, by which rules, and every figure of it."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dibao.fields import MonthField
from dibao.levels import AreaLevel
from dibao.models.placed import PlacedModel, PlacedQuerySet
from dibao.models.staff import Staff
from dibao.triggers import after, append_only, signed_by_who_acts
from oversight.statistics.periods import Period


class ReportRun(PlacedModel):
    """Written once, never changed: a report of an area and a period, with what it rested on.

    `figures` holds them by place and measure as text, `inputs` how far the register had come when it was asked.
    Whoever works a report out again keeps another run that names the one it `repeats`.
    """

    report = models.CharField(_("报表"), max_length=40)
    first_month = MonthField(verbose_name=_("起始月份"))
    last_month = MonthField(verbose_name=_("终止月份"))
    rows_by = models.CharField(_("按哪一级"), max_length=10, choices=AreaLevel)
    made_by = models.ForeignKey(
        Staff, verbose_name=_("填表人"), on_delete=models.PROTECT, related_name="+"
    )
    made_on = models.DateField(_("填表日期"))
    # The database's own clock: the figures are those of this moment.
    made_at = models.DateTimeField(_("计算时间"), db_default=Now(), editable=False)
    rule_sets = models.JSONField(_("适用规则"), default=list)
    inputs = models.JSONField(_("数据到哪里为止"), default=dict)
    not_closed = models.JSONField(_("没有结清的月份"), default=list)
    figures = models.JSONField(_("数字"))
    figures_hash = models.CharField(_("数字校验值"), max_length=64)
    repeats = models.ForeignKey(
        "self",
        verbose_name=_("重算哪一次"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="repetitions",
    )

    objects = PlacedQuerySet.as_manager()

    class Meta:
        verbose_name = _("报表存档")
        verbose_name_plural = _("报表存档")
        indexes = [models.Index(fields=("area", "report"), name="report_run_area")]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_month__gte=F("first_month")), name="report_run_months_in_order"
            ),
            models.CheckConstraint(
                condition=Q(figures_hash__regex=r"^[0-9a-f]{64}$"), name="report_run_has_a_hash"
            ),
            models.CheckConstraint(
                condition=Q(rows_by__in=AreaLevel.values), name="report_run_level_is_known"
            ),
        ]
        triggers = [
            append_only("report_run"),
            signed_by_who_acts("report_run", "made_by_id", pgtrigger.Insert),
            # Figures are compared cell by cell, which asks for the same cells.
            after(
                "a_repetition_is_of_the_same_report",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows n LEFT JOIN oversight_reportrun r ON r.id = n.repeats_id
                WHERE n.repeats_id IS NOT NULL AND (
                    r.id IS NULL OR (r.area_code, r.report, r.first_month, r.last_month, r.rows_by)
                                 <> (n.area_code, n.report, n.first_month, n.last_month, n.rows_by))
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.report} {self.period}"

    def get_absolute_url(self) -> str:
        return reverse("oversight:report_run", args=[self.pk])

    @property
    def period(self) -> Period:
        return Period(self.first_month, self.last_month)
