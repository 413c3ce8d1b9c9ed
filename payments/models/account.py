"""Bank accounts as versions: a household's account changes by a new row, which ends the old one on the day that it is
in force itself.

A version is in force from `starts_on` until the day before `ends_on`. The first of a household is in force as it is
entered; a change is proposed, told to the household, confirmed by a second person and in force some days later.
"""

import uuid
from datetime import date
from typing import Final, Self

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from applicants.models.household import Household
from dibao import history
from dibao.fields import SealedField
from dibao.models.placed import PlacedModel, PlacedQuerySet
from dibao.models.staff import Staff
from dibao.ranges import end_excluded
from dibao.sealing import blind_index
from dibao.triggers import after, never_deleted, signed_by_who_acts
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
    PROPOSED = "proposed", _("待确认")
    USABLE = "usable", _("正常")
    NEEDS_CORRECTION = "needs_correction", _("须更正")
    WITHDRAWN = "withdrawn", _("已撤回")


# What was entered as a household's first account, or confirmed as a change of it.
CONFIRMED: Final = (AccountStatus.USABLE, AccountStatus.NEEDS_CORRECTION)


class ToldHow(models.TextChoices):
    """How a household learns that its account is to change; each reaches it as it was known before."""

    LETTER = "letter", _("送达通知书")
    VISIT = "visit", _("上门告知")
    TELEPHONE = "telephone", _("电话告知")


class AccountQuerySet(PlacedQuerySet["Account"]):
    def in_force(self, on: date) -> Self:
        """The version that is paid to on a day, of each household."""
        ends_later = Q(ends_on__isnull=True) | Q(ends_on__gt=on)
        return self.filter(ends_later, status__in=CONFIRMED, starts_on__lte=on)

    def standing(self) -> Self:
        """The confirmed version that nothing ends, of each household; it may be in force only later."""
        return self.filter(status__in=CONFIRMED, ends_on__isnull=True)

    def lasting(self, on: date) -> Self:
        """Versions that count on a day: in force, cooling off or proposed."""
        ends_later = Q(ends_on__isnull=True) | Q(ends_on__gt=on)
        return self.exclude(status=AccountStatus.WITHDRAWN).filter(ends_later)

    def proposed(self) -> Self:
        return self.filter(status=AccountStatus.PROPOSED)

    def cooling(self, on: date) -> Self:
        """Changes that a second person has confirmed and that are not in force yet."""
        return self.standing().filter(confirmed_on__isnull=False, starts_on__gt=on)

    def pending(self, on: date) -> Self:
        """Changes that may still be withdrawn: proposed, or cooling off."""
        cooling = Q(status__in=CONFIRMED, confirmed_on__isnull=False, starts_on__gt=on)
        return self.filter(Q(status=AccountStatus.PROPOSED) | cooling)


