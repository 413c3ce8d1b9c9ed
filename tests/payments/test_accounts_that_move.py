"""A family that moves: its file carries the account in force and no other, and what was not credited is paid still."""

from datetime import date

import pytest
from django.db import connection
from pytest_django import Settings

from applicants.actions import transfers
from applicants.models.household import Household
from applicants.models.transfer import Transfer
from applicants.reasons import ClosedReason
from dibao import scope
from dibao.errors import Refused
from dibao.models.staff import Staff
from payments.actions import account_changes, accounts
from payments.banks.reasons import FailureReason
from payments.models import Account, AccountStatus, BatchKind, LineStatus, PaymentLine
from tests.cast import Cast
from tests.factories.places import Places
from tests.payments.conftest import (
    TODAY,
    Round,
    answered,
    confirmed_account,
    proposed_account,
    sent,
)
from tests.payments.test_debts_that_move import handed, moved_abroad
from tests.payments.test_months_past import drawn
from tests.payments.test_transfers import FAMILY, HANDED, received, taken_in

BEFORE = date(2008, 6, 10)
FAILED = {3: FailureReason.ACCOUNT_CLOSED}


def failed_and_moved(cast: Cast, places: Places, monthly: Round) -> Transfer:
    """July failed for the family, which has gone to another county since; its household here is closed."""
    sent(monthly)
    answered(monthly, FAILED)
    transfer = moved_abroad(cast, places)
    with scope.of(cast.caseworker):
        assert Household.objects.get(pk=FAMILY).closed_on is not None
    return transfer


def test_what_failed_is_paid_after_the_family_has_gone(
    cast: Cast, places: Places, round_of_july: Round
) -> None:
    failed_and_moved(cast, places, round_of_july)
    with scope.of(cast.caseworker):
        waiting = PaymentLine.objects.failed_for(cast.caseworker)
        assert FAMILY in [line.household_id for line in waiting]

    account = confirmed_account(
        proposed_account(cast.caseworker, household=FAMILY), cast.township_head
    )

    assert account.status == AccountStatus.USABLE
    again = drawn(round_of_july, BatchKind.FOLLOW_UP)
    sent(again)
    answered(again, {})
    with scope.of(cast.clerk):
        line = again.batch.lines.select_related("account").get()
        assert (line.household_id, line.account, line.status) == (FAMILY, account, LineStatus.PAID)
        assert not account_changes.may_be_paid(line.household)


def test_a_change_proposed_before_the_file_was_closed_is_confirmed_afterwards(
    cast: Cast, round_of_july: Round
) -> None:
    sent(round_of_july)
    answered(round_of_july, FAILED)
    account = proposed_account(cast.caseworker, household=FAMILY)
    closed(cast, FAMILY)

    assert confirmed_account(account, cast.township_head).status == AccountStatus.USABLE


def closed(cast: Cast, *households: int) -> None:
    with scope.of(cast.caseworker):
        Household.objects.filter(pk__in=households).update(
            closed_on=TODAY, closed_for=ClosedReason.MERGED
        )


def test_a_closed_file_to_which_nothing_is_owed_has_no_account_changed(
    cast: Cast, round_of_july: Round
) -> None:
    waiting = proposed_account(cast.caseworker, household=101)
    sent(round_of_july)
    answered(round_of_july, {})
    closed(cast, 101, FAMILY)

    with pytest.raises(Refused, match="已经销户，也没有要补发的钱"):
        proposed_account(cast.caseworker, household=FAMILY)
    with pytest.raises(Refused, match="撤回这个变更"):
        confirmed_account(waiting, cast.township_head)


def test_a_family_whose_account_is_changing_is_not_handed_over(
    cast: Cast, places: Places, in_benefit: None, settings: Settings
) -> None:
    change = proposed_account(cast.caseworker, household=FAMILY, on=BEFORE)
    with pytest.raises(Refused, match=r"待确认.*先撤回，再办理迁移"):
        handed(cast, places.foreign_township)

    change = confirmed_account(change, cast.township_head, told_on=date(2008, 6, 18))
    with pytest.raises(Refused, match=r"2008-06-25起启用.*再办理迁移"):
        handed(cast, places.foreign_township)

    settings.BUSINESS_DATE = HANDED
    with scope.of(cast.caseworker):
        account_changes.withdraw(account=change, reason="先迁移", by=cast.caseworker, on=HANDED)
    assert handed(cast, places.foreign_township).is_open


def test_an_account_is_left_alone_while_its_family_is_on_its_way(
    cast: Cast, places: Places, in_benefit: None
) -> None:
    transfer = handed(cast, places.foreign_township)
    with scope.of(cast.caseworker):
        old = Account.objects.get(household=FAMILY)

    with pytest.raises(Refused, match="正在办理迁移"):
        proposed_account(cast.caseworker, household=FAMILY)
    with scope.of(cast.caseworker), pytest.raises(Refused, match="正在办理迁移"):
        accounts.mark_for_correction(account=old, reason="注销", by=cast.caseworker, on=TODAY)

    with scope.of(cast.caseworker):
        transfers.withdraw(transfer=transfer, reason="不迁了", by=cast.caseworker)
    assert proposed_account(cast.caseworker, household=FAMILY).is_proposed


@pytest.mark.parametrize(
    ("reason", "status"),
    [
        (FailureReason.ACCOUNT_CLOSED, AccountStatus.NEEDS_CORRECTION),
        (FailureReason.BANK_ERROR, AccountStatus.USABLE),
    ],
)
def test_what_the_bank_says_of_an_account_on_its_way_is_known_where_it_arrives(
    cast: Cast, places: Places, round_of_july: Round, reason: FailureReason, status: AccountStatus
) -> None:
    sent(round_of_july)
    transfer = received(cast, places)
    answered(round_of_july, {3: reason})

    moved = taken_in(cast, transfer)

    with scope.of(cast.foreign_clerk):
        assert Account.objects.get(household=moved.into_id).status == status


def test_only_whoever_takes_a_family_in_is_told_of_the_account_it_left(
    cast: Cast, places: Places, round_of_july: Round
) -> None:
    moved = failed_and_moved(cast, places, round_of_july)

    def told(by: Staff) -> object:
        with scope.of(by), connection.cursor() as cursor:
            cursor.execute("SELECT left_account_is_refused(%s)", [moved.into_id])
            return cursor.fetchone()[0]

    assert told(cast.foreign_reviewer) is True
    assert told(cast.clerk) is False
