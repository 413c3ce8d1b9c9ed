"""Batches: each step of the month waits at the post that takes it; and the money that they are paid of."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from dibao import worklist
from dibao.display import month_text, with_note, yuan_text
from dibao.guards import allows
from dibao.levels import AreaLevel
from dibao.models.area import Area
from dibao.models.staff import Staff
from dibao.permissions import Permission as P
from dibao.values.months import BenefitMonth
from dibao.worklist import SHOWN, Bucket, Shortcut, Task
from payments.drawing import households_missing
from payments.models.bank_file import BankFile
from payments.models.bank_result import ResultFile
from payments.models.batch import BatchKind, PaymentBatch
from payments.models.dispute import Dispute
from payments.models.fund import FundEntry
from payments.models.line import PaymentLine
from payments.models.paying_account import PayingAccount
from payments.pages.batches import may_draw
from payments.workflow import BatchStatus, LineStatus, ResultStatus

B = BatchStatus
Words = str | Promise
Conditions = Callable[[Staff], Q]

worklist.begin_with(
    Shortcut(label=_("编制批次"), url_name="payments:draw", permission=P.BATCH_PREPARE)
)


@dataclass(frozen=True)
class Kind:
    """A bucket of batches: at which status, whose it is, the next step, and which of them are not for the reader."""

    key: str
    label: Words
    status: BatchStatus
    permission: P
    step: Words
    condition: Conditions = lambda staff: Q()
    page: str = "payments:batch"
    also: tuple[BatchStatus, ...] = ()


def _unsigned(*parts: str) -> Conditions:
    """Batches that the reader has not signed at an earlier step."""

    def condition(staff: Staff) -> Q:
        signed = Q()
        for part in ("drawn", "prepared", *parts):
            signed |= Q(**{f"{part}_by": staff})
        return ~signed

    return condition


def _when(**state: bool) -> Conditions:
    """Batches by what `_with_files` says of them."""
    return lambda staff: Q(**state)


KINDS = (
    Kind("batch_draft", _("批次待提交"), B.DRAFT, P.BATCH_PREPARE, _("提交复核")),
    Kind("batch_review", _("批次待复核"), B.PREPARED, P.BATCH_REVIEW, _("复核"), _unsigned()),
    Kind(
        "batch_approve",
        _("批次待批准"),
        B.REVIEWED,
        P.BATCH_APPROVE,
        _("批准"),
        _unsigned("reviewed"),
    ),
    Kind(
        "batch_sign",
        _("批次待签发"),
        B.APPROVED,
        P.BATCH_SIGN,
        _("签发"),
        _unsigned("reviewed", "approved"),
    ),
    Kind("batch_file", _("待生成银行文件"), B.SEALED, P.BANK_FILE_WRITE, _("生成银行文件")),
    Kind(
        "batch_hand_over",
        _("待移交银行"),
        B.FILED,
        P.BANK_FILE_HAND_OVER,
        _("移交银行"),
        _when(is_anothers=True),
    ),
    Kind(
        "batch_load",
        _("待载入回盘"),
        B.SENT,
        P.BANK_RESULT_LOAD,
        _("载入回盘"),
        _when(is_awaited=True, has_checked=False),
        "payments:result_new",
    ),
    Kind(
        "batch_post",
        _("回盘待入账"),
        B.SENT,
        P.BANK_RESULT_LOAD,
        _("核对入账"),
        _when(has_checked=True),
        # What was settled the bank may still contradict.
        also=(B.SETTLED,),
    ),
    Kind(
        "batch_settle",
        _("批次待结清"),
        B.SENT,
        P.BATCH_SETTLE,
        _("结清"),
        _when(is_awaited=False, has_checked=False),
    ),
)


@worklist.provider
def batches_that_wait(staff: Staff, on: date) -> Iterable[Bucket]:
    """One bucket a kind; one query counts them all, and each that is not empty asks for its first rows."""
    kinds = [kind for kind in KINDS if allows(staff, kind.permission)]
    if not kinds:
        return []
    batches = _with_files(PaymentBatch.objects.visible_to(staff), staff)
    counts = batches.aggregate(
        **{kind.key: Count("pk", filter=_condition(kind, staff)) for kind in kinds}
    )
    return [
        _bucket(kind, counts[kind.key], batches, staff, on, order)
        for order, kind in enumerate(kinds, start=20)
    ]


def _condition(kind: Kind, staff: Staff) -> Q:
    return Q(status__in=(kind.status, *kind.also)) & kind.condition(staff)


def _with_files(batches: QuerySet[PaymentBatch], staff: Staff) -> QuerySet[PaymentBatch]:
    """Each batch with `is_anothers` (a bank file that somebody else wrote), `is_awaited` (a line without the bank's
    answer) and `has_checked` (an answer ready to post)."""
    files = BankFile.objects.filter(batch=OuterRef("pk")).exclude(written_by=staff)
    lines = PaymentLine.objects.filter(
        batch=OuterRef("pk"), status__in=(LineStatus.SENT, LineStatus.UNKNOWN)
    )
    ready = ResultFile.objects.filter(batch=OuterRef("pk"), status=ResultStatus.CHECKED)
    return batches.annotate(
        is_anothers=Exists(files), is_awaited=Exists(lines), has_checked=Exists(ready)
    )


def _bucket(
    kind: Kind, count: int, batches: QuerySet[PaymentBatch], staff: Staff, on: date, order: int
) -> Bucket:
    tasks: list[Task] = []
    if count:
        rows = batches.filter(_condition(kind, staff)).select_related("area")
        tasks = [_task(kind, batch, on) for batch in rows.order_by("month", "area")[:SHOWN]]
    return Bucket(
        key=kind.key,
        label=kind.label,
        count=count,
        tasks=tasks,
        url=f"{reverse('payments:batches')}?{urlencode({'status': kind.status.value})}",
        unit=ngettext_lazy("个", "个", count),
        order=order,
        about=_("月份"),
    )


def _task(kind: Kind, batch: PaymentBatch, on: date) -> Task:
    is_late = batch.settlement_day < on
    month = month_text(batch.month)
    is_regular = batch.kind == BatchKind.REGULAR
    return Task(
        title=month if is_regular else with_note(month, batch.get_kind_display()),
        place=batch.area.name,
        stage=batch.status_label,
        url=reverse("payments:batch", args=[batch.pk]),
        next_step=kind.step,
        next_url=reverse(kind.page, args=[batch.pk]),
        remaining=_("已过结算日") if is_late else "",
        is_late=is_late,
    )


@worklist.provider
def month_not_drawn(staff: Staff, on: date) -> Iterable[Bucket]:
    """The month at hand and the earliest one past, while their county has no batch for them."""
    county = staff.posting.area
    if not allows(staff, P.BATCH_PREPARE) or county.level != AreaLevel.COUNTY:
        return []
    month = BenefitMonth.of(on)
    past = PaymentBatch.objects.earliest_open(county, before=month)
    is_drawn = PaymentBatch.objects.regular_of(county.code, month) is not None
    missing = [each for each in (past, None if is_drawn else month) if each]
    return [
        Bucket(
            key="batch_draw",
            label=_("批次待编制"),
            count=len(missing),
            tasks=[_draw_task(each, county, on) for each in missing],
            url=_draw_url(missing[0] if missing else month),
            unit=ngettext_lazy("个", "个", len(missing)),
            order=19,
            about=_("月份"),
        )
    ]


def _draw_url(month: BenefitMonth) -> str:
    return f"{reverse('payments:draw')}?{urlencode({'month': str(month)})}"


def _draw_task(month: BenefitMonth, county: Area, on: date) -> Task:
    is_late = month < BenefitMonth.of(on)
    return Task(
        title=month_text(month),
        place=county.name,
        stage=_("还没有编制"),
        url=_draw_url(month),
        next_step=_("编制批次"),
        next_url=_draw_url(month),
        remaining=_("已过结算日") if is_late else "",
        is_late=is_late,
    )


# What was not credited and may be now; what was confirmed too late stands in a bucket of its own.
_AGAIN: Final = (BatchKind.FOLLOW_UP, BatchKind.TOP_UP, BatchKind.SUBSIDY_FOLLOW_UP)


@worklist.provider
def money_to_pay_again(staff: Staff, on: date) -> Iterable[Bucket]:
    """Kinds of what is missing that a batch would pay somebody of now; none while such a batch is being signed."""
    if not may_draw(staff):
        return []
    county, month = staff.posting.area, BenefitMonth.of(on)
    found = {kind: households_missing(county, kind, month, on=on) for kind in _AGAIN}
    tasks = [_again_task(kind, count, county) for kind, count in found.items() if count]
    return [
        Bucket(
            key="again",
            label=_("可以补发到账户的"),
            count=sum(found.values()),
            tasks=tasks,
            url=reverse("payments:corrections"),
            unit=ngettext_lazy("户", "户", sum(found.values())),
            order=34,
            about=_("种类"),
        )
    ]


def _again_task(kind: BatchKind, count: int, county: Area) -> Task:
    url = f"{reverse('payments:draw')}?{urlencode({'kind': kind.value})}"
    return Task(
        title=str(kind.label),
        place=county.name,
        stage=_("%(count)d户的账户现在可以用") % {"count": count},
        url=url,
        next_step=_("编制批次"),
        next_url=url,
    )


@worklist.provider
def disputes_to_resolve(staff: Staff, on: date) -> Iterable[Bucket]:
    """Lines of which the bank said two things, but for those whose files the reader brought in; nothing where there
    are none, as in most months."""
    if not allows(staff, P.DISPUTE_RESOLVE):
        return []
    rows = Dispute.objects.visible_to(staff).open().for_others_than(staff)
    shown = list(rows.select_related("line__household__head", "area").order_by("pk"))
    if not shown:
        return []
    return [
        Bucket(
            key="disputes",
            label=_("银行结果有争议的"),
            count=len(shown),
            tasks=[_dispute_task(dispute, on) for dispute in shown[:SHOWN]],
            url=reverse("payments:disputes"),
            unit=ngettext_lazy("户", "户", len(shown)),
            tone="bad",
            order=33,
        )
    ]


def _dispute_task(dispute: Dispute, on: date) -> Task:
    url = reverse("payments:dispute", args=[dispute.pk])
    days = (on - dispute.opened_on).days
    return Task(
        title=dispute.line.household.head.name,
        place=str(dispute.area),
        stage=_("%(month)s，已%(days)d天")
        % {"month": month_text(dispute.line.month), "days": days},
        url=url,
        next_step=_("对照银行函件"),
        next_url=url,
    )


@worklist.provider
def funds_to_confirm(staff: Staff, on: date) -> Iterable[Bucket]:
    """Entries of funds that somebody else wrote; nothing where there are none, as in most weeks."""
    if not allows(staff, P.FUND_CONFIRM):
        return []
    rows = FundEntry.objects.visible_to(staff).open().exclude(entered_by=staff)
    shown = list(rows.select_related("area").order_by("pk"))
    if not shown:
        return []
    return [
        Bucket(
            key="funds",
            label=_("资金登记待确认"),
            count=len(shown),
            tasks=[_fund_task(entry) for entry in shown[:SHOWN]],
            url=f"{reverse('payments:funds')}?{urlencode({'status': 'open'})}",
            unit=ngettext_lazy("笔", "笔", len(shown)),
            tone="doing",
            order=38,
            about=_("文号"),
        )
    ]


@worklist.provider
def paying_account_to_confirm(staff: Staff, on: date) -> Iterable[Bucket]:
    """The county's paying account that somebody else entered; nothing where none waits (one query)."""
    if not allows(staff, P.FUND_CONFIRM):
        return []
    own = PayingAccount.objects.filter(area=staff.posting.area_id).open()
    waiting = own.exclude(entered_by=staff).select_related("area", "entered_by").first()
    if waiting is None:
        return []
    url = reverse("payments:paying_account")
    task = Task(
        title=str(waiting),
        place=waiting.area.name,
        stage=waiting.entered_by.name,
        url=url,
        next_step=_("对照开户资料，确认"),
        next_url=url,
    )
    return [
        Bucket(
            key="paying_account",
            label=_("付款账户待确认"),
            count=1,
            tasks=[task],
            url=url,
            unit=ngettext_lazy("个账户", "个账户", 1),
            tone="doing",
            order=39,
            about=_("开户银行"),
        )
    ]


def _fund_task(entry: FundEntry) -> Task:
    url = reverse("payments:fund", args=[entry.pk])
    return Task(
        title=entry.document_number,
        place=entry.area.name,
        stage=with_note(entry.get_kind_display(), yuan_text(entry.amount)),
        url=url,
        next_step=_("对照文件，确认"),
        next_url=url,
    )
