"""The bank's second word, as it comes and as somebody answers it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

from dibao import scope
from dibao.models.staff import Staff
from payments.actions import bank_files, bank_results, batches, disputes
from payments.actions.disputes import Answer
from payments.banks import answers as words
from payments.banks import plain_csv
from payments.banks.reasons import FailureReason
from payments.models import Dispute, PaymentBatch, Resolution, ResultFile
from tests.payments.conftest import TODAY, Round, answered, sent

LATE_FAILURE = {"outcome": words.FAILED, "reason": FailureReason.ACCOUNT_CLOSED}
LATE_SUCCESS = {"outcome": words.PAID, "reason": None}


def word(monthly: Round, said: Mapping[int, Mapping[str, object]]) -> bytes:
    """A later file of the bank about the lines with these serials: paid as they were sent, but for what is said."""
    with scope.of(monthly.clerk):
        rows = [row for row in bank_files.rows_of(monthly.batch) if row.serial in said]
    lines = [
        replace(words.Answer(row.serial, row.holder, row.account, row.amount), **said[row.serial])
        for row in rows
    ]
    return plain_csv.write_answer(lines, monthly.batch.number)


def loaded(
    monthly: Round, said: Mapping[int, Mapping[str, object]], *, by: Staff | None = None
) -> ResultFile:
    """The file checked, or refused."""
    by, content = by or monthly.clerk, word(monthly, said)
    with scope.of(by):
        monthly.batch.refresh_from_db()
        return bank_results.load(batch=monthly.batch, name="late.csv", content=content, by=by)


def contradicted(
    monthly: Round, said: Mapping[int, Mapping[str, object]], *, by: Staff | None = None
) -> list[Dispute]:
    """The file posted; the disputes that it opened."""
    file, by = loaded(monthly, said, by=by), by or monthly.clerk
    assert file.status == "checked", file.refusal
    with scope.of(by):
        bank_results.post(file=file, by=by, on=TODAY)
        return list(Dispute.objects.filter(row__file=file).order_by("line__serial"))


def settled(monthly: Round, failures: Mapping[int, FailureReason] | None = None) -> PaymentBatch:
    """The month answered and closed."""
    sent(monthly)
    answered(monthly, dict(failures or {}))
    with scope.of(monthly.finance):
        monthly.batch.refresh_from_db()
        batches.settle(batch=monthly.batch, by=monthly.finance)
    return monthly.batch


def resolved(
    dispute: Dispute, by: Staff, resolution: Resolution = Resolution.RETURNED, **more: object
) -> Dispute:
    said = {"letter_number": "信银函〔2008〕8号", "findings": "已问信用社张主任"} | more
    with scope.of(by):
        return disputes.resolve(
            dispute=dispute, answer=Answer(resolution=resolution, **said), by=by, on=TODAY
        )


Disputing = Callable[[Round], list[Dispute]]
ZERO = Decimal(0)
