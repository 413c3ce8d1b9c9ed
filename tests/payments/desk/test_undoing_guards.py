"""What PostgreSQL holds of lists that go back, with SQL alone, as the application's role."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import IntegrityError, connection, transaction

from applicants.actions import households
from applicants.models.household import Household
from applicants.models.sheet_import import SheetImport
from dibao import scope
from dibao.models.staff import Staff
from payments.actions import batches
from payments.models import PaymentBatch
from tests.applicants.desk.conftest import Desk
from tests.factories.people import id_number
from tests.payments.desk.lists import Bureau, brought, confirmed, make_bureau
from tests.payments.desk.undoing import AUGUST, ON, ROWS, asked, drawn, undone
from tests.payments.test_death_lists import deaths
from tests.payments.test_member_lists import members, person

AtDesk = Callable[[Staff], Desk]


@pytest.fixture
def bureau(db: None) -> Bureau:
    return make_bureau()


@pytest.fixture
def clerk(bureau: Bureau, at_desk: AtDesk) -> Desk:
    return at_desk(bureau.clerk)


@pytest.fixture
def reviewer(bureau: Bureau, at_desk: AtDesk) -> Desk:
    return at_desk(bureau.reviewer)


@pytest.fixture
def written(clerk: Desk, reviewer: Desk) -> SheetImport:
    """A list of two households, in the register."""
    return confirmed(reviewer, brought(clerk, ROWS))


@contextmanager
def refused(by: Staff, fact: str) -> Iterator[None]:
    """What the block does with SQL alone, as the application's role, PostgreSQL refuses by name."""
    with (
        scope.of(by),
        pytest.raises(IntegrityError, match=fact),
        transaction.atomic(),
    ):
        yield


def execute(sql: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


_ASK = """UPDATE applicants_sheetimport SET status = 'asked_back', asked_back_by_id = %s, asked_back_on = %s,
          undo_reason = '错' WHERE id = %s"""
_LET = "UPDATE applicants_sheetimport SET status = 'going_back', let_back_by_id = %s WHERE id = %s"
_GRANTS = """UPDATE applicants_grant SET last_month = first_month - interval '1 month', ended_by_id = decision_id"""


def going_back(clerk: Desk, reviewer: Desk, record: SheetImport) -> None:
    asked(clerk, record)
    reviewer.sends("applicants:sheet_import_let_back", record.pk)


def test_with_sql_alone_nobody_asks_in_anothers_name(bureau: Bureau, written: SheetImport) -> None:
    with refused(bureau.clerk, "asked_back_by_is_who_acts"):
        execute(_ASK, bureau.reviewer.pk, ON, written.pk)


def test_with_sql_alone_nobody_agrees_to_what_they_asked(
    bureau: Bureau, clerk: Desk, written: SheetImport
) -> None:
    asked(clerk, written)

    with refused(bureau.clerk, "somebody_else_lets_a_list_go_back"):
        execute(_LET, bureau.clerk.pk, written.pk)


def test_with_sql_alone_a_list_goes_back_only_when_two_asked(
    bureau: Bureau, written: SheetImport
) -> None:
    with refused(bureau.clerk, "goes_back_by_two_people_for_a_reason"):
        execute("UPDATE applicants_sheetimport SET status = 'asked_back' WHERE id = %s", written.pk)


def test_with_sql_alone_a_list_that_a_batch_used_stays(
    bureau: Bureau, clerk: Desk, written: SheetImport
) -> None:
    asked(clerk, written)
    drawn(bureau)

    with refused(bureau.reviewer, "a_list_stays_once_a_batch_used_it"):
        execute(_LET, bureau.reviewer.pk, written.pk)


def test_with_sql_alone_a_list_that_was_worked_on_stays(
    bureau: Bureau, clerk: Desk, reviewer: Desk, written: SheetImport
) -> None:
    asked(clerk, written)
    with scope.of(reviewer.staff):
        household = Household.objects.earliest("pk")
        households.correct(household=household, group_name="九组", phone=None, by=reviewer.staff)

    with refused(bureau.reviewer, "a_list_goes_back_untouched_and_whole"):
        execute(_LET, bureau.reviewer.pk, written.pk)


def test_with_sql_alone_no_grant_of_a_standing_list_is_taken_back(
    bureau: Bureau, clerk: Desk, written: SheetImport
) -> None:
    asked(clerk, written)

    with refused(bureau.reviewer, "a_grant_is_ended_by_a_case_about_it"):
        execute(_GRANTS)


def test_with_sql_alone_a_list_goes_back_whole(
    bureau: Bureau, clerk: Desk, reviewer: Desk, written: SheetImport
) -> None:
    going_back(clerk, reviewer, written)

    with refused(bureau.reviewer, "a_list_goes_back_untouched_and_whole"):
        execute(
            "UPDATE applicants_sheetimport SET status = 'undone', undone_on = %s WHERE id = %s",
            ON,
            written.pk,
        )
    with refused(bureau.reviewer, "a_list_goes_back_untouched_and_whole"):
        execute(f"{_GRANTS} WHERE id = (SELECT min(id) FROM applicants_grant)")
        execute(
            """UPDATE applicants_sheetimport SET status = 'taken', asked_back_by_id = NULL, asked_back_on = NULL,
               undo_reason = '', let_back_by_id = NULL WHERE id = %s""",
            written.pk,
        )


def test_with_sql_alone_no_batch_begins_while_a_list_goes_back(
    bureau: Bureau, clerk: Desk, reviewer: Desk, written: SheetImport
) -> None:
    batch = drawn(bureau)
    with scope.of(bureau.clerk):
        batches.void(batch=batch, reason="名单错了", by=bureau.clerk)
    going_back(clerk, reviewer, written)

    with refused(bureau.clerk, "no_batch_while_a_list_goes_back"):
        PaymentBatch.objects.create(
            area=bureau.county,
            month=AUGUST,
            settlement_day=ON,
            drawn_by=bureau.clerk,
            drawn_at=batch.drawn_at,
        )


def test_with_sql_alone_an_undone_list_stays_undone(
    bureau: Bureau, clerk: Desk, reviewer: Desk, written: SheetImport
) -> None:
    record = undone(clerk, reviewer, written)

    with refused(bureau.reviewer, "a_list_stays_the_file_it_was"):
        execute(
            """UPDATE applicants_sheetimport SET status = 'taken', asked_back_by_id = NULL, asked_back_on = NULL,
               undo_reason = '', let_back_by_id = NULL, undone_on = NULL WHERE id = %s""",
            record.pk,
        )


def test_with_sql_alone_pairs_of_a_standing_list_stay_asked_about(
    bureau: Bureau, written: SheetImport
) -> None:
    with refused(bureau.reviewer, "pairs_are_released_by_a_list_that_goes_back"):
        execute(
            "SELECT release_pairs_of_list(%s, %s, '错', %s)", written.pk, bureau.reviewer.pk, ON
        )


@pytest.mark.parametrize(
    "content",
    [members(person()), deaths(("张三", id_number(1).number, "2008-07-20", ""))],
    ids=["members", "deaths"],
)
def test_with_sql_alone_nothing_is_called_undone_that_still_stands(
    bureau: Bureau, clerk: Desk, reviewer: Desk, written: SheetImport, content: bytes
) -> None:
    record = confirmed(reviewer, brought(clerk, content, name="名单.xlsx"))
    going_back(clerk, reviewer, record)

    with refused(bureau.reviewer, "a_list_goes_back_untouched_and_whole"):
        execute(
            "UPDATE applicants_sheetimport SET status = 'undone', undone_on = %s WHERE id = %s",
            ON,
            record.pk,
        )
