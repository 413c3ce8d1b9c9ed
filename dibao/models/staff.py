"""People who work with the system, and the postings that say where, as what and how long."""

from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dibao.models.area import Area
from dibao.permissions import Permission
from dibao.roles import JOBS, Role


class StaffManager(BaseUserManager["Staff"]):
    def create_user(self, username: str, name: str, password: str | None = None) -> "Staff":
        staff = self.model(username=username, name=name)
        staff.set_password(password)
        staff.save(using=self._db)
        return staff


class Staff(AbstractBaseUser):
    """A person who logs in. What they may do comes from a posting alone; there is no superuser."""

    username = models.CharField(
        _("用户名"),
        max_length=40,
        unique=True,
        validators=[RegexValidator(r"^[a-z0-9_.-]+$", _("用户名用小写字母、数字、点和横线"))],
    )
    name = models.CharField(_("姓名"), max_length=40)
    is_active = models.BooleanField(_("在用"), default=True)

    objects = StaffManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("工作人员")
        verbose_name_plural = _("工作人员")
        ordering = ("username",)

    def __str__(self) -> str:
        return self.name

    @property
    def posting(self) -> "Posting":
        """The posting that this person acts under now; set for each request, job or test by `acting`."""
        try:
            return self._posting
        except AttributeError:
            raise LookupError(f"{self.username} acts under no posting") from None

    def acting(self, posting: "Posting") -> "Staff":
        """This person, acting under one of their postings."""
        if posting.staff_id != self.pk:
            raise ValueError("a posting is its holder's own")
        self._posting = posting
        return self

    @property
    def permissions(self) -> frozenset[Permission]:
        """What the active posting gives; nothing without one."""
        return self._posting.permissions if hasattr(self, "_posting") else frozenset()

    # Django's admin asks these four of a user.
    @property
    def is_staff(self) -> bool:
        return self.is_active

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return self.is_active and perm in self.permissions

    def has_perms(self, perm_list: list[str], obj: object = None) -> bool:
        return all(self.has_perm(perm, obj) for perm in perm_list)

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_active and bool(self.permissions)


class PostingQuerySet(models.QuerySet["Posting"]):
    def current(self, *, on: date) -> "PostingQuerySet":
        """Postings in force on a day, of people whose account is in use."""
        ends_later = Q(ends_on__isnull=True) | Q(ends_on__gte=on)
        return self.filter(ends_later, starts_on__lte=on, staff__is_active=True)


class Posting(models.Model):
    """One person's job in one area from a day to a day; one is active at a time."""

    staff = models.ForeignKey(
        Staff, verbose_name=_("工作人员"), on_delete=models.PROTECT, related_name="postings"
    )
    area = models.ForeignKey(
        Area,
        verbose_name=_("地区"),
        on_delete=models.PROTECT,
        db_column="area_code",
        related_name="+",
    )
    role = models.CharField(_("岗位"), max_length=20, choices=Role)
    starts_on = models.DateField(_("任职日期"))
    ends_on = models.DateField(_("离任日期"), null=True, blank=True)

    objects = PostingQuerySet.as_manager()

    class Meta:
        verbose_name = _("岗位任职")
        verbose_name_plural = _("岗位任职")
        ordering = ("staff__username", "starts_on")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="posting_days_in_order",
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="posting_role_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.get_role_display()}"

    @property
    def permissions(self) -> frozenset[Permission]:
        return JOBS[self.role].permissions
