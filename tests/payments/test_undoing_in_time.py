"""What began before a list was let go back comes first, and the list stays."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TypeVar

import psycopg
import pytest
from django.db import connections

from applicants.actions import list_undoing, sheet_imports
from applicants.models.grant import Grant
from applicants.models.household import Household
from applicants.models.sheet_import import SheetImport
from applicants.workflow import SheetImportStatus
from dibao import scope
from dibao.clock import today
from payments.actions import batches
from payments.models import PaymentBatch
from tests.payments.desk.lists import Bureau, make_bureau
from tests.payments.desk.undoing import JULY, ROWS

Made = TypeVar("Made")

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def bureau(transactional_db: None) -> Bureau:
    return make_bureau()


@pytest.fixture
def asked_back(bureau: Bureau) -> SheetImport:
    """A list of two households that the clerk wants back."""
    with scope.of(bureau.clerk):
        record = sheet_imports.receive(
            county=bureau.county, name="花名册.xlsx", content=ROWS, month=JULY, by=bureau.clerk
        )
        record = sheet_imports.check(record=record, by=bureau.clerk, on=today())
    with scope.of(bureau.reviewer):
        record = sheet_imports.confirm(
            record=record, by=bureau.reviewer, on=today(), digest=record.digest
        )
        record = sheet_imports.take(record=record, by=bureau.reviewer, on=today())
    with scope.of(bureau.clerk):
        return list_undoing.ask_back(record=record, reason="错了", by=bureau.clerk, on=today())


def in_a_thread(work: Callable[[], Made]) -> Callable[[], Made]:
    """The work with connections of its own, closed afterwards."""

    def done() -> Made:
        try:
            return work()
        finally:
            connections.close_all()

    return done


def undone(bureau: Bureau, record: SheetImport) -> Callable[[], SheetImport]:
    def undo() -> SheetImport:
        with scope.of(bureau.reviewer):
            return list_undoing.undo(record=record, by=bureau.reviewer, on=today())

    return in_a_thread(undo)


@dataclass
class Slow:
    """Work that is done but not committed until it may end."""

    bureau: Bureau
    work: Callable[[], object]
    is_done: threading.Event = field(default_factory=threading.Event)
    may_end: threading.Event = field(default_factory=threading.Event)

    def __call__(self) -> None:
        with scope.of(self.bureau.clerk):
            self.work()
            self.is_done.set()
            assert self.may_end.wait(timeout=60)


def await_waiting(owner: psycopg.Connection) -> None:
    """Wait until somebody stands before a lock."""
    until = time.monotonic() + 60
    while owner.execute("SELECT count(*) FROM pg_locks WHERE NOT granted").fetchone() == (0,):
        assert time.monotonic() < until
        time.sleep(0.05)


def kept_after(
    bureau: Bureau, record: SheetImport, slow: Slow, owner: psycopg.Connection
) -> SheetImport:
    """The list, let go back and undone while the slow work is under way, which ends once the undoing waits for it."""
    with ThreadPoolExecutor(max_workers=2) as threads:
        working = threads.submit(in_a_thread(slow))
        assert slow.is_done.wait(timeout=60)
        with scope.of(bureau.reviewer):
            list_undoing.let_back(record=record, by=bureau.reviewer)
        undoing = threads.submit(undone(bureau, record))
        await_waiting(owner)
        slow.may_end.set()
        working.result()
        return undoing.result()


def test_a_list_waits_for_the_draw_under_way_and_stays(
    bureau: Bureau, asked_back: SheetImport, as_owner: psycopg.Connection
) -> None:
    slow = Slow(
        bureau,
        lambda: batches.draw(county=bureau.county, month=JULY, by=bureau.clerk, on=today()),
    )

    kept = kept_after(bureau, asked_back, slow, as_owner)

    assert kept.status == SheetImportStatus.TAKEN
    assert "2008年7月的发放批次已经用了这份名单" in kept.refusal
    with scope.of(bureau.clerk):
        assert PaymentBatch.objects.get().line_count == 2
        assert Grant.objects.covering(JULY).count() == 2


def test_a_list_waits_for_the_work_on_its_families_and_stays(
    bureau: Bureau, asked_back: SheetImport, as_owner: psycopg.Connection
) -> None:
    def amend() -> None:
        household = Household.objects.lock(Household.objects.earliest("pk"))
        Household.objects.filter(pk=household.pk).update(group_name="九组")

    kept = kept_after(bureau, asked_back, Slow(bureau, amend), as_owner)

    assert kept.status == SheetImportStatus.TAKEN
    assert "后来办过别的事（家庭）" in kept.refusal
    with scope.of(bureau.clerk):
        assert Grant.objects.covering(JULY).count() == 2
