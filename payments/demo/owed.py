"""Months that came too late for their batch: some families are paid by a back-pay batch, others wait for it.

Of those whom a county confirmed after its batch of the month at hand was signed, two have their money by now, one is in
a draft, and the last one has brought no passbook yet.
"""

from collections.abc import Sequence

from django.db import transaction

from applicants.models.household import Household
from dibao import scope
from dibao.demo import steps
from dibao.demo.era import Era
from dibao.demo.staff import Offices
from dibao.models.area import Area
from dibao.values.identity import BankNumber
from payments.actions import accounts
from payments.actions.accounts import AccountEntry
from payments.demo.accounts import another_number
from payments.demo.month import Office
from payments.models.batch import BatchKind
from payments.owed import by_household, owed_within
from payments.workflow import BatchStatus

FAMILIES = 4
# How many are paid by the batch that has come so far; who is left waits for an account.
_BATCHES = ((2, BatchStatus.SETTLED), (1, BatchStatus.DRAFT))
_BANK = {"2008": ("402", "农村信用合作社"), "today": ("314", "农村商业银行")}


def pay_late(county: Area, era: Era, offices: Offices) -> int:
    """The batches of what the county owes; how many are new."""
    step = f"back-pay {county.code}"
    if steps.is_done(step):
        return 0
    office = Office(county, offices, era)
    with transaction.atomic():
        count = 0
        for wanted, goal in _BATCHES:
            families = _owed(office)[:wanted]
            for household in families:
                _open_account(household, offices, era)
            if families:
                office.carry(office.drawn(era.open_month, BatchKind.BACK_PAY), goal)
                count += 1
        steps.mark_done(step)
    return count


def _owed(office: Office) -> Sequence[Household]:
    """Families without an account to which the county owes a month."""
    with scope.of(office.clerk):
        keys = by_household(owed_within(office.county))
        return list(
            Household.objects.filter(pk__in=keys, accounts__isnull=True)
            .select_related("head")
            .order_by("pk")
        )


def _open_account(household: Household, offices: Offices, era: Era) -> None:
    by, (code, name) = offices.caseworker(household.area_id), _BANK[era.name]
    entry = AccountEntry(
        holder=household.head.name,
        bank_code=code,
        bank_name=name,
        number=BankNumber.parse(another_number(household.pk)),
    )
    with scope.of(by, action="demo"):
        accounts.open_first(household=household, entry=entry, by=by, on=era.today)
