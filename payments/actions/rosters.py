"""A county's list taken over with its accounts: after it, the county's month runs as any other."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction
from django.db.models import F

from applicants.actions import duplicates, roster_undoing, rosters
from applicants.actions.rosters import TakeOver
from applicants.models.roster import RosterImport
from applicants.models.sheet_import import SheetImport
from applicants.models.suspicion import FoundHow
from applicants.sheets.rosters import Reader, RosterEntry, read_roster
from dibao import scope
from dibao.models.area import Area
from dibao.models.staff import Staff
from dibao.values.months import BenefitMonth
from payments.actions import accounts
from payments.actions.accounts import AccountEntry
from payments.duplicates import SAME_ACCOUNT
from payments.models.account import Account


@transaction.atomic
def take_over(
    *,
    county: Area,
    content: bytes,
    name: str,
    month: BenefitMonth,
    by: Staff,
    on: date,
    read: Reader = read_roster,
) -> RosterImport:
    """Enter a list's households with grants from `month` and the accounts it names; the whole file or nothing.

    A household without an account number gets its line held until the township enters one. Raises what
    `applicants.actions.rosters.take_over` raises.
    """
    taken = rosters.take_over(
        county=county, content=content, name=name, month=month, by=by, on=on, read=read
    )
    return _with_accounts(taken, county, by=by, on=on)


@transaction.atomic
def enter(
    *,
    county: Area,
    entries: Sequence[RosterEntry],
    name: str,
    sha256: str,
    month: BenefitMonth,
    by: Staff,
    on: date,
) -> RosterImport:
    """The same for entries of a list that were checked and confirmed; see `applicants.actions.rosters.enter`."""
    taken = rosters.enter(
        county=county, entries=entries, name=name, sha256=sha256, month=month, by=by, on=on
    )
    return _with_accounts(taken, county, by=by, on=on)


@transaction.atomic
def take_back(*, record: SheetImport, by: Staff, on: date) -> Mapping[str, int]:
    """Undo what a list brought, with the accounts that came with it; see `applicants.actions.roster_undoing`.

    An account that ends on the day it began was never paid into. Raises Refused where somebody changed since what the
    list brought up to date.
    """
    keys = roster_undoing.take_back(record=record, by=by, on=on)
    accounts_of_list = Account.objects.filter(household__in=keys, ends_on__isnull=True)
    ended = accounts_of_list.update(ends_on=F("starts_on"))
    corrected = roster_undoing.correct_back(record=record, by=by)
    return {"households": len(keys), "accounts": ended, "corrected": corrected}


def _with_accounts(taken: TakeOver, county: Area, *, by: Staff, on: date) -> RosterImport:
    accounts.open_many(
        entries=(
            (home.household, home.area, account)
            for home in taken.households
            if (account := _account(home.entry)) is not None
        ),
        by=by,
        on=on,
    )
    with scope.narrowed(county):
        duplicates.look_everywhere(on=on, how=FoundHow.IMPORT, only=[SAME_ACCOUNT])
    return taken.record


def _account(entry: RosterEntry) -> AccountEntry | None:
    if entry.account is None:
        return None
    code = accounts.bank_code_of(entry.bank)
    return AccountEntry(
        holder=entry.name,
        bank_code=code,
        bank_name=entry.bank or accounts.bank_label(code),
        number=entry.account,
    )
