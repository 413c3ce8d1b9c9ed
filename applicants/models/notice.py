"""Public notices: what the village reads, frozen as it was posted."""

import secrets
from datetime import date

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from applicants.choices import BENEFIT_CLASSES
from applicants.models.assessment import Assessment
from applicants.models.case import Case
from dibao import short_numbers
from dibao.fields import MoneyField
from dibao.models.placed import PlacedModel, PlacedQuerySet
from dibao.models.staff import Staff
from dibao.triggers import after, append_only

# Keeps the numbers of notices apart from those of other papers.
NUMBER_PURPOSE = "notice_number"


class NoticeStage(models.TextChoices):
    VILLAGE = "village", _("村级公示")
    TOWNSHIP = "township", _("乡镇公示")
    COUNTY = "county", _("县级公示")
    STANDING = "standing", _("长期公示")


def new_token() -> str:
    """A public address that cannot be guessed: 96 bits."""
    return secrets.token_urlsafe(12)


class NoticeQuerySet(PlacedQuerySet["PublicNotice"]):
    def running(self, *, on: date) -> "NoticeQuerySet":
        """Notices within their days, both ends included."""
        return self.filter(starts_on__lte=on, ends_on__gte=on)

    def not_hung(self, *, on: date) -> "NoticeQuerySet":
        """Running ones for a decision of which nobody has said that they were put up."""
        decisive = self.running(on=on).exclude(stage=NoticeStage.STANDING)
        return decisive.exclude(postings__act="put_up")


class PublicNotice(PlacedModel):
    """One posting in one village for some days; its area is the village. Written once, with all its entries."""

    stage = models.CharField(_("公示阶段"), max_length=10, choices=NoticeStage)
    starts_on = models.DateField(_("起始日期"))
    ends_on = models.DateField(_("截止日期"))
    token = models.CharField(max_length=24, unique=True, default=new_token)
    office = models.CharField(_("公示单位"), max_length=120)
    phone = models.CharField(_("监督电话"), max_length=30)
    entry_count = models.PositiveIntegerField(_("户数"))
    entries_hash = models.CharField(_("名单校验值"), max_length=64)
    frozen_by = models.ForeignKey(
        Staff, verbose_name=_("公示人"), on_delete=models.PROTECT, related_name="+"
    )
    # The database's own clock: an entry comes with its notice or never.
    frozen_at = models.DateTimeField(_("定稿时间"), db_default=Now(), editable=False)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("公示")
        verbose_name_plural = _("公示")
        indexes = [models.Index(fields=("area", "-starts_on"), name="notice_area_start")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="notice_days_in_order"
            ),
        ]
        triggers = [append_only("public_notice")]

    def __str__(self) -> str:
        return f"{self.area} {self.get_stage_display()} {self.starts_on}"

    def get_absolute_url(self) -> str:
        """Where villagers read it; the floor above serves the page."""
        return f"/n/{self.token}/"

    @property
    def poster_url(self) -> str:
        return f"/n/{self.token}/poster/"

    @property
    def number(self) -> str:
        """What stands on the paper to be typed in; it tells nothing of the next notice's."""
        return short_numbers.number_of(self.pk, NUMBER_PURPOSE)

    @property
    def hash_tail(self) -> str:
        """The end of the list's checksum: the same on the desk, on the web and on the board."""
        return self.entries_hash[-12:]


class NoticeEntry(PlacedModel):
    """One line as the village reads it: name as printed, household size, covered persons, class, amount."""

    # A draft that is looked at; of what hangs `applicants.notice_lines` says it.
    is_taken_back = False

    notice = models.ForeignKey(
        PublicNotice, verbose_name=_("公示"), on_delete=models.PROTECT, related_name="entries"
    )
    position = models.PositiveIntegerField(_("序号"))
    starts_on = models.DateField(_("起始日期"))
    ends_on = models.DateField(_("截止日期"))
    case = models.ForeignKey(
        Case,
        verbose_name=_("案件"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="notice_entries",
    )
    assessment = models.ForeignKey(
        Assessment,
        verbose_name=_("待遇计算"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="notice_entries",
    )
    printed_name = models.CharField(_("申请人"), max_length=40)
    household_size = models.PositiveSmallIntegerField(_("家庭人口"))
    covered_count = models.PositiveSmallIntegerField(_("保障人数"))
    benefit_class = models.PositiveSmallIntegerField(_("类别"), choices=BENEFIT_CLASSES)
    monthly_amount = MoneyField(verbose_name=_("月保障金（元）"))

    objects = PlacedQuerySet.as_manager()

    class Meta:
        verbose_name = _("公示名单")
        verbose_name_plural = _("公示名单")
        constraints = [
            models.UniqueConstraint(
                fields=("notice", "position"), name="a_notice_has_one_entry_per_position"
            ),
            models.CheckConstraint(
                condition=Q(case__isnull=True, assessment__isnull=True)
                | Q(case__isnull=False, assessment__isnull=False),
                name="an_entry_shows_a_case_with_its_assessment",
            ),
        ]
        triggers = [
            append_only("notice_entry"),
            after(
                "an_entry_is_of_a_case_in_its_place",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows e
                LEFT JOIN applicants_case c ON c.id = e.case_id AND c.area_code = e.area_code
                LEFT JOIN applicants_assessment a ON a.id = e.assessment_id AND a.case_id = c.id
                WHERE e.case_id IS NOT NULL AND a.id IS NULL
                """,
            ),
            # The village reads what would be paid: what two people agreed on, else what the rules say.
            after(
                "an_entry_prints_what_would_be_paid",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows e JOIN applicants_assessment a ON a.id = e.assessment_id
                LEFT JOIN applicants_override o ON o.assessment_id = a.id AND o.is_agreed
                WHERE (e.household_size::int, e.covered_count::int, e.benefit_class::int, e.monthly_amount)
                   IS DISTINCT FROM
                   (a.counted::int, coalesce(o.covered_count, a.covered)::int,
                    coalesce(o.benefit_class, a.benefit_class)::int, coalesce(o.total_amount, a.total_amount))
                """,
            ),
            after(
                "an_entry_runs_as_long_as_its_notice",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows e LEFT JOIN applicants_publicnotice p ON p.id = e.notice_id
                WHERE p.id IS NULL OR p.frozen_at < transaction_timestamp()
                   OR (e.starts_on, e.ends_on, e.area_code) <> (p.starts_on, p.ends_on, p.area_code)
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.printed_name}"
