"""Households' bank accounts: the first of each, and what is asked of all. Changes are in `account_changes`."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import connection, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from applicants import seen
from applicants.actions import duplicates, households
from applicants.models.household import Household
from dibao import audit
from dibao.audit import Fact
from dibao.errors import Refused
from dibao.guards import require, require_any, require_area
from dibao.models.staff import Staff
from dibao.permissions import Permission
from dibao.sealing import blind_index
from dibao.values.identity import BankNumber
from payments.account_flags import is_outsider
from payments.models.account import ACCOUNT_NUMBER, BANKS, Account, AccountStatus


@dataclass(frozen=True, kw_only=True)
class AccountEntry:
    """An account as typed and cleaned."""

    holder: str
    bank_code: str
    bank_name: str
    number: BankNumber
    branch: str = ""
    # What a holder who is no member of the household is to it.
    relation: str = ""


@transaction.atomic
def open_first(
    *, household: Household, entry: AccountEntry, by: Staff, on: date, mark: str = ""
) -> Account:
    """Give a household its first account, in force from a day on; that it is the first needs no second person.

    Raises Refused where it has one and where the family is on its way elsewhere, and Outdated where somebody gave it
    one since it bore `mark`.
    """
    require(by, Permission.ACCOUNT_EDIT)
    require_area(by, household.area_id)
    household = Household.objects.lock(household)
    households.refuse_handed_over(household)
    before = latest_of(household, on=on)
    seen.require_same(mark, mark_of(before), *([before] if before else []))
    if before is not None:
        raise Refused(_("这户已经有账户，要换就提出变更。"))
    check_holder(household, entry)
    account = version_of(household, entry, by)
    account.starts_on = on
    account.save(force_insert=True)
    audit.record("account:opened", of=account, by=by, after=facts_of(account))
    duplicates.look_at([household], on=on)
    return account


@transaction.atomic
def open_many(*, entries: Iterable[tuple[int, str, AccountEntry]], by: Staff, on: date) -> int:
    """Give households without any account their first one, for a county's roster; returns how many.

    Each entry has the household's key and its village before it.
    """
    require_any(by, frozenset({Permission.ROSTER_IMPORT, Permission.ROSTER_CONFIRM}))
    opened = Account.objects.bulk_create(
        (_first(household, area, entry, by, on) for household, area, entry in entries),
        batch_size=2000,
    )
    audit.record("account:opened_many", of=by.posting.area, by=by, after={"count": len(opened)})
    return len(opened)


@transaction.atomic
def carry_over(
    *, household: Household, entry: AccountEntry, is_usable: bool, by: Staff, on: date
) -> Account:
    """Give a household that has moved here the account that it had, as the county confirms the move.

    `is_usable` is what its file says; what a bank has said of the account since counts too.
    """
    require(by, Permission.CASE_CONFIRM)
    require_area(by, household.area_id)
    account = _first(household.pk, household.area_id, entry, by, on)
    if not is_usable or _is_refused_since(household):
        account.status = AccountStatus.NEEDS_CORRECTION
    account.save(force_insert=True)
    audit.record("account:carried_over", of=account, by=by, after={"last4": account.number_last4})
    return account


def _is_refused_since(household: Household) -> bool:
    """Whether the account that the family left must be corrected; it lies in a county not seen here (one query)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT left_account_is_refused(%s)", [household.pk])
        (is_refused,) = cursor.fetchone()
    return bool(is_refused)


@transaction.atomic
def mark_for_correction(*, account: Account, reason: str, by: Staff, on: date) -> Account:
    """Say that an account cannot be paid to: its lines are held until another version is in force."""
    require(by, Permission.ACCOUNT_EDIT)
    require_area(by, account.area_id)
    households.refuse_handed_over(Household.objects.lock(account.household))
    marked = (
        Account.objects.in_force(on)
        .filter(pk=account.pk)
        .update(status=AccountStatus.NEEDS_CORRECTION)
    )
    if not marked:
        raise Refused(_("这个账户已经停用，刷新后看新的账户。"))
    audit.record("account:marked", of=account, by=by, reason=reason)
    account.refresh_from_db()
    return account


def current_of(household: Household, *, on: date) -> Account | None:
    """The version in force on a day; None before the first one (one query)."""
    return household.accounts.in_force(on).first()


def latest_of(household: Household, *, on: date) -> Account | None:
    """The newest version that counts on a day, in force or only on its way there (one query)."""
    return household.accounts.lasting(on).order_by("-opened_at").first()


def mark_of(account: Account | None) -> str:
    """The mark of the version that a form was opened on. That a bank refused it since stops nobody who replaces it."""
    return seen.mark_of([account.pk] if account else [])


def check_holder(household: Household, entry: AccountEntry) -> None:
    """Refuse a holder outside the household of whom nobody says who that is."""
    if not entry.relation and is_outsider(household, entry.holder):
        raise Refused(
            _("%(holder)s不是这户的成员：写明与本户的关系和由他代领的原因。")
            % {"holder": entry.holder}
        )


def facts_of(account: Account) -> dict[str, Fact]:
    """What the trail keeps of a version: never the whole number."""
    return {"last4": account.number_last4, "holder": account.holder}


def is_same(account: Account, entry: AccountEntry) -> bool:
    """Whether an account as typed is what a version says already."""
    return (account.number_index, account.holder, account.bank_name, account.branch) == (
        blind_index(entry.number.number, ACCOUNT_NUMBER),
        entry.holder,
        entry.bank_name,
        entry.branch,
    )


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


def version_of(household: Household, entry: AccountEntry, by: Staff) -> Account:
    """An account as typed, not saved, nor said from when it is in force."""
    return _version(household.pk, household.area_id, entry, by)


def _version(household: int, area: str, entry: AccountEntry, by: Staff) -> Account:
    account = Account(
        household_id=household,
        area_id=area,
        holder=entry.holder,
        relation=entry.relation,
        bank_code=entry.bank_code,
        bank_name=entry.bank_name,
        branch=entry.branch,
        opened_by=by,
    )
    account.take_number(entry.number)
    return account


def _first(household: int, area: str, entry: AccountEntry, by: Staff, on: date) -> Account:
    account = _version(household, area, entry, by)
    account.starts_on = on
    return account
