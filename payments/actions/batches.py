"""The way of a batch from draft to settled. Four people sign; nobody signs twice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from applicants.models.sheet_import import SheetImport
from applicants.workflow import SheetImportStatus
from dibao import audit, jobs
from dibao.audit import Fact
from dibao.display import listed, month_text, yuan_text
from dibao.errors import Refused
from dibao.guards import require, require_area
from dibao.levels import AreaLevel
from dibao.models.area import Area
from dibao.models.staff import Staff
from dibao.permissions import Permission
from dibao.values.months import BenefitMonth
from dibao.values.text import clean_code
from dibao.workflow import MoveRefused
from payments import drawing, funds
from payments.actions import limits, settlement_days
from payments.changes import Change, ChangeKind, changes_of, in_numbers
from payments.models.batch import MISSING, MONTHLY, BatchKind, PaymentBatch
from payments.workflow import SEND_BACK, VOID, BatchStatus

# 办法 (2012) Art 31: paid by the 10th of the month.
_PAID_BY = 10
# What is drawn after that day, or pays for months past, is to be there so many days later.
_PAID_WITHIN = timedelta(days=10)
# A change of the sum beyond this share of the month before is looked at once more, and said in words.
NOTABLE_CHANGE: Final = Decimal("0.10")
# Between these two a page says what has changed, and whoever holds the batch sends it back; only an account that its
# household no longer has is in the way of each signature.
NEEDS_CURRENT_GRANTS = frozenset({"submit", "sign"})
# No money is promised, or taken from its sources, that is not there.
NEEDS_FUNDS = frozenset({"approve", "sign"})
_FACTS = ("line_count", "person_count", "total_amount", "held_count", "held_amount", "lines_hash")


class AlreadySigned(Refused):
    """The person signed this batch at another step, or drew it."""


class Unsaid(Refused):
    """A batch that changed much is approved by whoever says so in words."""


class Outdated(Refused):
    """Grants or accounts have changed since the batch was drawn, so that it would pay too much, too little, not
    everybody or into an account that has ended."""


@dataclass(frozen=True, kw_only=True)
class Subsidy:
    """A temporary price subsidy: yuan a person for the month, and the number of the document that grants it."""

    per_person: Decimal
    basis: str


class Uncovered(Refused):
    """The county's sources do not bear what the batch hands to the bank."""


@transaction.atomic
def draw(
    *,
    county: Area,
    month: BenefitMonth,
    by: Staff,
    on: date,
    kind: BatchKind = BatchKind.REGULAR,
    subsidy: Subsidy | None = None,
) -> PaymentBatch:
    """Draw the county's lines of a kind, or draw its draft anew (ten statements, whatever the size).

    `month` is the one that is paid, or the one of the release where months past are paid. Raises Refused for what is
    submitted already, for a month that is not open, and where nobody is due.
    """
    require(by, Permission.BATCH_PREPARE)
    require_area(by, county.code)
    if (kind == BatchKind.SUBSIDY) != (subsidy is not None):
        raise ValueError(f"{kind} with {subsidy}")
    drawing.lock_draw(county, month if kind in MONTHLY else kind)
    draft = draft_to_replace(county=county, month=month, on=on, kind=kind)
    batch = _reopen(draft, by, subsidy) if draft else _open(county, month, by, kind, subsidy, on=on)
    digest = drawing.write_lines(batch, before_of(batch), on=on)
    if not digest.line_count:
        nobody = _NOBODY[kind] % {"month": month_text(month)}
        # Whatever stood in the draft stands in it still, and nobody is to submit that.
        void_it = _("%(nobody)s原来编制的那一批作废就行。") % {"nobody": nobody}
        raise Refused(void_it if draft else nobody)
    audit.record("batch:drawn", of=batch, by=by, after=digest.as_facts())
    batch.refresh_from_db()
    return batch


def before_of(batch: PaymentBatch) -> PaymentBatch | None:
    """What a batch is compared with: a regular one with the county's of the month before, the others with none."""
    if batch.kind != BatchKind.REGULAR:
        return None
    return PaymentBatch.objects.regular_of(batch.area_id, batch.month.previous())


def draft_to_replace(
    *, county: Area, month: BenefitMonth, on: date, kind: BatchKind = BatchKind.REGULAR
) -> PaymentBatch | None:
    """The draft that drawing would write anew, None where there is no batch yet.

    Open to a regular batch are this month, the next, and the earliest month past that has none yet; to a subsidy this
    month, the next, and any month with a regular batch; what is missing is released in the month at hand. Raises
    Refused for any other and for one submitted already.
    """
    batch = _standing(county, month, kind)
    if batch is None:
        _check_month(county, month, on, kind)
    elif batch.status != BatchStatus.DRAFT:
        raise _drawn_already(batch)
    return batch


def _standing(county: Area, month: BenefitMonth, kind: BatchKind) -> PaymentBatch | None:
    if kind in MISSING:
        return PaymentBatch.objects.unsigned_of(county.code, kind)
    return PaymentBatch.objects.of_month(county.code, month, kind)


