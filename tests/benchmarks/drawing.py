"""How long a month takes to draw: beside its floor, in the twelfth month, and for ten times the persons."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log10
from statistics import median

from django.db import connection

from dibao import scope
from dibao.values.months import BenefitMonth
from payments.actions import batches
from tests.benchmarks import floor, months
from tests.benchmarks.figures import Control, Figure, Pairs, say, timed
from tests.benchmarks.prefecture import FIRST_MONTH, County, Prefecture, settle

FIRST = BenefitMonth.of(FIRST_MONTH)
SECOND = FIRST.next()
TWELFTH = SECOND.plus(11)
STATEMENT_SIZES = (100, 5_000)


@dataclass(frozen=True)
class Field:
    """The prefectures that are drawn in turns, and the people who draw."""

    counties: Sequence[County]
    near: Prefecture
    late: Prefecture
    large: Prefecture


@dataclass
class Times:
    """Seconds of each turn."""

    near: list[float]
    floor: list[float]
    late: list[float]
    large: list[float]


def prepare_twelfth_month(counties: Sequence[County]) -> None:
    """Draw and close the eleven months before, in the database at hand."""
    for distance in range(11):
        months.draw(counties, SECOND.plus(distance))
        months.close(counties, SECOND.plus(distance))


def figures(field: Field, *, turns: int, large_turns: int, size: str) -> Iterator[Figure]:
    """The three figures of a month; every turn draws all prefectures, so that each ratio is of neighbours in time."""
    times, controls = Times([], [], [], []), {}
    for turn in range(turns):
        say(f"    turn {turn + 1} of {turns}")
        with field.near.open():
            _pair(field.counties, times, controls, is_floor_first=bool(turn % 2))
        with field.late.open():
            times.late.append(_drawn(field.counties, TWELFTH))
        if turn < large_turns:
            with field.large.open():
                times.large.append(_drawn(field.counties, SECOND))
    yield from _of_month(times, controls, size)
    yield Figure(
        name="draw_month_12_vs_1",
        goal="value <= 1.15",
        value=median(late / near for late, near in zip(times.late, times.near, strict=True)),
        note=f"{median(times.late):.3f} s beside {median(times.near):.3f} s",
    )
    yield Figure(
        name="draw_month_growth_exponent",
        goal="value <= 1.1",
        value=median(
            log10(large / near) for large, near in zip(times.large, times.near, strict=False)
        ),
        note=f"{median(times.large):.3f} s for ten times the persons beside {median(times.near):.3f} s",
    )


def _of_month(times: Times, controls: dict[str, Control], size: str) -> Iterator[Figure]:
    pairs = Pairs(times.near, times.floor)
    yield Figure(
        name=f"draw_month_{size}",
        goal="ratio <= 1.3",
        seconds=pairs.seconds,
        floor_seconds=pairs.floor_seconds,
        ratio=pairs.ratio,
        control=controls["lines"],
        floor_control=controls["floor lines"],
        note=f"turns: {', '.join(f'{p:.2f}/{f:.2f}' for p, f in zip(pairs.product, pairs.floor, strict=True))}",
    )
    yield Figure(
        name=f"draw_month_{size}_exceptions",
        goal="the same rows",
        value=controls["exceptions"].count,
        control=controls["exceptions"],
        floor_control=controls["floor exceptions"],
    )


def _pair(
    counties: Sequence[County], times: Times, controls: dict[str, Control], *, is_floor_first: bool
) -> None:
    if is_floor_first:
        _draw_floor(counties, times, controls)
    times.near.append(timed(lambda: months.draw(counties, SECOND)))
    controls["lines"], controls["exceptions"] = months.control(SECOND)
    months.forget(SECOND)
    if not is_floor_first:
        _draw_floor(counties, times, controls)


def _draw_floor(counties: Sequence[County], times: Times, controls: dict[str, Control]) -> None:
    times.floor.append(timed(lambda: floor.draw(counties, SECOND)))
    controls["floor lines"], controls["floor exceptions"] = months.control(SECOND, schema="floor")
    months.forget(SECOND, schema="floor")


def _drawn(counties: Sequence[County], month: BenefitMonth) -> float:
    seconds = timed(lambda: months.draw(counties, month))
    months.forget(month)
    return seconds


def statements(prefecture: Prefecture, counties: Sequence[County]) -> Figure:
    """How many SQL statements a draw takes, for few persons and for many."""
    counts = []
    with prefecture.open():
        for county, persons in zip(counties, STATEMENT_SIZES, strict=False):
            classes = [(2, persons // 2, persons)]
            settle([county], classes, without_account=10, start=persons)
            floor.write_first_month([county], FIRST)
            counts.append(_statements_of_draw(county))
    return Figure(
        name="draw_statements",
        goal="value <= 25, the same for 100 and 5,000 persons",
        value=counts[0],
        control=Control(len(counts), counts[0] * len(counts)),
        floor_control=Control(len(counts), sum(counts)),
        note=f"{', '.join(f'{p} persons: {c}' for p, c in zip(STATEMENT_SIZES, counts, strict=True))}",
    )


def _statements_of_draw(county: County) -> int:
    count = 0

    def counted(execute, sql, params, many, context):
        nonlocal count
        count += 1
        return execute(sql, params, many, context)

    with scope.of(county.clerk), connection.execute_wrapper(counted):
        batches.draw(county=county.area, month=SECOND, by=county.clerk, on=SECOND.first_day)
    return count
