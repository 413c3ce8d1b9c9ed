"""Files for the bank: written from a sealed batch, and handed over by somebody other than who wrote them."""

import base64
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import connection, transaction
from django.utils.translation import gettext as _

from dibao import audit
from dibao.errors import Refused
from dibao.guards import require
from dibao.jobs import Tell, untold
from dibao.models.placed import PlacedModel
from dibao.models.staff import Staff
from dibao.permissions import Permission
from dibao.workflow import MoveRefused
from payments.actions import paying_accounts, settlement_days
from payments.banks.formats import FORMATS
from payments.banks.rows import PURPOSE, Paper, Payer, PayRow, purpose_of
from payments.models.bank_file import BankFile, FileContent, HandOver
from payments.models.batch import BatchKind, PaymentBatch
from payments.models.paying_account import PayingAccount
from payments.workflow import BatchStatus, LineStatus

# What papers and passbooks call each kind of release; never translated.
_ITEMS: Final[Mapping[str, str]] = {
    BatchKind.REGULAR: PURPOSE,
    BatchKind.FOLLOW_UP: f"{PURPOSE}重发",
    BatchKind.BACK_PAY: f"{PURPOSE}补发",
    BatchKind.TOP_UP: f"{PURPOSE}补差",
    BatchKind.SUBSIDY: "价格临时补贴",
    BatchKind.SUBSIDY_FOLLOW_UP: "价格临时补贴重发",
}
_OPEN = (BatchStatus.SEALED, BatchStatus.FILED)


@dataclass(frozen=True, kw_only=True)
class NewDay:
    """Another settlement day, agreed with the bank, and why the first one was missed."""

    day: date
    reason: str


class PaidPerhaps(Refused):
    """The bank has said since the signature that it had paid what the batch pays again."""


@transaction.atomic
def write(
    *, batch: PaymentBatch, file_format: str, by: Staff, on: date, tell: Tell = untold
) -> BankFile:
    """Write a sealed batch's payable lines in one of `FORMATS`; the same format again gives the same file, or a new one
    where what the file says is over (see `why_anew`).

    Raises Refused before the batch is sealed and for a format that names an account to pay from where there is none,
    and FileBroken where the lines do not add up to the batch.
    """
    require(by, Permission.BANK_FILE_WRITE)
    batch = PaymentBatch.objects.lock(batch)
    written = batch.bank_files.filter(format=file_format).order_by("-version").first()
    if written is not None and (batch.status not in _OPEN or not why_anew(written, on=on)):
        return written
    if batch.status not in _OPEN:
        raise MoveRefused(
            _("状态是“%(status)s”，签发以后、移交银行以前才能生成银行文件。")
            % {"status": batch.status_label}
        )
    refuse_without_payer(batch=batch, file_format=file_format, on=on)
    form = FORMATS[file_format]
    payer = paying_accounts.in_force(batch.area, on=on)
    paper = _paper(batch, payer, on)
    rows = []
    for row in rows_of(batch):
        rows.append(row)
        tell(len(rows), paper.count)
    content = form.write(paper, rows)
    version = written.version + 1 if written is not None else 1
    file = BankFile.objects.create(
        batch=batch,
        area=batch.area,
        format=file_format,
        version=version,
        name=form.name_of(paper, version),
        payer=payer if form.needs_payer else None,
        dated=on,
        content=store(content, near=batch),
        sha256=hashlib.sha256(content).hexdigest(),
        row_count=paper.count,
        total_amount=paper.total,
        written_by=by,
    )
    if batch.status == BatchStatus.SEALED:
        batch.move("file", by=by)
    audit.record(
        "bank_file:written",
        of=file,
        by=by,
        after={"rows": paper.count, "total": str(paper.total), "sha256": file.sha256},
    )
    return file


def refuse_without_payer(*, batch: PaymentBatch, file_format: str, on: date) -> None:
    """Raise Refused for a format that names the account to pay from, while the county has none (one query)."""
    if FORMATS[file_format].needs_payer and paying_accounts.in_force(batch.area, on=on) is None:
        raise Refused(
            _(
                "这种格式要写明付款账户，%(county)s还没有。由县级财务在“付款账户”里登记、另一人确认以后再生成，"
                "或者选别的格式。"
            )
            % {"county": batch.area.name}
        )


def why_anew(file: BankFile, *, on: date) -> str:
    """Why a file is written anew before the bank gets it: the account or the day that it names is over. Empty where it
    is right still (one query at most)."""
    form = FORMATS[file.format]
    if form.needs_payer:
        payer = paying_accounts.in_force(file.batch.area, on=on)
        if payer is None or payer.pk != file.payer_id:
            return _("付款账户换过了，文件里还是原来的。重新生成这种格式，再移交新的一份。")
    last_day = file.batch.settlement_day
    if form.names_day and last_day < on and (file.dated is None or file.dated <= last_day):
        return _("结算日已经过了，文件里写的还是原来的日期。重新生成这种格式，再移交新的一份。")
    return ""


