"""The benefit month: what grants, batches and lines are dated by."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, Self

from dibao.errors import Refused
from dibao.values.text import clean_code
from dibao.values.words import gettext_noop as _

WRITTEN: Final = re.compile(r"(\d{4})(?:[-./年](\d{1,2})月?份?|(\d{2}))")


class MonthError(Refused):
    """The text is no month; the sentence says how to write one."""


@dataclass(frozen=True, order=True, slots=True)
class BenefitMonth:
    """A calendar month for which benefit is due; stored as its first day."""

    year: int
    month: int

    def __post_init__(self) -> None:
        # date() knows the bounds of years and months, and says which one is broken.
        date(self.year, self.month, 1)

    @classmethod
    def of(cls, day: date) -> Self:
        """The month that the day lies in."""
        return cls(day.year, day.month)

    @classmethod
    def after(cls, day: date) -> Self:
        """The month after the day's: benefit starts with the month after the decision."""
        return cls.of(day).next()

    @classmethod
    def parse(cls, text: str) -> Self:
        """From "2008-07", "2008年7月", "2008.7" or "200807", full-width too. Raises MonthError."""
        found = WRITTEN.fullmatch(clean_code(text))
        if found is None:
            raise MonthError(_("月份写成 2008-07；现在是“%(text)s”"), text=text.strip())
        year, month = int(found[1]), int(found[2] or found[3])
        if not (1900 <= year <= 2999 and 1 <= month <= 12):
            raise MonthError(_("没有这个月份：%(text)s。写成 2008-07"), text=text.strip())
        return cls(year, month)

    @classmethod
    def range(cls, first: Self, last: Self) -> Iterator[Self]:
        """Every month from first to last, both included; none when they are the wrong way round."""
        return (first.plus(count) for count in range(last - first + 1))

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}"

    def __sub__(self, earlier: "BenefitMonth") -> int:
        """How many months lie between the two."""
        return (self.year - earlier.year) * 12 + self.month - earlier.month

    @property
    def label(self) -> str:
        """As it is printed: 2008年7月."""
        return f"{self.year}年{self.month}月"

    @property
    def first_day(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        return date(self.year, self.month, monthrange(self.year, self.month)[1])

    def contains(self, day: date) -> bool:
        return (day.year, day.month) == (self.year, self.month)

    def plus(self, months: int) -> Self:
        """This many months later; earlier when negative."""
        years, month = divmod(self.month - 1 + months, 12)
        return type(self)(self.year + years, month + 1)

    def next(self) -> Self:
        return self.plus(1)

    def previous(self) -> Self:
        return self.plus(-1)
