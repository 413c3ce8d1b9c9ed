"""What the nightly comparison of a county's books found."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from dibao.models.placed import PlacedModel, PlacedQuerySet
from dibao.triggers import append_only


class ComparisonQuerySet(PlacedQuerySet["LedgerComparison"]):
    def newest(self) -> Self:
        """The last comparison of each county."""
        return self.order_by("area_id", "-pk").distinct("area_id")


class LedgerComparison(PlacedModel):
    """One night's comparison of one county; its area is the county. `differences` keeps the first hundred in words."""

    compared_at = models.DateTimeField(_("核对时间"), auto_now_add=True)
    month_count = models.PositiveIntegerField(_("月份数"))
    difference_count = models.PositiveIntegerField(_("不一致"))
    differences = models.JSONField(_("不一致的内容"), default=list)

    objects = ComparisonQuerySet.as_manager()

    class Meta:
        verbose_name = _("账目核对")
        verbose_name_plural = _("账目核对")
        triggers = [append_only("ledger_comparison")]

    def __str__(self) -> str:
        return f"{self.area} {self.compared_at:%Y-%m-%d} {self.difference_count}"
