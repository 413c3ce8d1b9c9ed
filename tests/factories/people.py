"""ID numbers that belong to nobody, and members as a caseworker types them."""

from datetime import date

from applicants.actions.households import MemberEntry
from applicants.choices import HEAD
from dibao.values.identity import IdNumber

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def id_number(serial: int, *, born: date = date(1960, 5, 1), area: str = "990121") -> IdNumber:
    """A valid number with an unassigned area prefix; the serial tells people apart (odd = male)."""
    body = f"{area}{born:%Y%m%d}{serial:03d}"
    return IdNumber.parse(body + check_digit(body))


def check_digit(body: str) -> str:
    """The eighteenth digit to the first seventeen, whatever they say."""
    total = sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True))
    return "10X98765432"[total % 11]


def entry(
    name: str = "张三",
    serial: int = 1,
    *,
    born: date = date(1960, 5, 1),
    relation: str = HEAD,
    labour: str = "none",
    health: str = "weak",
) -> MemberEntry:
    """One row of the member table: by default a head without labour capacity."""
    return MemberEntry(
        name=name,
        id_number=id_number(serial, born=born),
        relation=relation,
        health=health,
        labour_capacity=labour,
    )
