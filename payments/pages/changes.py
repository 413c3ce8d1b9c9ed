"""What a batch's page says of benefits and holds that changed since it was drawn, and the households behind it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.models.grant import Grant
from applicants.models.household import Household
from dibao.models.staff import Staff
from dibao.paging import Page, in_order
from dibao.tables import Cell, Column, Row, Table
from payments.changes import Change, ChangeKind, changes_of, in_numbers, is_open
from payments.models.batch import PaymentBatch
from payments.models.line import PaymentLine
from payments.pages.batch import signed
from payments.pages.lines import household_url
from payments.workflow import BatchStatus

_SIZE = 50
_TONES = {
    ChangeKind.ADDED: "bad",
    ChangeKind.ENDED: "bad",
    ChangeKind.ALTERED: "warn",
    ChangeKind.HOLD: "warn",
    ChangeKind.RECOVERY: "warn",
    ChangeKind.ACCOUNT: "bad",
}


@dataclass(frozen=True)
class ChangeNote:
    """That a batch no longer says what is due: how many households, and the way on."""

    title: str
    text: str


def note_of(batch: PaymentBatch, changes: Sequence[Change]) -> ChangeNote | None:
    """The note, while the batch may still be drawn anew."""
    if not changes or not is_open(batch):
        return None
    way_on = (
        _now("重新编制以后再提交复核。")
        if batch.status == BatchStatus.DRAFT
        else _now("退回编制，由县级经办重新编制；不重新编制就不能签发。")
    )
    return ChangeNote(title=in_numbers(changes), text=way_on)


def change_table(batch: PaymentBatch, asked: Mapping[str, str], staff: Staff) -> Table:
    """A page of the households, each with what the batch pays and what is due (five queries)."""
    changes = {change.household: change for change in changes_of(batch)}
    households = Household.objects.visible_to(staff).filter(pk__in=changes)
    page = in_order(households.select_related("head", "area"), asked, size=_SIZE)
    return Table(
        caption=_("编制以后待遇、缓发、抵扣或账户变了的户"),
        columns=[
            Column(_("户主")),
            Column(_("村")),
            Column(_("变动"), "status"),
            Column(_("批次里的金额（元）"), "money"),
            Column(_("现在应发（元）"), "money"),
            Column(_("增减（元）"), "number"),
        ],
        rows=_rows(page, changes, staff),
        empty=_("编制以后没有变动，批次和现在的待遇一致。"),
        pager=page.pager,
    )


def _rows(page: Page[Household], changes: Mapping[int, Change], staff: Staff) -> list[Row]:
    shown = [changes[household.pk] for household in page.rows]
    drawn: dict[int | None, Decimal] = dict(
        PaymentLine.objects.filter(pk__in=[change.line for change in shown]).values_list(
            "pk", "amount"
        )
    )
    due: dict[int | None, Decimal] = dict(
        Grant.objects.filter(pk__in=[change.grant for change in shown]).values_list(
            "pk", "total_amount"
        )
    )
    return [
        _row(household, change, drawn.get(change.line), due.get(change.grant), staff)
        for household, change in zip(page.rows, shown, strict=True)
    ]


def _row(
    household: Household,
    change: Change,
    drawn: Decimal | None,
    due: Decimal | None,
    staff: Staff,
) -> Row:
    zero = Decimal(0)
    return Row.of(
        household.head.name,
        str(household.area),
        Cell(change.kind.label, tone=_TONES[change.kind]),
        drawn,
        due,
        signed(due or zero, drawn or zero),
        url=household_url(household.pk, staff),
    )
