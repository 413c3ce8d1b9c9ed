"""Saying what was done and what was read; both are written in the transaction of the deed itself."""

from django.db import models

from dibao import scope
from dibao.models.audit import AuditEvent, ReadLog
from dibao.models.staff import Staff

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
        area_code=getattr(of, "area_id", "") or "",
        staff_key=by.pk if by else None,
        staff_name=by.name if by else "",
        role=by.posting.role if by else "",
        request_id=scope.current().history_id,
        before=before,
        after=after,
        reason=reason,
    )


def log_read(
    kind: str,
    *,
    by: Staff,
    household: models.Model | None = None,
    subject: str = "",
    purpose: str = "",
) -> None:
    """Write that `by` looked (`ReadKind`) at a household's file, or at what `subject` says."""
    ReadLog.objects.create(
        kind=kind,
        staff_key=by.pk,
        staff_name=by.name,
        role=by.posting.role,
        area_code=getattr(household, "area_id", "") or by.posting.area_id,
        household_key=household.pk if household else None,
        subject=subject[:200],
        purpose=purpose[:200],
        request_id=scope.current().history_id,
    )
