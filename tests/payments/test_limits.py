"""A posting may carry a limit: larger batches are signed by others, and four people sign all the same."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from dibao import scope
from dibao.models.staff import Posting, Staff
from dibao.roles import Role
from payments.actions import batches
from payments.actions.limits import BeyondLimit
from payments.models import BatchStatus, PaymentBatch
from tests.cast import hire
from tests.payments.conftest import Round, approved, carry
from tests.payments.test_database_guards import refused, run

STEPS = [
    ("prepared", "reviewer", batches.review),
    ("reviewed", "approver", approved),
    ("approved", "finance", batches.sign),
]


def limited(staff: Staff, limit: object) -> Staff:
    """The same person, whose posting lets them sign batches up to so many yuan."""
    Posting.objects.filter(pk=staff.posting.pk).update(batch_limit=Decimal(str(limit)))
    staff.posting.refresh_from_db()
    return staff


@pytest.mark.parametrize(("until", "who", "step"), STEPS, ids=[row[1] for row in STEPS])
def test_a_batch_beyond_the_limit_is_signed_by_others(
    round_of_july: Round, until: str, who: str, step: Callable[..., PaymentBatch]
) -> None:
    batch = carry(round_of_july, until=until)
    by = limited(getattr(round_of_july, who), "784.99")
    other = hire("other", "另一人", by.posting.role, by.posting.area)

    with scope.of(by), pytest.raises(BeyondLimit) as refusal:
        step(batch=batch, by=by)

    sentence = str(refusal.value)
    assert "785.00元，超过您的限额784.99元" in sentence
    assert f"{Role(by.posting.role).label}另一人" in sentence
    assert by.name not in sentence
    with scope.of(other):
        step(batch=batch, by=other)


def test_a_batch_of_exactly_the_limit_is_signed(round_of_july: Round) -> None:
    limited(round_of_july.reviewer, 785)

    assert carry(round_of_july, until="reviewed").status == BatchStatus.REVIEWED


def test_without_anybody_else_the_sentence_says_who_can_help(round_of_july: Round) -> None:
    batch = carry(round_of_july, until="reviewed")
    by = limited(round_of_july.approver, 100)

    with scope.of(by), pytest.raises(BeyondLimit, match="由系统管理员另派岗位或改限额"):
        approved(batch=batch, by=by)


def test_a_limit_is_of_signing_and_not_of_sending_back(round_of_july: Round) -> None:
    batch = carry(round_of_july, until="prepared")
    by = limited(round_of_july.reviewer, 100)

    with scope.of(by):
        batches.send_back(batch=batch, reason="太大", by=by)

    assert batch.status == BatchStatus.DRAFT


SIGN = {
    "reviewer": ("reviewed", "reviewed"),
    "approver": ("approved", "approved"),
    "finance": ("sealed", "signed"),
}


@pytest.mark.parametrize(("until", "who"), [row[:2] for row in STEPS], ids=list(SIGN))
def test_nobody_signs_beyond_their_limit_by_sql(round_of_july: Round, until: str, who: str) -> None:
    carry(round_of_july, until=until)
    by = limited(getattr(round_of_july, who), "784.99")
    status, part = SIGN[who]

    with refused(by, "a_batch_is_signed_within_the_signers_limit"):
        run(
            f"UPDATE payments_paymentbatch SET status = %s, version = version + 1, {part}_by_id = %s,"
            f" {part}_at = now()",
            status,
            by.pk,
        )
