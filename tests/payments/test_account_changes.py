"""A change of account: proposed, told, confirmed by a second person, cooling off, in force or taken back."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import override_settings
from pytest_django import Settings

from applicants.models.household import Household
from dibao import scope
from dibao.errors import Refused
from dibao.models.audit import AuditEvent
from dibao.models.staff import Staff
from dibao.roles import Role
from dibao.values.identity import BankNumber
from payments.actions import account_changes, accounts, batches
from payments.actions.account_changes import OwnEntry, Telling
from payments.actions.accounts import AccountEntry
from payments.actions.batches import Outdated
from payments.banks.reasons import FailureReason
from payments.models import Account, AccountStatus, BatchKind, BatchStatus, PaymentLine
from payments.models.account import ToldHow
from tests.cast import Cast, hire
from tests.payments.conftest import (
    AUGUST,
    JULY,
    TODAY,
    TOLD_ON,
    Round,
    answered,
    approved,
    carry,
    confirmed_account,
    proposed_account,
    sent,
    submitted,
)
from tests.payments.test_database_guards import refused, run

DAY = timedelta(days=1)
IN_FORCE_ON = TODAY + 7 * DAY


def withdrawn(
    account: Account, by: Staff, *, on: date = TODAY, reason: str = "没有要换"
) -> Account:
    with override_settings(BUSINESS_DATE=on), scope.of(by):
        return account_changes.withdraw(account=account, reason=reason, by=by, on=on)


def an_entry(*, holder: str) -> AccountEntry:
    return AccountEntry(
        holder=holder,
        bank_code="402",
        bank_name="农村信用社",
        number=BankNumber.parse("6228480000000000999"),
    )


def in_force(cast: Cast, household: int, on: date) -> Account:
    with scope.of(cast.caseworker):
        return Account.objects.in_force(on).get(household=household)


def paid_into(cast: Cast, monthly: Round, *, on: date) -> Account | None:
    """The account of household 101's line in July, drawn anew on a day."""
    with scope.of(cast.clerk):
        batch = batches.draw(county=monthly.county, month=JULY, by=cast.clerk, on=on)
        line = batch.lines.select_related("account").get(household=101)
    return line.account


@pytest.fixture
def proposed(round_of_july: Round, cast: Cast) -> Account:
    return proposed_account(cast.caseworker, household=101, on=TODAY)


def test_until_a_change_is_in_force_the_old_account_is_paid(
    round_of_july: Round, cast: Cast, proposed: Account
) -> None:
    old = in_force(cast, 101, TODAY)

    assert paid_into(cast, round_of_july, on=TODAY) == old
    confirmed_account(proposed, cast.township_head, told_on=TODAY)
    assert paid_into(cast, round_of_july, on=IN_FORCE_ON - DAY) == old
    assert paid_into(cast, round_of_july, on=IN_FORCE_ON) == proposed
    with scope.of(cast.caseworker):
        old.refresh_from_db()
        assert old.ends_on == IN_FORCE_ON


def test_a_batch_that_was_signed_keeps_the_account_that_it_was_drawn_with(
    round_of_july: Round, cast: Cast, proposed: Account
) -> None:
    old = in_force(cast, 101, TODAY)
    confirmed_account(proposed, cast.township_head, told_on=TODAY)

    carry(round_of_july, until="sealed")

    with scope.of(cast.clerk):
        assert PaymentLine.objects.get(household=101).account == old


@pytest.mark.parametrize(
    ("until", "who", "step"),
    [
        ("draft", "clerk", submitted),
        ("prepared", "reviewer", batches.review),
        ("reviewed", "approver", approved),
        ("approved", "finance", batches.sign),
    ],
)
def test_nobody_signs_for_money_into_an_account_that_has_ended_since_it_was_drawn(
    round_of_july: Round,
    cast: Cast,
    proposed: Account,
    settings: Settings,
    until: str,
    who: str,
    step: Callable[..., object],
) -> None:
    confirmed_account(proposed, cast.township_head, told_on=TODAY)
    if until != "draft":
        carry(round_of_july, until=until)
    settings.BUSINESS_DATE = IN_FORCE_ON

    by = getattr(round_of_july, who)
    with scope.of(by), pytest.raises(Outdated, match=r"编制以后有1户.*账户变更1户.*重新编制"):
        step(batch=round_of_july.batch, by=by)


def test_a_batch_on_the_last_day_of_an_account_pays_into_it(
    round_of_july: Round, cast: Cast, proposed: Account, settings: Settings
) -> None:
    confirmed_account(proposed, cast.township_head, told_on=TODAY)
    settings.BUSINESS_DATE = IN_FORCE_ON - DAY

    assert carry(round_of_july, until="sealed").status == BatchStatus.SEALED


def test_drawn_anew_on_the_new_accounts_first_day_the_batch_is_signed(
    round_of_july: Round, cast: Cast, proposed: Account, settings: Settings
) -> None:
    confirmed_account(proposed, cast.township_head, told_on=TODAY)
    settings.BUSINESS_DATE = IN_FORCE_ON

    assert paid_into(cast, round_of_july, on=IN_FORCE_ON) == proposed
    with scope.of(cast.clerk):
        round_of_july.batch.refresh_from_db()
    assert carry(round_of_july, until="sealed").status == BatchStatus.SEALED


