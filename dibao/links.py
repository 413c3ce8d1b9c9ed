"""Links from a page to pages of higher floors, which lower ones cannot name: each floor registers its own.

An app puts them into `links.py` and marks them `@links.about(Model)`; the file is imported at start. A template asks
`{% links_about case as links %}`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from django.db import models
from django.utils.functional import Promise

from dibao.models.staff import Staff

Words = str | Promise


@dataclass(frozen=True)
class Link:
    """Where it leads, and what it is called."""

    label: Words
    url: str


F = TypeVar("F", bound=Callable[..., Iterable[Link]])

_finders: dict[type[models.Model], list[Callable[..., Iterable[Link]]]] = defaultdict(list)


def about(*kinds: type[models.Model]) -> Callable[[F], F]:
    """Register a function (row, staff with posting) -> links; it leaves out what its reader may not open."""

    def register(function: F) -> F:
        for kind in kinds:
            _finders[kind].append(function)
        return function

    return register


def links_of(row: models.Model, staff: Staff) -> list[Link]:
    """Every link that any floor has about a row; a finder asks one question at most."""
    return [link for find in _finders[type(row)] for link in find(row, staff)]
