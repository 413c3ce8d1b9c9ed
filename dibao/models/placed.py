"""Rows that belong to a place: scoped in Python here, and by row-level security beneath."""

from typing import Self, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from dibao.models.area import Area
from dibao.models.staff import Staff

M = TypeVar("M", bound=models.Model)


class PlacedQuerySet(models.QuerySet[M]):
    """Querysets over rows with an area code."""

    def visible_to(self, staff: Staff) -> Self:
        """The rows within the posting that `staff` acts under."""
        return self.within(staff.posting.area)

    def within(self, area: Area) -> Self:
        low, high = area.span
        return self.filter(area_id__gte=low, area_id__lt=high)

    def lock(self, row: M) -> M:
        """The row again, locked until the transaction ends; what the caller held may be stale."""
        return self.select_for_update(of=("self",)).get(pk=row.pk)


class PlacedModel(models.Model):
    """A row of a village (persons, households, cases …) or of a county (batches, files)."""

    area = models.ForeignKey(
        Area,
        verbose_name=_("地区"),
        on_delete=models.PROTECT,
        db_column="area_code",
        related_name="+",
    )

    class Meta:
        abstract = True
