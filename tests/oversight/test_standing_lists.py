"""The list of households in benefit that stands in each village, posted for a whole county at once."""

import re
from datetime import date, timedelta
from hashlib import sha256

import pytest
from django.db import connection
from django.http import Http404
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from applicants.actions import standing_lists
from applicants.models.grant import Grant
from applicants.models.notice import PublicNotice
from applicants.models.person import Person
from dibao import scope
from dibao.values.months import BenefitMonth
from tests.cast import Cast
from tests.factories.places import Places
from tests.oversight.conftest import AUGUST, PUBLISHED


def publish(cast: Cast, places: Places, month: BenefitMonth = AUGUST, on: date = PUBLISHED) -> int:
    with scope.of(cast.finance):
        return standing_lists.publish(area=places.county, month=month, by=cast.finance, on=on).lists


def test_the_village_page_shows_the_household_with_its_amount(
    villager: Client, standing_list: PublicNotice, grant: Grant, places: Places
) -> None:
    page = villager.get(f"/public/villages/{places.village.code}/").content.decode()

    assert "张三" in page
    assert f"{grant.total_amount:,.2f}" in page
    assert "长期公示" in page


def test_a_household_is_not_listed_before_its_first_month(
    grant: Grant, cast: Cast, places: Places
) -> None:
    assert publish(cast, places, month=AUGUST.previous()) == 0


def test_the_list_is_hashed_like_any_other_notice(
    standing_list: PublicNotice, grant: Grant, cast: Cast
) -> None:
    line = f"1|张三|2|2|{grant.benefit_class}|{grant.total_amount}"

    assert standing_list.entries_hash == sha256(line.encode()).hexdigest()
    assert standing_list.entry_count == 1


def test_its_address_cannot_be_guessed(standing_list: PublicNotice) -> None:
    assert re.fullmatch(r"[A-Za-z0-9_-]{22}", standing_list.token)


def test_a_minor_stands_there_by_surname_only(
    villager: Client, grant: Grant, cast: Cast, places: Places, settings: Settings
) -> None:
    settings.BUSINESS_DATE = PUBLISHED
    with scope.of(cast.caseworker):
        Person.objects.filter(name="张三").update(birth_date=PUBLISHED.replace(year=2010))
    publish(cast, places)

    page = villager.get(f"/public/villages/{places.village.code}/").content.decode()

    assert "张某" in page
    assert "张三" not in page


def test_two_statements_post_a_county_whatever_its_size(
    grant: Grant, cast: Cast, places: Places
) -> None:
    with scope.of(cast.finance), CaptureQueriesContext(connection) as queries:
        standing_lists.publish(area=places.county, month=AUGUST, by=cast.finance, on=PUBLISHED)

    assert len([q for q in queries if "SAVEPOINT" not in q["sql"]]) == 2


def test_the_next_months_list_takes_the_place_of_the_last(
    villager: Client,
    standing_list: PublicNotice,
    cast: Cast,
    places: Places,
    settings: Settings,
) -> None:
    settings.BUSINESS_DATE = PUBLISHED + timedelta(days=30)
    publish(cast, places, month=AUGUST.next(), on=PUBLISHED + timedelta(days=30))

    page = villager.get(f"/n/{standing_list.token}/").content.decode()

    poster = villager.get(f"/n/{standing_list.token}/poster/").content.decode()

    assert "已有新的名单" in page
    assert "张三" not in page
    assert "已有新的名单" in poster
    assert "张三" not in poster


def test_a_village_whose_last_household_left_gets_an_empty_list(
    villager: Client,
    standing_list: PublicNotice,
    grant: Grant,
    cast: Cast,
    places: Places,
    settings: Settings,
) -> None:
    settings.BUSINESS_DATE = PUBLISHED + timedelta(days=30)
    with scope.of(cast.finance):
        no_benefit = BenefitMonth(2026, 7)
        standing_lists.publish(
            area=places.county, month=no_benefit, by=cast.finance, on=settings.BUSINESS_DATE
        )

    page = villager.get(f"/public/villages/{places.village.code}/").content.decode()

    assert "共0户" in page
    assert "张三" not in page


def test_without_renewal_it_leaves_the_web_after_two_months(
    villager: Client, standing_list: PublicNotice, settings: Settings
) -> None:
    settings.BUSINESS_DATE = PUBLISHED + timedelta(days=62)

    assert villager.get(f"/n/{standing_list.token}/").status_code == 410


def test_nobody_publishes_another_county(grant: Grant, cast: Cast, places: Places) -> None:
    with scope.of(cast.foreign_clerk), pytest.raises(Http404):
        standing_lists.publish(
            area=places.county, month=AUGUST, by=cast.foreign_clerk, on=PUBLISHED
        )
