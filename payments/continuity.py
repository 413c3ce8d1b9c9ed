"""What goes along with a family that moves: its account, what keeps its money waiting, what it was paid and owes."""

from datetime import date
from decimal import Decimal
from typing import cast

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants import continuity
from applicants.continuity import Enclosure, Json
from applicants.models.household import Household
from dibao.display import day_text
from dibao.errors import Refused
from dibao.models.staff import Staff
from dibao.tables import Cell, Column, Row, Table
from dibao.values.identity import BankNumber
from dibao.values.months import BenefitMonth
from payments.actions import accounts, holds, recoveries
from payments.actions.accounts import AccountEntry
from payments.actions.holds import HoldEntry
from payments.bookings import Booking
from payments.models.account import AccountStatus
from payments.models.hold import HoldReason
from payments.models.line import PaymentLine
from payments.workflow import LineStatus

_NAME = "payments"
# A year of payments tells the receiver whether money arrived; the rest stays with those who paid it.
_SHOWN_MONTHS = 12


def pack(household: Household, on: date) -> Json:
    """The account in use with its full number, the holds that nobody has lifted, the last twelve months with what
    became of each, and what the county still gets back (some five queries)."""
    account = household.accounts.in_force(on).first()
    lines = PaymentLine.objects.filter(household=household).order_by("-month", "-pk")
    return {
        "account": {
            "holder": account.holder,
            "bank_code": account.bank_code,
            "bank_name": account.bank_name,
            "branch": account.branch,
            "relation": account.relation,
            "number": account.number.open(),
            "is_usable": account.status == AccountStatus.USABLE,
        }
        if account
        else None,
        "holds": [
            {
                "reason": hold.reason,
                "note": hold.note,
                "first_month": str(hold.first_month),
                "last_month": str(hold.last_month) if hold.last_month else "",
            }
            for hold in household.payment_holds.standing().order_by("first_month")
        ],
        "paid": [
            {
                "month": str(line.month),
                "amount": str(line.amount),
                "status": line.status,
                "booking": line.booking,
            }
            for line in lines[:_SHOWN_MONTHS]
        ],
        "debts": [
            {
                "number": recovery.number,
                "amount": str(recovery.amount),
                "left": str(recoveries.left_of(recovery)),
                "return_by": recovery.return_by.isoformat(),
            }
            for recovery in recoveries.owed_by(household).open().order_by("pk")
        ],
    }


def refuse_unready(household: Household, on: date) -> None:
    """Refused while a change of the account is under way: the file carries the one in force, and the other would stay
    behind (one query)."""
    change = household.accounts.pending(on).first()
    if change is None:
        return
    if change.starts_on is None:
        raise Refused(
            _now(
                "这户有一个账户变更待确认（%(account)s）。先确认并等它启用，或者先撤回，再办理迁移。"
            )
            % {"account": change}
        )
    raise Refused(
        _now("这户新账户（%(account)s）%(day)s起启用。等它启用，或者先撤回，再办理迁移。")
        % {"account": change, "day": day_text(change.starts_on)}
    )


def unpack(told: Json, household: Household, by: Staff, on: date) -> None:
    """Open the account and place the holds again where the family is now, so that the next month's draw finds them."""
    account = told["account"]
    if isinstance(account, dict):
        accounts.carry_over(
            household=household,
            entry=AccountEntry(
                holder=str(account["holder"]),
                bank_code=str(account["bank_code"]),
                bank_name=str(account["bank_name"]),
                branch=str(account["branch"]),
                relation=str(account.get("relation", "")),
                number=BankNumber(str(account["number"])),
            ),
            is_usable=bool(account["is_usable"]),
            by=by,
            on=on,
        )
    for told_of in _holds(told):
        holds.carry_over(household=household, entry=_entry(told_of), by=by)


def _holds(told: Json) -> list[Json]:
    """None in a file that was sealed before holds went along."""
    return cast("list[Json]", told.get("holds", []))


def _entry(told: Json) -> HoldEntry:
    last = str(told["last_month"])
    return HoldEntry(
        reason=HoldReason(str(told["reason"])),
        note=str(told["note"]),
        first_month=BenefitMonth.parse(str(told["first_month"])),
        last_month=BenefitMonth.parse(last) if last else None,
    )


def shown(told: Json) -> list[Table]:
    """The account by its last four, what keeps the money waiting, and the months."""
    return [
        _account_table(told),
        *([_hold_table(told)] if _holds(told) else []),
        _paid_table(told),
        *([_debt_table(told)] if _debts(told) else []),
    ]


def _debts(told: Json) -> list[Json]:
    """None in a file that was sealed before debts were told."""
    return cast("list[Json]", told.get("debts", []))


def _debt_table(told: Json) -> Table:
    """For the receiver to know of: the claim stays with the county that paid, within it the money is kept back on."""
    return Table(
        caption=_("迁出地还在追回的钱"),
        columns=[
            Column(_("编号")),
            Column(_("追回金额（元）"), "money"),
            Column(_("还剩（元）"), "money"),
            Column(_("退回期限"), "date"),
        ],
        rows=[
            Row.of(
                str(debt["number"]),
                Decimal(str(debt["amount"])),
                Decimal(str(debt["left"])),
                date.fromisoformat(str(debt["return_by"])),
            )
            for debt in _debts(told)
        ],
    )


def _hold_table(told: Json) -> Table:
    entries = [_entry(one) for one in _holds(told)]
    return Table(
        caption=_("缓发"),
        columns=[
            Column(_("缓发原因")),
            Column(_("从哪个月起"), "month"),
            Column(_("到哪个月止"), "month"),
        ],
        rows=[
            Row.of(
                Cell(entry.reason.label, note=entry.note),
                entry.first_month,
                entry.last_month or _("解除为止"),
            )
            for entry in entries
        ],
    )


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
                # None in a file that was sealed before bookings were told.
                Booking(line["booking"]).label
                if line.get("booking")
                else LineStatus(line["status"]).label,
            )
            for line in paid
        ],
        empty=_("迁出地还没有发放过。"),
    )


continuity.enclose(
    Enclosure(name=_NAME, pack=pack, unpack=unpack, shown=shown, refuse_unready=refuse_unready)
)
