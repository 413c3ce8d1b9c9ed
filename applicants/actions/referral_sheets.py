"""An agency's answers by workbook: handed out with what is open, read back, its good rows entered at one click.

A row is taken or refused by itself, since families have nothing to do with each other; one whose printed cells were
changed is refused, since nobody knows whom its answer is meant for.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from applicants.actions import agency_answers, referrals
from applicants.actions.agency_answers import Delivery
from applicants.agency_inbox import referrals_for
from applicants.agency_view import Shared, agency_of, agreed, shared_with
from applicants.models.referral import CloseReason, CostBearer, Referral, ReferralQuerySet
from applicants.models.referral_sheet import ReferralSheet
from applicants.referral_words import number_text, quantity_text
from applicants.sheets import referrals as sheets
from applicants.sheets.referrals import (
    Answer,
    AnsweredRow,
    AnswerTable,
    ReferralRow,
    TypedAnswer,
    read_sheet,
)
from applicants.workflow import OPEN_REFERRALS, ReferralStatus
from dibao import audit, jobs
from dibao.audit import Fact
from dibao.display import day_text, yuan_text
from dibao.errors import Refused
from dibao.files import storage
from dibao.guards import require
from dibao.jobs import Tell
from dibao.models.job import JobRun, JobStatus
from dibao.models.staff import Staff
from dibao.permissions import Permission
from dibao.sheets.refusals import SheetRefused
from dibao.values.money import ZERO
from dibao.values.text import key_in
from dibao.wording import in_words

TAKE: Final = "referral_sheet:take"
# So many stand in one workbook; whoever has more answers these first.
MOST: Final = 10_000
# What the columns hold.
_LONGEST_WORDS: Final = 200
_LONGEST_EVIDENCE: Final = 120


@dataclass(frozen=True)
class HandedOut:
    """The rows of a workbook, and the referrals that they are of, for the log of reads."""

    rows: list[ReferralRow]
    referrals: list[Referral]


def hand_out(rows: ReferralQuerySet, *, by: Staff) -> HandedOut:
    """The open ones among these, what is due first on top, with the agreed fields (two queries)."""
    require(by, Permission.REFERRAL_ANSWER)
    open_ones = rows.filter(status__in=OPEN_REFERRALS).order_by("-status", "answer_due", "pk")
    found = list(open_ones[:MOST])
    shared = shared_with(by, found)
    return HandedOut([_row_of(one, shared.get(one.pk)) for one in found], found)


def _row_of(referral: Referral, shared: Shared | None) -> ReferralRow:
    due = referral.due_on()
    return ReferralRow(
        key=referral.pk,
        item=referral.item.name,
        fields={one.code: one.write(shared) for one in agreed(shared)} if shared else {},
        benefit_class=str(referral.get_benefit_class_display()),
        need=referral.need if shared else "",
        quantity=number_text(_quantity_left(referral)),
        unit=referral.item.unit,
        limit=_money_left(referral),
        due=day_text(due),
    )


def _money_left(referral: Referral) -> Decimal | None:
    if referral.value_limit is None:
        return None
    return referral.value_limit - referral.delivered_value


@transaction.atomic
def receive(*, name: str, content: bytes, by: Staff) -> ReferralSheet:
    """Keep a workbook that came back; nothing of it is entered yet. One that was entered, or that the same person
    brought before, is the answer. Raises SheetRefused for what is no such workbook."""
    require(by, Permission.REFERRAL_ANSWER)
    sha256 = hashlib.sha256(content).hexdigest()
    same = ReferralSheet.objects.loaded_within(by).filter(sha256=sha256)
    before = same.filter(Q(loaded_by=by) | Q(taken_on__isnull=False)).order_by("taken_on").first()
    if before is not None:
        return before
    if not read_sheet(content, name).rows:
        raise SheetRefused(_("没有一行填了答复，没有上传。"))
    sheet = ReferralSheet(
        agency_id=agency_of(by),
        area=by.posting.area,
        name=name[-200:],
        sha256=sha256,
        loaded_by=by,
    )
    storage.keep(sheet.pk, content)
    sheet.save(force_insert=True)
    audit.record("referral_sheet:received", of=sheet, by=by, after={"sha256": sha256})
    return sheet


def ask_to_take(*, sheet: ReferralSheet, by: Staff) -> JobRun:
    """Have a worker enter a workbook's good rows."""
    require(by, Permission.REFERRAL_ANSWER)
    refuse_anothers(sheet, by)
    _refuse_taken(sheet)
    return jobs.enqueue(
        TAKE,
        title=_("登记转介答复表 %(name)s") % {"name": sheet.name[-80:]},
        by=by,
        area=sheet.area,
        link=reverse("applicants:agency_sheet", args=[sheet.pk]),
        sheet=str(sheet.pk),
    )


def refuse_anothers(sheet: ReferralSheet, by: Staff) -> None:
    """Raise Refused unless `by` uploaded the workbook: whoever saw its rows checked answers for them."""
    if sheet.loaded_by_id != by.pk:
        raise Refused(
            _("这份答复表是%(name)s上传的，由上传的人登记。") % {"name": sheet.loaded_by.name}
        )


