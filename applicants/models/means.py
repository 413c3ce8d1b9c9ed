"""What a family has and spends, as declared and checked for one case; yearly amounts in yuan."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applicants.choices import choices
from applicants.eligibility.codes import (
    ExpenseKind,
    IncomeSource,
    PropertyExemption,
    PropertyKind,
)
from applicants.models.case import Case
from applicants.models.person import Person
from dibao import history
from dibao.fields import MoneyField
from dibao.models.placed import PlacedModel, PlacedQuerySet


@history.kept()
class IncomeLine(PlacedModel):
    """One source of one year's income; necessary costs are taken off by the rules."""

    case = models.ForeignKey(
        Case, verbose_name=_("案件"), on_delete=models.PROTECT, related_name="incomes"
    )
    person = models.ForeignKey(
        Person,
        verbose_name=_("成员"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    source = models.CharField(_("来源"), max_length=24, choices=choices(IncomeSource))
    yearly_amount = MoneyField(verbose_name=_("年收入"))
    necessary_cost = MoneyField(verbose_name=_("必要成本"))

    objects = PlacedQuerySet.as_manager()

    class Meta:
        verbose_name = _("收入")
        verbose_name_plural = _("收入")
        constraints = [
            models.CheckConstraint(
                condition=Q(yearly_amount__gte=0, necessary_cost__gte=0),
                name="income_is_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_source_display()} {self.yearly_amount}"


@history.kept()
class ExpenseLine(PlacedModel):
    """A rigid expense of a year (办法 Art 13): medical, disability, education …"""

    case = models.ForeignKey(
        Case, verbose_name=_("案件"), on_delete=models.PROTECT, related_name="expenses"
    )
    kind = models.CharField(_("种类"), max_length=20, choices=choices(ExpenseKind))
    yearly_amount = MoneyField(verbose_name=_("年支出"))

    objects = PlacedQuerySet.as_manager()

    class Meta:
        verbose_name = _("刚性支出")
        verbose_name_plural = _("刚性支出")
        constraints = [
            models.CheckConstraint(
                condition=Q(yearly_amount__gte=0), name="expense_is_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.yearly_amount}"


@history.kept()
class PropertyLine(PlacedModel):
    """A thing owned: an amount in yuan for money, a count for the rest."""

    case = models.ForeignKey(
        Case, verbose_name=_("案件"), on_delete=models.PROTECT, related_name="properties"
    )
    kind = models.CharField(_("种类"), max_length=24, choices=choices(PropertyKind))
    amount = MoneyField(verbose_name=_("价值"))
    count = models.PositiveSmallIntegerField(_("数量"), default=1)
    exemption = models.CharField(
        _("豁免"), max_length=24, choices=choices(PropertyExemption), blank=True
    )

    objects = PlacedQuerySet.as_manager()

    class Meta:
        verbose_name = _("财产")
        verbose_name_plural = _("财产")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="property_is_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount}"