@transaction.atomic
def submit(*, batch: PaymentBatch, by: Staff, on: date) -> PaymentBatch:
    """Give the draft to the reviewer; from here on its lines stand. Raises Outdated where grants have changed since,
    and PastDay until a draft of long ago has another settlement day."""
    settlement_days.refuse_past(batch=batch, on=on)
    return _sign(batch, "submit", "prepared", by)


@transaction.atomic
def review(*, batch: PaymentBatch, by: Staff) -> PaymentBatch:
    """Second signature. Raises AlreadySigned for who drew or submitted it."""
    return _sign(batch, "review", "reviewed", by)


@transaction.atomic
def approve(*, batch: PaymentBatch, by: Staff, sentence: str = "") -> PaymentBatch:
    """Third signature. Raises Uncovered where the county's sources do not bear the batch, and Unsaid for one that
    changed much until its sentence is typed; the trail keeps it."""
    change = notable_change(batch)
    if change is not None and clean_code(sentence) != clean_code(sentence_for(change)):
        raise Unsaid(
            _("金额比上月变动超过一成，照样写一遍：%(sentence)s")
            % {"sentence": sentence_for(change)}
        )
    return _sign(batch, "approve", "approved", by, reason=sentence)


def notable_change(batch: PaymentBatch) -> Decimal | None:
    """Yuan more or less than the month before, where that is more than a tenth of it (one query)."""
    before = before_of(batch)
    if before is None or not before.total_amount:
        return None
    change = batch.total_amount - before.total_amount
    return change if abs(change) > before.total_amount * NOTABLE_CHANGE else None


def sentence_for(change: Decimal) -> str:
    """What is typed before a batch that changed much is approved: 比上月减少12,000.00元，已逐户看过."""
    words = (
        _("比上月增加%(amount)s元，已逐户看过")
        if change > 0
        else _("比上月减少%(amount)s元，已逐户看过")
    )
    return words % {"amount": yuan_text(abs(change))}


@transaction.atomic
def sign(*, batch: PaymentBatch, by: Staff) -> PaymentBatch:
    """Finance's signature seals the batch: PostgreSQL compares it with its lines, and them with grants and accounts.

    Raises Outdated where grants have changed since it was drawn, and Uncovered where the money is not there.
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
    paid = batch.lines.credited()
    audit.record("batch:settled", of=batch, by=by, after={"paid_count": paid.count()})
    if batch.kind == BatchKind.REGULAR:
        _publish(batch, by)
    return batch


def _publish(batch: PaymentBatch, by: Staff) -> None:
    """What became of the money is the public's to know (社会救助法 Art 67); the floor above carries this job out."""
    jobs.enqueue(
        "month:publish",
        title=_("公布%(month)s发放情况") % {"month": month_text(batch.month)},
        by=by,
        area=batch.area,
        month=str(batch.month),
    )


_PARTS = ("prepared", "reviewed", "approved", "signed")


_NOBODY: Final[Mapping[str, StrOrPromise]] = {
    BatchKind.REGULAR: gettext_lazy("%(month)s没有享受低保的家庭，不用编制。"),
    BatchKind.SUBSIDY: gettext_lazy("%(month)s没有享受低保的家庭，不用编制。"),
    BatchKind.FOLLOW_UP: gettext_lazy(
        "现在没有可以重新发放的：失败和暂缓的，都还没有可用的账户，或者还在缓发，或者已经在重新发放。"
    ),
    BatchKind.BACK_PAY: gettext_lazy(
        "现在没有可以补发的：签发以后才确认的，都还没有可用的账户，或者已经在补发。"
    ),
    BatchKind.TOP_UP: gettext_lazy("现在没有要补差的月份。"),
    BatchKind.SUBSIDY_FOLLOW_UP: gettext_lazy(
        "现在没有可以重新发放的价格临时补贴：失败和暂缓的，都还没有可用的账户，或者已经在重新发放。"
    ),
}


def _check_month(county: Area, month: BenefitMonth, on: date, kind: BatchKind) -> None:
    if county.level != AreaLevel.COUNTY:
        raise Refused(_("发放批次按县编制，选择一个县。"))
    this = BenefitMonth.of(on)
    if kind in MISSING:
        if month != this:
            raise Refused(
                _("补发和重新发放编进现在这个月，填%(month)s。") % {"month": month_text(this)}
            )
        return
    if month > this.next():
        raise Refused(
            _("%(month)s还太早，现在最多编制到%(latest)s。")
            % {"month": month_text(month), "latest": month_text(this.next())}
        )
    if month >= this:
        return
    if kind == BatchKind.SUBSIDY:
        _check_is_paid(county, month)
        return
    # Months past are paid in their order; one that was never this county's turn is a slip of the pen.
    earliest = PaymentBatch.objects.earliest_open(county, before=this)
    if month != earliest:
        months = [each for each in (earliest, this, this.next()) if each]
        raise Refused(
            _("%(month)s不能编制。现在可以编制的是%(months)s。")
            % {"month": month_text(month), "months": listed(map(month_text, months))}
        )