def _refuse_taken(sheet: ReferralSheet) -> None:
    if sheet.is_taken:
        raise Refused(_("这份答复表已经登记过。"))


def is_under_way(sheet: ReferralSheet) -> bool:
    """Whether a worker is to enter the workbook's rows, or is at it (one query)."""
    waiting = (JobStatus.WAITING, JobStatus.RUNNING)
    jobs_of = JobRun.objects.filter(kind=TAKE, area=sheet.area_id, status__in=waiting)
    return jobs_of.filter(arguments__sheet=str(sheet.pk)).exists()


@transaction.atomic
def take(*, sheet: ReferralSheet, by: Staff, on: date, tell: Tell = jobs.untold) -> ReferralSheet:
    """Enter a workbook's good rows once. What was good when it was read and is no more is left out, with the reason."""
    require(by, Permission.REFERRAL_ANSWER)
    refuse_anothers(sheet, by)
    sheet = ReferralSheet.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
    _refuse_taken(sheet)
    done: Counter[Answer] = Counter()
    left_out: list[str] = []
    ready = sorted(read(sheet, by=by, on=on).ready, key=lambda row: row.referral.pk)
    for number, row in enumerate(ready, start=1):
        try:
            _enter(row, by, on)
        except Refused as refusal:
            left_out.append(_left_out(row, refusal))
        else:
            done[row.typed.answer] += 1
        tell(number, len(ready))
    return _taken(sheet, done, left_out, by, on)


def _left_out(row: "ReadyRow", refusal: Refused) -> str:
    sentence = in_words(refusal)
    return _("第%(row)d行：%(sentence)s") % {"row": row.number, "sentence": sentence}


def _taken(
    sheet: ReferralSheet, done: Mapping[Answer, int], left_out: list[str], by: Staff, on: date
) -> ReferralSheet:
    counts: dict[str, Fact] = {
        "accepted_count": done.get(Answer.ACCEPT, 0),
        "delivered_count": done.get(Answer.DELIVER, 0) + done.get(Answer.PART, 0),
        "refused_count": done.get(Answer.REFUSE, 0),
    }
    ReferralSheet.objects.filter(pk=sheet.pk).update(
        taken_by=by, taken_on=on, left_out="\n".join(left_out), **counts
    )
    sheet.refresh_from_db()
    audit.record(
        "referral_sheet:taken", of=sheet, by=by, after={**counts, "left_out": len(left_out)}
    )
    return sheet


@dataclass(frozen=True)
class ReadyRow:
    """A row that can be entered: the referral, and what is answered."""

    number: int
    referral: Referral
    typed: TypedAnswer
    delivery: Delivery | None = None


@dataclass
class Reading:
    """What a workbook comes to on a day: rows to enter, and what is wrong with the others."""

    table: AnswerTable
    ready: list[ReadyRow] = field(default_factory=list)

    @property
    def wrong_count(self) -> int:
        return len(self.table.wrong_rows)

    def count_of(self, *answers: Answer) -> int:
        return sum(row.typed.answer in answers for row in self.ready)


def _enter(row: ReadyRow, by: Staff, on: date) -> None:
    typed = row.typed
    if row.delivery is not None:
        _check_still_fresh(row.referral)
        agency_answers.give(referral=row.referral, delivery=row.delivery, by=by, on=on)
    elif typed.answer == Answer.ACCEPT:
        referrals.accept(referral=row.referral, by=by, on=on)
    else:
        reason = typed.reason or CloseReason.OTHER
        referrals.refuse(referral=row.referral, reason=reason, words=typed.words, by=by, on=on)


def read(sheet: ReferralSheet, *, by: Staff, on: date) -> Reading:
    """A workbook held against what its agency has open on a day, row by row (one query)."""
    table = read_sheet(storage.fetch(sheet.pk), sheet.name)
    known, reading = _known(table.rows, by, on), Reading(table)
    times = Counter(row.key for row in table.rows)
    for row in table.rows:
        try:
            referral = _referral_of(row, known, times, by)
            ready = row.typed and _ready(row, referral, row.typed, on)
        except RowRefused as refused:
            row.errors.append(table.table.error(row.source.row, refused.column, refused))
            continue
        if ready:
            reading.ready.append(ready)
    return reading


class RowRefused(Refused):
    """What a row says is not so, or cannot be done; `column` is where."""

    def __init__(self, column: str, sentence: str) -> None:
        super().__init__(sentence)
        self.column = column


def _known(rows: Iterable[AnsweredRow], by: Staff, on: date) -> dict[str, Referral]:
    keys = [key for row in rows if (key := key_in(row.key)) is not None]
    return {str(one.pk): one for one in referrals_for(by, on=on).filter(pk__in=keys)}


