"""The end of a procedure whose family does not cooperate (办法 Art 29)."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applicants.models.case import Case
from dibao.levels import AreaLevel
from dibao.models.placed import PlacedModel, PlacedQuerySet
from dibao.models.staff import Staff
from dibao.triggers import after, append_only


class EndingReason(models.TextChoices):
    NO_AUTHORISATION = "no_authorisation", _("拒绝签署核对授权")
    NO_VISIT = "no_visit", _("拒绝入户调查")
    NO_DOCUMENTS = "no_documents", _("拒不提供应由本人提供的材料")
    NO_CONTACT = "no_contact", _("多次联系不上、约定后不到场")


class CaseEnding(PlacedModel):
    """Why a case was ended without a decision, with what was tried before."""

    case = models.OneToOneField(
        Case, verbose_name=_("案件"), on_delete=models.PROTECT, related_name="ending"
    )
    reason = models.CharField(_("终止原因"), max_length=20, choices=EndingReason)
    text = models.TextField(_("经过"))
    ended_by = models.ForeignKey(
        Staff, verbose_name=_("终止人"), on_delete=models.PROTECT, related_name="+"
    )
    ended_on = models.DateField(_("终止日期"))
    # 办法 Art 29: the township and the county may both end a procedure; its letter names which of them did.
    level = models.CharField(_("终止机关"), max_length=10, choices=AreaLevel)

    objects = PlacedQuerySet.as_manager()

    class Meta:
        verbose_name = _("终止办理")
        verbose_name_plural = _("终止办理")
        constraints = [
            models.CheckConstraint(
                condition=Q(reason__in=EndingReason.values) & ~Q(text=""),
                name="an_ending_says_why",
            ),
            models.CheckConstraint(
                condition=Q(level__in=(AreaLevel.TOWNSHIP, AreaLevel.COUNTY)),
                name="an_ending_is_of_a_township_or_county",
            ),
        ]
        triggers = [
            append_only("case_ending"),
            after(
                "an_ending_is_of_a_case_under_way",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows e LEFT JOIN applicants_case c ON c.id = e.case_id
                WHERE c.id IS NULL OR c.area_code <> e.area_code OR e.ended_on < c.accepted_on
                   OR c.kind <> 'application' OR c.status NOT IN ('accepted', 'proposed', 'on_notice')
                """,
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_reason_display())
