"""Disputes with the bank as rows and as a page: what it said first and what then, how long ago, and what is true."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from applicants.pages.cards import Fact
from dibao.display import day_text, month_text, with_note, yuan_text
from dibao.models.staff import Staff
from dibao.paging import Page
from dibao.tables import Cell, Column, Row, Table
from payments.models.bank_result import Outcome, ResultFile, ResultRow, RowEffect
from payments.models.batch import PaymentBatch
from payments.models.dispute import Dispute, DisputeQuerySet, Resolution
from payments.pages.lines import household_url

# A file that contradicts more than these is to be looked at as a whole.
_SHOWN = 50
_TONES = {Resolution.STANDS: "good", Resolution.RETURNED: "warn", Resolution.ARRIVED: "warn"}


def disputes_of(staff: Staff) -> DisputeQuerySet:
    """The disputes of the posting's area with all that a page says of them."""
    return Dispute.objects.visible_to(staff).select_related(
        "area",
        "line__household__head",
        "line__batch__area",
        "row__file__loaded_by",
        "row__file__posted_by",
        "first_row__file__loaded_by",
        "first_row__file__posted_by",
        "resolved_by",
    )


def disputed_count(batch: PaymentBatch) -> int:
    """How many lines of a batch await the bank's letter (one query)."""
    return Dispute.objects.open().filter(line__batch=batch).count()


def dispute_table(page: Page[Dispute], *, on: date) -> Table:
    """A page of disputes; `on` is today."""
    return Table(
        caption=_("银行结果争议"),
        columns=[
            Column(_("户主")),
            Column(_("村")),
            Column(_("月份"), "month"),
            Column(_("金额（元）"), "money"),
            Column(_("银行先说的")),
            Column(_("银行后说的")),
            Column(_("争议天数"), "number"),
            Column(_("处理结果"), "status"),
        ],
        rows=[
            Row.of(
                dispute.line.household.head.name,
                str(dispute.area),
                dispute.line.month,
                dispute.line.amount,
                said(dispute.first_row),
                said(dispute.row),
                days_open(dispute, on=on),
                resolution_cell(dispute),
                url=reverse("payments:dispute", args=[dispute.pk]),
            )
            for dispute in page.rows
        ],
        empty=_("没有这样的争议。银行前后两次的结果都一致。"),
        pager=page.pager,
    )


def days_open(dispute: Dispute, *, on: date) -> int:
    """Days until it was resolved, or until today."""
    return ((dispute.resolved_on or on) - dispute.opened_on).days


def resolution_cell(dispute: Dispute) -> Cell:
    if dispute.is_open:
        return Cell(_("等银行函件"), tone="bad")
    resolution = Resolution(dispute.resolution)
    return Cell(resolution.label, tone=_TONES[resolution], note=dispute.letter_number)


def said(row: ResultRow) -> str:
    """失败 账户已注销 154.00元: one of the bank's two words."""
    words = str(Outcome(row.outcome).label)
    if row.reason:
        words = with_note(words, str(row.get_reason_display()))
    return _now("%(words)s %(amount)s元") % {"words": words, "amount": yuan_text(row.amount)}


def dispute_facts(dispute: Dispute, *, on: date) -> list[Fact]:
    """Whose money, what the bank said by which file and who brought it in, and what came of it."""
    line = dispute.line
    return [
        Fact(label=_("月份"), value=month_text(line.month), note=line.batch.number),
        Fact(label=_("名册序号"), value=str(line.serial)),
        Fact(label=_("金额（元）"), value=yuan_text(line.amount)),
        Fact(label=_("银行先说的"), value=said(dispute.first_row), note=_file(dispute.first_row)),
        Fact(label=_("银行后说的"), value=said(dispute.row), note=_file(dispute.row)),
        Fact(label=_("争议天数"), value=str(days_open(dispute, on=on))),
        *_resolved(dispute),
    ]


def _file(row: ResultRow) -> str:
    return _now("%(file)s 第%(row)d行，%(name)s %(at)s 入账") % {
        "file": row.file.name,
        "row": row.row_number,
        "name": row.file.posted_by,
        "at": day_text(row.file.posted_at),
    }


def _resolved(dispute: Dispute) -> list[Fact]:
    if dispute.is_open or dispute.resolved_by is None:
        return []
    return [
        Fact(label=_("处理结果"), value=dispute.get_resolution_display()),
        Fact(label=_("银行函件号"), value=dispute.letter_number),
        Fact(label=_("查明的情况"), value=dispute.findings),
        Fact(
            label=_("处理人"),
            value=f"{dispute.resolved_by.name} {day_text(dispute.resolved_on)}",
        ),
    ]


_DONE: Final[Mapping[Resolution, StrOrPromise]] = {
    Resolution.STANDS: _("争议已了结，银行先说的结果不变。"),
    Resolution.RETURNED: _("争议已了结。银行退回的钱重新成为欠发，编进以后的重新发放批次。"),
    Resolution.ARRIVED: _("争议已了结，这笔记为实际已到账，不再重新发放。"),
}


def done_sentence(resolution: Resolution) -> str:
    """What comes of an answer, for who gave it."""
    return str(_DONE[resolution])


def contradictions_table(file: ResultFile, staff: Staff) -> Table:
    """The rows of a file that say something else of a line than was posted before (one query)."""
    rows = file.rows.filter(effect=RowEffect.DISPUTE).select_related(
        "line__household__head", "line__area"
    )
    return Table(
        caption=_("和已入账的结果不同的户"),
        columns=[
            Column(_("户主")),
            Column(_("文件第几行"), "number"),
            Column(_("村")),
            Column(_("已入账的结果")),
            Column(_("这份文件说的")),
        ],
        rows=[
            Row.of(
                row.line.household.head.name,
                row.row_number,
                str(row.line.area),
                _now("%(words)s %(amount)s元")
                % {"words": row.line.get_status_display(), "amount": yuan_text(row.line.amount)},
                said(row),
                url=household_url(row.line.household_id, staff),
            )
            for row in rows.order_by("row_number")[:_SHOWN]
        ],
    )