def _referral_of(
    row: AnsweredRow, known: Mapping[str, Referral], times: Mapping[str, int], by: Staff
) -> Referral:
    referral = known.get(row.key)
    if referral is None:
        raise RowRefused(sheets.KEY, _("没有这件转介，或者不是转给本单位的"))
    if not row.is_sealed_for(agency_of(by)):
        raise RowRefused(sheets.SEAL, _("这一行核对用的格子被改过，不知道是答复谁的：重新导出再填"))
    if times[row.key] > 1:
        raise RowRefused(sheets.KEY, _("这件转介在表里填了两次，只留一行"))
    if not referral.is_open:
        raise RowRefused(
            sheets.KEY, _("这件已经是“%(status)s”，不能再答复") % {"status": referral.status_label}
        )
    return referral


def _ready(row: AnsweredRow, referral: Referral, typed: TypedAnswer, on: date) -> ReadyRow:
    number = row.source.original_number
    if typed.answer == Answer.ACCEPT:
        if referral.status != ReferralStatus.REQUESTED:
            raise RowRefused(sheets.ANSWER, _("已经受理过：办好了再填“办结”，没办好的清空这一行"))
        return ReadyRow(number, referral, typed)
    if typed.answer == Answer.REFUSE:
        _check_refusal(typed)
        return ReadyRow(number, referral, typed)
    _check_fresh(row, referral)
    return ReadyRow(number, referral, typed, _delivery(referral, typed, on))


def _check_fresh(row: AnsweredRow, referral: Referral) -> None:
    """A part must not be given twice because the file came twice: what was left then is left now."""
    if row.printed[sheets.QUANTITY] != number_text(_quantity_left(referral)):
        raise RowRefused(sheets.KEY, _("导出以后这件又登记过一次：重新导出再填"))


def _check_still_fresh(referral: Referral) -> None:
    """The same once the referral's row is ours: all rows were read before the first one was entered."""
    if Referral.objects.lock(referral).delivered_parts != referral.delivered_parts:
        raise Refused(_("导出以后这件又登记过一次：重新导出再填"))


def _quantity_left(referral: Referral) -> Decimal:
    return referral.quantity - referral.delivered_quantity


def _within(column: str, typed: str, most: int) -> str:
    if len(typed) > most:
        raise RowRefused(column, _("最多%(most)d个字") % {"most": most})
    return typed


def _check_refusal(typed: TypedAnswer) -> None:
    _within(sheets.WORDS, typed.words, _LONGEST_WORDS)
    if typed.reason is None:
        raise RowRefused(sheets.REASON, _("写明不能办理的原因"))
    if typed.reason == CloseReason.OTHER and not typed.words:
        raise RowRefused(sheets.WORDS, _("原因是“其他原因”的，写明是什么"))


def _delivery(referral: Referral, typed: TypedAnswer, on: date) -> Delivery:
    quantity = _quantity(referral, typed)
    return Delivery(
        quantity=quantity,
        value=_value(referral, typed, quantity),
        delivered_on=_day(referral, typed, on),
        cost_bearer=_bearer(typed),
        evidence=_within(sheets.EVIDENCE, typed.evidence, _LONGEST_EVIDENCE),
        is_last=typed.answer == Answer.DELIVER,
    )


def _quantity(referral: Referral, typed: TypedAnswer) -> Decimal:
    """All that is left where nothing is written and all is done."""
    left = _quantity_left(referral)
    if typed.given is None:
        if typed.answer == Answer.PART:
            raise RowRefused(sheets.GIVEN, _("办了一部分的，填本次数量"))
        return left
    if typed.given > left:
        most = quantity_text(left, referral.item)
        raise RowRefused(sheets.GIVEN, _("最多还能办%(left)s") % {"left": most})
    if typed.given == left and typed.answer == Answer.PART:
        raise RowRefused(
            sheets.GIVEN, _("数量全部办完的，答复填“办结”；还要再办的，本次数量少填一些")
        )
    return typed.given


def _value(referral: Referral, typed: TypedAnswer, quantity: Decimal) -> Decimal:
    """What was written; what so many units cost where nothing was and the terms fix it."""
    left = _money_left(referral)
    if left is None:
        if typed.value:
            raise RowRefused(sheets.VALUE, _("这个项目不涉及金额，清空这一格"))
        return ZERO
    usual = agency_answers.usual_value(referral, quantity)
    value = usual if typed.value is None else typed.value
    if value is None:
        raise RowRefused(sheets.VALUE, _("填本次金额，没有花钱的填0"))
    if value > left:
        raise RowRefused(sheets.VALUE, _("最多还能办%(left)s元") % {"left": yuan_text(left)})
    return value


def _day(referral: Referral, typed: TypedAnswer, on: date) -> date:
    if typed.day is None:
        raise RowRefused(sheets.DAY, _("填办理日期"))
    if not referral.requested_on <= typed.day <= on:
        raise RowRefused(sheets.DAY, _("办理日期在转介之后、今天之前（含今天）"))
    return typed.day


def _bearer(typed: TypedAnswer) -> CostBearer:
    if typed.bearer is None:
        raise RowRefused(sheets.BEARER, _("填费用由谁承担"))
    return typed.bearer
