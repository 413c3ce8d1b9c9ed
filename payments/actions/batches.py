"""The way of a month's batch from draft to settled. Four people sign; nobody signs twice."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dibao import audit, jobs
from dibao.audit import Fact
from dibao.display import listed, month_text
from dibao.errors import Refused
from dibao.guards import require, require_area
from dibao.levels import AreaLevel
from dibao.models.area import Area
from dibao.models.staff import Staff
from dibao.permissions import Permission
from dibao.values.months import BenefitMonth
from dibao.workflow import MoveRefused
from payments import drawing
from payments.changes import changes_of, in_numbers
from payments.models.batch import BatchKind, PaymentBatch
from payments.workflow import SEND_BACK, VOID, BatchStatus, LineStatus

# 办法 (2012) Art 31: paid by the 10th of the month.
_PAID_BY = 10
# Between these two a page says what has changed, and whoever holds the batch sends it back.
NEEDS_CURRENT_GRANTS = frozenset({"submit", "sign"})
_FACTS = ("line_count", "person_count", "total_amount", "held_count", "held_amount", "lines_hash")


class AlreadySigned(Refused):
    """The person signed this batch at another step, or drew it."""


class Outdated(Refused):
    """Grants have changed since the batch was drawn, so that it would pay too much, too little or not everybody."""


@transaction.atomic
def draw(*, county: Area, month: BenefitMonth, by: Staff, on: date) -> PaymentBatch:
    """Draw the county's lines of a month, or draw its draft anew (ten statements, whatever the size).

    Raises Refused for a month already submitted, for one that is not open, and where nobody is in benefit.
    """
    require(by, Permission.BATCH_PREPARE)
    require_area(by, county.code)
    drawing.lock_month(county, month)
    draft = draft_to_replace(county=county, month=month, on=on)
    batch = _reopen(draft, by) if draft else _open(county, month, by)
    digest = drawing.write_lines(
        batch, PaymentBatch.objects.regular_of(county.code, month.previous())
    )
    if not digest.line_count:
        raise Refused(_("%(month)s没有享受低保的家庭，不用编制。") % {"month": month_text(month)})
    audit.record("batch:drawn", of=batch, by=by, after=digest.as_facts())
    batch.refresh_from_db()
    return batch


def draft_to_replace(*, county: Area, month: BenefitMonth, on: date) -> PaymentBatch | None:
    """The draft that drawing the month would write anew, None where there is no batch yet.

    Open are this month, the next, and the earliest month past that has no batch yet. Raises Refused for any other and
    for one submitted already.
    """
    batch = PaymentBatch.objects.regular_of(county.code, month)
    if batch is None:
        _check_month(county, month, on)
    elif batch.status != BatchStatus.DRAFT:
        raise _drawn_already(batch)
    return batch


@transaction.atomic
def submit(*, batch: PaymentBatch, by: Staff) -> PaymentBatch:
    """Give the draft to the reviewer; from here on its lines stand. Raises Outdated where grants have changed since."""
    return _sign(batch, "submit", "prepared", by)


@transaction.atomic
def review(*, batch: PaymentBatch, by: Staff) -> PaymentBatch:
    """Second signature. Raises AlreadySigned for who drew or submitted it."""
    return _sign(batch, "review", "reviewed", by)


@transaction.atomic
def approve(*, batch: PaymentBatch, by: Staff) -> PaymentBatch:
    """Third signature."""
    return _sign(batch, "approve", "approved", by)


@transaction.atomic
def sign(*, batch: PaymentBatch, by: Staff) -> PaymentBatch:
    """Finance's signature seals the batch: PostgreSQL compares it with its lines, and them with grants and accounts.

    Raises Outdated where grants have changed since it was drawn.
    """
    try:
        return _sign(batch, "sign", "signed", by)
    except IntegrityError as fault:
        refusal = _in_words(fault)
        if refusal is None:
            raise
        raise refusal from fault


@transaction.atomic
def send_back(*, batch: PaymentBatch, reason: str, by: Staff) -> PaymentBatch:
    """Return the batch to its preparer with a reason; the signatures given so far are taken off, history keeps them."""
    _need(reason, _("写明退回的原因。"))
    name = SEND_BACK.get(BatchStatus(batch.status))
    if name is None:
        raise MoveRefused(_("状态是“%(status)s”，不能退回编制。") % {"status": batch.status_label})
    before = _signatures(batch)
    blank = {f"{part}_{half}": None for part in _PARTS for half in ("by", "at")}
    batch.move(name, by=by, **blank)
    audit.record("batch:sent_back", of=batch, by=by, before=before, reason=reason)
    return batch


@transaction.atomic
def void(*, batch: PaymentBatch, reason: str, by: Staff) -> PaymentBatch:
    """Make the batch and all its lines void, so that the month can be drawn anew; not after hand-over."""
    _need(reason, _("写明作废的原因。"))
    name = VOID.get(BatchStatus(batch.status))
    if name is None:
        raise MoveRefused(
            _("状态是“%(status)s”，不能作废。已移交银行的款项以后用补发或追缴更正。")
            % {"status": batch.status_label}
        )
    batch.move(name, by=by)
    audit.record("batch:voided", of=batch, by=by, after=_facts(batch), reason=reason)
    return batch


@transaction.atomic
def settle(*, batch: PaymentBatch, by: Staff) -> PaymentBatch:
    """Close the batch once the bank answered for every line; what failed or was held stays owed."""
    batch.require_open("settle", by=by)
    waiting = batch.lines.in_flight().count()
    if waiting:
        raise Refused(
            _("还有%(count)d户没有银行结果，全部有结果以后才能结清。") % {"count": waiting}
        )
    batch.move("settle", by=by)
    paid = batch.lines.filter(status=LineStatus.PAID)
    audit.record("batch:settled", of=batch, by=by, after={"paid_count": paid.count()})
    # What became of the money is the public's to know (社会救助法 Art 67); the floor above carries this job out.
    jobs.enqueue(
        "month:publish",
        title=_("公布%(month)s发放情况") % {"month": month_text(batch.month)},
        by=by,
        area=batch.area,
        month=str(batch.month),
    )
    return batch


_PARTS = ("prepared", "reviewed", "approved", "signed")


def _check_month(county: Area, month: BenefitMonth, on: date) -> None:
    if county.level != AreaLevel.COUNTY:
        raise Refused(_("发放批次按县编制，选择一个县。"))
    this = BenefitMonth.of(on)
    if month > this.next():
        raise Refused(
            _("%(month)s还太早，现在最多编制到%(latest)s。")
            % {"month": month_text(month), "latest": month_text(this.next())}
        )
    # Months past are paid in their order; one that was never this county's turn is a slip of the pen.
    earliest = PaymentBatch.objects.earliest_open(county, before=this)
    if month < this and month != earliest:
        months = [each for each in (earliest, this, this.next()) if each]
        raise Refused(
            _("%(month)s不能编制。现在可以编制的是%(months)s。")
            % {"month": month_text(month), "months": listed(map(month_text, months))}
        )


def _drawn_already(batch: PaymentBatch) -> Refused:
    return Refused(
        _("%(month)s的发放批次已经编制，状态是“%(status)s”，不能再编一次。")
        % {"month": month_text(batch.month), "status": batch.status_label}
    )


def _open(county: Area, month: BenefitMonth, by: Staff) -> PaymentBatch:
    return PaymentBatch.objects.create(
        area=county,
        month=month,
        kind=BatchKind.REGULAR,
        settlement_day=month.first_day.replace(day=_PAID_BY),
        drawn_by=by,
        drawn_at=timezone.now(),
    )


def _reopen(batch: PaymentBatch, by: Staff) -> PaymentBatch:
    """The same draft, emptied; the row's version moves on, so that a page opened before cannot submit it.

    Raises Refused where it was submitted since it was found.
    """
    batch = PaymentBatch.objects.lock(batch)
    if batch.status != BatchStatus.DRAFT:
        raise _drawn_already(batch)
    drawing.clear(batch)
    PaymentBatch.objects.filter(pk=batch.pk).update(
        drawn_by=by, drawn_at=timezone.now(), version=batch.version + 1
    )
    return batch


def _sign(batch: PaymentBatch, name: str, part: str, by: Staff) -> PaymentBatch:
    batch.require_open(name, by=by)
    refuse_second_signature(batch=batch, name=name, by=by)
    refuse_outdated(batch=batch, name=name)
    batch.move(name, by=by, **{f"{part}_by": by, f"{part}_at": timezone.now()})
    audit.record(f"batch:{part}", of=batch, by=by, after=_facts(batch))
    return batch


def refuse_second_signature(*, batch: PaymentBatch, name: str, by: Staff) -> None:
    """Raise AlreadySigned for the step `name` to whoever answers for another one of this batch (design 4.9).

    Who drew a batch may submit it.
    """
    done = [part for part in _PARTS if getattr(batch, f"{part}_by_id") == by.pk]
    if name != "submit" and batch.drawn_by_id == by.pk:
        done.append("drawn")
    if done:
        words = {
            "drawn": _("编制"),
            "prepared": _("提交"),
            "reviewed": _("复核"),
            "approved": _("批准"),
            "signed": _("签发"),
        }
        raise AlreadySigned(
            _("这个批次的“%(done)s”是您办的，“%(move)s”要由另一人办理。")
            % {"done": words[done[0]], "move": batch.workflow[name].label}
        )


def refuse_outdated(*, batch: PaymentBatch, name: str) -> None:
    """Raise Outdated for the first signature and the last where grants have changed since the batch was drawn."""
    changes = changes_of(batch) if name in NEEDS_CURRENT_GRANTS else []
    if changes:
        way_on = {
            "submit": _("%(what)s重新编制以后再提交复核。"),
            "sign": _("%(what)s退回编制，由县级经办重新编制以后再签发。"),
        }
        raise Outdated(way_on[name] % {"what": in_numbers(changes)})


def _in_words(fault: IntegrityError) -> Refused | None:
    """What to tell whoever signs where PostgreSQL does not seal the batch; None where something else is wrong."""
    if "a_sealed_batch_pays_what_is_due" in str(fault):
        # A benefit ended or began between the question and the seal.
        return Outdated(_("签发的时候有待遇正在变动，没有签发。刷新后再看。"))
    if "a_sealed_batch_adds_up" in str(fault) or "a_sealed_line_" in str(fault):
        return Refused(
            _("明细与批次的户数、金额、校验值或账户不一致，没有签发。退回编制并报告系统管理员。")
        )
    return None


def _signatures(batch: PaymentBatch) -> dict[str, Fact]:
    return {f"{part}_by": getattr(batch, f"{part}_by_id") for part in _PARTS}


def _facts(batch: PaymentBatch) -> dict[str, Fact]:
    return {name: str(getattr(batch, name)) for name in _FACTS}


def _need(reason: str, sentence: str) -> None:
    if not reason.strip():
        raise Refused(sentence)
