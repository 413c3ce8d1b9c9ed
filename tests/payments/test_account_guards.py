"""What PostgreSQL refuses of changes of accounts, whatever our code would let through."""

from datetime import date, timedelta

import pytest
from django.db import connection
from pytest_django import Settings

from applicants.models.policy import RuleSet
from dibao import scope
from dibao.models.staff import Staff
from payments.models import Account
from tests.cast import Cast
from tests.payments.conftest import (
    ENTERED_ON,
    TOLD_ON,
    Round,
    confirmed_account,
    proposed_account,
    replace_account,
)
from tests.payments.test_database_guards import refused, run, signed_by_sql, written_anew

_COPIED = "holder, bank_code, bank_name, branch, number, number_index, number_last4"
COLUMNS = f"id, household_id, area_code, {_COPIED}, status, opened_at, opened_by_id, starts_on, proposed_on, reason"
IN_FORCE_ON = date(2008, 8, 5)


def inserted(by: Staff, *, household: int = 101, **said: object) -> None:
    """A version of a household's account as somebody writes it who knows the tables."""
    row = {
        "status": "proposed",
        "opened_by_id": by.pk,
        "starts_on": None,
        "proposed_on": ENTERED_ON,
        "reason": "换折",
    } | said
    run(
        f"INSERT INTO payments_account ({COLUMNS}) SELECT gen_random_uuid(), h.id, h.area_code, {_COPIED}, %s,"
        " now(), %s, %s::date, %s::date, %s FROM payments_account a, applicants_household h"
        " WHERE a.household_id = 101 AND h.id = %s LIMIT 1",
        *row.values(),
        household,
    )  # fmt: skip


def confirmed(by: Staff, **said: object) -> None:
    """The change of household 101 confirmed by somebody who knows the tables."""
    columns = {
        "status": "usable",
        "confirmed_by_id": by.pk,
        "confirmed_on": TOLD_ON,
        "told_on": TOLD_ON,
        "told_how": "visit",
        "told_to": "户主",
        "starts_on": IN_FORCE_ON,
    } | said
    run(
        "UPDATE payments_account SET ends_on = %s WHERE household_id = 101 AND ends_on IS NULL AND status = 'usable'",
        columns["starts_on"],
    )
    names = ", ".join(f"{name} = %s" for name in columns)
    run(f"UPDATE payments_account SET {names} WHERE status = 'proposed'", *columns.values())


def withdrawn(by: Staff, *, on: date = TOLD_ON) -> None:
    run(
        "UPDATE payments_account SET status = 'withdrawn', withdrawn_by_id = %s, withdrawn_on = %s,"
        " withdraw_reason = '没有要换' WHERE proposed_on IS NOT NULL",
        by.pk,
        on,
    )


@pytest.fixture
def proposed(round_of_july: Round, cast: Cast) -> Account:
    return proposed_account(cast.caseworker, household=101)


def test_what_our_code_writes_sql_may_write_too(cast: Cast, proposed: Account) -> None:
    """So that each refusal below is for what it names."""
    with scope.of(cast.township_head):
        confirmed(cast.township_head)

        account = Account.objects.in_force(IN_FORCE_ON).get(household=101)

    assert account.pk == proposed.pk


@pytest.mark.parametrize(
    ("said", "because"),
    [
        # In force at once.
        ({"status": "usable", "starts_on": TOLD_ON}, "a_change_of_account_is_confirmed"),
        # In force later, past the second person.
        (
            {"status": "usable", "starts_on": TOLD_ON, "proposed_on": None},
            "a_household_has_one_account_on_a_day|a_change_of_account_begins_as_a_proposal",
        ),
        ({"reason": ""}, "a_change_of_account_says_why_and_since_when"),
        ({"proposed_on": None}, "a_change_of_account_says_why_and_since_when"),
        ({"starts_on": TOLD_ON}, "an_account_is_in_force_from_a_day"),
        ({"household": 105}, "a_change_of_account_begins_as_a_proposal"),
        ({"status": "withdrawn"}, "a_withdrawn_account_says_by_whom_when_and_why"),
    ],
    ids=str,
)
def test_a_change_begins_as_a_proposal(
    round_of_july: Round, cast: Cast, said: dict[str, object], because: str
) -> None:
    with refused(cast.caseworker, because):
        inserted(cast.caseworker, **said)


