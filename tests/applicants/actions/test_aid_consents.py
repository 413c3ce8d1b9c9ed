"""What a family says to being helped by others: consent, taking it back, not wanting something."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection
from pytest_django import Settings

from applicants.actions import aid_consents, referrals
from applicants.models.aid import AidItem
from applicants.models.aid_consent import AidConsent, AidDecline
from applicants.models.consent import SigningWay
from applicants.models.grant import Grant
from applicants.models.household import Household, Membership
from applicants.models.person import Person
from applicants.models.referral import CloseReason, Referral
from dibao import scope
from dibao.errors import Refused
from dibao.models.audit import AuditEvent
from dibao.models.staff import Staff
from tests.cast import ENTERED, Cast, register
from tests.factories.places import Places

ON = date(2026, 8, 5)


def give(household: Household, by: Staff, **more: object) -> AidConsent:
    said = {"person": household.head, "way": SigningWay.PAPER, "signed_on": ON, "on": ON, **more}
    with scope.of(by):
        return aid_consents.give(household=household, by=by, **said)


def decline(household: Household, item: AidItem, by: Staff, **more: object) -> AidDecline:
    with scope.of(by):
        return aid_consents.decline(
            household=household, item=item, reason="自己能办", by=by, on=ON, **more
        )


def send(household: Household, item: AidItem, by: Staff, person: Person | None = None) -> Referral:
    with scope.of(by):
        return referrals.send(item=item, household=household, person=person, by=by, on=ON)


@pytest.fixture
def family(cast: Cast, grant: Grant, settings: Settings) -> Household:
    settings.BUSINESS_DATE = ON
    with scope.of(cast.caseworker):
        return Household.objects.select_related("head", "area").get(pk=grant.household_id)


@pytest.fixture
def consent(cast: Cast, family: Household) -> AidConsent:
    return give(family, cast.caseworker)


def test_an_adult_signs_for_the_family(cast: Cast, family: Household) -> None:
    made = give(family, cast.caseworker)

    assert (made.area_id, made.person, made.recorded_by) == (
        family.area_id,
        family.head,
        cast.caseworker,
    )


def test_a_family_consents_once_at_a_time(
    cast: Cast, family: Household, consent: AidConsent
) -> None:
    with pytest.raises(Refused, match="已经登记过"):
        give(family, cast.caseworker)


def test_nobody_signs_tomorrow(cast: Cast, family: Household) -> None:
    with pytest.raises(Refused, match="晚于今天"):
        give(family, cast.caseworker, signed_on=ON + timedelta(days=1))


def test_a_minor_signs_for_nobody(cast: Cast, family: Household) -> None:
    with scope.of(cast.caseworker):
        Person.objects.filter(pk=family.head_id).update(birth_date=date(2010, 1, 1))
        family.head.refresh_from_db()

    with pytest.raises(Refused, match="未满18岁"):
        give(family, cast.caseworker)


def test_nobody_outside_signs_for_the_family(cast: Cast, family: Household, places: Places) -> None:
    with scope.of(cast.caseworker):
        other = register(places.village, cast.caseworker, name="王五", serial=31)

    with pytest.raises(Refused, match="不是这户的成员"):
        give(family, cast.caseworker, person=other.head)


def test_a_closed_household_signs_nothing(cast: Cast, family: Household) -> None:
    with scope.of(cast.caseworker):
        Membership.objects.filter(household=family).update(last_day=ON, left_for="moved_out")
        Household.objects.filter(pk=family.pk).update(closed_on=ON, closed_for="moved")

    with pytest.raises(Refused, match="已经销户"):
        give(family, cast.caseworker)


@pytest.mark.parametrize("who", ["reviewer", "clerk", "officer", "inspector"])
def test_others_than_the_township_record_no_consent(
    cast: Cast, family: Household, who: str
) -> None:
    with pytest.raises(PermissionDenied):
        give(family, getattr(cast, who))


def test_the_next_township_records_no_consent(cast: Cast, family: Household) -> None:
    with pytest.raises(Household.DoesNotExist):
        give(family, cast.neighbour)


def test_consent_taken_back_takes_back_what_is_open(
    cast: Cast, family: Household, consent: AidConsent, aid_items: dict[str, AidItem]
) -> None:
    sent = send(family, aid_items["temporary_aid"], cast.caseworker)

    with scope.of(cast.township_head):
        aid_consents.withdraw(consent=consent, reason="家人不同意", by=cast.township_head, on=ON)
        sent.refresh_from_db()
        event = AuditEvent.objects.get(event="aid_consent:withdrawn")

    assert (sent.status, sent.close_reason) == ("withdrawn", CloseReason.CONSENT_REVOKED)
    assert event.after["referrals"] == 1


def test_consent_is_taken_back_once(cast: Cast, consent: AidConsent) -> None:
    with scope.of(cast.caseworker):
        said = {"consent": consent, "reason": "家人不同意", "by": cast.caseworker, "on": ON}
        aid_consents.withdraw(**said)

        with pytest.raises(Refused, match="已经撤回"):
            aid_consents.withdraw(**said)


def test_who_took_it_back_may_consent_again(
    cast: Cast, family: Household, consent: AidConsent
) -> None:
    with scope.of(cast.caseworker):
        aid_consents.withdraw(consent=consent, reason="家人不同意", by=cast.caseworker, on=ON)

    assert give(family, cast.caseworker).pk != consent.pk


def test_the_next_township_takes_no_consent_back(cast: Cast, consent: AidConsent) -> None:
    with scope.of(cast.neighbour), pytest.raises(Household.DoesNotExist):
        aid_consents.withdraw(consent=consent, reason="不对", by=cast.neighbour, on=ON)


def test_a_member_declines_for_themselves_alone(
    cast: Cast, family: Household, consent: AidConsent, aid_items: dict[str, AidItem]
) -> None:
    premium = aid_items["nrcms_premium"]
    with scope.of(cast.caseworker):
        wife = family.members().exclude(person=family.head_id).get().person
    sent = send(family, premium, cast.caseworker, family.head)

    decline(family, premium, cast.caseworker, person=wife)

    with scope.of(cast.caseworker):
        sent.refresh_from_db()
    assert sent.status == "requested"
    with pytest.raises(Refused, match="不需要"):
        send(family, premium, cast.caseworker, wife)


def test_what_is_declined_is_taken_back_from_the_agency(
    cast: Cast, family: Household, consent: AidConsent, aid_items: dict[str, AidItem]
) -> None:
    sent = send(family, aid_items["temporary_aid"], cast.caseworker)

    decline(family, aid_items["temporary_aid"], cast.caseworker)

    with scope.of(cast.caseworker):
        sent.refresh_from_db()
    assert (sent.status, sent.close_reason) == ("withdrawn", CloseReason.NOT_WANTED)


def test_the_same_click_twice_declines_once(
    cast: Cast, family: Household, aid_items: dict[str, AidItem]
) -> None:
    decline(family, aid_items["temporary_aid"], cast.caseworker)

    with pytest.raises(Refused, match="已经登记过"):
        decline(family, aid_items["temporary_aid"], cast.caseworker)


def test_no_member_declines_what_is_the_households(
    cast: Cast, family: Household, aid_items: dict[str, AidItem]
) -> None:
    with pytest.raises(Refused, match="按户办理"):
        decline(family, aid_items["temporary_aid"], cast.caseworker, person=family.head)


def test_who_declined_may_want_it_after_all(
    cast: Cast, family: Household, consent: AidConsent, aid_items: dict[str, AidItem]
) -> None:
    item = aid_items["temporary_aid"]
    declined = decline(family, item, cast.caseworker)

    with scope.of(cast.caseworker):
        aid_consents.lift(decline=declined, by=cast.caseworker, on=ON)
        with pytest.raises(Refused, match="已经取消"):
            aid_consents.lift(decline=declined, by=cast.caseworker, on=ON)

    assert send(family, item, cast.caseworker).status == "requested"


@pytest.mark.parametrize("who", ["reviewer", "clerk"])
def test_the_county_declines_nothing_for_a_family(
    cast: Cast, family: Household, aid_items: dict[str, AidItem], who: str
) -> None:
    with pytest.raises(PermissionDenied):
        decline(family, aid_items["temporary_aid"], getattr(cast, who))


# What PostgreSQL says where no action is asked.


def run(sql: str, **values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


INSERT = """
INSERT INTO applicants_aidconsent (household_id, area_code, person_id, way, signed_on, recorded_by_id, recorded_on,
    revoke_reason)
