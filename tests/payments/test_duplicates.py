"""One account that is paid for two families is found, wherever they are."""

from datetime import date

import pytest

from applicants.actions import duplicates
from applicants.models import Household, Suspicion
from applicants.models.policy import RuleSet
from applicants.models.suspicion import SuspicionKind
from dibao import scope
from dibao.models.staff import Staff
from dibao.values.identity import BankNumber
from payments.actions import account_changes, accounts
from payments.actions.account_changes import Telling
from payments.actions.accounts import AccountEntry
from payments.models.account import ToldHow
from tests.cast import ENTERED, Cast, register
from tests.factories.places import Places

NUMBER = BankNumber.parse("6217000000012345678")
LATER = date(2026, 7, 20)


def opened(
    household: Household, by: Staff, *, number: BankNumber = NUMBER, on: date = ENTERED
) -> None:
    told = AccountEntry(
        holder="张三", bank_code="402", bank_name="农村信用社", number=number, relation="亲戚"
    )
    with scope.of(by):
        if household.accounts.exists():
            account_changes.propose(household=household, entry=told, reason="换折", by=by, on=on)
        else:
            accounts.open_first(household=household, entry=told, by=by, on=on)


def seen_by(staff: Staff) -> list[Suspicion]:
    with scope.of(staff):
        return list(Suspicion.objects.of_either_side(staff))


@pytest.fixture
def foreign(cast: Cast, places: Places) -> Household:
    with scope.of(cast.foreign_caseworker):
        return register(places.foreign_village, cast.foreign_caseworker, name="王五", serial=31)


def test_one_account_for_two_families_is_found_when_it_is_typed(
    cast: Cast, household: Household, foreign: Household
) -> None:
    opened(household, cast.caseworker)
    assert seen_by(cast.reviewer) == []

    opened(foreign, cast.foreign_caseworker)

    (found,) = seen_by(cast.reviewer)
    assert found.kind == SuspicionKind.SAME_ACCOUNT
    assert (found.household_id, found.other_household_id) == (household.pk, foreign.pk)
    assert found.side["account_last4"] == "5678"
    assert NUMBER.number not in str([found.side, found.other_side])
    assert seen_by(cast.foreign_reviewer) == [found]
    assert seen_by(cast.neighbour) == []


def test_an_account_that_was_given_up_is_no_matter(
    cast: Cast, household: Household, foreign: Household, rules_of_2026: RuleSet
) -> None:
    opened(household, cast.caseworker)
    opened(household, cast.caseworker, number=BankNumber.parse("6217000000087654321"))
    with scope.of(cast.township_head):
        account_changes.confirm(
            account=household.accounts.proposed().get(),
            telling=Telling(told_on=ENTERED, told_how=ToldHow.VISIT, told_to="户主本人"),
            by=cast.township_head,
            on=ENTERED,
        )

    opened(foreign, cast.foreign_caseworker, on=LATER)

    assert seen_by(cast.reviewer) == []


def test_the_night_finds_an_account_that_came_along_with_a_move(
    cast: Cast, household: Household, foreign: Household
) -> None:
    opened(household, cast.caseworker)
    told = AccountEntry(holder="王五", bank_code="402", bank_name="农村信用社", number=NUMBER)
    with scope.of(cast.foreign_reviewer):
        accounts.carry_over(
            household=foreign, entry=told, is_usable=True, by=cast.foreign_reviewer, on=ENTERED
        )
    assert seen_by(cast.reviewer) == []

    for found in (1, 0):
        with scope.of(cast.reviewer):
            assert duplicates.look_everywhere(on=LATER) == found

    assert [one.kind for one in seen_by(cast.reviewer)] == [SuspicionKind.SAME_ACCOUNT]
