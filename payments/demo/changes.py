"""Accounts on the way to another: in each county some wait, one cools off, one was withdrawn.

Entered by the caseworker of the township, confirmed by its head, all a few days before today.
"""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction

from applicants.models.household import Household
from dibao import scope
from dibao.demo import steps
from dibao.demo.era import Era
from dibao.demo.staff import SHOWN_TOWNSHIP, Offices
from dibao.models.area import county_of
from dibao.models.staff import Staff
from dibao.values.identity import BankNumber
from payments.actions import account_changes, accounts
from payments.actions.account_changes import Telling
from payments.actions.accounts import AccountEntry
from payments.demo.accounts import another_number
from payments.models.account import Account, AccountStatus, ToldHow

# What is entered: a family's new number, or that of the family before; the family's own holder, or somebody else.
_OUTSIDER = ("钱代领", "外甥，户主行动不便，由他代领")
_ASKED, _TOLD = timedelta(days=3), timedelta(days=2)
_FAMILIES = 5


def change_some(era: Era, offices: Offices, *, counties: Iterable[str]) -> int:
    """Five changes a county, as far as it has families; returns how many are new."""
    return sum(_change(era, offices, county) for county in counties)


def _change(era: Era, offices: Offices, county: str) -> int:
    step = f"account changes {county}"
    if steps.is_done(step):
        return 0
    with transaction.atomic():
        families = _families(offices, county, era)
        stories = (_waits, _cools, _is_asked_for, _is_withdrawn, _shares)
        for household, tell in zip(families, stories, strict=False):
            tell(era, offices, household)
        steps.mark_done(step)
    return min(len(families), len(stories))


def _families(offices: Offices, county: str, era: Era) -> list[Household]:
    """Families in benefit that stay where they are and have a good account, those of the township that is shown first;
    from the middle of the register, whose ends others look at."""
    found: dict[int, Household] = {}
    if county == county_of(SHOWN_TOWNSHIP):
        found = _of_posting(offices.caseworker(SHOWN_TOWNSHIP), era)
    if len(found) < _FAMILIES:
        found |= _of_posting(offices.reviewer(county), era)
    return list(found.values())[:_FAMILIES]


def _of_posting(staff: Staff, era: Era) -> dict[int, Household]:
    with scope.of(staff):
        usable = Account.objects.in_force(era.today).filter(
            status=AccountStatus.USABLE, proposed_on__isnull=True
        )
        rows = Household.objects.filter(
            pk__in=usable.values("household"),
            grants__last_month__isnull=True,
            departures__isnull=True,
            arrivals__isnull=True,
            closed_on__isnull=True,
        ).order_by("area", "pk")
        count = rows.count()
        start = max(0, min(count // 2, count - _FAMILIES))
        chosen = rows.select_related("head", "area")[start : start + _FAMILIES]
        return {household.pk: household for household in chosen}


def _proposed(
    era: Era, offices: Offices, household: Household, *, number: str = "", outside: bool = False
) -> Account:
    by, on = offices.caseworker(household.area_id), era.today - _ASKED
    holder, relation = _OUTSIDER if outside else (household.head.name, "")
    with scope.of(by, action="demo"):
        before = accounts.current_of(household, on=on)
        if before is None:
            raise LookupError(f"{household} has no account to change")
        entry = AccountEntry(
            holder=holder,
            relation=relation,
            bank_code=before.bank_code,
            bank_name=before.bank_name,
            number=BankNumber.parse(number or another_number(household.pk)),
        )
        return account_changes.propose(
            household=household, entry=entry, reason="旧存折遗失，换新折。", by=by, on=on
        )


def _waits(era: Era, offices: Offices, household: Household) -> None:
    """A neighbour's passbook, of which somebody should ask the family."""
    _proposed(era, offices, household, outside=True)


def _is_asked_for(era: Era, offices: Offices, household: Household) -> None:
    """A passbook of the family's own, with nothing odd about it."""
    _proposed(era, offices, household)


def _cools(era: Era, offices: Offices, household: Household) -> None:
    change = _proposed(era, offices, household)
    head, on = offices.head(household.area_id), era.today - _TOLD
    telling = Telling(told_on=on, told_how=ToldHow.TELEPHONE, told_to="户主本人")
    with scope.of(head, action="demo"):
        account_changes.confirm(account=change, telling=telling, by=head, on=on)


def _is_withdrawn(era: Era, offices: Offices, household: Household) -> None:
    change = _proposed(era, offices, household)
    head = offices.head(household.area_id)
    with scope.of(head, action="demo"):
        account_changes.withdraw(
            account=change,
            reason="上门告知时户主说没有要换账户。",
            by=head,
            on=era.today - _TOLD,
        )


def _shares(era: Era, offices: Offices, household: Household) -> None:
    """The number of another family of the village, of which somebody should ask both."""
    by = offices.caseworker(household.area_id)
    with scope.of(by):
        others = Account.objects.in_force(era.today).exclude(household=household)
        other = others.order_by("household_id").first()
    if other is not None:
        _proposed(era, offices, household, number=other.number.open())
