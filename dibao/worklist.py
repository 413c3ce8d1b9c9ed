"""What waits for somebody today: each app says its part, the first page shows the whole.

An app puts its providers into `worklist.py` and marks them `@worklist.provider`; the file is imported at start. A
provider answers for one posting on one day with buckets, in a number of queries that does not grow with the work.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.db.models import Count, Model, QuerySet, Window
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dibao.models.staff import Staff
from dibao.permissions import Permission

# So many rows of a bucket stand on the first page; `url` leads to all of them.
SHOWN = 6

Words = str | Promise
M = TypeVar("M", bound=Model)

# Most rows are about a family; a bucket of other things names them in `about`.
ABOUT: Words = _("户主")


@dataclass(frozen=True, kw_only=True)
class Task:
    """One row: whom it is about, where, how far, how long it may still take, and the next step."""

    title: str
    place: str
    stage: Words
    url: str
    next_step: Words
    next_url: str = ""
    remaining: Words = ""
    is_late: bool = False


@dataclass(frozen=True, kw_only=True)
class Bucket:
    """One kind of work: how much of it there is, its first rows, and where the whole list is."""

    key: str
    label: Words
    count: int
    tasks: Sequence[Task] = ()
    url: str = ""
    unit: Words = ""
    tone: str = ""
    hint: Words = ""
    order: int = 100
    about: Words = ABOUT


@dataclass(frozen=True, kw_only=True)
class Shortcut:
    """Something that is begun from the first page rather than found there."""

    label: Words
    url_name: str
    permission: Permission


Provider = Callable[[Staff, date], Iterable[Bucket]]

_providers: list[Provider] = []
_shortcuts: list[Shortcut] = []
_first_pages: list[Shortcut] = []


def provider(function: Provider) -> Provider:
    """Register a function (staff with posting, business date) -> buckets; it leaves out what its reader may not do."""
    _providers.append(function)
    return function


def first_of(rows: QuerySet[M]) -> tuple[list[M], int]:
    """The rows of a bucket that stand on the first page, and how many it holds in all (one query)."""
    found = list(rows.annotate(in_all=Window(Count("*")))[:SHOWN])
    return found, getattr(found[0], "in_all", 0) if found else 0


def begin_with(shortcut: Shortcut) -> None:
    """Register a button of the first page."""
    _shortcuts.append(shortcut)


def shortcuts_of(staff: Staff) -> list[Shortcut]:
    return [shortcut for shortcut in _shortcuts if shortcut.permission in staff.permissions]


def buckets_of(staff: Staff, *, on: date) -> list[Bucket]:
    """All buckets for a posting on a day, by their order; empty ones too, so that nothing done looks like nothing."""
    found = [bucket for provide in _providers for bucket in provide(staff, on)]
    return sorted(found, key=lambda bucket: bucket.order)


def begin_at(page: Shortcut) -> None:
    """Register the page at which a post begins whose whole work is one list."""
    _first_pages.append(page)


def first_page_of(staff: Staff) -> str:
    """The name of the page that takes the first page's place for a posting; empty for most."""
    names = [page.url_name for page in _first_pages if page.permission in staff.permissions]
    return names[0] if names else ""
