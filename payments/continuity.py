"""What goes along with a family that moves: the account that its money goes to, and what it was paid so far."""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from applicants import continuity
from applicants.continuity import Enclosure, Json
from applicants.models.household import Household
from dibao.models.staff import Staff
from dibao.tables import Column, Row, Table
from dibao.values.identity import BankNumber
from dibao.values.months import BenefitMonth
from payments.actions import accounts
from payments.actions.accounts import AccountEntry
from payments.models.account import AccountStatus
from payments.models.line import PaymentLine
from payments.workflow import LineStatus

_NAME = "payments"
# A year of payments tells the receiver whether money arrived; the rest stays with those who paid it.
_SHOWN_MONTHS = 12


def pack(household: Household) -> Json:
    """The account in use with its full number, and the last twelve months with what became of each (two queries)."""
    account = household.accounts.current().first()
    lines = PaymentLine.objects.filter(household=household).order_by("-month", "-pk")
    return {
        "account": {
            "holder": account.holder,
            "bank_code": account.bank_code,
            "bank_name": account.bank_name,
            "branch": account.branch,
            "number": account.number.open(),
            "is_usable": account.status == AccountStatus.USABLE,
        }
        if account
        else None,
        "paid": [
            {"month": str(line.month), "amount": str(line.amount), "status": line.status}
            for line in lines[:_SHOWN_MONTHS]
        ],
    }


def unpack(told: Json, household: Household, by: Staff, on: date) -> None:
    """Open the account again where the family is now, so that the next month's draw finds it."""
    account = told["account"]
    if isinstance(account, dict):
        accounts.carry_over(
            household=household,
            entry=AccountEntry(
                holder=str(account["holder"]),
                bank_code=str(account["bank_code"]),
                bank_name=str(account["bank_name"]),
                branch=str(account["branch"]),
                number=BankNumber(str(account["number"])),
            ),
            is_usable=bool(account["is_usable"]),
            by=by,
            on=on,
        )


def shown(told: Json) -> list[Table]:
    """The account by its last four, and the months."""
    return [_account_table(told), _paid_table(told)]


def _account_table(told: Json) -> Table:
    account = told["account"]
    rows = []
    if isinstance(account, dict):
        number = BankNumber(str(account["number"]))
        rows = [Row.of(str(account["holder"]), str(account["bank_name"]), f"****{number.last4}")]
    return Table(
        caption=_("银行账户"),
        columns=[Column(_("账户名称")), Column(_("开户银行")), Column(_("账号"))],
        rows=rows,
        empty=_("这户还没有登记过账户。"),
    )


def _paid_table(told: Json) -> Table:
    paid = told["paid"] if isinstance(told["paid"], list) else []
    return Table(
        caption=_("迁出地最近的发放"),
        columns=[
            Column(_("月份"), "month"),
            Column(_("金额（元）"), "money"),
            Column(_("状态")),
        ],
        rows=[
            Row.of(
                BenefitMonth.parse(str(line["month"])),
                Decimal(str(line["amount"])),
                LineStatus(line["status"]).label,
            )
            for line in paid
        ],
        empty=_("迁出地还没有发放过。"),
    )


continuity.enclose(Enclosure(name=_NAME, pack=pack, unpack=unpack, shown=shown))
