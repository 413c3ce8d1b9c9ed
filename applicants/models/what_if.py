"""What-if: other terms tried on the register of a month, kept with everything that it was reckoned from."""

from decimal import Decimal

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applicants.choices import BENEFIT_CLASSES
from applicants.eligibility.terms import Terms
from applicants.models.assessment import Assessment
from applicants.models.grant import Grant
from applicants.models.household import Household
from applicants.models.policy import RuleSet
from dibao.fields import MoneyField, MonthField
from dibao.models.placed import PlacedModel, PlacedQuerySet
from dibao.models.staff import Staff
from dibao.triggers import after, append_only, never_deleted


class Change(models.TextChoices):
    """What other terms would mean to one household."""

    GAINS = "gains", _("增加")
    LOSES = "loses", _("减少")
    ENTERS = "enters", _("新进")
    LEAVES = "leaves", _("退出")
    SAME = "same", _("不变")
    # The rules alone cannot say; the amounts are their proposal.
    REVIEW = "review", _("需人工核定")


class WhatIf(PlacedModel):
    """One trial: terms, a month, an area, and what came of it; finished once, it never changes."""

    name = models.CharField(_("名称"), max_length=80)
    month = MonthField(verbose_name=_("月份"))
    # The rules in force that month, and the draft that was tried, where it was one.
    base = models.ForeignKey(
        RuleSet, verbose_name=_("现行规则"), on_delete=models.PROTECT, related_name="+"
    )
    draft = models.ForeignKey(
        RuleSet,
        verbose_name=_("草案"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="what_ifs",
    )
    terms = models.JSONField(_("条款"))
    terms_hash = models.CharField(_("条款校验值"), max_length=64)
    asked_by = models.ForeignKey(
        Staff, verbose_name=_("测算人"), on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(_("提出时间"), auto_now_add=True)
    household_count = models.PositiveIntegerField(_("户数"), default=0)
    before_total = models.DecimalField(
        _("现月金额合计"), max_digits=14, decimal_places=2, default=Decimal(0)
    )
    after_total = models.DecimalField(
        _("测算月金额合计"), max_digits=14, decimal_places=2, default=Decimal(0)
    )
    rows_hash = models.CharField(_("结果校验值"), max_length=64, blank=True)
    finished_at = models.DateTimeField(_("完成时间"), null=True, blank=True)

    objects = PlacedQuerySet.as_manager()

    class Meta:
        verbose_name = _("政策测算")
        verbose_name_plural = _("政策测算")
        constraints = [
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True, rows_hash="")
                | (Q(finished_at__isnull=False) & ~Q(rows_hash="")),
                name="a_finished_what_if_has_its_digest",
            ),
        ]
        triggers = [
            never_deleted("what_if"),
            after(
                "a_finished_what_if_never_changes",
                pgtrigger.Update,
                "SELECT FROM old_rows o LEFT JOIN new_rows n USING (id)"
                " WHERE n.id IS NULL OR o.finished_at IS NOT NULL"
                " OR (o.terms, o.month, o.area_code) <> (n.terms, n.month, n.area_code)",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_finished(self) -> bool:
        return self.finished_at is not None

    @property
    def difference(self) -> Decimal:
        """Yuan a month more, or fewer where negative."""
        return self.after_total - self.before_total

    @property
    def yearly_difference(self) -> Decimal:
        return self.difference * 12

    def as_terms(self) -> Terms:
        return Terms.from_json(self.terms)


class WhatIfRow(PlacedModel):
    """One household under the other terms, beside what it has now; amounts in yuan a month, 0 for none."""

    what_if = models.ForeignKey(
        WhatIf, verbose_name=_("政策测算"), on_delete=models.PROTECT, related_name="rows"
    )
    household = models.ForeignKey(
        Household, verbose_name=_("家庭"), on_delete=models.PROTECT, related_name="+"
    )
    grant = models.ForeignKey(
        Grant,
        verbose_name=_("现有待遇"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    # Whose stored facts were judged; none where a county's old list said no more than the class.
    assessment = models.ForeignKey(
        Assessment,
        verbose_name=_("待遇计算"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    change = models.CharField(_("变化"), max_length=8, choices=Change)
    before_class = models.PositiveSmallIntegerField(
        _("现类别"), choices=BENEFIT_CLASSES, null=True, blank=True
    )
    after_class = models.PositiveSmallIntegerField(
        _("测算类别"), choices=BENEFIT_CLASSES, null=True, blank=True
    )
    before_covered = models.PositiveSmallIntegerField(_("现保障人数"))
    after_covered = models.PositiveSmallIntegerField(_("测算保障人数"))
    before_amount = MoneyField(verbose_name=_("现月金额（元）"))
    after_amount = MoneyField(verbose_name=_("测算月金额（元）"))

    objects = PlacedQuerySet.as_manager()

    class Meta:
        verbose_name = _("测算明细")
        verbose_name_plural = _("测算明细")
        constraints = [
            models.UniqueConstraint(
                fields=("what_if", "household"), name="a_what_if_judges_a_household_once"
            ),
            models.CheckConstraint(
                condition=Q(before_amount__gte=0, after_amount__gte=0),
                name="what_if_amounts_are_not_negative",
            ),
        ]
        triggers = [
            append_only("what_if_row"),
            after(
                "rows_come_before_their_what_if_is_finished",
                pgtrigger.Insert,
                "SELECT FROM new_rows n LEFT JOIN applicants_whatif w ON w.id = n.what_if_id"
                " WHERE w.id IS NULL OR w.finished_at IS NOT NULL",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.household} {self.get_change_display()}"

    @property
    def difference(self) -> Decimal:
        return self.after_amount - self.before_amount
