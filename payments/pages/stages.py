"""How far a batch is, who signed when, and what the reader may do next."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.pages.tasks import Button, Stage
from dibao.display import day_text, with_label
from dibao.errors import Refused
from dibao.guards import allows
from dibao.models.staff import Staff
from dibao.permissions import Permission as P
from dibao.workflow import Move
from payments.actions import bank_files, batches, limits
from payments.models.bank_file import BankFile, FileFormat
from payments.models.batch import PaymentBatch
from payments.pages.overview import Overview
from payments.workflow import BatchStatus, ResultStatus

B = BatchStatus

# The steps of four signatures, each by its own person.
SIGNATURES = ("submit", "review", "approve", "sign")
# The name of the step's page for each move; a batch goes back or is void by other moves in other states.
STEP_OF = {
    "submit": "submit",
    "review": "review",
    "approve": "approve",
    "sign": "sign",
    "send_back": "send_back",
    "send_back_reviewed": "send_back",
    "send_back_approved": "send_back",
    "void": "void",
    "void_sealed": "void",
    "settle": "settle",
}
_ASIDE = ("send_back", "void")
# How far the stages before the bank's answer have come in each status.
_DONE = {
    B.DRAFT: 0,
    B.PREPARED: 1,
    B.REVIEWED: 2,
    B.APPROVED: 3,
    B.SEALED: 4,
    B.FILED: 5,
    B.SENT: 6,
    B.SETTLED: 8,
}
_ANSWERED = 7


@dataclass(frozen=True)
class Signature:
    """One stop of the way: its name, who stood for it and when, and whom it waits for."""

    label: str | Promise
    waits: str | Promise
    by: Staff | str | None = None
    at: datetime | None = None


def stages_of(overview: Overview) -> list[Stage]:
    """The eight stops of a month, from drawing to settled."""
    signatures = list(_signatures(overview))
    if overview.batch.status == B.VOID:
        done = sum(1 for each in signatures if each.at is not None)
        return [_stage(each, place, done, "stopped") for place, each in enumerate(signatures)]
    done = _done_of(overview)
    return [_stage(each, place, done, "current") for place, each in enumerate(signatures)]


def _done_of(overview: Overview) -> int:
    done = _DONE[B(overview.batch.status)]
    is_answered = overview.batch.status == B.SENT and not overview.in_flight
    return _ANSWERED if is_answered else done


def _stage(signature: Signature, place: int, done: int, here: str) -> Stage:
    state = "done" if place < done else here if place == done else "todo"
    return Stage(
        label=signature.label,
        state=state,
        by=str(signature.by or ""),
        at=signature.at,
        note=signature.waits if state == "current" else "",
    )


def _signatures(overview: Overview) -> Iterator[Signature]:
    batch = overview.batch
    yield Signature(
        _("编制"),
        _("等县级经办提交"),
        batch.prepared_by or batch.drawn_by,
        batch.prepared_at or batch.drawn_at,
    )
    yield Signature(_("复核"), _("等县级审核复核"), batch.reviewed_by, batch.reviewed_at)
    yield Signature(_("批准"), _("等县级批准"), batch.approved_by, batch.approved_at)
    yield Signature(_("签发"), _("等县级财务签发"), batch.signed_by, batch.signed_at)
    yield from _at_the_bank(overview)


def _at_the_bank(overview: Overview) -> Iterator[Signature]:
    first = overview.bank_files[0] if overview.bank_files else None
    sent = overview.handed_over
    posted = [file for file in overview.result_files if file.status == ResultStatus.POSTED]
    newest = posted[0] if posted else None
    settled = overview.latest("batch:settled")
    yield Signature(
        _("银行文件"),
        _("等县级财务生成"),
        first.written_by if first else None,
        first.written_at if first else None,
    )
    yield Signature(
        _("移交银行"),
        _("等另一名县级财务移交"),
        sent.hand_over.handed_by if sent else None,
        sent.hand_over.handed_at if sent else None,
    )
    yield Signature(
        _("银行回盘"),
        _("等县级经办载入回盘"),
        newest.posted_by if newest else None,
        newest.posted_at if newest else None,
    )
    yield Signature(
        _("结清"),
        _("等县级财务结清"),
        settled.staff_name if settled else None,
        settled.at if settled else None,
    )


def unwritten(overview: Overview) -> list[FileFormat]:
    """The formats in which the batch may still be written for the bank."""
    if overview.batch.status not in (B.SEALED, B.FILED):
        return []
    written = {file.format for file in overview.bank_files} - set(overview.anew)
    return [each for each in FileFormat if each.value not in written]


def hands_over(file: BankFile, batch: PaymentBatch, staff: Staff) -> bool:
    """Whether `staff` may give this file to the bank now."""
    is_open = batch.status == B.FILED and allows(staff, P.BANK_FILE_HAND_OVER)
    return is_open and file.written_by_id != staff.pk


def buttons_of(overview: Overview, staff: Staff) -> list[Button]:
    """What `staff` may do with the batch now, the next step first."""
    batch, found = overview.batch, []
    for move in batch.moves_open_to(staff):
        found += _move_buttons(move, overview, staff)
    if batch.status == B.DRAFT and allows(staff, P.BATCH_PREPARE):
        url = f"{reverse('payments:draw')}?month={batch.month}"
        is_next = overview.changes and not overview.is_emptied
        found.append(Button(_("重新编制"), url, tone="" if is_next else "quiet"))
    if batch.status == B.DRAFT and allows(staff, P.BATCH_PREPARE):
        url = reverse("payments:batch_step", args=[batch.pk, "settlement_day"])
        is_next = overview.is_late and not overview.is_emptied
        found.append(Button(_("改结算日"), url, tone="" if is_next else "quiet"))
    answer = _answer_button(overview, staff)
    return [*answer, *found] if overview.in_flight else [*found, *answer]


def _answer_button(overview: Overview, staff: Staff) -> list[Button]:
    """The bank's answer is awaited while lines are on their way; afterwards it may still correct itself."""
    batch = overview.batch
    if batch.status not in (B.SENT, B.SETTLED) or batch.is_historical:
        return []
    if not allows(staff, P.BANK_RESULT_LOAD):
        return []
    url = reverse("payments:result_new", args=[batch.pk])
    if overview.in_flight:
        return [Button(_("载入回盘"), url)]
    return [Button(_("载入银行更正"), url, tone="quiet")]


