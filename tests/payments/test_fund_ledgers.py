"""The books of funds agree after every step."""

from dibao import scope
from payments import ledgers
from payments.actions import batches
from payments.banks.reasons import FailureReason
from payments.models import FundKind
from tests.cast import Cast
from tests.payments.conftest import Round, answered, carry, sent
from tests.payments.funding import as_entered, spent, there


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
