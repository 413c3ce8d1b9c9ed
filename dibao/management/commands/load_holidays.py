"""Seed the table of holidays and worked weekends, which the administrator keeps from then on."""

import argparse
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
from django.core.management.base import BaseCommand, CommandError

from dibao import operators
from dibao.actions import reference_tables
from dibao.errors import Refused
from dibao.models.holiday import Holiday
from dibao.sheets.holidays import read_holidays
from dibao.wording import in_words

FIRST_YEAR = 2004
_SATURDAY = 5


class Command(BaseCommand):
    help = (
        "Write the public holidays and worked weekends that the chinesecalendar package knows. "
        "Days already in the table stay as they are, so what the administrator entered wins. "
        "With a table of one's own (.xlsx, .csv: 日期, 名称, 安排 = 放假 or 上班) its days are written over "
        "those that are there, and the differences are shown."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path)
        parser.add_argument("--from-year", type=int, default=FIRST_YEAR)
        parser.add_argument(
            "--dry-run", action="store_true", help="show differences, write nothing"
        )
        parser.add_argument(
            "--by",
            metavar="USERNAME",
            help="the administrator who answers for it, once there is one",
        )

    def handle(
        self,
        *,
        file: Path | None = None,
        from_year: int = FIRST_YEAR,
        dry_run: bool = False,
        by: str | None = None,
        **_options: object,
    ) -> None:
        if file is not None:
            self._load(file, by, dry_run=dry_run)
            return
        days = list(known_days(from_year))
        Holiday.objects.bulk_create(days, ignore_conflicts=True)
        last = max((holiday.day.year for holiday in days), default=None)
        self.stdout.write(f"{len(days)} days, up to {last}.")

    def _load(self, file: Path, by: str | None, *, dry_run: bool) -> None:
        content = operators.content_of(file)
        try:
            days = read_holidays(content, file.name)
        except Refused as refused:
            raise CommandError(f"{file}: {in_words(refused)}") from None
        if dry_run:
            found = reference_tables.compare_holidays(days)
        else:
            staff = operators.administrator(by)
            with operators.scope_of(staff):
                found = reference_tables.load_holidays(days=days, by=staff)
        self.stdout.write(f"{len(days)} days.")
        operators.tell(self.stdout, found)


def known_days(from_year: int) -> Iterator[Holiday]:
    """Every day on which work differs from the plain week, as far as the package reaches."""
    day = date(from_year, 1, 1)
    while True:
        try:
            is_working = chinese_calendar.is_workday(day)
            _, name = chinese_calendar.get_holiday_detail(day)
        except NotImplementedError:
            return  # Past the last year that the State Council has announced.
        if is_working != (day.weekday() < _SATURDAY):
            yield Holiday(
                day=day, is_working=is_working, name=_NAMES.get(name or "", name or "调休")
            )
        day += timedelta(days=1)


_NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
    "Anti-Fascist 70th Day": "抗战胜利纪念日",
}
