"""What the bank answered: received, checked as a whole, then posted in one statement."""

import hashlib
from collections import Counter
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from psycopg import Cursor

from dibao import audit
from dibao.errors import Refused
from dibao.guards import require, require_area
from dibao.jobs import Tell, untold
from dibao.models.staff import Staff
from dibao.permissions import Permission
from dibao.sealing import blind_index
from dibao.values.money import format_yuan
from dibao.wording import in_words
from dibao.workflow import MoveRefused
from payments.actions.bank_files import content_of, store
from payments.banks import results
from payments.banks.answers import FAILED, PAID, UNKNOWN, Result, ResultRefused
from payments.banks.checks import Fault
from payments.banks.reasons import MENDED_BY_ACCOUNT
from payments.bookings import known_of
from payments.models.account import ACCOUNT_NUMBER
from payments.models.bank_result import ResultFile, RowEffect
from payments.models.batch import PaymentBatch
from payments.workflow import BatchStatus, LineStatus, ResultStatus

STAGING = """
CREATE TEMP TABLE staged_result (
    row_number int, serial int, account_index text, amount numeric(12, 2), outcome text, reason text, reason_text text,
    effect text NOT NULL DEFAULT 'outcome'
) ON COMMIT DROP
"""
COPY = "COPY staged_result (row_number, serial, account_index, amount, outcome, reason, reason_text) FROM STDIN"

# A row without a serial is the line whose account it names; where households share an account, its amount decides.
SERIALS = """
UPDATE staged_result r SET serial = found.serial
FROM (
    SELECT s.row_number, min(l.serial) AS serial
    FROM staged_result s
    JOIN payments_account a ON a.number_index = s.account_index
    JOIN payments_paymentline l ON l.account_id = a.id AND l.batch_id = %(batch)s
    WHERE s.serial IS NULL AND l.status NOT IN ('held', 'void') AND (l.amount = s.amount OR NOT EXISTS (
        SELECT FROM payments_paymentline other JOIN payments_account b ON b.id = other.account_id
        WHERE other.batch_id = %(batch)s AND b.number_index = s.account_index AND other.id <> l.id))
    GROUP BY s.row_number HAVING count(*) = 1
) found
WHERE r.row_number = found.row_number
"""
# Which rows of them name no line, and which name one that another row names too.
UNPLACED = """
SELECT row_number, first_row FROM (
    SELECT row_number, serial, min(row_number) OVER (PARTITION BY serial) AS first_row FROM staged_result
) r WHERE serial IS NULL OR first_row < row_number ORDER BY row_number
"""
# What has its outcome already is said again or contradicted; a booking counts for what it found.
EFFECTS = f"""
UPDATE staged_result r
SET effect = CASE WHEN l.amount = r.amount AND r.outcome = {known_of("l.")} THEN 'repeat' ELSE 'dispute' END
FROM payments_paymentline l
WHERE l.batch_id = %s AND l.serial = r.serial AND l.status IN ('paid', 'failed')
"""
# Each row against the line of its serial: why it cannot be believed, and what the roster says instead. What is only
# said again is taken from a file that contradicts something: it states the batch anew.
FAULTS = """
SELECT r.row_number, r.serial, r.amount, l.amount, l.status,
       CASE WHEN l.id IS NULL THEN 'unknown' WHEN l.status IN ('held', 'void') THEN 'held'
            WHEN a.number_index <> r.account_index THEN 'account' WHEN r.effect = 'outcome' THEN 'amount'
            WHEN d.id IS NOT NULL THEN 'disputed' WHEN r.effect = 'dispute' AND l.booking <> '' THEN 'booked'
            ELSE 'answered' END
FROM staged_result r
LEFT JOIN payments_paymentline l ON l.batch_id = %s AND l.serial = r.serial
LEFT JOIN payments_account a ON a.id = l.account_id
LEFT JOIN payments_dispute d ON d.line_id = l.id AND d.resolution = ''
WHERE l.id IS NULL OR l.status IN ('held', 'void') OR a.number_index <> r.account_index
   OR r.effect = 'outcome' AND l.amount <> r.amount
   OR r.effect = 'dispute' AND (r.outcome = 'unknown' OR l.booking <> '' OR d.id IS NOT NULL)
   OR r.effect = 'repeat' AND NOT (SELECT bool_or(effect = 'dispute') FROM staged_result)
ORDER BY r.row_number
"""
ROWS = """
INSERT INTO payments_resultrow (area_code, file_id, line_id, row_number, amount, outcome, reason, reason_text, effect)
SELECT %s, %s, l.id, r.row_number, r.amount, r.outcome, r.reason, r.reason_text, r.effect
FROM staged_result r JOIN payments_paymentline l ON l.batch_id = %s AND l.serial = r.serial
"""

