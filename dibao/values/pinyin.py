"""Names in pinyin, for the search box: 单小红 is found by sxh.

The library reads common words well and surnames badly (单 as dan, 曾 as ceng), so the first
character, or the first two of a double surname, is read from a list of surnames.
"""

from functools import lru_cache
from itertools import islice, product
from typing import Final

from pypinyin import Style, lazy_pinyin, pinyin

from dibao.values.text import clean_name

# How a character is read when it is somebody's surname.
SURNAMES: Final = {
    "单": "shan", "曾": "zeng", "解": "xie", "仇": "qiu", "朴": "piao", "查": "zha", "区": "ou",
    "盖": "ge", "任": "ren", "华": "hua", "翟": "zhai", "覃": "qin", "缪": "miao", "洗": "xian",
    "召": "shao", "员": "yun", "贠": "yun", "乐": "yue", "黑": "he", "折": "she", "繁": "po",
    "祭": "zhai", "种": "chong", "秘": "bi", "隗": "wei", "佴": "nai", "卜": "bu", "能": "nai",
    "郇": "xun", "阚": "kan", "适": "kuo", "薄": "bo", "句": "gou", "藏": "zang", "乜": "nie",
    "么": "yao", "颉": "xie", "车": "che", "柏": "bai", "尉": "wei", "石": "shi", "那": "na",
}  # fmt: skip
# Two characters that are one surname, though the first alone would be read otherwise.
DOUBLE_SURNAMES: Final = {
    "单于": "chan yu", "尉迟": "yu chi", "万俟": "mo qi", "长孙": "zhang sun", "澹台": "tan tai",
}  # fmt: skip

# More readings than this help nobody and would make the index long.
MOST_READINGS: Final = 8


@lru_cache(maxsize=4096)
def full(name: str) -> str:
    """Syllables without tones: "shan xiao hong"; letters of other scripts stay as they are."""
    return " ".join(_syllables(name))


@lru_cache(maxsize=4096)
def initials(name: str) -> str:
    """The first letter of each syllable: "sxh"."""
    return _letters(_syllables(name))


@lru_cache(maxsize=4096)
def all_initials(name: str) -> str:
    """Every likely reading, the best first, parted by blanks: "sxh dxh"; to be stored for search."""
    clean = _without_dots(name)
    readings = (
        [syllable[0].lower() for syllable in heard if syllable]
        for heard in pinyin(clean, style=Style.NORMAL, heteronym=True)
    )
    choices = [list(dict.fromkeys(letters)) for letters in readings if letters]
    # Turned round and back, so that the surname, which is misread most, varies before the rest.
    spelled = (
        "".join(reversed(letters)) for letters in islice(product(*reversed(choices)), MOST_READINGS)
    )
    return " ".join(dict.fromkeys([initials(name), *spelled]))


def _syllables(name: str) -> list[str]:
    clean = _without_dots(name)
    for surname, reading in ((clean[:2], DOUBLE_SURNAMES), (clean[:1], SURNAMES)):
        if surname in reading:
            return [*reading[surname].split(), *lazy_pinyin(clean[len(surname) :])]
    return lazy_pinyin(clean)


def _letters(syllables: list[str]) -> str:
    return "".join(syllable[0] for syllable in syllables if syllable.strip()).lower()


def _without_dots(name: str) -> str:
    return clean_name(name).replace("·", "")
