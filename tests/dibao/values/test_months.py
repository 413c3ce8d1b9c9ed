"""The benefit month: order, arithmetic, and the ways people write it."""

from contextlib import nullcontext
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dibao.values.months import BenefitMonth, MonthError

MONTHS = st.builds(BenefitMonth, st.integers(1950, 2100), st.integers(1, 12))


@pytest.mark.parametrize(
    "text",
    [
        "2008-07",
        "2008-7",
        "2008年7月",
        "2008年07月份",
        "２００８－０７",
        "２００８年７月",
        "200807",
        "2008.7",
        "2008/07",
        " 2008-07 ",
    ],
)
def test_one_month_is_written_in_many_ways(text):
    assert BenefitMonth.parse(text) == BenefitMonth(2008, 7)


@pytest.mark.parametrize(
    "text", ["", "2008", "七月", "08-07", "2008-07-01", "2008-13", "200800", "0000-01"]
)
def test_what_is_no_month_is_refused_with_a_sentence(text):
    with pytest.raises(MonthError, match="写成 2008-07"):
        BenefitMonth.parse(text)


@pytest.mark.parametrize(
    ("text", "is_month"),
    [("1899-12", False), ("1900-01", True), ("2999-12", True), ("3000-01", False)],
)
def test_months_are_those_of_eleven_centuries(text, is_month):
    with nullcontext() if is_month else pytest.raises(MonthError, match=f"^没有这个月份：{text}。"):
        BenefitMonth.parse(text)


def test_a_refusal_names_what_was_typed():
    with pytest.raises(MonthError, match=r"^月份写成 2008-07；现在是“七月”$"):
        BenefitMonth.parse(" 七月 ")


def test_a_month_that_does_not_exist_cannot_be_made():
    with pytest.raises(ValueError, match="month must be in"):
        BenefitMonth(2008, 13)


def test_benefit_starts_with_the_month_after_the_decision():
    assert BenefitMonth.after(date(2008, 12, 31)) == BenefitMonth(2009, 1)
    assert BenefitMonth.after(date(2008, 12, 1)) == BenefitMonth(2009, 1)


def test_a_month_knows_its_days_and_its_names():
    month = BenefitMonth(2008, 2)

    assert (month.first_day, month.last_day) == (date(2008, 2, 1), date(2008, 2, 29))
    assert (str(month), month.label) == ("2008-02", "2008年2月")
    assert month.contains(date(2008, 2, 29))
    assert not month.contains(date(2009, 2, 1))


def test_a_range_has_both_ends_and_is_empty_the_wrong_way_round():
    months = list(BenefitMonth.range(BenefitMonth(2007, 11), BenefitMonth(2008, 2)))

    assert [str(month) for month in months] == ["2007-11", "2007-12", "2008-01", "2008-02"]
    assert list(BenefitMonth.range(BenefitMonth(2008, 2), BenefitMonth(2007, 11))) == []


@given(MONTHS, st.integers(-500, 500))
def test_plus_and_difference_undo_each_other(month, count):
    assert month.plus(count) - month == count
    assert month.plus(count).plus(-count) == month


@given(MONTHS, MONTHS)
def test_months_order_as_their_first_days_do(one, other):
    assert (one < other) == (one.first_day < other.first_day)
    assert (one == other) == (hash(one) == hash(other) and one.first_day == other.first_day)


@given(MONTHS)
def test_a_written_month_is_read_back(month):
    assert BenefitMonth.parse(str(month)) == BenefitMonth.parse(month.label) == month
    assert month.next().previous() == month
