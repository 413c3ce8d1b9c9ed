"""Lines and exceptions of a batch as rows, each with the household that they are about."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from django.db.models import Count, QuerySet, Sum
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.models.household import Household
from dibao.display import count_text, yuan_text
from dibao.guards import allows
from dibao.models.staff import Staff
from dibao.paging import Page
from dibao.permissions import Permission as P
from dibao.tables import Cell, Column, Row, Table
from payments.bookings import Booking
from payments.models.account import Account
from payments.models.batch import BatchKind, PaymentBatch
from payments.models.line import (
    BatchException,
    ExceptionKind,
    LineQuerySet,
    PaymentLine,
)
from payments.pages.batch import HELD_BACK, signed
from payments.workflow import LineStatus

L = LineStatus
BOOKING_TONES = {Booking.RETURNED: "bad", Booking.ARRIVED: "good"}
Accounts = Mapping[int, Account | None]

LINE_TONES = {
    L.DUE: "todo",
    L.HELD: "warn",
    L.SENT: "doing",
    L.UNKNOWN: "warn",
    L.PAID: "good",
    L.FAILED: "bad",
    L.VOID: "stopped",
}


# The name under which rows are ticked to be taken out.
PICKS = "household"


def line_table(page: Page[PaymentLine], staff: Staff, *, picks: str = "") -> Table:
    """A page of lines by their number on the roster, each with the month that it pays; those that would be paid can
    be ticked under the name `picks`."""
    return Table(
        picks=picks,
        caption=_("发放明细"),
        columns=[
            Column(_("户主")),
            Column(_("序号"), "number"),
            Column(_("月份"), "month"),
            Column(_("村")),
            Column(_("类别")),
            Column(_("保障人数"), "number"),
            Column(_("保障金（元）"), "money"),
            Column(_("分类施保金（元）"), "money"),
            Column(_("发放合计（元）"), "money"),
            Column(_("账户")),
            Column(_("状态"), "status"),
        ],
        rows=[_line(line, staff) for line in page.rows],
        empty=_("没有这样的明细。换一个条件，或者清除筛选。"),
        pager=page.pager,
    )


def _line(line: PaymentLine, staff: Staff) -> Row:
    status = LineStatus(line.status)
    account = line.account
    return Row.of(
        line.household.head.name,
        line.serial,
        line.month,
        str(line.area),
        line.get_benefit_class_display(),
        line.covered_count,
        line.base_amount,
        line.supplement_amount,
        Cell(line.amount, note=_kept_back(line)),
        Cell(str(account) if account else "", note=_holder(line)),
        Cell(status.label, tone=LINE_TONES[status], note=reason_of(line)),
        url=household_url(line.household_id, staff),
        pick=line.household_id if status == L.DUE else None,
    )


def _kept_back(line: PaymentLine) -> str:
    """Why the amount is less than its two parts, where an instalment of a recovery is kept back."""
    if not line.offset_amount:
        return ""
    return _now("已抵扣%(amount)s元") % {"amount": yuan_text(line.offset_amount)}


def _holder(line: PaymentLine) -> str:
    """The account's holder where it is not the head."""
    account = line.account
    if account is None or account.holder == line.household.head.name:
        return ""
    return account.holder


def reason_of(line: PaymentLine) -> str | Promise:
    """Why a line did not reach an account; empty for the others."""
    if line.booking:
        return Booking(line.booking).label
    if line.status == L.FAILED:
        return str(line.get_failure_reason_display())
    if line.status != L.HELD:
        return ""
    if line.hold is not None:
        return _now("缓发：%(reason)s") % {"reason": line.hold.get_reason_display()}
    return _("没有登记账户") if line.needs_account else _("账户须更正")


def household_url(household: int, staff: Staff) -> str:
    """The household's file, for posts that may read files."""
    return reverse("applicants:household", args=[household]) if allows(staff, P.CASE_VIEW) else ""


def sentence_of(lines: QuerySet[PaymentLine]) -> str:
    """How many lines the filter leaves, and what they come to (one query)."""
    found = lines.aggregate(count=Count("pk"), amount=Sum("amount", default=Decimal(0)))
    return _now("共%(count)s户，%(amount)s元") % {
        "count": count_text(found["count"]),
        "amount": yuan_text(found["amount"]),
    }


