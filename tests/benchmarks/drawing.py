"""How long a month takes to draw: beside its floor, in the twelfth month, and for ten times the persons."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log10

from django.db import connection

from dibao import scope
from dibao.values.months import BenefitMonth
from payments.actions import batches
from tests.benchmarks import floor, months
from tests.benchmarks.figures import (
    Control,
    Figure,
    Spent,
    beside_floor,
    listed,
    ratios,
    say,
    timed,
)
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
class Turns:
    """What each turn took."""

    near: list[Spent]
    floor: list[Spent]
    late: list[Spent]
    large: list[Spent]


def prepare_twelfth_month(counties: Sequence[County]) -> None:
    """Draw and close the eleven months before, in the database at hand."""
    for distance in range(11):
        months.draw(counties, SECOND.plus(distance))
        months.close(counties, SECOND.plus(distance))


def figures(field: Field, *, turns: int, large_turns: int, size: str) -> Iterator[Figure]:
    """The three figures of a month; every turn draws all prefectures, so that each ratio is of neighbours in time."""
    times, controls = Turns([], [], [], []), {}
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
    later, cpu_later = ratios(times.late, times.near)
    yield Figure(
        name="draw_month_12_vs_1",
        goal="value <= 1.15",
        value=later,
        cpu_value=cpu_later,
        note=f"seconds {listed(times.late)} beside {listed(times.near)}",
    )
    growth, cpu_growth = ratios(times.large, times.near)
    yield Figure(
        name="draw_month_growth_exponent",
        goal="value <= 1.1",
        value=log10(growth),
        cpu_value=None if cpu_growth is None else log10(cpu_growth),
        note=f"seconds for ten times the persons {listed(times.large)} beside {listed(times.near)}",
    )


def _of_month(turns: Turns, controls: dict[str, Control], size: str) -> Iterator[Figure]:
    yield Figure(
        name=f"draw_month_{size}",
        goal="ratio <= 1.3",
        **beside_floor(turns.near, turns.floor),
        control=controls["lines"],
        floor_control=controls["floor lines"],
        note=f"seconds {listed(turns.near)} beside {listed(turns.floor)}",
    )
    yield Figure(
        name=f"draw_month_{size}_exceptions",
        goal="the same rows",
        value=controls["exceptions"].count,
        control=controls["exceptions"],
        floor_control=controls["floor exceptions"],
    )


def _pair(
    counties: Sequence[County], turns: Turns, controls: dict[str, Control], *, is_floor_first: bool
) -> None:
    if is_floor_first:
        _draw_floor(counties, turns, controls)
    turns.near.append(timed(lambda: months.draw(counties, SECOND)))
    controls["lines"], controls["exceptions"] = months.control(SECOND)
    months.forget(SECOND)
    if not is_floor_first:
        _draw_floor(counties, turns, controls)


def _draw_floor(counties: Sequence[County], turns: Turns, controls: dict[str, Control]) -> None:
    turns.floor.append(timed(lambda: floor.draw(counties, SECOND), session="owner"))
    controls["floor lines"], controls["floor exceptions"] = months.control(SECOND, schema="floor")
    months.forget(SECOND, schema="floor")


def _drawn(counties: Sequence[County], month: BenefitMonth) -> Spent:
    spent = timed(lambda: months.draw(counties, month))
    months.forget(month)
    return spent


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
