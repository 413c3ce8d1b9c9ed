"""People who work with the system, and the postings that say where, as what and how long."""

from datetime import date

import pgtrigger
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Left, Right
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from dibao import history
from dibao.levels import AreaLevel
from dibao.models.agency import Agency
from dibao.models.area import Area
from dibao.permissions import Permission
from dibao.ranges import both_included
from dibao.roles import JOBS, Role
from dibao.triggers import after, never_deleted


class StaffQuerySet(models.QuerySet["Staff"]):
    def answered_for_by(self, area: Area, *, on: date) -> "StaffQuerySet":
        """The people whom the administrators of `area` answer for, and nobody who works anywhere else too.

        Those are who works there on `on` or will, and who was given an account there and works nowhere. A posting
        that is over says nothing: else one that ended yesterday would open an account that was never theirs.
        """
        low, high = area.span
        lasting = Posting.objects.lasting(on=on).filter(staff=OuterRef("pk"))
        here = Q(area_id__gte=low, area_id__lt=high)
        made_here = Q(made_in_id__gte=low, made_in_id__lt=high)
        return self.filter(Exists(lasting.filter(here)) | made_here).exclude(
            Exists(lasting.exclude(here))
        )


class StaffManager(BaseUserManager["Staff"]):
    def get_queryset(self) -> StaffQuerySet:
        return StaffQuerySet(self.model, using=self._db)

    def answered_for_by(self, area: Area, *, on: date) -> StaffQuerySet:
        return self.get_queryset().answered_for_by(area, on=on)

    def create_user(self, username: str, name: str, password: str | None = None) -> "Staff":
        staff = self.model(username=username, name=name)
        staff.set_password(password)
        staff.save(using=self._db)
        return staff


@history.kept(without=("password", "last_login"))
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
    made_in = models.ForeignKey(
        Area,
        verbose_name=_("建账地区"),
        # Accounts made before this was asked belong to where their people are posted.
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        db_column="made_in_code",
        related_name="+",
    )
    must_change_password = models.BooleanField(
        _("须改密码"), default=False, db_default=False, editable=False
    )
    # The database writes it with each new hash, however that came there; the hash itself is in no history.
    password_written_at = models.DateTimeField(_("密码写入时间"), null=True, editable=False)

    objects = StaffManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("工作人员")
        verbose_name_plural = _("工作人员")
        ordering = ("username",)
        triggers = [
            never_deleted("staff"),
            pgtrigger.Trigger(
                name="a_new_password_is_dated",
                level=pgtrigger.Row,
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                NEW.password_written_at = CASE
                    WHEN NEW.password IS DISTINCT FROM OLD.password THEN clock_timestamp()
                    ELSE OLD.password_written_at
                END;
                RETURN NEW;
                """,
            ),
        ]

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
    def is_acting(self) -> bool:
        """True where a posting was chosen: a person without one may only see to their own account."""
        return hasattr(self, "_posting")

    @property
    def permissions(self) -> frozenset[Permission]:
        """What the active posting gives; nothing without one."""
        return self._posting.permissions if self.is_acting else frozenset()

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
        """Postings in force on a day, of people whose account is in use; to an agency, while that takes part."""
        takes_part = Q(agency__isnull=True) | Q(agency__is_active=True)
        return self.lasting(on=on).filter(takes_part, starts_on__lte=on, staff__is_active=True)

    def lasting(self, *, on: date) -> "PostingQuerySet":
        """Postings that are not over on a day: in force, or to begin."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on))

    def within(self, area: Area) -> "PostingQuerySet":
        low, high = area.span
        return self.filter(area_id__gte=low, area_id__lt=high)


@history.kept()
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
    # Yuan: the largest batch that its holder reviews, approves or signs; null knows no limit.
    batch_limit = models.DecimalField(
        _("批次签字限额（元）"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        default=None,
        help_text=_("发放批次的金额超过这个数的，由别的人复核、批准或签发；不填没有限额。"),
    )

    # 低保专管员: the city or county whose office employs them full time, also where it posts them to a township;
    # nothing for whom a township employs.
    unit = models.ForeignKey(
        Area,
        verbose_name=_("所属低保机构"),
        null=True,
        blank=True,
        default=None,
        on_delete=models.PROTECT,
        db_column="unit_code",
        related_name="+",
        limit_choices_to={"level__in": (AreaLevel.PREFECTURE, AreaLevel.COUNTY)},
        help_text=_("专职人员填编制所在的市、县低保机构，派驻乡镇的也填；乡镇自己的人员不填。"),
    )

    # Whose referrals its holder answers; nothing for everybody else.
    agency = models.ForeignKey(
        Agency,
        verbose_name=_("成员单位"),
        null=True,
        blank=True,
        default=None,
        on_delete=models.PROTECT,
        related_name="postings",
        help_text=_("岗位是“成员单位”的才选。"),
    )

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
            models.CheckConstraint(
                condition=Q(agency__isnull=False, role=Role.AGENCY)
                | Q(agency__isnull=True) & ~Q(role=Role.AGENCY),
                name="an_agencys_people_are_posted_to_it",
            ),
            models.CheckConstraint(
                condition=Q(batch_limit__isnull=True) | Q(batch_limit__gt=0),
                name="a_batch_limit_is_of_money",
            ),
            # Of a prefecture four digits say what lies within it, of a county six.
            models.CheckConstraint(
                condition=Q(unit__isnull=True)
                | Q(Exact(Left("unit", 6), Left("area", 6)))
                & Q(Exact(Right("unit", 6), Value("000000")))
                | Q(Exact(Left("unit", 4), Left("area", 4)))
                & Q(Exact(Right("unit", 8), Value("00000000"))),
                name="a_unit_posts_its_people_within_its_area",
            ),
            ExclusionConstraint(
                name="nobody_holds_the_same_post_twice",
                expressions=[
                    ("staff", RangeOperators.EQUAL),
                    ("area", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (both_included("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_(
                    "这个人这段时间已经有同一地区的同一岗位。打开那一条改离任日期。"
                ),
            ),
        ]
        triggers = [
            never_deleted("posting"),
            after(
                "nobody_posts_themselves",
                pgtrigger.Insert,
                "SELECT FROM new_rows n WHERE n.staff_id = (SELECT (scope_story() ->> 'staff')::bigint)",
            ),
            # Nor does a posting go to a colleague and come back, or come from one.
            after(
                "nobody_sets_their_own_limit",
                pgtrigger.Update,
                """
                SELECT FROM old_rows o LEFT JOIN new_rows n USING (id)
                WHERE n.id IS NULL OR (SELECT (scope_story() ->> 'staff')::bigint) IN (o.staff_id, n.staff_id)
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.get_role_display()}"

    @property
    def permissions(self) -> frozenset[Permission]:
        return JOBS[self.role].permissions
