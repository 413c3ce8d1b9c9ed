"""Days that differ from the plain week: seeded from a library, kept by the administrator past its end."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from dibao import history
from dibao.values.workdays import WorkCalendar


class HolidayQuerySet(models.QuerySet["Holiday"]):
    def calendar(self) -> WorkCalendar:
        """The whole table as a plain value for rules that count working days."""
        days = list(self.values_list("day", "is_working"))
        return WorkCalendar(
            working_days_off=frozenset(day for day, works in days if not works),
            working_weekends=frozenset(day for day, works in days if works),
        )


@history.kept()
class Holiday(models.Model):
    """A weekday off, or a weekend day worked (调休)."""

    day = models.DateField(_("日期"), primary_key=True)
    is_working = models.BooleanField(_("上班"), default=False)
    name = models.CharField(_("名称"), max_length=40)

    objects = HolidayQuerySet.as_manager()

    class Meta:
        verbose_name = _("节假日")
        verbose_name_plural = _("节假日")
        ordering = ("day",)

    def __str__(self) -> str:
        return f"{self.day} {self.name}"
