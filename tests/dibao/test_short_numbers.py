"""Numbers on paper: one for each row, and none that follows from another."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dibao import short_numbers

KEYS = st.integers(0, 10**short_numbers.DIGITS - 1)


@given(KEYS)
def test_a_number_leads_back_to_its_row(key: int) -> None:
    number = short_numbers.number_of(key, "paper")

    assert len(number) == 8
    assert short_numbers.key_of(number, "paper") == key


def test_rows_in_sequence_have_numbers_without_one() -> None:
    numbers = [int(short_numbers.number_of(key, "paper")) for key in range(1, 200)]

    steps = {later - number for number, later in itertools.pairwise(numbers)}
    assert len(steps) > 190
    assert len(set(numbers)) == len(numbers)


def test_each_paper_has_numbers_of_its_own() -> None:
    assert short_numbers.number_of(7, "paper") != short_numbers.number_of(7, "other paper")


@pytest.mark.parametrize(
    "typed", ["", "1234567", "123456789", "12345678x", "１２３４５６７８", "-1234567"]
)
def test_what_is_no_number_stands_for_nothing(typed: str) -> None:
    assert short_numbers.key_of(typed, "paper") is None


def test_a_key_too_long_for_a_number_is_said_so() -> None:
    with pytest.raises(OverflowError):
        short_numbers.number_of(10**8, "paper")
