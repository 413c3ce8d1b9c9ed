"""The platform of the demonstration: two years of referrals, every agency with work today, the report's premiums."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Count, F, Sum

from applicants.demo import premiums
from applicants.models.aid_consent import AidConsent
from applicants.models.referral import Referral, ReferralAct
from applicants.models.referral_guards import REFERRAL_GUARDS
from applicants.workflow import ReferralStatus
from dibao import scope
from dibao.demo import logins
from dibao.demo.era import Era
from dibao.demo.staff import Offices
from dibao.models.agency import Agency
from dibao.models.area import Area
from dibao.models.staff import Posting
from dibao.roles import Role
from tests.demo.conftest import SCALE

AT_BIRTH = (
    "a_referral_fits_its_terms",
    "a_referral_is_for_who_is_covered",
    "a_referral_waits_for_consent",
    "a_declined_benefit_is_not_asked_for",
)


@pytest.fixture(autouse=True)
def in_scope(prefecture: Area) -> Iterator[None]:
    with scope.of_area(prefecture):
        yield


def test_every_agency_has_an_officer_whose_inbox_is_not_empty() -> None:
    officers = Offices().agencies()

    assert len(officers) == Agency.objects.taking_part().count() == 16
    for officer in officers:
        with scope.of(officer):
            rows = Referral.objects.answered_by(officer).open()
            assert rows.exists(), officer.username


def test_two_agencies_have_an_officer_in_each_county_besides() -> None:
    postings = Posting.objects.filter(role=Role.AGENCY, area__level="county")

    counted = dict(postings.values_list("agency__code").annotate(n=Count("pk")))
    assert counted == {"health": 6, "education": 6}


def test_an_agencys_login_is_printed(prefecture: Area) -> None:
    text = logins.FILE.read_text(encoding="utf-8")

    usernames = Posting.objects.filter(role=Role.AGENCY).values_list("staff__username", flat=True)
    assert any(f"  {username} " in text for username in usernames)


def test_the_premiums_of_2008_are_the_reports(era: Era) -> None:
    given = Referral.objects.filter(item__code=premiums.PREMIUM, period__year=2008)

    assert set(given.values_list("status", flat=True)) == {ReferralStatus.DELIVERED}
    persons = round(premiums.PERSONS_OF_2008 * SCALE)
    assert given.values("person_key").distinct().count() == given.count() == persons
    acts = ReferralAct.objects.filter(sent_on=premiums.BASE_DAY)
    assert acts.aggregate(n=Sum("sent_count"))["n"] == persons
    assert given.aggregate(v=Sum("delivered_value"))["v"] == 20 * persons


def test_referrals_stand_in_every_state_and_some_are_late_and_some_in_parts(era: Era) -> None:
    rows = Referral.objects.all()

    assert set(rows.values_list("status", flat=True)) == set(ReferralStatus.values)
    assert rows.late(on=era.today).exists()
    assert rows.filter(status=ReferralStatus.ACCEPTED, delivered_parts=1).exists()
    assert rows.filter(status=ReferralStatus.DELIVERED, delivered_parts=2).exists()
    assert rows.filter(redirected_from__isnull=False).exists()


def test_nothing_was_late_before_yesterday(era: Era) -> None:
    """The night ends what ran out before."""
    assert not Referral.objects.late(on=era.today - timedelta(days=1)).exists()


def test_each_referral_is_the_sum_of_its_parts() -> None:
    summed = Referral.objects.filter(delivered_parts__gt=0).annotate(
        n=Count("parts"), v=Sum("parts__value"), q=Sum("parts__quantity")
    )

    same = summed.filter(n=F("delivered_parts"), v=F("delivered_value"), q=F("delivered_quantity"))
    assert same.count() == summed.count() > 0


@pytest.mark.parametrize("name", AT_BIRTH)
def test_what_was_loaded_as_history_would_pass_the_tables_guards(name: str) -> None:
    """The question of the guard itself, asked of the premiums, which came in past it."""
    guard = next(trigger for trigger in REFERRAL_GUARDS if trigger.name == name)
    question = guard.func.split("FROM (", 1)[1].split(") AS broken", 1)[0]
    loaded = "(SELECT * FROM applicants_referral WHERE act_id IS NOT NULL) n"
    assert question.count("new_rows n") == 1

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({question.replace('new_rows n', loaded)}) AS broken")
        assert cursor.fetchone() == (0,)


def test_who_recorded_a_consent_sits_in_the_familys_township() -> None:
    consents = AidConsent.objects.select_related("recorded_by")

    assert consents.filter(signed_on__gt=F("recorded_on")).count() == 0
    for consent in consents:
        (posting,) = consent.recorded_by.postings.all()
        assert posting.role == Role.CASEWORKER
        assert consent.area_id[:9] == posting.area_id[:9]
