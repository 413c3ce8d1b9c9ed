"""A second benefit within its period is refused by PostgreSQL, and two who deliver at once never pass the limit."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import ClassVar

import pytest
from django.db import IntegrityError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from applicants.models import Grant, Person, Referral
from applicants.models.aid import PERIOD, AidFrequency, AidTerms, period_of
from dibao import scope
from dibao.models import Staff
from tests.applicants.answering_by_sql import accept, close, deliver
from tests.applicants.test_database_guards import run
from tests.cast import Cast
from tests.factories.referrals import ASKED, make_item, make_referral, make_terms
from tests.referring import Aid
from tests.simultaneous import at_once

F = AidFrequency
DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2100, 12, 31))
ONCE = r"a_(person|household)_gets_a_benefit_once_a_period"
# For each frequency: a later day that is still within the period of ASKED, and one that is not (None: never).
WITHIN = {
    F.ONCE: (date(2031, 3, 1), None),
    F.YEAR: (date(2026, 12, 31), date(2027, 1, 1)),
    F.TERM: (date(2027, 1, 31), date(2027, 2, 1)),
    F.MONTH: (date(2026, 8, 31), date(2026, 9, 1)),
}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(day=DAYS, frequency=st.sampled_from(list(AidFrequency)))
def test_periods_are_the_same_in_python_and_in_sql(db: None, day: date, frequency: str) -> None:
    asked = PERIOD.format("f.frequency", "f.day")

    found = run(
        f"SELECT {asked} FROM (SELECT %s::text, %s::date) f (frequency, day)", frequency, day
    )

    assert found == [(period_of(frequency, day),)]


@settings(max_examples=300)
@given(day=DAYS, frequency=st.sampled_from([F.ONCE, F.YEAR, F.TERM, F.MONTH]))
def test_a_period_begins_with_a_day_of_its_own(day: date, frequency: str) -> None:
    first = period_of(frequency, day)

    assert first is not None
    assert first <= day
    assert frequency == F.ONCE or period_of(frequency, first) == first


@pytest.mark.parametrize("is_per_member", [True, False])
class TestOnceAPeriod:
    @pytest.fixture
    def ask(
        self, cast: Cast, aid: Aid, helped: Grant, head: Person, is_per_member: bool
    ) -> Callable[[AidTerms, date], Referral]:
        def asked(terms: AidTerms, on: date) -> Referral:
            person = head if is_per_member else None
            return make_referral(terms, helped, cast.caseworker, person=person, on=on)

        return asked

    @pytest.fixture
    def terms_of(self, aid: Aid, is_per_member: bool) -> Callable[[AidFrequency], AidTerms]:
        def made(frequency: AidFrequency) -> AidTerms:
            item = make_item(
                aid.insurer, "b-often", "多久一次", frequency=frequency, is_per_member=is_per_member
            )
            return make_terms(item)

        return made

    @pytest.mark.parametrize("frequency", WITHIN)
    def test_a_second_one_waits_for_the_next_period(
        self,
        ask: Callable[[AidTerms, date], Referral],
        terms_of: Callable[[AidFrequency], AidTerms],
        frequency: AidFrequency,
    ) -> None:
        terms, (within, beyond) = terms_of(frequency), WITHIN[frequency]
        ask(terms, ASKED)

        for day in (ASKED, within):
            with pytest.raises(IntegrityError, match=ONCE):
                ask(terms, day)
        if beyond:
            assert ask(terms, beyond).pk

    def test_what_was_given_counts_too(
        self,
        aid: Aid,
        ask: Callable[[AidTerms, date], Referral],
        terms_of: Callable[[AidFrequency], AidTerms],
    ) -> None:
        terms = terms_of(F.YEAR)
        given_once = ask(terms, ASKED)
        accept(given_once, aid.insurers_clerk)
        deliver(given_once, aid.insurers_clerk, value="0")
        close(given_once, "delivered", aid.insurers_clerk, reason="")

        with pytest.raises(IntegrityError, match=ONCE):
            ask(terms, ASKED)

    def test_what_was_refused_does_not(
        self,
        aid: Aid,
        ask: Callable[[AidTerms, date], Referral],
        terms_of: Callable[[AidFrequency], AidTerms],
    ) -> None:
        terms = terms_of(F.YEAR)
        close(ask(terms, ASKED), "refused", aid.insurers_clerk)

        assert ask(terms, ASKED).pk

    def test_as_needed_one_at_a_time(
        self,
        aid: Aid,
        ask: Callable[[AidTerms, date], Referral],
        terms_of: Callable[[AidFrequency], AidTerms],
    ) -> None:
        terms = terms_of(F.AS_NEEDED)
        first = ask(terms, ASKED)

        with pytest.raises(IntegrityError, match="asked_for_once_at_a_time"):
            ask(terms, ASKED + timedelta(days=60))
        close(first, "refused", aid.insurers_clerk)
        assert ask(terms, ASKED).pk


@pytest.mark.django_db(transaction=True)
class TestTwoAtOnce:
    """Twenty times each, in two connections."""

    TIMES: ClassVar = range(20)

    @pytest.fixture
    def devices(
        self, transactional_db: None, cast: Cast, aid: Aid, helped: Grant, head: Person
    ) -> list[Referral]:
        """Two portions and 20 yuan each, of benefits that are accepted."""
        made = []
        for number in self.TIMES:
            item = make_item(aid.insurer, f"b-{number}", f"第{number}项", frequency=F.AS_NEEDED)
            terms = make_terms(item, cap=Decimal(20))
            row = make_referral(terms, helped, cast.caseworker, person=head)
            accept(row, aid.insurers_clerk)
            made.append(row)
        return made

    def test_deliveries_never_pass_the_limit(self, aid: Aid, devices: list[Referral]) -> None:
        for one in devices:
            answers = at_once(
                *(
                    _press(by, one, quantity="0.5", value="15")
                    for by in (aid.insurers_clerk, aid.whole_insurer)
                )
            )

            assert sorted(type(answer).__name__ for answer in answers) == [
                "IntegrityError",
                "NoneType",
            ]
        with scope.of(aid.insurers_clerk):
            assert run(
                "SELECT DISTINCT delivered_parts, delivered_value FROM applicants_referral"
            ) == [(1, Decimal(15))]

    def test_small_deliveries_are_both_counted(self, aid: Aid, devices: list[Referral]) -> None:
        for one in devices:
            answers = at_once(
                *(
                    _press(by, one, quantity="0.5", value="5")
                    for by in (aid.insurers_clerk, aid.whole_insurer)
                )
            )

            assert answers == [None, None]
        with scope.of(aid.insurers_clerk):
            assert run(
                "SELECT DISTINCT delivered_parts, delivered_value FROM applicants_referral"
            ) == [(2, Decimal(10))]

    def test_nothing_is_delivered_once_it_is_closed(
        self, aid: Aid, devices: list[Referral]
    ) -> None:
        for one in devices:
            deliver(one, aid.insurers_clerk, quantity="0.5", value="5")
            at_once(
                lambda one=one: close(one, "delivered", aid.insurers_clerk, reason=""),
                _press(aid.whole_insurer, one, quantity="0.5", value="5"),
            )

        with scope.of(aid.insurers_clerk):
            assert (
                run(
                    "SELECT r.id FROM applicants_referral r WHERE r.delivered_parts <> ("
                    "SELECT count(*) FROM applicants_referralpart p WHERE p.referral_id = r.id)"
                )
                == []
            )
            assert run("SELECT DISTINCT status FROM applicants_referral") == [("delivered",)]

    def test_a_person_is_asked_for_once(
        self, transactional_db: None, cast: Cast, aid: Aid, helped: Grant, head: Person
    ) -> None:
        for number in self.TIMES:
            terms = make_terms(make_item(aid.insurer, f"y-{number}", f"第{number}项"))
            answers = at_once(
                *[
                    lambda by=by, terms=terms: make_referral(terms, helped, by, person=head)
                    for by in (cast.caseworker, cast.clerk)
                ]
            )

            assert sorted(type(answer).__name__ for answer in answers) == [
                "IntegrityError",
                "Referral",
            ]


def _press(by: Staff, one: Referral, *, quantity: str, value: str) -> Callable[[], None]:
    return lambda: deliver(one, by, quantity=quantity, value=value)
