"""The money's part of the first page: each step of the month waits at the post that takes it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from applicants.models.household import Household
from dibao import worklist
from dibao.display import listed, month_text, with_note, yuan_text
from dibao.guards import allows
from dibao.levels import AreaLevel
from dibao.models.area import Area
from dibao.models.staff import Staff
from dibao.permissions import Permission as P
from dibao.values.months import BenefitMonth
from dibao.worklist import SHOWN, Bucket, Shortcut, Task
from payments.corrections import ComparedMonth, overpaid_within
from payments.drawing import households_missing
from payments.models.bank_file import BankFile
from payments.models.bank_result import ResultFile
from payments.models.batch import BatchKind, PaymentBatch
from payments.models.fund import FundEntry
from payments.models.hold import PaymentHold
from payments.models.line import PaymentLine
from payments.models.recovery import Recovery, RecoveryEntry, RecoveryMonth
from payments.owed import OwedMonth, by_household, owed_within
from payments.pages.accounts import failed_count, failed_lines, next_step
from payments.pages.batches import may_draw
from payments.pages.holds import months_of_hold
from payments.pages.lines import reason_of
from payments.pages.owed import months_text
from payments.workflow import BatchStatus, LineStatus, RecoveryStatus, ResultStatus

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
    return Q(status=kind.status) & kind.condition(staff)


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


@worklist.provider
def months_owed(staff: Staff, on: date) -> Iterable[Bucket]:
    """Households confirmed too late for a month that is signed, until a later batch pays them back."""
    if not allows(staff, P.BATCH_PREPARE):
        return []
    months = by_household(owed_within(staff.posting.area))
    shown = Household.objects.visible_to(staff).filter(pk__in=sorted(months)[:SHOWN])
    return [
        Bucket(
            key="owed",
            label=_("应补发的户"),
            count=len(months),
            tasks=[
                _owed_task(household, months[household.pk])
                for household in shown.select_related("head", "area").order_by("pk")
            ],
            url=reverse("payments:owed"),
            unit=ngettext_lazy("户", "户", len(months)),
            tone="bad" if months else "",
            order=35,
        )
    ]


def _owed_task(household: Household, owed: Sequence[OwedMonth]) -> Task:
    return Task(
        title=household.head.name,
        place=str(household.area),
        stage=_("%(months)s没有发") % {"months": months_text(owed)},
        url=reverse("applicants:household", args=[household.pk]),
        next_step=_("看月份"),
        next_url=reverse("payments:owed"),
    )


# What was not credited and may be now; what was confirmed too late stands in a bucket of its own.
_AGAIN: Final = (BatchKind.FOLLOW_UP, BatchKind.TOP_UP, BatchKind.SUBSIDY_FOLLOW_UP)


@worklist.provider
def money_to_pay_again(staff: Staff, on: date) -> Iterable[Bucket]:
    """Kinds of what is missing that a batch would pay somebody of now; none while such a batch is being signed."""
    if not may_draw(staff):
        return []
    county, month = staff.posting.area, BenefitMonth.of(on)
    found = {kind: households_missing(county, kind, month) for kind in _AGAIN}
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
def money_paid_too_much(staff: Staff, on: date) -> Iterable[Bucket]:
    """Households that a decision made too late has left with money that was not theirs any more, until somebody asks
    for it."""
    if not allows(staff, P.BATCH_PREPARE):
        return []
    claimed = set(
        RecoveryMonth.objects.within(staff.posting.area)
        .filter(recovery__in=Recovery.objects.standing())
        .values_list("recovery__household", "month")
    )
    months: dict[int, list[ComparedMonth]] = {}
    for month in overpaid_within(staff.posting.area):
        if (month.household, month.month) not in claimed:
            months.setdefault(month.household, []).append(month)
    shown = Household.objects.visible_to(staff).filter(pk__in=sorted(months)[:SHOWN])
    return [
        Bucket(
            key="overpaid",
            label=_("多发待处理"),
            count=len(months),
            tasks=[
                _overpaid_task(household, months[household.pk])
                for household in shown.select_related("head", "area").order_by("pk")
            ],
            url=f"{reverse('payments:corrections')}?{urlencode({'way': 'over'})}",
            unit=ngettext_lazy("户", "户", len(months)),
            tone="bad" if months else "",
            order=36,
        )
    ]


def _overpaid_task(household: Household, months: Sequence[ComparedMonth]) -> Task:
    over = -sum((month.difference or 0 for month in months), Decimal(0))
    url = reverse("payments:household_months", args=[household.pk])
    return Task(
        title=household.head.name,
        place=str(household.area),
        stage=_("%(months)s多发%(amount)s元")
        % {"months": listed(month_text(one.month) for one in months), "amount": yuan_text(over)},
        url=url,
        next_step=_("提出追回"),
        next_url=reverse("payments:recovery_new", args=[household.pk]),
    )


@worklist.provider
def recoveries_to_answer(staff: Staff, on: date) -> Iterable[Bucket]:
    """Proposals to decide, and cash or write-offs to count: somebody else's."""
    if not allows(staff, P.RECOVERY_DECIDE):
        return []
    entries = RecoveryEntry.objects.awaiting().exclude(entered_by=staff)
    rows = Recovery.objects.visible_to(staff).filter(
        Q(status=RecoveryStatus.PROPOSED) & ~Q(proposed_by=staff)
        | Q(status=RecoveryStatus.ACTIVE) & Exists(entries.filter(recovery=OuterRef("pk")))
    )
    count = rows.count()
    shown = rows.select_related("household__head", "area").order_by("pk")[:SHOWN]
    return [
        Bucket(
            key="recoveries",
            label=_("追回待第二人决定"),
            count=count,
            tasks=[_recovery_task(recovery) for recovery in shown] if count else [],
            url=reverse("payments:recoveries"),
            unit=ngettext_lazy("户", "户", count),
            tone="doing" if count else "",
            order=38,
        )
    ]


