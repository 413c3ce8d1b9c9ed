"""What member agencies do for poor households: each benefit, and its dated terms as data that an official can read."""

from datetime import date

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from applicants.eligibility.aid import AidRule
from dibao import history
from dibao.models.agency import Agency
from dibao.models.staff import Staff
from dibao.ranges import both_included
from dibao.triggers import after, never_deleted, signed_by_who_acts


class AidFrequency(models.TextChoices):
    """How often one person or household may get a benefit."""

    ONCE = "once", _("一次")
    YEAR = "year", _("每年一次")
    TERM = "term", _("每学期一次")
    MONTH = "month", _("每月一次")
    AS_NEEDED = "as_needed", _("按需要")


# The first day of the period that a day lies in, by frequency; null where a benefit may come as often as it is needed.
# School terms begin in February and August.
PERIOD = """
    CASE {0}
        WHEN 'once' THEN date '0001-01-01'
        WHEN 'year' THEN date_trunc('year', {1})::date
        WHEN 'month' THEN date_trunc('month', {1})::date
        WHEN 'term' THEN (date_trunc('year', {1} - interval '1 month')
            + CASE WHEN extract(month FROM {1} - interval '1 month') < 7
                   THEN interval '1 month' ELSE interval '7 months' END)::date
    END
"""


def period_of(frequency: str, on: date) -> date | None:
    """The first day of the period that a day lies in, as `PERIOD` says it in SQL."""
    if frequency == AidFrequency.ONCE:
        return date.min
    if frequency == AidFrequency.YEAR:
        return on.replace(month=1, day=1)
    if frequency == AidFrequency.MONTH:
        return on.replace(day=1)
    if frequency == AidFrequency.TERM:
        if on.month == 1:
            return date(on.year - 1, 8, 1)
        return on.replace(month=2 if on.month < 8 else 8, day=1)
    return None