def test_no_statement_seals_a_batch_that_pays_into_an_account_which_has_ended(
    round_of_july: Round, cast: Cast, proposed: Account, settings: Settings
) -> None:
    confirmed_account(proposed, cast.township_head, told_on=TODAY)
    carry(round_of_july, until="approved")
    settings.BUSINESS_DATE = IN_FORCE_ON

    # What a row says of its own time is nothing: the day is PostgreSQL's, or what the application has sealed.
    with refused(cast.finance, "a_sealed_batch_pays_what_is_due"):
        run(
            "UPDATE payments_paymentbatch SET status = 'sealed', signed_by_id = %s, signed_at = '2008-08-05'",
            cast.finance.pk,
        )


def test_late_confirmation_comes_into_force_the_day_after(cast: Cast, proposed: Account) -> None:
    on, telling = TODAY + 20 * DAY, told(TODAY)

    with scope.of(cast.township_head):
        account = account_changes.confirm(
            account=proposed, telling=telling, by=cast.township_head, on=on
        )

    assert account.starts_on == on + DAY


def told(on: date) -> Telling:
    return Telling(told_on=on, told_how=ToldHow.TELEPHONE, told_to="户主本人")


def second_caseworker(cast: Cast) -> Staff:
    return hire("second.caseworker", "黄经办", Role.CASEWORKER, cast.caseworker.posting.area)


@pytest.mark.parametrize(
    "who", [lambda cast: cast.township_head, second_caseworker, lambda cast: cast.reviewer]
)
def test_a_second_person_of_township_or_county_confirms(
    cast: Cast, proposed: Account, who: Callable[[Cast], Staff]
) -> None:
    by = who(cast)

    account = confirmed_account(proposed, by, told_on=TODAY)

    assert (account.status, account.confirmed_by, account.starts_on) == (
        AccountStatus.USABLE,
        by,
        IN_FORCE_ON,
    )
    event = AuditEvent.objects.get(event="account:confirmed")
    assert (event.staff_name, event.after["last4"]) == (by.name, account.number_last4)


def test_whoever_entered_it_does_not_confirm_it(cast: Cast, proposed: Account) -> None:
    with pytest.raises(OwnEntry):
        confirmed_account(proposed, cast.caseworker, told_on=TODAY)


@pytest.mark.parametrize("who", ["clerk", "finance", "approver"])
def test_not_everybody_confirms(cast: Cast, proposed: Account, who: str) -> None:
    with pytest.raises(PermissionDenied):
        confirmed_account(proposed, getattr(cast, who), told_on=TODAY)


@pytest.mark.parametrize("who", ["neighbour", "foreign_reviewer"])
def test_another_townships_change_is_not_found(cast: Cast, proposed: Account, who: str) -> None:
    with pytest.raises(Http404):
        confirmed_account(proposed, getattr(cast, who), told_on=TODAY)
    with pytest.raises(Http404):
        withdrawn(proposed, getattr(cast, who))


@pytest.mark.parametrize("who", ["neighbour", "foreign_caseworker"])
def test_another_townships_family_is_not_found(cast: Cast, in_benefit: None, who: str) -> None:
    by, entry = getattr(cast, who), an_entry(holder="户主105")
    with scope.of(cast.caseworker):
        without, old = Household.objects.get(pk=105), Account.objects.get(household=101)

    with scope.of(by):
        with pytest.raises(Http404):
            accounts.open_first(household=without, entry=entry, by=by, on=TODAY)
        with pytest.raises(Http404):
            accounts.mark_for_correction(account=old, reason="注销", by=by, on=TODAY)

    with scope.of(cast.caseworker):
        assert not without.accounts.exists()
        assert in_force(cast, 101, TODAY).status == AccountStatus.USABLE


def test_it_is_confirmed_once(cast: Cast, proposed: Account) -> None:
    confirmed_account(proposed, cast.township_head, told_on=TODAY)

    with pytest.raises(Refused, match="已经确认或撤回"):
        confirmed_account(proposed, cast.reviewer, told_on=TODAY)


@pytest.mark.parametrize(
    ("telling", "words"),
    [
        (told(TODAY - DAY), "告知日期不能更早"),
        (told(TODAY + DAY), "告知日期在今天以后"),
        (Telling(told_on=TODAY, told_how=ToldHow.VISIT, told_to=" "), "写明告知了谁"),
    ],
)
def test_the_household_is_told_between_the_two(
    cast: Cast, proposed: Account, telling: Telling, words: str
) -> None:
    by = cast.township_head

    with scope.of(by), pytest.raises(Refused, match=words):
        account_changes.confirm(account=proposed, telling=telling, by=by, on=TODAY)


