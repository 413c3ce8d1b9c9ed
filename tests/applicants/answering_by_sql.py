"""Answers to referrals as raw SQL writes them, in the scope of whoever answers."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from django.db import DatabaseError

from applicants.models import Referral
from dibao import scope
from dibao.models import Staff
from tests.applicants.test_database_guards import run
from tests.factories.referrals import ASKED

DAY = timedelta(days=1)
SET = "UPDATE applicants_referral SET "
ACCEPT = (
    SET
    + "status = 'accepted', version = 1, accepted_by_id = %s, accepted_on = %s, delivery_due = %s"
    " WHERE id = %s"
)
CLOSE = (
    SET + "status = %s, closed_by_id = %s, closed_on = %s, close_reason = %s, seen_until = %s"
    " WHERE id = %s"
)
PART = (
    "INSERT INTO applicants_referralpart"
    " (area_code, referral_id, quantity, value, delivered_on, cost_bearer, evidence, recorded_by_id)"
    " VALUES (%s, %s, %s, %s, %s, 'county', '', %s)"
)


@contextmanager
def refused(by: Staff, words: str) -> Iterator[None]:
    """What is done in the scope of `by` fails by the guard of that name."""
    with pytest.raises(DatabaseError, match=words), scope.of(by):
        yield


def accept(
    referral: Referral, by: Staff, *, on: date = ASKED, due: date = ASKED + 30 * DAY
) -> None:
    with scope.of(by):
        run(ACCEPT, by.pk, on, due, referral.pk)


def close(
    referral: Referral, status: str, by: Staff, *, reason: str = "not_reached", on: date = ASKED
) -> None:
    with scope.of(by):
        run(CLOSE, status, by.pk, on, reason, on + 30 * DAY, referral.pk)


def deliver(
    referral: Referral,
    by: Staff,
    *,
    quantity: str = "1",
    value: str = "10",
    on: date = ASKED,
) -> None:
    with scope.of(by):
        run(PART, referral.area_id, referral.pk, quantity, value, on, by.pk)
