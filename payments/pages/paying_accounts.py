"""The accounts that counties pay from: the versions there are, and what the reader may do about one."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext_lazy as _

from dibao.guards import allows
from dibao.levels import AreaLevel
from dibao.models.staff import Staff
from dibao.permissions import Permission as P
from dibao.tables import Cell, Column, Row, Table
from payments.models.paying_account import PayingAccount

_SHOWN = 50


def paying_accounts_of(staff: Staff) -> list[PayingAccount]:
    """The newest versions of the posting's counties (one query)."""
    rows = PayingAccount.objects.visible_to(staff)
    rows = rows.select_related("area", "entered_by", "confirmed_by", "declined_by")
    return list(rows.order_by("area", "-starts_on", "-entered_at")[:_SHOWN])


def paying_account_table(accounts: Sequence[PayingAccount], *, on: date) -> Table:
    """Versions by county, each with whether files name it now; numbers by their last four."""
    used: set[str] = set()
    return Table(
        caption=_("付款账户"),
        columns=[
            Column(_("县")),
            Column(_("账户名称")),
            Column(_("开户银行")),
            Column(_("账号后4位")),
            Column(_("启用日期"), "date"),
            Column(_("登记人")),
            Column(_("状态"), "status"),
        ],
        rows=[
            Row.of(
                account.area.name,
                account.holder,
                f"{account.bank_name}{account.branch}",
                account.number_last4,
                account.starts_on,
                account.entered_by.name,
                _status(account, used, on),
            )
            for account in accounts
        ],
        empty=_("还没有登记付款账户。没有也能生成名册和清单，生成银企直联报文要先登记。"),
    )


def _status(account: PayingAccount, used: set[str], on: date) -> Cell:
    """By county the newest that has begun is in use."""
    if account.declined_by is not None:
        return Cell(_("已退回"), tone="stopped", note=account.declined_by.name)
    if account.confirmed_by is None:
        return Cell(_("待另一人确认"), tone="todo")
    if account.starts_on > on:
        return Cell(_("已确认，还没有启用"), tone="doing", note=account.confirmed_by.name)
    if account.area_id in used:
        return Cell(_("已停用"), note=account.confirmed_by.name)
    used.add(account.area_id)
    return Cell(_("在用"), tone="good", note=account.confirmed_by.name)


def open_account_of(staff: Staff, accounts: Sequence[PayingAccount]) -> PayingAccount | None:
    """The one of the reader's own county that waits for its answer."""
    own = staff.posting.area_id
    return next((one for one in accounts if one.is_open and one.area_id == own), None)


def may_enter(staff: Staff, waiting: PayingAccount | None) -> bool:
    is_county = staff.posting.area.level == AreaLevel.COUNTY
    return is_county and waiting is None and allows(staff, P.FUND_ENTER)


def may_confirm(staff: Staff, waiting: PayingAccount | None) -> bool:
    if waiting is None or waiting.entered_by_id == staff.pk:
        return False
    return allows(staff, P.FUND_CONFIRM)


def may_decline(staff: Staff, waiting: PayingAccount | None) -> bool:
    return waiting is not None and (allows(staff, P.FUND_CONFIRM) or allows(staff, P.FUND_ENTER))
