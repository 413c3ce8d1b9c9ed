"""How long sealing a month takes, and posting what the bank answered."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from statistics import median

from dibao import scope
from dibao.values.months import BenefitMonth
from payments.actions import bank_files, bank_results, batches
from payments.banks import simulated
from payments.models import FileFormat, PaymentBatch, ResultFile
from tests.benchmarks import floor, months
from tests.benchmarks.figures import Control, Figure, timed
from tests.benchmarks.prefecture import County, as_owner

# Failures per thousand payments, about what a rural bank sends back.
_FAILING = 10
_STAGING = "payments_resultrow"
_COPIED = "area_code, file_id, line_id, row_number, amount, outcome, reason, reason_text"
_DIGEST = "SELECT line_count, total_amount FROM payment_lines_digest(%s)"


def figures(counties: Sequence[County], month: BenefitMonth, *, size: str) -> Iterator[Figure]:
    """The month's way from drafts to the bank's posted answer, each of its two long steps measured."""
    drafts = months.draw(counties, month)
    for county, batch in zip(counties, drafts, strict=True):
        _sign_three_times(county, batch)
    yield _sealing(counties, drafts, size)
    answers = [_answer(county, batch) for county, batch in zip(counties, drafts, strict=True)]
    yield _posting(counties, drafts, answers, size)


def _sign_three_times(county: County, batch: PaymentBatch) -> None:
    for step, by in (
        (batches.submit, county.clerk),
        (batches.review, county.reviewer),
        (batches.approve, county.approver),
    ):
        with scope.of(by):
            step(batch=batch, by=by)


def _sealing(counties: Sequence[County], drafts: Sequence[PaymentBatch], size: str) -> Figure:
    """Finance's signatures, beside reading count, sum and hash of the same lines once."""

    def seal() -> None:
        for county, batch in zip(counties, drafts, strict=True):
            with scope.of(county.finance):
                batches.sign(batch=batch, by=county.finance)

    def read() -> None:
        found.extend(cursor.execute(_DIGEST, [batch.pk]).fetchone() for batch in drafts)

    found: list[tuple[int, Decimal]] = []
    with as_owner() as owner, owner.cursor() as cursor:
        floor_seconds = timed(read)
    seconds = timed(seal)
    return Figure(
        name=f"seal_{size}_seconds",
        goal="value <= 2",
        value=seconds,
        seconds=seconds,
        floor_seconds=floor_seconds,
        ratio=seconds / floor_seconds,
        control=Control(
            sum(b.line_count for b in drafts), sum((b.total_amount for b in drafts), Decimal(0))
        ),
        floor_control=Control(
            sum(count for count, _ in found), sum((total for _, total in found), Decimal(0))
        ),
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
        bank_files.hand_over(file=file, by=county.second_finance)
        batch.refresh_from_db()
    failures = simulated.some_failures(
        (row.serial for row in rows), seed="benchmark", per_mille=_FAILING
    )
    return simulated.answer(rows, batch.number, failures)


def _posting(
    counties: Sequence[County], sent: Sequence[PaymentBatch], answers: Sequence[bytes], size: str
) -> Figure:
    """Received, checked and posted as one clerk does it; beside COPY of the same rows under the same constraints."""
    floor.clone(_STAGING)
    posted: list[ResultFile] = []
    copied: list[Control] = []
    product, floors = [], []
    for county, batch, content in zip(counties, sent, answers, strict=True):
        product.append(timed(lambda c=county, b=batch, a=content: posted.append(_post(c, b, a))))
        seconds, control = _copy(posted[-1])
        floors.append(seconds)
        copied.append(control)
    return Figure(
        name=f"bank_result_{size}",
        goal="ratio <= 3",
        seconds=sum(product),
        floor_seconds=sum(floors),
        ratio=median(p / f for p, f in zip(product, floors, strict=True)),
        control=Control(
            sum(file.row_count for file in posted),
            sum((file.total_amount for file in posted), Decimal(0)),
        ),
        floor_control=Control(
            sum(c.count for c in copied), sum((c.sum for c in copied), Decimal(0))
        ),
        note=f"{len(posted)} files, {sum(file.failed_count for file in posted)} failed payments",
    )


def _post(county: County, batch: PaymentBatch, content: bytes) -> ResultFile:
    by = county.clerk
    with scope.of(by):
        file = bank_results.receive(batch=batch, name="answer.csv", content=content, by=by)
        file = bank_results.check(file=file, by=by)
        return bank_results.post(file=file, by=by)


def _copy(file: ResultFile) -> tuple[float, Control]:
    """Seconds to COPY a posted file's rows into a clone of their table, as one text that lies ready."""
    with as_owner() as owner, owner.cursor() as cursor:
        out = f"COPY (SELECT {_COPIED} FROM {_STAGING} WHERE file_id = {file.pk}) TO STDOUT"
        with cursor.copy(out) as copy:
            text = b"".join(bytes(chunk) for chunk in copy)

        def copy_in() -> None:
            with cursor.copy(f"COPY floor.{_STAGING} ({_COPIED}) FROM STDIN") as copy:
                copy.write(text)

        seconds = timed(copy_in)
        count, total = cursor.execute(
            f"SELECT count(*), sum(amount) FROM floor.{_STAGING} WHERE file_id = %s", [file.pk]
        ).fetchone()
    return seconds, Control(count, total)
