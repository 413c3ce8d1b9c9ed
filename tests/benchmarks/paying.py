"""How long sealing a month takes, and posting what the bank answered."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from django.db import connections

from dibao import scope
from dibao.models.staff import Staff
from dibao.values.months import BenefitMonth
from payments.actions import bank_files, bank_results, batches
from payments.banks import simulated
from payments.models import FileFormat, PaymentBatch, ResultFile
from tests.benchmarks import floor, months
from tests.benchmarks.figures import Control, Figure, Spent, beside_floor, ratios, timed
from tests.benchmarks.prefecture import County

# Failures per thousand payments, about what a rural bank sends back.
_FAILING = 10
_LINES, _ROWS = "payments_paymentline", "payments_resultrow"
_COPIED = {
    _LINES: "batch_id, household_id, grant_id, account_id, area_code, month, kind, serial, benefit_class,"
    " covered_count, base_amount, supplement_amount, amount, status, failure_reason",
    _ROWS: "area_code, file_id, line_id, row_number, amount, outcome, reason, reason_text",
}
_DIGEST = "SELECT line_count, total_amount FROM payment_lines_digest(%s)"


def figures(counties: Sequence[County], month: BenefitMonth, *, size: str) -> Iterator[Figure]:
    """The month's way from drafts to the bank's posted answer, each of its two long steps measured."""
    drafts = months.draw(counties, month)
    for county, batch in zip(counties, drafts, strict=True):
        _sign_three_times(county, batch)
    yield _sealing(counties, drafts, size)
    answers = [_answer(county, batch) for county, batch in zip(counties, drafts, strict=True)]
    floor.clear()
    yield _posting(counties, drafts, answers, size)


def _submit(*, batch: PaymentBatch, by: Staff) -> PaymentBatch:
    return batches.submit(batch=batch, by=by, on=batch.settlement_day)


def _sign_three_times(county: County, batch: PaymentBatch) -> None:
    for step, by in (
        (_submit, county.clerk),
        (batches.review, county.reviewer),
        (batches.approve, county.approver),
    ):
        with scope.of(by):
            step(batch=batch, by=by)


def _sealing(counties: Sequence[County], drafts: Sequence[PaymentBatch], size: str) -> Figure:
    """Finance's signatures, beside reading count, sum and hash of the same lines once."""
    sealed, read, found = [], [], []
    for county, batch in zip(counties, drafts, strict=True):
        read.append(timed(lambda b=batch: found.append(_digest(b)), session="owner"))
        sealed.append(timed(lambda c=county, b=batch: _seal(c, b)))
    return Figure(
        name=f"seal_{size}_seconds",
        goal="seconds <= 2",
        **beside_floor(sealed, read, total=sum),
        control=_sum_of([Control(batch.line_count, batch.total_amount) for batch in drafts]),
        floor_control=_sum_of(found),
    )


def _digest(batch: PaymentBatch) -> Control:
    with connections["owner"].cursor() as cursor:
        cursor.execute(_DIGEST, [batch.pk])
        return Control(*cursor.fetchone())


def _seal(county: County, batch: PaymentBatch) -> None:
    with scope.of(county.finance):
        batches.sign(batch=batch, by=county.finance)


def _sum_of(controls: Sequence[Control]) -> Control:
    return Control(
        sum(control.count for control in controls),
        sum((control.sum for control in controls), Decimal(0)),
    )


def _answer(county: County, batch: PaymentBatch) -> bytes:
    """Take the sealed batch to the bank, and bring its answer."""
    with scope.of(county.finance):
        file = bank_files.write(
            batch=batch,
            file_format=FileFormat.PLAIN_CSV,
            by=county.finance,
            on=batch.month.first_day,
        )
        rows = list(bank_files.rows_of(batch))
    with scope.of(county.second_finance):
        bank_files.hand_over(file=file, by=county.second_finance, on=batch.settlement_day)
        batch.refresh_from_db()
    failures = simulated.some_failures(
        (row.serial for row in rows), seed="benchmark", per_mille=_FAILING
    )
    return simulated.answer(rows, batch.number, failures)


def _posting(
    counties: Sequence[County], sent: Sequence[PaymentBatch], answers: Sequence[bytes], size: str
) -> Figure:
    """Received, checked and posted as one clerk does it; beside COPY of the same payment lines into a clone of their
    table. The bank's rows alone, which are shorter and have fewer keys, are told of in the note."""
    for table in _COPIED:
        floor.clone(table)
    posted: list[ResultFile] = []
    copied: list[Control] = []
    product: list[Spent] = []
    floors: dict[str, list[Spent]] = {_LINES: [], _ROWS: []}
    for county, batch, content in zip(counties, sent, answers, strict=True):
        product.append(timed(lambda c=county, b=batch, a=content: posted.append(_post(c, b, a))))
        answered = "batch_id = %s AND status <> 'held'"
        floors[_LINES].append(_copy(_LINES, answered, batch.pk))
        floors[_ROWS].append(_copy(_ROWS, "file_id = %s", posted[-1].pk))
        copied.append(_copied(batch))
    by_clock, by_cpu = ratios(product, floors[_ROWS])
    return Figure(
        name=f"bank_result_{size}",
        goal="ratio <= 3",
        **beside_floor(product, floors[_LINES], total=sum),
        control=_sum_of([Control(file.row_count, file.total_amount) for file in posted]),
        floor_control=_sum_of(copied),
        note=f"{len(posted)} files, {sum(file.failed_count for file in posted)} failed payments; beside COPY of the"
        f" bank's rows alone {by_clock:.2f}" + (f" (cpu {by_cpu:.2f})" if by_cpu else ""),
    )


def _post(county: County, batch: PaymentBatch, content: bytes) -> ResultFile:
    by = county.clerk
    with scope.of(by):
        file = bank_results.receive(batch=batch, name="answer.csv", content=content, by=by)
        file = bank_results.check(file=file, by=by)
        return bank_results.post(file=file, by=by, on=batch.settlement_day)


def _copy(table: str, condition: str, key: int) -> Spent:
    """COPY rows of a table into its clone, as one text that lies ready."""
    columns = _COPIED[table]
    with connections["owner"].cursor() as wrapped:
        cursor = wrapped.cursor
        out = f"COPY (SELECT {columns} FROM {table} WHERE {condition}) TO STDOUT"
        with cursor.copy(out, [key]) as copy:
            text = b"".join(bytes(chunk) for chunk in copy)

        def copy_in() -> None:
            with cursor.copy(f"COPY floor.{table} ({columns}) FROM STDIN") as copy:
                copy.write(text)

        return timed(copy_in, session="owner")


def _copied(batch: PaymentBatch) -> Control:
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            f"SELECT count(*), sum(amount) FROM floor.{_LINES} WHERE batch_id = %s", [batch.pk]
        )
        return Control(*cursor.fetchone())
