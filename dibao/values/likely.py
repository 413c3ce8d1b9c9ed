"""What somebody may have meant by a word that is not in a list."""

from collections.abc import Collection
from difflib import get_close_matches
from typing import Final

# Two of the three characters of a village's name; what shares nothing but the 村 is no help.
_ALIKE: Final = 0.6
_MOST: Final = 3


def likeliest(word: str, known: Collection[str]) -> list[str]:
    """At most three words of the list that look like it, the likeliest first.

    >>> likeliest("小弯村", ["大塆村", "小湾村"])
    ['小湾村']
    """
    return get_close_matches(word, known, n=_MOST, cutoff=_ALIKE)
