"""A list that was written goes back: one person asks and says why, another agrees, a worker undoes the whole of it.

It may until a batch of payments has used it, and only while nobody has worked on what it brought.
"""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from applicants.actions import roster_undoing
from applicants.actions.rosters import lock_county
from applicants.actions.sheet_imports import UNDO, ask
from applicants.imports.layouts import bar_of, layout_of
from applicants.models.sheet_import import SheetImport
from dibao import audit, jobs
from dibao.errors import Refused
from dibao.guards import require, require_area
from dibao.jobs import Tell
from dibao.models.staff import Staff
from dibao.permissions import Permission
from dibao.wording import in_words, kept_words

_STAYS: dict[str, object] = {
    "asked_back_by": None,
    "asked_back_on": None,
    "undo_reason": "",
    "let_back_by": None,
}


def bar_to(record: SheetImport) -> str:
    """Why a written list may not be undone now, in words; blank where it may (a few queries)."""
    if not layout_of(record.layout).goes_back:
        return _("这种名单写入后不能撤回，逐条更正。")
    if bar := bar_of(record):
        return bar
    return roster_undoing.bar_to(record)


@transaction.atomic
def ask_back(*, record: SheetImport, reason: str, by: Staff, on: date) -> SheetImport:
    """Ask for a written list to be undone. Refused once a batch has used it, or somebody worked on what it brought."""
    require(by, Permission.ROSTER_IMPORT)
    require_area(by, record.area_id)
    record = SheetImport.objects.lock(record)
    record.require_open("ask_back", by=by)
    _refuse_barred(record)
    record = record.move(
        "ask_back",
        by=by,
        asked_back_by=by,
        asked_back_on=on,
        undo_reason=reason,
        refusal="",
        told={},
    )
    audit.record("sheet_import:asked_back", of=record, by=by, reason=reason)
    return record


@transaction.atomic
def let_back(*, record: SheetImport, by: Staff) -> SheetImport:
    """Agree that a list is undone; somebody else than who asked. A worker does it."""
    require(by, Permission.ROSTER_CONFIRM)
    require_area(by, record.area_id)
    record = SheetImport.objects.lock(record)
    record.require_open("let_back", by=by)
    if record.asked_back_by_id == by.pk:
        raise Refused(_("撤回是您申请的，由另一人看过再确认。"))
    _refuse_barred(record)
    record = record.move("let_back", by=by, let_back_by=by)
    audit.record("sheet_import:let_back", of=record, by=by, reason=record.undo_reason)
    ask(UNDO, record, by)
    return record


@transaction.atomic
def keep(*, record: SheetImport, by: Staff) -> SheetImport:
    """Leave a list as it was written, though somebody asked for it back."""
    require(by, Permission.ROSTER_CONFIRM)
    require_area(by, record.area_id)
    record = SheetImport.objects.lock(record).move("keep", by=by, **_STAYS)
    audit.record("sheet_import:kept", of=record, by=by)
    return record


@transaction.atomic
def undo(*, record: SheetImport, by: Staff, on: date, tell: Tell = jobs.untold) -> SheetImport:
    """Undo a list that two people want back, all in one transaction; a worker's work, once.

    Where something stands in the way by now, nothing is undone: the list stays as it was written and says why.
    """
    require(by, Permission.ROSTER_CONFIRM)
    record = SheetImport.objects.lock(record)
    record.require_open("take_back", by=by)
    lock_county(record.area)
    tell(0, 2)
    reason = record.undo_reason
    try:
        with transaction.atomic():
            _refuse_barred(record)
            counts = layout_of(record.layout).take_back(record, by=by, on=on)
    except Refused as refusal:
        record = record.move(
            "keep", by=by, refusal=in_words(refusal), told=kept_words(refusal), **_STAYS
        )
        audit.record("sheet_import:kept", of=record, by=by, reason=record.refusal)
        return record
    tell(1, 2)
    record = record.move("take_back", by=by, undone_on=on)
    audit.record("sheet_import:undone", of=record, by=by, after=dict(counts), reason=reason)
    return record


def _refuse_barred(record: SheetImport) -> None:
    if bar := bar_to(record):
        raise Refused(bar)
