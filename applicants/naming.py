"""Names as the public may read them."""

from datetime import date

from applicants.models.person import Person

_COMING_OF_AGE = 18
_TWO_CHARACTER_SURNAMES = frozenset(
    [
        "欧阳",
        "上官",
        "司马",
        "诸葛",
        "司徒",
        "夏侯",
        "皇甫",
        "尉迟",
        "公孙",
        "慕容",
        "令狐",
        "长孙",
        "宇文",
        "东方",
        "南宫",
        "西门",
        "端木",
        "百里",
    ]
)


def printed_name(person: Person, *, on: date) -> str:
    """An adult's full name; a minor's surname with 某 (个人信息保护法 Art 28, 办法 Art 24)."""
    age = person.age(on)
    if age is None or age >= _COMING_OF_AGE:
        return person.name
    surname = person.name[:2] if person.name[:2] in _TWO_CHARACTER_SURNAMES else person.name[:1]
    return f"{surname}某"
