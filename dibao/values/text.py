"""Text as people type and paste it, brought to one form before anything compares it."""

import re
import unicodedata
from typing import Final

# Full-width forms of letters and digits; punctuation stays, since （ and ( are both right.
_FULL_WIDTH: Final = [
    number
    for number in range(0xFF10, 0xFF5B)
    if unicodedata.normalize("NFKC", chr(number)).isalnum()
]
# Radicals and compatibility characters that look like the plain character and come out of PDFs.
_LOOK_ALIKES: Final = [*range(0x2F00, 0x2FD6), *range(0xF900, 0xFB00)]
_PLAIN: Final = {
    number: unicodedata.normalize("NFKC", chr(number)) for number in [*_FULL_WIDTH, *_LOOK_ALIKES]
}

_HAN: Final = "\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af"
_HAS_HAN: Final = re.compile(f"[{_HAN}]")
_BETWEEN_HAN: Final = re.compile(f"(?<=[{_HAN}·]) (?=[{_HAN}·])")
# What stands in names beside letters: the dot of 买买提·艾力, and what Latin names are joined with. Private
# characters are how older systems write rare ones.
_IN_NAMES: Final = frozenset(" ·.-'’")
_NAME_DOT: Final = re.compile(f"(?<=[{_HAN}]) ?[•‧・･∙⋅.．] ?(?=[{_HAN}])")

# What PostgreSQL counts rows by has nineteen digits, and Python reads no more than some thousands.
_LONGEST_KEY: Final = 18


def clean_text(text: str) -> str:
    """Half-width letters and digits, nothing invisible, single blanks, none at the ends."""
    return " ".join(_visible(text.translate(_PLAIN)).split())


def clean_lines(text: str) -> str:
    """Some sentences as they were typed, line by line, without what nobody sees: no mark turns their letters round."""
    return _visible(text)


def clean_name(text: str) -> str:
    """A person's or a place's name: 张　三 is 张三, 买买提・艾力 has the dot of the identity card."""
    name = clean_text(text)
    if not _HAS_HAN.search(name):
        return name
    return _BETWEEN_HAN.sub("", _NAME_DOT.sub("·", name))


def strange_in_name(name: str) -> str:
    """The first character that no person's name has, or nothing."""
    return next((letter for letter in name if not _may_be_in_name(letter)), "")


def _may_be_in_name(letter: str) -> bool:
    kind = unicodedata.category(letter)
    return letter in _IN_NAMES or letter == "〇" or kind[0] in "LM" or kind == "Co"


def clean_code(text: str) -> str:
    """A number or code: half-width, capitals, without blanks and without Excel's leading quote."""
    plain = _visible(unicodedata.normalize("NFKC", text))
    return "".join(plain.split()).lstrip("'‘’").upper()


def key_in(text: str) -> int | None:
    """The key of a row that an address or a hidden field names; None for what is none, however long it is."""
    return int(text) if text.isdecimal() and len(text) <= _LONGEST_KEY else None


def _visible(text: str) -> str:
    """Zero-width and direction marks are dropped; tabs and line ends stay blanks."""
    if text.isprintable():
        return text
    return "".join(
        letter
        for letter in text
        if letter.isspace() or unicodedata.category(letter) not in {"Cf", "Cc"}
    )
