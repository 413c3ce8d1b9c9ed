"""Leads on families that may qualify, each followed to an answer (社会救助法 Art 39)."""

import uuid
from typing import Self

import pgtrigger
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from applicants.models.case import Case
from dibao import history
from dibao.models.placed import PlacedModel, PlacedQuerySet
from dibao.models.staff import Staff
from dibao.triggers import after, never_deleted


class LeadSource(models.TextChoices):
    VILLAGE = "village", _("村委会报告")
    AGENCY = "agency", _("部门、单位推送")
    PUBLIC = "public", _("群众反映")
    TOWNSHIP = "township", _("干部走访发现")


class LeadAnswer(models.TextChoices):
    """What came of it; nothing while somebody still has to go there."""

    APPLIED = "applied", _("已申请")
    IN_BENEFIT = "in_benefit", _("已在享低保")
    UNWILLING = "unwilling", _("讲明政策，本人不申请")
    NOT_QUALIFIED = "not_qualified", _("了解后明显不符合")
    OTHER_HELP = "other_help", _("已转其他救助")
    NOT_FOUND = "not_found", _("查无此户")


class LeadQuerySet(PlacedQuerySet["DiscoveryLead"]):
    def waiting(self) -> Self:
        return self.filter(answer="")


@history.kept(without=("key",))
class DiscoveryLead(PlacedModel):
    """Who may need help, who said so and what the township found; its area is the village.

    A name and a story: nobody of whom one hears is on the register for that.
    """

    source = models.CharField(_("线索来源"), max_length=10, choices=LeadSource)
    # The office or the official; of the public nobody's name is kept.
    reported_by = models.CharField(_("报告单位或人"), max_length=60, blank=True)
    reported_on = models.DateField(_("报告日期"))
    name = models.CharField(_("姓名"), max_length=40)
    about = models.TextField(_("困难情况"))
    # Nobody where somebody of the public wrote it on the web; the key of their form makes two sendings one.
    recorded_by = models.ForeignKey(
        Staff,
        verbose_name=_("登记人"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    key = models.UUIDField(
        _("表单编号"), default=uuid.uuid4, db_default=RandomUUID(), unique=True, editable=False
    )
    answer = models.CharField(_("办理结果"), max_length=14, choices=LeadAnswer, blank=True)
    answer_text = models.TextField(_("了解的情况"), blank=True)
    case = models.ForeignKey(
        Case,
        verbose_name=_("案件"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="leads",
    )
    answered_by = models.ForeignKey(
        Staff,
        verbose_name=_("办理人"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    answered_on = models.DateField(_("办理日期"), null=True, blank=True)

    objects = LeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("救助线索")
        verbose_name_plural = _("救助线索")
        indexes = [models.Index(fields=("area",), condition=Q(answer=""), name="leads_waiting")]
        constraints = [
            models.CheckConstraint(
                condition=Q(source__in=LeadSource.values) & ~Q(name="") & ~Q(about=""),
                name="a_lead_says_who_and_why",
            ),
            models.CheckConstraint(
                condition=~Q(source=LeadSource.PUBLIC) | Q(reported_by=""),
                name="nobody_of_the_public_is_named",
            ),
            models.CheckConstraint(
                condition=Q(recorded_by__isnull=False) | Q(source=LeadSource.PUBLIC),
                name="a_lead_of_the_office_says_who_wrote_it_down",
            ),
            models.CheckConstraint(
                condition=Q(
                    answer="", answer_text="", answered_by__isnull=True, answered_on__isnull=True
                )
                | Q(
                    answer__in=LeadAnswer.values,
                    answered_by__isnull=False,
                    answered_on__gte=F("reported_on"),
                )
                & ~Q(answer_text=""),
                name="an_answered_lead_says_what_by_whom_and_when",
            ),
            models.CheckConstraint(
                condition=Q(answer=LeadAnswer.APPLIED, case__isnull=False)
                | ~Q(answer=LeadAnswer.APPLIED) & Q(case__isnull=True),
                name="a_lead_that_led_to_an_application_names_it",
            ),
        ]
        triggers = [
            never_deleted("discovery_lead"),
            after(
                "a_lead_begins_without_an_answer",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows n
                WHERE n.answer <> '' OR n.reported_on > (now() AT TIME ZONE 'Asia/Shanghai')::date
                """,
            ),
            after(
                "a_lead_is_answered_once",
                pgtrigger.Update,
                """
                SELECT FROM new_rows n LEFT JOIN old_rows o USING (id)
                LEFT JOIN applicants_case c ON c.id = n.case_id
                WHERE o.id IS NULL OR o.answer <> ''
                   OR n.case_id IS NOT NULL AND (
                       c.id IS NULL OR c.area_code <> n.area_code OR c.kind <> 'application')
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.name
