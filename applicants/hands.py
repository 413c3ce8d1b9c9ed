"""Whose hands a case went through."""

from applicants.models.case import Case
from dibao.models.audit import AuditEvent
from dibao.models.staff import Staff


def has_entered(staff: Staff, case: Case) -> bool:
    """True for whoever opened a case, and for whoever wrote its answers anew (one query at most)."""
    if staff.pk == case.entered_by_id:
        return True
    revisions = AuditEvent.objects.filter(
        object_kind=case._meta.label_lower, object_key=str(case.pk), event="case:revised"
    )
    return revisions.filter(staff_key=staff.pk).exists()
