"""One month's batch with all that its page says of it, read in a fixed number of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from applicants.pages.history import Event
from dibao.models.audit import AuditEvent
from dibao.models.job import JobRun, JobStatus
from payments.actions.bank_files import why_anew
from payments.actions.batch_lines import pays_nobody
from payments.actions.batches import NOTABLE_CHANGE, before_of
from payments.bookings import outcome_of
from payments.changes import Change, changes_of, is_open
from payments.jobs import CHECK_RESULT, DRAW, POST_RESULT, WRITE_FILE
from payments.models.bank_file import BankFile
from payments.models.bank_result import ResultFile
from payments.models.batch import PaymentBatch
from payments.models.line import ExceptionKind
from payments.workflow import BatchStatus, LineStatus

Words = str | Promise

_EVENTS_SHOWN = 50
AT_THE_BANK = (BatchStatus.SENT, BatchStatus.SETTLED)
RESULT_JOBS = (CHECK_RESULT, POST_RESULT)

EVENTS: dict[str, StrOrPromise] = {
    "bank_file:handed_over": _("移交银行"),
    "bank_file:written": _("生成银行文件"),
    "bank_result:checked": _("核对回盘"),
    "bank_result:posted": _("回盘入账"),
    "bank_result:received": _("载入回盘"),
    "bank_result:refused": _("退回回盘"),
    "batch:approved": _("批准"),
    "batch:day_set": _("改结算日"),
    "batch:drawn": _("编制"),
    "batch:prepared": _("提交复核"),
    "batch:reviewed": _("复核通过"),
    "batch:sent_back": _("退回编制"),
    "batch:settled": _("结清"),
    "batch:signed": _("签发"),
    "batch:voided": _("作废"),
}


@dataclass(frozen=True)
class Sums:
    """How many households, and how much money."""

    count: int = 0
    amount: Decimal = Decimal(0)


@dataclass(frozen=True)
class Group:
    """Exceptions of one kind: how many, and what they came to before and come to now."""

    kind: ExceptionKind
    count: int = 0
    before: Decimal = Decimal(0)
    after: Decimal = Decimal(0)


@dataclass(frozen=True)
class Overview:
    """A batch with everything that its page says of it."""

    batch: PaymentBatch
    before: PaymentBatch | None
    groups: list[Group]
    outcomes: dict[str, Sums]
    bank_files: list[BankFile]
    result_files: list[ResultFile]
    trail: list[AuditEvent]
    running: list[JobRun]
    changes: Sequence[Change]
    # The formats whose file is to be written anew before the bank gets it, each with why.
    anew: Mapping[str, str]
    # A draft whose settlement day is over.
    is_late: bool = False
    # A draft all of whose households were taken out, where nothing is left of them.
    is_emptied: bool = False

    @property
    def in_flight(self) -> int:
        """Households for which the bank still owes an answer."""
        return sum(self.sums(status).count for status in (LineStatus.SENT, LineStatus.UNKNOWN))

    def sums(self, status: str) -> Sums:
        return self.outcomes.get(status, Sums())

    @property
    def events(self) -> list[Event]:
        """The trail in the words of the desk, newest first."""
        return [
            Event(row.at, row.staff_name, EVENTS.get(row.event, row.event), row.reason)
            for row in self.trail
        ]

    def latest(self, event: str) -> AuditEvent | None:
        return next((row for row in self.trail if row.event == event), None)

    @property
    def handed_over(self) -> BankFile | None:
        return next((file for file in self.bank_files if hasattr(file, "hand_over")), None)

    @property
    def is_notable(self) -> bool:
        if self.before is None or not self.before.total_amount:
            return False
        change = self.batch.total_amount - self.before.total_amount
        return abs(change) > self.before.total_amount * NOTABLE_CHANGE


def _to_write_anew(batch: PaymentBatch, files: Sequence[BankFile], on: date) -> dict[str, str]:
    """Of the newest file of each format, while the batch awaits its hand-over (a query for each that names a payer)."""
    if batch.status != BatchStatus.FILED:
        return {}
    newest = {file.format: file for file in files}
    found = {each: why_anew(file, on=on) for each, file in newest.items()}
    return {each: why for each, why in found.items() if why}


def open_overview(batch: PaymentBatch, *, on: date) -> Overview:
    """Read all of it (eight queries)."""
    files = batch.bank_files.select_related("written_by", "hand_over__handed_by").order_by("pk")
    results = batch.result_files.select_related("loaded_by", "posted_by").order_by("-pk")
    bank_files, result_files = list(files), list(results)
    return Overview(
        batch=batch,
        before=before_of(batch),
        groups=_groups_of(batch),
        # Before the bank has the lines nothing can have become of them.
        outcomes=outcomes_of(batch) if batch.status in AT_THE_BANK else {},
        bank_files=bank_files,
        anew=_to_write_anew(batch, bank_files, on),
        result_files=result_files,
        trail=_trail_of(batch, bank_files, result_files),
        running=running_jobs(batch, result_files),
        changes=changes_of(batch) if is_open(batch) else (),
        is_late=batch.status == BatchStatus.DRAFT and batch.settlement_day < on,
        is_emptied=pays_nobody(batch),
    )


def outcomes_of(batch: PaymentBatch) -> dict[str, Sums]:
    """Count and sum of the lines by what became of them: by their status, but what had arrived after all is paid, and
    what the bank gave back stands by itself (one query)."""
    rows = batch.lines.values_list("status", "booking").annotate(Count("pk"), Sum("amount"))
    found: dict[str, Sums] = {}
    for status, booking, count, amount in rows.order_by():
        outcome = outcome_of(status, booking)
        sums = found.get(outcome, Sums())
        found[outcome] = Sums(sums.count + count, sums.amount + amount)
    return found


def running_jobs(batch: PaymentBatch, results: Sequence[ResultFile]) -> list[JobRun]:
    """What the worker does for this batch and its answers at the moment (one query)."""
    about = (
        Q(kind=WRITE_FILE, arguments__batch=batch.pk)
        | Q(kind=DRAW, arguments__month=str(batch.month))
        | Q(kind__in=RESULT_JOBS, arguments__file__in=[file.pk for file in results])
    )
    return list(waiting_jobs(batch.area_id).filter(about))


def waiting_jobs(area_code: str) -> QuerySet[JobRun]:
    """Jobs of a county that are not over yet."""
    waiting = (JobStatus.WAITING, JobStatus.RUNNING)
    return JobRun.objects.filter(area=area_code, status__in=waiting).order_by("pk")


def _groups_of(batch: PaymentBatch) -> list[Group]:
    rows = batch.exceptions.values_list("kind").annotate(
        Count("pk"),
        Sum("before_amount", default=Decimal(0)),
        Sum("after_amount", default=Decimal(0)),
    )
    found = {kind: figures for kind, *figures in rows.order_by()}
    return [Group(kind, *found.get(kind.value, ())) for kind in ExceptionKind]


def _trail_of(
    batch: PaymentBatch, files: Sequence[BankFile], results: Sequence[ResultFile]
) -> list[AuditEvent]:
    """What was done to the batch and its files (one query)."""
    about = Q()
    for row in (batch, *files, *results):
        about |= Q(object_kind=row._meta.label_lower, object_key=str(row.pk))
    return list(AuditEvent.objects.filter(about).order_by("-pk")[:_EVENTS_SHOWN])
