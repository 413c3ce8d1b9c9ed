"""Rule sets: the law of an area and a span of dates, as data that an official can read and change as a draft."""

from datetime import date

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.eligibility.terms import Terms
from dibao import history
from dibao.errors import Refused
from dibao.levels import AreaLevel
from dibao.models.area import Area
from dibao.models.staff import Staff
from dibao.ranges import both_included
from dibao.triggers import after, never_deleted, signed_by_who_acts


class RuleSetStatus(models.TextChoices):
    DRAFT = "draft", _("草稿")
    ACTIVE = "active", _("生效")


class RuleSetQuerySet(models.QuerySet["RuleSet"]):
    def in_force(self, area: Area, *, on: date) -> "RuleSet":
        """The active rule set of the area's county, else of its prefecture, on a day; Refused where there is none."""
        codes = [area.county_code, area.code[:4] + "00000000"]
        ends_later = Q(last_day__isnull=True) | Q(last_day__gte=on)
        found = (
            self.filter(ends_later, area__in=codes, status=RuleSetStatus.ACTIVE, first_day__lte=on)
            # The county's own code sorts after its prefecture's, so a county's rules come first.
            .order_by("-area_id")
            .first()
        )
        if found is None:
            raise Refused(
                _now("%(day)s没有生效的低保规则。找系统管理员登记规则后再办。") % {"day": on}
            )
        return found

    def of_place(self, area: Area) -> "RuleSetQuerySet":
        """The sets that concern an area: its own, its counties', and its prefecture's."""
        low, high = area.span
        return self.filter(Q(area__gte=low, area__lt=high) | Q(area=area.code[:4] + "00000000"))

    def before(self, draft: "RuleSet") -> "RuleSet | None":
        """The active set that a draft would take the place of: its area's own, else its prefecture's."""
        codes = [draft.area_id, draft.area_id[:4] + "00000000"]
        earlier = self.filter(
            area__in=codes, status=RuleSetStatus.ACTIVE, first_day__lte=draft.first_day
        ).exclude(pk=draft.pk)
        return earlier.order_by("-area_id", "-first_day").first()

    def of_counties(self, area: Area, *, on: date) -> "RuleSetQuerySet":
        """The active rule sets of counties within an area that stand before their prefecture's on a day."""
        low, high = area.span
        ends_later = Q(last_day__isnull=True) | Q(last_day__gte=on)
        return self.filter(
            ends_later,
            status=RuleSetStatus.ACTIVE,
            first_day__lte=on,
            area__level=AreaLevel.COUNTY,
            area__gte=low,
            area__lt=high,
        )


@history.kept()
class RuleSet(models.Model):
    """Terms with dates and legal basis; used once by an assessment it never changes again, but for its last day."""

    area = models.ForeignKey(
        Area,
        verbose_name=_("地区"),
        on_delete=models.PROTECT,
        db_column="area_code",
        related_name="+",
    )
    name = models.CharField(_("名称"), max_length=80)
    first_day = models.DateField(_("起始日期"))
    last_day = models.DateField(_("终止日期"), null=True, blank=True)
    status = models.CharField(
        _("状态"), max_length=10, choices=RuleSetStatus, default=RuleSetStatus.DRAFT
    )
    legal_basis = models.TextField(_("依据"))
    terms = models.JSONField(_("条款"))
    # None for the sets that ship with the system, which an operator loads before anybody works.
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

    objects = RuleSetQuerySet.as_manager()

    class Meta:
        verbose_name = _("规则")
        verbose_name_plural = _("规则")
        ordering = ("area", "first_day")
        constraints = [
            ExclusionConstraint(
                name="rule_sets_of_an_area_never_overlap",
                expressions=[
                    ("area", RangeOperators.EQUAL),
                    (both_included("first_day", "last_day"), RangeOperators.OVERLAPS),
                ],
                condition=Q(status=RuleSetStatus.ACTIVE),
            ),
            models.CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(last_day__gte=F("first_day")),
                name="rule_set_days_in_order",
            ),
            models.CheckConstraint(
                condition=Q(status__in=RuleSetStatus.values), name="rule_set_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(activated_by__isnull=True, activated_at__isnull=True)
                | Q(
                    status=RuleSetStatus.ACTIVE,
                    activated_by__isnull=False,
                    activated_at__isnull=False,
                ),
                name="an_activated_rule_set_says_by_whom_and_when",
            ),
            models.CheckConstraint(
                condition=Q(activated_by__isnull=True) | ~Q(activated_by=F("drafted_by")),
                name="nobody_activates_rules_of_their_own",
            ),
        ]
        triggers = [
            never_deleted("rule_set"),
            signed_by_who_acts("rule_set", "drafted_by_id", pgtrigger.Insert),
            signed_by_who_acts("rule_set", "activated_by_id", pgtrigger.Update),
            after(
                "a_used_rule_set_never_changes",
                pgtrigger.Update,
                """
                SELECT FROM old_rows o JOIN new_rows n USING (id)
                WHERE to_jsonb(o) - 'last_day' <> to_jsonb(n) - 'last_day'
                  AND rule_set_is_used(o.id)
                """,
            ),
            # What ships is loaded for a prefecture; a county's own rules are always two people's work.
            after(
                "a_rule_set_is_activated_by_a_second_person",
                pgtrigger.Update,
                """
                SELECT FROM old_rows o JOIN new_rows n USING (id)
                WHERE o.status = 'draft' AND n.status = 'active'
                  AND (n.drafted_by_id IS NULL OR n.activated_by_id IS NULL)
                   OR o.status = 'active' AND n.status = 'draft'
                """,
            ),
            after(
                "rules_of_a_county_begin_as_a_draft",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows n
                WHERE n.status = 'active' AND right(n.area_code, 8) <> '00000000'
                """,
            ),
            after(
                "a_rule_set_lasts_as_long_as_it_was_used",
                pgtrigger.Update,
                """
                SELECT FROM new_rows n WHERE n.last_day < rule_set_used_until(n.id)
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def as_terms(self) -> Terms:
        """The terms as the value that the pure rules take."""
        return Terms.from_json(self.terms)
