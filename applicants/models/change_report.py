"""What somebody tells the township of a family in benefit: a death, a move, a marriage … and what came of it."""

from datetime import date

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from applicants.models.case import Case
from applicants.models.household import Household
from applicants.models.person import Person
from dibao import history
from dibao.models.placed import PlacedModel, PlacedQuerySet
from dibao.models.staff import Staff
from dibao.triggers import after, never_deleted


class ChangeKind(models.TextChoices):
    """What has happened (社会救助法 Art 46: members, income, property and the like)."""

    DEATH = "death", _("死亡")
    MARRIED_OUT = "married_out", _("婚出")
    MOVED_OUT = "moved_out", _("迁出或不再居住")
    PRISON = "prison", _("服刑或强制隔离戒毒")
    SCHOOL = "school", _("入学或离校")
    JOINED = "joined", _("出生、婚入或回来共同生活")
    INCOME = "income", _("收入变化")
    PROPERTY = "property", _("财产变化")
    HEALTH = "health", _("患病或残疾")
    OTHER = "other", _("其他变化")


class ReportSource(models.TextChoices):
    FAMILY = "family", _("家庭告知")
    VILLAGE = "village", _("村委会报告")
    AGENCY = "agency", _("部门信息")
    PUBLIC = "public", _("群众反映")
    VISIT = "visit", _("工作中发现")


class ReportStatus(models.TextChoices):
    OPEN = "open", _("待处理")
    FOLLOWED = "followed", _("已立案")
    CLOSED = "closed", _("不用办")
    # The list that told it was undone; the same may be told again.
    TAKEN_BACK = "taken_back", pgettext_lazy("report", "已撤回")


# They happen to one person; the others may be about the whole family.
OF_ONE_PERSON = (
    ChangeKind.DEATH,
    ChangeKind.MARRIED_OUT,
    ChangeKind.PRISON,
    ChangeKind.SCHOOL,
    ChangeKind.HEALTH,
)


class ChangeReportQuerySet(PlacedQuerySet["ChangeReport"]):
    def waiting(self) -> "ChangeReportQuerySet":
        return self.filter(status=ReportStatus.OPEN)


@history.kept()
class ChangeReport(PlacedModel):
    """One thing told about one family; answered once, by a case or by a reason why none is needed."""

    household = models.ForeignKey(
        Household, verbose_name=_("家庭"), on_delete=models.PROTECT, related_name="change_reports"
    )
    person = models.ForeignKey(
        Person,
        verbose_name=_("成员"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    kind = models.CharField(_("变化种类"), max_length=12, choices=ChangeKind)
    happened_on = models.DateField(_("发生日期"))
    reported_on = models.DateField(_("报告日期"))
    source = models.CharField(_("来源"), max_length=8, choices=ReportSource)
    reporter = models.CharField(_("报告人"), max_length=40, blank=True, default="")
    note = models.CharField(_("报告内容"), max_length=300, blank=True, default="")
    # Until when the rules want it dealt with; only a death has such a day.
    due_on = models.DateField(_("应办结日期"), null=True, blank=True)
    status = models.CharField(
        _("状态"), max_length=10, choices=ReportStatus, default=ReportStatus.OPEN
    )
    case = models.ForeignKey(
        Case,
        verbose_name=_("案件"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="change_reports",
    )
    answer = models.CharField(_("不用办的原因"), max_length=300, blank=True, default="")
    recorded_by = models.ForeignKey(
        Staff, verbose_name=_("登记人"), on_delete=models.PROTECT, related_name="+"
    )
    answered_by = models.ForeignKey(
        Staff,
        verbose_name=_("处理人"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    answered_on = models.DateField(_("处理日期"), null=True, blank=True)

    objects = ChangeReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("变化报告")
        verbose_name_plural = _("变化报告")
        get_latest_by = "pk"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=ChangeKind.values, source__in=ReportSource.values),
                name="change_report_codes_are_known",
            ),
            models.CheckConstraint(
                condition=Q(happened_on__lte=F("reported_on")),
                name="a_change_is_reported_after_it_happened",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=OF_ONE_PERSON) | Q(person__isnull=False),
                name="a_change_of_one_person_names_them",
            ),
            models.CheckConstraint(
                condition=Q(
                    status=ReportStatus.OPEN,
                    case__isnull=True,
                    answer="",
                    answered_by__isnull=True,
                    answered_on__isnull=True,
                )
                | Q(
                    status=ReportStatus.FOLLOWED,
                    case__isnull=False,
                    answer="",
                    answered_by__isnull=False,
                    answered_on__isnull=False,
                )
                | Q(
                    status__in=(ReportStatus.CLOSED, ReportStatus.TAKEN_BACK),
                    case__isnull=True,
                    answered_by__isnull=False,
                    answered_on__isnull=False,
                )
                & ~Q(answer=""),
                name="an_answered_report_says_what_came_of_it",
            ),
            models.UniqueConstraint(
                fields=("household", "person", "kind", "happened_on"),
                nulls_distinct=False,
                condition=~Q(status=ReportStatus.TAKEN_BACK),
                name="a_change_is_reported_once",
            ),
        ]
        triggers = [
            never_deleted("change_report"),
            after(
                "a_report_is_about_somebody_of_the_household",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows n LEFT JOIN applicants_household h ON h.id = n.household_id
                WHERE h.id IS NULL OR h.area_code <> n.area_code
                   OR n.person_id IS NOT NULL AND NOT EXISTS (
                        SELECT FROM applicants_membership m
                        WHERE m.household_id = n.household_id AND m.person_id = n.person_id)
                """,
            ),
            after(
                "a_report_stays_as_told_and_is_answered_once",
                pgtrigger.Update,
                """
                SELECT FROM old_rows o JOIN new_rows n USING (id)
                LEFT JOIN applicants_case c ON c.id = n.case_id
                WHERE o.status <> 'open'
                   OR to_jsonb(o) - '{status,case_id,answer,answered_by_id,answered_on}'::text[]
                      <> to_jsonb(n) - '{status,case_id,answer,answered_by_id,answered_on}'::text[]
                   OR n.case_id IS NOT NULL AND (c.id IS NULL OR c.household_id <> n.household_id
                        OR c.kind NOT IN ('recheck', 'change') OR c.status <> 'accepted')
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.happened_on}"

    @property
    def is_open(self) -> bool:
        return self.status == ReportStatus.OPEN

    def is_late(self, *, on: date) -> bool:
        return self.is_open and self.due_on is not None and self.due_on < on
