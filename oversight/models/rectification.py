"""What a township has to put right after an inspection, by when, what it answered, and whether that is enough."""

from datetime import date
from typing import Self

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from applicants.models.document import Document
from applicants.models.household import Household
from dibao import history
from dibao.models.placed import PlacedModel, PlacedQuerySet
from dibao.models.staff import Staff
from dibao.triggers import after, never_deleted, signed_by_who_acts
from dibao.workflow import MovingModel
from oversight.models.inspection_visit import InspectionVisit
from oversight.workflow import RECTIFICATION_WORKFLOW, RectificationStatus


class RectificationQuerySet(PlacedQuerySet["Rectification"]):
    def open(self) -> Self:
        """Those that are not put right."""
        return self.exclude(status=RectificationStatus.ACCEPTED)


@history.kept()
class Rectification(PlacedModel, MovingModel):
    """One family's findings as a task of its township; its area is the village.

    A township does not see the inspection, which is the county's, so its name stands here too.
    """

    workflow = RECTIFICATION_WORKFLOW

    visit = models.OneToOneField(
        InspectionVisit,
        verbose_name=_("抽查入户"),
        on_delete=models.PROTECT,
        related_name="rectification",
    )
    household = models.ForeignKey(
        Household, verbose_name=_("家庭"), on_delete=models.PROTECT, related_name="+"
    )
    title = models.CharField(_("来自抽查"), max_length=80)
    findings = models.TextField(_("检查发现"))
    demand = models.CharField(_("整改要求"), max_length=500)
    due_on = models.DateField(_("整改期限"))
    status = models.CharField(
        _("状态"),
        max_length=10,
        choices=RectificationStatus,
        default=RectificationStatus.OPEN,
    )
    opened_by = models.ForeignKey(
        Staff, verbose_name=_("交办人"), on_delete=models.PROTECT, related_name="+"
    )
    opened_on = models.DateField(_("交办日期"))

    objects = RectificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("抽查整改")
        verbose_name_plural = _("抽查整改")
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=RectificationStatus.values),
                name="rectification_status_is_known",
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("opened_on")), name="a_rectification_has_time"
            ),
        ]
        triggers = [
            never_deleted("rectification"),
            *RECTIFICATION_WORKFLOW.guards("rectification"),
            signed_by_who_acts("rectification", "opened_by_id", pgtrigger.Insert),
            after(
                "a_rectification_is_of_something_found",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows n LEFT JOIN oversight_inspectionvisit v ON v.id = n.visit_id
                WHERE v.status IS DISTINCT FROM 'signed' OR v.household_id <> n.household_id
                   OR v.area_code <> n.area_code OR NOT EXISTS (
                       SELECT FROM oversight_inspectionanswer a WHERE a.visit_id = v.id AND a.verdict <> 'agrees')
                """,
            ),
            after(
                "a_rectification_stays_as_given",
                pgtrigger.Update,
                """
                SELECT FROM old_rows o JOIN new_rows n USING (id)
                WHERE to_jsonb(o) - '{status,version}'::text[] <> to_jsonb(n) - '{status,version}'::text[]
                """,
            ),
            # What stands in its newest answer is what its status says.
            after(
                "a_rectification_is_accepted_with_its_answer",
                pgtrigger.Update,
                """
                SELECT FROM old_rows o JOIN new_rows n USING (id)
                LEFT JOIN LATERAL (
                    SELECT a.is_accepted FROM oversight_rectificationanswer a
                    WHERE a.rectification_id = n.id ORDER BY a.id DESC LIMIT 1) a ON true
                WHERE n.status = 'accepted' AND o.status <> 'accepted' AND a.is_accepted IS NOT TRUE
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.household} {self.get_status_display()}"

    def is_late(self, *, on: date) -> bool:
        return self.status == RectificationStatus.OPEN and self.due_on < on


@history.kept(inserts=False)
class RectificationAnswer(PlacedModel):
    """One answer of the township with its evidence, and what the county says to it."""

    rectification = models.ForeignKey(
        Rectification, verbose_name=_("抽查整改"), on_delete=models.PROTECT, related_name="answers"
    )
    words = models.CharField(_("整改情况"), max_length=1000)
    document = models.ForeignKey(
        Document, verbose_name=_("证明材料"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_by = models.ForeignKey(
        Staff, verbose_name=_("报告人"), on_delete=models.PROTECT, related_name="+"
    )
    answered_on = models.DateField(_("报告日期"))
    judged_by = models.ForeignKey(
        Staff, verbose_name=_("复核人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    judged_on = models.DateField(_("复核日期"), null=True)
    is_accepted = models.BooleanField(_("同意销号"), null=True)
    judgement = models.CharField(_("复核意见"), max_length=500, blank=True, default="")

    objects = PlacedQuerySet.as_manager()

    class Meta:
        verbose_name = _("整改答复")
        verbose_name_plural = _("整改答复")
        constraints = [
            models.UniqueConstraint(
                fields=("rectification",),
                condition=Q(judged_on__isnull=True),
                name="one_answer_awaits_its_judgement",
            ),
            models.CheckConstraint(
                condition=Q(
                    judged_by__isnull=True,
                    judged_on__isnull=True,
                    is_accepted__isnull=True,
                    judgement="",
                )
                | Q(judged_by__isnull=False, judged_on__isnull=False, is_accepted=True)
                | Q(judged_by__isnull=False, judged_on__isnull=False, is_accepted=False)
                & ~Q(judgement=""),
                name="a_judged_answer_says_by_whom_when_and_why",
            ),
            models.CheckConstraint(
                condition=~Q(judged_by=F("answered_by")), name="a_second_person_judges_an_answer"
            ),
        ]
        triggers = [
            never_deleted("rectification_answer"),
            signed_by_who_acts("rectification_answer", "answered_by_id", pgtrigger.Insert),
            signed_by_who_acts("rectification_answer", "judged_by_id", pgtrigger.Update),
            after(
                "an_answer_is_to_an_open_rectification",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows n LEFT JOIN oversight_rectification r ON r.id = n.rectification_id
                LEFT JOIN applicants_document d ON d.id = n.document_id
                WHERE r.status IS DISTINCT FROM 'open' OR r.area_code <> n.area_code OR n.judged_on IS NOT NULL
                   OR n.document_id IS NOT NULL AND d.household_id IS DISTINCT FROM r.household_id
                """,
            ),
            after(
                "an_answer_is_judged_once_and_stays_as_given",
                pgtrigger.Update,
                """
                SELECT FROM old_rows o LEFT JOIN new_rows n USING (id)
                WHERE n.id IS NULL OR o.judged_on IS NOT NULL OR n.judged_on IS NULL
                   OR to_jsonb(o) - '{judged_by_id,judged_on,is_accepted,judgement}'::text[]
                      <> to_jsonb(n) - '{judged_by_id,judged_on,is_accepted,judgement}'::text[]
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rectification_id} {self.answered_on}"