def exception_table(
    page: Page[BatchException], kind: ExceptionKind, staff: Staff, *, picks: str = ""
) -> Table:
    """A page of exceptions of one kind; who is not paid, with what is the matter (two queries more at most)."""
    if kind == ExceptionKind.REPLACED:
        return _replaced_table(page, staff, picks)
    is_held = kind in HELD_BACK
    reasons = _reasons(page.rows) if is_held else {}
    columns = [
        Column(_("户主")),
        Column(_("村")),
        Column(_("上月金额（元）"), "money"),
        Column(_("本月金额（元）"), "money"),
        Column(_("原因")) if is_held else Column(_("增减（元）"), "number"),
    ]
    return Table(
        picks="" if is_held or kind == ExceptionKind.ENDED else picks,
        caption=kind.label,
        columns=columns,
        rows=[_exception(row, reasons, is_held, staff) for row in page.rows],
        empty=_("这个批次没有这一类变动。"),
        pager=page.pager,
    )


def _exception(
    row: BatchException, reasons: dict[int, str | Promise], is_held: bool, staff: Staff
) -> Row:
    zero = Decimal(0)
    change = signed(row.after_amount or zero, row.before_amount or zero)
    return Row.of(
        row.household.head.name,
        str(row.area),
        row.before_amount,
        row.after_amount,
        reasons.get(row.household_id, "") if is_held else change,
        url=household_url(row.household_id, staff),
        pick=row.household_id,
    )


def _replaced_table(page: Page[BatchException], staff: Staff, picks: str) -> Table:
    """Households whose money goes to another account than last month, with both (two queries)."""
    now, before = _accounts(page.rows)
    return Table(
        picks=picks,
        caption=ExceptionKind.REPLACED.label,
        columns=[
            Column(_("户主")),
            Column(_("村")),
            Column(_("原来的账户")),
            Column(_("现在的账户")),
            Column(_("这次金额（元）"), "money"),
        ],
        rows=[
            Row.of(
                row.household.head.name,
                str(row.area),
                _account_cell(before.get(row.household_id), row.household),
                _account_cell(now.get(row.household_id), row.household),
                row.after_amount,
                url=household_url(row.household_id, staff),
                pick=row.household_id,
            )
            for row in page.rows
        ],
        empty=_("这个批次没有这一类变动。"),
        pager=page.pager,
    )


def _accounts(rows: Sequence[BatchException]) -> tuple[Accounts, Accounts]:
    """The accounts of the households' lines in the batch; and in the month before, or of what is paid again."""
    if not rows:
        return {}, {}
    batch, households = rows[0].batch, [row.household_id for row in rows]
    lines = PaymentLine.objects.filter(household__in=households).select_related("account")
    now = lines.filter(batch=batch)
    if batch.kind == BatchKind.REGULAR:
        before = lines.standing().filter(month=batch.month.previous(), kind=batch.kind)
    else:
        before = lines.filter(followers__in=now)
    return (
        {line.household_id: line.account for line in now},
        {line.household_id: line.account for line in before},
    )


def _account_cell(account: Account | None, household: Household) -> Cell:
    """The account by its bank and last four, with its holder where that is not the head."""
    if account is None:
        return Cell(_("没有账户"))
    is_heads = account.holder == household.head.name
    return Cell(str(account), note="" if is_heads else account.holder)


def _reasons(rows: Iterable[BatchException]) -> dict[int, str | Promise]:
    """Why the households of a page cannot be paid, from their lines of the same batch."""
    found = list(rows)
    if not found:
        return {}
    lines = PaymentLine.objects.filter(
        batch=found[0].batch_id, household__in=[row.household_id for row in found]
    ).select_related("hold")
    return {line.household_id: reason_of(line) for line in lines}


def lines_of(batch: PaymentBatch) -> LineQuerySet:
    """The lines with what a page says of each."""
    return batch.lines.select_related("household__head", "area", "account", "hold")


def exceptions_of(batch: PaymentBatch, kind: ExceptionKind) -> QuerySet[BatchException]:
    """The exceptions of a kind with what a page says of each."""
    rows = batch.exceptions.filter(kind=kind.value)
    return rows.select_related("household__head", "area", "batch")
