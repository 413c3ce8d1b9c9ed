"""Member agencies of the 1+X platform: who does for a poor household what the allowance does not do."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dibao import history
from dibao.triggers import never_deleted


class AgencyQuerySet(models.QuerySet["Agency"]):
    def taking_part(self) -> "AgencyQuerySet":
        """Those that referrals may be sent to, in the order in which the platform lists them."""
        return self.filter(is_active=True).order_by("position")


@history.kept()
class Agency(models.Model):
    """One of the prefecture's member agencies (社会救助法 Art 64); its people are posted to it, in a county or in all.

    It stands on the ground floor because a posting names it (decision 22). `name` is what papers of 2008 call it and
    `name_today` what it is called since, empty where nothing has changed.
    """

    code = models.SlugField(_("代码"), max_length=20, unique=True)
    name = models.CharField(_("单位名称"), max_length=40)
    name_today = models.CharField(_("现名称"), max_length=40, blank=True, default="")
    name_en = models.CharField(_("英文名称"), max_length=80)
    position = models.PositiveSmallIntegerField(_("排序"))
    phone = models.CharField(_("联系电话"), max_length=20, blank=True, default="")
    is_active = models.BooleanField(_("参加1+X平台"), default=True)

    objects = AgencyQuerySet.as_manager()

    class Meta:
        verbose_name = _("成员单位")
        verbose_name_plural = _("成员单位")
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(fields=("name",), name="an_agency_has_a_name_of_its_own"),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(name_en=""), name="an_agency_is_named_in_both_languages"
            ),
        ]
        triggers = [never_deleted("agency")]

    def __str__(self) -> str:
        return self.name