def _check_is_paid(county: Area, month: BenefitMonth) -> None:
    if PaymentBatch.objects.regular_of(county.code, month) is None:
        raise Refused(
            _("%(month)s没有按月发放的批次，不能发价格临时补贴。") % {"month": month_text(month)}
        )


def _drawn_already(batch: PaymentBatch) -> Refused:
    return Refused(
        _("%(month)s的批次（%(kind)s）已经编制，状态是“%(status)s”，不能再编一次。")
        % {
            "month": month_text(batch.month),
            "kind": batch.get_kind_display(),
            "status": batch.status_label,
        }
    )


def _open(
    county: Area,
    month: BenefitMonth,
    by: Staff,
    kind: BatchKind,
    subsidy: Subsidy | None,
    *,
    on: date,
) -> PaymentBatch:
    _await_lists(county)
    return PaymentBatch.objects.create(
        area=county,
        month=month,
        kind=kind,
        settlement_day=_settlement_day(month, kind, on),
        drawn_by=by,
        drawn_at=timezone.now(),
        **_terms_of(subsidy),
    )


def _await_lists(county: Area) -> None:
    """What a list brought is paid while the list stands; one that is being undone is waited for."""
    lists = SheetImport.objects.filter(area=county, status=SheetImportStatus.GOING_BACK)
    if lists.exists():
        raise Refused(_("有一份名单正在撤回，撤回办完以后再编制批次。"))


def _settlement_day(month: BenefitMonth, kind: BatchKind, on: date) -> date:
    """The month's 10th while it is ahead; a day soon after drawing for what is late already."""
    usual = month.first_day.replace(day=_PAID_BY)
    return usual if kind in MONTHLY and usual >= on else on + _PAID_WITHIN


def _terms_of(subsidy: Subsidy | None) -> dict[str, Decimal | str]:
    if subsidy is None:
        return {}
    return {"per_person_amount": subsidy.per_person, "basis": subsidy.basis}


def _reopen(batch: PaymentBatch, by: Staff, subsidy: Subsidy | None) -> PaymentBatch:
    """The same draft, emptied; the row's version moves on, so that a page opened before cannot submit it.

    Raises Refused where it was submitted since it was found.
    """
    batch = PaymentBatch.objects.lock(batch)
    if batch.status != BatchStatus.DRAFT:
        raise _drawn_already(batch)
    drawing.clear(batch)
    changed = {
        "drawn_by": by,
        "drawn_at": timezone.now(),
        "version": batch.version + 1,
        **_terms_of(subsidy),
    }
    PaymentBatch.objects.filter(pk=batch.pk).update(**changed)
    batch.refresh_from_db()
    return batch


def _sign(
    batch: PaymentBatch, name: str, part: str, by: Staff, *, reason: str = ""
) -> PaymentBatch:
    batch.require_open(name, by=by)
    refuse_second_signature(batch=batch, name=name, by=by)
    limits.refuse_beyond(batch=batch, name=name, by=by)
    refuse_outdated(batch=batch, name=name)
    if name in NEEDS_FUNDS:
        # Whoever signs draws alone.
        funds.lock(batch.area_id, batch.month.year)
    refuse_uncovered(batch=batch, name=name)
    batch.move(name, by=by, **{f"{part}_by": by, f"{part}_at": timezone.now()})
    audit.record(f"batch:{part}", of=batch, by=by, after=_facts(batch), reason=reason)
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


def in_the_way(changes: Sequence[Change], name: str) -> Sequence[Change]:
    """Those of the changes for which nobody gives the signature `name`: all of them at the first and the last, and at
    each an account that its household no longer has."""
    if name in NEEDS_CURRENT_GRANTS:
        return changes
    return [change for change in changes if change.kind == ChangeKind.ACCOUNT]


def refuse_outdated(*, batch: PaymentBatch, name: str) -> None:
    """Raise Outdated where what has changed since the batch was drawn is in the way of a signature."""
    changes = in_the_way(changes_of(batch), name)
    if changes:
        way_on = {
            "submit": _("%(what)s重新编制以后再提交复核。"),
            "review": _("%(what)s退回编制，由县级经办重新编制以后再复核。"),
            "approve": _("%(what)s退回编制，由县级经办重新编制以后再批准。"),
            "sign": _("%(what)s退回编制，由县级经办重新编制以后再签发。"),
        }
        raise Outdated(way_on[name] % {"what": in_numbers(changes)})


def refuse_uncovered(*, batch: PaymentBatch, name: str) -> None:
    """Raise Uncovered, with how much is short, for a signature that relies on the money (one query)."""
    short = funds.coverage_of(batch).short if name in NEEDS_FUNDS else 0
    if short:
        raise Uncovered(
            _(
                "%(year)s年的低保资金不够：这个批次要交银行%(wanted)s元，还差%(short)s元。登记并确认新的资金下拨以后再办。"
            )
            % {
                "year": batch.month.year,
                "wanted": yuan_text(batch.payable_amount),
                "short": yuan_text(short),
            }
        )


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
