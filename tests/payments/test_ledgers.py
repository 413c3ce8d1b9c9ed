"""The books agree after every step; what two counties paid together is found where both are seen."""

import json
from decimal import Decimal
from io import StringIO

import psycopg
import pytest
from django.core.management import call_command

from applicants.models.grant import Grant
from dibao import scope
from payments import ledgers
from payments.actions import batches
from payments.banks.reasons import FailureReason
from payments.ledgers import Identity
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


def books(monthly: Round) -> Identity:
    """The month's identity, after asking whether anything at all differs."""
    with scope.of(monthly.clerk):
        assert ledgers.check(monthly.county) == []
        return ledgers.identity(monthly.county, JULY)


def test_a_draft_waits_or_is_held(round_of_july: Round) -> None:
    sides = books(round_of_july)

    assert (sides.due, sides.waiting, sides.in_flight, sides.held) == (
        Decimal("785.00"),
        Decimal("617.00"),
        Decimal("0.00"),
        Decimal("168.00"),
    )


def test_what_the_bank_has_is_in_flight(round_of_july: Round) -> None:
    sent(round_of_july)

    sides = books(round_of_july)

    assert (sides.waiting, sides.in_flight) == (Decimal("0.00"), Decimal("617.00"))


@pytest.mark.parametrize("status", ["prepared", "reviewed", "approved", "sealed"])
def test_signatures_move_no_fen(round_of_july: Round, status: str) -> None:
    carry(round_of_july, until=status)

    assert books(round_of_july).waiting == Decimal("617.00")


def test_an_answered_month_is_paid_failed_or_held(round_of_july: Round) -> None:
    sent(round_of_july)
    answered(round_of_july, {2: FailureReason.ACCOUNT_CLOSED})

    sides = books(round_of_july)

    assert (sides.paid, sides.failed, sides.held, sides.in_flight) == (
        Decimal("461.00"),
        Decimal("156.00"),
        Decimal("168.00"),
        Decimal("0.00"),
    )
    assert sides.difference == 0


def test_a_void_batch_and_its_successor_are_both_in_the_books(round_of_july: Round) -> None:
    with scope.of(round_of_july.clerk):
        batches.void(batch=round_of_july.batch, reason="编错", by=round_of_july.clerk)
        batches.draw(
            county=round_of_july.county, month=JULY, by=round_of_july.clerk, on=JULY.last_day
        )

    sides = books(round_of_july)

    assert (sides.due, sides.void) == (Decimal("1570.00"), Decimal("785.00"))


_TABLES = (
    "payments_paymentbatch",
    "payments_paymentline",
    "payments_bankfile",
    "payments_handover",
    "payments_resultfile",
    "payments_resultrow",
    "payments_batchtally",
    "applicants_grant",
    "applicants_grantshare",
)


@pytest.mark.django_db(transaction=True)
def test_a_line_that_stands_in_another_batch_is_missed_in_its_own(
    round_of_july: Round, as_owner: psycopg.Connection
) -> None:
    batch = sent(round_of_july)
    with as_owner.transaction():
        for table in _TABLES:
            as_owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        as_owner.execute(more_batches(batch, size=1))
        as_owner.execute(
            "UPDATE payments_paymentline SET batch_id = (SELECT id FROM payments_paymentbatch"
            " WHERE month = '2008-06-01') WHERE household_id = 101"
        )

    with scope.of(round_of_july.clerk):
        found = ledgers.check(round_of_july.county, JULY)

    assert ("household_without_line", "household 101") in {
        (row.check, row.subject) for row in found
    }


ACROSS = [
    (
        "paid_twice",
        (
            "DROP INDEX a_household_is_paid_once_a_month; "
            "UPDATE payments_paymentline SET household_id = 101 WHERE household_id = 201"
        ),
    ),
    (
        "person_paid_twice",
        (
            "ALTER TABLE applicants_grantshare DROP CONSTRAINT a_person_is_covered_once_a_month; "
            "UPDATE applicants_grantshare SET person_id = (SELECT min(person_id::text)::uuid FROM"
            " applicants_grantshare WHERE grant_id = 101) WHERE id = (SELECT min(id) FROM applicants_grantshare"
            " WHERE grant_id = 201)"
        ),
    ),
]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("name", "statement"), ACROSS)
def test_who_is_paid_by_two_counties_is_found_where_both_are_seen(
    round_of_july: Round, cast: Cast, as_owner: psycopg.Connection, name: str, statement: str
) -> None:
    foreign = cast.foreign_clerk
    with scope.of(foreign):
        batches.draw(county=foreign.posting.area, month=JULY, by=foreign, on=JULY.last_day)
    with scope.of(cast.officer):
        assert ledgers.check_across(cast.officer.posting.area) == []
    for table in _TABLES:
        as_owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    as_owner.execute(statement)

    with scope.of(cast.officer):
        found = ledgers.check_across(cast.officer.posting.area)

    assert [(row.check, row.month, row.right) for row in found] == [(name, "2008-07", "2")]
    assert name in _told_by_the_command()


def _told_by_the_command() -> set[str]:
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("check_ledgers", "--format", "json", stdout=out, stderr=StringIO())
    return {row["check"] for row in json.loads(out.getvalue().splitlines()[-1])["differences"]}


@pytest.mark.parametrize("until", ["prepared", "sealed"])
def test_a_benefit_that_changes_once_the_batch_is_drawn_is_no_difference(
    round_of_july: Round, until: str
) -> None:
    """Before the signature it is drawn anew; after it, it is owed or to be recovered."""
    carry(round_of_july, until=until)
    end_benefit(household=101, last_month=JULY.previous())
    grant_late(round_of_july.clerk)

    with scope.of(round_of_july.clerk):
        found = {row.check for row in ledgers.check(round_of_july.county)}

    # The late grant of this test has no shares.
    assert found == {"shares_and_grant"}


def test_a_file_that_was_not_handed_over_needs_no_result(round_of_july: Round) -> None:
    write_file(round_of_july, "plain_csv")

    assert books(round_of_july).waiting == Decimal("617.00")


def test_a_grant_unlike_its_assessment_is_found(
    grant: Grant, cast: Cast, as_owner: psycopg.Connection
) -> None:
    for table in ("applicants_assessment", "applicants_grant"):
        as_owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    as_owner.execute(
        "UPDATE applicants_assessment SET base_amount = base_amount + 1, total_amount = total_amount + 1"
    )

    with scope.of(cast.clerk):
        (found,) = ledgers.check(cast.clerk.posting.area)

    assert (found.check, found.month) == ("grant_and_assessment", str(grant.first_month))
    assert found.subject == f"grant {grant.pk} household {grant.household_id}"
