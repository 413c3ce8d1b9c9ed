"""What a bank answers: each payment's outcome, in one type whatever the file was."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from dibao.errors import Refused
from dibao.values.words import gettext_noop as _
from payments.banks.checks import (
    Fault,
    ListRefused,
    Trailer,
    batch_faults,
    batch_numbers_in,
    whole_file_faults,
)
from payments.banks.reasons import FailureReason, reason_of

PAID, FAILED, UNKNOWN = "paid", "failed", "unknown"
# As much of a bank's own words as is kept.
LONGEST_REASON: Final = 100


class ResultRefused(ListRefused):
    """A result file (回盘) is refused as a whole."""

    sentence_of_all = _("回盘文件没有通过核对，有%(count)s处不符。")


@dataclass(frozen=True, slots=True)
class ResultLine:
    """One row of the bank's answer; `reason_text` keeps the bank's own words.

    A file made from the roster, which has no serials, is known by its accounts.
    """

    row_number: int
    serial: int | None
    account: str
    amount: Decimal
    outcome: str
    reason: str = ""
    reason_text: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """A result file whose rows agree with its own trailer, about one batch."""

    lines: list[ResultLine]
    count: int
    total: Decimal
    batch_number: str

    @property
    def is_without_serials(self) -> bool:
        return self.lines[0].serial is None


@dataclass(frozen=True, slots=True)
class Answer:
    """One row as a bank writes it."""

    serial: int
    holder: str
    account: str
    amount: Decimal
    outcome: str = PAID
    reason: FailureReason | None = None


def conclude(
    lines: list[ResultLine],
    trailer: Trailer | None,
    batch_numbers: set[str],
    *,
    faults: Sequence[Refused] = (),
    name: str = "",
) -> Result:
    """The result, once nothing in the whole file is wrong. Raises ResultRefused with every fault."""
    # The name of our own file carries the number, and some banks give it back unchanged.
    numbers = batch_numbers or batch_numbers_in(name)
    found = [*faults, *whole_file_faults(lines, trailer), *batch_faults(numbers)]
    if trailer is None or found:
        raise ResultRefused(found)
    return Result(lines, len(lines), trailer.total, *numbers)


def reason_for(outcome: str, text: str) -> str:
    """The code of a bank's words; only a failure has one, and it must."""
    if outcome != FAILED:
        return ""
    if not text:
        raise Fault(_("失败的一行没有写原因"))
    return reason_of(text).value