def test_an_account_ended_by_sql_is_not_followed_by_a_first_one(
    round_of_july: Round, cast: Cast
) -> None:
    with refused(cast.caseworker, "a_change_of_account_begins_as_a_proposal"):
        run("UPDATE payments_account SET ends_on = '2008-08-01' WHERE household_id = 101")
        inserted(cast.caseworker, status="usable", starts_on="2008-08-01", proposed_on=None)


def test_nobody_enters_an_account_in_anothers_name(round_of_july: Round, cast: Cast) -> None:
    with refused(cast.caseworker, "account_opened_by_is_who_acts"):
        inserted(cast.township_head, status="proposed")


def test_nobody_confirms_their_own_entry(cast: Cast, proposed: Account) -> None:
    with refused(cast.caseworker, "a_second_person_confirms_an_account"):
        confirmed(cast.caseworker)


def test_nobody_confirms_in_anothers_name(cast: Cast, proposed: Account) -> None:
    with refused(cast.caseworker, "account_confirmed_by_is_who_acts"):
        confirmed(cast.township_head)


def test_nobody_withdraws_in_anothers_name(cast: Cast, proposed: Account) -> None:
    with refused(cast.caseworker, "account_withdrawn_by_is_who_acts"):
        withdrawn(cast.township_head)


@pytest.mark.parametrize(
    ("said", "because"),
    [
        ({"starts_on": date(2008, 8, 4)}, "an_account_cools_off_before_it_is_in_force"),
        ({"told_on": None}, "a_confirmed_account_says_how_its_household_was_told"),
        ({"told_how": ""}, "a_confirmed_account_says_how_its_household_was_told"),
        ({"told_to": ""}, "a_confirmed_account_says_how_its_household_was_told"),
        # Told before anybody asked for it.
        (
            {"told_on": date(2008, 7, 20), "starts_on": date(2008, 7, 31)},
            "a_confirmed_account_says_how_its_household_was_told",
        ),
        # Confirmed before it was told.
        (
            {"confirmed_on": ENTERED_ON},
            "a_confirmed_account_says_how_its_household_was_told",
        ),
        # On the very day, whose batches may be drawn.
        (
            {"confirmed_on": IN_FORCE_ON},
            "a_confirmed_account_says_how_its_household_was_told",
        ),
        ({"confirmed_by_id": None}, "a_confirmed_account_says|a_change_of_account_is_confirmed"),
        ({"status": "needs_correction"}, "a_confirmed_account_stays_as_it_was"),
    ],
    ids=str,
)
def test_a_change_is_confirmed_as_it_must(
    cast: Cast, proposed: Account, said: dict[str, object], because: str
) -> None:
    with refused(cast.township_head, because):
        confirmed(cast.township_head, **said)


def test_the_rules_of_the_place_say_how_long_it_cools(cast: Cast, rules_of_2007: RuleSet) -> None:
    """The database reads the days as the application does, and what the terms leave out is what it was."""
    rules_of_2007.terms["account_cooling_days"] = 12
    rules_of_2007.save()

    with scope.of(cast.caseworker), connection.cursor() as cursor:
        cursor.execute("SELECT account_cooling_days('990121100200', '2008-07-29')")
        assert cursor.fetchone() == (12,)
        rules = RuleSet.objects.in_force(cast.clerk.posting.area, on=TOLD_ON).as_terms()
        assert rules.account_cooling_days == 12


def test_two_changes_do_not_wait_at_a_time(cast: Cast, proposed: Account) -> None:
    with refused(cast.caseworker, "one_change_of_account_waits_at_a_time"):
        inserted(cast.caseworker)


