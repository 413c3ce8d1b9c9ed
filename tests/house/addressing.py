"""How an address is told: what stands behind it, who may open it, and which thing of a county it is of."""

from dataclasses import dataclass
from enum import Enum
from urllib.parse import urlencode

from django.urls import reverse

from dibao.permissions import Permission as P
from tests.house.world import Site

Arguments = dict[str, str]


class Kind(Enum):
    """What stands behind an address."""

    PUBLIC = "anybody reads it, logged in or not"
    TOKEN = "an agency's system, which shows its token; nobody's browser"
    DOOR = "whoever has an account, with a posting or without"
    LIST = "the posting's own rows, or a form for a new one"
    VILLAGE = "one object of a village"
    COUNTY = "one object of a county"


@dataclass(frozen=True)
class Address:
    """One row of the matrix.

    `keys` says which thing of a county stands for each argument; a word in quotes stands for itself. `opens` is what
    a posting needs one of, nothing where any posting will do, and `also` what it needs all of; `sends` what its form
    needs beside. Postings with `knocks` may open the same address for other things of the kind. `answers` are those to
    an empty form, `shut` is the one where no form is taken, `read` is the trace that a look leaves in the log of reads.
    Postings with `leads_on` are led on to a page of their own.
    """

    name: str
    kind: Kind
    opens: frozenset[P] = frozenset()
    also: frozenset[P] = frozenset()
    keys: tuple[tuple[str, str], ...] = ()
    query: tuple[tuple[str, str], ...] = ()
    get: int = 200
    posts: bool = False
    sends: frozenset[P] = frozenset()
    knocks: frozenset[P] = frozenset()
    answers: frozenset[int] = frozenset({200, 302, 409})
    shut: int = 405
    read: str = ""
    leads_on: frozenset[P] = frozenset()

    def __str__(self) -> str:
        told = "&".join(f"{name}={value}" for name, value in self.query)
        fixed = "".join(f" {word}" for _name, word in self.keys if _is_fixed(word))
        return f"{self.name}{fixed}?{told}" if told else f"{self.name}{fixed}"

    def url(self, site: Site, *, missing: bool = False) -> str:
        """The address of the thing in a county, or of one of the same shape that does not exist."""
        path = reverse(self.name, kwargs=self._values(self.keys, site, missing))
        query = urlencode(self._values(self.query, site, missing))
        return f"{path}?{query}" if query else path

    @property
    def is_object(self) -> bool:
        return self.kind in (Kind.VILLAGE, Kind.COUNTY)

    @staticmethod
    def _values(pairs: tuple[tuple[str, str], ...], site: Site, missing: bool) -> Arguments:
        found = {name: _value(word, site) for name, word in pairs}
        if missing:
            found = {
                name: value if _is_fixed(word) else _unlike(value)
                for (name, word), value in zip(pairs, found.values(), strict=True)
            }
        return found


def _is_fixed(word: str) -> bool:
    return word.startswith("'")


def _value(word: str, site: Site) -> str:
    if _is_fixed(word):
        return word.strip("'")
    return str(getattr(site, word, None) or site[word])


def _unlike(value: str) -> str:
    """A key of the same length that nothing has."""
    return "".join("9" if letter.isalnum() else letter for letter in value)


def of(name: str, kind: Kind, *opens: P, **more: object) -> Address:
    pairs = {part: tuple(more.pop(part, {}).items()) for part in ("keys", "query")}
    return Address(name, kind, frozenset(opens), **pairs, **more)


def of_case(step: str, which: str, *opens: P, **more: object) -> Address:
    return of(f"applicants:{step}", Kind.VILLAGE, *opens, keys={"pk": which}, **more)
