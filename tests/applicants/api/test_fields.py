"""Agency by agency, field by field, state by state: what a system is told of a person, and nothing more."""

import json
from datetime import timedelta

import pytest
from pytest_django import Settings

from applicants import aid_catalogue
from applicants.eligibility.aid import AidField
from applicants.models import AidItem, AidTerms, Grant, Person, Referral
from dibao import scope
from dibao.fields import Sealed
from tests.applicants.agency.test_fields import (
    GUARDED,
    every_case,
    expected,
    of_agency,
    secrets,
    visible,
)
from tests.applicants.api.conftest import Given, System
from tests.applicants.test_database_guards import run
from tests.applicants.test_referral_scope import COLUMNS
from tests.cast import Cast
from tests.factories.places import Places
from tests.factories.referrals import ASKED
from tests.nightly import some


def names_of(fields: set[AidField]) -> set[str]:
    return {name for field in fields for name in COLUMNS[field]}


def plain(value: object) -> object:
    """A person's value as JSON has it."""
    if isinstance(value, Sealed):
        return value.open()
    return value.isoformat() if hasattr(value, "isoformat") else value


def check(
    system: System, terms: AidTerms, referral: Referral, person: Person, head: Person
) -> None:
    """The list without what is guarded, and the one with it; each value is that person's own."""
    fields, known = set(terms.as_rule().fields), secrets(person, head)
    where = (terms.item.code, referral.status)
    listed = json.loads(system.get(after=str(referral.pk - 1), limit="1").content)["referrals"][0]
    whole = json.loads(system.get(f"/{referral.pk}").content)

    for told, allowed in ((listed, fields - GUARDED), (whole, fields)):
        assert told["id"] == referral.pk, where
        assert set(told["shared"]) == names_of(allowed), where
        text = json.dumps(told, ensure_ascii=False)
        assert visible(text, known, whole=True) == expected(allowed, known, whole=True), where
        for name in set(told["shared"]) - {"head", "village", "group_name", "household_size"}:
            assert told["shared"][name] == plain(getattr(person, name)), (where, name)


@pytest.mark.parametrize("code", some([agency.code for agency in aid_catalogue.load()], one_in=5))
def test_no_more_is_told_than_was_agreed_on(
    cast: Cast,
    places: Places,
    aid_items: dict[str, AidItem],
    helped: Grant,
    family: tuple[Person, Person],
    given: Given,
    settings: Settings,
    code: str,
) -> None:
    system, told = None, []
    for window, terms, referral, person in every_case(
        cast, places, of_agency(aid_items, code), helped, family
    ):
        system = system or System(given(window.staff)[1])
        check(system, terms, referral, person, family[0])
        told.append(referral)
    assert system is not None
    assert len(told) >= 8

    settings.BUSINESS_DATE = ASKED + timedelta(days=31)

    assert json.loads(system.get().content)["referrals"] == []
    assert {system.get(f"/{referral.pk}").status_code for referral in told} == {404}


def test_of_a_family_that_took_its_consent_back_the_state_alone(
    cast: Cast, system: System, referral: Referral
) -> None:
    with scope.of(cast.caseworker):
        run(
            "UPDATE applicants_aidconsent SET revoked_on = %s, revoked_by_id = %s,"
            " revoke_reason = '不想让人知道'",
            ASKED,
            cast.caseworker.pk,
        )

    one = json.loads(system.get(f"/{referral.pk}").content)
    [listed] = json.loads(system.get().content)["referrals"]

    assert (one["status"], one["shared"], one["need"]) == ("requested", {}, "")
    assert listed == one
