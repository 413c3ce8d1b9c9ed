"""The number of a receipt on the way from one public page to the next, in a form that nobody can make up.

A page that told somebody of a matter, and counted the question, hands a slip on. Where a number alone would do,
whoever tries numbers would learn which there are, as often as they like.
"""

from typing import Literal

from django.core import signing

from applicants.asked_after import VoiceNumber, number_in
from dibao.errors import Refused

# Where a slip leads; one that was made for one page opens no other.
Way = Literal["receipt", "appeal"]


def slip(number: str, *, to: Way) -> str:
    """What stands in the address instead of the number."""
    return signing.dumps(number, salt=_salt(to))


def number_on(written: str, *, to: Way) -> VoiceNumber | None:
    """The number that was written on it; None for whatever is no slip of ours to that page."""
    try:
        number = number_in(signing.loads(written, salt=_salt(to)))
    except (signing.BadSignature, Refused):
        return None
    return number if isinstance(number, VoiceNumber) else None


def _salt(to: Way) -> str:
    # Receipts of other pages are signed as well, and one of theirs is no slip.
    return f"{__name__}.{to}"
