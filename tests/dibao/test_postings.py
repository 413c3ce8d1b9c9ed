"""A right ends with the posting that gave it, at the next request."""

from datetime import date

import pytest
from django.test import Client

from dibao.models import Posting
from dibao.roles import Role
from tests.cast import Cast
from tests.factories.places import Places


@pytest.fixture
def browser(cast: Cast, client: Client) -> Client:
    client.force_login(cast.clerk, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_one_posting_needs_no_choice(browser: Client) -> None:
    assert browser.get("/jobs/").status_code == 200


def test_an_ended_posting_gives_nothing_at_the_next_request(cast: Cast, browser: Client) -> None:
    Posting.objects.filter(staff=cast.clerk).update(ends_on=date(2008, 8, 4))

    answer = browser.get("/jobs/")

    assert (answer.status_code, answer["Location"]) == (302, "/posting/?next=/jobs/")


def test_a_posting_that_begins_tomorrow_gives_nothing_today(cast: Cast, browser: Client) -> None:
    Posting.objects.filter(staff=cast.clerk).update(starts_on=date(2008, 8, 6))

    assert browser.get("/jobs/").status_code == 302


def test_a_closed_account_is_out_at_the_next_request(cast: Cast, browser: Client) -> None:
    cast.clerk.is_active = False
    cast.clerk.save()

    assert browser.get("/jobs/")["Location"].startswith("/login/")


def test_of_two_postings_one_is_chosen(cast: Cast, browser: Client, places: Places) -> None:
    second = Posting.objects.create(
        staff=cast.clerk,
        area=places.other_county,
        role=Role.COUNTY_CLERK,
        starts_on=date(2008, 1, 1),
    )
    assert browser.get("/jobs/")["Location"] == "/posting/?next=/jobs/"

    browser.post("/posting/", {"posting": second.pk})

    assert "沙塘县" in browser.get("/jobs/").content.decode()


def test_somebody_elses_posting_is_not_to_be_had(cast: Cast, browser: Client) -> None:
    theirs = cast.foreign_clerk.posting

    assert browser.post("/posting/", {"posting": theirs.pk}).status_code == 404