VALUES (%(household)s, %(area)s, %(person)s, 'paper', %(on)s, %(by)s, %(on)s, '')
"""


@pytest.mark.parametrize(
    ("change", "guard"),
    [
        ({"area": "990121100201"}, "an_aid_consent_is_of_a_member"),
        ({"on": date(1970, 1, 1)}, "an_aid_consent_is_of_a_member"),
        ({"by": "reviewer"}, "aid_consent_recorded_by_is_who_acts"),
    ],
)
def test_sql_alone_makes_no_false_consent(
    cast: Cast, family: Household, change: dict[str, object], guard: str
) -> None:
    values = {
        "household": family.pk,
        "area": family.area_id,
        "person": family.head_id,
        "on": ON,
        "by": cast.caseworker.pk,
        **change,
    }
    if isinstance(change.get("by"), str):
        values["by"] = getattr(cast, str(change["by"])).pk

    with pytest.raises(DatabaseError, match=guard), scope.of(cast.caseworker):
        run(INSERT, **values)


def test_sql_alone_does_not_consent_for_who_left(cast: Cast, family: Household) -> None:
    """Somebody of another family, of the same village."""
    with scope.of(cast.caseworker):
        stranger = register(family.area, cast.caseworker, name="王五", serial=31).head
    values = {"household": family.pk, "area": family.area_id, "on": ON, "by": cast.caseworker.pk}

    with (
        pytest.raises(DatabaseError, match="an_aid_consent_is_of_a_member"),
        scope.of(cast.caseworker),
    ):
        run(INSERT, person=stranger.pk, **values)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE applicants_aidconsent SET signed_on = '2026-01-01' WHERE id = %(pk)s",
        "UPDATE applicants_aidconsent SET person_id = %(wife)s WHERE id = %(pk)s",
        "DELETE FROM applicants_aidconsent WHERE id = %(pk)s",
    ],
)
def test_sql_alone_does_not_change_what_was_signed(
    cast: Cast, family: Household, consent: AidConsent, statement: str
) -> None:
    with scope.of(cast.caseworker):
        wife = Membership.objects.exclude(person=family.head_id).get(household=family)

    with (
        pytest.raises(DatabaseError, match=r"permission denied|never_deleted|only_ever"),
        scope.of(cast.caseworker),
    ):
        run(statement, pk=consent.pk, wife=wife.person_id)


def test_a_withdrawn_consent_is_not_made_valid_again(cast: Cast, consent: AidConsent) -> None:
    with scope.of(cast.caseworker):
        aid_consents.withdraw(consent=consent, reason="家人不同意", by=cast.caseworker, on=ON)

    with (
        pytest.raises(DatabaseError, match="an_aid_consent_is_only_ever_revoked"),
        scope.of(cast.caseworker),
    ):
        run(
            "UPDATE applicants_aidconsent SET revoked_on = NULL, revoked_by_id = NULL, revoke_reason = ''"
            " WHERE id = %(pk)s",
            pk=consent.pk,
        )


def test_the_neighbour_sees_no_consent(cast: Cast, consent: AidConsent) -> None:
    with scope.of(cast.neighbour):
        assert not AidConsent.objects.exists()


def test_entered_before_the_grant_is_no_matter(cast: Cast, family: Household) -> None:
    """The paper may be older than the record, as it is where it was signed with the application."""
    assert give(family, cast.caseworker, signed_on=ENTERED).signed_on == ENTERED
