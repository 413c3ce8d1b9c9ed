"""An inspection (双随机): who is to be looked at, how many, by which seed, and how far it has come."""

from typing import Final, Self

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dibao import history
from dibao.fields import MonthField
from dibao.models.placed import PlacedModel, PlacedQuerySet
from dibao.models.staff import Staff
from dibao.triggers import after, never_deleted, signed_by_who_acts
from dibao.workflow import MovingModel
from oversight.workflow import INSPECTION_WORKFLOW, InspectionStatus

CONFIDENCES: Final = (90, 95, 99)
# What is set on the way; everything else stands as it was planned.
_SET_LATER = (
    "{status,version,frozen_by_id,frozen_on,household_count,sample_size,list_hash,seed,drawn_by_id,drawn_on,"
    "closed_by_id,closed_on,report,cancel_reason,cancelled_by_id,cancelled_on}"
)


class SubjectKind(models.TextChoices):
    """What the population may be narrowed to; several widen it."""

    RECHECK_DUE = "recheck_due", _("复核到期")
    RELATIVE = "relative", _("近亲属备案")
    SINGLE = "single", _("单人户")


class SeedSource(models.TextChoices):
    """Where the seed comes from: a number that nobody knows yet when the list is published."""

    PUBLISHED = "published", _("以后公开发布的号码")
    DICE = "dice", _("两人当众掷骰")


class InspectionQuerySet(PlacedQuerySet["Inspection"]):
    def running(self) -> Self:
        """Those whose families are being visited."""
        return self.filter(status=InspectionStatus.DRAWN)

    def published(self) -> Self:
        """Those whose list anybody may read."""
        return self.exclude(frozen_on__isnull=True)

    def not_drawn_beside(self, other: "Inspection") -> Self:
        """Other lists of the same office, of townships and classes that `other` draws from too, that nothing was drawn
        from: given up, or still waiting for their seed.

        Which of two was planned first says nothing: whoever plans both may publish and give up the second, then publish
        the first. Only what was published once `other` was over is none of its matter.
        """
        rows = self.published().filter(area=other.area_id).exclude(pk=other.pk)
        rows = rows.filter(status__in=(InspectionStatus.FROZEN, InspectionStatus.CANCELLED))
        over_on = other.drawn_on or other.cancelled_on
        if over_on is not None:
            rows = rows.filter(frozen_on__lte=over_on)
        if other.townships:
            rows = rows.filter(Q(townships=[]) | Q(townships__overlap=other.townships))
        if other.classes:
            rows = rows.filter(Q(classes=[]) | Q(classes__overlap=other.classes))
        return rows.order_by("-pk")


