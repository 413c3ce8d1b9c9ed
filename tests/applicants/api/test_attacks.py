"""Systems that mean no good: of an agency that left, with half a character for a name, with no length."""

import json
import uuid

import pytest
from django.http import HttpResponse

from applicants.models import Referral
from tests.applicants.api.conftest import ROOT, System
from tests.referring import Aid


def code(answer: HttpResponse) -> tuple[int, str]:
    return answer.status_code, json.loads(answer.content)["code"]


def test_the_system_of_an_agency_that_left_the_platform_is_nobody(
    aid: Aid, system: System, referral: Referral
) -> None:
    aid.insurer.is_active = False
    aid.insurer.save()

    assert code(system.get()) == code(system.post(f"/{referral.pk}/accept"))
    assert code(system.get(f"/{referral.pk}")) == (401, "posting_ended")


@pytest.mark.parametrize("name", [r"\ud800", r"\u0000", r"\udfff"])
def test_a_member_named_by_half_a_character_is_no_json(
    system: System, referral: Referral, name: str
) -> None:
    answer = system.client.post(
        f"{ROOT}/{referral.pk}/deliver",
        f'{{"{name}": 1}}'.encode(),
        content_type="application/json",
        headers={**system.headers, "Idempotency-Key": str(uuid.uuid4())},
    )

    assert code(answer) == (400, "unreadable")


@pytest.mark.parametrize("length", ["9" * 5000, "-1", "+5", "1e3", "٥"])
def test_a_length_that_is_no_number_of_bytes_is_refused(
    system: System, referral: Referral, length: str
) -> None:
    answer = system.client.generic(
        "POST",
        f"{ROOT}/{referral.pk}/accept",
        b"",
        content_type="application/json",
        headers={**system.headers, "Idempotency-Key": str(uuid.uuid4())},
        CONTENT_LENGTH=length,
    )

    assert code(answer) == (413, "too_large")
