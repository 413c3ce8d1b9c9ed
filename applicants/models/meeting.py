"""Village review meetings (民主评议): what the villagers' representatives said of the findings, once and for all."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.lookups import GreaterThanOrEqual
from django.utils.translation import gettext_lazy as _

from applicants.models.case import Case
from dibao.models.placed import PlacedModel, PlacedQuerySet
from dibao.models.staff import Staff
from dibao.triggers import after, append_only


class MeetingConclusion(models.TextChoices):
    TRUE = "true", _("调查结果属实")
    UNTRUE = "untrue", _("调查结果不属实")
    # 2012年办法 Art 24: looked into again before the township says anything.
    DISPUTED = "disputed", _("争议较大，重新调查")


class ReviewMeeting(PlacedModel):
    """One household's review: who was there, how they voted, what was concluded (2012年办法 Art 21-23)."""

    case = models.ForeignKey(
        Case, verbose_name=_("案件"), on_delete=models.PROTECT, related_name="meetings"
    )
    held_on = models.DateField(_("评议日期"))
    place = models.CharField(_("评议地点"), max_length=80)
    chair = models.CharField(_("主持人"), max_length=40)
    official = models.CharField(_("到场的乡镇工作人员"), max_length=40)
    participants = models.PositiveSmallIntegerField(_("参加评议人数"))
    representatives = models.PositiveSmallIntegerField(_("其中村民代表人数"))
    agree = models.PositiveSmallIntegerField(_("同意"))
    disagree = models.PositiveSmallIntegerField(_("不同意"))
    abstain = models.PositiveSmallIntegerField(_("弃权"))
    was_briefed = models.BooleanField(_("已宣讲政策、介绍调查情况"))
    is_signed_by_all = models.BooleanField(_("参加评议的人都已签字"))
    conclusion = models.CharField(_("评议结论"), max_length=10, choices=MeetingConclusion)
    discussion = models.TextField(_("评议记录"), blank=True)
    recorded_by = models.ForeignKey(
        Staff, verbose_name=_("登记人"), on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(_("登记时间"), auto_now_add=True)

    objects = PlacedQuerySet.as_manager()

    class Meta:
        verbose_name = _("民主评议")
        verbose_name_plural = _("民主评议")
        get_latest_by = "pk"
        constraints = [
            models.CheckConstraint(
                condition=Q(participants__gt=0, representatives__lte=F("participants"))
                & Q(GreaterThanOrEqual(F("representatives") * 3, F("participants") * 2)),
                name="two_thirds_of_a_meeting_are_representatives",
            ),
            models.CheckConstraint(
                condition=Q(participants=F("agree") + F("disagree") + F("abstain")),
                name="votes_of_a_meeting_add_up",
            ),
            models.CheckConstraint(
                condition=Q(was_briefed=True, is_signed_by_all=True),
                name="a_meeting_was_briefed_and_is_signed_by_all",
            ),
            models.CheckConstraint(
                condition=~Q(chair="") & ~Q(official="") & ~Q(place=""),
                name="a_meeting_says_where_and_who",
            ),
            models.CheckConstraint(
                condition=Q(conclusion__in=MeetingConclusion.values),
                name="meeting_conclusion_is_known",
            ),
        ]
        triggers = [
            append_only("review_meeting"),
            after(
                "a_meeting_judges_what_a_visit_found",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows m LEFT JOIN applicants_case c ON c.id = m.case_id
                WHERE c.id IS NULL OR c.status NOT IN ('accepted', 'proposed', 'on_notice')
                   OR m.area_code <> c.area_code
                   OR abs(extract(epoch FROM m.recorded_at - now())) > 3600
                   OR m.held_on > (now() AT TIME ZONE 'Asia/Shanghai')::date
                   OR NOT EXISTS (
                       SELECT FROM applicants_homevisit v
                       WHERE v.case_id = m.case_id AND v.purpose = 'township'
                         AND v.status = 'signed' AND v.visited_on <= m.held_on
                   )
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.held_on} {self.get_conclusion_display()}"
