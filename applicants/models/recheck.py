"""What a family in benefit says when it is looked at again, and when paper knows that it was last looked at."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applicants.models.case import Case
from applicants.models.household import Household
from dibao.models.placed import PlacedModel, PlacedQuerySet
from dibao.triggers import after, append_only


class RecheckTopic(models.TextChoices):
    """What 社会救助法 Art 46 has a family tell and a township look at, as the entry page has it in blocks."""

    MEMBERS = "members", _("家庭成员")
    HEALTH = "health", _("健康、残疾和劳动能力")
    INCOME = "income", _("收入")
    EXPENSES = "expenses", _("支出")
    PROPERTY = "property", _("财产")
    RESIDENCE = "residence", _("居住地")


class RecheckAnswer(PlacedModel):
    """One topic of one re-check, written once; what has changed is told in words and entered in the file."""

    case = models.ForeignKey(
        Case, verbose_name=_("案件"), on_delete=models.PROTECT, related_name="recheck_answers"
    )
    topic = models.CharField(_("项目"), max_length=12, choices=RecheckTopic)
    is_changed = models.BooleanField(_("有变化"))
    note = models.CharField(_("变化情况"), max_length=300, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PlacedQuerySet.as_manager()

    class Meta:
        verbose_name = _("核查答复")
        verbose_name_plural = _("核查答复")
        constraints = [
            models.UniqueConstraint(fields=("case", "topic"), name="a_topic_is_answered_once"),
            models.CheckConstraint(
                condition=Q(topic__in=RecheckTopic.values), name="recheck_topic_is_known"
            ),
            models.CheckConstraint(
                condition=Q(is_changed=True) & ~Q(note="") | Q(is_changed=False, note=""),
                name="whoever_says_changed_says_what",
            ),
        ]
        triggers = [
            append_only("recheck_answer"),
            after(
                "a_recheck_is_answered_in_its_case",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows n LEFT JOIN applicants_case c ON c.id = n.case_id
                WHERE c.id IS NULL OR c.kind <> 'recheck' OR c.area_code <> n.area_code
                   OR c.status <> 'accepted'
                """,
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_topic_display())


class PaperRecheck(PlacedModel):
    """The day on which a family was last looked at by what its county's papers say; it came with the county's list.

    Written once with the family: whoever could add one later could put off any re-check without seeing anybody.
    """

    household = models.OneToOneField(
        Household, verbose_name=_("家庭"), on_delete=models.PROTECT, related_name="paper_recheck"
    )
    looked_on = models.DateField(_("上次核查日期"))

    objects = PlacedQuerySet.as_manager()

    class Meta:
        verbose_name = _("纸质核查记录")
        verbose_name_plural = _("纸质核查记录")
        triggers = [
            append_only("paper_recheck"),
            after(
                "a_paper_recheck_comes_with_its_list",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows n WHERE NOT EXISTS (
                    SELECT FROM applicants_case c JOIN applicants_rosterimport r ON r.id = c.roster_import_id
                    WHERE c.household_id = n.household_id AND c.kind = 'takeover' AND c.area_code = n.area_code
                      AND r.imported_at >= transaction_timestamp() AND n.looked_on <= c.opened_on)
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.household} {self.looked_on}"
