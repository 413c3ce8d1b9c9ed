"""A password set for somebody, and the one that its holder chooses; both are told to the holder."""

from django.db import transaction
from django.db.models import QuerySet

from dibao import audit
from dibao.models.audit import AuditEvent
from dibao.models.staff import Staff

SET = "staff:password_set"
CHANGED = "staff:password_changed"


@transaction.atomic
def set_for(*, staff: Staff, password: str, by: Staff | None) -> None:
    """Save `staff` with a password that opens nothing but the page where they choose their own."""
    staff.set_password(password)
    staff.must_change_password = True
    staff.save()
    audit.record(SET, of=staff, by=by, after={"username": staff.username})


@transaction.atomic
def choose(*, staff: Staff, password: str) -> None:
    """The holder's own password, from now on the only one."""
    staff.set_password(password)
    staff.must_change_password = False
    staff.save(update_fields=["password", "must_change_password"])
    audit.record(CHANGED, of=staff, by=staff)


def story_of(staff: Staff) -> QuerySet[AuditEvent]:
    """When the password of `staff` was written and by whom, newest first: they see what was done in their name."""
    return AuditEvent.objects.filter(
        object_kind=staff._meta.label_lower,
        object_key=str(staff.pk),
        event__in=(SET, CHANGED),
    ).order_by("-pk")
