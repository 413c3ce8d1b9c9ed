"""What PostgreSQL itself refuses the application role, whatever our code would let through."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import DatabaseError, connection, transaction

from dibao import scope
from dibao.models.staff import Staff
from payments import drawing
from payments.actions import batches
from payments.banks.reasons import FailureReason
from payments.models import Account, BatchStatus
from tests.cast import Cast
from tests.house.world_money import more_batches
from tests.payments.conftest import (
    JULY,
    Round,
    answered,
    carry,
    end_benefit,
    grant_late,
    sent,
    write_file,
)

SEPTEMBER = JULY.plus(2)
LINE_COLUMNS = (
    "batch_id, household_id, grant_id, account_id, area_code, month, kind, serial, benefit_class, covered_count, "
    "base_amount, supplement_amount, amount, status, failure_reason"
)


# PostgreSQL names the first guard that objects; more than one may.
SKIPS = (
    "moves_along_its_table|lines_move_with_their_batch|an_outcome_comes_from_a_posted_result"
    "|a_filed_batch_has_a_bank_file|a_sent_batch_was_handed_over|a_settled_batch_awaits_no_answer"
    "|_is_who_acts"
)


@contextmanager
def refused(by: Staff, because: str) -> Iterator[None]:
    """Raw SQL by `by`'s posting that must end in an error naming the broken fact."""
    with (
        scope.of(by),
        pytest.raises(DatabaseError, match=because),
        transaction.atomic(),
    ):
        yield


def run(statement: str, *values: object) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


def test_no_household_is_paid_twice_in_a_month(round_of_july: Round) -> None:
    with refused(round_of_july.clerk, "a_household_is_paid_once_a_month"):
        run(
            f"INSERT INTO payments_paymentline ({LINE_COLUMNS}) SELECT "
            f"{LINE_COLUMNS.replace('serial', 'serial + 100')} FROM payments_paymentline WHERE household_id = 101"
        )


def test_no_household_is_paid_twice_by_two_batches(round_of_july: Round) -> None:
    with refused(round_of_july.clerk, "a_month_is_drawn_once_per_county_and_kind"):
        run(
            "INSERT INTO payments_paymentbatch (version, month, kind, status, settlement_day, line_count,"
            " person_count, total_amount, held_count, held_amount, lines_hash, drawn_at, area_code, drawn_by_id)"
            " SELECT 0, month, kind, status, settlement_day, 0, 0, 0, 0, 0, '', now(), area_code, drawn_by_id"
            " FROM payments_paymentbatch"
        )


@pytest.mark.parametrize(
    "change",
    [
        "amount = amount + 1",
        "base_amount = base_amount + 1, amount = amount + 1",
        "household_id = 102",
        "account_id = NULL",
        "month = '2008-08-01'",
        "batch_id = batch_id + 1",
        "serial = 99",
        "covered_count = 9",
        "grant_id = 102",
        "area_code = '990121100201'",
    ],
)
def test_a_line_never_changes_its_facts(round_of_july: Round, change: str) -> None:
    with refused(round_of_july.clerk, "permission denied"):
        run(f"UPDATE payments_paymentline SET {change} WHERE household_id = 101")


def written_anew(columns: str, *, household: int) -> None:
    """A line of the draft taken out by SQL and put in with other columns, and the header made to fit."""
    run(
        "CREATE TEMP TABLE taken ON COMMIT DROP AS"
        " SELECT * FROM payments_paymentline WHERE household_id = %s",
        household,
    )
    run("DELETE FROM payments_paymentline WHERE household_id = %s", household)
    run(f"INSERT INTO payments_paymentline ({LINE_COLUMNS}) SELECT {columns} FROM taken")
    run(drawing.HEADER.replace("%(batch)s", "(SELECT id FROM payments_paymentbatch)"))


def signed_by_sql(monthly: Round) -> None:
    """All four signatures as raw SQL could give them, each by who acts."""
    for part, status, by in (
        ("prepared", "prepared", monthly.clerk),
        ("reviewed", "reviewed", monthly.reviewer),
        ("approved", "approved", monthly.approver),
        ("signed", "sealed", monthly.finance),
    ):
        with scope.of(by):
            run(
                f"UPDATE payments_paymentbatch SET status = %s, {part}_by_id = %s, {part}_at = now()",
                status,
                by.pk,
            )


