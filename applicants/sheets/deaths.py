"""A list of deaths or cremations, as civil affairs and funeral homes write it: one row is one person."""

from dataclasses import dataclass
from datetime import date

from dibao.display import day_text
from dibao.errors import Refused
from dibao.sheets.cleaners import as_day, as_id_number, as_person_name, optional
from dibao.sheets.columns import Column, RowError, Table, TableRow
from dibao.values.identity import IdNumber
from dibao.values.words import gettext_noop as _


@dataclass(frozen=True, slots=True)
class DeathRow:
    """Who died when; of somebody of whom only the cremation is known, that is the day."""

    row: TableRow
    name: str
    number: IdNumber
    died_on: date
    cremated_on: date | None


def columns(*, on: date, of_cremations: bool = False) -> list[Column]:
    """The columns of the list, each under the headers that its writers use; one of the two days is always there."""
    return [
        Column("name", ("姓名", "死者姓名", "逝者姓名", "死亡人员姓名"), as_person_name),
        Column(
            "id_number",
            ("身份证号", "身份证号码", "死者身份证号", "死者身份证号码", "证件号码"),
            as_id_number(on),
        ),
        Column(
            "died_on",
            ("死亡日期", "死亡时间", "去世日期", "去世时间", "逝世日期"),
            optional(as_day),
            is_required=not of_cremations,
        ),
        Column(
            "cremated_on", ("火化日期", "火化时间"), optional(as_day), is_required=of_cremations
        ),
    ]


class DeathCheck:
    """What can be asked of a row without the register: its days, and its number within the file."""

    def __init__(self, table: Table, on: date) -> None:
        self._table = table
        self._on = on
        self._seen: dict[str, int] = {}

    def death_of(self, row: TableRow) -> tuple[DeathRow | None, list[RowError]]:
        errors = list(row.errors)
        for name, problem in (
            ("id_number", self._number),
            ("died_on", self._died),
            ("cremated_on", self._cremated),
        ):
            try:
                problem(row)
            except Refused as refused:
                errors.append(self._table.error(row.row, name, refused))
        return (None if errors else _death(row)), errors

    def _number(self, row: TableRow) -> None:
        number = row.values.get("id_number")
        if not isinstance(number, IdNumber):
            return
        first = self._seen.setdefault(number.number, row.number)
        if first != row.number:
            raise Refused(
                _("与第%(row)s行是同一个身份证号：核对是谁的号码，删去重复的一行"), row=first
            )

    def _died(self, row: TableRow) -> None:
        if any(error.column for error in row.errors):
            return
        died, cremated, number = _days_and_number(row)
        if died is None and cremated is None:
            raise Refused(_("没有死亡日期，也没有火化日期：至少填一个"))
        if died is None:
            return
        if died > self._on:
            raise Refused(_("%(day)s还没有到：核对日期"), day=day_text(died))
        if number is not None and died < number.birth_date:
            raise Refused(_("%(day)s早于出生日期：核对日期和身份证号"), day=day_text(died))

    def _cremated(self, row: TableRow) -> None:
        died, cremated, number = _days_and_number(row)
        if cremated is None:
            return
        if cremated > self._on:
            raise Refused(_("%(day)s还没有到：核对日期"), day=day_text(cremated))
        if died is not None and cremated < died:
            raise Refused(_("%(day)s早于死亡日期：核对两个日期"), day=day_text(cremated))
        if number is not None and cremated < number.birth_date:
            raise Refused(_("%(day)s早于出生日期：核对日期和身份证号"), day=day_text(cremated))


def _days_and_number(row: TableRow) -> tuple[date | None, date | None, IdNumber | None]:
    died, cremated, number = (
        row.values.get(name) for name in ("died_on", "cremated_on", "id_number")
    )
    return (
        died if isinstance(died, date) else None,
        cremated if isinstance(cremated, date) else None,
        number if isinstance(number, IdNumber) else None,
    )


def _death(row: TableRow) -> DeathRow:
    died, cremated, number = _days_and_number(row)
    day = died or cremated
    if number is None or day is None:
        raise TypeError(f"row {row.number} was found right without a number or a day")
    return DeathRow(row, str(row.values["name"]), number, day, cremated)
