"""Why the county has to see a family for itself before it confirms (办法 Art 20); kept as it was said."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applicants.models.case import Case
from dibao.models.placed import PlacedModel, PlacedQuerySet
from dibao.models.staff import Staff
from dibao.triggers import after, append_only


class DutyReason(models.TextChoices):
    """Registered relatives oblige the county by themselves; these are said by somebody."""

    # 办法 Art 20, 37: what comes to an office outside a notice's days.
    COMPLAINT = "complaint", _("投诉、举报")
    DOUBT = "doubt", _("县级审核有疑问")
    # 2012年办法 Art 26: at least three in ten, where a county still does so.
    SPOT_CHECK = "spot_check", _("县级抽查")


class VisitDuty(PlacedModel):
    """Something that the county answers by a visit of its own, signed after it was written down."""

    case = models.ForeignKey(
        Case, verbose_name=_("案件"), on_delete=models.PROTECT, related_name="visit_duties"
    )
    reason = models.CharField(_("原因"), max_length=12, choices=DutyReason)
    text = models.TextField(_("内容"))
    recorded_by = models.ForeignKey(
        Staff, verbose_name=_("登记人"), on_delete=models.PROTECT, related_name="+"
    )
    recorded_on = models.DateField(_("登记日期"))
    recorded_at = models.DateTimeField(_("登记时间"), auto_now_add=True)

    objects = PlacedQuerySet.as_manager()

    class Meta:
        verbose_name = _("县级入户要求")
        verbose_name_plural = _("县级入户要求")
        constraints = [
            models.CheckConstraint(
                condition=Q(reason__in=DutyReason.values) & ~Q(text=""),
                name="a_visit_duty_says_why",
            ),
        ]
        triggers = [
            append_only("visit_duty"),
            after(
                "a_visit_duty_is_of_a_case_under_way",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows v LEFT JOIN applicants_case c ON c.id = v.case_id
                WHERE c.id IS NULL OR c.area_code <> v.area_code
                   OR c.kind <> 'application' OR c.status NOT IN ('accepted', 'proposed', 'on_notice')
                   OR abs(extract(epoch FROM v.recorded_at - now())) > 3600
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_reason_display()} {self.recorded_on}"