OTHERWISE = [
    {"base_amount": "5000", "amount": "5000"},
    {"supplement_amount": "1", "amount": "amount + 1"},
    {"grant_id": "102"},
    {"benefit_class": "3"},
    {"covered_count": "9"},
    {"area_code": "'990121100201'"},
    # Somebody of this county who has no grant, on the grant of somebody else.
    {"household_id": "301"},
]


@pytest.mark.parametrize("change", OTHERWISE, ids=str)
def test_a_line_unlike_its_grant_is_not_sealed(
    round_of_july: Round, change: dict[str, str]
) -> None:
    grant_late(round_of_july.clerk, first_month=SEPTEMBER)
    columns = ", ".join(change.get(name, name) for name in LINE_COLUMNS.split(", "))

    with refused(round_of_july.clerk, "a_sealed_batch_pays_what_is_due"):
        written_anew(columns, household=101)
        signed_by_sql(round_of_july)


def test_two_lines_on_one_grant_are_not_sealed(round_of_july: Round) -> None:
    """One household twice its money, and once under another's name: the count and the sum of lines are right."""
    columns = ", ".join(
        {"grant_id": "101", "base_amount": "5000", "amount": "5000"}.get(name, name)
        for name in LINE_COLUMNS.split(", ")
    )

    with refused(round_of_july.clerk, "a_sealed_batch_pays_what_is_due"):
        written_anew(columns, household=102)
        signed_by_sql(round_of_july)


def test_a_household_left_out_is_not_sealed(round_of_july: Round) -> None:
    with refused(round_of_july.clerk, "a_sealed_batch_pays_what_is_due"):
        written_anew(f"{LINE_COLUMNS} FROM taken WHERE false --", household=101)
        signed_by_sql(round_of_july)


def test_a_benefit_that_ended_before_its_month_is_not_sealed(round_of_july: Round) -> None:
    end_benefit(household=101, last_month=JULY.previous())

    with refused(round_of_july.clerk, "a_sealed_batch_pays_what_is_due"):
        signed_by_sql(round_of_july)


def test_no_line_is_sealed_on_another_households_account(round_of_july: Round) -> None:
    with scope.of(round_of_july.clerk):
        another = Account.objects.get(household=102).pk
    columns = LINE_COLUMNS.replace("account_id", f"'{another}'::uuid")

    with refused(round_of_july.clerk, "a_sealed_line_pays_into_its_households_account"):
        written_anew(columns, household=101)
        signed_by_sql(round_of_july)


def test_what_the_draw_wrote_is_sealed_by_sql_as_well(round_of_july: Round) -> None:
    with scope.of(round_of_july.clerk):
        signed_by_sql(round_of_july)

    with scope.of(round_of_july.clerk):
        round_of_july.batch.refresh_from_db()
        assert round_of_july.batch.status == BatchStatus.SEALED


@pytest.mark.parametrize(
    "change",
    [
        "total_amount = total_amount + 0.01",
        "line_count = line_count + 1",
        "person_count = person_count + 1",
        "held_amount = held_amount + 0.01",
        "lines_hash = ''",
        "settlement_day = settlement_day + 1",
        "drawn_at = now()",
    ],
)
def test_a_sealed_batch_never_changes_its_figures(round_of_july: Round, change: str) -> None:
    carry(round_of_july, until="sealed")

    with refused(
        round_of_july.finance,
        "a_batch_out_of_draft_keeps_its_figures|a_settlement_day_is_put_off_at_hand_over",
    ):
        run(f"UPDATE payments_paymentbatch SET {change}")


@pytest.mark.parametrize(
    "change",
    ["month = '2008-09-01'", "area_code = '990121100000'", "is_historical = true"],
)
def test_a_batch_keeps_its_place_and_month(round_of_july: Round, change: str) -> None:
    with refused(
        round_of_july.clerk, "a_batch_keeps_its_place_and_month|a_historical_batch_is_settled"
    ):
        run(f"UPDATE payments_paymentbatch SET {change}")


def test_a_settled_batch_does_not_become_one_from_before(round_of_july: Round) -> None:
    sent(round_of_july)
    answered(round_of_july, {})
    with scope.of(round_of_july.finance):
        batches.settle(batch=round_of_july.batch, by=round_of_july.finance)

    with refused(round_of_july.finance, "a_batch_keeps_its_place_and_month"):
        run("UPDATE payments_paymentbatch SET is_historical = true")


