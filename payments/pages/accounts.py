"""What did not reach an account, for the township that can mend it; and a household's accounts."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Count, Q, Sum
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dibao.models.staff import Staff
from dibao.paging import Page
from dibao.tables import Cell, Column, Row, Table
from payments.banks.reasons import MENDED_BY_ACCOUNT
from payments.models.account import CONFIRMED, Account, AccountStatus
from payments.models.line import LineQuerySet, PaymentLine
from payments.pages.lines import LINE_TONES, reason_of
from payments.pages.overview import Sums
from payments.workflow import LineStatus

# Lines that another account mends; the others are for the county to take up with the bank.
MENDABLE = Q(status=LineStatus.HELD) | Q(failure_reason__in=sorted(MENDED_BY_ACCOUNT))
COUNTY = "county"

ACCOUNT_TONES = {
    AccountStatus.PROPOSED: "todo",
    AccountStatus.USABLE: "good",
    AccountStatus.NEEDS_CORRECTION: "bad",
    AccountStatus.WITHDRAWN: "stopped",
}


def unpaid_lines(staff: Staff, shown: str = "") -> LineQuerySet:
    """The lines that the township mends, or those that the county looks into."""
    condition = ~MENDABLE if shown == COUNTY else MENDABLE
    return PaymentLine.objects.failed_for(staff).filter(condition)


def failed_lines(staff: Staff, shown: str = "") -> LineQuerySet:
    """The newest unpaid line of each household, since one account mends them all."""
    unpaid = unpaid_lines(staff, shown).order_by("household", "-month", "-pk")
    newest = unpaid.distinct("household").values("pk")
    rows = PaymentLine.objects.visible_to(staff).filter(pk__in=newest)
    return rows.select_related("household__head", "area", "account", "hold").order_by(
        "-month", "pk"
    )


def failed_count(staff: Staff) -> int:
    """How many households the township has to mend (one query)."""
    return unpaid_lines(staff).order_by().values("household").distinct().count()


def failed_table(page: Page[PaymentLine], staff: Staff, shown: str) -> Table:
    """A page of households that money did not reach, each with what to do about it (one query more)."""
    unpaid = _unpaid(page.rows, staff, shown)
    return Table(
        caption=_("没有发到账户的户"),
        columns=[
            Column(_("户主")),
            Column(_("村")),
            Column(_("最近一笔"), "month"),
            Column(_("没有发到的月数"), "number"),
            Column(_("金额合计（元）"), "money"),
            Column(_("状态"), "status"),
            Column(_("原因")),
            Column(_("账户")),
            Column(_("下一步")),
        ],
        rows=[_failed(line, unpaid[line.household_id], shown) for line in page.rows],
        pager=page.pager,
    )


def _unpaid(rows: Sequence[PaymentLine], staff: Staff, shown: str) -> dict[int, Sums]:
    """How many months of each household, and how much."""
    households = [line.household_id for line in rows]
    found = (
        unpaid_lines(staff, shown)
        .filter(household__in=households)
        .order_by()
        .values_list("household")
        .annotate(Count("pk"), Sum("amount"))
    )
    return {household: Sums(count, amount) for household, count, amount in found}


def _failed(line: PaymentLine, unpaid: Sums, shown: str) -> Row:
    status = LineStatus(line.status)
    url = reverse("payments:account", args=[line.household_id])
    is_ours = shown != COUNTY
    step = Cell(next_step(line), url=url) if is_ours else Cell(_("县里与银行核对"))
    return Row.of(
        line.household.head.name,
        str(line.area),
        line.month,
        unpaid.count,
        unpaid.amount,
        Cell(status.label, tone=LINE_TONES[status]),
        reason_of(line),
        str(line.account) if line.account else "",
        step,
        url=reverse("applicants:household", args=[line.household_id]),
    )


def next_step(line: PaymentLine) -> str | Promise:
    return _("登记账户") if line.needs_account else _("更正账户")


def account_table(accounts: Iterable[Account], *, on: date) -> Table:
    """The versions of a household's account, the newest first; numbers by their last four."""
    return Table(
        caption=_("登记过的账户"),
        columns=[
            Column(_("账户名称")),
            Column(_("开户银行")),
            Column(_("账号")),
            Column(_("启用日期"), "date"),
            Column(_("停用日期"), "date"),
            Column(_("状态"), "status"),
            Column(_("登记人")),
        ],
        rows=[_account(account, on) for account in accounts],
        empty=_("这户还没有登记过账户。"),
    )


def _account(account: Account, on: date) -> Row:
    return Row.of(
        Cell(account.holder, note=account.relation),
        f"{account.bank_name} {account.branch}".strip(),
        account.masked_number,
        account.starts_on,
        account.ends_on,
        status_of(account, on),
        account.opened_by.name,
        url="" if account.proposed_on is None else account_url(account),
    )


def account_url(account: Account) -> str:
    """The page of a change."""
    return reverse("payments:account_change", args=[account.pk])


def status_of(account: Account, on: date) -> Cell:
    """How a version stands on a day, the days of cooling off and the end among it."""
    if account.ends_on is not None and account.ends_on <= on:
        return Cell(_("已停用"), tone="stopped")
    if account.status in CONFIRMED and account.is_pending(on):
        return Cell(_("冷静期内"), tone="doing")
    status = AccountStatus(account.status)
    return Cell(status.label, tone=ACCOUNT_TONES[status])
