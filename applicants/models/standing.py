"""Where a case stands, by what hangs on it: one row of a view, each fact looked up once however often it is asked."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from applicants.models.case import Case


class CaseStanding(models.Model):
    """What lists, counts and the next step of a case read of its assessments, opinions, notices, visits and checks.

    A view that reads as whoever asks, so that row security holds as on the tables (see the migration that makes it).
    Its facts are joined, never subqueries of a list, which PostgreSQL would work out again wherever a condition names
    them. A migration that alters a column it reads drops the view first and makes it again.
    """

    case = models.OneToOneField(
        Case,
        verbose_name=_("案件"),
        primary_key=True,
        on_delete=models.DO_NOTHING,
        related_name="standing",
    )
    latest_assessment = models.BigIntegerField(_("最新计算"), null=True)
    latest_opinion = models.BigIntegerField(_("最新意见"), null=True)
    # While the township works on the case an opinion counts only where it is about the newest assessment.
    proposal = models.CharField(_("初审意见"), max_length=20, blank=True)
    opinion_on = models.DateField(_("意见日期"), null=True)
    # The first day on which the family was heard about the newest opinion.
    heard_on = models.DateField(_("听取意见日期"), null=True)
    # How many kinds of posting the newest assessment had, and how long the last one hangs.
    posted = models.IntegerField(_("公示次数"), null=True)
    notices_until = models.DateField(_("公示截止"), null=True)
    has_objection = models.BooleanField(_("有未办结的异议"))
    visited_on = models.DateField(_("入户调查日期"), null=True)
    draft_visit = models.BigIntegerField(_("填写中的调查表"), null=True)
    has_meeting = models.BooleanField(_("已评议"))
    has_check = models.BooleanField(_("已提请核对"))
    has_open_check = models.BooleanField(_("核对没有结果"))
    is_extended = models.BooleanField(_("已延长期限"))
    lacks_fresh_look = models.BooleanField(_("异议成立后没有重新调查"))
    lacks_visit_after_meeting = models.BooleanField(_("争议评议后没有重新入户"))
    lacks_county_visit = models.BooleanField(_("缺县级入户"))
    has_override_waiting = models.BooleanField(_("人工核定没有答复"))

    class Meta:
        managed = False
        db_table = "applicants_casestanding"
        verbose_name = _("案件进展")
        verbose_name_plural = _("案件进展")

    def __str__(self) -> str:
        return str(self.case)
