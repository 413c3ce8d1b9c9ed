"""Days are read in every way the forms of an office write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dibao.values.days import DayError, parse

DAYS = st.dates(date(1000, 1, 1))


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-02",
        "2026-1-2",
        "2026.1.2",
        "2026/1/2",
        "20260102",
        "2026年1月2日",
        "２０２６年１月２日",
        " 2026 年 1 月 2 号 ",
        "2026-01-02 00:00:00",
    ],
)
def test_one_day_is_written_in_many_ways(text):
    assert parse(text) == date(2026, 1, 2)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "日期写成 2008-07-01"),
        ("26-1-2", "现在是“26-1-2”"),
        ("2026-1.2", "日期写成"),
        ("2026-01", "日期写成"),
        ("2026-01-02 08:00:00", "日期写成"),
        ("2026-02-30", "没有这一天：2026-02-30"),
        ("00000101", "没有这一天"),
    ],
)
def test_what_is_no_day_is_refused_with_a_sentence(text, sentence):
    with pytest.raises(DayError) as refusal:
        parse(text)

    assert sentence in refusal.value.message


@given(DAYS, st.sampled_from(["%Y-%m-%d", "%Y.%m.%d", "%Y/%m/%d", "%Y%m%d", "%Y年%m月%d日"]))
def test_a_written_day_is_read_back(day, shape):
    assert parse(day.strftime(shape)) == day