def test_no_settled_batch_is_born_at_the_desk(round_of_july: Round) -> None:
    sent(round_of_july)
    answered(round_of_july, {})
    with scope.of(round_of_july.finance):
        batches.settle(batch=round_of_july.batch, by=round_of_july.finance)

    with refused(round_of_july.finance, "payment_batch_starts_at_the_start"):
        run(more_batches(round_of_july.batch, size=1))


def test_a_signature_is_not_replaced(round_of_july: Round, cast: Cast) -> None:
    carry(round_of_july, until="sealed")

    with refused(round_of_july.finance, "a_signature_stays_until_the_batch_is_sent_back"):
        run("UPDATE payments_paymentbatch SET reviewed_by_id = %s", cast.second_reviewer.pk)


@pytest.mark.parametrize(
    ("until", "change", "because"),
    [
        ("prepared", "status = 'reviewed', reviewed_by_id = prepared_by_id, reviewed_at = now()",
         "the_reviewer_did_not_prepare"),
        ("reviewed", "status = 'approved', approved_by_id = reviewed_by_id, approved_at = now()",
         "the_approver_did_not_prepare_or_review"),
        ("reviewed", "status = 'approved', approved_by_id = prepared_by_id, approved_at = now()",
         "the_approver_did_not_prepare_or_review"),
        ("approved", "status = 'sealed', signed_by_id = approved_by_id, signed_at = now()",
         "the_signer_did_not_prepare_review_or_approve"),
        ("approved", "status = 'sealed', signed_by_id = drawn_by_id, signed_at = now()",
         "the_signer_did_not_prepare_review_or_approve"),
    ],
)  # fmt: skip
def test_nobody_signs_twice(round_of_july: Round, until: str, change: str, because: str) -> None:
    carry(round_of_july, until=until)

    with refused(round_of_july.finance, because):
        run(f"UPDATE payments_paymentbatch SET {change}")


@pytest.mark.parametrize(
    ("until", "change", "because"),
    [
        ("draft", "drawn_by_id = %s", "batch_drawn_by_is_who_acts"),
        ("draft", "status = 'prepared', prepared_by_id = %s, prepared_at = now()", "batch_prepared_by_is_who_acts"),
        ("prepared", "status = 'reviewed', reviewed_by_id = %s, reviewed_at = now()", "batch_reviewed_by_is_who_acts"),
        ("reviewed", "status = 'approved', approved_by_id = %s, approved_at = now()", "batch_approved_by_is_who_acts"),
        ("approved", "status = 'sealed', signed_by_id = %s, signed_at = now()", "batch_signed_by_is_who_acts"),
    ],
)  # fmt: skip
def test_nobody_signs_in_anothers_name(
    round_of_july: Round, cast: Cast, until: str, change: str, because: str
) -> None:
    if until != "draft":
        carry(round_of_july, until=until)

    with refused(round_of_july.clerk, because):
        run(f"UPDATE payments_paymentbatch SET {change}", cast.second_reviewer.pk)


def test_a_batch_is_a_countys(round_of_july: Round) -> None:
    with refused(round_of_july.clerk, "a_batch_is_a_countys"):
        run(
            "INSERT INTO payments_paymentbatch (version, area_code, month, kind, status, settlement_day, line_count,"
            " person_count, total_amount, held_count, held_amount, lines_hash, drawn_by_id, drawn_at)"
            " VALUES (0, '990121100000', '2008-11-01', 'regular', 'draft', '2008-11-05', 0, 0, 0, 0, 0, '', %s, now())",
            round_of_july.clerk.pk,
        )


def test_a_reason_changes_only_with_its_outcome(round_of_july: Round) -> None:
    sent(round_of_july)
    answered(round_of_july, {1: FailureReason.ACCOUNT_CLOSED})

    with refused(round_of_july.clerk, "a_reason_is_given_with_its_outcome"):
        run("UPDATE payments_paymentline SET failure_reason = 'other' WHERE status = 'failed'")


def test_a_step_needs_its_signature(round_of_july: Round) -> None:
    with refused(round_of_july.clerk, "a_batch_past_draft_has_a_preparer"):
        run("UPDATE payments_paymentbatch SET status = 'prepared'")


