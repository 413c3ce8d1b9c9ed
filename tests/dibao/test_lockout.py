"""Guessing a password: ten tries by one name from one address, then a pause."""

import pytest
from django.conf import settings
from django.test import Client

from dibao.models.staff import Staff

pytestmark = pytest.mark.django_db
RIGHT = "lantern pepper violin tide"


@pytest.fixture
def names() -> list[str]:
    return [
        Staff.objects.create_user(name, name="某人", password=RIGHT).username
        for name in ("zhang", "li")
    ]


def login(client: Client, username: str, password: str) -> int:
    return client.post("/login/", {"username": username, "password": password}).status_code


def guess(client: Client, username: str, times: int) -> int:
    return [login(client, username, "wrong") for _ in range(times)][-1]


def test_nine_wrong_guesses_leave_the_door_open(client, names):
    guess(client, "zhang", settings.AXES_FAILURE_LIMIT - 1)

    assert login(client, "zhang", RIGHT) == 302


def test_the_tenth_wrong_guess_shuts_the_door_to_the_right_password_too(client, names):
    tenth = guess(client, "zhang", settings.AXES_FAILURE_LIMIT)

    assert tenth == 429
    assert login(client, "zhang", RIGHT) == 429


def test_the_shut_door_says_so_in_our_own_words(client, names):
    guess(client, "zhang", settings.AXES_FAILURE_LIMIT)
    answer = client.post("/login/", {"username": "zhang", "password": RIGHT})

    assert "registration/locked.html" in [template.name for template in answer.templates]


def test_one_persons_lock_does_not_shut_out_a_colleague(client, names):
    guess(client, "zhang", settings.AXES_FAILURE_LIMIT)

    assert login(client, "li", RIGHT) == 302
