"""Somebody at the desk, on the day that the stories begin."""

import uuid
from collections.abc import Callable
from datetime import date

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from dibao.idempotency import FIELD
from dibao.models.staff import Staff
from tests.cast import ENTERED

Typed = dict[str, object]


class Desk:
    """A browser without script, logged in as one person."""

    def __init__(self, staff: Staff) -> None:
        self.staff = staff
        self.client = Client()
        self.client.force_login(staff)

    def opens(self, page: str, /, *args: object, **asked: object) -> HttpResponse:
        return self.client.get(reverse(page, args=args), asked)

    def sends(
        self, page: str, /, *args: object, key: str = "", at: str = "", **typed: object
    ) -> HttpResponse:
        """Send a form with a key of its own, or with `key` when it is pressed twice."""
        address = reverse(page, args=args) + at
        return self.client.post(address, {FIELD: key or str(uuid.uuid4()), **typed})


@pytest.fixture
def at_desk() -> Callable[[Staff], Desk]:
    return Desk


@pytest.fixture(autouse=True)
def today(settings: Settings) -> Callable[[date], None]:
    """The business date, ENTERED until a story moves it."""

    def is_now(day: date) -> None:
        settings.BUSINESS_DATE = day

    is_now(ENTERED)
    return is_now