@history.kept()
class Inspection(PlacedModel, MovingModel):
    """One spot check of a county's or the prefecture's; its area is who leads it. The report stays as it was closed."""

    workflow = INSPECTION_WORKFLOW

    title = models.CharField(_("名称"), max_length=80)
    status = models.CharField(
        _("状态"), max_length=10, choices=InspectionStatus, default=InspectionStatus.PLANNED
    )
    population_on = models.DateField(_("对象日期"))
    townships = ArrayField(models.CharField(max_length=12), verbose_name=_("乡镇"), default=list)
    classes = ArrayField(models.PositiveSmallIntegerField(), verbose_name=_("类别"), default=list)
    kinds = ArrayField(models.CharField(max_length=12), verbose_name=_("重点对象"), default=list)
    granted_since = MonthField(verbose_name=_("首次享受不早于"), null=True, blank=True)
    confidence = models.PositiveSmallIntegerField(_("置信度（%）"), null=True, blank=True)
    margin = models.DecimalField(
        _("误差范围（±%）"), max_digits=4, decimal_places=1, null=True, blank=True
    )
    given_size = models.PositiveIntegerField(_("指定户数"), null=True, blank=True)
    seed_source = models.CharField(_("种子来源"), max_length=10, choices=SeedSource)
    seed_rule = models.CharField(_("取数办法"), max_length=200)
    planned_by = models.ForeignKey(
        Staff, verbose_name=_("拟定人"), on_delete=models.PROTECT, related_name="+"
    )
    planned_on = models.DateField(_("拟定日期"))
    frozen_by = models.ForeignKey(
        Staff, verbose_name=_("定名单人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    frozen_on = models.DateField(_("名单日期"), null=True)
    household_count = models.PositiveIntegerField(_("名单户数"), null=True)
    sample_size = models.PositiveIntegerField(_("抽查户数"), null=True)
    list_hash = models.CharField(_("名单校验值"), max_length=64, blank=True, default="")
    seed = models.CharField(_("种子"), max_length=8, blank=True, default="")
    drawn_by = models.ForeignKey(
        Staff, verbose_name=_("核对种子的人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    drawn_on = models.DateField(_("抽取日期"), null=True)
    closed_by = models.ForeignKey(
        Staff, verbose_name=_("结束人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_on = models.DateField(_("结束日期"), null=True)
    report = models.JSONField(_("检查报告"), null=True)
    cancel_reason = models.CharField(_("取消原因"), max_length=200, blank=True, default="")
    cancelled_by = models.ForeignKey(
        Staff, verbose_name=_("取消人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    cancelled_on = models.DateField(_("取消日期"), null=True)

    objects = InspectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("抽查")
        verbose_name_plural = _("抽查")
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=InspectionStatus.values), name="inspection_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(seed_source__in=SeedSource.values), name="seed_source_is_known"
            ),
            models.CheckConstraint(
                condition=Q(
                    confidence__in=CONFIDENCES,
                    margin__gt=0,
                    margin__lt=50,
                    given_size__isnull=True,
                )
                | Q(confidence__isnull=True, margin__isnull=True, given_size__gt=0),
                name="an_inspection_has_one_way_to_its_size",
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=(InspectionStatus.PLANNED, InspectionStatus.CANCELLED),
                    frozen_by__isnull=True,
                    frozen_on__isnull=True,
                    household_count__isnull=True,
                    sample_size__isnull=True,
                    list_hash="",
                )
                | Q(
                    frozen_by__isnull=False,
                    frozen_on__isnull=False,
                    frozen_on__gte=F("population_on"),
                    household_count__gt=0,
                    sample_size__gt=0,
                    sample_size__lte=F("household_count"),
                    list_hash__regex="^[0-9a-f]{64}$",
                )
                & ~Q(status=InspectionStatus.PLANNED),
                name="a_frozen_list_is_not_empty",
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=(
                        InspectionStatus.PLANNED,
                        InspectionStatus.FROZEN,
                        InspectionStatus.CANCELLED,
                    ),
                    seed="",
                    drawn_by__isnull=True,
                    drawn_on__isnull=True,
                )
                | Q(
                    status__in=(InspectionStatus.DRAWN, InspectionStatus.CLOSED),
                    seed__regex=r"^\d{8}$",
                    drawn_by__isnull=False,
                    drawn_on__isnull=False,
                ),
                name="a_drawn_inspection_says_its_seed",
            ),
            models.CheckConstraint(
                condition=Q(
                    status=InspectionStatus.CLOSED,
                    closed_by__isnull=False,
                    closed_on__isnull=False,
                    report__isnull=False,
                )
                | Q(closed_by__isnull=True, closed_on__isnull=True, report__isnull=True)
                & ~Q(status=InspectionStatus.CLOSED),
                name="a_closed_inspection_has_its_report",
            ),
            models.CheckConstraint(
                condition=~Q(cancel_reason="") & Q(status=InspectionStatus.CANCELLED)
                | Q(cancel_reason="") & ~Q(status=InspectionStatus.CANCELLED),
                name="a_cancelled_inspection_says_why",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_by__isnull=True, cancelled_on__isnull=True)
                | Q(
                    status=InspectionStatus.CANCELLED,
                    cancelled_by__isnull=False,
                    cancelled_on__isnull=False,
                ),
                name="a_cancelling_has_its_person_and_day",
            ),
        ]
        triggers = [
            never_deleted("inspection"),
            *INSPECTION_WORKFLOW.guards("inspection"),
            signed_by_who_acts("inspection", "planned_by_id", pgtrigger.Insert),
            signed_by_who_acts("inspection", "frozen_by_id", pgtrigger.Update),
            signed_by_who_acts("inspection", "drawn_by_id", pgtrigger.Update),
            signed_by_who_acts("inspection", "closed_by_id", pgtrigger.Update),
            signed_by_who_acts("inspection", "cancelled_by_id", pgtrigger.Update),
            after(
                "an_inspection_stays_as_it_was_planned",
                pgtrigger.Update,
                f"""
                SELECT FROM old_rows o JOIN new_rows n USING (id)
                WHERE to_jsonb(o) - '{_SET_LATER}'::text[] <> to_jsonb(n) - '{_SET_LATER}'::text[]
                   OR o.frozen_on IS NOT NULL
                      AND (o.frozen_by_id, o.frozen_on, o.household_count, o.sample_size, o.list_hash)
                          IS DISTINCT FROM (n.frozen_by_id, n.frozen_on, n.household_count, n.sample_size, n.list_hash)
                   OR o.drawn_on IS NOT NULL
                      AND (o.seed, o.drawn_by_id, o.drawn_on) IS DISTINCT FROM (n.seed, n.drawn_by_id, n.drawn_on)
                   OR o.closed_on IS NOT NULL
                      AND (o.closed_by_id, o.closed_on, o.report)
                          IS DISTINCT FROM (n.closed_by_id, n.closed_on, n.report)
                """,
            ),
            # The published text is what was hashed, and every family of it has its row.
            after(
                "a_list_is_frozen_with_all_its_families",
                pgtrigger.Update,
                """
                SELECT FROM old_rows o JOIN new_rows n USING (id)
                LEFT JOIN oversight_inspectionlist l ON l.inspection_id = n.id
                WHERE o.status = 'planned' AND n.status = 'frozen' AND (
                    encode(sha256(convert_to(l.text, 'UTF8')), 'hex') IS DISTINCT FROM n.list_hash
                    OR n.household_count IS DISTINCT FROM
                       (SELECT count(*) FROM oversight_inspectionsubject s WHERE s.inspection_id = n.id)
                    OR NOT EXISTS (
                       SELECT FROM (SELECT sum(t.household_count) AS held, sum(t.sample_size) AS drawn
                                    FROM oversight_inspectionstratum t WHERE t.inspection_id = n.id) s
                       WHERE (s.held, s.drawn) = (n.household_count, n.sample_size)))
                """,
            ),
            # Whoever cancels a published list may have seen the number that it waits for: day and reason stay.
            after(
                "a_cancelled_inspection_keeps_its_day_and_reason",
                pgtrigger.Update,
                """
                SELECT FROM old_rows o JOIN new_rows n USING (id)
                WHERE o.status <> 'cancelled' AND n.status = 'cancelled' AND n.cancelled_on IS NULL
                   OR o.status = 'cancelled'
                      AND (o.cancel_reason, o.cancelled_by_id, o.cancelled_on)
                          IS DISTINCT FROM (n.cancel_reason, n.cancelled_by_id, n.cancelled_on)
                """,
            ),
            # Whoever knows the seed knows who is drawn: there is no way back from there.
            after(
                "an_inspection_with_a_seed_goes_on",
                pgtrigger.Update,
                """
                SELECT FROM old_rows o JOIN new_rows n USING (id)
                WHERE o.status <> 'cancelled' AND n.status = 'cancelled'
                  AND EXISTS (SELECT FROM oversight_inspectionseed s WHERE s.inspection_id = n.id)
                """,
            ),
            after(
                "an_inspection_is_drawn_by_a_seed_read_twice",
                pgtrigger.Update,
                """
                SELECT FROM old_rows o JOIN new_rows n USING (id)
                WHERE o.status = 'frozen' AND n.status = 'drawn' AND NOT EXISTS (
                    SELECT FROM oversight_inspectionseed s
                    WHERE s.inspection_id = n.id AND s.is_agreed AND s.digits = n.seed
                      AND s.answered_by_id = n.drawn_by_id)
                """,
            ),
            # Of every stratum as many as the published list asks for, and not one family more.
            after(
                "a_draw_takes_of_each_stratum_what_was_said",
                pgtrigger.Update,
                """
                SELECT FROM old_rows o JOIN new_rows n USING (id)
                JOIN oversight_inspectionstratum t ON t.inspection_id = n.id
                WHERE o.status = 'frozen' AND n.status = 'drawn' AND t.sample_size <> (
                    SELECT count(*) FROM oversight_inspectionvisit v
                    JOIN oversight_inspectionsubject s ON s.id = v.subject_id
                    WHERE v.inspection_id = n.id AND s.stratum = t.number)
                """,
            ),
            after(
                "an_inspection_closes_with_every_visit_signed",
                pgtrigger.Update,
                """
                SELECT FROM old_rows o JOIN new_rows n USING (id)
                JOIN oversight_inspectionvisit v ON v.inspection_id = n.id
                WHERE o.status = 'drawn' AND n.status = 'closed' AND v.status <> 'signed'
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def number(self) -> str:
        """What lists, papers and the public page carry: county or prefecture, year and month, running number."""
        return f"{self.area_id[:6]}-C{self.planned_on:%Y%m}-{self.pk:05d}"

    @property
    def is_running(self) -> bool:
        return self.status == InspectionStatus.DRAWN


class SeedQuerySet(PlacedQuerySet["InspectionSeed"]):
    def open(self) -> Self:
        """Seeds that nobody has read a second time."""
        return self.filter(answered_at__isnull=True)


@history.kept(inserts=False)
class InspectionSeed(PlacedModel):
    """Eight digits from outside, typed by one person and again by another; a reading that differs stays on record."""

    inspection = models.ForeignKey(
        Inspection, verbose_name=_("抽查"), on_delete=models.PROTECT, related_name="seeds"
    )
    digits = models.CharField(_("种子"), max_length=8)
    told_on = models.DateField(_("取数日期"))
    source = models.CharField(_("来源说明"), max_length=200)
    entered_by = models.ForeignKey(
        Staff, verbose_name=_("录入人"), on_delete=models.PROTECT, related_name="+"
    )
    entered_at = models.DateTimeField(_("录入时间"), auto_now_add=True)
    answered_by = models.ForeignKey(
        Staff, verbose_name=_("核对人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(_("核对时间"), null=True)
    is_agreed = models.BooleanField(_("核对一致"), null=True)

    objects = SeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("抽查种子")
        verbose_name_plural = _("抽查种子")
        constraints = [
            models.UniqueConstraint(
                fields=("inspection",),
                condition=~Q(is_agreed=False) | Q(is_agreed__isnull=True),
                name="one_seed_at_a_time_draws_an_inspection",
            ),
            models.CheckConstraint(
                condition=Q(digits__regex=r"^\d{8}$"), name="a_seed_has_eight_digits"
            ),
            models.CheckConstraint(
                condition=Q(
                    answered_by__isnull=True, answered_at__isnull=True, is_agreed__isnull=True
                )
                | Q(answered_by__isnull=False, answered_at__isnull=False, is_agreed__isnull=False),
                name="an_answered_seed_says_by_whom_and_when",
            ),
            # A comparison with a person not yet there is unknown, and passes.
            models.CheckConstraint(
                condition=~Q(answered_by=F("entered_by")), name="a_second_person_reads_a_seed"
            ),
        ]
        triggers = [
            never_deleted("inspection_seed"),
            signed_by_who_acts("inspection_seed", "entered_by_id", pgtrigger.Insert),
            signed_by_who_acts("inspection_seed", "answered_by_id", pgtrigger.Update),
            # The list is out first; a number that is published somewhere was not yet out on that day.
            after(
                "a_seed_comes_after_its_list",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows n LEFT JOIN oversight_inspection i ON i.id = n.inspection_id
                WHERE i.status IS DISTINCT FROM 'frozen' OR i.area_code <> n.area_code
                   OR n.answered_at IS NOT NULL OR n.told_on < i.frozen_on
                   OR i.seed_source = 'published' AND n.told_on <= i.frozen_on
                """,
            ),
            after(
                "a_seed_is_answered_once_and_stays_as_entered",
                pgtrigger.Update,
                """
                SELECT FROM old_rows o LEFT JOIN new_rows n USING (id)
                WHERE n.id IS NULL OR o.answered_at IS NOT NULL OR n.answered_at IS NULL
                   OR to_jsonb(o) - '{answered_by_id,answered_at,is_agreed}'::text[]
                      <> to_jsonb(n) - '{answered_by_id,answered_at,is_agreed}'::text[]
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.digits
