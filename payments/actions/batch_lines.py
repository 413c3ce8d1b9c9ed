"""Taking households out of a batch before it is signed: their money is held, and nobody is forgotten.

Whoever holds the batch at that moment does it, for a reason each. In draft it is drawn anew; at a later step it goes
back to its preparer, who draws it anew and submits it, since nobody signs what they drew.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from applicants.models.household import Household
from dibao.display import listed
from dibao.errors import Refused
from dibao.guards import require, require_area
from dibao.models.staff import Staff
from dibao.permissions import Permission
from dibao.workflow import MoveRefused
from payments.actions import batches, holds
from payments.actions.holds import HoldEntry
from payments.models.batch import MISSING, PaymentBatch
from payments.models.hold import HoldReason, PaymentHold
from payments.models.line import PaymentLine
from payments.workflow import BATCH_WORKFLOW, SEND_BACK, BatchStatus, LineStatus


@dataclass(frozen=True, kw_only=True)
class RowOut:
    """One household to take out: why, in a word and in a sentence."""

    household: int
    reason: HoldReason
    note: str


# Who has the batch in hand while it is not signed.
HOLDERS = {
    BatchStatus.DRAFT: Permission.BATCH_PREPARE,
    **{status: BATCH_WORKFLOW[move].permission for status, move in SEND_BACK.items()},
}


def require_holder(*, batch: PaymentBatch, by: Staff) -> None:
    """PermissionDenied for a post that never holds a batch; MoveRefused while another one does, or nobody."""
    permission = HOLDERS.get(BatchStatus(batch.status))
    if permission is None:
        raise MoveRefused(
            _("状态是“%(status)s”，签发以前才能从批次里取出。") % {"status": batch.status_label}
        )
    if permission not in by.permissions and by.permissions & frozenset(HOLDERS.values()):
        raise MoveRefused(
            _("批次状态是“%(status)s”，现在由办这一步的人取出。") % {"status": batch.status_label}
        )
    require(by, permission)


@transaction.atomic
def take_out(
    *, batch: PaymentBatch, rows: Sequence[RowOut], by: Staff, on: date
) -> list[PaymentHold]:
    """Hold each household's money from the batch's month on until a second person lifts it; all of them or none.

    A draft is to be drawn anew afterwards; a batch under way goes back to its preparer with the reasons. Raises
    Refused for a household that is not in the batch or is held already, and without a sentence.
    """
    _lock_households(rows)
    require_area(by, batch.area_id)
    holds.await_signatures(batch.area_id, batch.month)
    batch = PaymentBatch.objects.lock(batch)
    require_holder(batch=batch, by=by)
    lines = _lines_of(batch, rows)
    placed = [_take_out(batch, lines[row.household], row, by, on) for row in rows]
    if batch.status != BatchStatus.DRAFT:
        batches.send_back(batch=batch, reason=sentence_of(rows), by=by)
    return placed


def _lock_households(rows: Sequence[RowOut]) -> None:
    """Families before their batch, as whoever places a hold locks them; by their keys, so that two do not wait for each
    other."""
    wanted = Household.objects.filter(pk__in=[row.household for row in rows])
    list(wanted.order_by("pk").select_for_update(of=("self",)))


def _lines_of(batch: PaymentBatch, rows: Sequence[RowOut]) -> dict[int, PaymentLine]:
    wanted = {row.household for row in rows}
    if not wanted:
        raise Refused(_("勾选要取出的户。"))
    found = batch.lines.filter(household__in=wanted).select_related("household__head", "hold")
    lines = {line.household_id: line for line in found}
    if wanted - set(lines):
        raise Refused(_("有的户不在这个批次里，刷新后再选。"))
    held = [str(line.household.head) for line in lines.values() if line.status == LineStatus.HELD]
    if held:
        raise Refused(_("%(names)s已经暂缓，不用取出。") % {"names": listed(held)})
    return lines


def _take_out(
    batch: PaymentBatch, line: PaymentLine, row: RowOut, by: Staff, on: date
) -> PaymentHold:
    if not row.note.strip():
        raise Refused(_("%(name)s：写明取出的原因。") % {"name": line.household.head})
    entry = HoldEntry(reason=row.reason, first_month=batch.month, note=row.note)
    try:
        return holds.put(household=line.household, entry=entry, by=by, on=on, taken_from=batch)
    except Refused as refusal:
        raise Refused(
            _("%(name)s：%(sentence)s") % {"name": line.household.head, "sentence": refusal.message}
        ) from refusal


def sentence_of(rows: Sequence[RowOut]) -> str:
    """取出3户：联系不上领款人2户、疑似迁出待核实1户."""
    kinds = Counter(row.reason for row in rows)
    parts = [
        _("%(reason)s%(count)d户") % {"reason": reason.label, "count": kinds[reason]}
        for reason in HoldReason
        if kinds[reason]
    ]
    return _("取出%(count)d户：%(kinds)s。") % {"count": len(rows), "kinds": listed(parts)}


@dataclass(frozen=True)
class Figures:
    """What a batch comes to: lines, persons, and how many of them and how much the bank gets not."""

    line_count: int
    person_count: int
    total_amount: Decimal
    held_count: int
    held_amount: Decimal

    @classmethod
    def of(cls, batch: PaymentBatch) -> "Figures":
        return cls(
            batch.line_count,
            batch.person_count,
            batch.total_amount,
            batch.held_count,
            batch.held_amount,
        )

    @property
    def payable(self) -> tuple[int, Decimal]:
        return self.line_count - self.held_count, self.total_amount - self.held_amount


def figures_without(batch: PaymentBatch, lines: QuerySet[PaymentLine]) -> Figures:
    """What the batch would come to, drawn anew with these of its lines held (one query).

    A month's line stays and is held whole, since nothing is kept back of money that does not go; of months past the
    line waits for a later batch.
    """
    now = Figures.of(batch)
    for line in lines.filter(status=LineStatus.DUE):
        full = line.base_amount + line.supplement_amount
        if batch.kind in MISSING:
            now = Figures(
                now.line_count - 1,
                now.person_count - line.covered_count,
                now.total_amount - line.amount,
                now.held_count,
                now.held_amount,
            )
        else:
            now = Figures(
                now.line_count,
                now.person_count,
                now.total_amount + line.offset_amount,
                now.held_count + 1,
                now.held_amount + full,
            )
    return now


def pays_nobody(batch: PaymentBatch) -> bool:
    """True for a draft of months past all of whose households were taken out: drawn anew it would be empty, so that
    only voiding is left (two queries at most)."""
    if batch.status != BatchStatus.DRAFT or batch.kind not in MISSING:
        return False
    taken_out = to_draw_anew(batch)
    return taken_out.exists() and not batch.lines.exclude(pk__in=taken_out.values("pk")).exists()


def to_draw_anew(batch: PaymentBatch) -> QuerySet[PaymentLine]:
    """The lines of a draft whose households were taken out of it and are in it still."""
    households = batch.taken_out.standing().values("household")
    return batch.lines.filter(status=LineStatus.DUE, household__in=households)
