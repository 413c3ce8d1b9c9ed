"""A county with two agencies, a benefit of each kind, and the cast's family, which agreed to be helped."""

from dataclasses import dataclass
from decimal import Decimal

import pytest
from pytest_django import Settings

from applicants.eligibility.aid import AidField
from applicants.models.aid import AidFrequency, AidTerms
from applicants.models.grant import Grant
from applicants.models.person import Person
from applicants.models.referral import Referral
from dibao import scope
from dibao.models.agency import Agency
from dibao.models.staff import Staff
from tests.cast import Cast
from tests.factories.places import Places
from tests.factories.referrals import (
    ASKED,
    consent_of,
    make_agency,
    make_item,
    make_referral,
    make_terms,
    post_to,
)


@dataclass(frozen=True)
class Aid:
    """`premium` is each member's once a year, `house` the household's once, `device` a member's as it is needed."""

    insurer: Agency
    builder: Agency
    premium: AidTerms
    device: AidTerms
    house: AidTerms
    insurers_clerk: Staff
    builders_clerk: Staff
    foreign_insurer: Staff
    whole_insurer: Staff


@pytest.fixture
def aid(places: Places) -> Aid:
    insurer, builder = make_agency("insurer", "测试医保局"), make_agency("builder", "测试住建局")
    premium = make_item(insurer, "a-premium", "测试参保资助")
    device = make_item(insurer, "a-device", "测试器具", frequency=AidFrequency.AS_NEEDED)
    house = make_item(
        builder, "a-house", "测试修房", frequency=AidFrequency.ONCE, is_per_member=False
    )
    return Aid(
        insurer=insurer,
        builder=builder,
        premium=make_terms(premium, cap=Decimal(20)),
        device=make_terms(device),
        house=make_terms(
            house, cap=Decimal(5000), fields=(AidField.NAME, AidField.VILLAGE, AidField.PHONE)
        ),
        insurers_clerk=post_to(insurer, places.county, "insurer"),
        builders_clerk=post_to(builder, places.county, "builder"),
        foreign_insurer=post_to(insurer, places.other_county, "foreign.insurer"),
        whole_insurer=post_to(insurer, places.prefecture, "whole.insurer"),
    )


@pytest.fixture
def helped(cast: Cast, grant: Grant, settings: Settings) -> Grant:
    """The family in benefit, which agreed, on the day when it is helped."""
    settings.BUSINESS_DATE = ASKED
    consent_of(grant, cast.caseworker)
    return grant


@pytest.fixture
def head(cast: Cast, helped: Grant) -> Person:
    with scope.of(cast.caseworker):
        return helped.household.head


@pytest.fixture
def referral(cast: Cast, aid: Aid, helped: Grant, head: Person) -> Referral:
    """Two portions of the premium, asked for on ASKED."""
    return make_referral(aid.premium, helped, cast.caseworker, person=head)
