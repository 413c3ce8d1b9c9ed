"""The day by which a batch's money should be there: put off for a reason, in draft or at hand-over."""

from datetime import date, timedelta
from typing import Final

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from dibao import audit
from dibao.display import day_text
from dibao.errors import Refused
from dibao.guards import require, require_area
from dibao.models.staff import Staff
from dibao.permissions import Permission
from dibao.workflow import MoveRefused
from payments.models.batch import PaymentBatch
from payments.workflow import BatchStatus

# A settlement day that somebody sets lies no further ahead.
LATEST_DAY: Final = timedelta(days=31)


class PastDay(Refused):
    """The day by which the money should be there is over."""


@transaction.atomic
def change(*, batch: PaymentBatch, day: date, reason: str, by: Staff, on: date) -> PaymentBatch:
    """Give a draft another settlement day, for a reason that the trail keeps; lines and hash stay as they are."""
    require(by, Permission.BATCH_PREPARE)
    require_area(by, batch.area_id)
    if not reason.strip():
        raise Refused(_("写明改结算日的原因。"))
    check(day, on=on)
    batch = PaymentBatch.objects.lock(batch)
    if batch.status != BatchStatus.DRAFT:
        raise MoveRefused(
            _(
                "状态是“%(status)s”，结算日只能在编制中改。移交银行的时候过了结算日的，由移交人另定。"
            )
            % {"status": batch.status_label}
        )
    before = batch.settlement_day
    PaymentBatch.objects.filter(pk=batch.pk).update(settlement_day=day, version=F("version") + 1)
    batch.refresh_from_db()
    record(batch, before, by, reason)
    return batch


def record(batch: PaymentBatch, before: date, by: Staff, reason: str) -> None:
    """Keep a settlement day that was changed in the trail."""
    audit.record(
        "batch:day_set",
        of=batch,
        by=by,
        before={"settlement_day": str(before)},
        after={"settlement_day": str(batch.settlement_day)},
        reason=reason,
    )


def check(day: date, *, on: date) -> None:
    """Raise Refused for a settlement day that is over, or so far ahead that it must be a slip of the pen."""
    latest = on + LATEST_DAY
    if not on <= day <= latest:
        raise Refused(
            _("结算日要在%(first)s到%(last)s之间，核对后再填。")
            % {"first": day_text(on), "last": day_text(latest)}
        )


def refuse_past(*, batch: PaymentBatch, on: date) -> None:
    """Raise PastDay where the settlement day is over."""
    if batch.settlement_day < on:
        raise PastDay(
            _("结算日%(day)s已经过了，另定一个结算日，写明原因。")
            % {"day": day_text(batch.settlement_day)}
        )
