"""Pages of a long list by key: each begins after a row, so that a page costs the same wherever it lies."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Model, QuerySet

from dibao.tables import Pager
from dibao.values.text import key_in

M = TypeVar("M", bound=Model)
T = TypeVar("T")

SIZE = 30


@dataclass(frozen=True)
class Page(Generic[T]):
    """The rows of one page and the keys at which its neighbours begin."""

    rows: list[T]
    pager: Pager


@dataclass(frozen=True)
class Cut:
    """Where a list is read: so many rows beyond a key, or from its end, by rising keys or by falling ones."""

    start: int | None = None
    is_down: bool = False
    limit: int = SIZE


def newest_first(
    rows: QuerySet[M], asked: Mapping[str, str], *, key: str = "pk", size: int = SIZE
) -> Page[M]:
    """A page of rows by falling serial key, as `?after=` or `?before=` asks (one query); by another whole number that
    no two of them share, where their key is no serial."""
    return _walk(rows, asked, key=key, is_falling=True, size=size)


def in_order(
    rows: QuerySet[M], asked: Mapping[str, str], *, key: str = "pk", size: int = SIZE
) -> Page[M]:
    """A page of rows by a rising whole number that no two of them share (one query)."""
    return _walk(rows, asked, key=key, is_falling=False, size=size)


def of_statement(
    fetch: Callable[[Cut], Sequence[T]], asked: Mapping[str, str], *, key: str, size: int = SIZE
) -> Page[T]:
    """A page of what a statement of our own finds by a rising whole number that no two rows share."""
    return _walked(fetch, asked, key=key, is_falling=False, size=size)


def _walk(
    rows: QuerySet[M], asked: Mapping[str, str], *, key: str, is_falling: bool, size: int
) -> Page[M]:
    def fetch(cut: Cut) -> Sequence[M]:
        beyond = {f"{key}__{'lt' if cut.is_down else 'gt'}": cut.start}
        found = rows if cut.start is None else rows.filter(**beyond)
        return list(found.order_by(f"-{key}" if cut.is_down else key)[: cut.limit])

    return _walked(fetch, asked, key=key, is_falling=is_falling, size=size)


def _walked(
    fetch: Callable[[Cut], Sequence[T]],
    asked: Mapping[str, str],
    *,
    key: str,
    is_falling: bool,
    size: int,
) -> Page[T]:
    after, before = key_in(asked.get("after", "")), key_in(asked.get("before", ""))
    is_back = before is not None
    # Going back reads the other way round from the row that the page must end before.
    cut = Cut(before if is_back else after, is_falling is not is_back, size + 1)
    found = list(fetch(cut))
    shown, has_more = found[:size], len(found) > size
    if is_back:
        return _page(shown[::-1], key, has_previous=has_more, has_next=True)
    return _page(shown, key, has_previous=after is not None, has_next=has_more)


def _page(shown: list[T], key: str, *, has_previous: bool, has_next: bool) -> Page[T]:
    if not shown:
        return Page(shown, Pager())
    return Page(
        shown,
        Pager(
            previous=str(getattr(shown[0], key)) if has_previous else "",
            next=str(getattr(shown[-1], key)) if has_next else "",
        ),
    )
