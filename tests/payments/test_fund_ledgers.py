"""The books of funds agree after every step, and each kind of damage is found and named."""

import psycopg
import pytest

from dibao import scope
from payments import ledgers
from payments.actions import batches
from payments.banks.reasons import FailureReason
from payments.models import FundKind
from tests.cast import Cast
from tests.payments.conftest import Round, answered, carry, sent
from tests.payments.funding import as_entered, spent, there

_TABLES = (
    "payments_paymentbatch",
    "payments_paymentline",
    "payments_fundentry",
    "payments_batchfunding",
)
DAMAGE = [
    ("batch_funding", "DELETE FROM payments_batchfunding WHERE level = 'central'"),
    ("batch_funding", "DELETE FROM payments_batchfunding"),
    ("batch_funding", "UPDATE payments_batchfunding SET amount = amount - 1 WHERE amount > 0"),
    ("batch_funding", "UPDATE payments_batchfunding SET year = 2007"),
    (
        "funds_overdrawn",
        "UPDATE payments_batchfunding SET amount = amount + 1000 WHERE amount = 550",
    ),
    (
        "funds_overdrawn",
        "UPDATE payments_fundentry SET confirmed_at = NULL, confirmed_by_id = NULL WHERE level = 'central'",
    ),
    ("funds_overdrawn", "UPDATE payments_fundentry SET amount = 40 WHERE kind = 'work'"),
    ("fund_statement", "UPDATE payments_paymentbatch SET total_amount = total_amount + 0.01"),
]


def settled(monthly: Round, cast: Cast) -> None:
    there(
        cast.finance,
        cast.second_finance,
        as_entered("central", 550),
        as_entered("county", 100),
        as_entered("county", 50, kind=FundKind.WORK, number="工作经费1号"),
        spent(45, number="支1号"),
    )
    batch = sent(monthly)
    answered(monthly, {2: FailureReason.ACCOUNT_CLOSED})
    assert differences(monthly) == []
    with scope.of(cast.finance):
        batches.settle(batch=batch, by=cast.finance)


def differences(monthly: Round) -> list[tuple[str, str, str, str]]:
    with scope.of(monthly.clerk):
        found = ledgers.check(monthly.county)
    return [(row.check, row.month, row.left, row.right) for row in found]


def test_the_books_agree_from_the_seal_to_the_settlement(round_of_july: Round, cast: Cast) -> None:
    settled(round_of_july, cast)

    assert differences(round_of_july) == []


def test_a_void_batch_and_one_from_before_agree_too(round_of_july: Round, cast: Cast) -> None:
    carry(round_of_july, until="sealed")
    there(cast.finance, cast.second_finance, as_entered())
    assert differences(round_of_july) == []

    with scope.of(cast.approver):
        batches.void(batch=round_of_july.batch, reason="重编", by=cast.approver)

    assert differences(round_of_july) == []


@pytest.mark.django_db(transaction=True)
def test_damage_done_behind_everybodys_back_is_found(
    round_of_july: Round, cast: Cast, as_owner: psycopg.Connection
) -> None:
    settled(round_of_july, cast)
    for name, statement in DAMAGE:
        with as_owner.transaction():
            for table in _TABLES:
                as_owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
                as_owner.execute(f"CREATE TABLE copy_{table} AS TABLE {table}")
            as_owner.execute(statement)
        assert name in {row[0] for row in differences(round_of_july)}, statement
        with as_owner.transaction():
            as_owner.execute("SET CONSTRAINTS ALL DEFERRED")
            for table in _TABLES:
                as_owner.execute(f"DELETE FROM {table}")
            for table in _TABLES:
                as_owner.execute(f"INSERT INTO {table} OVERRIDING SYSTEM VALUE TABLE copy_{table}")
                as_owner.execute(f"DROP TABLE copy_{table}")

    assert differences(round_of_july) == []
