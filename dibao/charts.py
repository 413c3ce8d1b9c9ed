"""Charts as plain shapes: numbers in, scaled rectangles, words and lines out.

Pure: no queries, no settings, no Django. `components/chart_bars.svg` draws the shapes with
presentation attributes only, so a strict content security policy and a printer both take
them. Every chart carries its rows too, because the table beneath is the real answer and the
picture its summary. Positions are SVG user units, pixels at full width.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple, Self

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
    # What the picture says in a sentence, for those who do not see it.
    description: str = ""
    # Names the picture's parts within its page: another for each chart of a page.
    key: str = "chart"

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
    rows = [Row(label, (value,), *url) for label, value, *url in points]
    return _standing(title, unit, (unit,), rows)


def stacked_columns(
    *, title: str, series: Sequence[str], points: Sequence[tuple[str, Sequence[Number]]], unit: str
) -> Chart:
    """Draw one standing bar per point, its parts one above the other in the order of `series`."""
    rows = [Row(label, tuple(values)) for label, values in points]
    return _standing(title, unit, tuple(series), rows)


def two_way(
    *,
    title: str,
    series: tuple[str, str],
    points: Sequence[tuple[str, tuple[Number, Number]]],
    unit: str,
) -> Chart:
    """Draw for each point one bar up and one down from a line, both on one scale: who came and who went.

    Both numbers are counts, never negative.
    """
    rows = tuple(Row(label, values) for label, values in points)
    up, down = (ceiling([row.values[side] for row in rows]) for side in (0, 1))
    frame = _Frame.over(rows, max(up, down))
    scale = STANDING / float(up + down)
    zero = round(10 + float(up) * scale, 1)
    rects: list[Rect] = []
    for number, row in enumerate(rows):
        for tone, (name, value) in enumerate(zip(series, row.values, strict=True)):
            length = scale * float(value)
            said = f"{row.label} {name} {_written(value)} {unit}"
            rects.append(frame.bar(number, zero if tone else zero - length, length, said, tone))
    marks = [(up, 10.0, "grid"), (Decimal(0), zero, "axis"), (down, frame.foot, "grid")]
    # A side with next to nothing on it has no room for its number.
    if frame.foot - zero < HAN:
        marks.pop()
    lines = tuple(Line(frame.left, y, WIDTH, y, kind) for _value, y, kind in marks)
    said_at = (Word(frame.left - 6, y, _written(value), "end") for value, y, _kind in marks)
    words = (*said_at, *frame.labels(rows))
    return Chart(title, unit, series, rows, frame.foot + 26, tuple(rects), words, lines)


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


class _Frame(NamedTuple):
    """Where standing bars have their place: from `left` on one every `step`, down to `foot`."""

    left: float
    step: float
    foot: float = STANDING + 10

    @classmethod
    def over(cls, rows: Sequence[Row], top: Decimal) -> Self:
        """Room for the scale's numbers to the left, and for half of the last label to the right."""
        left = max(_width_of(_written(mark)) for mark in _marks(top)) + 10
        return cls(left, (WIDTH - left - _widest(rows) / 2) / max(len(rows), 1))

    def bar(self, number: int, y: float, height: float, title: str, tone: int) -> Rect:
        x = self.left + self.step * number + self.step * 0.15
        return _rect(x, y, self.step * 0.7, height, title, tone)

    def labels(self, rows: Sequence[Row]) -> Iterable[Word]:
        """The names beneath, as many as do not run into each other."""
        every = _label_every(rows, self.step)
        for number, row in enumerate(rows):
            if number % every == 0:
                x = round(self.left + self.step * (number + 0.5), 1)
                yield Word(x, self.foot + 14, row.label, "middle")


def _standing(title: str, unit: str, names: tuple[str, ...], given: Sequence[Row]) -> Chart:
    rows = tuple(given)
    top = ceiling([sum(row.values, start=Decimal(0)) for row in rows])
    frame = _Frame.over(rows, top)
    rects: list[Rect] = []
    for number, row in enumerate(rows):
        y = frame.foot
        for tone, (name, value) in enumerate(zip(names, row.values, strict=True)):
            height = STANDING * float(value) / float(top)
            y -= height
            rects.append(frame.bar(number, y, height, _said(row, names, name, value, unit), tone))
    scale = list(_scale_words(top, frame.left, frame.foot))
    lines = tuple(Line(frame.left, word.y, WIDTH, word.y) for word in scale)
    words = (*scale, *frame.labels(rows))
    return Chart(title, unit, names, rows, frame.foot + 26, tuple(rects), words, lines)


def _said(row: Row, names: tuple[str, ...], name: str, value: Number, unit: str) -> str:
    """A part by its name, where there are several; else by its unit."""
    if len(names) > 1:
        return f"{row.label} {name} {_written(value)}"
    return f"{row.label} {_written(value)} {unit}"


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
        parts.append(_rect(at, top, width, BAR, _said(row, names, name, value, unit), tone))
        at += width
    return parts


def _rect(x: float, y: float, width: float, height: float, title: str, tone: int) -> Rect:
    return Rect(round(x, 1), round(y, 1), round(width, 1), round(height, 1), title, tone)


def _scale_words(top: Decimal, left: float, foot: float) -> Iterable[Word]:
    """Name the heights of a standing chart, the foot first."""
    for mark in _marks(top):
        y = round(foot - STANDING * float(mark / top), 1)
        yield Word(left - 6, y, _written(mark), "end")


def _marks(top: Decimal) -> list[Decimal]:
    """A scale in four parts, or in as many others as give whole numbers: nobody counts half a person."""
    parts = next((each for each in (4, 5, 2) if not top % each), 1)
    return [top * number / parts for number in range(parts + 1)]


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
