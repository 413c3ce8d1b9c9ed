"""What other parts of the system put into the file that goes along with a family, and take out of it again.

A floor above registers here what a family needs at its new place, such as the account that its money goes to; this
floor knows nothing of it but a name and a piece of JSON.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from applicants.models.household import Household
from dibao.models.staff import Staff
from dibao.tables import Table

Json = dict[str, object]


@dataclass(frozen=True)
class Enclosure:
    """`pack` is asked where the family is, `unpack` where it comes to be; `shown` is how the receiver reads it.

    `refuse_unready` is asked before a family is handed over to go elsewhere: it raises Refused, with the way on, while
    something is under way that the file cannot carry.
    """

    name: str
    pack: Callable[[Household, date], Json]
    unpack: Callable[[Json, Household, Staff, date], None]
    shown: Callable[[Json], list[Table]]
    refuse_unready: Callable[[Household, date], None]


_enclosures: dict[str, Enclosure] = {}


def enclose(enclosure: Enclosure) -> None:
    """Let a part of the system put something into every file that is handed over."""
    _enclosures[enclosure.name] = enclosure


def enclosures() -> list[Enclosure]:
    return list(_enclosures.values())
