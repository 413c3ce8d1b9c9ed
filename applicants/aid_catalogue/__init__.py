"""The sixteen member agencies that ship and what each does for poor households, as data.

Seven are those of the report of 2008, the other nine the members that such a system usually has. Quantities and amounts
are local parameters, as the basis of each version says; another place enters later versions of its own.
"""

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from applicants.eligibility.aid import AidRule
from applicants.eligibility.canonical import Canonical


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippedTerms(Canonical):
    """One version of a benefit with the days on which it applies (both inclusive; None = until the next)."""

    first_day: date
    legal_basis: str
    terms: AidRule
    last_day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippedItem(Canonical):
    """A benefit: what never changes about it, and its versions in order."""

    code: str
    name: str
    name_en: str
    unit: str
    unit_en: str
    is_per_member: bool
    frequency: str
    versions: tuple[ShippedTerms, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippedAgency(Canonical):
    """An agency under its name of 2008; `name_today` is empty where that has not changed."""

    code: str
    name: str
    name_en: str
    items: tuple[ShippedItem, ...]
    name_today: str = ""


@cache
def load() -> tuple[ShippedAgency, ...]:
    """All agencies that ship, in the order in which the platform lists them."""
    content = json.loads((Path(__file__).parent / "agencies.json").read_text(encoding="utf-8"))
    return tuple(ShippedAgency.from_json(agency) for agency in content["agencies"])
