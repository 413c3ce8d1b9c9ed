"""What a column's cells are turned into; each refuses with a sentence about the one cell.

`read_table` has turned formulas and error values away before a cleaner sees them.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Final, TypeVar

from dibao.errors import Refused
from dibao.sheets.reading import Cell, CellKind
from dibao.values import days, money
from dibao.values.days import DayError
from dibao.values.identity import BankNumber, IdentityError, IdNumber, PhoneNumber, person_name
from dibao.values.months import BenefitMonth, MonthError
from dibao.values.text import clean_code, clean_name, clean_text
from dibao.values.words import gettext_noop as _

Value = TypeVar("Value")
Cleaner = Callable[[Cell], object]

# Day 1 of the spreadsheet's calendar is 1 January 1900, with a 29 February 1900 that never was.
SERIAL_ZERO: Final = date(1899, 12, 30)
# From 1914 to 2119; other numbers are no dates, or dates written as 19550101.
SERIALS: Final = range(5_000, 80_000)
# What a computation in a spreadsheet adds to an amount of whole fen.
FLOAT_NOISE: Final = Decimal("0.000001")


class CellRefused(Refused):
    """The cell holds nothing that fits its column."""


def optional(clean: Callable[[Cell], Value]) -> Callable[[Cell], Value | None]:
    """The same cleaner, with None for a blank cell."""
    return lambda cell: None if cell.is_blank else clean(cell)


def as_text(cell: Cell) -> str:
    return clean_text(cell.text)


def as_required_text(cell: Cell) -> str:
    return _filled(clean_text(cell.text))


def as_name(cell: Cell) -> str:
    return _filled(clean_name(cell.text))


def as_person_name(cell: Cell) -> str:
    return _filled(person_name(cell.text))


def as_id_number(on: date | None = None) -> Callable[[Cell], IdNumber]:
    """With `on`, births after that day are refused."""

    def clean(cell: Cell) -> IdNumber:
        _refuse_number(cell, _("身份证号"))
        return IdNumber.parse(cell.text, on=on)

    return clean


def as_bank_number(cell: Cell) -> BankNumber:
    _refuse_number(cell, _("银行账号"))
    return BankNumber.parse(cell.text)


def as_phone(cell: Cell) -> PhoneNumber:
    """Phone numbers typed as numbers have kept their digits, so they are taken."""
    return PhoneNumber.parse(cell.text)


def as_money(cell: Cell) -> Decimal:
    """Yuan; a number may carry the noise of a computation, but no third place."""
    if cell.kind != CellKind.NUMBER:
        return money.parse(cell.text)
    exact = Decimal(repr(cell.value))
    if abs(exact) > money.LARGEST or abs(exact - money.yuan(exact)) > FLOAT_NOISE:
        return money.parse(f"{exact:f}")
    return money.parse(f"{money.yuan(exact):f}")


def as_count(cell: Cell) -> int:
    """A whole number from 0, "3人" too."""
    typed = clean_code(cell.text).rstrip("人户口个")
    if not (typed.isascii() and typed.isdigit()) or len(typed) > 9:
        raise CellRefused(_("填整数，如 3；现在是“%(text)s”"), text=cell.text)
    return int(typed)


def as_day(cell: Cell) -> date:
    """A day as text, as a date cell, or as the number that a date becomes in a plain cell."""
    if isinstance(cell.value, date):
        return cell.value
    if isinstance(cell.value, float | int) and cell.value in SERIALS:
        return SERIAL_ZERO + timedelta(days=int(cell.value))
    return days.parse(cell.text)


def as_early_day(cell: Cell) -> date:
    """A day, or the first day of a month where no more is known of old times: 1998.3, 199803, 1998年3月."""
    try:
        return as_day(cell)
    except DayError as error:
        if cell.kind != CellKind.TEXT:
            # 2008.1 typed as a number may mean January or October.
            raise
        try:
            return BenefitMonth.parse(cell.text).first_day
        except MonthError:
            raise error from None


def as_month(cell: Cell) -> BenefitMonth:
    """A month as text or as a date cell; 2008.1 typed as a number may mean January or October."""
    if isinstance(cell.value, date):
        return BenefitMonth.of(cell.value)
    if isinstance(cell.value, float) and not cell.value.is_integer():
        raise MonthError(_("月份写成 2008-07；现在是“%(text)s”"), text=cell.text)
    return BenefitMonth.parse(cell.text)


def one_of(choices: Mapping[str, Value]) -> Callable[[Cell], Value]:
    """The value that belongs to the written word; full-width and small letters count as the same."""
    known = {clean_code(word): value for word, value in choices.items()}
    listed = "、".join(choices)

    def clean(cell: Cell) -> Value:
        word = clean_code(cell.text)
        if not word:
            raise CellRefused(_("不能空着：填%(choices)s"), choices=listed)
        if word not in known:
            raise CellRefused(
                _("“%(text)s”不在可填的范围：%(choices)s"), text=cell.text, choices=listed
            )
        return known[word]

    return clean


def _filled(text: str) -> str:
    if not text:
        raise CellRefused(_("不能空着"))
    return text


def _refuse_number(cell: Cell, name: str) -> None:
    """Spreadsheets keep 15 digits of a number: the rest of an identity or account number is gone."""
    if cell.kind != CellKind.TEXT and not cell.is_blank:
        raise IdentityError(
            _("%(name)s被表格软件存成了数字，后几位已丢失：把这一列设为文本，重新填写"), name=name
        )
