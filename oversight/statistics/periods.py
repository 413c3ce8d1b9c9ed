"""The time that a report is about: a month, a quarter or a year, made of whole months. Plain values, no queries."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, Self

from django.utils.translation import gettext as _

from dibao.display import month_text
from dibao.errors import Refused
from dibao.values.months import BenefitMonth

_QUARTER: Final = re.compile(r"(\d{4})-?[Qq]([1-4])")
_HALF: Final = re.compile(r"(\d{4})-?[Hh]([12])")
_YEAR: Final = re.compile(r"\d{4}")
_EARLIEST, _LATEST = 1990, 2100


@dataclass(frozen=True, order=True)
class Period:
    """From the first month to the last one, both included; never longer than its year."""

    first: BenefitMonth
    last: BenefitMonth

    @classmethod
    def month(cls, month: BenefitMonth) -> Self:
        return cls(month, month)

    @classmethod
    def quarter(cls, year: int, number: int) -> Self:
        first = BenefitMonth(year, 3 * number - 2)
        return cls(first, first.plus(2))

    @classmethod
    def half(cls, year: int, number: int) -> Self:
        """What reports of old print; a list does not offer it, an address may ask for it."""
        first = BenefitMonth(year, 6 * number - 5)
        return cls(first, first.plus(5))

    @classmethod
    def year(cls, year: int) -> Self:
        return cls(BenefitMonth(year, 1), BenefitMonth(year, 12))

    @classmethod
    def parse(cls, text: str) -> Self:
        """From "2008-07", "2008-Q3", "2008-H2" or "2008"; raises Refused with words on how to write one."""
        asked = text.strip()
        if found := _QUARTER.fullmatch(asked):
            period = cls.quarter(int(found[1]), int(found[2]))
        elif found := _HALF.fullmatch(asked):
            period = cls.half(int(found[1]), int(found[2]))
        elif _YEAR.fullmatch(asked):
            period = cls.year(max(int(asked), 1))
        else:
            period = cls.month(BenefitMonth.parse(asked))
        if not _EARLIEST <= period.first.year <= _LATEST:
            raise Refused(_("没有%(year)s年的报表。从列表里选时间。") % {"year": asked[:4]})
        return period

    def __str__(self) -> str:
        """As it stands in an address."""
        match self.last - self.first:
            case 0:
                return str(self.first)
            case 2:
                return f"{self.first.year:04}-Q{self._quarter}"
            case 5:
                return f"{self.first.year:04}-H{self._half}"
        return f"{self.first.year:04}"

    @property
    def label(self) -> str:
        """As it is read: 2008年7月, 2008年第3季度, 2008年."""
        match self.last - self.first:
            case 0:
                return month_text(self.first)
            case 2:
                said = {"year": self.first.year, "quarter": self._quarter}
                return _("%(year)s年第%(quarter)s季度") % said
            case 5 if self._half == 1:
                return _("%(year)s年上半年") % {"year": self.first.year}
            case 5:
                return _("%(year)s年下半年") % {"year": self.first.year}
        return _("%(year)s年") % {"year": self.first.year}

    @property
    def _quarter(self) -> int:
        return (self.first.month + 2) // 3

    @property
    def _half(self) -> int:
        return (self.first.month + 5) // 6

    @property
    def months(self) -> Iterator[BenefitMonth]:
        return BenefitMonth.range(self.first, self.last)

    @property
    def january(self) -> BenefitMonth:
        """Where what adds up over the year begins."""
        return BenefitMonth(self.first.year, 1)

    @property
    def first_day(self) -> date:
        return self.first.first_day

    @property
    def last_day(self) -> date:
        return self.last.last_day


def offered(newest: BenefitMonth) -> list[tuple[str, list[Period]]]:
    """What a list offers: two years of months, eight quarters and three years, the newest first, by their words."""
    months = [Period.month(newest.plus(-back)) for back in range(24)]
    ends = Period.month(newest)
    quarters = [
        Period.quarter(month.year, (month.month + 2) // 3)
        for month in (newest.plus(-3 * back) for back in range(8))
    ]
    years = [Period.year(ends.first.year - back) for back in range(3)]
    return [(_("月报"), months), (_("季报"), quarters), (_("年报"), years)]
