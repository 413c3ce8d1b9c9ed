"""Pages of a long list by key: each begins after a row, so that a page costs the same wherever it lies."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Model, QuerySet

from dibao.tables import Pager

M = TypeVar("M", bound=Model)

SIZE = 30


@dataclass(frozen=True)
class Page(Generic[M]):
    """The rows of one page and the keys at which its neighbours begin."""

    rows: list[M]
    pager: Pager


def newest_first(rows: QuerySet[M], asked: Mapping[str, str], *, size: int = SIZE) -> Page[M]:
    """A page of rows by falling serial key, as `?after=` or `?before=` asks (one query)."""
    after, before = asked.get("after", ""), asked.get("before", "")
    if before.isdigit():
        return _page_before(rows, int(before), size)
    if after.isdigit():
        rows = rows.filter(pk__lt=int(after))
    found = list(rows.order_by("-pk")[: size + 1])
    return _page(found[:size], has_newer=after.isdigit(), has_older=len(found) > size)


def _page_before(rows: QuerySet[M], key: int, size: int) -> Page[M]:
    found = list(rows.filter(pk__gt=key).order_by("pk")[: size + 1])
    return _page(found[:size][::-1], has_newer=len(found) > size, has_older=True)


def _page(shown: list[M], *, has_newer: bool, has_older: bool) -> Page[M]:
    return Page(
        shown,
        Pager(
            previous=str(shown[0].pk) if shown and has_newer else "",
            next=str(shown[-1].pk) if shown and has_older else "",
        ),
    )
