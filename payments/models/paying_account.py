"""The account that a county pays from, as versions: one person enters it, another confirms it by its number."""

import uuid
from datetime import date
from typing import Self

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dibao import history
from dibao.fields import SealedField
from dibao.models.placed import PlacedModel, PlacedQuerySet
from dibao.models.staff import Staff
from dibao.sealing import blind_index
from dibao.triggers import after, never_deleted, signed_by_who_acts
from dibao.values.identity import BankNumber

# Purpose of the blind index: the same digits give another value in other columns.
PAYING_NUMBER = "paying_account"


class PayingAccountQuerySet(PlacedQuerySet["PayingAccount"]):
    def open(self) -> Self:
        """Those that nobody has answered."""
        return self.filter(confirmed_at__isnull=True, declined_at__isnull=True)

    def in_force(self, *, on: date) -> Self:
        """Confirmed and begun by that day, the one in force first."""
        return self.filter(confirmed_at__isnull=False, starts_on__lte=on).order_by("-starts_on")


@history.kept(inserts=False)
class PayingAccount(PlacedModel):
    """One version of the account that a county's benefits are paid from; its area is the county.

    In force is the confirmed one that began last. A version is never mended: another takes its place.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    holder = models.CharField(_("账户名称"), max_length=60)
    bank_name = models.CharField(_("开户银行"), max_length=60)
    branch = models.CharField(_("网点"), max_length=60, blank=True, default="", db_default="")
    number = SealedField(verbose_name=_("账号"))
    number_index = models.CharField(max_length=32, editable=False)
    number_last4 = models.CharField(_("账号后4位"), max_length=4)
    starts_on = models.DateField(_("启用日期"))
    entered_by = models.ForeignKey(
        Staff, verbose_name=_("登记人"), on_delete=models.PROTECT, related_name="+"
    )
    entered_at = models.DateTimeField(_("登记时间"), auto_now_add=True)
    confirmed_by = models.ForeignKey(
        Staff, verbose_name=_("确认人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    confirmed_at = models.DateTimeField(_("确认时间"), null=True)
    declined_by = models.ForeignKey(
        Staff, verbose_name=_("退回人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    declined_at = models.DateTimeField(_("退回时间"), null=True)

    objects = PayingAccountQuerySet.as_manager()

    class Meta:
        verbose_name = _("付款账户")
        verbose_name_plural = _("付款账户")
        constraints = [
            models.UniqueConstraint(
                fields=("area",),
                condition=Q(confirmed_at__isnull=True, declined_at__isnull=True),
                name="one_paying_account_awaits_its_answer",
            ),
            models.UniqueConstraint(
                fields=("area", "starts_on"),
                condition=Q(declined_at__isnull=True),
                name="a_day_begins_one_paying_account",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | Q(
                    confirmed_by__isnull=False,
                    confirmed_at__isnull=False,
                    declined_at__isnull=True,
                ),
                name="a_confirmed_paying_account_says_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(declined_by__isnull=True, declined_at__isnull=True)
                | Q(declined_by__isnull=False, declined_at__isnull=False),
                name="a_declined_paying_account_says_by_whom",
            ),
            # A comparison with a person not yet there is unknown, and passes.
            models.CheckConstraint(
                condition=~Q(confirmed_by=F("entered_by")),
                name="a_second_person_confirms_a_paying_account",
            ),
        ]
        triggers = [
            never_deleted("paying_account"),
            signed_by_who_acts("paying_account", "entered_by_id", pgtrigger.Insert),
            signed_by_who_acts("paying_account", "confirmed_by_id", pgtrigger.Update),
            signed_by_who_acts("paying_account", "declined_by_id", pgtrigger.Update),
            after(
                "a_paying_account_is_a_countys_and_begins_open",
                pgtrigger.Insert,
                r"""
                SELECT FROM new_rows n
                WHERE n.area_code !~ '^\d{4}(?!00)\d\d0{6}$' OR n.confirmed_at IS NOT NULL OR n.declined_at IS NOT NULL
                """,
            ),
            after(
                "a_paying_account_is_answered_once_and_stays",
                pgtrigger.Update,
                """
                SELECT FROM old_rows o LEFT JOIN new_rows n USING (id)
                WHERE n.id IS NULL OR o.confirmed_at IS NOT NULL OR o.declined_at IS NOT NULL
                   OR to_jsonb(o) - '{confirmed_by_id,confirmed_at,declined_by_id,declined_at}'::text[]
                      <> to_jsonb(n) - '{confirmed_by_id,confirmed_at,declined_by_id,declined_at}'::text[]
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bank_name}{self.branch} ****{self.number_last4}"

    def take_number(self, number: BankNumber) -> None:
        """Set the number with what is compared and shown of it."""
        self.number = number.number
        self.number_index = blind_index(number.number, PAYING_NUMBER)
        self.number_last4 = number.last4

    def has_number(self, number: BankNumber) -> bool:
        """Whether the number is this one, without opening the seal."""
        return self.number_index == blind_index(number.number, PAYING_NUMBER)

    @property
    def is_open(self) -> bool:
        return self.confirmed_at is None and self.declined_at is None
