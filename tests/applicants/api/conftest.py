"""A system of an agency: its token, and a client that shows it."""

import json
import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from dibao import scope
from dibao.actions import agency_tokens
from dibao.models import AgencyToken, Staff
from tests.applicants.agency import test_fields
from tests.cast import Cast
from tests.factories.referrals import ASKED
from tests.referring import Aid

# The family of whom everything is recorded, as for the pages.
family = test_fields.family

ROOT = "/api/v1/referrals"
SYSTEM = "医保系统"


class System:
    """A program with a token: it sends JSON, a fresh key with each step, and takes JSON back."""

    def __init__(self, word: str) -> None:
        self.word = word
        self.client = Client(enforce_csrf_checks=True)

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.word}"}

    def get(self, path: str = "", **asked: str) -> HttpResponse:
        return self.client.get(f"{ROOT}{path}", asked, headers=self.headers)

    def post(
        self, path: str, sent: object | None = None, *, key: str | None = None
    ) -> HttpResponse:
        return self.client.post(
            f"{ROOT}{path}",
            b"" if sent is None else json.dumps(sent),
            content_type="application/json",
            headers={**self.headers, "Idempotency-Key": key or str(uuid.uuid4())},
        )


Given = Callable[[Staff], tuple[AgencyToken, str]]


@pytest.fixture
def given(cast: Cast, settings: Settings) -> Given:
    """Hands a token to somebody at an agency, on the day of the tests."""
    settings.BUSINESS_DATE = ASKED

    def hand_out(staff: Staff) -> tuple[AgencyToken, str]:
        by = cast.administrator
        with scope.of(by):
            token = agency_tokens.create(
                posting=staff.posting,
                system=SYSTEM,
                expires_on=ASKED + timedelta(days=300),
                by=by,
                on=ASKED,
            )
        return token, token.word

    return hand_out


@pytest.fixture
def system(aid: Aid, given: Given) -> System:
    """The insurer's, in the county of the cast's family."""
    return System(given(aid.insurers_clerk)[1])


def delivery(**more: object) -> dict[str, object]:
    """One of two portions, ten yuan, given on the day it was asked for."""
    return {
        "quantity": "1",
        "value": "10.00",
        "delivered_on": ASKED.isoformat(),
        "cost_bearer": "county",
        **more,
    }
