"""Bank accounts as versions: a household's account changes by a new row that ends the old one."""

import uuid
from typing import Self

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from applicants.models.household import Household
from dibao import history
from dibao.fields import SealedField
from dibao.models.placed import PlacedModel, PlacedQuerySet
from dibao.models.staff import Staff
from dibao.sealing import blind_index
from dibao.triggers import after, never_deleted
from dibao.values.identity import BankNumber

# Purpose of the blind index: the same digits give another value in other columns.
ACCOUNT_NUMBER = "account"

# The People's Bank's codes of the banks that rural households use.
BANKS = [
    ("402", _("农村信用合作社")),
    ("314", _("农村商业银行")),
    ("403", _("邮政储蓄银行")),
    ("103", _("农业银行")),
    ("102", _("工商银行")),
    ("104", _("中国银行")),
    ("105", _("建设银行")),
    ("999", _("其他银行")),
]


class AccountStatus(models.TextChoices):
    USABLE = "usable", _("正常")
    NEEDS_CORRECTION = "needs_correction", _("须更正")


class AccountQuerySet(PlacedQuerySet["Account"]):
    def current(self) -> Self:
        """The version that lasts, of each household."""
        return self.filter(ends_on__isnull=True)


@history.kept(inserts=False)
class Account(PlacedModel):
    """One version of a household's account; its area is the village. The holder may differ from the head."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    household = models.ForeignKey(
        Household, verbose_name=_("家庭"), on_delete=models.PROTECT, related_name="accounts"
    )
    holder = models.CharField(_("账户名称"), max_length=40)
    bank_code = models.CharField(_("银行代码"), max_length=3, choices=BANKS)
    bank_name = models.CharField(_("开户银行"), max_length=60)
    branch = models.CharField(_("网点"), max_length=60, blank=True)
    number = SealedField(verbose_name=_("账号"))
    number_index = models.CharField(max_length=32, editable=False)
    number_last4 = models.CharField(_("账号后4位"), max_length=4)
    starts_on = models.DateField(_("启用日期"))
    ends_on = models.DateField(_("停用日期"), null=True, blank=True)
    status = models.CharField(
        _("状态"), max_length=20, choices=AccountStatus, default=AccountStatus.USABLE
    )
    opened_by = models.ForeignKey(
        Staff, verbose_name=_("登记人"), on_delete=models.PROTECT, related_name="+"
    )
    opened_at = models.DateTimeField(_("登记时间"), auto_now_add=True)

    objects = AccountQuerySet.as_manager()

    class Meta:
        verbose_name = _("账户")
        verbose_name_plural = _("账户")
        indexes = [models.Index(fields=("number_index",), name="account_number")]
        constraints = [
            models.UniqueConstraint(
                fields=("household",),
                condition=Q(ends_on__isnull=True),
                name="a_household_has_one_current_account",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="account_days_in_order",
            ),
            models.CheckConstraint(
                condition=Q(status__in=AccountStatus.values), name="account_status_is_known"
            ),
        ]
        triggers = [
            never_deleted("account"),
            after(
                "an_ended_account_stays_ended",
                pgtrigger.Update,
                """
                SELECT FROM old_rows o LEFT JOIN new_rows n USING (id)
                WHERE n.id IS NULL OR o.ends_on IS NOT NULL AND n.ends_on IS DISTINCT FROM o.ends_on
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bank_name} {self.masked_number}"

    def take_number(self, number: BankNumber) -> None:
        """Set the number with what is searched and shown of it."""
        self.number = number.number
        self.number_index = blind_index(number.number, ACCOUNT_NUMBER)
        self.number_last4 = number.last4

    @property
    def masked_number(self) -> str:
        """What lists may show of the number: its last four."""
        return f"****{self.number_last4}"