@pytest.mark.parametrize(
    ("status", "signatures"),
    [("reviewed", 2), ("approved", 3), ("sealed", 4), ("filed", 4), ("sent", 4), ("settled", 4)],
)
def test_a_batch_skips_no_status(
    round_of_july: Round, cast: Cast, status: str, signatures: int
) -> None:
    parts = ("prepared", "reviewed", "approved", "signed")[:signatures]
    people = (cast.clerk.pk, cast.reviewer.pk, cast.approver.pk, cast.finance.pk)[:signatures]
    signed = ", ".join(f"{part}_by_id = %s, {part}_at = now()" for part in parts)

    with refused(round_of_july.clerk, SKIPS):
        run(f"UPDATE payments_paymentbatch SET status = %s, {signed}", status, *people)


@pytest.mark.parametrize("status", ["sent", "paid", "failed", "unknown", "void"])
def test_a_line_of_a_draft_goes_nowhere(round_of_july: Round, status: str) -> None:
    reason = "other" if status == "failed" else ""

    with refused(round_of_july.clerk, SKIPS):
        run(
            "UPDATE payments_paymentline SET status = %s, failure_reason = %s WHERE household_id = 101",
            status, reason,
        )  # fmt: skip


@pytest.mark.parametrize(("status", "reason"), [("paid", ""), ("failed", "other"), ("unknown", "")])
def test_an_outcome_needs_the_banks_word(round_of_july: Round, status: str, reason: str) -> None:
    sent(round_of_july)

    with refused(round_of_july.clerk, "an_outcome_comes_from_a_posted_result"):
        run(
            "UPDATE payments_paymentline SET status = %s, failure_reason = %s WHERE household_id = 101",
            status, reason,
        )  # fmt: skip


@pytest.mark.parametrize("status", ["due", "sent", "unknown", "void"])
def test_a_paid_line_stays_paid(round_of_july: Round, status: str) -> None:
    sent(round_of_july)
    answered(round_of_july, {})

    with refused(round_of_july.clerk, SKIPS):
        run("UPDATE payments_paymentline SET status = %s WHERE household_id = 101", status)


def test_a_batch_that_left_draft_gets_no_line_and_loses_none(round_of_july: Round) -> None:
    carry(round_of_july, until="prepared")

    with refused(round_of_july.clerk, "lines_are_taken_from_a_draft_only"):
        run("DELETE FROM payments_paymentline WHERE household_id = 101")
    with refused(round_of_july.clerk, "exceptions_belong_to_a_draft"):
        run("DELETE FROM payments_batchexception")


def test_a_line_is_added_only_to_a_draft(round_of_july: Round, cast: Cast) -> None:
    carry(round_of_july, until="prepared")

    with refused(round_of_july.clerk, "lines_are_added_to_a_draft_of_their_county"):
        run(
            f"INSERT INTO payments_paymentline ({LINE_COLUMNS}) SELECT "
            f"{LINE_COLUMNS.replace('household_id', '201').replace('serial', '50')}"
            " FROM payments_paymentline WHERE household_id = 101"
        )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE payments_bankfile SET total_amount = 0",
        "DELETE FROM payments_bankfile",
        "UPDATE payments_filecontent SET sealed_bytes = ''",
        "DELETE FROM payments_filecontent",
        "UPDATE payments_handover SET handed_at = now()",
        "DELETE FROM payments_handover",
        "UPDATE payments_resultrow SET outcome = 'unknown'",
        "DELETE FROM payments_resultrow",
        "DELETE FROM payments_resultfile",
        "DELETE FROM payments_paymentbatch",
        "DELETE FROM payments_account",
        "UPDATE payments_account SET holder = '别人'",
        "UPDATE payments_account SET number = ''",
        "UPDATE payments_paymentlineevent SET status = 'paid'",
        "DELETE FROM payments_paymentlineevent",
        "DELETE FROM payments_paymentbatchevent",
        "TRUNCATE payments_paymentline",
        "TRUNCATE payments_bankfile",
    ],
)
def test_what_is_written_stays_written(round_of_july: Round, statement: str) -> None:
    sent(round_of_july)
    answered(round_of_july, {})

    with refused(round_of_july.clerk, "permission denied|must be owner"):
        run(statement)


