"""The table of holidays and worked weekends, as the State Council's yearly notice is typed off."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from dibao.errors import Refused
from dibao.sheets.cleaners import as_day, as_required_text, one_of
from dibao.sheets.columns import Column, TableRow, read_table
from dibao.sheets.limits import IMPORT_LIMITS
from dibao.sheets.reading import read_rows
from dibao.values.words import gettext_noop as _

_WORKS: Final = {
    "放假": False,
    "休息": False,
    "休": False,
    "否": False,
    "上班": True,
    "调休上班": True,
    "补班": True,
    "班": True,
    "是": True,
}


@dataclass(frozen=True, slots=True)
class HolidayRow:
    """A day that differs from the plain week."""

    day: date
    name: str
    is_working: bool


def read_holidays(content: bytes, name: str) -> list[HolidayRow]:
    """The days of a table. Raises SheetRefused for what is no such table, and Refused with the first wrong row."""
    columns = [
        Column("day", ("日期", "day"), as_day),
        Column("name", ("名称", "节日", "节假日", "name"), as_required_text, is_carried_down=True),
        Column("works", ("安排", "类型", "是否上班", "放假或上班", "is_working"), one_of(_WORKS)),
    ]
    seen: dict[date, int] = {}
    return [_row(row, seen) for row in read_table(read_rows(content, name, IMPORT_LIMITS), columns)]


def _row(row: TableRow, seen: dict[date, int]) -> HolidayRow:
    if row.errors:
        error = row.errors[0]
        raise Refused(
            _("第%(row)s行%(header)s：%(said)s"),
            row=row.number,
            header=error.header,
            said=error.sentence,
        )
    day = row.values["day"]
    if not isinstance(day, date):
        raise TypeError(f"day was cleaned to {day!r}")
    first = seen.setdefault(day, row.number)
    if first != row.number:
        raise Refused(
            _("第%(row)s行与第%(first)s行是同一天：只留一行"), row=row.number, first=first
        )
    return HolidayRow(day, str(row.values["name"]), row.values["works"] is True)
