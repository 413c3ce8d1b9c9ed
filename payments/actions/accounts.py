"""Households' bank accounts: a change is a new version."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from applicants import seen
from applicants.actions import duplicates
from applicants.models.household import Household
from dibao import audit
from dibao.errors import Refused
from dibao.guards import require
from dibao.models.staff import Staff
from dibao.permissions import Permission
from dibao.values.identity import BankNumber
from payments.models.account import BANKS, Account, AccountStatus


@dataclass(frozen=True, kw_only=True)
class AccountEntry:
    """An account as typed and cleaned."""

    holder: str
    bank_code: str
    bank_name: str
    number: BankNumber
    branch: str = ""


@transaction.atomic
def open_version(
    *,
    household: Household,
    entry: AccountEntry,
    by: Staff,
    on: date,
    reason: str = "",
    mark: str = "",
) -> Account:
    """Give a household its account from a day on; the version before ends that day.

    Batches already drawn keep the version they were drawn with. Raises Refused where nothing would change, Outdated
    where somebody gave the household another account since it bore `mark`.
    """
    require(by, Permission.ACCOUNT_EDIT)
    household = Household.objects.lock(household)
    account = _version(household, entry, by, on)
    before = current_of(household)
    seen.require_same(mark, mark_of(before), *([before] if before else []))
    if before is not None:
        _end(before, account, on)
    account.save(force_insert=True)
    audit.record(
        "account:opened",
        of=account,
        by=by,
        before={"last4": before.number_last4, "holder": before.holder} if before else None,
        after={"last4": account.number_last4, "holder": account.holder},
        reason=reason,
    )
    duplicates.look_at([household], on=on)
    return account


@transaction.atomic
def open_many(*, entries: Iterable[tuple[Household, AccountEntry]], by: Staff, on: date) -> int:
    """Give households without any account their first one, for a county's roster; returns how many."""
    require(by, Permission.ROSTER_IMPORT)
    opened = Account.objects.bulk_create(
        (_version(household, entry, by, on) for household, entry in entries), batch_size=2000
    )
    audit.record("account:opened_many", of=by.posting.area, by=by, after={"count": len(opened)})
    return len(opened)


@transaction.atomic
def carry_over(
    *, household: Household, entry: AccountEntry, is_usable: bool, by: Staff, on: date
) -> Account:
    """Give a household that has moved here the account that it had, as the county confirms the move."""
    require(by, Permission.CASE_CONFIRM)
    account = _version(household, entry, by, on)
    if not is_usable:
        account.status = AccountStatus.NEEDS_CORRECTION
    account.save(force_insert=True)
    audit.record("account:carried_over", of=account, by=by, after={"last4": account.number_last4})
    return account


@transaction.atomic
def mark_for_correction(*, account: Account, reason: str, by: Staff) -> Account:
    """Say that an account cannot be paid to: its lines are held until there is another version."""
    require(by, Permission.ACCOUNT_EDIT)
    marked = Account.objects.filter(pk=account.pk, ends_on__isnull=True).update(
        status=AccountStatus.NEEDS_CORRECTION
    )
    if not marked:
        raise Refused(_("这个账户已经停用，刷新后看新的账户。"))
    audit.record("account:marked", of=account, by=by, reason=reason)
    account.refresh_from_db()
    return account


def current_of(household: Household) -> Account | None:
    """The version that lasts; None before the first one (one query)."""
    return household.accounts.current().first()


def mark_of(account: Account | None) -> str:
    """The mark of the version that a form was opened on. That a bank refused it since stops nobody who replaces it."""
    return seen.mark_of([account.pk] if account else [])


def bank_label(code: str) -> str:
    """The bank's name by its code, for entries that name no branch of their own; stored, so never translated."""
    with translation.override(settings.LANGUAGE_CODE):
        return str(dict(BANKS)[code])


def bank_code_of(name: str) -> str:
    """The code that a bank's written name points to; 999 for one that is not on the list."""
    return next((code for sign, code in _signs() if sign in name), "999")


def _signs() -> Iterator[tuple[str, str]]:
    yield from (
        ("信用", "402"),
        ("农商", "314"),
        ("农村商业", "314"),
        ("邮", "403"),
        ("农业银行", "103"),
        ("农行", "103"),
        ("工商", "102"),
        ("工行", "102"),
        ("中国银行", "104"),
        ("中行", "104"),
        ("建设", "105"),
        ("建行", "105"),
    )


def _version(household: Household, entry: AccountEntry, by: Staff, on: date) -> Account:
    account = Account(
        household=household,
        area_id=household.area_id,
        holder=entry.holder,
        bank_code=entry.bank_code,
        bank_name=entry.bank_name,
        branch=entry.branch,
        starts_on=on,
        opened_by=by,
    )
    account.take_number(entry.number)
    return account


def _end(before: Account, account: Account, on: date) -> None:
    same = (before.number_index, before.holder, before.bank_name, before.branch) == (
        account.number_index,
        account.holder,
        account.bank_name,
        account.branch,
    )
    if same and before.status == AccountStatus.USABLE:
        raise Refused(_("账户与现在登记的完全一样，没有要改的。"))
    if on < before.starts_on:
        raise Refused(_("启用日期早于现在账户的启用日期。"))
    Account.objects.filter(pk=before.pk).update(ends_on=on)
