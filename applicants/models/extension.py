"""Longer time for the whole procedure, once, with a coded reason (办法 Art 22; 2022年通知四（一）)."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applicants.models.case import Case
from dibao.models.placed import PlacedModel, PlacedQuerySet
from dibao.models.staff import Staff
from dibao.triggers import after, append_only


class ExtensionReason(models.TextChoices):
    OBJECTION = "objection", _("公示有异议")
    SPLIT_RESIDENCE = "split_residence", _("人户分离")
    OUT_OF_AREA = "out_of_area", _("异地申办")
    HARD_INVESTIGATION = "hard_investigation", _("家庭经济状况调查难度较大")
    DISASTER = "disaster", _("重大突发事件")


class Extension(PlacedModel):
    """Who lengthened a case's time, why and when; the rules say to how many days."""

    case = models.OneToOneField(
        Case, verbose_name=_("案件"), on_delete=models.PROTECT, related_name="extension"
    )
    reason = models.CharField(_("延长原因"), max_length=20, choices=ExtensionReason)
    note = models.TextField(_("情况说明"))
    granted_by = models.ForeignKey(
        Staff, verbose_name=_("批准人"), on_delete=models.PROTECT, related_name="+"
    )
    granted_on = models.DateField(_("批准日期"))

    objects = PlacedQuerySet.as_manager()

    class Meta:
        verbose_name = _("期限延长")
        verbose_name_plural = _("期限延长")
        constraints = [
            models.CheckConstraint(
                condition=Q(reason__in=ExtensionReason.values) & ~Q(note=""),
                name="an_extension_says_why",
            ),
        ]
        triggers = [
            append_only("extension"),
            after(
                "an_extension_is_what_the_rules_allow",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows x LEFT JOIN applicants_case c ON c.id = x.case_id
                LEFT JOIN applicants_ruleset r ON r.id = c.rule_set_id
                WHERE c.id IS NULL OR c.area_code <> x.area_code OR x.granted_on < c.accepted_on
                   OR c.kind <> 'application' OR c.status NOT IN ('accepted', 'proposed', 'on_notice')
                   OR NOT coalesce(
                       r.terms -> 'procedure_limits' @> '[{"step": "decision_extended"}]', FALSE)
                """,
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_reason_display())
