"""Charts: figures become shapes of the right size, and the table keeps the exact figures."""

from decimal import Decimal
from itertools import pairwise

import pytest

from dibao import charts


def test_bars_are_as_long_as_their_numbers():
    chart = charts.bars(title="人数", points=[("安丰县", 100), ("临河县", 50)], unit="人")

    longer, shorter = chart.rects
    assert longer.width == pytest.approx(shorter.width * 2, abs=0.2)
    assert longer.x == shorter.x
    assert longer.title == "安丰县 100 人"


def test_bars_never_leave_the_picture():
    chart = charts.bars(
        title="金额", points=[("很长很长的一个镇名", Decimal("999999.99"))], unit="元"
    )

    (bar,) = chart.rects
    name, number = chart.words
    assert name.x <= bar.x
    assert number.x + len(number.text) * charts.HAN * 0.6 <= chart.width


def test_the_mean_is_drawn_on_the_same_scale():
    chart = charts.bars(title="占比", points=[("甲", 10), ("乙", 30)], unit="%", mean=20)

    mean = next(line for line in chart.lines if line.kind == "mean")
    first, second = (rect.x + rect.width for rect in chart.rects)
    assert mean.x1 == pytest.approx((first + second) / 2, abs=0.2)


def test_stacked_parts_lie_end_to_end():
    chart = charts.stacked(
        title="档次", series=["一类", "二类", "三类"], points=[("安丰县", [10, 20, 30])], unit="人"
    )

    first, second, third = chart.rects
    assert second.x == pytest.approx(first.x + first.width, abs=0.2)
    assert third.x == pytest.approx(second.x + second.width, abs=0.2)
    assert [rect.tone for rect in chart.rects] == [0, 1, 2]
    assert chart.legend == ("一类", "二类", "三类")


def test_stacked_refuses_a_row_with_a_missing_part():
    with pytest.raises(ValueError, match="zip"):
        charts.stacked(title="档次", series=["一类", "二类"], points=[("甲", [1])], unit="人")


def test_columns_stand_on_the_axis_and_the_tallest_fits():
    points = [(f"{month}月", month * 10) for month in range(1, 13)]
    chart = charts.columns(title="每月", points=points, unit="户")

    feet = {round(rect.y + rect.height, 1) for rect in chart.rects}
    assert feet == {charts.STANDING + 10}
    assert min(rect.y for rect in chart.rects) >= 0
    assert len(chart.rects) == len(chart.rows) == 12


def test_columns_drop_labels_that_would_overlap():
    points = [(f"2008年{month}月", 1) for month in range(1, 25)]
    chart = charts.columns(title="每月", points=points, unit="户")

    names = [word for word in chart.words if word.anchor == "middle"]
    gaps = [right.x - left.x for left, right in pairwise(names)]
    assert min(gaps) >= charts.HAN * 4


def test_columns_keep_the_last_label_in_the_picture():
    chart = charts.columns(title="每月", points=[("2008年7月", 1)] * 3, unit="户")

    assert chart.words[-1].x + charts.HAN * 3 <= chart.width


@pytest.mark.parametrize(
    ("largest", "end"), [(0, 1), (1, 1), (7, 8), (60_428, 80_000), (31_622, 40_000), (200, 200)]
)
def test_a_scale_ends_at_a_round_number(largest, end):
    assert charts.ceiling([largest]) == end


def test_a_chart_of_nothing_is_empty_and_does_not_fail():
    assert charts.bars(title="无", points=[], unit="人").rects == ()
    assert charts.columns(title="无", points=[], unit="人").rects == ()


def test_all_zeros_draw_bars_of_no_length():
    chart = charts.bars(title="零", points=[("甲", 0)], unit="人")

    assert chart.rects[0].width == 0


def test_a_negative_number_is_refused():
    with pytest.raises(ValueError, match="negative"):
        charts.bars(title="差", points=[("甲", -1)], unit="人")


def test_the_table_keeps_exact_figures_and_links():
    chart = charts.bars(
        title="金额", points=[charts.Point("甲", Decimal("0.10"), "/a/")], unit="元"
    )

    assert chart.rows == (charts.Row("甲", (Decimal("0.10"),), "/a/"),)


def test_standing_parts_lie_one_above_the_other_on_the_axis():
    chart = charts.stacked_columns(
        title="档次", series=["一类", "二类"], points=[("2008-07", [30, 10])], unit="人"
    )

    lower, upper = chart.rects
    assert lower.y + lower.height == pytest.approx(charts.STANDING + 10)
    assert upper.y + upper.height == pytest.approx(lower.y, abs=0.2)
    assert lower.height == pytest.approx(upper.height * 3, abs=0.3)
    assert chart.legend == ("一类", "二类")


@pytest.mark.parametrize(
    ("largest", "marks"),
    [
        (50, ["0", "10", "20", "30", "40", "50"]),
        (40, ["0", "10", "20", "30", "40"]),
        (2, ["0", "1", "2"]),
        (1, ["0", "1"]),
        (25_000, ["0", "6,250", "12,500", "18,750", "25,000"]),
    ],
)
def test_a_scale_names_whole_numbers_and_has_room_for_them(largest, marks):
    chart = charts.columns(title="人数", points=[("2008-07", largest)], unit="人")

    named = [word for word in chart.words if word.anchor == "end"]
    assert [word.text for word in named] == marks
    assert all(word.x - len(word.text) * charts.HAN * 0.6 >= 0 for word in named)


def test_who_came_stands_up_and_who_went_hangs_down_on_one_scale():
    chart = charts.two_way(
        title="增减", series=("新增", "停发"), points=[("2008-07", (40, 20))], unit="户"
    )

    came, went = chart.rects
    zero = next(line.y1 for line in chart.lines if line.kind == "axis")
    assert came.y + came.height == pytest.approx(zero, abs=0.2)
    assert went.y == pytest.approx(zero, abs=0.2)
    assert came.height == pytest.approx(went.height * 2, abs=0.3)
    assert [rect.title for rect in chart.rects] == ["2008-07 新增 40 户", "2008-07 停发 20 户"]


def test_a_side_with_next_to_nothing_leaves_its_number_out():
    chart = charts.two_way(
        title="增减", series=("新增", "停发"), points=[("2008-07", (800, 1))], unit="户"
    )

    assert [word.text for word in chart.words if word.anchor == "end"] == ["800", "0"]
    assert max(rect.y + rect.height for rect in chart.rects) <= charts.STANDING + 10


def test_both_ways_refuse_a_negative_number():
    with pytest.raises(ValueError, match="negative"):
        charts.two_way(title="差", series=("来", "去"), points=[("甲", (1, -1))], unit="户")