@pytest.mark.parametrize("who", ["caseworker", "township_head", "reviewer"])
@pytest.mark.parametrize("is_confirmed", [False, True])
def test_it_is_taken_back_before_it_is_in_force(
    cast: Cast, round_of_july: Round, proposed: Account, who: str, is_confirmed: bool
) -> None:
    old = in_force(cast, 101, TODAY)
    if is_confirmed:
        confirmed_account(proposed, cast.township_head, told_on=TODAY)

    withdrawn(proposed, getattr(cast, who), on=IN_FORCE_ON - DAY)

    assert in_force(cast, 101, IN_FORCE_ON) == old
    assert paid_into(cast, round_of_july, on=IN_FORCE_ON) == old
    assert AuditEvent.objects.get(event="account:withdrawn").reason == "没有要换"
    # Another may be proposed now.
    assert proposed_account(cast.caseworker, household=101, on=IN_FORCE_ON).is_proposed


def test_what_is_in_force_is_not_taken_back(cast: Cast, proposed: Account) -> None:
    confirmed_account(proposed, cast.township_head, told_on=TODAY)

    with pytest.raises(Refused, match="已经启用或撤回"):
        withdrawn(proposed, cast.caseworker, on=IN_FORCE_ON)


def test_taking_back_says_why_and_is_not_everybodys(cast: Cast, proposed: Account) -> None:
    with pytest.raises(Refused, match="写明撤回的原因"):
        withdrawn(proposed, cast.caseworker, reason=" ")
    with pytest.raises(PermissionDenied):
        withdrawn(proposed, cast.clerk)


def test_one_change_is_on_its_way_at_a_time(cast: Cast, proposed: Account) -> None:
    with pytest.raises(Refused, match="还没有启用"):
        proposed_account(cast.caseworker, household=101, on=TODAY)
    confirmed_account(proposed, cast.township_head, told_on=TODAY)
    with pytest.raises(Refused, match="还没有启用"):
        proposed_account(cast.caseworker, household=101, on=IN_FORCE_ON - DAY)
    with pytest.raises(Refused, match="完全一样"):
        proposed_account(cast.caseworker, household=101, on=IN_FORCE_ON)


def test_a_holder_from_outside_is_somebody_of_whom_it_is_said_who(
    cast: Cast, round_of_july: Round
) -> None:
    entry = an_entry(holder="钱外人")

    with scope.of(cast.caseworker):
        for household, action in ((101, account_changes.propose), (105, accounts.open_first)):
            said = {"reason": "换折"} if household == 101 else {}
            with pytest.raises(Refused, match="钱外人不是这户的成员"):
                action(
                    household=Household.objects.get(pk=household),
                    entry=entry,
                    by=cast.caseworker,
                    on=TODAY,
                    **said,
                )


def test_what_failed_waits_for_the_change_and_is_paid_once_it_is_in_force(
    round_of_july: Round, cast: Cast
) -> None:
    sent(round_of_july)
    answered(round_of_july, {1: FailureReason.ACCOUNT_CLOSED})
    account = proposed_account(cast.caseworker, household=101, on=TODAY)
    confirmed_account(account, cast.township_head, told_on=TODAY)

    with scope.of(cast.clerk):
        said = {"county": round_of_july.county, "month": AUGUST, "by": cast.clerk}
        with pytest.raises(Refused, match="现在没有可以重新发放的"):
            batches.draw(**said, kind=BatchKind.FOLLOW_UP, on=IN_FORCE_ON - DAY)
        again = batches.draw(**said, kind=BatchKind.FOLLOW_UP, on=IN_FORCE_ON)
        [line] = again.lines.all()

    assert (line.household_id, line.account_id) == (101, account.pk)


def test_a_refused_account_is_marked_while_another_cools_off(
    round_of_july: Round, cast: Cast, proposed: Account
) -> None:
    old = in_force(cast, 101, TODAY)
    confirmed_account(proposed, cast.township_head, told_on=TODAY)
    sent(round_of_july)

    answered(round_of_july, {1: FailureReason.ACCOUNT_CLOSED})

    with scope.of(cast.caseworker):
        old.refresh_from_db()
        proposed.refresh_from_db()
    assert (old.status, proposed.status) == (
        AccountStatus.NEEDS_CORRECTION,
        AccountStatus.USABLE,
    )
    withdrawn(proposed, cast.caseworker)
    with scope.of(cast.caseworker):
        failed = PaymentLine.objects.failed_for(cast.caseworker)
        assert 101 in [line.household_id for line in failed]


def test_several_are_confirmed_together_or_none(round_of_july: Round, cast: Cast) -> None:
    changes = [
        proposed_account(cast.caseworker, household=key, on=TODAY) for key in (101, 102, 103)
    ]
    withdrawn(changes[2], cast.caseworker)
    said = {"telling": told(TODAY), "by": cast.township_head, "on": TODAY}

    with scope.of(cast.township_head):
        with pytest.raises(Refused):
            account_changes.confirm_many(accounts=changes, **said)
        assert not Account.objects.cooling(TODAY).exists()
        account_changes.confirm_many(accounts=changes[:2], **said)

        assert Account.objects.cooling(TODAY).count() == 2


def test_a_told_day_decides(cast: Cast, round_of_july: Round) -> None:
    account = proposed_account(cast.caseworker, household=101)

    assert confirmed_account(account, cast.township_head).starts_on == TOLD_ON + 7 * DAY
