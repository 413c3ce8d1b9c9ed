"""How a poster's rows are dealt to sheets."""

from itertools import pairwise

from oversight.posters import FIRST, FIRST_AND_LAST, LAST, NEXT, sheet_ends


def sheets(rows: int) -> list[int]:
    ends = [0, *sorted(sheet_ends(rows)), rows]
    return [after - before for before, after in pairwise(ends)]


def test_a_short_list_is_one_sheet() -> None:
    assert sheets(FIRST_AND_LAST) == [FIRST_AND_LAST]


def test_the_foot_never_stands_alone() -> None:
    assert sheets(13) == [11, 2]
    assert sheets(20) == [18, 2]


def test_a_long_list_fills_its_sheets() -> None:
    assert sheets(60) == [20, 22, 16, 2]


def test_every_row_is_on_a_sheet_that_holds_it() -> None:
    for rows in range(1, 201):
        first, *others = sheets(rows)

        assert first + sum(others) == rows
        assert first <= FIRST
        assert all(2 <= other <= NEXT for other in others), rows
        assert [first, *others][-1] <= (LAST if others else FIRST_AND_LAST), rows
