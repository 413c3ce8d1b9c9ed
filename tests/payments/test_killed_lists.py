"""A worker killed over a county's list leaves nothing half written, and the next one takes the list up again."""

from collections.abc import Callable

import psycopg
import pytest
from django.conf import settings
from django.db import transaction

from applicants.actions import list_undoing, sheet_imports
from applicants.models.grant import Grant
from applicants.models.household import Household
from applicants.models.person import Person
from applicants.models.sheet_import import SheetImport, SheetImportRow
from applicants.workflow import SheetImportStatus
from dibao import scope
from dibao.clock import today
from dibao.errors import Refused
from dibao.models.job import JobRun
from dibao.models.staff import Staff
from dibao.roles import Role
from dibao.values.months import BenefitMonth
from payments.models import Account
from tests.cast import hire
from tests.nightly import by_night
from tests.payments.desk.lists import Bureau, make_bureau
from tests.payments.test_killed_worker import (
    cut_off_in_the_middle,
    kill_in_the_middle,
    rescue_and_finish,
)
from tests.payments.test_roster_import import roster, row
from tests.simultaneous import at_once

pytestmark = pytest.mark.django_db(transaction=True)

JULY = BenefitMonth(2008, 7)
ROWS = roster(row(1), row(3, 低保类别="四类"), row(5, 户主姓名="李四"))
WRITTEN = ("applicants_membership", "payments_account", "dibao_auditevent")
Killed = Callable[[psycopg.Connection, str], None]


