"""Hearing a family before its money falls or ends (社会救助法 Art 48); written once."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from applicants.models.assessment import TownshipOpinion
from applicants.models.case import Case
from dibao.models.placed import PlacedModel, PlacedQuerySet
from dibao.models.staff import Staff
from dibao.triggers import after, append_only


class HearingManner(models.TextChoices):
    """Where and how the family spoke, or why it did not."""

    HOME = "home", _("入户当面")
    OFFICE = "office", _("到办公室当面")
    TELEPHONE = "telephone", _("电话")
    WRITTEN = "written", _("书面")
    ABSENT = "absent", _("两次通知没有来")
    # Nobody of the household is left to speak; the village or relatives are asked instead.
    NOBODY = "nobody", _("家中已无人，问村委会或亲属")


class Stance(models.TextChoices):
    AGREES = "agrees", _("没有意见")
    OBJECTS = "objects", _("不同意")
    SILENT = "silent", _("没有表态")


class HearingRecord(PlacedModel):
    """What the family said to an opinion that would take money from it; its area is the village."""

    case = models.ForeignKey(
        Case, verbose_name=_("案件"), on_delete=models.PROTECT, related_name="hearings"
    )
    # A case sent back gets another opinion, and its family is heard about that one.
    opinion = models.ForeignKey(
        TownshipOpinion,
        verbose_name=_("初审意见"),
        on_delete=models.PROTECT,
        related_name="hearings",
    )
    held_on = models.DateField(_("听取日期"))
    manner = models.CharField(_("听取方式"), max_length=10, choices=HearingManner)
    heard_name = models.CharField(_("听取了谁的意见"), max_length=40, blank=True)
    stance = models.CharField(_("家庭的态度"), max_length=10, choices=Stance)
    statement = models.TextField(_("意见内容"))
    first_invited_on = models.DateField(_("第一次通知日期"), null=True, blank=True)
    second_invited_on = models.DateField(_("第二次通知日期"), null=True, blank=True)
    # Often somebody of the village committee, who has no login.
    second_listener = models.CharField(_("另一名在场人"), max_length=40, blank=True)
    recorded_by = models.ForeignKey(
        Staff, verbose_name=_("记录人"), on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PlacedQuerySet.as_manager()

    class Meta:
        verbose_name = _("听取意见记录")
        verbose_name_plural = _("听取意见记录")
        get_latest_by = "pk"
        constraints = [
            models.CheckConstraint(
                condition=Q(manner__in=HearingManner.values), name="hearing_manner_is_known"
            ),
            models.CheckConstraint(
                condition=Q(
                    manner=HearingManner.ABSENT,
                    heard_name="",
                    stance=Stance.SILENT,
                    first_invited_on__isnull=False,
                    second_invited_on__isnull=False,
                    second_invited_on__gt=F("first_invited_on"),
                    held_on__gte=F("second_invited_on"),
                )
                | ~Q(manner=HearingManner.ABSENT)
                & ~Q(heard_name="")
                & Q(first_invited_on__isnull=True, second_invited_on__isnull=True),
                name="whoever_did_not_come_was_invited_twice",
            ),
        ]
        triggers = [
            append_only("hearing_record"),
            after(
                "a_hearing_is_about_a_cut_proposed_before",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows h JOIN applicants_townshipopinion p ON p.id = h.opinion_id
                WHERE p.case_id <> h.case_id OR p.area_code <> h.area_code
                   OR p.proposal NOT IN ('decrease', 'end', 'grace') OR h.held_on < p.given_on
                """,
            ),
            # 社会救助法 Art 48: before it is decided. Written afterwards it would only look as if somebody had asked.
            after(
                "a_hearing_is_held_before_the_decision",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows h
                LEFT JOIN applicants_case c ON c.id = h.case_id AND c.area_code = h.area_code
                WHERE c.id IS NULL OR c.status <> 'proposed' OR h.opinion_id IS DISTINCT FROM
                    (SELECT max(p.id) FROM applicants_townshipopinion p WHERE p.case_id = c.id)
                """,
            ),
            after(
                "a_hearing_is_not_of_tomorrow",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows h
                WHERE h.held_on > (now() AT TIME ZONE 'Asia/Shanghai')::date
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.held_on} {self.get_manner_display()}"
