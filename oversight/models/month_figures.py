"""What the public is told about one county's month: counts and sums, nobody's name."""

from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dibao.fields import MoneyField, MonthField
from dibao.models.placed import PlacedModel, PlacedQuerySet
from dibao.models.staff import Staff
from dibao.triggers import append_only
from dibao.values.months import BenefitMonth


class MonthFiguresQuerySet(PlacedQuerySet["MonthFigures"]):
    def last_months(self, number: int, *, until: BenefitMonth) -> Self:
        """The figures of `number` months that end with `until`, the newest first."""
        return self.filter(month__gte=until.plus(1 - number), month__lte=until).order_by(
            "-month", "area_id"
        )


class MonthFigures(PlacedModel):
    """One county's month as it stood when it was published; the area is the county. Written once, amounts in yuan."""

    month = MonthField(verbose_name=_("月份"))
    households = models.PositiveIntegerField(_("户数"))
    persons = models.PositiveIntegerField(_("保障人数"))
    class_1_persons = models.PositiveIntegerField(_("一类人数"))
    class_2_persons = models.PositiveIntegerField(_("二类人数"))
    class_3_persons = models.PositiveIntegerField(_("三类人数"))
    class_1_amount = MoneyField(verbose_name=_("一类金额"))
    class_2_amount = MoneyField(verbose_name=_("二类金额"))
    class_3_amount = MoneyField(verbose_name=_("三类金额"))
    due_amount = MoneyField(verbose_name=_("应发"))
    paid_amount = MoneyField(verbose_name=_("已发"))
    in_flight_amount = MoneyField(verbose_name=_("在途"))
    failed_amount = MoneyField(verbose_name=_("未发成"))
    held_amount = MoneyField(verbose_name=_("缓发"))
    published_on = models.DateField(_("公布日期"))
    # Null for months that were published before this system kept them.
    published_by = models.ForeignKey(
        Staff, verbose_name=_("公布人"), null=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = MonthFiguresQuerySet.as_manager()

    class Meta:
        verbose_name = _("月度公布数据")
        verbose_name_plural = _("月度公布数据")
        ordering = ("-month", "area")
        constraints = [
            models.UniqueConstraint(
                fields=("area", "month"), name="a_county_publishes_a_month_once"
            ),
            models.CheckConstraint(
                condition=Q(
                    persons=F("class_1_persons") + F("class_2_persons") + F("class_3_persons")
                ),
                name="published_persons_are_those_of_their_classes",
            ),
            models.CheckConstraint(
                condition=Q(
                    due_amount=F("class_1_amount") + F("class_2_amount") + F("class_3_amount")
                ),
                name="published_money_is_that_of_its_classes",
            ),
            # Design 4.10: what is due is somewhere, to the fen.
            models.CheckConstraint(
                condition=Q(
                    due_amount=F("paid_amount")
                    + F("in_flight_amount")
                    + F("failed_amount")
                    + F("held_amount")
                ),
                name="published_money_is_paid_or_under_way",
            ),
        ]
        triggers = [append_only("month_figures")]

    def __str__(self) -> str:
        return f"{self.area} {self.month}"

    @property
    def average(self) -> Decimal | None:
        """Yuan due per person; None in a month without persons."""
        return self.due_amount / self.persons if self.persons else None
