"""Publishing a settled month: once, by who may settle it, in the county's own area."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.http import Http404
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from applicants.models.notice import PublicNotice
from dibao import jobs, scope
from dibao.errors import Refused
from dibao.models.job import JobRun, JobStatus
from dibao.values.months import BenefitMonth
from oversight.actions import publications
from oversight.models.month_figures import MonthFigures
from oversight.statistics.figures import PlaceFigures
from tests.cast import Cast
from tests.factories.places import Places
from tests.oversight.conftest import publish
from tests.payments.conftest import JULY, TODAY, Round


def test_the_figures_add_up_to_the_fen(settled: Round) -> None:
    figures = publish(settled)

    assert (figures.households, figures.persons) == (7, 15)
    assert figures.due_amount == Decimal("785.00")
    assert figures.paid_amount == Decimal("463.00")
    assert figures.failed_amount == Decimal("154.00")
    assert figures.held_amount == Decimal("168.00")
    assert [figures.class_1_persons, figures.class_2_persons, figures.class_3_persons] == [3, 5, 7]


def test_what_was_paid_is_seen_on_the_villagers_page(
    villager: Client, settled: Round, places: Places, settings: Settings
) -> None:
    settings.BUSINESS_DATE = TODAY
    publish(settled)

    page = villager.get(f"/public/villages/{places.village.code}/").content.decode()

    assert "2008年7月享受农村低保的家庭，共3户" in page
    assert "户主101" in page
    assert "154.00" in page


def test_anybody_reads_what_became_of_the_money(
    villager: Client, settled: Round, settings: Settings
) -> None:
    settings.BUSINESS_DATE = TODAY
    publish(settled)

    page = villager.get("/public/funds/").content.decode()

    assert "785.00" in page
    assert "463.00" in page
    assert "安丰县" in page


def test_a_month_that_some_counties_have_not_published_says_so(
    villager: Client, settled: Round, places: Places, settings: Settings
) -> None:
    settings.BUSINESS_DATE = TODAY
    publish(settled)
    code = places.county.code

    whole = villager.get("/public/funds/").content.decode()
    county = villager.get("/public/funds/", {"county": code}).content.decode()

    assert "1/2个县已公布" in whole
    assert "chart-picture" not in whole
    assert "个县已公布" not in county
    assert "chart-picture" in county


def test_an_unsettled_month_is_not_published(round_of_july: Round) -> None:
    with pytest.raises(Refused, match="还没有结清"):
        publish(round_of_july)


def test_a_month_is_published_once(settled: Round) -> None:
    publish(settled)

    with pytest.raises(Refused, match="已经公布过"):
        publish(settled)


def test_only_who_may_settle_publishes(settled: Round, cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        publish(settled, by=cast.clerk)


def test_nobody_publishes_another_countys_month(settled: Round, places: Places) -> None:
    with scope.of(settled.finance), pytest.raises(Http404):
        publications.publish_month(
            county=places.other_county, month=JULY, by=settled.finance, on=TODAY
        )


def test_a_late_month_does_not_take_the_newer_lists_place(settled: Round) -> None:
    with scope.of(settled.finance):
        newer = publications.figures_of(
            settled.county, JULY.next(), _nothing(settled), date(2008, 9, 5)
        )
        newer.save()

    publish(settled)

    with scope.of(settled.finance):
        assert not PublicNotice.objects.exists()


def test_publishing_takes_a_fixed_number_of_statements(settled: Round) -> None:
    with scope.of(settled.finance), CaptureQueriesContext(connection) as queries:
        publications.publish_month(county=settled.county, month=JULY, by=settled.finance, on=TODAY)

    assert len([q for q in queries if "SAVEPOINT" not in q["sql"]]) <= 14


def test_published_figures_stand_against_raw_sql(settled: Round) -> None:
    publish(settled)

    with scope.of(settled.finance), pytest.raises(DatabaseError), transaction.atomic():
        connection.cursor().execute("UPDATE oversight_monthfigures SET persons = persons + 1")
    with scope.of(settled.finance), pytest.raises(DatabaseError), transaction.atomic():
        connection.cursor().execute("DELETE FROM oversight_monthfigures")


def test_another_county_does_not_see_the_figures_at_its_desk(settled: Round, cast: Cast) -> None:
    publish(settled)

    with scope.of(cast.foreign_clerk):
        assert not MonthFigures.objects.exists()


def test_the_public_writes_no_figures(settled: Round) -> None:
    figures = publications.figures_of(settled.county, JULY, _nothing(settled), TODAY)

    with scope.public(on=TODAY), pytest.raises(DatabaseError), transaction.atomic():
        figures.save()


def _nothing(monthly: Round) -> PlaceFigures:
    return PlaceFigures(area=monthly.county)


def test_the_page_publishes_and_says_so(settled: Round, settings: Settings) -> None:
    settings.BUSINESS_DATE = TODAY
    desk = Client()
    desk.force_login(settled.finance, backend="django.contrib.auth.backends.ModelBackend")

    response = desk.post(
        "/publications/",
        {
            "batch": settled.batch.pk,
            "idempotency_key": "1b4e28ba-2fa1-11d2-883f-0016d3cca427",
        },
    )

    assert response.status_code == 302
    with scope.of(settled.finance):
        assert MonthFigures.objects.get().month == BenefitMonth(2008, 7)


def test_settling_publishes_by_itself(
    villager: Client, settled: Round, settings: Settings, places: Places
) -> None:
    settings.BUSINESS_DATE = TODAY

    jobs.drain()

    assert JobRun.objects.get(kind="month:publish").status == JobStatus.DONE
    page = villager.get(f"/public/villages/{places.village.code}/").content.decode()
    assert "户主101" in page


def test_a_job_delivered_twice_publishes_once(settled: Round) -> None:
    publish(settled)

    jobs.drain()

    assert JobRun.objects.get(kind="month:publish").status == JobStatus.DONE
