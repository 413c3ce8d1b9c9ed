"""A batch's figures: this month beside the month before, what differs, and how the lines stand at the bank."""

from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from dibao.display import count_text, month_text, yuan_text
from dibao.tables import Column, Row, Table
from payments.bookings import OUTCOMES_AT_THE_BANK, Booking, Outcome
from payments.models.batch import BatchKind, PaymentBatch
from payments.models.line import ExceptionKind
from payments.pages.overview import Group, Overview
from payments.workflow import LineStatus

Words = str | Promise
Figured = Decimal | int | None


def totals_table(overview: Overview) -> Table:
    """This month beside the month before, with the difference; what is no regular batch stands alone."""
    now, then = overview.batch, overview.before
    lines: list[tuple[Words, Figured, Figured]] = [
        (_("户数"), now.line_count, then.line_count if then else None),
        (_("人数"), now.person_count, then.person_count if then else None),
        (_("金额（元）"), now.total_amount, then.total_amount if then else None),
        (_("暂缓户数"), now.held_count, then.held_count if then else None),
        (_("暂缓金额（元）"), now.held_amount, then.held_amount if then else None),
        (_("交银行户数"), now.payable_count, then.payable_count if then else None),
        (_("交银行金额（元）"), now.payable_amount, then.payable_amount if then else None),
    ]
    if now.kind != BatchKind.REGULAR:
        return Table(
            caption=_("合计"),
            columns=[Column(_("项目")), Column(month_text(now.month), "number")],
            rows=[Row.of(label, _written(new)) for label, new, _old in lines],
        )
    return Table(
        caption=_("本月和上月"),
        columns=[
            Column(_("项目")),
            Column(month_text(now.month), "number"),
            Column(month_text(now.month.previous()), "number"),
            Column(_("增减"), "number"),
        ],
        rows=[
            Row.of(label, _written(new), _written(old), signed(new, old))
            for label, new, old in lines
        ],
    )


def _written(figure: Figured) -> str:
    return yuan_text(figure) if isinstance(figure, Decimal) else count_text(figure)


def signed(now: Figured, before: Figured) -> str:
    """The difference with its sign; nothing where there is nothing to compare with."""
    if now is None or before is None:
        return ""
    change = Decimal(now) - Decimal(before)
    if not change:
        return "0"
    # A count stays a count: whole numbers carry no places.
    shown = abs(change) if isinstance(now, Decimal) else int(abs(change))
    return f"{'+' if change > 0 else '-'}{_written(shown)}"


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One figure of the figures component."""

    label: Words
    value: str
    unit: Words = ""
    url: str = ""
    tone: str = ""
    note: str = ""


_GROUP_TONES = {
    ExceptionKind.ACCOUNT: "bad",
    ExceptionKind.REPLACED: "warn",
    ExceptionKind.HOLD: "warn",
    ExceptionKind.DEATH: "warn",
    ExceptionKind.MOVED: "warn",
    ExceptionKind.DUPLICATE: "warn",
}
# What these come to is told; the others are told by what they differ.
_TOLD_IN_FULL = tuple(_GROUP_TONES)
# Lines that are drawn and not handed to the bank.
HELD_BACK = (ExceptionKind.ACCOUNT, ExceptionKind.HOLD)
# Lines that perhaps should not be paid.
SUSPECTED = (ExceptionKind.DEATH, ExceptionKind.MOVED, ExceptionKind.DUPLICATE)
_UNLIKE_NO_MONTH = (ExceptionKind.REPLACED, *HELD_BACK, *SUSPECTED)


def exception_figures(overview: Overview) -> list[Figure]:
    """Each kind of exception, opening its rows; only a regular batch is compared with the month before, and what pays
    again with what it follows."""
    batch = overview.batch
    shown = ExceptionKind if batch.kind == BatchKind.REGULAR else _UNLIKE_NO_MONTH
    return [_group_figure(batch, group) for group in overview.groups if group.kind in shown]


def _group_figure(batch: PaymentBatch, group: Group) -> Figure:
    url = reverse("payments:batch_exceptions", args=[batch.pk, group.kind.value])
    money = group.after if group.kind in _TOLD_IN_FULL else None
    note = yuan_text(money) if money is not None else signed(group.after, group.before)
    return Figure(
        label=group.kind.label,
        value=count_text(group.count),
        unit=ngettext_lazy("户", "户", group.count),
        url=url if group.count else "",
        tone=_GROUP_TONES.get(group.kind, "") if group.count else "",
        note=_now("%(amount)s元") % {"amount": note} if group.count else "",
    )


_OUTCOME_TONES: dict[Outcome, str] = {
    LineStatus.FAILED: "bad",
    Booking.RETURNED: "bad",
    LineStatus.UNKNOWN: "warn",
    LineStatus.HELD: "warn",
}


def outcome_figures(overview: Overview) -> list[Figure]:
    """How the lines stand once the bank has them; each figure opens its lines."""
    lines = reverse("payments:batch_lines", args=[overview.batch.pk])
    return [
        Figure(
            label=status.label,
            value=count_text(sums.count),
            unit=ngettext_lazy("户", "户", sums.count),
            url=f"{lines}?status={status.value}" if sums.count else "",
            tone=_OUTCOME_TONES.get(status, "") if sums.count else "",
            note=_now("%(amount)s元") % {"amount": yuan_text(sums.amount)} if sums.count else "",
        )
        for status in OUTCOMES_AT_THE_BANK
        for sums in [overview.sums(status)]
        if sums.count or status in LineStatus
    ]
