"""Resolving what the bank said twice and differently: by its letter, and by somebody who loaded neither file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from applicants.models.household import Household
from dibao import audit
from dibao.errors import Refused
from dibao.guards import require, require_area
from dibao.models.staff import Staff
from dibao.permissions import Permission
from payments.actions.batches import Uncovered
from payments.banks.reasons import MENDED_BY_ACCOUNT
from payments.models.account import Account, AccountStatus
from payments.models.bank_result import Outcome
from payments.models.batch import PaymentBatch
from payments.models.dispute import Dispute, Resolution
from payments.models.line import PaymentLine
from payments.workflow import LineStatus


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the bank's letter says, as typed and cleaned."""

    resolution: Resolution
    letter_number: str
    findings: str


class LoadedByYou(Refused):
    """Whoever loaded or posted one of the two files leaves the answer to somebody else."""


class Owing(Refused):
    """A recovery asks the family for money that, by the bank's letter, it does not have."""


# What may be found beside that the first word stands, by what the bank said first and then. Another amount moves no
# money: where all of it came back after all, a later file says so and opens a dispute of its own.
_FOUND: Final = {
    (LineStatus.PAID, Outcome.FAILED): Resolution.RETURNED,
    (LineStatus.FAILED, Outcome.PAID): Resolution.ARRIVED,
}


def open_to(dispute: Dispute) -> Sequence[Resolution]:
    """What may be said of a dispute."""
    said = LineStatus(dispute.line.status), Outcome(dispute.row.outcome)
    return (Resolution.STANDS, *([_FOUND[said]] if said in _FOUND else []))


@transaction.atomic
def resolve(*, dispute: Dispute, answer: Answer, by: Staff, on: date) -> Dispute:
    """Say what is true by the bank's letter. The line keeps its status; PostgreSQL books what came back or had arrived.

    Money that came back is owed again, and paid by a follow-up with its four signatures. Raises LoadedByYou, Refused
    for a dispute resolved before and for a finding that does not fit the line, Owing where a debt asks back what came
    back, and Uncovered where the sources do not bear what had arrived.
    """
    require(by, Permission.DISPUTE_RESOLVE)
    require_area(by, dispute.area_id)
    # The batch first, as whoever posts a file or settles does.
    PaymentBatch.objects.lock(dispute.line.batch)
    dispute = Dispute.objects.lock(dispute)
    if not dispute.is_open:
        raise Refused(_("这笔争议已经了结，刷新后再看。"))
    refuse_own(dispute, by)
    line = PaymentLine.objects.select_related("household").get(pk=dispute.line_id)
    Household.objects.lock(line.household)
    if answer.resolution not in open_to(dispute):
        raise Refused(
            _("银行先说“%(first)s”、后说“%(then)s”，“%(resolution)s”说不通，核对银行的函件。")
            % {
                "first": LineStatus(line.status).label,
                "then": Outcome(dispute.row.outcome).label,
                "resolution": answer.resolution.label,
            }
        )
    _write(dispute, answer, by, on)
    if answer.resolution == Resolution.RETURNED and dispute.row.reason in MENDED_BY_ACCOUNT:
        drawn_on = Account.objects.filter(payment_lines=line, status=AccountStatus.USABLE)
        drawn_on.update(status=AccountStatus.NEEDS_CORRECTION)
    audit.record(
        "dispute:resolved",
        of=line.household,
        by=by,
        after={
            "dispute": dispute.pk,
            "kind": answer.resolution.value,
            "paper": answer.letter_number,
            "amount": str(line.amount),
        },
        reason=answer.findings,
    )
    dispute.refresh_from_db()
    return dispute


def refuse_own(dispute: Dispute, by: Staff) -> None:
    """Raise LoadedByYou to whoever brought one of the bank's two words in."""
    for row in (dispute.first_row, dispute.row):
        if by.pk in (row.file.loaded_by_id, row.file.posted_by_id):
            raise LoadedByYou(_("两份回盘里有一份是您载入或入账的，由另一人了结。"))


def _write(dispute: Dispute, answer: Answer, by: Staff, on: date) -> None:
    try:
        with transaction.atomic():
            Dispute.objects.filter(pk=dispute.pk).update(
                resolved_by=by, resolved_on=on, **vars(answer)
            )
    except IntegrityError as fault:
        if "no_debt_stands_for_money_that_came_back" in str(fault):
            raise Owing(
                _(
                    "银行退回的这笔钱正在向这户追回，这户没有拿到，不能再追。先办这户的追回：还没有决定的作“不追回”，"
                    "已经决定的把多追的部分核销，再来了结争议。"
                )
            ) from None
        if "a_sealed_batch_is_covered_by_funds" not in str(fault):
            raise
        raise Uncovered(
            _("这笔钱实际已到账，可是低保资金已经不够记这笔支出。登记并确认新的资金下拨以后再办。")
        ) from None
