"""How a list is dealt to A4 sheets: rows are never cut, and the signature never stands on a sheet by itself."""

# Rows that fit on a sheet: under the title, under the repeated head, and either with the foot (how to object, phone,
# QR code, seal) below them. The poster's style sheet gives rows the height that these come from.
FIRST, NEXT = 20, 22
FIRST_AND_LAST, LAST = 12, 15
# As many rows at least stay with the foot.
_COMPANY = 2


def sheet_ends(rows: int) -> frozenset[int]:
    """Positions (from 1) after which a new sheet begins."""
    ends: set[int] = set()
    done, room, room_with_foot = 0, FIRST, FIRST_AND_LAST
    while rows - done > room_with_foot:
        done += min(room, rows - done - _COMPANY)
        ends.add(done)
        room, room_with_foot = NEXT, LAST
    return frozenset(ends)