def _move_buttons(move: Move, overview: Overview, staff: Staff) -> list[Button]:
    batch = overview.batch
    if move.name == "file":
        return [Button(move.label, reverse("payments:bank_file_new", args=[batch.pk]))]
    if move.name == "hand_over":
        return [
            Button(_now("移交银行：%(name)s") % {"name": file.name}, _hand_over_url(file))
            for file in {file.format: file for file in overview.bank_files}.values()
            if file.format not in overview.anew and hands_over(file, batch, staff)
        ]
    if move.name in SIGNATURES and refusal_of(batch, move.name, staff):
        return []
    if move.name in SIGNATURES and batches.in_the_way(overview.changes, move.name):
        return []
    if move.name == "submit" and (overview.is_late or overview.is_emptied):
        return []
    if move.name == "settle" and overview.in_flight:
        return []
    step = STEP_OF[move.name]
    url = reverse("payments:batch_step", args=[batch.pk, step])
    is_aside = step in _ASIDE and not (step == "void" and overview.is_emptied)
    return [Button(move.label, url, tone="quiet" if is_aside else "")]


def _hand_over_url(file: BankFile) -> str:
    return reverse("payments:hand_over", args=[file.pk])


def refusal_of(batch: PaymentBatch, move: str, staff: Staff) -> str:
    """Why `staff` cannot sign although their post may: they answer for another step, the batch is larger than their
    limit, or the money is not there; empty where they can."""
    try:
        batches.refuse_second_signature(batch=batch, name=move, by=staff)
        limits.refuse_beyond(batch=batch, name=move, by=staff)
        batches.refuse_uncovered(batch=batch, name=move)
    except Refused as refusal:
        return refusal.message
    return ""


def _paid_perhaps(batch: PaymentBatch) -> str:
    """Why nobody gives the batch to the bank although it is signed; empty where they may (one query)."""
    try:
        bank_files.refuse_twice(batch)
    except Refused as refusal:
        return refusal.message
    return ""


def obstacles_of(overview: Overview, staff: Staff) -> list[str]:
    """What keeps `staff` from the next step, in words, where their post would allow it."""
    batch = overview.batch
    names = [move.name for move in batch.moves_open_to(staff)]
    found = [refusal_of(batch, name, staff) for name in names if name in SIGNATURES]
    if "hand_over" in names and any(file.written_by_id == staff.pk for file in overview.bank_files):
        found.append(_now("您生成的银行文件要由另一名财务人员移交。"))
    if batch.status == B.FILED:
        found += [with_label(FileFormat(each).label, why) for each, why in overview.anew.items()]
    if batch.status in (B.SEALED, B.FILED):
        found.append(_paid_perhaps(batch))
    if overview.is_emptied:
        found.append(
            _now(
                "这一批的户都已取出，没有要发的：作废这个批次。缓发解除以后，这些户编进以后的批次。"
            )
        )
    elif "submit" in names and overview.is_late:
        found.append(
            _now("结算日%(day)s已经过了，另定一个结算日，再提交复核。")
            % {"day": day_text(batch.settlement_day)}
        )
    if "settle" in names and overview.in_flight:
        found.append(
            _now("还有%(count)d户没有银行结果，全部有结果以后才能结清。")
            % {"count": overview.in_flight}
        )
    return [sentence for sentence in found if sentence]