def _recovery_task(recovery: Recovery) -> Task:
    url = reverse("payments:recovery", args=[recovery.pk])
    is_proposed = recovery.status == RecoveryStatus.PROPOSED
    return Task(
        title=recovery.household.head.name,
        place=str(recovery.area),
        stage=_("%(cause)s %(amount)s元")
        % {"cause": recovery.get_cause_display(), "amount": yuan_text(recovery.amount)},
        url=url,
        next_step=_("决定") if is_proposed else _("核对退回或核销"),
        next_url=url,
    )


@worklist.provider
def holds_to_lift(staff: Staff, on: date) -> Iterable[Bucket]:
    """Households whose money waits until a second person has looked: not those that the reader placed."""
    if not allows(staff, P.HOLD_LIFT):
        return []
    rows = PaymentHold.objects.visible_to(staff).awaiting(staff, BenefitMonth.of(on))
    count = rows.count()
    shown = rows.select_related("household__head", "area").order_by("first_month", "pk")
    return [
        Bucket(
            key="holds",
            label=_("缓发待第二人核实"),
            count=count,
            tasks=[_hold_task(hold) for hold in shown[:SHOWN]] if count else [],
            url=reverse("payments:holds"),
            unit=ngettext_lazy("户", "户", count),
            tone="doing" if count else "",
            order=37,
        )
    ]


def _hold_task(hold: PaymentHold) -> Task:
    url = reverse("payments:hold", args=[hold.pk])
    return Task(
        title=hold.household.head.name,
        place=str(hold.area),
        stage=with_note(hold.get_reason_display(), months_of_hold(hold)),
        url=url,
        next_step=_("核实，解除缓发"),
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


@worklist.provider
def money_that_reached_nobody(staff: Staff, on: date) -> Iterable[Bucket]:
    """Failed and held lines of the township that another account mends."""
    if not allows(staff, P.ACCOUNT_EDIT):
        return []
    count = failed_count(staff)
    return [
        Bucket(
            key="accounts",
            label=_("账户待更正"),
            count=count,
            tasks=[_account_task(line) for line in failed_lines(staff)[:SHOWN]] if count else [],
            url=reverse("payments:failed"),
            unit=ngettext_lazy("户", "户", count),
            tone="bad" if count else "",
            order=40,
        )
    ]


def _account_task(line: PaymentLine) -> Task:
    return Task(
        title=line.household.head.name,
        place=str(line.area),
        stage=f"{month_text(line.month)} {reason_of(line)}",
        url=reverse("applicants:household", args=[line.household_id]),
        next_step=next_step(line),
        next_url=reverse("payments:account", args=[line.household_id]),
    )
