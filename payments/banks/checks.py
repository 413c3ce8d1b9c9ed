"""What must agree in any list of payments before one row of it is believed: serials, count, sum, batch number."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Protocol

from dibao.errors import Refused
from dibao.values.money import format_yuan
from dibao.values.words import gettext_noop as _
from dibao.wording import in_words

_BATCH_NUMBER: Final = re.compile(r"(?<!\d)\d{6}-\d{6}-\d{5,}(?!\d)")


class Fault(Refused):
    """One thing wrong with a file."""


class ListRefused(Refused):
    """The whole file is refused; `faults` names what is wrong, row by row."""

    sentence_of_all = _("文件没有通过核对，有%(count)s处不符：%(first)s")

    def __init__(self, faults: Sequence[Refused]) -> None:
        self.faults = list(faults)
        super().__init__(
            self.sentence_of_all, count=len(self.faults), first=in_words(self.faults[0])
        )


class Payment(Protocol):
    """What every row has, whichever way it travels."""

    @property
    def serial(self) -> int | None: ...

    @property
    def amount(self) -> Decimal: ...


@dataclass(frozen=True, slots=True)
class Trailer:
    """What a file says of itself; a list without serials need not say how many rows it has."""

    count: int | None
    total: Decimal


def total_of(payments: Iterable[Payment]) -> Decimal:
    return sum((payment.amount for payment in payments), Decimal(0))


def whole_file_faults(payments: Sequence[Payment], trailer: Trailer | None) -> Iterator[Refused]:
    """Rows there at all, each serial once, and as many and as much as the trailer says."""
    if not payments:
        yield Fault(_("文件里没有一行明细"))
    serials = Counter(payment.serial for payment in payments if payment.serial is not None)
    for serial, times in serials.items():
        if times > 1:
            yield Fault(_("序号%(serial)s出现了%(times)s次"), serial=serial, times=times)
    if trailer is None:
        yield Fault(_("最后一行不是合计：文件可能不完整，向银行重新要一份"))
        return
    found = total_of(payments)
    if trailer.count is not None and trailer.count != len(payments):
        yield Fault(
            _("合计行写%(count)s笔，明细有%(rows)s笔"), count=trailer.count, rows=len(payments)
        )
    if trailer.total != found:
        yield Fault(
            _("合计行写%(total)s元，明细加起来是%(found)s元"),
            total=format_yuan(trailer.total),
            found=format_yuan(found),
        )


def batch_faults(numbers: set[str]) -> Iterator[Refused]:
    """Two months' files may agree row by row, so a file says which batch it is of, and only one."""
    if not numbers:
        yield Fault(
            _("文件里没有批次号，看不出是哪个月的：向银行要一份合计行或表头写明批次号的文件")
        )
    elif len(numbers) > 1:
        listed = "、".join(sorted(numbers))
        yield Fault(_("文件写了几个批次：%(numbers)s。一份文件只能回一个批次"), numbers=listed)


def batch_numbers_in(*texts: str) -> set[str]:
    """Every batch number that stands in the texts."""
    return {found for text in texts for found in _BATCH_NUMBER.findall(text)}


def at_row(number: int, refused: Refused) -> Fault:
    """The refusal with the row it is about."""
    return Fault(_("第%(row)s行：%(what)s"), row=number, what=in_words(refused))
