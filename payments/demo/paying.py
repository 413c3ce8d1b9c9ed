"""The account that each county of the demonstration pays from, entered by one and confirmed by another."""

from django.db import transaction

from dibao import scope
from dibao.demo import steps
from dibao.demo.era import Era
from dibao.demo.staff import Offices
from dibao.levels import AreaLevel
from dibao.models.area import Area
from dibao.roles import Role
from dibao.values.identity import BankNumber
from payments.actions import paying_accounts
from payments.actions.paying_accounts import PayingAccountEntry

STEP = "paying accounts"


def enter_accounts(era: Era) -> int:
    """One account for every county, in force from the day at hand; returns how many."""
    offices = Offices()
    counties = list(Area.objects.filter(level=AreaLevel.COUNTY).order_by("code"))
    with transaction.atomic():
        for county in counties:
            _enter(county, offices, era)
        steps.mark_done(STEP)
    return len(counties)


def _enter(county: Area, offices: Offices, era: Era) -> None:
    number = BankNumber(f"6210{county.code[:6]}00000018")
    entry = PayingAccountEntry(
        holder=f"{county.name}民政局",
        bank_name=f"{county.name}农村信用合作联社",
        branch="营业部",
        number=number,
        starts_on=era.today,
    )
    finance = offices.at(county.code, Role.COUNTY_FINANCE)
    approver = offices.at(county.code, Role.COUNTY_APPROVER)
    with scope.of(finance, action="demo"):
        account = paying_accounts.enter(entry=entry, by=finance, on=era.today)
    with scope.of(approver, action="demo"):
        paying_accounts.confirm(account=account, number=number, by=approver)
