"""The account that a county pays from: entered by finance, confirmed by a second person who types its number again."""

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dibao import audit
from dibao.audit import Fact
from dibao.errors import Refused
from dibao.guards import require, require_any, require_area
from dibao.levels import AreaLevel
from dibao.models.area import Area
from dibao.models.staff import Staff
from dibao.permissions import Permission
from dibao.values.identity import BankNumber
from payments.models.paying_account import PayingAccount

HANDLES_IT = frozenset({Permission.FUND_CONFIRM, Permission.FUND_ENTER})


@dataclass(frozen=True, kw_only=True)
class PayingAccountEntry:
    """A paying account as it stands in the bank's paper, and the day from which files name it."""

    holder: str
    bank_name: str
    branch: str
    number: BankNumber
    starts_on: date


class OwnEntry(Refused):
    """Whoever entered an account leaves its confirmation to somebody else."""


@transaction.atomic
def enter(*, entry: PayingAccountEntry, by: Staff, on: date) -> PayingAccount:
    """Write down the account of one's own county; files name it once it is confirmed, and from its day on.

    Raises Refused at the prefecture, for a day that is past, and while another one waits or begins on that day.
    """
    require(by, Permission.FUND_ENTER)
    county = by.posting.area
    if county.level != AreaLevel.COUNTY:
        raise Refused(_("付款账户由县级财务登记。"))
    if entry.starts_on < on:
        raise Refused(_("启用日期已经过去，最早从今天起。"))
    account = PayingAccount(
        area=county,
        holder=entry.holder,
        bank_name=entry.bank_name,
        branch=entry.branch,
        starts_on=entry.starts_on,
        entered_by=by,
    )
    account.take_number(entry.number)
    try:
        with transaction.atomic():
            account.save(force_insert=True)
    except IntegrityError as fault:
        raise Refused(_why_not_entered(fault)) from None
    audit.record("paying_account:entered", of=account, by=by, after=_facts(account))
    return account


def _why_not_entered(fault: IntegrityError) -> str:
    if "one_paying_account_awaits_its_answer" in str(fault):
        return _("已有一个付款账户在等确认，先确认或退回那一个。")
    if "a_day_begins_one_paying_account" in str(fault):
        return _("这一天已有一个付款账户启用，换一个启用日期。")
    raise fault


@transaction.atomic
def confirm(*, account: PayingAccount, number: BankNumber, by: Staff) -> PayingAccount:
    """Let files name the account. Raises OwnEntry for who entered it, and Refused where the number typed again is
    another one, or somebody answered before."""
    require(by, Permission.FUND_CONFIRM)
    account = _still_open(account, by)
    if account.entered_by_id == by.pk:
        raise OwnEntry(_("这个账户是您登记的，要由另一人确认。"))
    if not account.has_number(number):
        raise Refused(
            _("和登记的账号不一样。对照银行的开户资料再输一次；登记错了的，退回以后重新登记。")
        )
    _answer(account, confirmed_by=by, confirmed_at=timezone.now())
    audit.record("paying_account:confirmed", of=account, by=by, after=_facts(account))
    account.refresh_from_db()
    return account


@transaction.atomic
def decline(*, account: PayingAccount, by: Staff) -> PayingAccount:
    """Put an account aside that is not right; who entered it may do so too."""
    require_any(by, HANDLES_IT)
    account = _still_open(account, by)
    _answer(account, declined_by=by, declined_at=timezone.now())
    audit.record("paying_account:declined", of=account, by=by, after=_facts(account))
    account.refresh_from_db()
    return account


def in_force(county: Area, *, on: date) -> PayingAccount | None:
    """The account that a file of the day names (one query)."""
    return PayingAccount.objects.filter(area=county).in_force(on=on).first()


def _still_open(account: PayingAccount, by: Staff) -> PayingAccount:
    require_area(by, account.area_id)
    account = PayingAccount.objects.lock(account)
    if not account.is_open:
        raise Refused(_("这个账户已经确认或退回，刷新后再看。"))
    return account


def _answer(account: PayingAccount, **answer: object) -> None:
    PayingAccount.objects.filter(pk=account.pk).update(**answer)


def _facts(account: PayingAccount) -> dict[str, Fact]:
    return {
        "holder": account.holder,
        "last4": account.number_last4,
        "starts_on": account.starts_on.isoformat(),
    }