# An unknown line that the bank now knows of is on its way again for as long as this transaction lasts.
RECONCILE = """
UPDATE payments_paymentline l SET status = 'sent'
FROM payments_resultrow r
WHERE r.file_id = %s AND r.effect = 'outcome' AND l.id = r.line_id AND l.status = 'unknown' AND r.outcome <> 'unknown'
"""
POST = """
UPDATE payments_paymentline l SET status = r.outcome, failure_reason = r.reason
FROM payments_resultrow r
WHERE r.file_id = %s AND r.effect = 'outcome' AND l.id = r.line_id AND l.status IN ('sent', 'unknown')
"""
MARK_ACCOUNTS = """
UPDATE payments_account a SET status = 'needs_correction'
FROM payments_resultrow r JOIN payments_paymentline l ON l.id = r.line_id
WHERE r.file_id = %s AND r.effect = 'outcome' AND a.id = l.account_id AND r.reason = ANY(%s) AND a.status = 'usable'
"""
# What contradicts the row that gave a line its outcome.
DISPUTES = """
INSERT INTO payments_dispute (area_code, line_id, first_row_id, row_id, opened_by_id, opened_on)
SELECT l.area_code, l.id, e.id, r.id, %(by)s, %(on)s
FROM payments_resultrow r JOIN payments_paymentline l ON l.id = r.line_id
LEFT JOIN LATERAL (
    SELECT e.id FROM payments_resultrow e JOIN payments_resultfile f ON f.id = e.file_id AND f.status = 'posted'
    WHERE e.line_id = l.id AND e.effect = 'outcome' AND e.outcome = l.status ORDER BY e.id DESC LIMIT 1) e ON true
WHERE r.file_id = %(file)s AND r.effect = 'dispute'
"""


_FAULT_SENTENCES = {
    "unknown": gettext_noop("第%(row)s行：序号%(serial)s不在这个批次里"),
    "held": gettext_noop("第%(row)s行：序号%(serial)s是暂缓发放的，没有交给银行"),
    "account": gettext_noop("第%(row)s行：序号%(serial)s的账号与名册不符，可能是别的批次的"),
    "amount": gettext_noop("第%(row)s行：序号%(serial)s的金额是%(amount)s元，名册是%(due)s元"),
    "answered": gettext_noop("第%(row)s行：序号%(serial)s已有结果“%(status)s”，不能再入账一次"),
    "disputed": gettext_noop("第%(row)s行：序号%(serial)s的结果正在争议中，先了结争议"),
    "booked": gettext_noop(
        "第%(row)s行：序号%(serial)s的争议已按银行函件了结，和函件不符，先问银行"
    ),
}


_UNPLACED_SENTENCES = {
    False: gettext_noop(
        "第%(row)s行：按账号和金额认不出是批次里的哪一户。向银行要一份有序号的文件"
    ),
    True: gettext_noop("第%(row)s行：和第%(first)s行是同一户"),
}


