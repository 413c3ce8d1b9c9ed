"""Pages of a long list by key: each begins after a row, so that a page costs the same wherever it lies."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Model, QuerySet

from dibao.tables import Pager

M = TypeVar("M", bound=Model)

SIZE = 30
# No key of ours is longer, and PostgreSQL refuses what does not fit its bigint.
_LONGEST_KEY = 18


@dataclass(frozen=True)
class Page(Generic[M]):
    """The rows of one page and the keys at which its neighbours begin."""

    rows: list[M]
    pager: Pager


def newest_first(rows: QuerySet[M], asked: Mapping[str, str], *, size: int = SIZE) -> Page[M]:
    """A page of rows by falling serial key, as `?after=` or `?before=` asks (one query)."""
    return _walk(rows, asked, key="pk", is_falling=True, size=size)


def in_order(
    rows: QuerySet[M], asked: Mapping[str, str], *, key: str = "pk", size: int = SIZE
) -> Page[M]:
    """A page of rows by a rising whole number that no two of them share (one query)."""
    return _walk(rows, asked, key=key, is_falling=False, size=size)


def _walk(
    rows: QuerySet[M], asked: Mapping[str, str], *, key: str, is_falling: bool, size: int
) -> Page[M]:
    after, before = _number(asked.get("after", "")), _number(asked.get("before", ""))
    is_back = before is not None
    start = before if is_back else after
    # Going back reads the other way round from the row that the page must end before.
    is_down = is_falling is not is_back
    if start is not None:
        rows = rows.filter(**{f"{key}__{'lt' if is_down else 'gt'}": start})
    found = list(rows.order_by(f"-{key}" if is_down else key)[: size + 1])
    shown, has_more = found[:size], len(found) > size
    if is_back:
        return _page(shown[::-1], key, has_previous=has_more, has_next=True)
    return _page(shown, key, has_previous=after is not None, has_next=has_more)


def _page(shown: list[M], key: str, *, has_previous: bool, has_next: bool) -> Page[M]:
    if not shown:
        return Page(shown, Pager())
    return Page(
        shown,
        Pager(
            previous=str(getattr(shown[0], key)) if has_previous else "",
            next=str(getattr(shown[-1], key)) if has_next else "",
        ),
    )


def _number(text: str) -> int | None:
    """The key in an address; what is no key is left out rather than complained of."""
    return int(text) if text.isdecimal() and len(text) <= _LONGEST_KEY else None