@history.kept()
class AidItem(models.Model):
    """One benefit of one agency: what never changes about it. What it gives, and to whom, is in its dated terms."""

    agency = models.ForeignKey(
        Agency, verbose_name=_("成员单位"), on_delete=models.PROTECT, related_name="items"
    )
    code = models.SlugField(_("代码"), max_length=30, unique=True)
    name = models.CharField(_("项目名称"), max_length=40)
    name_en = models.CharField(_("英文名称"), max_length=80)
    unit = models.CharField(_("计量单位"), max_length=10)
    unit_en = models.CharField(_("英文计量单位"), max_length=20)
    is_per_member = models.BooleanField(_("按人办理"))
    frequency = models.CharField(_("频次"), max_length=10, choices=AidFrequency)
    position = models.PositiveSmallIntegerField(_("排序"))

    class Meta:
        verbose_name = _("帮扶项目")
        verbose_name_plural = _("帮扶项目")
        ordering = ("agency__position", "position")
        constraints = [
            models.UniqueConstraint(
                fields=("agency", "name"), name="an_agency_has_a_benefit_of_a_name_once"
            ),
            models.CheckConstraint(
                condition=Q(frequency__in=AidFrequency.values), name="aid_frequency_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(name_en="") & ~Q(unit="") & ~Q(unit_en=""),
                name="an_aid_item_has_its_words",
            ),
        ]
        triggers = [
            never_deleted("aid_item"),
            # How often somebody may get it is counted over all its terms.
            after(
                "an_aid_item_stays_what_it_is",
                pgtrigger.Update,
                """
                SELECT FROM old_rows o LEFT JOIN new_rows n USING (id)
                WHERE n.id IS NULL OR (o.agency_id, o.code, o.unit, o.is_per_member, o.frequency)
                   <> (n.agency_id, n.code, n.unit, n.is_per_member, n.frequency)
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AidTermsStatus(models.TextChoices):
    DRAFT = "draft", _("草稿")
    ACTIVE = "active", _("生效")


class AidTermsQuerySet(models.QuerySet["AidTerms"]):
    def in_force(self, *, on: date) -> "AidTermsQuerySet":
        """The active terms of every benefit on a day: one of each at most."""
        ends_later = Q(last_day__isnull=True) | Q(last_day__gte=on)
        return self.filter(ends_later, status=AidTermsStatus.ACTIVE, first_day__lte=on)


@history.kept()
class AidTerms(models.Model):
    """A benefit's terms from a day to a day; a referral that rests on them keeps them as they are, but the last day.

    `terms` holds `applicants.eligibility.aid`'s value: quantity, money value rule, conditions, fields to pass on.
    """

    item = models.ForeignKey(
        AidItem, verbose_name=_("帮扶项目"), on_delete=models.PROTECT, related_name="versions"
    )
    first_day = models.DateField(_("起始日期"))
    last_day = models.DateField(_("终止日期"), null=True, blank=True)
    status = models.CharField(
        _("状态"), max_length=10, choices=AidTermsStatus, default=AidTermsStatus.DRAFT
    )
    legal_basis = models.TextField(_("依据"))
    terms = models.JSONField(_("条款"))
    # None for the terms that ship with the system.
    drafted_by = models.ForeignKey(
        Staff,
        verbose_name=_("起草人"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    activated_by = models.ForeignKey(
        Staff,
        verbose_name=_("启用人"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    activated_at = models.DateTimeField(_("启用时间"), null=True, blank=True)

    objects = AidTermsQuerySet.as_manager()

    class Meta:
        verbose_name = _("帮扶条款")
        verbose_name_plural = _("帮扶条款")
        ordering = ("item", "first_day")
        constraints = [
            ExclusionConstraint(
                name="terms_of_a_benefit_never_overlap",
                expressions=[
                    ("item", RangeOperators.EQUAL),
                    (both_included("first_day", "last_day"), RangeOperators.OVERLAPS),
                ],
                condition=Q(status=AidTermsStatus.ACTIVE),
            ),
            models.CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(last_day__gte=F("first_day")),
                name="aid_terms_days_in_order",
            ),
            models.CheckConstraint(
                condition=Q(status__in=AidTermsStatus.values), name="aid_terms_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(activated_by__isnull=True, activated_at__isnull=True)
                | Q(
                    status=AidTermsStatus.ACTIVE,
                    activated_by__isnull=False,
                    activated_at__isnull=False,
                ),
                name="activated_aid_terms_say_by_whom_and_when",
            ),
            models.CheckConstraint(
                condition=Q(activated_by__isnull=True) | ~Q(activated_by=F("drafted_by")),
                name="nobody_activates_aid_terms_of_their_own",
            ),
        ]
        triggers = [
            never_deleted("aid_terms"),
            signed_by_who_acts("aid_terms", "drafted_by_id", pgtrigger.Insert),
            signed_by_who_acts("aid_terms", "activated_by_id", pgtrigger.Update),
            after(
                "active_aid_terms_only_ever_end",
                pgtrigger.Update,
                """
                SELECT FROM old_rows o LEFT JOIN new_rows n USING (id)
                WHERE n.id IS NULL OR o.item_id <> n.item_id OR o.status = 'active'
                  AND to_jsonb(o) - 'last_day' <> to_jsonb(n) - 'last_day'
                """,
            ),
            after(
                "aid_terms_are_activated_by_a_second_person",
                pgtrigger.Update,
                """
                SELECT FROM old_rows o JOIN new_rows n USING (id)
                WHERE o.status = 'draft' AND n.status = 'active'
                  AND (n.drafted_by_id IS NULL OR n.activated_by_id IS NULL)
                """,
            ),
            # What ships comes before anybody works here: outside of anybody's scope, and nobody's signature is on it.
            after(
                "aid_terms_begin_as_a_draft",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows n WHERE n.status = 'active' AND (
                    n.activated_by_id IS NOT NULL OR (SELECT scope_story() ->> 'staff') IS NOT NULL)
                """,
            ),
            after(
                "aid_terms_last_as_long_as_they_were_used",
                pgtrigger.Update,
                "SELECT FROM new_rows n WHERE n.last_day < aid_terms_used_until(n.id)",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.first_day}"

    def as_rule(self) -> AidRule:
        """The terms as the value that rules speak in."""
        return AidRule.from_json(self.terms)
