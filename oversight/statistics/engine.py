"""Reports worked out: figures place by place in one statement, and the rows of one figure a page at a time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.db import connection

from dibao.levels import AreaLevel
from dibao.models.area import Area
from dibao.paging import Cut
from dibao.tables import Value as Cell
from dibao.values.money import yuan
from oversight.statistics.measures import (
    POPULATION,
    Asked,
    Attribute,
    Figure,
    Figures,
    Measure,
    Quotient,
    Report,
    Value,
)

_DIGITS: Final = {
    AreaLevel.PREFECTURE: 4,
    AreaLevel.COUNTY: 6,
    AreaLevel.TOWNSHIP: 9,
    AreaLevel.VILLAGE: 12,
}
_CODE_DIGITS: Final = 12
_ORDER: Final = (AreaLevel.PREFECTURE, AreaLevel.COUNTY, AreaLevel.TOWNSHIP, AreaLevel.VILLAGE)


@dataclass(frozen=True)
class PlaceRow:
    """One place with its figures by the keys of the measures."""

    area: Area
    figures: Figures


@dataclass(frozen=True)
class Result:
    """A report worked out: what was asked, its places, and all of them together."""

    report: Report
    asked: Asked
    places: tuple[PlaceRow, ...]
    total: PlaceRow


@dataclass(frozen=True)
class OpenedRow:
    """One row behind a figure: where it lies, the key of what it leads to, and its columns."""

    row_key: int
    place: str
    leads_to: int | None
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class AidRow:
    """The figures of one benefit, or of all of an agency's, where `item` is nothing."""

    agency: int
    item: int | None
    figures: Figures


def level_of_rows(report: Report, area: Area, wanted: str = "") -> AreaLevel:
    """The level that an area's report is counted by: what is wanted where it lies between, else the one below."""
    own = _ORDER.index(AreaLevel(area.level))
    finest = _ORDER.index(report.finest)
    below = min(own + 1, finest) if own < finest else own
    if wanted in AreaLevel.values and own < _ORDER.index(AreaLevel(wanted)) <= finest:
        below = _ORDER.index(AreaLevel(wanted))
    return _ORDER[below]


def work_out(report: Report, asked: Asked) -> Result:
    """The figures of every place (two statements, and those that the report itself asks for)."""
    sums = _sums(report, asked, counted_of(report))
    areas = list(Area.objects.within(asked.area).of_level(asked.by))
    places = tuple(PlaceRow(area, _figures(report, area, sums.get(area.pk, {}))) for area in areas)
    everything = sums.get("", {})
    return Result(
        report, asked, places, PlaceRow(asked.area, _total(report, asked.area, everything, places))
    )


def by_aid(report: Report, asked: Asked) -> list[AidRow]:
    """The figures of each agency and each benefit that has rows (one statement, and those of the report itself).

    Whoever got two benefits of an agency is one person of the agency.
    """
    measures = counted_of(report)
    rows, values = report.statement(asked)
    statement = f"""
    SELECT agency_id, item_id, {", ".join(one.sql for one in measures)}
    FROM ({rows}) r GROUP BY GROUPING SETS ((agency_id, item_id), (agency_id))
    """
    keys = [one.key for one in measures]
    return [
        AidRow(
            agency,
            item,
            _figures(report, asked.area, dict(zip(keys, map(_rounded, figures), strict=True))),
        )
        for agency, item, *figures in _fetched(statement, values)
    ]


def counted_of(report: Report) -> list[Measure]:
    """The measures that rows are counted for; the others follow from them."""
    return [one for one in report.measures if not isinstance(one, Quotient | Attribute)]


def rows_of(
    report: Report, asked: Asked, measure: Measure, place: Area, cut: Cut
) -> list[OpenedRow]:
    """The rows behind one figure of one place in the order of their keys (one statement)."""
    order = "DESC" if cut.is_down else "ASC"
    beyond = "<" if cut.is_down else ">"
    columns = ", ".join(column.sql for column in report.listing.columns)
    rows, values = report.statement(asked)
    statement = f"""
    SELECT s.row_key, a.path, {report.listing.key}, {columns}
    FROM (SELECT * FROM ({rows}) r
          WHERE r.area_code >= %(place_low)s AND r.area_code < %(place_high)s AND ({measure.where})
            AND (%(start)s::bigint IS NULL OR r.row_key {beyond} %(start)s)
          ORDER BY r.row_key {order} LIMIT %(limit)s) s
    JOIN dibao_area a ON a.code = s.area_code {report.listing.joins}
    ORDER BY s.row_key {order}
    """
    values = values | _of_place(place) | {"start": cut.start, "limit": cut.limit}
    return [
        OpenedRow(key, path, leads_to, tuple(cells))
        for key, path, leads_to, *cells in _fetched(statement, values)
    ]


def figure_of(report: Report, asked: Asked, measure: Measure, place: Area) -> tuple[int, Figure]:
    """How many rows a figure has, and the figure (one statement)."""
    found, values = report.statement(asked)
    statement = f"""
    SELECT count(*), {measure.sql} FROM ({found}) r
    WHERE r.area_code >= %(place_low)s AND r.area_code < %(place_high)s AND ({measure.where})
    """
    ((rows, figure),) = _fetched(statement, values | _of_place(place))
    return rows, _rounded(figure)


def _of_place(place: Area) -> dict[str, Value]:
    low, high = place.span
    return {"place_low": low, "place_high": high}


def _sums(
    report: Report, asked: Asked, measures: Sequence[Measure]
) -> dict[str, dict[str, Figure]]:
    """By the code of each place, and under nothing for all of them: what is counted once in two places is once here."""
    asked_for = ", ".join(one.sql for one in measures)
    rows, values = report.statement(asked)
    statement = f"""
    SELECT left(r.area_code, {_DIGITS[asked.by]}) AS place, {asked_for}
    FROM ({rows}) r GROUP BY GROUPING SETS ((place), ())
    """
    keys = [one.key for one in measures]
    return {
        "" if place is None else place.ljust(_CODE_DIGITS, "0"): dict(
            zip(keys, map(_rounded, figures), strict=True)
        )
        for place, *figures in _fetched(statement, values)
    }


def _rounded(figure: Figure) -> Figure:
    """Yuan to the fen, once; counts as they are."""
    return yuan(figure) if isinstance(figure, Decimal) else figure


def _figures(report: Report, area: Area, sums: Mapping[str, Figure]) -> dict[str, Figure]:
    """Counts first, nothing where a place has no rows; then what is worked out of them."""
    found: dict[str, Figure] = {}
    for one in report.measures:
        if isinstance(one, Attribute):
            found[one.key] = area.rural_population if one.key == POPULATION else None
        elif not isinstance(one, Quotient):
            found[one.key] = sums.get(one.key, one.empty)
    for one in report.measures:
        if isinstance(one, Quotient):
            found[one.key] = one.figure(found)
    return {one.key: found[one.key] for one in report.measures}


def _total(
    report: Report, area: Area, sums: Mapping[str, Figure], places: Iterable[PlaceRow]
) -> dict[str, Figure]:
    """All places together; a population is the area's own, else that of its places where every one has one."""
    found = _figures(report, area, sums)
    if POPULATION in found and found[POPULATION] is None:
        known = [place.figures[POPULATION] for place in places]
        if known and None not in known:
            found[POPULATION] = sum(number for number in known if number is not None)
            for one in report.measures:
                if isinstance(one, Quotient):
                    found[one.key] = one.figure(found)
    return found


def _fetched(statement: str, values: Mapping[str, Value]) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()
