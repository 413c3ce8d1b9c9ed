"""The prefecture's month on the terminal: persons and money by class and county, beside what was printed."""

import json
import sys
from collections.abc import Iterator, Sequence
from unicodedata import east_asian_width

from django.core.management.base import CommandError, CommandParser

from dibao import scope
from dibao.display import count_text, yuan_text
from dibao.levels import AreaLevel
from dibao.models.area import Area
from dibao.values.months import BenefitMonth
from oversight import places, reporting
from oversight.statistics.figures import PlaceFigures
from payments import operators

_HEADS = (
    *("地区", "户数", "人数", "一类", "二类", "三类"),
    *("一类（元）", "二类（元）", "三类（元）", "应发（元）", "人均（元）", "占农村人口%"),
)


class Command(operators.OperatorCommand):
    help = (
        "Print a month of the prefecture; with --format json one line of JSON. Exit code 1 without figures, 2 for an "
        "area that is not there."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--month", required=True, type=operators.month, help="the benefit month, as 2008-07"
        )
        parser.add_argument("--format", dest="shape", choices=("table", "json"), default="table")
        parser.add_argument("--area", help="code of a prefecture, county or township")

    def handle(
        self, *, month: BenefitMonth, shape: str, area: str | None, **options: object
    ) -> None:
        place = _area(area)
        with scope.of_area(place, action="prefecture_report"):
            report = reporting.report(place, month)
        if shape == "json":
            facts = reporting.as_facts(report)
            self.stdout.write(json.dumps(facts, ensure_ascii=False))
        else:
            self.stdout.write("\n".join(_table(report)))
        if not report.figures.total.persons:
            self.stderr.write(f"{report.figures.month} has no figures.")
            sys.exit(operators.REFUSED)


def _area(code: str | None) -> Area:
    if code is None:
        found = places.prefecture()
    else:
        found = Area.objects.filter(pk=code).exclude(level=AreaLevel.VILLAGE).first()
    if found is None:
        raise CommandError(
            "No such area; load the areas first, or check the code.", returncode=operators.MISUSED
        )
    return found


def _table(report: reporting.Report) -> Iterator[str]:
    figures = report.figures
    yield f"{figures.area} {figures.month.label} 农村低保"
    rows = [_HEADS, *(_row(place) for place in figures.places), _row(figures.total)]
    yield from _aligned(rows)
    if figures.total.is_estimate:
        yield "有县没有编制本月批次，按待遇计算。"
    if report.comparisons:
        yield ""
        yield f"与《{report.source}》印出的数对照（差＝本系统－印出）"
        lines = [
            (c.label, *map(c.written, (c.ours, c.printed, c.difference)), c.words, c.explanation)
            for c in report.comparisons
        ]
        yield from _aligned([("项目", "本系统", "印出", "差", "原文", "说明"), *lines])


def _row(place: PlaceFigures) -> tuple[str, ...]:
    return (
        place.area.name,
        count_text(place.households),
        count_text(place.persons),
        *(count_text(part.persons) for part in place.each_class),
        *(yuan_text(part.due) for part in place.each_class),
        yuan_text(place.due),
        yuan_text(place.average),
        count_text(place.share),
    )


def _aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Columns under each other on a terminal, where a Chinese character is two wide."""
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (
            cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)
        )
        yield "  ".join(cells).rstrip()


def _width(text: str) -> int:
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)
