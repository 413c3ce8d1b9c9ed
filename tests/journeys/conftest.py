"""A served house with its cast; the business date moves when the story says so."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from playwright.sync_api import Browser
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from applicants.models.policy import RuleSet
from dibao.models import Staff
from tests.cast import Cast
from tests.factories.places import Places
from tests.journeys.people import Desk
from tests.payments.conftest import Round, july_drawn, write_counties

Sit = Callable[..., Desk]
Turn = Callable[[date], None]


@pytest.fixture
def desks() -> Iterator[list[Desk]]:
    """Everybody's browsers; they are closed when the story is over."""
    opened: list[Desk] = []
    yield opened
    for desk in opened:
        # Shown only where the story failed.
        print(desk.staff, desk.page.url, desk.page.inner_text("body"), sep="\n")
        desk.context.close()


@pytest.fixture
def sit(browser: Browser, live_server: LiveServer, desks: list[Desk]) -> Sit:
    """Sit somebody down at a browser of their own and log in."""

    def sit_down(staff: Staff, *, script: bool = True) -> Desk:
        desks.append(Desk(browser, live_server, staff, script=script))
        return desks[-1].log_in()

    return sit_down


@pytest.fixture
def seat(browser: Browser, live_server: LiveServer, desks: list[Desk]) -> Sit:
    """Sit somebody down who has logged in before."""

    def sit_down(staff: Staff) -> Desk:
        desks.append(Desk(browser, live_server, staff, script=True))
        return desks[-1].come_in()

    return sit_down


@pytest.fixture
def round_of_july(cast: Cast, places: Places, rules_of_2007: RuleSet) -> Round:
    """Seven households in benefit, and the draft that pays them July."""
    write_counties(cast, places, rules_of_2007)
    return july_drawn(cast)


@pytest.fixture
def turn_to(settings: Settings) -> Turn:
    """Let the law think that it is another day."""

    def turned(day: date) -> None:
        settings.BUSINESS_DATE = day

    return turned
