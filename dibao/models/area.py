"""Administrative areas by 12-digit statistical code (GB/T 2260 and the statistics bureau's extension)."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from dibao import history
from dibao.levels import AreaLevel

# Digits of the code that name a place of each level; the rest are zeros.
_PREFIX_DIGITS = {"province": 2, "prefecture": 4, "county": 6, "township": 9, "village": 12}


def span_of(code: str, level: str) -> tuple[str, str]:
    """The half-open range [low, high) of codes within an area, for strings in "C" order.

    >>> span_of("990121000000", "county")
    ('990121000000', '990122')
    """
    prefix = code[: _PREFIX_DIGITS[level]]
    return code, prefix[:-1] + chr(ord(prefix[-1]) + 1)


class AreaQuerySet(models.QuerySet["Area"]):
    def within(self, area: "Area") -> "AreaQuerySet":
        """The area itself and everything inside it."""
        low, high = area.span
        return self.filter(code__gte=low, code__lt=high)

    def of_level(self, level: AreaLevel) -> "AreaQuerySet":
        return self.filter(level=level)


@history.kept(inserts=False)
class Area(models.Model):
    """A province, prefecture, county, township or village; the code says where it lies."""

    code = models.CharField(
        _("区划代码"),
        primary_key=True,
        max_length=12,
        db_collation="C",
        validators=[RegexValidator(r"^\d{12}$", _("区划代码是12位数字"))],
    )
    name = models.CharField(_("名称"), max_length=60)
    level = models.CharField(_("级别"), max_length=10, choices=AreaLevel)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("上级"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
        db_column="parent_code",
    )
    path = models.CharField(_("全称"), max_length=120, blank=True)
    rural_population = models.PositiveIntegerField(_("农村人口"), null=True, blank=True)
    # Of a prefecture or county; what the yearbook prints of it.
    total_population = models.PositiveIntegerField(_("总人口"), null=True, blank=True, default=None)
    land_km2 = models.DecimalField(
        _("面积（平方公里）"), max_digits=9, decimal_places=1, null=True, blank=True, default=None
    )
    office_phone = models.CharField(_("监督电话"), max_length=30, blank=True)
    office_address = models.CharField(_("办公地址"), max_length=120, blank=True)

    objects = AreaQuerySet.as_manager()

    class Meta:
        verbose_name = _("区划")
        verbose_name_plural = _("区划")
        ordering = ("code",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(code__regex=r"^\d{12}$"), name="area_code_has_twelve_digits"
            ),
            models.CheckConstraint(
                condition=models.Q(level__in=AreaLevel.values), name="area_level_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.path or self.name

    @property
    def span(self) -> tuple[str, str]:
        return span_of(self.code, self.level)

    @property
    def county_code(self) -> str:
        """The code of the county that this area lies in (or is)."""
        return county_of(self.code)

    @property
    def is_above_counties(self) -> bool:
        return self.level in (AreaLevel.PROVINCE, AreaLevel.PREFECTURE)

    def contains(self, code: str) -> bool:
        low, high = self.span
        return low <= code < high


def county_of(code: str) -> str:
    """The county's 12-digit code of any code at or below it."""
    return code[:6] + "000000"


def township_of(code: str) -> str:
    """The township's 12-digit code of any code at or below it."""
    return code[:9] + "000"
