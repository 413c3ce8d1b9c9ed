"""What a family has and spends, as declared and checked for one case; yearly amounts in yuan."""

import pgtrigger
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
from applicants.models.supporter import Supporter
from dibao import history
from dibao.fields import MoneyField
from dibao.models.placed import PlacedModel, PlacedQuerySet
from dibao.triggers import after

# Either the list of supporters says what is paid, or a line without a name does.
_COUNTED_TWICE = """
    SELECT FROM (SELECT DISTINCT case_id FROM new_rows WHERE source = 'support_payment') n
    JOIN applicants_incomeline i ON i.case_id = n.case_id AND i.source = 'support_payment'
    GROUP BY n.case_id HAVING count(DISTINCT i.supporter_id IS NULL) > 1
"""

# What another household has, or what another place does not see, is nothing of this family's.
_NOT_THE_FAMILYS = """
    SELECT FROM new_rows n
    LEFT JOIN applicants_case c ON c.id = n.case_id AND c.area_code = n.area_code
    WHERE c.id IS NULL OR n.person_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM applicants_membership m
        WHERE m.household_id = c.household_id AND m.person_id = n.person_id)
"""


def _guards() -> list[pgtrigger.Trigger]:
    """What holds of every line, of whatever kind."""
    return [
        after("a_line_is_of_its_family", pgtrigger.Insert, _NOT_THE_FAMILYS),
        after("a_line_stays_of_its_family", pgtrigger.Update, _NOT_THE_FAMILYS),
    ]


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
    # Who pays, where it is support; the line is written from the list of supporters.
    supporter = models.ForeignKey(
        Supporter,
        verbose_name=_("给付人"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
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
            models.CheckConstraint(
                condition=Q(supporter__isnull=True) | Q(source=IncomeSource.SUPPORT_PAYMENT),
                name="only_support_has_a_supporter",
            ),
            models.UniqueConstraint(
                fields=("case", "supporter"), name="a_supporter_pays_once_in_a_case"
            ),
        ]
        triggers = [
            *_guards(),
            after("support_is_counted_once", pgtrigger.Insert, _COUNTED_TWICE),
            after("support_stays_counted_once", pgtrigger.Update, _COUNTED_TWICE),
        ]

    def __str__(self) -> str:
        return f"{self.get_source_display()} {self.yearly_amount}"


@history.kept()
class ExpenseLine(PlacedModel):
    """A rigid expense of a year (办法 Art 13): medical, disability, education …"""

    case = models.ForeignKey(
        Case, verbose_name=_("案件"), on_delete=models.PROTECT, related_name="expenses"
    )
    person = models.ForeignKey(
        Person,
        verbose_name=_("成员"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
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
        triggers = _guards()

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.yearly_amount}"


@history.kept()
class PropertyLine(PlacedModel):
    """A thing owned: an amount in yuan for money, a count for the rest."""

    case = models.ForeignKey(
        Case, verbose_name=_("案件"), on_delete=models.PROTECT, related_name="properties"
    )
    person = models.ForeignKey(
        Person,
        verbose_name=_("成员"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
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
        triggers = _guards()

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount}"
