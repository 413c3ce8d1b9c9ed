"""The two rule sets that ship, as data: 2007-2008, and the law in force since July 2026.

Their `notes` say of each number where it comes from and whether it is a local
parameter, which another place sets otherwise.
"""

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from applicants.eligibility.terms import Terms

CODES = ("2007", "2026")


@dataclass(frozen=True, slots=True)
class ShippedRuleSet:
    """A rule set with the days on which it applies (both inclusive; None = until the next)."""

    code: str
    valid_from: date
    valid_to: date | None
    terms: Terms


@cache
def load(code: str) -> ShippedRuleSet:
    """Read one shipped rule set; raises KeyError for a code that does not ship."""
    if code not in CODES:
        raise KeyError(code)
    content = json.loads((Path(__file__).parent / f"{code}.json").read_text(encoding="utf-8"))
    until = content["valid_to"]
    return ShippedRuleSet(
        code=content["code"],
        valid_from=date.fromisoformat(content["valid_from"]),
        valid_to=date.fromisoformat(until) if until else None,
        terms=Terms.from_json(content["terms"]),
    )
