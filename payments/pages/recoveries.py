"""Recoveries as rows, and one of them as a page: what is asked for, what came back, what is left."""

from collections.abc import Sequence
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.models.household import Household
from applicants.pages.cards import Fact
from dibao.display import day_text, month_text, yuan_text
from dibao.guards import allows
from dibao.models.staff import Staff
from dibao.paging import Page
from dibao.permissions import Permission as P
from dibao.tables import Cell, Column, Row, Table
from payments.actions.recoveries import (
    claimable_of,
    is_kept_back_here,
    kept_back,
    left_of,
)
from payments.models.line import PaymentLine
from payments.models.recovery import Recovery, RecoveryEntry, RecoveryQuerySet
from payments.pages.lines import LINE_TONES
from payments.workflow import LineStatus, RecoveryStatus

TONES = {
    RecoveryStatus.PROPOSED: "todo",
    RecoveryStatus.ACTIVE: "doing",
    RecoveryStatus.CLOSED: "good",
    RecoveryStatus.CANCELLED: "stopped",
}


def recoveries_of(staff: Staff) -> RecoveryQuerySet:
    """The recoveries of the posting's area with all that a page says of them."""
    rows = Recovery.objects.visible_to(staff)
    return rows.select_related("household__head", "area", "proposed_by", "decided_by")


def recovery_table(page: Page[Recovery]) -> Table:
    """A page of recoveries."""
    return Table(
        caption=_("追回"),
        columns=[
            Column(_("户主")),
            Column(_("编号")),
            Column(_("村")),
            Column(_("原因")),
            Column(_("追回金额（元）"), "money"),
            Column(_("每月抵扣（元）"), "money"),
            Column(_("退回期限"), "date"),
            Column(_("状态"), "status"),
        ],
        rows=[
            Row.of(
                str(recovery.household.head),
                recovery.number,
                str(recovery.area),
                recovery.get_cause_display(),
                recovery.amount,
                recovery.instalment or None,
                recovery.return_by,
                Cell(recovery.status_label, tone=TONES[RecoveryStatus(recovery.status)]),
                url=reverse("payments:recovery", args=[recovery.pk]),
            )
            for recovery in page.rows
        ],
        empty=_("没有这样的追回。多发的户在“少发和多发的户”里，打开一户提出追回。"),
        pager=page.pager,
    )


def recovery_facts(recovery: Recovery) -> list[Fact]:
    """What is asked for, why and how, what is left, and who said so (one query)."""
    facts = [
        Fact(label=_("状态"), value=recovery.status_label),
        Fact(label=_("原因"), value=recovery.get_cause_display(), note=recovery.reasons),
        Fact(label=_("追回金额"), value=_yuan(recovery.amount)),
        Fact(label=_("还剩"), value=_yuan(left_of(recovery))),
        Fact(label=_("办法"), value=_way_of(recovery)),
        Fact(label=_("退回期限"), value=day_text(recovery.return_by)),
        Fact(
            label=_("提出"), value=_who(recovery.proposed_by.name, day_text(recovery.proposed_on))
        ),
    ]
    if recovery.decided_by is not None:
        decided = _who(recovery.decided_by.name, day_text(recovery.decided_on))
        facts.append(Fact(label=_("决定"), value=decided))
    return facts


def _yuan(amount: Decimal) -> str:
    return _now("%(amount)s元") % {"amount": yuan_text(amount)}


def _way_of(recovery: Recovery) -> str:
    if not recovery.instalment:
        return _now("退回现金")
    if recovery.household.closed_on and not is_kept_back_here(recovery):
        return _now("这户已经迁到别的县，不再抵扣，剩下的退回现金")
    return _now("从%(month)s起每月抵扣%(amount)s元，最多三成") % {
        "month": month_text(recovery.first_month),
        "amount": yuan_text(recovery.instalment),
    }


