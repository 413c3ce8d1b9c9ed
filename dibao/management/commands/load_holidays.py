"""Seed the table of holidays and worked weekends, which the administrator keeps from then on."""

import argparse
from collections.abc import Iterator
from datetime import date, timedelta

import chinese_calendar
from django.core.management.base import BaseCommand

from dibao.models.holiday import Holiday

FIRST_YEAR = 2004
_SATURDAY = 5


class Command(BaseCommand):
    help = (
        "Write the public holidays and worked weekends that the chinesecalendar package knows. "
        "Days already in the table stay as they are, so what the administrator entered wins."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--from-year", type=int, default=FIRST_YEAR)

    def handle(self, *, from_year: int, **_options: object) -> None:
        days = list(known_days(from_year))
        Holiday.objects.bulk_create(days, ignore_conflicts=True)
        last = max((holiday.day.year for holiday in days), default=None)
        self.stdout.write(f"{len(days)} days, up to {last}.")


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
