"""A bank for the demonstration and for tests: it reads our file and answers it, with the failures asked for."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from payments.banks import plain_csv
from payments.banks.answers import FAILED, PAID, Answer
from payments.banks.reasons import FailureReason
from payments.banks.rows import PayRow

_USUAL: Final = (
    FailureReason.ACCOUNT_CLOSED,
    FailureReason.NAME_MISMATCH,
    FailureReason.NUMBER_WRONG,
    FailureReason.ACCOUNT_DORMANT,
    FailureReason.BANK_ERROR,
    FailureReason.HOLDER_DEAD,
)


def answer(
    rows: Sequence[PayRow],
    batch_number: str,
    failures: Mapping[int, FailureReason] | None = None,
) -> bytes:
    """The result file (.csv) for a roster's rows: everything paid but the serials in `failures`."""
    return plain_csv.write_answer(answers_to(rows, failures or {}), batch_number)


def answers_to(rows: Iterable[PayRow], failures: Mapping[int, FailureReason]) -> list[Answer]:
    """What the bank says of each row, for any format to be written in."""
    return [
        Answer(
            row.serial,
            row.holder,
            row.account,
            row.amount,
            FAILED if row.serial in failures else PAID,
            failures.get(row.serial),
        )
        for row in rows
    ]


def some_failures(serials: Iterable[int], *, seed: str, per_mille: int) -> dict[int, FailureReason]:
    """About `per_mille` of a thousand serials with a reason each, the same ones for the same seed."""
    drawn = {serial: hashlib.sha256(f"{seed}|{serial}".encode()).digest() for serial in serials}
    return {
        serial: _USUAL[digest[4] % len(_USUAL)]
        for serial, digest in drawn.items()
        if int.from_bytes(digest[:4], "big") % 1000 < per_mille
    }
