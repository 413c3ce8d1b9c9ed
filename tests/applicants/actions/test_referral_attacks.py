"""Referrals for who must not have them, and questions whose refusal would tell an agency more than it may know."""

import psycopg
import pytest

from applicants.actions import aid_consents
from applicants.actions import referrals as actions
from applicants.aid_candidates import Standing, for_household
from applicants.eligibility.aid import MemberConditions
from applicants.models import Household, Person, Referral
from applicants.models.grant import Grant
from applicants.models.referral import CloseReason
from dibao import scope
from dibao.errors import Refused
from tests.acting import by_their_actors
from tests.cast import Cast
from tests.factories.referrals import ASKED, make_item, make_referral, make_terms
from tests.referring import Aid

referrals = by_their_actors(actions)
consents = by_their_actors(aid_consents)


@pytest.fixture
def family(cast: Cast, helped: Grant) -> Household:
    with scope.of(cast.caseworker):
        return helped.household


@pytest.fixture
def refused_then_declined(cast: Cast, aid: Aid, referral: Referral, family: Household) -> Household:
    referrals.refuse(
        referral=referral,
        reason=CloseReason.NOT_REACHED,
        words="",
        by=aid.insurers_clerk,
        on=ASKED,
    )
    consents.decline(
        household=family, item=aid.premium.item, reason="不要", by=cast.caseworker, on=ASKED
    )
    return family


def test_what_was_refused_and_then_declined_is_not_asked_for(
    cast: Cast, aid: Aid, refused_then_declined: Household, head: Person
) -> None:
    with pytest.raises(Refused, match="不需要"):
        referrals.send(
            item=aid.premium.item,
            household=refused_then_declined,
            person=head,
            by=cast.caseworker,
            on=ASKED,
        )


def test_the_household_page_says_that_it_was_declined(
    cast: Cast, aid: Aid, refused_then_declined: Household, head: Person
) -> None:
    with scope.of(cast.caseworker):
        offers = for_household(refused_then_declined, on=ASKED)

    of_head = [
        one.standing
        for one in offers
        if one.terms == aid.premium and one.member and one.member.key == str(head.pk)
    ]
    assert of_head == [Standing.DECLINED]


@pytest.mark.django_db(transaction=True)
def test_an_agency_is_told_the_same_whether_they_do_not_qualify_or_had_it_elsewhere(
    as_owner: psycopg.Connection,
    cast: Cast,
    aid: Aid,
    helped: Grant,
    head: Person,
    referral: Referral,
) -> None:
    """Whoever moves gets another row, so the first one's is made somebody else's here."""
    had = make_terms(make_item(aid.builder, "had", "得过的"))
    old = make_terms(make_item(aid.builder, "old", "高龄"), member=MemberConditions(age_from=100))
    elsewhere = make_referral(had, helped, cast.caseworker, person=head)
    with scope.of(cast.caseworker):
        wife = Person.objects.exclude(pk=head.pk).get()
    as_owner.execute("ALTER TABLE applicants_referral DISABLE TRIGGER USER")
    as_owner.execute(
        "UPDATE applicants_referral SET person_id = %s WHERE id = %s", [wife.pk, elsewhere.pk]
    )
    as_owner.execute("ALTER TABLE applicants_referral ENABLE TRIGGER USER")

    told = set()
    for terms in (had, old):
        with pytest.raises(Refused) as refusal:
            referrals.redirect(
                referral=referral, to=terms.item, words="归住建", by=aid.insurers_clerk, on=ASKED
            )
        told.add(refusal.value.message)

    assert len(told) == 1