@pytest.mark.parametrize(
    ("statement", "because"),
    [
        ("starts_on = '2008-08-20'", "a_confirmed_account_stays_as_it_was"),
        ("told_on = '2008-07-28'", "a_confirmed_account_stays_as_it_was"),
        ("told_how = 'letter'", "a_confirmed_account_stays_as_it_was"),
        ("status = 'proposed', starts_on = NULL", "a_confirmed_account|stays_as_it_was"),
        ("holder = '别人'", "permission denied"),
        ("number_index = ''", "permission denied"),
        ("proposed_on = '2008-07-01'", "permission denied"),
        ("opened_by_id = 1", "permission denied"),
    ],
)
def test_a_confirmed_change_keeps_its_facts(
    cast: Cast, proposed: Account, statement: str, because: str
) -> None:
    confirmed_account(proposed, cast.township_head)

    with refused(cast.township_head, because):
        run(f"UPDATE payments_account SET {statement} WHERE proposed_on IS NOT NULL")


def test_an_old_account_is_not_given_its_days_back_beside_the_new_one(
    round_of_july: Round, cast: Cast
) -> None:
    replace_account(cast, household=101)

    with refused(cast.township_head, "an_ended_account_stays_ended|a_household_has_one_account"):
        run("UPDATE payments_account SET ends_on = NULL WHERE ends_on IS NOT NULL")


def test_what_is_in_force_is_not_withdrawn(cast: Cast, proposed: Account) -> None:
    confirmed_account(proposed, cast.township_head)

    with refused(cast.caseworker, "an_account_in_force_is_not_withdrawn"):
        withdrawn(cast.caseworker, on=IN_FORCE_ON)


def test_what_is_in_force_is_not_withdrawn_on_a_day_before(
    cast: Cast, proposed: Account, settings: Settings
) -> None:
    """It would give the account before its days back, and nobody would confirm that."""
    confirmed_account(proposed, cast.township_head)
    settings.BUSINESS_DATE = IN_FORCE_ON

    with refused(cast.caseworker, "an_account_is_not_withdrawn_afterwards"):
        withdrawn(cast.caseworker, on=IN_FORCE_ON - timedelta(days=1))


def test_a_first_account_is_not_withdrawn(round_of_july: Round, cast: Cast) -> None:
    with refused(cast.caseworker, "a_confirmed_account_stays_as_it_was"):
        run(
            "UPDATE payments_account SET status = 'withdrawn', withdrawn_by_id = %s,"
            " withdrawn_on = '2007-12-01', withdraw_reason = '没有要换' WHERE household_id = 103",
            cast.caseworker.pk,
        )


def test_what_was_withdrawn_stays_so(cast: Cast, proposed: Account) -> None:
    with scope.of(cast.caseworker):
        withdrawn(cast.caseworker)

    with refused(cast.township_head, "a_confirmed_account_stays_as_it_was"):
        run(
            "UPDATE payments_account SET withdraw_reason = '弄错了' WHERE status = 'withdrawn'",
        )


@pytest.mark.parametrize("which", ["proposed", "withdrawn"])
def test_no_batch_pays_into_what_waits_or_was_withdrawn(
    round_of_july: Round, cast: Cast, proposed: Account, which: str
) -> None:
    if which == "withdrawn":
        with scope.of(cast.caseworker):
            withdrawn(cast.caseworker)
    with scope.of(round_of_july.clerk):
        written_anew(
            f"batch_id, household_id, grant_id, '{proposed.pk}'::uuid, area_code, month, kind, serial, benefit_class,"
            " covered_count, base_amount, supplement_amount, amount, status, failure_reason",
            household=101,
        )

    with refused(round_of_july.finance, "a_sealed_line_pays_into_its_households_account"):
        signed_by_sql(round_of_july)


def test_no_batch_pays_into_what_is_in_force_only_later(round_of_july: Round, cast: Cast) -> None:
    with scope.of(cast.caseworker):
        inserted(
            cast.caseworker,
            household=105,
            status="usable",
            starts_on="2999-01-01",
            proposed_on=None,
            reason="",
        )
        later = Account.objects.get(household=105)
    with scope.of(round_of_july.clerk):
        written_anew(
            f"batch_id, household_id, grant_id, '{later.pk}'::uuid, area_code, month, kind, serial, benefit_class,"
            " covered_count, base_amount, supplement_amount, amount, 'due', failure_reason",
            household=105,
        )

    with refused(round_of_july.finance, "a_sealed_line_pays_into_its_households_account"):
        signed_by_sql(round_of_july)