def refuse_writer(file: BankFile, by: Staff) -> None:
    """Raise Refused to whoever wrote the file: a second person hands it over."""
    if file.written_by_id == by.pk:
        raise Refused(_("这个文件是您生成的，由另一名财务人员移交。"))


def refuse_over(file: BankFile, *, on: date) -> None:
    """Raise Refused for a file that another has replaced, or that is to be written anew (two queries)."""
    newer = file.batch.bank_files.filter(format=file.format, version__gt=file.version)
    if newer.exists():
        raise Refused(_("这个文件已经重新生成过，移交新的那一份。"))
    why = why_anew(file, on=on)
    if why:
        raise Refused(why)


@transaction.atomic
def hand_over(
    *, file: BankFile, by: Staff, on: date, new_day: NewDay | None = None
) -> PaymentBatch:
    """Say that the bank has the file: every line that was due is on its way, and nothing can be taken back.

    A batch whose settlement day is over is handed over with another, for a reason; raises PastDay without one. Raises
    Refused for a file that names an account or a day that is over, and PaidPerhaps where the bank has said since that
    it had paid what the batch pays again.
    """
    batch = PaymentBatch.objects.lock(file.batch)
    batch.require_open("hand_over", by=by)
    refuse_writer(file, by)
    refuse_over(file, on=on)
    before = batch.settlement_day
    if new_day is None:
        settlement_days.refuse_past(batch=batch, on=on)
    else:
        _check_new_day(batch, new_day, on)
    refuse_twice(batch)
    HandOver.objects.create(batch=batch, file=file, area=batch.area, handed_by=by)
    batch.move("hand_over", by=by, settlement_day=new_day.day if new_day else before)
    if new_day is not None:
        settlement_days.record(batch, before, by, new_day.reason)
    audit.record("bank_file:handed_over", of=file, by=by, after={"sha256": file.sha256})
    return batch


def refuse_twice(batch: PaymentBatch) -> None:
    """Raise PaidPerhaps while lines of a signed batch pay again what is disputed, or had arrived (one statement)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(DISTINCT household_id) FROM lines_that_may_pay_twice(%s)", [batch.pk]
        )
        (count,) = cursor.fetchone()
    if count:
        raise PaidPerhaps(
            _(
                "有%(count)d户签发以后，银行又说原来那一笔已经发出，再交银行就可能发两次。"
                "把这一批作废，重新编制；结果还在争议中的，了结以后再发。"
            )
            % {"count": count}
        )


def _check_new_day(batch: PaymentBatch, new_day: NewDay, on: date) -> None:
    if batch.settlement_day >= on:
        raise Refused(_("结算日还没有过，不用另定。"))
    if not new_day.reason.strip():
        raise Refused(_("写明改结算日的原因。"))
    settlement_days.check(new_day.day, on=on)


def content_of(content: FileContent) -> bytes:
    """The bytes as they were written."""
    return base64.b64decode(content.sealed_bytes.open())


def store(content: bytes, *, near: PlacedModel) -> FileContent:
    """Keep bytes sealed, in the same place as `near`: they hold the ID and account numbers of a whole county."""
    return FileContent.objects.create(
        area_id=near.area_id,
        sealed_bytes=base64.b64encode(content).decode(),
        byte_count=len(content),
    )


def rows_of(batch: PaymentBatch) -> Iterator[PayRow]:
    """The batch's payable lines as bank rows, by serial (one query)."""
    lines = (
        batch.lines.exclude(status__in=(LineStatus.HELD, LineStatus.VOID))
        .order_by("serial")
        .values_list(
            "serial",
            "month",
            "area__path",
            "household__head__name",
            "household__head_id",
            "household__head__id_number",
            "covered_count",
            "base_amount",
            "supplement_amount",
            "amount",
            "account__holder",
            "account__bank_name",
            "account_id",
            "account__number",
        )
    )
    for line in lines.iterator(chunk_size=2000):
        (serial, month, place, name, head, id_number, covered, base, supplement, amount) = line[:10]
        holder, bank, account, number = line[10:]
        yield PayRow(
            serial=serial,
            place=place,
            name=name,
            id_number=id_number.bound_to(head).open() if id_number else "",
            covered=covered,
            base=base,
            supplement=supplement,
            amount=amount,
            holder=holder,
            bank=bank,
            account=number.bound_to(account).open(),
            purpose=purpose_of(_ITEMS[batch.kind], month),
        )


def _paper(batch: PaymentBatch, payer: PayingAccount | None, on: date) -> Paper:
    return Paper(
        office=f"{batch.area}民政局",
        batch_number=batch.number,
        month=batch.month,
        dated=on,
        count=batch.payable_count,
        total=batch.payable_amount,
        item=_ITEMS[batch.kind],
        payer=_payer(payer),
    )


def _payer(account: PayingAccount | None) -> Payer | None:
    if account is None:
        return None
    bank = f"{account.bank_name}{account.branch}"
    return Payer(holder=account.holder, bank=bank, account=account.number.open())
