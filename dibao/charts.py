"""Charts as plain shapes: numbers in, scaled rectangles, words and lines out.

Pure: no queries, no settings, no Django. `components/chart_bars.svg` draws the shapes with
presentation attributes only, so a strict content security policy and a printer both take
them. Every chart carries its rows too, because the table beneath is the real answer and the
picture its summary. Positions are SVG user units, pixels at full width.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

Number = int | Decimal

WIDTH = 720.0
ROW = 26.0  # from one lying bar to the next
BAR = 16.0
HAN = 14.0  # one Chinese character at the chart's text size
STANDING = 180.0  # height of the tallest standing bar
STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(4), Decimal(5), Decimal(8), Decimal(10))


class Point(NamedTuple):
    """One bar: its name, its size, and where its number opens to."""

    label: str
    value: Number
    url: str = ""


class Row(NamedTuple):
    """One row of the table beneath the picture; one value for each of the chart's names."""

    label: str
    values: tuple[Number, ...]
    url: str = ""


class Rect(NamedTuple):
    """A bar or a part of one; `tone` 0, 1, 2 … picks the shade, `title` is read aloud."""

    x: float
    y: float
    width: float
    height: float
    title: str
    tone: int = 0


class Word(NamedTuple):
    """A text whose anchor (start, middle, end) lies at x and whose middle line at y."""

    x: float
    y: float
    text: str
    anchor: str = "start"


class Line(NamedTuple):
    """A straight line; kind is "grid", "axis" or "mean"."""

    x1: float
    y1: float
    x2: float
    y2: float
    kind: str = "grid"


@dataclass(frozen=True)
class Chart:
    """A drawn chart: shapes for the picture, rows for the table; `names` heads the values."""

    title: str
    unit: str
    names: tuple[str, ...]
    rows: tuple[Row, ...]
    height: float
    rects: tuple[Rect, ...]
    words: tuple[Word, ...]
    lines: tuple[Line, ...]
    width: float = WIDTH

    @property
    def legend(self) -> tuple[str, ...]:
        """Name the shades where there is more than one."""
        return self.names if len(self.names) > 1 else ()


def bars(
    *,
    title: str,
    points: Sequence[tuple[str, Number]] | Sequence[Point],
    unit: str,
    mean: Number | None = None,
) -> Chart:
    """Draw one lying bar per point, in the order given; `mean` adds a line across them.

    Raises ValueError for a negative number: a bar shows counts and money, not differences.
    """
    rows = [Row(label, (value,), *url) for label, value, *url in points]
    return _lying(title, unit, (unit,), rows, mean)


def stacked(
    *, title: str, series: Sequence[str], points: Sequence[tuple[str, Sequence[Number]]], unit: str
) -> Chart:
    """Draw one lying bar per point, split into one part for each of `series`."""
    rows = [Row(label, tuple(values)) for label, values in points]
    return _lying(title, unit, tuple(series), rows, None)


def columns(
    *, title: str, points: Sequence[tuple[str, Number]] | Sequence[Point], unit: str
) -> Chart:
    """Draw one standing bar per point, left to right: for months."""
    rows = tuple(Row(label, (value,), *url) for label, value, *url in points)
    values = [row.values[0] for row in rows]
    top = ceiling(values)
    left, foot = _width_of(_written(top)) + 10, STANDING + 10
    # The last label stands in the middle of its bar and must not leave the picture.
    right = _widest(rows) / 2
    step = (WIDTH - left - right) / max(len(rows), 1)
    rects, words = [], list(_scale_words(top, left, foot))
    for number, (row, value) in enumerate(zip(rows, values, strict=True)):
        x, height = left + step * number, STANDING * float(value) / float(top)
        name = f"{row.label} {_written(value)} {unit}"
        rects.append(_rect(x + step * 0.15, foot - height, step * 0.7, height, name, 0))
        if number % _label_every(rows, step) == 0:
            words.append(Word(round(x + step / 2, 1), foot + 14, row.label, "middle"))
    lines = tuple(Line(left, word.y, WIDTH, word.y) for word in words[:5])
    return Chart(title, unit, (unit,), rows, foot + 26, tuple(rects), tuple(words), lines)


def ceiling(values: Iterable[Number]) -> Decimal:
    """Give the round number at or above the largest value, at least 1, for the end of a scale."""
    given = [Decimal(value) for value in values]
    if any(value < 0 for value in given):
        raise ValueError("a bar cannot show a negative number")
    largest = max(given, default=Decimal(0))
    if largest <= 1:
        return Decimal(1)
    power = Decimal(10) ** largest.adjusted()
    return next(step * power for step in STEPS if step * power >= largest)


def _lying(
    title: str, unit: str, names: tuple[str, ...], rows: Sequence[Row], mean: Number | None
) -> Chart:
    totals = [sum(row.values, start=Decimal(0)) for row in rows]
    left = _widest(rows) + 12
    room = WIDTH - left - max((_width_of(_written(total)) for total in totals), default=0.0) - 12
    scale = room / float(ceiling([*totals, mean or 0]))
    rects: list[Rect] = []
    words: list[Word] = []
    for number, (row, total) in enumerate(zip(rows, totals, strict=True)):
        rects.extend(_parts(row, names, unit, left, ROW * number + (ROW - BAR) / 2, scale))
        middle = ROW * number + ROW / 2
        words.append(Word(left - 8, middle, row.label, "end"))
        words.append(Word(round(left + float(total) * scale + 6, 1), middle, _written(total)))
    height = ROW * len(rows)
    lines = [Line(left, 0, left, height, "axis")]
    if mean is not None:
        at = round(left + float(mean) * scale, 1)
        lines.append(Line(at, 0, at, height, "mean"))
    return Chart(title, unit, names, tuple(rows), height, tuple(rects), tuple(words), tuple(lines))


def _parts(
    row: Row, names: tuple[str, ...], unit: str, left: float, top: float, scale: float
) -> list[Rect]:
    """Lay the parts of one bar end to end; a missing or extra part is a programmer's error."""
    parts, at = [], left
    for tone, (name, value) in enumerate(zip(names, row.values, strict=True)):
        width = float(value) * scale
        named = (
            f"{row.label} {name} {_written(value)}"
            if len(names) > 1
            else (f"{row.label} {_written(value)} {unit}")
        )
        parts.append(_rect(at, top, width, BAR, named, tone))
        at += width
    return parts


def _rect(x: float, y: float, width: float, height: float, title: str, tone: int) -> Rect:
    return Rect(round(x, 1), round(y, 1), round(width, 1), round(height, 1), title, tone)


def _scale_words(top: Decimal, left: float, foot: float) -> Iterable[Word]:
    """Name five heights of a standing chart, the foot first."""
    for quarter in range(5):
        y = round(foot - STANDING * quarter / 4, 1)
        yield Word(left - 6, y, _written(top * quarter / 4), "end")


def _label_every(rows: Sequence[Row], step: float) -> int:
    """Say at which distance labels do not run into each other."""
    widest = _widest(rows) + 6
    return max(1, -int(-widest // step))


def _widest(rows: Sequence[Row]) -> float:
    return max((_width_of(row.label) for row in rows), default=0.0)


def _width_of(text: str) -> float:
    """Estimate a text's width: Chinese characters are full, others about half."""
    return sum(HAN if ord(letter) > 0x2E7F else HAN * 0.6 for letter in text)


def _written(value: Number) -> str:
    """Write a number with groups of three, without decimals that say nothing."""
    number = Decimal(value)
    return f"{number:,.0f}" if number == number.to_integral_value() else f"{number.normalize():,f}"
