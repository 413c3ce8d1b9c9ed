"""Whoever has a step in the month, at the desk on 5 August 2008."""

from collections.abc import Callable

import pytest

from dibao import jobs, scope
from dibao.models.job import JobRun
from dibao.models.staff import Staff
from payments.actions import bank_files
from payments.banks import simulated
from payments.banks.reasons import FailureReason
from payments.models import BankFile, PaymentBatch, ResultFile
from tests.applicants.desk.conftest import Desk
from tests.payments.conftest import Round

AtDesk = Callable[[Staff], Desk]


@pytest.fixture
def at_desk() -> AtDesk:
    return Desk


def now(monthly: Round) -> PaymentBatch:
    """The batch as it stands."""
    with scope.of(monthly.clerk):
        monthly.batch.refresh_from_db()
    return monthly.batch


def done() -> JobRun:
    """Let the worker do what waits; the last job as it ended."""
    jobs.drain()
    return JobRun.objects.order_by("-pk").first()


def file_of(monthly: Round) -> BankFile:
    with scope.of(monthly.finance):
        return monthly.batch.bank_files.get()


def result_of(monthly: Round) -> ResultFile:
    with scope.of(monthly.clerk):
        return monthly.batch.result_files.select_related("batch").order_by("-pk").first()


def answer_to(monthly: Round, failures: dict[int, FailureReason] | None = None) -> bytes:
    """What the bank sends back for a batch that it was given."""
    with scope.of(monthly.clerk):
        rows = list(bank_files.rows_of(monthly.batch))
    return simulated.answer(rows, monthly.batch.number, failures or {})
