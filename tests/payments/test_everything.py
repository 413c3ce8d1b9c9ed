"""A household's cash and other help by year: each sum said by another statement, to the fen."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from pytest_django import Settings

from applicants.actions import referrals
from applicants.models.grant import Grant
from applicants.models.household import Household
from applicants.models.referral import CloseReason, CostBearer, Referral
from dibao import scope
from dibao.models.staff import Staff
from payments.actions import recoveries
from payments.banks.reasons import FailureReason
from payments.everything import Everything
from tests.cast import Cast
from tests.factories.referrals import consent_of, make_referral
from tests.payments.conftest import AUGUST, TODAY, Round, answered, sent
from tests.payments.test_recoveries import entered, month_of, ordered, overpaid, paper
from tests.referring import Aid

__all__ = ["overpaid"]

LATER = date(2009, 2, 3)
# The register of these tests knows heads and shares; who agrees to be helped is of the family.
_THE_HEAD_BELONGS = """
WITH share AS (
    INSERT INTO applicants_grantshare (base_amount, supplement_amount, first_month, area_code, grant_id, person_id,
        person_key)
    SELECT 100, 0, g.first_month, g.area_code, g.id, s.person_id, s.person_key
    FROM applicants_grant g JOIN applicants_household h ON h.id = g.household_id
    JOIN applicants_grantshare s ON s.person_id = h.head_id WHERE g.household_id = 102 AND g.last_month IS NULL
)
INSERT INTO applicants_membership (household_id, person_id, person_key, area_code, relation, first_day, is_counted,
    is_covered, exclusion)
SELECT h.id, h.head_id, p.person_key, h.area_code, '01', h.registered_on, true, true, ''
FROM applicants_household h JOIN applicants_grantshare p ON p.person_id = h.head_id WHERE h.id = 102 LIMIT 1
"""


@pytest.fixture
def helped_by_all(overpaid: Round, cast: Cast, aid: Aid, settings: Settings) -> Household:
    """Household 102: July and a smaller August paid, cash brought back, a house repaired in two parts of two years,
    a device refused, another under way."""
    recovery = ordered(overpaid)
    august = month_of(overpaid, AUGUST)
    sent(august)
    answered(august, {})
    entry = entered(recovery, paper(30), overpaid.finance)
    with scope.of(overpaid.reviewer):
        recoveries.answer(entry=entry, is_agreed=True, by=overpaid.reviewer)
    with scope.of(cast.caseworker):
        grant = Grant.objects.select_related("household__head", "area").get(
            household=102, last_month=None
        )
        with connection.cursor() as cursor:
            cursor.execute(_THE_HEAD_BELONGS)
    settings.BUSINESS_DATE = LATER
    consent_of(grant, cast.caseworker, on=TODAY)
    _repaired(make_referral(aid.house, grant, cast.caseworker, on=TODAY), aid.builders_clerk)
    head = grant.household.head
    _refused(make_referral(aid.device, grant, cast.caseworker, person=head, on=TODAY), aid)
    make_referral(aid.premium, grant, cast.caseworker, person=head, on=TODAY)
    return grant.household


def _repaired(referral: Referral, by: Staff) -> None:
    with scope.of(by):
        referrals.accept(referral=referral, by=by, on=TODAY)
        for value, day, is_last in (
            (Decimal("1200.05"), TODAY, False),
            (Decimal(800), LATER, True),
        ):
            referrals.deliver(
                referral=referral,
                quantity=Decimal(1),
                value=value,
                delivered_on=day,
                cost_bearer=CostBearer.COUNTY,
                by=by,
                on=day,
                is_last=is_last,
            )


def _refused(referral: Referral, aid: Aid) -> None:
    by = aid.insurers_clerk
    with scope.of(by):
        referrals.refuse(referral=referral, reason=CloseReason.NO_QUOTA, words="", by=by, on=LATER)


def everything(by: Staff, household: Household) -> Everything:
    with scope.of(by):
        return Everything.of(household)


def asked(by: Staff, statement: str) -> Decimal:
    with scope.of(by), connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


def test_years_stand_the_newest_first_with_all_that_was_given(
    cast: Cast, helped_by_all: Household
) -> None:
    found = everything(cast.caseworker, helped_by_all)

    newest, before = found.years
    assert (newest.number, newest.cash.total, newest.help_value) == (2009, 0, 800)
    assert before.number == 2008
    # July's 156 and August's 100, of which 25 were kept back and 30 brought back.
    assert (before.cash.base, before.cash.kept_back, before.cash.given_back) == (256, 25, 30)
    assert before.cash.total == 201
    assert before.help_value == Decimal("1200.05")
    assert before.total == Decimal("1401.05")


def test_all_years_together_are_what_accounts_and_parts_say(
    cast: Cast, helped_by_all: Household
) -> None:
    found = everything(cast.caseworker, helped_by_all)

    paid = asked(
        cast.clerk,
        "SELECT sum(amount) FROM payments_paymentline WHERE household_id = 102 AND status = 'paid'",
    )
    brought = asked(
        cast.clerk,
        "SELECT sum(amount) FROM payments_recoveryentry WHERE is_agreed AND kind = 'cash'",
    )
    worth = asked(
        cast.clerk,
        "SELECT sum(p.value) FROM applicants_referralpart p JOIN applicants_referral r ON r.id = p.referral_id"
        " WHERE r.household_id = 102",
    )
    assert sum(year.total for year in found.years) == paid - brought + worth


def test_what_was_refused_stands_in_the_year_of_its_answer_and_is_worth_nothing(
    cast: Cast, helped_by_all: Household
) -> None:
    newest, before = everything(cast.caseworker, helped_by_all).years

    assert [one.referral.status for one in newest.helps] == ["delivered", "refused"]
    assert [one.value for one in newest.helps] == [800, 0]
    assert [one.referral.status for one in before.helps] == ["delivered"]


def test_what_is_under_way_stands_apart(cast: Cast, helped_by_all: Household) -> None:
    found = everything(cast.caseworker, helped_by_all)

    assert [one.item.code for one in found.open] == ["a-premium"]
    assert "a-premium" not in {one.referral.item.code for year in found.years for one in year.helps}


def test_a_county_and_its_township_see_the_same_sums(cast: Cast, helped_by_all: Household) -> None:
    of_township = everything(cast.caseworker, helped_by_all)
    of_county = everything(cast.clerk, helped_by_all)

    assert [one.total for one in of_township.years] == [one.total for one in of_county.years]


def test_the_next_township_sees_nothing_of_it(cast: Cast, helped_by_all: Household) -> None:
    assert everything(cast.neighbour, helped_by_all) == Everything((), ())


def test_money_that_the_bank_could_not_pay_is_no_help(cast: Cast, round_of_july: Round) -> None:
    sent(round_of_july)
    answered(round_of_july, {2: FailureReason.ACCOUNT_CLOSED})
    with scope.of(cast.caseworker):
        paid, failed = (Household.objects.get(pk=key) for key in (101, 102))

    assert [year.cash.total for year in everything(cast.caseworker, paid).years] == [154]
    assert everything(cast.caseworker, failed).years == ()
