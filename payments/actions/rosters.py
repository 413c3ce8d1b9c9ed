"""A county's list taken over with its accounts: after it, the county's month runs as any other."""

from datetime import date

from django.db import transaction

from applicants.actions import duplicates, rosters
from applicants.models.roster import RosterImport
from applicants.models.suspicion import FoundHow
from applicants.sheets.rosters import RosterEntry
from dibao import scope
from dibao.models.area import Area
from dibao.models.staff import Staff
from dibao.values.months import BenefitMonth
from payments.actions import accounts
from payments.actions.accounts import AccountEntry
from payments.duplicates import SAME_ACCOUNT


@transaction.atomic
def take_over(
    *, county: Area, content: bytes, name: str, month: BenefitMonth, by: Staff, on: date
) -> RosterImport:
    """Enter a list's households with grants from `month` and the accounts it names; the whole file or nothing.

    A household without an account number gets its line held until the township enters one. Raises what
    `applicants.actions.rosters.take_over` raises.
    """
    taken = rosters.take_over(county=county, content=content, name=name, month=month, by=by, on=on)
    accounts.open_many(
        entries=(
            (household, account)
            for household, entry in taken.households
            if (account := _account(entry)) is not None
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
