"""Shares of a stratified sample, against numbers worked out elsewhere."""

import pytest

from oversight.statistics.inspections import Share, StratumCount, wilson


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [
        # Newcombe 1998, table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_intervals_are_the_textbooks(hits: int, of: int, low: float, high: float) -> None:
    assert wilson(hits / of, of) == pytest.approx((low, high), abs=0.0001)


def test_a_share_weighs_each_stratum_by_its_families() -> None:
    # 900 families of which a tenth differs, 100 of which half do: 0.9 × 0.1 + 0.1 × 0.5.
    share = Share.of([StratumCount(900, 20, 2, 18), StratumCount(100, 10, 5, 5)])

    assert share.rate == pytest.approx(0.14)
    assert (share.held, share.drawn, share.told, share.differ) == (1000, 30, 30, 7)


def test_equal_weights_lose_nothing_but_what_the_list_gives_back() -> None:
    share = Share.of([StratumCount(1000, 50, 5, 45), StratumCount(1000, 50, 5, 45)])

    # Kish's size is the hundred itself; the list of two thousand makes it 100 × 1999 ÷ 1900.
    assert (share.low, share.high) == pytest.approx(wilson(0.1, 100 * 1999 / 1900))


def test_a_whole_leaves_no_doubt() -> None:
    share = Share.of([StratumCount(4, 4, 1, 3), StratumCount(2, 2, 1, 1)])

    assert share.rate == share.low == share.high == pytest.approx(2 / 6)


def test_what_could_not_be_verified_says_nothing() -> None:
    share = Share.of([StratumCount(10, 5, 0, 0), StratumCount(10, 5, 1, 3)])
    nothing = Share.of([StratumCount(10, 5, 0, 0)])

    assert (share.rate, share.told) == (pytest.approx(0.25), 4)
    assert (nothing.rate, nothing.low, nothing.high) == (None, None, None)
