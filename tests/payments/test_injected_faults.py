"""A hundred deadlocks and serialization failures in money's jobs: each unit is undone whole, done again, and done once.

PostgreSQL itself raises them, at a statement that chance picks, so that the transaction is as broken as a real one.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from decimal import Decimal
from typing import Final

import pytest
from django.db import OperationalError, connection, transaction

from dibao import jobs, scope
from dibao.demo.dice import Dice
from dibao.models.job import JobRun, JobStatus
from payments import jobs as work
from payments import ledgers
from payments.actions import bank_files, bank_results
from payments.banks import simulated
from payments.banks.reasons import FailureReason
from payments.models import BankFile, PaymentBatch, PaymentLine, ResultRow
from tests.cast import Cast
from tests.payments.conftest import JULY, TODAY, Round, carry
from tests.payments.histories import NO_WORK

# Of each of the four jobs.
FAULTS: Final = 25
CODES: Final = ("40001", "40P01")
_RAISE: Final = "DO $$ BEGIN RAISE EXCEPTION 'injected' USING ERRCODE = '{code}'; END $$"


@contextmanager
def before_each(do: Callable[[int], None]) -> Iterator[None]:
    """Do something before each statement of a unit of work, from its first savepoint to its last; they are numbered."""
    depth = number = 0

    def one(
        execute: Callable[..., object], statement: str, values: object, many: bool, context: object
    ) -> object:
        nonlocal depth, number
        depth += statement.startswith("SAVEPOINT") - statement.startswith("RELEASE")
        if depth and not statement.startswith(NO_WORK):
            number += 1
            do(number)
        return execute(statement, values, many, context)

    with connection.execute_wrapper(one):
        yield


def break_and_finish(job: JobRun, chance: Dice, undone: Callable[[], bool]) -> None:
    """Deliver the job with a fault in each of so many tries, then without."""
    last = _statements_of(job)
    for _ in range(FAULTS):
        at, code = chance.randint(1, last), chance.choice(CODES)
        with pytest.raises(OperationalError, match="injected"), breaking(at, code):
            jobs.carry_out(job.pk, tries_left=1)
        assert undone(), (at, code)
    jobs.carry_out(job.pk)
    job.refresh_from_db()
    assert job.status == JobStatus.DONE


def _statements_of(job: JobRun) -> int:
    numbers: list[int] = []
    with transaction.atomic():
        with before_each(numbers.append):
            jobs.carry_out(job.pk)
        transaction.set_rollback(True)
    return len(numbers)


def breaking(at: int, code: str) -> AbstractContextManager[None]:
    def fail(number: int) -> None:
        if number == at:
            with connection.wrap_database_errors, connection.connection.cursor() as raw:
                raw.execute(_RAISE.format(code=code))

    return before_each(fail)


def test_a_hundred_faults_lose_and_double_nothing(in_benefit: None, cast: Cast) -> None:
    chance = Dice("faults")
    with scope.of(cast.clerk):
        job = work.ask_to_draw(month=JULY, by=cast.clerk)
    break_and_finish(job, chance, lambda: _count(cast, PaymentLine) == 0)
    with scope.of(cast.clerk):
        batch = PaymentBatch.objects.get()
    drawn = Round(
        batch, cast.clerk, cast.reviewer, cast.approver, cast.finance, cast.second_finance
    )
    carry(drawn, until="sealed")
    with scope.of(cast.finance):
        job = work.ask_for_file(batch=batch, file_format="plain_csv", by=cast.finance)
    break_and_finish(job, chance, lambda: _count(cast, BankFile) == 0)
    with scope.of(cast.second_finance):
        bank_files.hand_over(file=batch.bank_files.get(), by=cast.second_finance, on=TODAY)
    with scope.of(cast.clerk):
        batch.refresh_from_db()
        content = simulated.answer(
            list(bank_files.rows_of(batch)), batch.number, {1: FailureReason.BANK_ERROR}
        )
        result = bank_results.receive(batch=batch, name="a.csv", content=content, by=cast.clerk)
        job = work.ask_to_check(file=result, by=cast.clerk)
    break_and_finish(job, chance, lambda: _count(cast, ResultRow) == 0)
    with scope.of(cast.clerk):
        job = work.ask_to_post(file=result, by=cast.clerk)
    break_and_finish(job, chance, lambda: _in_flight(cast) == 6)

    with scope.of(cast.clerk):
        paid = PaymentLine.objects.filter(status="paid").values_list("amount", flat=True)
        assert (len(paid), sum(paid)) == (5, Decimal("463.00"))
        assert PaymentLine.objects.count() == 7
        assert ledgers.check(cast.clerk.posting.area) == []


def _count(cast: Cast, model: type[PaymentLine] | type[BankFile] | type[ResultRow]) -> int:
    with scope.of(cast.clerk):
        return model.objects.count()


def _in_flight(cast: Cast) -> int:
    with scope.of(cast.clerk):
        return PaymentLine.objects.in_flight().count()
