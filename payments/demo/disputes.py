"""What the bank says otherwise of the closed month: one word that finance has resolved, and one that waits."""

from dataclasses import replace

from dibao import scope
from payments.actions import bank_files, bank_results, disputes
from payments.actions.disputes import Answer
from payments.banks import answers as words
from payments.banks import plain_csv
from payments.banks.reasons import FailureReason
from payments.demo.month import Office
from payments.models.batch import PaymentBatch
from payments.models.dispute import Dispute, Resolution
from payments.models.line import LineQuerySet
from payments.workflow import LineStatus

_WORDS = 2
_FOUND = "信用社查账：款已到账，退票文件是别的批次的，误传。"


def contradict(office: Office) -> int:
    """Post the bank's late failures of two lines that it paid, and resolve the first; how many there are."""
    clerk = office.clerk
    with scope.of(clerk, action="demo"):
        batch = PaymentBatch.objects.regular_of(office.county.code, office.era.closed_month)
        if batch is None or batch.is_historical or not _paid(batch).exists():
            return 0
        file = bank_results.load(
            batch=batch, name=f"退票{batch.number}.csv", content=_late_word(batch), by=clerk
        )
        bank_results.post(file=file, by=clerk, on=office.era.today)
        opened = list(Dispute.objects.filter(row__file=file).order_by("pk"))
    letter = Answer(
        resolution=Resolution.STANDS,
        letter_number=f"信银函〔{office.era.today.year}〕3号",
        findings=_FOUND,
    )
    with scope.of(office.finance, action="demo"):
        disputes.resolve(dispute=opened[0], answer=letter, by=office.finance, on=office.era.today)
    return len(opened)


def _paid(batch: PaymentBatch) -> LineQuerySet:
    return batch.lines.filter(status=LineStatus.PAID).order_by("-serial")


def _late_word(batch: PaymentBatch) -> bytes:
    serials = set(_paid(batch).values_list("serial", flat=True)[:_WORDS])
    rows = [row for row in bank_files.rows_of(batch) if row.serial in serials]
    told = [words.Answer(row.serial, row.holder, row.account, row.amount) for row in rows]
    reason = FailureReason.ACCOUNT_DORMANT
    failed = [replace(one, outcome=words.FAILED, reason=reason) for one in told]
    return plain_csv.write_answer(failed, batch.number)
