"""Saying what was done and what was read; both are written in the transaction of the deed itself."""

import re
from collections.abc import Iterable

from django.db import models

from dibao import scope
from dibao.models.area import Area
from dibao.models.audit import AuditEvent, ReadLog
from dibao.models.staff import Staff
from dibao.values.identity import clean_text

# An ID number, an account or a telephone is not kept in full in the log of reads.
_LONG_NUMBER = re.compile(r"\d(?: ?\d){6,}(?=(?: ?[\dXx]){4})")

Fact = str | int | bool | None | list[str] | list[int] | dict[str, "Fact"]


def record(
    event: str,
    *,
    of: models.Model,
    by: Staff | None,
    before: dict[str, Fact] | None = None,
    after: dict[str, Fact] | None = None,
    reason: str = "",
) -> AuditEvent:
    """Write that `by` did `event` ("case:confirmed") to `of`; facts are plain words and numbers, never secrets."""
    return AuditEvent.objects.create(
        event=event,
        object_kind=of._meta.label_lower,
        object_key=str(of.pk),
        area_code=_area_of(of, by),
        staff_key=by.pk if by else None,
        staff_name=by.name if by else "",
        role=by.posting.role if by and by.is_acting else "",
        request_id=scope.current().history_id,
        before=before,
        after=after,
        reason=reason,
    )


def _area_of(of: models.Model, by: Staff | None) -> str:
    """Where the thing lies; a thing of no place counts where the person who touched it works, so that a register
    shows every event."""
    if isinstance(of, Area):
        return of.pk
    place = getattr(of, "area_id", "") or (by.posting.area_id if by and by.is_acting else "")
    return str(place or getattr(of, "made_in_id", "") or "")


def masked(typed: str) -> str:
    """What somebody searched for, without the long numbers in it, as the log of reads may keep it."""
    return _LONG_NUMBER.sub("…", clean_text(typed))


def log_read(
    kind: str,
    *,
    by: Staff,
    household: models.Model | None = None,
    subject: str = "",
    purpose: str = "",
) -> None:
    """Write that `by` looked (`ReadKind`) at a household's file, or at what `subject` says."""
    place = str(getattr(household, "area_id", ""))
    _look(kind, by, (household.pk if household else None, place), subject, purpose).save()


def log_files_read(
    kind: str,
    *,
    by: Staff,
    files: Iterable[tuple[int, str]],
    subject: str = "",
    purpose: str = "",
) -> None:
    """Write that `by` looked at the files of many households on one page, by key and area (one query)."""
    ReadLog.objects.bulk_create(_look(kind, by, file, subject, purpose) for file in files)


def _look(
    kind: str, by: Staff, file: tuple[int | None, str], subject: str, purpose: str
) -> ReadLog:
    household, place = file
    return ReadLog(
        kind=kind,
        staff_key=by.pk,
        staff_name=by.name,
        role=by.posting.role,
        area_code=place or by.posting.area_id,
        household_key=household,
        subject=subject[:200],
        purpose=purpose[:200],
        request_id=scope.current().history_id,
    )