def _who(name: str, day: str) -> str:
    return _now("%(name)s %(day)s") % {"name": name, "day": day}


def month_table(recovery: Recovery) -> Table:
    """The months that are claimed (one query)."""
    months = list(recovery.months.order_by("month"))
    return Table(
        caption=_("多发的月份"),
        columns=[Column(_("月份"), "month"), Column(_("追回金额（元）"), "money")],
        rows=[Row.of(one.month, one.amount) for one in months],
        total=Row.of(_("合计"), recovery.amount),
    )


def may_be_asked_back(household: Household) -> bool:
    """Whether a recovery can be proposed: months that none claims yet, and none under way (four queries at most)."""
    return bool(claimable_of(household)) and not household.recoveries.open().exists()


def claim_table(household: Household) -> Table:
    """The months that a recovery proposed now would claim (three queries)."""
    claims = claimable_of(household)
    return Table(
        caption=_("多发的月份"),
        columns=[
            Column(_("月份"), "month"),
            Column(_("现在应发（元）"), "money"),
            Column(_("已发（元）"), "money"),
            Column(_("多发（元）"), "money"),
        ],
        rows=[Row.of(one.month, one.of.of.due, one.of.paid, one.amount) for one in claims],
        total=Row.of(_("合计"), "", "", sum((one.amount for one in claims), Decimal(0)))
        if claims
        else None,
        empty=_("这户没有多发、还没有追回的月份，不用提出追回。"),
    )


def offset_table(recovery: Recovery) -> Table:
    """What later months kept back (one query)."""
    return Table(
        caption=_("每月抵扣"),
        columns=[
            Column(_("月份"), "month"),
            Column(_("应发（元）"), "money"),
            Column(_("抵扣（元）"), "money"),
            Column(_("发到账户（元）"), "money"),
            Column(_("状态"), "status"),
        ],
        rows=[_offset_row(line) for line in kept_back(recovery)],
        empty=_("还没有抵扣过。"),
    )


def _offset_row(line: PaymentLine) -> Row:
    status = LineStatus(line.status)
    return Row.of(
        line.month,
        line.base_amount + line.supplement_amount,
        line.offset_amount,
        line.amount,
        Cell(status.label, tone=LINE_TONES[status]),
        url=reverse("payments:batch", args=[line.batch_id]),
    )


def entries_of(recovery: Recovery) -> Sequence[RecoveryEntry]:
    """Cash and write-offs, the newest first (one query)."""
    return list(recovery.entries.select_related("entered_by", "answered_by").order_by("-pk"))


def entry_table(entries: Sequence[RecoveryEntry]) -> Table:
    """Cash and write-offs with who entered and who agreed."""
    return Table(
        caption=_("退回现金和核销"),
        columns=[
            Column(_("日期"), "date"),
            Column(_("种类")),
            Column(_("金额（元）"), "money"),
            Column(_("收据或批文号")),
            Column(_("登记人")),
            Column(_("状态"), "status"),
        ],
        rows=[
            Row.of(
                entry.happened_on,
                entry.get_kind_display(),
                entry.amount,
                Cell(entry.paper, note=entry.reason),
                entry.entered_by.name,
                _answer_of(entry),
            )
            for entry in entries
        ],
        empty=_("还没有退回现金或核销。"),
    )


def _answer_of(entry: RecoveryEntry) -> Cell:
    if entry.answered_by is None:
        return Cell(_("待另一人核对"), tone="todo")
    label = _("已核对") if entry.is_agreed else _("不属实")
    return Cell(label, tone="good" if entry.is_agreed else "bad", note=entry.answered_by.name)


def awaiting(entries: Sequence[RecoveryEntry], staff: Staff) -> list[RecoveryEntry]:
    """The entries that the reader may answer: somebody else's, not answered yet."""
    if not allows(staff, P.RECOVERY_DECIDE):
        return []
    return [one for one in entries if one.answered_at is None and one.entered_by_id != staff.pk]