def test_a_posted_result_never_changes(round_of_july: Round) -> None:
    sent(round_of_july)
    answered(round_of_july, {})

    with refused(round_of_july.clerk, "a_result_once_checked_keeps_its_figures"):
        run("UPDATE payments_resultfile SET paid_amount = 0")
    with refused(round_of_july.clerk, "result_file_moves_along_its_table"):
        run(
            "UPDATE payments_resultfile SET status = 'checked', posted_by_id = NULL, posted_at = NULL"
        )


def test_a_file_is_handed_over_by_somebody_else(round_of_july: Round) -> None:
    file = write_file(round_of_july, "plain_csv")

    with refused(round_of_july.finance, "a_file_is_handed_over_by_somebody_else"):
        run(
            "INSERT INTO payments_handover (batch_id, file_id, handed_by_id, handed_at, area_code)"
            " VALUES (%s, %s, %s, now(), '990121000000')",
            round_of_july.batch.pk, file.pk, round_of_july.finance.pk,
        )  # fmt: skip


def test_a_batch_is_not_sent_without_hand_over(round_of_july: Round) -> None:
    write_file(round_of_july, "plain_csv")

    with refused(round_of_july.finance, "a_sent_batch_was_handed_over"):
        run("UPDATE payments_paymentbatch SET status = 'sent'")


def test_a_batch_is_not_settled_while_lines_wait(round_of_july: Round) -> None:
    sent(round_of_july)

    with refused(round_of_july.finance, "a_settled_batch_awaits_no_answer"):
        run("UPDATE payments_paymentbatch SET status = 'settled'")


def test_a_household_has_one_account_on_a_day(round_of_july: Round) -> None:
    with refused(round_of_july.clerk, "a_household_has_one_account_on_a_day"):
        run(
            "INSERT INTO payments_account (id, holder, bank_code, bank_name, branch, number, number_index,"
            " number_last4, starts_on, status, opened_at, area_code, household_id, opened_by_id)"
            " SELECT gen_random_uuid(), holder, bank_code, bank_name, branch, number, number_index, number_last4,"
            " starts_on, status, opened_at, area_code, household_id, opened_by_id FROM payments_account"
        )


TABLES = [
    "account",
    "batchexception",
    "bankfile",
    "filecontent",
    "handover",
    "paymentbatch",
    "paymentbatchevent",
    "paymentline",
    "paymentlineevent",
    "resultfile",
    "resultfileevent",
    "resultrow",
]


@pytest.mark.parametrize("table", TABLES)
def test_another_county_sees_no_row_of_ours(round_of_july: Round, cast: Cast, table: str) -> None:
    sent(round_of_july)
    answered(round_of_july, {})
    count = f"SELECT count(*) FROM payments_{table} WHERE area_code LIKE '990121%%'"

    with scope.of(round_of_july.clerk), connection.cursor() as cursor:
        cursor.execute(count)
        assert cursor.fetchone()[0] > 0
    with scope.of(cast.foreign_clerk), connection.cursor() as cursor:
        cursor.execute(count)
        assert cursor.fetchone()[0] == 0


@pytest.mark.parametrize("table", TABLES)
def test_without_a_scope_no_row_is_seen(round_of_july: Round, table: str) -> None:
    sent(round_of_july)

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM payments_{table}")
        assert cursor.fetchone()[0] == 0


def test_a_township_sees_its_lines_but_neither_batch_nor_file(
    round_of_july: Round, cast: Cast
) -> None:
    sent(round_of_july)

    with scope.of(cast.caseworker), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM payments_paymentline")
        assert cursor.fetchone()[0] == 5
        cursor.execute("SELECT count(*) FROM payments_paymentbatch")
        assert cursor.fetchone()[0] == 0
        cursor.execute("SELECT count(*) FROM payments_bankfile")
        assert cursor.fetchone()[0] == 0


def test_a_township_moves_no_line(round_of_july: Round, cast: Cast) -> None:
    sent(round_of_july)

    with refused(cast.caseworker, SKIPS):
        run("UPDATE payments_paymentline SET status = 'unknown' WHERE household_id = 101")


def test_every_change_of_a_line_is_in_its_history(round_of_july: Round) -> None:
    sent(round_of_july)
    answered(round_of_july, {})

    with scope.of(round_of_july.clerk):
        line = round_of_july.batch.lines.get(household=101)
        assert list(line.history.order_by("pgh_id").values_list("status", flat=True)) == [
            "sent",
            "paid",
        ]
