"""What operators' commands about the tables of reference share: a file, who answers, and what was found."""

from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from django.core.management.base import CommandError, OutputWrapper

from dibao import clock, scope
from dibao.actions.reference_tables import Differences
from dibao.models.staff import Posting, Staff
from dibao.permissions import Permission
from dibao.roles import JOBS

_SHOWN = 50


def content_of(file: Path) -> bytes:
    """What is in a file that was named. Raises CommandError."""
    try:
        return file.read_bytes()
    except OSError as error:
        raise CommandError(f"{file}: {error.strerror}") from None


def administrator(username: str | None) -> Staff | None:
    """The person who answers for it, acting as an administrator; nobody without a name. Raises CommandError."""
    if username is None:
        return None
    roles = [role for role, job in JOBS.items() if Permission.AREA_MANAGE in job.permissions]
    postings = Posting.objects.current(on=clock.today()).filter(
        staff__username=username, role__in=roles
    )
    found = postings.select_related("staff", "area").order_by("area__code", "pk").first()
    if found is None:
        raise CommandError(f"{username} holds no post that permits {Permission.AREA_MANAGE}.")
    return found.staff.acting(found)


def scope_of(staff: Staff | None) -> AbstractContextManager[None]:
    """The scope of whoever answers; without one what an installation needs no scope for."""
    return scope.of(staff, action="reference_tables") if staff else nullcontext()


def tell(out: OutputWrapper, found: Differences) -> None:
    """The figures, and the first of the differences."""
    changed = len({change.key for change in found.changes})
    out.write(f"{found.new} new, {changed} changed, {found.same} as they were.")
    for change in found.changes[:_SHOWN]:
        out.write(f"{change.key} {change.column}: {change.before or '—'} -> {change.after or '—'}")
    if len(found.changes) > _SHOWN:
        out.write(f"… {len(found.changes) - _SHOWN} more.")
