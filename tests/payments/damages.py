"""What the owner of the database could do to a settled county (see test_damage), and by which differences it shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from tests.payments.test_database_guards import LINE_COLUMNS

JULYS_LINE = "household_id = 103 AND month = '2008-07-01'"
# The month in which the test runs: that of what has none of its own.
NOW = "now"
FILE = "dibao-990121-200807-00001.csv"


class Seen(NamedTuple):
    """A difference: check, month, what it is about, and what stands on its two sides."""

    check: str
    month: str
    subject: str
    left: str
    right: str


@dataclass(frozen=True)
class Damage:
    """What is done, and some of the differences by which it shows."""

    words: str
    statements: Sequence[str]
    seen: Sequence[Seen]


def damage(words: str, *what: str | tuple[str, str, str, str, str]) -> Damage:
    statements = [one for one in what if isinstance(one, str)]
    return Damage(words, statements, [Seen(*one) for one in what if not isinstance(one, str)])


DAMAGE = (
    # Lines
    damage(
        "a line's amount",
        f"UPDATE payments_paymentline SET base_amount = 43, amount = 43 WHERE {JULYS_LINE}",
        ("batch_header", "2008-07", "1", "7 15 785.00 1 168.00 #", "7 15 786.00 1 168.00 #"),
        ("identity", "2008-07", "990121000000", "785.00", "786.00"),
        (
            "line_and_grant",
            "2008-07",
            "line 3",
            "103 3 1 43.00 0.00",
            "103 3 1 42.00 0.00 2008-01-01",
        ),
        ("bank_file", "2008-07", FILE, "6 617.00", "6 617.00 6 618.00"),
        ("paid_beyond_the_month", "2008-07", "household 103", "42.00", "43.00"),
    ),
    damage(
        "a line taken away",
        f"""
        DELETE FROM payments_resultrow
        WHERE line_id IN (SELECT id FROM payments_paymentline WHERE {JULYS_LINE})
        """,
        f"DELETE FROM payments_paymentline WHERE {JULYS_LINE}",
        ("batch_header", "2008-07", "1", "7 15 785.00 1 168.00 #", "6 14 743.00 1 168.00 #"),
        ("household_without_line", "2008-07", "household 103", "42.00", "0.00"),
        ("result_rows", "2008-07", "result.csv", "463.00 154.00 0.00 6", "421.00 154.00 0 5"),
    ),
    damage(
        "a line doubled",
        "DROP INDEX a_household_is_paid_once_a_month",
        f"""
        INSERT INTO payments_paymentline ({LINE_COLUMNS})
        SELECT {LINE_COLUMNS.replace("serial", "serial + 100")} FROM payments_paymentline WHERE {JULYS_LINE}
        """,
        ("paid_twice", "2008-07", "household 103", "1", "2"),
        ("person_paid_twice", "2008-07", "person #", "1", "2"),
        ("line_and_result", "2008-07", "line 16", "paid  42.00", ""),
    ),
    damage(
        "a line put into another batch",
        f"UPDATE payments_paymentline SET batch_id = 3, serial = 9 WHERE {JULYS_LINE}",
        ("household_without_line", "2008-07", "household 103", "42.00", "0.00"),
        ("batch_header", "2008-08", "3", "1 2 154.00 0 0.00 #", "2 3 196.00 0 0 #"),
    ),
    damage(
        "a refused line turned to paid without a word of the bank",
        "UPDATE payments_paymentline SET status = 'paid', failure_reason = '' WHERE status = 'failed'",
        ("line_and_result", "2008-07", "line 1", "paid  154.00", "failed bank_error 154.00"),
        (
            "line_and_source",
            "2008-08",
            "line 15",
            "101 2008-07-01 follow_up",
            "101 2008-07-01 regular paid",
        ),
        ("batch_funding", "2008-07", "1", "617.00", "463.00"),
    ),
    damage(
        "a paid line turned to failed",
        f"UPDATE payments_paymentline SET status = 'failed', failure_reason = 'other' WHERE {JULYS_LINE}",
        ("line_and_result", "2008-07", "line 3", "failed other 42.00", "paid  42.00"),
    ),
    damage(
        "a paid line turned to due",
        f"UPDATE payments_paymentline SET status = 'due' WHERE {JULYS_LINE}",
        ("line_status", "2008-07", "line 3", "settled", "due"),
    ),
    damage(
        "a held line paid into somebody else's account",
        """
        UPDATE payments_paymentline SET status = 'paid',
               account_id = (SELECT id FROM payments_account WHERE household_id = 101)
        WHERE status = 'held' AND month = '2008-07-01'
        """,
        ("line_and_result", "2008-07", "line 7", "paid  168.00", ""),
        (
            "line_and_grant",
            "2008-07",
            "line 7",
            "105 3 4 168.00 0.00",
            "105 3 4 168.00 0.00 2008-01-01",
        ),
    ),
    damage(
        "a follow-up led to another line",
        f"""
        UPDATE payments_paymentline SET source_id = (SELECT id FROM payments_paymentline WHERE {JULYS_LINE})
        WHERE batch_id = 3
        """,
        (
            "line_and_source",
            "2008-08",
            "line 15",
            "101 2008-07-01 follow_up",
            "103 2008-07-01 regular paid",
        ),
    ),
    damage(
        "more kept back than was ordered",
        """
        UPDATE payments_paymentline SET offset_amount = offset_amount + 1, amount = amount - 1
        WHERE offset_amount > 0
        """,
        ("line_and_result", "2008-08", "line 9", "paid  74.00", "paid  75.00"),
        ("batch_header", "2008-08", "2", "7 13 704.00 1 168.00 #", "7 13 703.00 1 168.00 #"),
    ),
    # Batches
    damage(
        "a batch's sum",
        "UPDATE payments_paymentbatch SET total_amount = total_amount + 0.01 WHERE id = 1",
        ("identity", "2008-07", "990121000000", "785.01", "785.00"),
        ("batch_header", "2008-07", "1", "7 15 785.01 1 168.00 #", "7 15 785.00 1 168.00 #"),
        ("fund_statement", "2008-07", "statement", "463.01", "463.00"),
        ("row_and_history", "2008-07", "batch 1", "total_amount=785.00", "total_amount=785.01"),
    ),
    damage(
        "a batch's hash",
        "UPDATE payments_paymentbatch SET lines_hash = repeat('0', 64) WHERE id = 1",
        ("batch_header", "2008-07", "1", "7 15 785.00 1 168.00 #", "7 15 785.00 1 168.00 #"),
    ),
    damage(
        "a batch's status",
        "UPDATE payments_paymentbatch SET status = 'filed' WHERE id = 1",
        ("batch_papers", "2008-07", "1", "filed", "1 1 1"),
        ("row_and_history", "2008-07", "batch 1", "status=settled", "status=filed"),
    ),
    damage(
        "a batch void after it was paid",
        "UPDATE payments_paymentbatch SET status = 'void' WHERE id = 1",
        ("batch_papers", "2008-07", "1", "void", "1 1 1"),
    ),
    damage(
        "a batch called historical",
        "UPDATE payments_paymentbatch SET is_historical = true WHERE id = 1",
        ("batch_papers", "2008-07", "1", "settled historical", "1 1 1"),
    ),
    damage(
        "a batch settled without any paper",
        "DELETE FROM payments_resultrow",
        "DELETE FROM payments_resultfile",
        "DELETE FROM payments_handover",
        "DELETE FROM payments_bankfile",
        ("batch_papers", "2008-07", "1", "settled", "0 0 0"),
        ("line_and_result", "2008-07", "line 3", "paid  42.00", ""),
    ),
    damage(
        "a signature replaced by the preparer's",
        """
        ALTER TABLE payments_paymentbatch DROP CONSTRAINT the_approver_did_not_prepare_or_review,
            DROP CONSTRAINT the_signer_did_not_prepare_review_or_approve
        """,
        "UPDATE payments_paymentbatch SET approved_by_id = prepared_by_id WHERE id = 1",
        ("one_person_twice", "2008-07", "1", "4 4", "5 4 8"),
        ("row_and_history", "2008-07", "batch 1", "approved_by_id=7", "approved_by_id=4"),
    ),
    damage(
        "a signature replaced by a colleague's",
        "UPDATE payments_paymentbatch SET reviewed_by_id = 6 WHERE id = 1",
        ("row_and_history", "2008-07", "batch 1", "reviewed_by_id=5", "reviewed_by_id=6"),
    ),
    # Files and results
    damage(
        "no hand-over",
        "DELETE FROM payments_handover WHERE batch_id = 1",
        ("batch_papers", "2008-07", "1", "settled", "1 0 1"),
    ),
    damage(
        "a file handed over by its writer",
        "UPDATE payments_handover SET handed_by_id = 8 WHERE batch_id = 1",
        ("one_person_twice", "2008-07", f"file {FILE}", "8", "8"),
    ),
    damage(
        "a bank file's bytes",
        """
        UPDATE payments_filecontent c SET sealed_bytes = left(c.sealed_bytes, -4) || 'AAAA'
        FROM payments_bankfile f WHERE f.content_id = c.id AND f.batch_id = 1
        """,
        ("file_content", "2008-07", FILE, "#", ""),
    ),
    damage(
        "a bank file's hash",
        "UPDATE payments_bankfile SET sha256 = repeat('0', 64) WHERE batch_id = 1",
        ("file_content", "2008-07", FILE, "#", "#"),
    ),
    damage(
        "a bank file's sum",
        "UPDATE payments_bankfile SET total_amount = total_amount - 1 WHERE batch_id = 1",
        ("bank_file", "2008-07", FILE, "6 616.00", "6 617.00 6 617.00"),
    ),
    damage(
        "a result file's bytes",
        """
        UPDATE payments_filecontent c SET sealed_bytes = o.sealed_bytes
        FROM payments_resultfile f, payments_resultfile g JOIN payments_filecontent o ON o.id = g.content_id
        WHERE f.content_id = c.id AND f.batch_id = 1 AND g.batch_id = 2
        """,
        ("file_content", "2008-07", "result.csv", "#", ""),
    ),
    damage(
        "a result row's outcome",
        "UPDATE payments_resultrow SET outcome = 'paid', reason = '' WHERE outcome = 'failed'",
        ("line_and_result", "2008-07", "line 1", "failed bank_error 154.00", "paid  154.00"),
        ("result_rows", "2008-07", "result.csv", "463.00 154.00 0.00 6", "617.00 0 0 6"),
    ),
    damage(
        "a result row taken away",
        "DELETE FROM payments_resultrow WHERE outcome = 'failed'",
        ("line_and_result", "2008-07", "line 1", "failed bank_error 154.00", ""),
    ),
    damage(
        "a result's sum",
        "UPDATE payments_resultfile SET paid_amount = paid_amount + 1 WHERE batch_id = 1",
        ("result_rows", "2008-07", "result.csv", "464.00 154.00 0.00 6", "463.00 154.00 0 6"),
    ),
    damage(
        "a booking that no dispute found",
        f"UPDATE payments_paymentline SET booking = 'returned' WHERE {JULYS_LINE}",
        ("line_and_dispute", "2008-07", "line 3", "returned", ""),
    ),
    damage(
        "a person more in what the charts add up",
        """
        UPDATE payments_batchtally SET person_count = person_count + 1
        WHERE batch_id = 1 AND kind = 'all' AND benefit_class = 3
        """,
        ("batch_tally", "2008-07", "1 990121101000 3", "1 3 84.00 0.00", "1 2 84.00 0.00"),
    ),
    damage(
        "a family more that is new in what the charts add up",
        """
        INSERT INTO payments_batchtally (batch_id, area_code, kind, benefit_class, household_count, person_count,
                                         given_amount, offset_amount)
        SELECT batch_id, area_code, 'new', 3, 1, 1, 10, 0 FROM payments_batchtally
        WHERE batch_id = 2 AND kind = 'all' AND benefit_class = 3 AND area_code = '990121101000'
        """,
        ("batch_tally", "2008-08", "2 990121101000 new", "1 10.00", ""),
    ),
    damage(
        "a dispute answered by who loaded the file",
        """
        UPDATE payments_dispute d SET resolved_by_id = f.loaded_by_id
        FROM payments_resultrow r JOIN payments_resultfile f ON f.id = r.file_id WHERE r.id = d.row_id
        """,
        ("one_person_twice", NOW, "dispute 1", "4", "4"),
        ("row_and_history", NOW, "dispute 1", "resolved_by_id=8", "resolved_by_id=4"),
    ),
    damage(
        "an account that who opened it confirmed",
        "ALTER TABLE payments_account DROP CONSTRAINT a_second_person_confirms_an_account",
        "UPDATE payments_account SET confirmed_by_id = opened_by_id WHERE confirmed_by_id IS NOT NULL",
        ("one_person_twice", NOW, "account # household 103", "1", "1"),
    ),
    damage(
        "a paying account that who entered it confirmed",
        "ALTER TABLE payments_payingaccount DROP CONSTRAINT a_second_person_confirms_a_paying_account",
        "UPDATE payments_payingaccount SET confirmed_by_id = entered_by_id",
        ("one_person_twice", NOW, "paying account #", "8", "8"),
        (
            "row_and_history",
            NOW,
            "paying account #",
            "confirmed_by_id=7",
            "confirmed_by_id=8",
        ),
    ),
    damage(
        "a paying account with another number",
        """
        UPDATE payments_payingaccount SET number = (
            SELECT number FROM payments_account WHERE household_id = 102)
        """,
        ("account_number", "2008-08", "paying account #", "0018", ""),
    ),
    # Accounts, debts, funds, grants
    damage(
        "two accounts in use on the same day",
        "ALTER TABLE payments_account DROP CONSTRAINT a_household_has_one_account_on_a_day",
        """
        UPDATE payments_account SET ends_on = ends_on + 30
        WHERE household_id = 103 AND ends_on IS NOT NULL
        """,
        (
            "account_versions",
            "2008-08",
            "household 103",
            "[2008-01-01,2008-09-04)",
            "[2008-08-05,)",
        ),
    ),
    damage(
        "an account with another household's number",
        """
        UPDATE payments_account a SET number = b.number FROM payments_account b
        WHERE a.household_id = 101 AND b.household_id = 102
        """,
        ("account_number", "2008-01", "household 101", "0101", ""),
    ),
    damage(
        "an account that shows other digits",
        "UPDATE payments_account SET number_last4 = '9999' WHERE household_id = 101",
        ("account_number", "2008-01", "household 101", "9999", "0101"),
    ),
    damage(
        "a debt given back twice over",
        "UPDATE payments_recoveryentry SET amount = amount + 50",
        ("recovery", "2008-08", "recovery 1 household 102", "active 56.00 7", "56.00 -29.00 0"),
    ),
    damage(
        "a debt closed before it was given back",
        "UPDATE payments_recovery SET status = 'closed'",
        ("recovery", "2008-08", "recovery 1 household 102", "closed 56.00 7", "56.00 21.00 0"),
    ),
    damage(
        "less asked back than its months say",
        "UPDATE payments_recovery SET amount = amount - 6",
        ("recovery", "2008-08", "recovery 1 household 102", "active 50.00 7", "56.00 15.00 0"),
    ),
    damage(
        "a batch that no fund bears",
        "DELETE FROM payments_batchfunding WHERE batch_id = 1",
        ("batch_funding", "2008-07", "1", "463.00", "0"),
    ),
    damage(
        "a fund that bears less",
        """
        UPDATE payments_batchfunding SET amount = amount - 1
        WHERE batch_id = 1 AND level = 'central' AND amount > 0
        """,
        ("batch_funding", "2008-07", "1", "463.00", "462.00"),
    ),
    damage(
        "a batch borne by another year's money",
        "UPDATE payments_batchfunding SET year = 2007 WHERE batch_id = 1",
        ("batch_funding", "2008-07", "1", "463.00", "463.00 elsewhere 2"),
        ("funds_overdrawn", "2007-01", "central", "0", "463.00"),
    ),
    damage(
        "money of a fund that nobody confirmed",
        "UPDATE payments_fundentry SET confirmed_at = NULL, confirmed_by_id = NULL WHERE level = 'central'",
        ("funds_overdrawn", "2008-01", "central", "0", "900.00"),
    ),
    damage(
        "a work fund that is smaller",
        "UPDATE payments_fundentry SET amount = 40 WHERE kind = 'work'",
        ("funds_overdrawn", "2008-01", "work", "40.00", "45.00"),
    ),
    damage(
        "a grant that says more than was paid",
        """
        UPDATE applicants_grant SET base_amount = base_amount + 10, total_amount = total_amount + 10
        WHERE id = 103
        """,
        (
            "line_and_grant",
            "2008-08",
            "line 10",
            "103 3 1 42.00 0.00",
            "103 3 1 52.00 0.00 2008-01-01",
        ),
        ("shares_and_grant", "2008-01", "grant 103", "1 52.00 0.00", "1 42.00 0.00"),
    ),
    # Drawn after the household's benefit had been stopped, and paid all the same.
    damage(
        "a benefit stopped before its month was drawn",
        "UPDATE payments_paymentbatch SET signed_at = '2030-01-01'",
        """
        UPDATE applicants_grant SET last_month = '2008-06-01', ended_by_id = decision_id WHERE id = 103
        """,
        (
            "line_and_grant",
            "2008-07",
            "line 3",
            "103 3 1 42.00 0.00",
            "103 3 1 42.00 0.00 2008-01-01 2008-06-01",
        ),
    ),
    damage(
        "a person covered by two families",
        "ALTER TABLE applicants_grantshare DROP CONSTRAINT a_person_is_covered_once_a_month",
        """
        UPDATE applicants_grantshare s SET person_id = o.person_id
        FROM applicants_grantshare o WHERE s.grant_id = 103 AND o.grant_id = 104 AND o.id = (
            SELECT min(id) FROM applicants_grantshare WHERE grant_id = 104)
        """,
        ("person_paid_twice", "2008-07", "person #", "1", "2"),
    ),
    # What no sum shows, a row's own history does.
    *(
        damage(words, statement, ("row_and_history", NOW, subject, kept, now))
        for words, statement, subject, kept, now in (
            (
                "an account's holder",
                "UPDATE payments_account SET holder = '别人' WHERE household_id = 103 AND ends_on IS NOT NULL",
                "account # household 103",
                "holder=户主103",
                "holder=别人",
            ),
            (
                "more cash than was counted",
                "UPDATE payments_recoveryentry SET amount = amount + 5",
                "recovery entry 1",
                "amount=10.00",
                "amount=15.00",
            ),
            (
                "a fund entry's amount",
                "UPDATE payments_fundentry SET amount = amount + 100 WHERE level = 'central'",
                "fund entry 1",
                "amount=900.00",
                "amount=1000.00",
            ),
            (
                "a hold's months",
                "UPDATE payments_paymenthold SET first_month = '2008-10-01'",
                "hold 1 household 104",
                "first_month=2008-09-01",
                "first_month=2008-10-01",
            ),
        )
    ),
)