@transaction.atomic
def receive(*, batch: PaymentBatch, name: str, content: bytes, by: Staff) -> ResultFile:
    """Take a result file in as it came; the same content is taken once. Nothing is believed yet."""
    require(by, Permission.BANK_RESULT_LOAD)
    require_area(by, batch.area_id)
    refuse_answer(batch)
    sha256 = hashlib.sha256(content).hexdigest()
    before = ResultFile.objects.filter(sha256=sha256).exclude(status="refused").first()
    if before is not None:
        raise Refused(
            _("这个文件已经载入过（%(name)s，%(day)s），不能再载入一次。")
            % {"name": before.name, "day": timezone.localdate(before.loaded_at)}
        )
    try:
        with transaction.atomic():
            file = ResultFile.objects.create(
                batch=batch,
                area=batch.area,
                name=name[:200],
                content=store(content, near=batch),
                sha256=sha256,
                loaded_by=by,
            )
    except IntegrityError:
        # Loaded at the same moment, or by a county whose files are not ours to see.
        raise Refused(_("这个文件已经载入过，不能再载入一次。")) from None
    audit.record("bank_result:received", of=file, by=by, after={"sha256": sha256})
    return file


def refuse_answer(batch: PaymentBatch) -> None:
    """Raise MoveRefused for a batch of which the bank has nothing to say: it does not have it, or it is from before
    this system. What is settled it may contradict."""
    if batch.status not in (BatchStatus.SENT, BatchStatus.SETTLED) or batch.is_historical:
        raise MoveRefused(
            _("批次状态是“%(status)s”，移交银行以后才能载入回盘。") % {"status": batch.status_label}
        )


@transaction.atomic
def check(*, file: ResultFile, by: Staff, tell: Tell = untold) -> ResultFile:
    """Compare the whole file with its batch; it becomes checked, or refused with every fault named."""
    file.require_open("check", by=by)
    try:
        with transaction.atomic():
            return _stage(file, by, tell)
    except Refused as refusal:
        sentences = _sentences(refusal)
    file.move("refuse", by=by, refusal="\n".join(sentences))
    audit.record("bank_result:refused", of=file, by=by, reason=file.refusal)
    return file


@transaction.atomic
def load(*, batch: PaymentBatch, name: str, content: bytes, by: Staff) -> ResultFile:
    """Receive and check in one go, for operators; a file that is refused is kept, and says why in `refusal`."""
    file = receive(batch=batch, name=name, content=content, by=by)
    return check(file=file, by=by)


@transaction.atomic
def post(*, file: ResultFile, by: Staff, on: date) -> ResultFile:
    """Give every line of the file its outcome, all or none; accounts that failed go back to the townships.

    What contradicts an outcome given before changes nothing and opens a dispute. Raises Refused where a line was
    answered by another file since this one was checked.
    """
    file.move("post", by=by, posted_by=by, posted_at=timezone.now())
    wanted = file.rows.filter(effect=RowEffect.OUTCOME).count()
    with connection.cursor() as cursor:
        cursor.execute(RECONCILE, [file.pk])
        cursor.execute(POST, [file.pk])
        if cursor.rowcount != wanted:
            raise Refused(
                _("有%(count)d户在核对以后已由另一个文件给出结果，没有入账。重新载入最新的回盘。")
                % {"count": wanted - cursor.rowcount}
            )
        disputed = _dispute(cursor, file, by, on) if wanted < file.row_count else 0
        cursor.execute(MARK_ACCOUNTS, [file.pk, sorted(MENDED_BY_ACCOUNT)])
    audit.record(
        "bank_result:posted",
        of=file,
        by=by,
        after={
            "paid": f"{file.paid_count} {file.paid_amount}",
            "failed": f"{file.failed_count} {file.failed_amount}",
            "unknown": f"{file.unknown_count} {file.unknown_amount}",
            **({"disputed": disputed} if disputed else {}),
        },
    )
    return file


def _dispute(cursor: CursorWrapper, file: ResultFile, by: Staff, on: date) -> int:
    """Open a dispute for each line that the file contradicts, and say how many."""
    try:
        with transaction.atomic():
            cursor.execute(DISPUTES, {"file": file.pk, "by": by.pk, "on": on})
    except IntegrityError as fault:
        if "a_line_has_one_open_dispute" not in str(fault):
            raise
        raise Refused(
            _("有的户在核对以后已由另一个文件提出争议，没有入账。先了结争议，再载入最新的回盘。")
        ) from None
    return cursor.rowcount


