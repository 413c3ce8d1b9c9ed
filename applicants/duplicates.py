"""Which searches for duplicates there are; a floor above adds its own.

A search is a function of the database's owner, `name(households, how, today)`, that writes what it finds in one
statement and returns how many were not known before. It sees the whole register, while its caller stays in their area.
"""

_searches: list[str] = [
    "suspect_number_left_behind",
    "suspect_number_of_supporter",
    "suspect_same_name",
    "suspect_supporter_covered",
    "suspect_two_townships",
]


def add(search: str) -> None:
    """Let every search for duplicates ask this function too."""
    if search not in _searches:
        _searches.append(search)


def searches() -> list[str]:
    return list(_searches)
