"""What pain.002 and camt.054 have in common: payments known by the end-to-end reference that we gave them."""

import re
from collections.abc import Callable, Iterable
from typing import Final

from dibao.errors import Refused
from dibao.values.words import gettext_noop as _
from payments.banks.answers import FAILED, LONGEST_REASON, Answer, ResultLine
from payments.banks.checks import Fault, at_row
from payments.banks.iso_reading import Frame
from payments.banks.reasons import CODE_OF, reason_of_code

# Batch number and serial, as pain.001 wrote them.
REFERENCE: Final = re.compile(r"(\d{6}-\d{6}-\d{5,})-(\d{1,9})")


def lines_of(
    frames: Iterable[Frame], make: Callable[[Frame], ResultLine], faults: list[Refused]
) -> list[ResultLine]:
    """Each payment made a line; those that cannot be are faults with their place in the file."""
    lines = []
    for frame in frames:
        try:
            lines.append(make(frame))
        except Refused as refused:
            faults.append(at_row(frame.number, refused))
    return lines


def serial_of(reference: str, batch_number: str) -> int:
    """The serial in a reference of ours. Raises Fault for somebody else's, or another batch's."""
    found = REFERENCE.fullmatch(reference)
    if found is None or found[1] != batch_number:
        raise Fault(
            _("业务参考号是“%(reference)s”，不是批次%(number)s的"),
            reference=reference[:60],
            number=batch_number,
        )
    return int(found[2])


def reason_with_words(outcome: str, code: str, words: list[str]) -> tuple[str, str]:
    """Our code of the reason, and what the bank says: its own code before its words."""
    said = " ".join([code, *words]).strip()[:LONGEST_REASON]
    if outcome != FAILED:
        return "", said
    if not said:
        raise Fault(_("失败的一行没有写原因"))
    return reason_of_code(code, said).value, said


def written_reason(answer: Answer) -> tuple[str, str]:
    """Code and words of a failure, as a bank of ours writes them."""
    if answer.reason is None:
        return "", ""
    return CODE_OF[answer.reason], answer.reason.label
