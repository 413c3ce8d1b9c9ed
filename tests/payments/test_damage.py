"""Damage done by the owner of the database, guards switched off, to a settled county: each kind is found and named.

One county with two months, a line that the bank refused and its follow-up, a debt kept back and returned in cash, a
replaced passbook, a hold and funds stands for all tests; each does its damage in a transaction that it takes back.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from django.db import connection, connections, transaction
from pytest_django import DjangoDbBlocker

from applicants.models.household import Household
from dibao import database, scope
from payments import ledgers
from payments.actions import batches, holds, recoveries
from payments.actions.holds import HoldEntry
from payments.banks.reasons import FailureReason
from payments.ledgers import Difference
from payments.models import BatchKind, EntryKind, FundKind, HoldReason, Resolution
from tests import databases
from tests.cast import Cast, make_cast, make_rule_set
from tests.factories.places import make_places
from tests.payments.conftest import (
    AUGUST,
    JULY,
    TODAY,
    Round,
    answered,
    end_benefit,
    grant_late,
    july_drawn,
    replace_account,
    sent,
    write_counties,
)
from tests.payments.damages import DAMAGE, NOW, Damage, Seen
from tests.payments.disputing import LATE_FAILURE, contradicted, resolved
from tests.payments.funding import as_entered, spent, there
from tests.payments.histories import SHARE
from tests.payments.paying import pays
from tests.payments.test_recoveries import entered, month_of, ordered, paper

GUARDED = (
    "payments_paymentbatch",
    "payments_paymentline",
    "payments_filecontent",
    "payments_bankfile",
    "payments_handover",
    "payments_resultfile",
    "payments_resultrow",
    "payments_batchtally",
    "payments_account",
    "payments_paymenthold",
    "payments_recovery",
    "payments_recoverymonth",
    "payments_recoveryentry",
    "payments_fundentry",
    "payments_batchfunding",
    "payments_dispute",
    "payments_payingaccount",
    "applicants_grant",
    "applicants_grantshare",
)


@pytest.fixture(scope="module")
def cast_of_county(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Cast]:
    """A database of its own, with what the county has been through."""
    name = databases.name_of("damage")
    with django_db_blocker.unblock():
        databases.make_anew(name)
        with databases.pointing_at(name):
            # At one go, since households that are granted something late come by the roster of a moment ago.
            with transaction.atomic():
                places = make_places()
                cast = make_cast(places)
                write_counties(cast, places, make_rule_set("2007", places.prefecture))
                live_through(cast)
            yield cast
        with database.maintenance(databases.owner()) as server:
            database.drop(server, name)


def live_through(cast: Cast) -> None:
    there(
        cast.finance,
        cast.second_finance,
        as_entered("central", 900),
        as_entered("county", 500),
        as_entered("county", 60, kind=FundKind.WORK, number="工作经费1号"),
        spent(45, number="支1号"),
    )
    # Household 102 was paid 156 yuan and is due 100, as is learnt later; 101 was refused.
    july = settled(july_drawn(cast), {1: FailureReason.BANK_ERROR})
    end_benefit(household=102, last_month=JULY.previous())
    grant_late(cast.clerk, household=102, amount=100)
    with scope.of(cast.clerk), connection.cursor() as cursor:
        cursor.execute(SHARE, [1102])
    recovery = ordered(july)
    settled(month_of(july, AUGUST), {})
    with scope.of(cast.clerk):
        again = batches.draw(
            county=july.county, month=AUGUST, by=cast.clerk, on=TODAY, kind=BatchKind.FOLLOW_UP
        )
    follow_up = settled(replace(july, batch=again), {})
    # What the bank said next of it came to nothing.
    (dispute,) = contradicted(follow_up, {1: LATE_FAILURE})
    resolved(dispute, cast.finance, Resolution.STANDS)
    pays(cast.finance, cast.approver)
    cash = entered(recovery, paper(10, kind=EntryKind.CASH), cast.clerk)
    with scope.of(cast.approver):
        recoveries.answer(entry=cash, by=cast.approver, is_agreed=True)
    replace_account(cast, household=103)
    with scope.of(cast.clerk):
        held = Household.objects.get(pk=104)
        wait = HoldEntry(reason=HoldReason.NOT_REACHED, first_month=AUGUST.next())
        holds.place(household=held, entry=wait, by=cast.clerk, on=TODAY)


def settled(monthly: Round, failures: dict[int, FailureReason]) -> Round:
    batch = sent(monthly)
    answered(monthly, failures)
    with scope.of(monthly.finance):
        batches.settle(batch=batch, by=monthly.finance)
    return monthly


@contextmanager
def damaged(*statements: str) -> Iterator[None]:
    """The owner's transaction in which they were done; nothing of it stays."""
    application = connections["default"]
    connections["default"] = connections["owner"]
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                for table in GUARDED:
                    cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
                for statement in statements:
                    cursor.execute(statement)
            yield
            transaction.set_rollback(True)
    finally:
        connections["default"] = application


def found(cast: Cast) -> set[Seen]:
    """All that differs."""
    with scope.of(cast.clerk):
        rows = ledgers.check(cast.clerk.posting.area)
    return {
        Seen(row.check, _month(row), *map(_short, (row.subject, row.left, row.right)))
        for row in rows
    }


def _month(row: Difference) -> str:
    return row.month if row.month <= str(AUGUST) else NOW


def _short(side: str) -> str:
    """Without what is another one in each run: hashes and keys."""
    return re.sub(r"\b[0-9a-f]{64}\b|\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", "#", side)


def test_the_county_is_clean(cast_of_county: Cast) -> None:
    assert found(cast_of_county) == set()


@pytest.mark.parametrize("damage", DAMAGE, ids=lambda damage: damage.words)
def test_each_damage_is_found_and_named(cast_of_county: Cast, damage: Damage) -> None:
    with damaged(*damage.statements):
        seen = found(cast_of_county)

    assert seen >= set(damage.seen)