@pytest.fixture
def bureau(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Bureau:
    """Workers of this test look for files where it keeps them."""
    monkeypatch.setenv("FILES_DIR", str(settings.FILES_DIR))
    return make_bureau()


@pytest.fixture
def received(bureau: Bureau) -> SheetImport:
    with scope.of(bureau.clerk):
        return sheet_imports.receive(
            county=bureau.county, name="花名册.xlsx", content=ROWS, month=JULY, by=bureau.clerk
        )


@pytest.fixture
def checked(bureau: Bureau, received: SheetImport) -> SheetImport:
    with scope.of(bureau.clerk):
        record = sheet_imports.check(record=received, by=bureau.clerk, on=today())
        JobRun.objects.update(status="done")
        return record


@pytest.fixture
def confirmed(bureau: Bureau, checked: SheetImport) -> SheetImport:
    with scope.of(bureau.reviewer):
        return sheet_imports.confirm(
            record=checked, by=bureau.reviewer, on=today(), digest=checked.digest
        )


def job_of(kind: str) -> JobRun:
    return JobRun.objects.filter(kind=kind).latest("pk")


def now(bureau: Bureau, record: SheetImport) -> SheetImport:
    with scope.of(bureau.clerk):
        return SheetImport.objects.get(pk=record.pk)


def test_a_check_killed_half_way_is_made_whole_by_the_next_worker(
    bureau: Bureau, received: SheetImport, as_owner: psycopg.Connection
) -> None:
    kill_in_the_middle(as_owner, "applicants_sheetimportrow")

    assert now(bureau, received).status == SheetImportStatus.RECEIVED
    with scope.of(bureau.clerk):
        assert not SheetImportRow.objects.exists()
    rescue_and_finish(as_owner, job_of(sheet_imports.CHECK))
    record = now(bureau, received)
    assert (record.status, record.new_count, record.wrong_count) == ("checked", 2, 1)
    with scope.of(bureau.clerk):
        assert SheetImportRow.objects.filter(outcome="reject").count() == 1


@pytest.mark.parametrize(
    ("kill", "table"),
    [
        (kill_in_the_middle, "payments_account"),
        *[
            pytest.param(kill, table, marks=by_night)
            for kill in (kill_in_the_middle, cut_off_in_the_middle)
            for table in WRITTEN
        ],
    ],
)
def test_a_list_killed_half_way_is_written_whole_by_the_next_worker(
    bureau: Bureau, confirmed: SheetImport, as_owner: psycopg.Connection, kill: Killed, table: str
) -> None:
    kill(as_owner, table)

    assert now(bureau, confirmed).status == SheetImportStatus.CONFIRMED
    with scope.of(bureau.clerk):
        for model in (Household, Person, Grant, Account):
            assert not model.objects.exists()
    rescue_and_finish(as_owner, job_of(sheet_imports.TAKE))
    assert now(bureau, confirmed).status == SheetImportStatus.TAKEN
    with scope.of(bureau.clerk):
        assert Household.objects.count() == Grant.objects.count() == Account.objects.count() == 2


@by_night
def test_an_undoing_killed_half_way_is_done_whole_by_the_next_worker(
    bureau: Bureau, confirmed: SheetImport, as_owner: psycopg.Connection
) -> None:
    with scope.of(bureau.reviewer):
        sheet_imports.take(record=confirmed, by=bureau.reviewer, on=today())
        JobRun.objects.update(status="done")
    with scope.of(bureau.clerk):
        list_undoing.ask_back(record=confirmed, reason="导错了", by=bureau.clerk, on=today())
    with scope.of(bureau.reviewer):
        list_undoing.let_back(record=confirmed, by=bureau.reviewer)

    kill_in_the_middle(as_owner, "payments_account")

    assert now(bureau, confirmed).status == SheetImportStatus.GOING_BACK
    with scope.of(bureau.clerk):
        assert Grant.objects.covering(JULY).count() == 2
    rescue_and_finish(as_owner, job_of(sheet_imports.UNDO))
    assert now(bureau, confirmed).status == SheetImportStatus.UNDONE


def test_a_step_that_nobody_carries_out_any_more_is_begun_anew(
    bureau: Bureau, confirmed: SheetImport
) -> None:
    JobRun.objects.update(status="broken")

    with scope.of(bureau.reviewer):
        sheet_imports.resume(record=confirmed, by=bureau.reviewer)

    job = job_of(sheet_imports.TAKE)
    assert (job.status, job.asked_by_id) == ("waiting", bureau.reviewer.pk)


def test_a_step_that_a_worker_is_at_is_not_begun_twice(
    bureau: Bureau, confirmed: SheetImport
) -> None:
    with scope.of(bureau.reviewer), pytest.raises(Refused, match="没有中断的步骤"):
        sheet_imports.resume(record=confirmed, by=bureau.reviewer)


def test_what_somebody_confirmed_is_begun_anew_by_them(
    bureau: Bureau, confirmed: SheetImport
) -> None:
    JobRun.objects.update(status="broken")

    with scope.of(bureau.clerk), pytest.raises(Refused, match="由赵审核确认，由他再办一次"):
        sheet_imports.resume(record=confirmed, by=bureau.clerk)


def test_a_list_that_waits_for_people_has_no_step_to_begin(
    bureau: Bureau, checked: SheetImport
) -> None:
    with scope.of(bureau.clerk), pytest.raises(Refused, match="没有中断的步骤"):
        sheet_imports.resume(record=checked, by=bureau.clerk)


def test_of_two_reviewers_at_once_one_confirms_and_the_other_is_told(
    bureau: Bureau, checked: SheetImport
) -> None:
    second = hire("list-second", "周审核", Role.COUNTY_REVIEWER, bureau.county)

    answers = at_once(_confirms(checked, bureau.reviewer), _confirms(checked, second))

    assert sorted(type(answer).__name__ for answer in answers) == ["MoveRefused", "SheetImport"]
    refused = next(answer for answer in answers if isinstance(answer, Refused))
    assert "可能已有人办过，刷新后再看" in refused.message
    assert JobRun.objects.filter(kind=sheet_imports.TAKE).count() == 1


def test_of_two_lists_at_once_one_comes_in_and_the_other_is_told(bureau: Bureau) -> None:
    second = hire("list-second", "周编制", Role.COUNTY_CLERK, bureau.county)

    answers = at_once(_receives(bureau, bureau.clerk), _receives(bureau, second))

    assert sorted(type(answer).__name__ for answer in answers) == ["Refused", "SheetImport"]
    refused = next(answer for answer in answers if isinstance(answer, Refused))
    assert "正在导入安丰县的“花名册.xlsx”" in refused.message


def _confirms(record: SheetImport, by: Staff) -> Callable[[], SheetImport]:
    def press() -> SheetImport:
        with scope.of(by), transaction.atomic():
            fresh = SheetImport.objects.get(pk=record.pk)
            return sheet_imports.confirm(record=fresh, by=by, on=today(), digest=record.digest)

    return press


def _receives(bureau: Bureau, by: Staff) -> Callable[[], SheetImport]:
    def press() -> SheetImport:
        with scope.of(by):
            return sheet_imports.receive(
                county=bureau.county, name="花名册.xlsx", content=ROWS, month=JULY, by=by
            )

    return press
