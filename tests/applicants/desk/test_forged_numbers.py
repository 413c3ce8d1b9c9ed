"""Keys and counts in hidden fields and addresses, longer than any number that Python or PostgreSQL reads."""

import uuid

import pytest
from django.test import Client

from applicants.models import Case
from tests.cast import Cast
from tests.dibao.back_room import enter

ENDLESS = "9" * 5_000


def sent(client: Client, path: str, **typed: str) -> int:
    return client.post(path, {"idempotency_key": str(uuid.uuid4()), **typed}).status_code


@pytest.mark.parametrize("path", ["/posting/", "/publications/"])
def test_what_is_not_there_is_absent(client: Client, cast: Cast, path: str) -> None:
    enter(client, cast.finance)

    assert sent(client, path, posting=ENDLESS, batch=ENDLESS) == 404


def test_an_estimate_of_no_family_is_of_what_was_typed(client: Client, cast: Cast) -> None:
    enter(client, cast.caseworker)

    assert sent(client, "/cases/estimate/", household=ENDLESS) == 200


@pytest.mark.parametrize("button", ["add_row", "keep"])
def test_a_page_with_endless_counts_stays_a_page(
    client: Client, cast: Cast, draft_case: Case, button: str
) -> None:
    enter(client, cast.caseworker)
    page = f"/cases/{draft_case.pk}/edit/"
    counts = {"application-version": ENDLESS, "members-TOTAL_FORMS": ENDLESS}

    assert sent(client, page, **counts, **{button: "members"}) == 200
    assert client.get(page).status_code == 200


def test_a_file_number_without_end_finds_nobody(client: Client, cast: Cast) -> None:
    enter(client, cast.caseworker)

    assert client.get("/search/", {"q": f"990121-{ENDLESS}"}).status_code == 200
