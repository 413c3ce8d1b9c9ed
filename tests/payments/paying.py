"""Accounts that counties pay from, for tests: entered and confirmed as people do it."""

from datetime import date

from dibao import scope
from dibao.models.staff import Staff
from dibao.values.identity import BankNumber
from payments.actions import paying_accounts
from payments.actions.paying_accounts import PayingAccountEntry
from payments.models import PayingAccount
from tests.payments.conftest import TODAY

NUMBER = "6210990100000000018"


def as_written(**more: object) -> PayingAccountEntry:
    said = {
        "holder": "安丰县民政局",
        "bank_name": "安丰县农村信用合作联社",
        "branch": "营业部",
        "number": BankNumber.parse(NUMBER),
        "starts_on": TODAY,
    }
    return PayingAccountEntry(**said | more)


def entered(by: Staff, *, on: date = TODAY, **more: object) -> PayingAccount:
    with scope.of(by):
        return paying_accounts.enter(entry=as_written(**more), by=by, on=on)


def confirmed(account: PayingAccount, by: Staff, number: str = NUMBER) -> PayingAccount:
    with scope.of(by):
        return paying_accounts.confirm(account=account, number=BankNumber.parse(number), by=by)


def pays(finance: Staff, approver: Staff) -> PayingAccount:
    """The county's account in force."""
    return confirmed(entered(finance), approver)