@history.kept(inserts=False)
class Account(PlacedModel):
    """One version of a household's account; its area is the village. The holder may differ from the head."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    household = models.ForeignKey(
        Household, verbose_name=_("家庭"), on_delete=models.PROTECT, related_name="accounts"
    )
    holder = models.CharField(_("账户名称"), max_length=40)
    # What a holder who is no member of the household is to it.
    relation = models.CharField(
        _("账户名称与本户的关系"), max_length=60, blank=True, default="", db_default=""
    )
    bank_code = models.CharField(_("银行代码"), max_length=3, choices=BANKS)
    bank_name = models.CharField(_("开户银行"), max_length=60)
    branch = models.CharField(_("网点"), max_length=60, blank=True)
    number = SealedField(verbose_name=_("账号"))
    number_index = models.CharField(max_length=32, editable=False)
    number_last4 = models.CharField(_("账号后4位"), max_length=4)
    # Not known of a change before it is confirmed.
    starts_on = models.DateField(_("启用日期"), null=True, blank=True)
    ends_on = models.DateField(_("停用日期"), null=True, blank=True)
    status = models.CharField(
        _("状态"), max_length=20, choices=AccountStatus, default=AccountStatus.USABLE
    )
    opened_by = models.ForeignKey(
        Staff, verbose_name=_("登记人"), on_delete=models.PROTECT, related_name="+"
    )
    opened_at = models.DateTimeField(_("登记时间"), auto_now_add=True)
    # None for a household's first account, which changes nothing.
    proposed_on = models.DateField(_("提出日期"), null=True, blank=True)
    reason = models.CharField(_("变更原因"), max_length=200, blank=True, default="", db_default="")
    told_on = models.DateField(_("告知日期"), null=True, blank=True)
    told_how = models.CharField(
        _("告知方式"), max_length=10, choices=ToldHow, blank=True, default="", db_default=""
    )
    told_to = models.CharField(_("告知何人"), max_length=60, blank=True, default="", db_default="")
    confirmed_by = models.ForeignKey(
        Staff,
        verbose_name=_("确认人"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    confirmed_on = models.DateField(_("确认日期"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        Staff,
        verbose_name=_("撤回人"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    withdrawn_on = models.DateField(_("撤回日期"), null=True, blank=True)
    withdraw_reason = models.CharField(
        _("撤回原因"), max_length=200, blank=True, default="", db_default=""
    )

    objects = AccountQuerySet.as_manager()

    class Meta:
        verbose_name = _("账户")
        verbose_name_plural = _("账户")
        indexes = [models.Index(fields=("number_index",), name="account_number")]
        constraints = [
            # An empty span, of what was replaced on its first day, overlaps nothing.
            ExclusionConstraint(
                name="a_household_has_one_account_on_a_day",
                expressions=[
                    ("household", RangeOperators.EQUAL),
                    (end_excluded("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
                condition=Q(status__in=CONFIRMED),
            ),
            models.UniqueConstraint(
                fields=("household",),
                condition=Q(status=AccountStatus.PROPOSED),
                name="one_change_of_account_waits_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="account_days_in_order",
            ),
            models.CheckConstraint(
                condition=Q(status__in=AccountStatus.values), name="account_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(status__in=CONFIRMED, starts_on__isnull=False)
                | Q(status=AccountStatus.PROPOSED, starts_on__isnull=True, ends_on__isnull=True)
                | Q(status=AccountStatus.WITHDRAWN),
                name="an_account_is_in_force_from_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(status=AccountStatus.PROPOSED) & Q(proposed_on__isnull=True)
                | Q(proposed_on__isnull=False) & ~Q(reason=""),
                name="a_change_of_account_says_why_and_since_when",
            ),
            models.CheckConstraint(
                condition=Q(
                    confirmed_by__isnull=True,
                    confirmed_on__isnull=True,
                    told_on__isnull=True,
                    told_how="",
                    told_to="",
                )
                | Q(
                    confirmed_by__isnull=False,
                    confirmed_on__gte=F("told_on"),
                    told_on__gte=F("proposed_on"),
                    told_how__in=ToldHow.values,
                    starts_on__gt=F("confirmed_on"),
                    proposed_on__isnull=False,
                    told_on__isnull=False,
                    confirmed_on__isnull=False,
                    starts_on__isnull=False,
                )
                & ~Q(told_to=""),
                name="a_confirmed_account_says_how_its_household_was_told",
            ),
            models.CheckConstraint(
                condition=Q(proposed_on__isnull=True)
                | Q(status__in=(AccountStatus.PROPOSED, AccountStatus.WITHDRAWN))
                | Q(confirmed_by__isnull=False),
                name="a_change_of_account_is_confirmed",
            ),
            # A comparison with a person not yet there is unknown, and passes.
            models.CheckConstraint(
                condition=~Q(confirmed_by=F("opened_by")),
                name="a_second_person_confirms_an_account",
            ),
            models.CheckConstraint(
                condition=Q(
                    status=AccountStatus.WITHDRAWN,
                    withdrawn_by__isnull=False,
                    withdrawn_on__isnull=False,
                )
                & ~Q(withdraw_reason="")
                | ~Q(status=AccountStatus.WITHDRAWN)
                & Q(withdrawn_by__isnull=True, withdrawn_on__isnull=True, withdraw_reason=""),
                name="a_withdrawn_account_says_by_whom_when_and_why",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True)
                | Q(starts_on__isnull=True)
                | Q(withdrawn_on__lt=F("starts_on")),
                name="an_account_in_force_is_not_withdrawn",
            ),
        ]
        triggers = [
            never_deleted("account"),
            signed_by_who_acts("account", "opened_by_id", pgtrigger.Insert),
            signed_by_who_acts("account", "confirmed_by_id", pgtrigger.Update),
            signed_by_who_acts("account", "withdrawn_by_id", pgtrigger.Update),
            after(
                "a_change_of_account_begins_as_a_proposal",
                pgtrigger.Insert,
                """
                SELECT FROM new_rows n LEFT JOIN applicants_household h ON h.id = n.household_id
                WHERE h.id IS NULL OR h.area_code <> n.area_code
                   OR n.status = 'withdrawn' OR n.confirmed_by_id IS NOT NULL
                   OR (n.status = 'proposed') <> EXISTS (
                        SELECT FROM payments_account a
                        WHERE a.household_id = n.household_id AND a.id <> n.id AND a.status <> 'withdrawn')
                """,
            ),
            # Only a change that was withdrawn gives its predecessor back the days that it would have taken.
            after(
                "an_ended_account_stays_ended",
                pgtrigger.Update,
                """
                SELECT FROM old_rows o LEFT JOIN new_rows n USING (id)
                WHERE n.id IS NULL OR o.ends_on IS NOT NULL AND n.ends_on IS DISTINCT FROM o.ends_on
                  AND (n.ends_on IS NOT NULL OR NOT EXISTS (
                    SELECT FROM payments_account s WHERE s.household_id = n.household_id
                      AND s.status = 'withdrawn' AND s.starts_on = o.ends_on))
                """,
            ),
            after(
                "a_confirmed_account_stays_as_it_was",
                pgtrigger.Update,
                """
                SELECT FROM old_rows o JOIN new_rows n USING (id)
                WHERE o.status <> n.status AND (o.status, n.status) NOT IN (
                        ('proposed', 'usable'), ('proposed', 'withdrawn'), ('usable', 'needs_correction'),
                        ('usable', 'withdrawn'), ('needs_correction', 'withdrawn'))
                   OR to_jsonb(o) - '{status,starts_on,ends_on,told_on,told_how,told_to,confirmed_by_id,confirmed_on,
                        withdrawn_by_id,withdrawn_on,withdraw_reason}'::text[]
                      <> to_jsonb(n) - '{status,starts_on,ends_on,told_on,told_how,told_to,confirmed_by_id,confirmed_on,
                        withdrawn_by_id,withdrawn_on,withdraw_reason}'::text[]
                   OR (o.starts_on, o.told_on, o.told_how, o.told_to, o.confirmed_by_id, o.confirmed_on)
                      IS DISTINCT FROM
                      (n.starts_on, n.told_on, n.told_how, n.told_to, n.confirmed_by_id, n.confirmed_on)
                      AND NOT (o.status = 'proposed' AND n.status = 'usable')
                   OR o.status = 'withdrawn' AND o IS DISTINCT FROM n
                   OR n.status = 'withdrawn' AND n.proposed_on IS NULL
                """,
            ),
            after(
                "an_account_cools_off_before_it_is_in_force",
                pgtrigger.Update,
                """
                SELECT FROM old_rows o JOIN new_rows n USING (id)
                WHERE o.status = 'proposed' AND n.status = 'usable'
                  AND n.starts_on < n.told_on + account_cooling_days(n.area_code, n.told_on)
                """,
            ),
            # A withdrawal writes its own day; whether the account is in force, the office's day says.
            after(
                "an_account_is_not_withdrawn_afterwards",
                pgtrigger.Update,
                """
                SELECT FROM old_rows o JOIN new_rows n USING (id)
                WHERE n.status = 'withdrawn' AND o.status <> 'withdrawn' AND n.starts_on <= (SELECT business_day())
                """,
            ),
            after(
                "an_account_that_was_paid_into_is_not_withdrawn",
                pgtrigger.Update,
                """
                SELECT FROM new_rows n
                JOIN payments_paymentline l ON l.household_id = n.household_id AND l.account_id = n.id
                WHERE n.status = 'withdrawn'
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

    @property
    def is_proposed(self) -> bool:
        return self.status == AccountStatus.PROPOSED

    def is_pending(self, on: date) -> bool:
        """True for a change that is not in force yet and may be withdrawn."""
        is_cooling = (
            self.status in CONFIRMED and self.confirmed_on is not None and not self.has_begun(on)
        )
        return self.is_proposed or is_cooling

    def has_begun(self, on: date) -> bool:
        return self.starts_on is not None and self.starts_on <= on
