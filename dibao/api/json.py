"""JSON as it is taken and written: RFC 8259 to the letter, where Python's own reader is generous."""

import json
import re
from typing import NoReturn

JSON = str | int | float | bool | None | list["JSON"] | dict[str, "JSON"]

# What PostgreSQL takes in no text, or no text of ours has: NUL and its like, and halves of a character.
UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


class Unreadable(ValueError):
    """Not JSON, or JSON that says one thing twice or names it by what is no text."""


def parsed(body: bytes) -> JSON:
    """What a body says; raises Unreadable for what is no JSON, names a member twice, or knows NaN and Infinity."""
    try:
        told: JSON = json.loads(
            body.decode(), object_pairs_hook=_once_each, parse_constant=_no_number
        )
    except (ValueError, RecursionError):
        raise Unreadable from None
    return told


def written(told: JSON) -> str:
    """The same as text, Chinese as it is."""
    return json.dumps(told, ensure_ascii=False, allow_nan=False)


def _once_each(pairs: list[tuple[str, JSON]]) -> dict[str, JSON]:
    told = dict(pairs)
    # A name that is none of ours is told back, and half a character can be written in no answer.
    if len(told) != len(pairs) or any(UNFIT.search(name) for name in told):
        raise Unreadable
    return told


def _no_number(_constant: str) -> NoReturn:
    raise Unreadable
