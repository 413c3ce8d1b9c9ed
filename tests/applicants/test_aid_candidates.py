"""Who may get a benefit: statement and household's page agree with the rules, and leave out who is dealt with."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from pytest_django import Settings

from applicants import aid_candidates
from applicants.aid_candidates import Standing
from applicants.aid_sql import households_seen
from applicants.eligibility.aid import AidRule, finding
from applicants.models.aid import AidItem, AidTerms, period_of
from applicants.models.aid_consent import AidConsent, AidDecline
from applicants.models.case import Case
from applicants.models.grant import Grant, GrantShare
from applicants.models.household import Household, Membership
from applicants.models.person import Person
from applicants.models.policy import RuleSet
from applicants.models.referral import CloseReason, Referral
from applicants.models.visit import HomeVisit
from dibao import scope
from dibao.models.staff import Staff
from dibao.paging import Cut
from tests.cast import ENTERED, Cast
from tests.factories.aid import rules, settle_villagers
from tests.factories.investigation import visited
from tests.factories.places import Places
from tests.factories.referrals import post_to
from tests.payments.register import Backing

ON = date(2008, 8, 5)
ALL = Cut(limit=10_000)
Found = set[tuple[int, str | None]]


@pytest.fixture(autouse=True)
def today(settings: Settings) -> None:
    """An agency answers on no day to come, and sees what is closed for its days."""
    settings.BUSINESS_DATE = ON


@pytest.fixture
def villagers(
    cast: Cast, places: Places, rules_of_2007: RuleSet, aid_items: dict[str, AidItem]
) -> None:
    """Forty households of our county and five of the next, in benefit since January 2008."""
    ours = [places.village.code, places.second_village.code, places.other_village.code]
    for clerk, villages, count, start in (
        (cast.clerk, ours, 40, 101),
        (cast.foreign_clerk, [places.foreign_village.code], 5, 201),
    ):
        with scope.of(clerk):
            backing = Backing(rules_of_2007.pk, clerk.pk, clerk.posting.area_id)
            settle_villagers(villages, backing, households=count, start=start)


def terms_of(item: AidItem, *, on: date = ON) -> AidTerms:
    return AidTerms.objects.in_force(on=on).select_related("item__agency").get(item=item)


def found_by(terms: AidTerms, staff: Staff, *, on: date = ON) -> Found:
    area = staff.posting.area
    rows = aid_candidates.candidates(terms, area, on=on, cut=ALL)
    return {(row.household, str(row.person) if row.person else None) for row in rows}


def reckoned(rule: AidRule, *, is_per_member: bool, on: date) -> Found:
    """The same one by one, by the rules alone."""
    keys = list(Household.objects.values_list("pk", flat=True))
    return {
        (key, member.key if member else None)
        for key, household in households_seen(keys, on=on).items()
        for member in (household.covered if is_per_member else (None,))
        if finding(household, rule, on=on, member=member).holds
    }


def sent(terms: AidTerms, grant: Grant, person: Person | None, by: Staff) -> Referral:
    """A referral as it stands in the table; the actions that send are tested beside them."""
    AidConsent.objects.get_or_create(
        household=grant.household,
        revoked_on=None,
        defaults={
            "area_id": grant.area_id,
            "person": grant.household.head,
            "way": "paper",
            "signed_on": ON,
            "recorded_by": by,
            "recorded_on": ON,
        },
    )
    return Referral.objects.create(
        terms=terms,
        item=terms.item,
        agency=terms.item.agency,
        area_id=grant.area_id,
        household=grant.household,
        person=person,
        grant=grant,
        benefit_class=grant.benefit_class,
        period=period_of(terms.item.frequency, ON),
        quantity=1,
        requested_by=by,
        requested_on=ON,
        answer_due=ON + timedelta(days=10),
    )


def a_named_member() -> tuple[Grant, Person]:
    shares = GrantShare.objects.exclude(person__name="").exclude(person__birth_date=None)
    adult = shares.filter(person__birth_date__lt=date(1980, 1, 1)).order_by("pk")
    share = adult.select_related("grant__household__head", "person").first()
    assert share is not None
    Household.objects.filter(pk=share.grant.household_id).update(head=share.person)
    share.grant.household.refresh_from_db()
    return share.grant, share.person


def test_the_statement_finds_whom_the_rules_find(
    cast: Cast, villagers: None, aid_items: dict[str, AidItem]
) -> None:
    """Over any terms, for members and for households."""
    with scope.of(cast.clerk):

        @given(rules())
        @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
        def holds(rule: AidRule) -> None:
            for code in ("nrcms_premium", "temporary_aid"):
                terms = AidTerms(item=aid_items[code], terms=rule.to_json())
                asked = replace(rule, house_grades=())
                terms.terms = asked.to_json()
                is_per_member = terms.item.is_per_member
                expected = reckoned(asked, is_per_member=is_per_member, on=ON)
                assert found_by(terms, cast.clerk) == expected

        holds()


@pytest.mark.parametrize("on", [date(2008, 2, 29), date(2009, 2, 28), date(2009, 3, 1)])
def test_ages_agree_around_the_day_that_most_years_lack(
    cast: Cast, villagers: None, aid_items: dict[str, AidItem], on: date
) -> None:
    with scope.of(cast.clerk):
        for age in range(80):
            terms = terms_of(aid_items["nrcms_premium"])
            terms.terms["member"] = {"age_from": age, "age_to": age}
            rule = terms.as_rule()
            assert found_by(terms, cast.clerk, on=on) == reckoned(rule, is_per_member=True, on=on)


def test_every_benefit_that_ships_agrees(
    cast: Cast, villagers: None, aid_items: dict[str, AidItem]
) -> None:
    with scope.of(cast.clerk):
        for terms in aid_candidates.in_force(on=ON):
            rule, is_per_member = terms.as_rule(), terms.item.is_per_member
            expected = reckoned(rule, is_per_member=is_per_member, on=ON)
            assert found_by(terms, cast.clerk) == expected, terms.item.code


def test_a_county_finds_its_own_alone(
    cast: Cast, places: Places, villagers: None, aid_items: dict[str, AidItem]
) -> None:
    premium = terms_of(aid_items["nrcms_premium"])

    with scope.of(cast.foreign_clerk):
        # Asked for the whole prefecture: row-level security lets nobody look beyond the own county.
        rows = aid_candidates.candidates(premium, places.prefecture, on=ON, cut=ALL)

    assert rows
    assert {row.area for row in rows} == {places.foreign_village.code}


def test_counts_are_those_of_the_lists(
    cast: Cast, villagers: None, aid_items: dict[str, AidItem]
) -> None:
    with scope.of(cast.clerk):
        versions = list(aid_candidates.in_force(on=ON))
        with CaptureQueriesContext(connection) as queries:
            counted = aid_candidates.counts(versions, cast.clerk.posting.area, on=ON)
        lengths = {one.pk: len(found_by(one, cast.clerk)) for one in versions}

    assert len(queries) == 1
    assert {key: count.candidates for key, count in counted.items()} == lengths
    assert sum(lengths.values()) > 0


def test_pages_follow_each_other_without_gap_or_double(
    cast: Cast, villagers: None, aid_items: dict[str, AidItem]
) -> None:
    premium, county = terms_of(aid_items["nrcms_premium"]), cast.clerk.posting.area
    with scope.of(cast.clerk):
        whole = aid_candidates.candidates(premium, county, on=ON, cut=ALL)
        pages, start = [], None
        while page := aid_candidates.candidates(
            premium, county, on=ON, cut=Cut(start=start, limit=7)
        ):
            pages += page
            start = page[-1].turn
        back = aid_candidates.candidates(
            premium, county, on=ON, cut=Cut(is_down=True, limit=10_000)
        )

    assert pages == list(whole) == list(reversed(back))


@pytest.mark.parametrize("status", ["requested", "accepted", "delivered", "refused"])
def test_who_is_dealt_with_in_the_year_is_left_out(
    cast: Cast, villagers: None, aid_items: dict[str, AidItem], status: str
) -> None:
    premium = terms_of(aid_items["nrcms_premium"])
    with scope.of(cast.clerk):
        grant, person = a_named_member()
        before = found_by(premium, cast.clerk)
        referral = sent(premium, grant, person, cast.clerk)
        stand_at(referral, status, cast.clerk)
        after = found_by(premium, cast.clerk)
        (offer,) = [
            one
            for one in aid_candidates.for_household(grant.household, on=ON)
            if one.terms == premium and one.member and one.member.key == str(person.pk)
        ]

    assert before - after == {(grant.household_id, str(person.pk))}
    assert offer.referral == referral
    assert offer.standing is not Standing.FREE


@pytest.mark.parametrize("status", ["withdrawn", "expired"])
def test_what_came_to_nothing_leaves_them_on_the_list(
    cast: Cast, villagers: None, aid_items: dict[str, AidItem], status: str
) -> None:
    premium = terms_of(aid_items["nrcms_premium"])
    with scope.of(cast.clerk):
        grant, person = a_named_member()
        before = found_by(premium, cast.clerk)
        stand_at(sent(premium, grant, person, cast.clerk), status, cast.clerk)

        assert found_by(premium, cast.clerk) == before
        assert aid_candidates.why_not(premium, grant.household, person, on=ON) == ""


def stand_at(referral: Referral, status: str, by: Staff) -> None:
    """Bring a referral to a state by the fewest steps that the tables let through; its agency answers."""
    if status in ("accepted", "delivered", "refused"):
        by = post_to(referral.agency, by.posting.area, "answers")
    with scope.of(by):
        _stand_at(referral, status, by)
    referral.refresh_from_db()


def _stand_at(referral: Referral, status: str, by: Staff) -> None:
    closed = {"closed_on": ON, "seen_until": ON, "closed_by": by}
    row = Referral.objects.filter(pk=referral.pk)
    if status in ("accepted", "delivered"):
        row.update(status="accepted", accepted_by=by, accepted_on=ON, delivery_due=ON)
    if status == "delivered":
        referral.parts.create(
            area_id=referral.area_id,
            quantity=1,
            value=0,
            delivered_on=ON,
            cost_bearer="county",
            recorded_by=by,
        )
        row.update(status=status, **closed)
    if status in ("refused", "withdrawn", "expired"):
        reason = CloseReason.NO_QUOTA if status == "refused" else CloseReason.NOT_ANSWERED
        row.update(status=status, close_reason=reason, **closed)


def test_the_next_year_begins_anew(
    cast: Cast, villagers: None, aid_items: dict[str, AidItem]
) -> None:
    premium, january = terms_of(aid_items["nrcms_premium"]), date(2009, 1, 5)
    with scope.of(cast.clerk):
        grant, person = a_named_member()
        sent(premium, grant, person, cast.clerk)

        assert (grant.household_id, str(person.pk)) in found_by(premium, cast.clerk, on=january)
        assert aid_candidates.why_not(premium, grant.household, person, on=january) == ""


def test_a_member_who_declined_is_left_out_and_the_family_is_not(
    cast: Cast, villagers: None, aid_items: dict[str, AidItem]
) -> None:
    premium = terms_of(aid_items["nrcms_premium"])
    with scope.of(cast.clerk):
        grant, person = a_named_member()
        before = found_by(premium, cast.clerk)
        declined(premium.item, grant, person, cast.clerk)
        after = found_by(premium, cast.clerk)

        assert before - after == {(grant.household_id, str(person.pk))}
        assert "不需要" in aid_candidates.why_not(premium, grant.household, person, on=ON)


def declined(item: AidItem, grant: Grant, person: Person | None, by: Staff) -> AidDecline:
    return AidDecline.objects.create(
        household=grant.household,
        area_id=grant.area_id,
        person=person,
        item=item,
        reason="不需要",
        recorded_by=by,
        recorded_on=ON,
    )


@pytest.mark.parametrize("code", ["nrcms_premium", "temporary_aid"])
def test_a_family_that_declined_is_left_out_whole(
    cast: Cast, villagers: None, aid_items: dict[str, AidItem], code: str
) -> None:
    terms = terms_of(aid_items[code])
    with scope.of(cast.clerk):
        grant, _person = a_named_member()
        declined(terms.item, grant, None, cast.clerk)

        assert grant.household_id not in {key for key, _ in found_by(terms, cast.clerk)}


def test_what_comes_as_it_is_needed_may_come_again(
    cast: Cast, villagers: None, aid_items: dict[str, AidItem]
) -> None:
    aid = terms_of(aid_items["temporary_aid"])
    with scope.of(cast.clerk):
        grant, _person = a_named_member()
        referral = sent(aid, grant, None, cast.clerk)
        assert (grant.household_id, None) not in found_by(aid, cast.clerk)

        stand_at(referral, "delivered", cast.clerk)

        assert (grant.household_id, None) in found_by(aid, cast.clerk)


def test_who_left_the_family_is_covered_no_more(
    cast: Cast, villagers: None, aid_items: dict[str, AidItem]
) -> None:
    """The grant goes on until a change is decided; whoever died last week needs no premium."""
    premium = terms_of(aid_items["nrcms_premium"])
    with scope.of(cast.clerk):
        grant, person = a_named_member()
        Membership.objects.filter(person=person).update(last_day=ON, left_for="death")

        assert (grant.household_id, str(person.pk)) not in found_by(premium, cast.clerk)
        assert aid_candidates.why_not(premium, grant.household, person, on=ON)


def test_nobody_qualifies_before_the_grant_begins(
    cast: Cast, villagers: None, aid_items: dict[str, AidItem]
) -> None:
    premium = terms_of(aid_items["nrcms_premium"], on=date(2007, 12, 31))
    with scope.of(cast.clerk):
        assert found_by(premium, cast.clerk, on=date(2007, 12, 31)) == set()


def test_consent_is_told_with_the_candidate(
    cast: Cast, villagers: None, aid_items: dict[str, AidItem]
) -> None:
    premium, training = terms_of(aid_items["nrcms_premium"]), terms_of(aid_items["temporary_aid"])
    with scope.of(cast.clerk):
        grant, _person = a_named_member()
        sent(training, grant, None, cast.clerk)
        rows = aid_candidates.candidates(premium, cast.clerk.posting.area, on=ON, cut=ALL)

    assert {row.household for row in rows if row.has_consent} == {grant.household_id}


def test_a_households_benefits_come_in_as_many_questions_as_those_of_any_other(
    cast: Cast, villagers: None
) -> None:
    with scope.of(cast.clerk):
        for household in Household.objects.filter(grants__covered_count__in=(1, 4))[:6]:
            with CaptureQueriesContext(connection) as queries:
                aid_candidates.for_household(household, on=ON)
            assert len(queries) == 5


def test_every_offer_says_why(cast: Cast, villagers: None) -> None:
    with scope.of(cast.clerk):
        for household in Household.objects.all():
            for offer in aid_candidates.for_household(household, on=ON):
                assert offer.reasons(on=ON)[0].startswith("享受低保：")


def test_a_household_without_a_grant_is_offered_nothing(
    cast: Cast, household: Household, aid_items: dict[str, AidItem]
) -> None:
    with scope.of(cast.caseworker):
        assert aid_candidates.for_household(household, on=ON) == []
        assert "低保" in aid_candidates.why_not(
            terms_of(aid_items["temporary_aid"]), household, None, on=ON
        )


def test_why_not_names_the_fact_and_what_was_asked(
    cast: Cast, villagers: None, aid_items: dict[str, AidItem]
) -> None:
    tuition = terms_of(aid_items["tuition_waiver"])
    with scope.of(cast.clerk):
        grant, person = a_named_member()
        Person.objects.filter(pk=person.pk).update(birth_date=date(1960, 1, 1), is_student=False)

        said = aid_candidates.why_not(tuition, grant.household, person, on=ON)

    assert said == ("不符合本项目的条件：年龄：48岁（要求6至16岁）、在校：不在校（要求在校）。")


@pytest.mark.parametrize(
    ("code", "has_person"), [("temporary_aid", True), ("nrcms_premium", False)]
)
def test_a_members_benefit_is_not_a_households(
    cast: Cast, villagers: None, aid_items: dict[str, AidItem], code: str, has_person: bool
) -> None:
    with scope.of(cast.clerk):
        grant, person = a_named_member()

        said = aid_candidates.why_not(
            terms_of(aid_items[code]), grant.household, person if has_person else None, on=ON
        )
    assert "办理" in said


@pytest.fixture
def visit(cast: Cast, accepted_case: Case) -> HomeVisit:
    """The visit before a grant of today's law, at which the house was found dangerous as a whole."""
    with scope.of(cast.caseworker):
        return visited(accepted_case, cast.caseworker, on=ENTERED, danger_grade="d")


