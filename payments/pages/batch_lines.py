"""Rows to take out of a batch before they are, and those that were, with who did it and why."""

from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from applicants.pages.cards import Fact
from dibao.display import count_text, yuan_text
from dibao.guards import allows
from dibao.models.staff import Staff
from dibao.tables import Cell, Column, Row, Table
from dibao.values.text import key_in
from payments.actions.batch_lines import (
    HOLDERS,
    Figures,
    figures_without,
    pays_nobody,
    to_draw_anew,
)
from payments.models.batch import MISSING, PaymentBatch
from payments.models.line import PaymentLine
from payments.pages.holds import standing_of
from payments.pages.lines import LINE_TONES, PICKS, household_url, lines_of
from payments.pages.overview import Overview
from payments.workflow import BatchStatus, LineStatus

# As many as a page of lines holds.
_MOST = 50


def holds_batch(batch: PaymentBatch, staff: Staff) -> bool:
    """True for whoever may take rows out of the batch now."""
    permission = HOLDERS.get(BatchStatus(batch.status))
    return permission is not None and allows(staff, permission)


def picked(batch: PaymentBatch, asked: QueryDict) -> list[PaymentLine]:
    """The lines of the ticked households, by their number; what is no household of the batch is left out."""
    keys = [key for key in map(key_in, asked.getlist(PICKS)[:_MOST]) if key is not None]
    return list(lines_of(batch).filter(household__in=keys).order_by("serial"))


def take_out_context(batch: PaymentBatch, lines: list[PaymentLine]) -> dict[str, object]:
    """What comes of it, in figures and in a sentence (one query)."""
    chosen = batch.lines.filter(pk__in=[line.pk for line in lines])
    now, then = Figures.of(batch), figures_without(batch, chosen)
    count = count_text(len({line.household_id for line in lines}))
    amount = sum((line.amount for line in lines), start=batch.total_amount * 0)
    return {
        "title": _now("取出%(count)s户，%(amount)s元")
        % {"count": count, "amount": yuan_text(amount)},
        "facts": [
            Fact(label=_("交银行现在"), value=_part(now)),
            Fact(label=_("取出以后"), value=_part(then)),
            Fact(label=_("应发"), value=_due(batch, then)),
        ],
        "consequence": _consequence(batch, then),
        "button": _now("取出（%(count)s户）") % {"count": count},
    }


# By whether the batch is a draft still.
_THEN = {
    True: _("这些户列为暂缓，应发不变，钱留着；您登记的缓发由另一人核实后解除。批次马上重新编制。"),
    False: _(
        "这些户列为暂缓，应发不变，钱留着；您登记的缓发由另一人核实后解除。批次退回编制，已有的签字取消，"
        "由县级经办重新编制并提交。"
    ),
}
# What is missing of months past has no line that waits: it is drawn by a later batch.
_THEN_OF_MISSING = {
    True: _("这些户不在这一批里发，钱仍然欠着；您登记的缓发由另一人核实后解除。批次马上重新编制。"),
    False: _(
        "这些户不在这一批里发，钱仍然欠着；您登记的缓发由另一人核实后解除。批次退回编制，已有的签字取消，"
        "由县级经办重新编制并提交。"
    ),
}
_THEN_NOBODY = {
    True: _("钱仍然欠着；您登记的缓发由另一人核实后解除。这一批再没有要发的户，取出以后把它作废。"),
    False: _(
        "钱仍然欠着；您登记的缓发由另一人核实后解除。这一批再没有要发的户：退回编制，已有的签字取消，"
        "由县级经办作废。"
    ),
}


def _consequence(batch: PaymentBatch, then: Figures) -> StrOrPromise:
    ways = _THEN_OF_MISSING if batch.kind in MISSING else _THEN
    if not then.line_count:
        ways = _THEN_NOBODY
    return ways[batch.status == BatchStatus.DRAFT]


def _part(figures: Figures) -> str:
    count, amount = figures.payable
    return _now("%(count)s户，%(amount)s元") % {
        "count": count_text(count),
        "amount": yuan_text(amount),
    }


def _due(batch: PaymentBatch, then: Figures) -> str:
    if batch.kind in MISSING:
        return _now("取出的月份仍然欠着，编进以后的批次")
    return _now("%(amount)s元，其中暂缓%(held)s元") % {
        "amount": yuan_text(then.total_amount),
        "held": yuan_text(then.held_amount),
    }


def done_sentence(batch: PaymentBatch, count: int) -> str:
    """What to say after it was done; the batch as it stands then."""
    if pays_nobody(batch):
        return _now("已取出%(count)d户，这一批再没有要发的户。下一步：作废这个批次。") % {
            "count": count
        }
    words = (
        _now("已取出%(count)d户，批次正在重新编制。")
        if batch.status == BatchStatus.DRAFT
        else _now("已取出%(count)d户，批次退回编制。下一步：县级经办重新编制并提交。")
    )
    return words % {"count": count}


def taken_out_table(batch: PaymentBatch, staff: Staff) -> Table:
    """Who was taken out of the batch, by whom and why, and how their line stands now (two queries)."""
    holds = list(
        batch.taken_out.select_related("household__head", "area", "placed_by").order_by("pk")
    )
    found = batch.lines.filter(household__in=[hold.household_id for hold in holds])
    lines: dict[int, list[PaymentLine]] = {}
    for line in found if holds else ():
        lines.setdefault(line.household_id, []).append(line)
    return Table(
        caption=_("取出的户"),
        columns=[
            Column(_("户主")),
            Column(_("村")),
            Column(_("金额（元）"), "money"),
            Column(_("原因")),
            Column(_("取出人")),
            Column(_("缓发"), "status"),
            Column(_("明细"), "status"),
        ],
        rows=[
            Row.of(
                hold.household.head.name,
                str(hold.area),
                sum((line.amount for line in own), start=own[0].amount * 0) if own else None,
                Cell(hold.get_reason_display(), note=hold.note),
                Cell(hold.placed_by.name),
                standing_of(hold, month=batch.month),
                _line_cell(own[0] if own else None),
                url=household_url(hold.household_id, staff),
            )
            for hold in holds
            for own in [lines.get(hold.household_id)]
        ],
    )


def _line_cell(line: PaymentLine | None) -> Cell:
    if line is None:
        return Cell(_("不在批次里"), tone="stopped")
    status = LineStatus(line.status)
    return Cell(status.label, tone=LINE_TONES[status])


def resubmits(overview: Overview, staff: Staff) -> int:
    """How many households were taken out of a draft that would pay them still, for who may draw it anew and submit it
    in one go (one query at most)."""
    batch = overview.batch
    if batch.status != BatchStatus.DRAFT or overview.is_late or overview.is_emptied:
        return 0
    if not holds_batch(batch, staff):
        return 0
    return to_draw_anew(batch).values("household").distinct().count()
