"""A household's account changes: proposed by one, told to the household, confirmed by another, in force days later.

Until then the old account goes on being paid, and whoever hears that the household never asked for it takes it back.
Whoever takes over a clerk's password moves nobody's money that way before the family knows.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from applicants import seen
from applicants.actions import duplicates, households
from applicants.models.household import Household
from applicants.models.policy import RuleSet
from dibao import audit
from dibao.display import day_text
from dibao.errors import Refused
from dibao.guards import require, require_any, require_area
from dibao.models.staff import Staff
from dibao.permissions import Permission
from payments.actions.accounts import (
    AccountEntry,
    check_holder,
    facts_of,
    is_same,
    latest_of,
    mark_of,
    version_of,
)
from payments.models.account import Account, AccountStatus, ToldHow

# Whoever enters accounts or confirms them may hear from the household that it never asked.
MAY_WITHDRAW: Final = frozenset({Permission.ACCOUNT_EDIT, Permission.ACCOUNT_CONFIRM})


@dataclass(frozen=True, kw_only=True)
class Telling:
    """How and on which day a household was told that its account is to change, and who took the word."""

    told_on: date
    told_how: ToldHow
    told_to: str


class OwnEntry(Refused):
    """Whoever entered an account leaves its confirmation to somebody else."""


@transaction.atomic
def propose(
    *,
    household: Household,
    entry: AccountEntry,
    reason: str,
    by: Staff,
    on: date,
    mark: str = "",
) -> Account:
    """Propose another account for a household; nothing is paid to it yet, and the one in force stays.

    A household that is closed may have one while money waits for it that failed or came back. Raises Refused where it
    has none to change, where nothing would change or another change is on its way, and where the family itself is; and
    Outdated where somebody gave it another account since it bore `mark`.
    """
    require(by, Permission.ACCOUNT_EDIT)
    require_area(by, household.area_id)
    household = Household.objects.lock(household)
    households.refuse_handed_over(household)
    latest = latest_of(household, on=on)
    seen.require_same(mark, mark_of(latest), *([latest] if latest else []))
    _check_change(household, latest, entry, on)
    account = _proposed(household, entry, reason, by, on)
    duplicates.look_at([household], on=on)
    return account


@transaction.atomic
def confirm(*, account: Account, telling: Telling, by: Staff, on: date) -> Account:
    """Let a change come into force once the household has known of it for as many days as the rules ask.

    The version before ends on that day. Raises OwnEntry for who entered it, and Refused where it waits no longer or
    the household was told before it was proposed.
    """
    require(by, Permission.ACCOUNT_CONFIRM)
    require_area(by, account.area_id)
    household = Household.objects.lock(account.household)
    account = Account.objects.lock(account)
    if account.opened_by_id == by.pk:
        raise OwnEntry(_("这个账户是您登记的，要由另一人确认。"))
    if not account.is_proposed or account.proposed_on is None:
        raise Refused(_("这个变更已经确认或撤回，刷新后再看。"))
    households.refuse_handed_over(household)
    if not may_be_paid(household):
        raise Refused(_("这户已经销户，也没有要补发的钱，撤回这个变更。"))
    _check_telling(telling, account.proposed_on, on)
    starts_on = first_day_of(household, telling.told_on, on=on)
    household.accounts.standing().update(ends_on=starts_on)
    Account.objects.filter(pk=account.pk).update(
        status=AccountStatus.USABLE,
        starts_on=starts_on,
        confirmed_by=by,
        confirmed_on=on,
        **vars(telling),
    )
    account.refresh_from_db()
    audit.record(
        "account:confirmed",
        of=account,
        by=by,
        after={
            **facts_of(account),
            "told_on": telling.told_on.isoformat(),
            "told_how": str(telling.told_how),
            "starts_on": starts_on.isoformat(),
        },
    )
    return account


@transaction.atomic
def confirm_many(
    *, accounts: Iterable[Account], telling: Telling, by: Staff, on: date
) -> Sequence[Account]:
    """Confirm changes whose households were told on one day in one way; all of them or none."""
    return [
        confirm(account=account, telling=telling, by=by, on=on)
        for account in sorted(accounts, key=lambda one: one.household_id)
    ]


@transaction.atomic
def withdraw(*, account: Account, reason: str, by: Staff, on: date) -> Account:
    """Take a change back before it is in force, for a reason; what was in force goes on without an end."""
    require_any(by, MAY_WITHDRAW)
    require_area(by, account.area_id)
    Household.objects.lock(account.household)
    account = Account.objects.lock(account)
    if not account.is_pending(on):
        raise Refused(_("这个变更已经启用或撤回，不能再撤回。账户不对，就提出新的变更。"))
    if not reason.strip():
        raise Refused(_("写明撤回的原因。"))
    was_confirmed, starts_on = not account.is_proposed, account.starts_on
    Account.objects.filter(pk=account.pk).update(
        status=AccountStatus.WITHDRAWN, withdrawn_by=by, withdrawn_on=on, withdraw_reason=reason
    )
    if was_confirmed:
        before = Account.objects.filter(household=account.household_id, ends_on=starts_on)
        before.exclude(status=AccountStatus.WITHDRAWN).update(ends_on=None)
    account.refresh_from_db()
    audit.record("account:withdrawn", of=account, by=by, before=facts_of(account), reason=reason)
    return account


def first_day_of(household: Household, told_on: date, *, on: date) -> date:
    """The day from which a change confirmed on a day is paid to: the rules' days after the household was told, and
    never the very day of the confirmation, whose batches may be drawn already (one query)."""
    rules = RuleSet.objects.in_force(household.area, on=told_on).as_terms()
    return max(
        told_on + timedelta(days=rules.account_cooling_days),
        on + timedelta(days=1),
    )


def may_be_paid(household: Household) -> bool:
    """Whether money may still go to a household: it is open, or months of it failed, were held or came back and nobody
    pays them again so far (one query)."""
    return household.closed_on is None or household.payment_lines.still_owed().exists()


def _check_change(
    household: Household, latest: Account | None, entry: AccountEntry, on: date
) -> None:
    if latest is None:
        raise Refused(_("这户还没有账户，直接登记，不用提出变更。"))
    if not may_be_paid(household):
        raise Refused(_("这户已经销户，也没有要补发的钱，不能变更账户。"))
    if latest.is_pending(on):
        raise Refused(
            _("这户有一个变更还没有启用（%(account)s）。等它启用，或者先把它撤回。")
            % {"account": latest}
        )
    if is_same(latest, entry) and latest.status == AccountStatus.USABLE:
        raise Refused(_("账户与现在登记的完全一样，没有要改的。"))
    check_holder(household, entry)


def _proposed(
    household: Household, entry: AccountEntry, reason: str, by: Staff, on: date
) -> Account:
    if not reason.strip():
        raise Refused(_("写明变更的原因。"))
    account = version_of(household, entry, by)
    account.status, account.proposed_on, account.reason = AccountStatus.PROPOSED, on, reason
    account.save(force_insert=True)
    before = household.accounts.standing().get()
    audit.record(
        "account:proposed",
        of=account,
        by=by,
        before=facts_of(before),
        after=facts_of(account),
        reason=reason,
    )
    return account


def _check_telling(telling: Telling, proposed_on: date, on: date) -> None:
    if telling.told_on > on:
        raise Refused(_("告知日期在今天以后，告知了再确认。"))
    if telling.told_on < proposed_on:
        raise Refused(
            _("这个变更是%(day)s提出的，告知日期不能更早。") % {"day": day_text(proposed_on)}
        )
    if not telling.told_to.strip():
        raise Refused(_("写明告知了谁。"))