@pytest.mark.parametrize(
    ("grades", "is_found"), [(["c", "d"], True), (["d"], True), (["c"], False)]
)
def test_a_house_counts_as_a_visit_graded_it(
    cast: Cast, grant: Grant, aid_items: dict[str, AidItem], grades: list[str], *, is_found: bool
) -> None:
    on = date(2026, 8, 5)
    repair = terms_of(aid_items["house_repair"], on=on)
    repair.terms["house_grades"] = grades
    with scope.of(cast.caseworker):
        why = aid_candidates.why_not(repair, grant.household, None, on=on)

        assert found_by(repair, cast.caseworker, on=on) == (
            {(grant.household_id, None)} if is_found else set()
        )
        assert ("危房等级：D级（要求C级）" in why) is not is_found


def test_an_agency_that_takes_no_part_gives_nothing(
    cast: Cast, villagers: None, aid_items: dict[str, AidItem]
) -> None:
    agency = aid_items["legal_aid"].agency
    agency.is_active = False
    agency.save()

    assert agency.pk not in {one.item.agency_id for one in aid_candidates.in_force(on=ON)}


def test_people_are_keyed_as_the_tables_key_them(cast: Cast, villagers: None) -> None:
    with scope.of(cast.clerk):
        household = Household.objects.first()
        assert household is not None
        seen = households_seen([household.pk], on=ON)[household.pk]

        assert Person.objects.filter(pk__in=[UUID(one.key) for one in seen.covered]).count() == len(
            seen.covered
        )
