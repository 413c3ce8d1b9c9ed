"""By night: days that passed, cover that ended, consent that is gone; county by county, by nobody."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from pytest_django import Settings

from applicants import jobs
from applicants.actions import referral_ends, referrals
from applicants.models import Grant, Person, Referral
from applicants.models.referral import CloseReason
from applicants.workflow import ReferralStatus as S
from dibao import scope
from dibao.models import AuditEvent
from dibao.values.months import BenefitMonth
from dibao.workflow import MoveRefused
from tests import changes
from tests.applicants.answering_by_sql import accept
from tests.applicants.test_database_guards import run
from tests.cast import Cast
from tests.factories.places import Places
from tests.factories.referrals import ASKED, make_referral
from tests.referring import Aid

DAY = timedelta(days=1)
Night = Callable[[date], referral_ends.Ended]


@pytest.fixture
def night(places: Places, settings: Settings) -> Night:
    """The night's look on a day, at our county."""

    def look(on: date) -> referral_ends.Ended:
        settings.BUSINESS_DATE = on
        with scope.of_area(places.county, action="close_referrals"):
            return referral_ends.end_by_the_clock(area=places.county, on=on)

    return look


def state(cast: Cast) -> tuple[str, str, int | None]:
    with scope.of(cast.clerk):
        one = Referral.objects.get()
    return one.status, one.close_reason, one.closed_by_id


class TestDays:
    def test_what_is_not_answered_expires(
        self, cast: Cast, referral: Referral, night: Night
    ) -> None:
        assert night(referral.answer_due).expired == 0
        assert state(cast) == (S.REQUESTED, "", None)

        assert night(referral.answer_due + DAY).expired == 1

        assert state(cast) == (S.EXPIRED, CloseReason.NOT_ANSWERED, None)

    def test_what_is_not_delivered_expires(
        self, cast: Cast, aid: Aid, referral: Referral, night: Night
    ) -> None:
        due = ASKED + 10 * DAY
        accept(referral, aid.insurers_clerk, due=due)

        assert night(due).expired == 0
        assert night(due + DAY).expired == 1

        assert state(cast) == (S.EXPIRED, CloseReason.NOT_DELIVERED, None)

    def test_once(self, cast: Cast, referral: Referral, night: Night) -> None:
        night(referral.answer_due + DAY)

        assert night(referral.answer_due + DAY) == referral_ends.Ended(0, 0)
        assert AuditEvent.objects.filter(event="referral:ended_by_the_clock").count() == 1

    def test_it_is_told_by_nobody(
        self, cast: Cast, places: Places, referral: Referral, night: Night
    ) -> None:
        night(referral.answer_due + DAY)

        event = AuditEvent.objects.get(event="referral:ended_by_the_clock")
        assert (event.staff_key, event.area_code) == (None, places.county.code)
        assert event.after == {"expired": 1, "withdrawn": 0}

    def test_whoever_answers_too_late_reads_why_not(
        self, cast: Cast, aid: Aid, referral: Referral, night: Night
    ) -> None:
        night(referral.answer_due + DAY)

        with scope.of(aid.insurers_clerk), pytest.raises(MoveRefused, match="已过期"):
            referrals.accept(referral=referral, by=aid.insurers_clerk, on=referral.answer_due + DAY)


class TestCover:
    def test_what_rests_on_a_benefit_that_ended_is_taken_back(
        self,
        cast: Cast,
        aid: Aid,
        without_hearing: None,
        helped: Grant,
        head: Person,
        settings: Settings,
        night: Night,
    ) -> None:
        settings.BUSINESS_DATE = changes.SETTLED
        changes.ended(helped, cast, on=changes.SETTLED, last_month=BenefitMonth.of(changes.SETTLED))
        last = BenefitMonth.of(changes.SETTLED).last_day
        make_referral(
            aid.premium, helped, cast.caseworker, person=head, on=last, answer_due=last + 9 * DAY
        )

        assert night(last) == referral_ends.Ended(0, 0)
        assert night(last + DAY) == referral_ends.Ended(0, 1)

        assert state(cast) == (S.WITHDRAWN, CloseReason.COVER_ENDED, None)

    def test_a_households_too(
        self,
        cast: Cast,
        aid: Aid,
        without_hearing: None,
        helped: Grant,
        settings: Settings,
        night: Night,
    ) -> None:
        settings.BUSINESS_DATE = changes.SETTLED
        changes.ended(helped, cast, on=changes.SETTLED, last_month=BenefitMonth.of(changes.SETTLED))
        last = BenefitMonth.of(changes.SETTLED).last_day
        make_referral(aid.house, helped, cast.caseworker, on=last, answer_due=last + 9 * DAY)

        assert night(last) == referral_ends.Ended(0, 0)
        assert night(last + DAY) == referral_ends.Ended(0, 1)


def test_what_was_sent_while_consent_was_taken_back_is_found(
    cast: Cast, referral: Referral, night: Night
) -> None:
    with scope.of(cast.caseworker):
        run(
            "UPDATE applicants_aidconsent SET revoked_on = %s, revoked_by_id = %s, revoke_reason = 'x'",
            ASKED,
            cast.caseworker.pk,
        )

    assert night(ASKED) == referral_ends.Ended(0, 1)

    assert state(cast) == (S.WITHDRAWN, CloseReason.CONSENT_REVOKED, None)


def test_the_job_goes_county_by_county(cast: Cast, referral: Referral, settings: Settings) -> None:
    settings.BUSINESS_DATE = referral.answer_due + DAY

    jobs.close_referrals(0)

    assert state(cast)[0] == S.EXPIRED
    (event,) = AuditEvent.objects.filter(event="referral:ended_by_the_clock")
    assert event.area_code == cast.clerk.posting.area_id


def test_another_county_is_left_alone(
    cast: Cast, places: Places, referral: Referral, settings: Settings
) -> None:
    on = referral.answer_due + DAY
    settings.BUSINESS_DATE = on
    with scope.of_area(places.other_county, action="close_referrals"):
        ended = referral_ends.end_by_the_clock(area=places.other_county, on=on)

    assert ended == referral_ends.Ended(0, 0)
    assert state(cast)[0] == S.REQUESTED
