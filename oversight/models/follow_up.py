"""What came of an inspection's findings: the re-check or the recovery that was opened for the family afterwards."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applicants.models.case import Case
from dibao.models.placed import PlacedModel, PlacedQuerySet
from dibao.models.staff import Staff
from dibao.triggers import after, append_only, signed_by_who_acts
from oversight.models.inspection_visit import InspectionVisit
from payments.models.recovery import Recovery


class FollowUp(PlacedModel):
    """A visit's findings and one case or one recovery of the same family; its area is the village.

    It hangs on the visit, not on the task given to the township: a county may ask money back without giving a task.
    """

    visit = models.ForeignKey(
        InspectionVisit,
        verbose_name=_("抽查入户"),
        on_delete=models.PROTECT,
        related_name="follow_ups",
    )
    case = models.ForeignKey(
        Case, verbose_name=_("案件"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    recovery = models.ForeignKey(
        Recovery, verbose_name=_("追回"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    linked_by = models.ForeignKey(
        Staff, verbose_name=_("关联人"), on_delete=models.PROTECT, related_name="+"
    )
    linked_on = models.DateField(_("关联日期"))

    objects = PlacedQuerySet.as_manager()

    class Meta:
        verbose_name = _("抽查后续")
        verbose_name_plural = _("抽查后续")
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                condition=Q(case__isnull=False, recovery__isnull=True)
                | Q(case__isnull=True, recovery__isnull=False),
                name="a_follow_up_is_a_case_or_a_recovery",
            ),
            models.UniqueConstraint(fields=("visit", "case"), name="a_case_follows_a_visit_once"),
            models.UniqueConstraint(
                fields=("visit", "recovery"), name="a_recovery_follows_a_visit_once"
            ),
        ]
        triggers = [
            append_only("follow_up"),
            signed_by_who_acts("follow_up", "linked_by_id", pgtrigger.Insert),
            # What was found comes first, and is the same family's.
            after(
                "a_follow_up_comes_after_its_familys_visit",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows n LEFT JOIN oversight_inspectionvisit v ON v.id = n.visit_id
                LEFT JOIN applicants_case c ON c.id = n.case_id
                LEFT JOIN payments_recovery r ON r.id = n.recovery_id
                WHERE v.status IS DISTINCT FROM 'signed' OR v.area_code <> n.area_code
                   OR coalesce(c.household_id, r.household_id) IS DISTINCT FROM v.household_id
                   OR coalesce(c.opened_on, r.proposed_on) < v.visited_on
                   OR NOT EXISTS (SELECT FROM oversight_inspectionanswer a
                                  WHERE a.visit_id = v.id AND a.verdict <> 'agrees')
                """,
            ),
        ]

    def __str__(self) -> str:
        return str(self.case or self.recovery)

    @property
    def stands_for(self) -> str:
        """The case or the recovery as one word: which of both, and its key."""
        return f"case-{self.case_id}" if self.case_id else f"recovery-{self.recovery_id}"