@transaction.atomic
def withdraw(*, file: ResultFile, reason: str, by: Staff) -> ResultFile:
    """Put a checked file aside without posting it."""
    if not reason.strip():
        raise Refused(_("写明不入账的原因。"))
    file.move("refuse", by=by, refusal=reason)
    audit.record("bank_result:refused", of=file, by=by, reason=reason)
    return file


def _stage(file: ResultFile, by: Staff, tell: Tell) -> ResultFile:
    result = results.read(content_of(file.content), file.name)
    batch = file.batch
    if result.batch_number != batch.number:
        raise ResultRefused(
            [
                Fault(
                    gettext_noop("文件写的批次是%(found)s，不是这个批次%(number)s"),
                    found=result.batch_number,
                    number=batch.number,
                )
            ]
        )
    with connection.cursor() as cursor:
        cursor.execute(STAGING)
        _copy(cursor.cursor, result, tell)
        if result.is_without_serials:
            _place(cursor, batch)
        if batch.result_files.filter(status=ResultStatus.POSTED).exists():
            cursor.execute(EFFECTS, [batch.pk])
        cursor.execute(FAULTS, [batch.pk])
        faults = [_fault(*row) for row in cursor.fetchall()]
        if faults:
            raise ResultRefused(faults)
        cursor.execute(ROWS, [batch.area_id, file.pk, batch.pk])
        cursor.execute("DROP TABLE staged_result")
    file.move("check", by=by, **_figures(result))
    audit.record("bank_result:checked", of=file, by=by, after={"rows": result.count})
    return file


def _place(cursor: CursorWrapper, batch: PaymentBatch) -> None:
    """Give the rows of a file without serials those of their lines, or raise with the rows that have none."""
    cursor.execute(SERIALS, {"batch": batch.pk})
    cursor.execute(UNPLACED)
    faults = [
        Fault(_UNPLACED_SENTENCES[first < row], row=row, first=first)
        for row, first in cursor.fetchall()
    ]
    if faults:
        raise ResultRefused(faults)


def _copy(cursor: Cursor, result: Result, tell: Tell) -> None:
    with cursor.copy(COPY) as copy:
        for done, line in enumerate(result.lines):
            tell(done, result.count)
            copy.write_row(
                (
                    line.row_number,
                    line.serial,
                    blind_index(line.account, ACCOUNT_NUMBER),
                    line.amount,
                    line.outcome,
                    line.reason,
                    line.reason_text,
                )
            )


def _figures(result: Result) -> dict[str, int | Decimal]:
    counts: Counter[str] = Counter()
    amounts: dict[str, Decimal] = {}
    for line in result.lines:
        counts[line.outcome] += 1
        amounts[line.outcome] = amounts.get(line.outcome, Decimal(0)) + line.amount
    figures: dict[str, int | Decimal] = {
        "row_count": result.count,
        "total_amount": result.total,
    }
    for outcome in (PAID, FAILED, UNKNOWN):
        figures[f"{outcome}_count"] = counts[outcome]
        figures[f"{outcome}_amount"] = amounts.get(outcome, Decimal(0))
    return figures


def _fault(
    row: int, serial: int, amount: Decimal, due: Decimal | None, status: str | None, kind: str
) -> Fault:
    return Fault(
        _FAULT_SENTENCES[kind],
        row=row,
        serial=serial,
        amount=format_yuan(amount),
        due=format_yuan(due) if due is not None else "",
        status=LineStatus(status).label if status else "",
    )


def _sentences(refusal: Refused) -> list[str]:
    """What the page lists: the refusal, and the first of its faults."""
    if not isinstance(refusal, ResultRefused):
        return [in_words(refusal)]
    shown = [in_words(fault) for fault in refusal.faults[: results.SHOWN]]
    more = len(refusal.faults) - len(shown)
    return [
        in_words(refusal),
        *shown,
        *([_("还有%(count)d处。") % {"count": more}] if more else []),
    ]
