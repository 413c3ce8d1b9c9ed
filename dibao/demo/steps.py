"""What of the demonstration is done already, kept in the audit trail and so in the same transaction as the step."""

from dibao.models.audit import AuditEvent

EVENT = "demo:step"
# For steps that are loaded by the owner: the same row in plain SQL.
MARK = (
    "INSERT INTO dibao_auditevent (at, event, object_kind, object_key, area_code, staff_name, role, request_id, reason)"
    f" VALUES (now(), '{EVENT}', 'demo', %s, '', '', '', '', '')"
)


def is_done(step: str) -> bool:
    return AuditEvent.objects.filter(event=EVENT, object_kind="demo", object_key=step).exists()


def mark_done(step: str) -> None:
    """Remember a step, in the transaction that did it."""
    AuditEvent.objects.create(event=EVENT, object_kind="demo", object_key=step)
