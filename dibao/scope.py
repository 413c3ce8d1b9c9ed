"""Who sees which rows in PostgreSQL: the context that row-level security reads, for one transaction at a time.

The policies (see `dibao.migration_operations`) compare a row's area code with `app.area_from` and `app.area_to`;
without them no row is seen. The settings are made by SET LOCAL, so they end with the transaction, and a pooled
connection never carries one person's area to the next.

Whoever can run SQL can make settings, so the context carries a seal that only the application can write: guards,
histories and traces refuse to work in a context without it (see `dibao.database.close_back_doors`).
"""

import json
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date

from django.conf import settings
from django.db import connection, transaction

from dibao.models.area import Area
from dibao.models.staff import Staff
from dibao.roles import READS_PLACED_ROWS
from dibao.sealing import scope_seal


@dataclass(frozen=True)
class Context:
    """What PostgreSQL is told about the work at hand; empty strings mean no rows."""

    area_from: str = ""
    area_to: str = ""
    public_on: str = ""
    history_id: str = ""
    history: str = ""

    @property
    def values(self) -> tuple[str, ...]:
        """What is set, in the order of `_SETTINGS`."""
        return (
            self.area_from,
            self.area_to,
            self.public_on,
            self.history_id,
            self.history,
            self.seal,
        )

    @property
    def seal(self) -> str:
        """The mark of a context that the application made, over all that it says; PostgreSQL makes it again."""
        return scope_seal(
            self.area_from, self.area_to, self.public_on, self.history_id, self.history
        )


_SETTINGS = (
    "app.area_from",
    "app.area_to",
    "app.public_on",
    # The history triggers read these two: who, request and action stand beside every changed row.
    "pghistory.context_id",
    "pghistory.context_metadata",
    "app.seal",
)
# All of them at once, so that nothing of an earlier context is left.
_SET_ALL = "; ".join(f"SET LOCAL {name} = %s" for name in _SETTINGS)
_NOBODY = Context()
_current = threading.local()


def current() -> Context:
    """The context that this thread's transaction stands in."""
    return getattr(_current, "context", _NOBODY)


@contextmanager
def _entered(context: Context) -> Iterator[None]:
    before, is_within = current(), not connection.get_autocommit()
    with transaction.atomic():
        _apply(context)
        try:
            yield
        finally:
            _current.context = before
        # After an error the savepoint takes the settings back, and the end of the transaction does; after a success
        # within another transaction only we do, for the work around us.
        if is_within:
            _set(before)


def _apply(context: Context) -> None:
    _set(context)
    _current.context = context


def _set(context: Context) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_SET_ALL, context.values)


def _history(staff: Staff | None, request_id: str, action: str) -> tuple[str, str]:
    posting = staff.posting if staff and staff.is_acting else None
    story: dict[str, str | int | None] = {
        "staff": staff.pk if staff else None,
        "name": staff.name if staff else "",
        "posting": posting.pk if posting else None,
        "request": request_id,
        "action": action,
    }
    if posting and posting.agency_id:
        # Its people see no area's rows: the policies on referrals go by these three.
        low, high = posting.area.span
        story |= {"agency": posting.agency_id, "agency_from": low, "agency_to": high}
    if settings.BUSINESS_DATE:
        # PostgreSQL asks its own clock where the business lives on the real day, as it always does in production.
        story["day"] = settings.BUSINESS_DATE.isoformat()
    return request_id, json.dumps(story, ensure_ascii=False)


@contextmanager
def of(staff: Staff, *, action: str = "", request_id: str = "") -> Iterator[None]:
    """Open a transaction that sees the rows of the posting `staff` acts under; roles without files see none, and
    neither does a person without a posting."""
    low, high = "", ""
    if staff.permissions & READS_PLACED_ROWS:
        low, high = staff.posting.area.span
    request_id = request_id or str(uuid.uuid4())
    history_id, history = _history(staff, request_id, action)
    with _entered(Context(low, high, history_id=history_id, history=history)):
        yield


@contextmanager
def of_area(area: Area, *, action: str = "") -> Iterator[None]:
    """Open a transaction for work without a person behind it (nightly checks, operators' commands), one area long."""
    low, high = area.span
    history_id, history = _history(None, str(uuid.uuid4()), action)
    with _entered(Context(low, high, history_id=history_id, history=history)):
        yield


@contextmanager
def everywhere(*, action: str) -> Iterator[None]:
    """Open a transaction for work that nobody asked for over all areas at once, such as verifying the chains."""
    history_id, history = _history(None, str(uuid.uuid4()), action)
    # Codes are digits: from the first one to behind the last.
    with _entered(Context("0", ":", history_id=history_id, history=history)):
        yield


@contextmanager
def lent(area: Area) -> Iterator[None]:
    """See one village's rows for one step of who otherwise sees none, such as an agency that passes a referral on.

    For actions alone, around the few statements that need it; who acts, and for which agency, stays as it was.
    """
    low, high = area.span
    with _entered(replace(current(), area_from=low, area_to=high)):
        yield


@contextmanager
def public(*, on: date) -> Iterator[None]:
    """Open a transaction that sees published notice entries within their days on `on`, and nothing else."""
    with _entered(Context(public_on=on.isoformat())):
        yield


@contextmanager
def narrowed(area: Area) -> Iterator[None]:
    """Narrow the context at hand to `area`, for work that goes county by county on one person's behalf."""
    low, high = area.span
    context = current()
    if not (context.area_from <= low and high <= context.area_to):
        raise ValueError("a scope may be narrowed, never widened")
    with _entered(replace(context, area_from=low, area_to=high)):
        yield
