"""Guessing a password: ten tries by one name from one address, fifty from one address, then a pause."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt, AccessFailureLog
from django.conf import LazySettings, settings
from django.test import Client, RequestFactory

from dibao import lockout
from dibao.models.staff import Staff
from tests.cast import Cast
from tests.dibao.back_room import enter

pytestmark = pytest.mark.django_db
RIGHT = "lantern pepper violin tide"


@pytest.fixture
def names() -> list[str]:
    return [
        Staff.objects.create_user(name, "某人", RIGHT).username
        for name in ("zhang", "li", *(f"person{number}" for number in range(25)))
    ]


def login(client: Client, username: str, password: str, **headers: str) -> int:
    typed = {"username": username, "password": password}
    return client.post("/login/", typed, **headers).status_code


def guess(client: Client, username: str, times: int, **headers: str) -> int:
    return [login(client, username, "wrong", **headers) for _ in range(times)][-1]


def minutes_pass(minutes: int) -> None:
    for rows in (AccessAttempt.objects, AccessFailureLog.objects):
        for row in rows.all():
            row.attempt_time -= timedelta(minutes=minutes)
            rows.filter(pk=row.pk).update(attempt_time=row.attempt_time)


def test_nine_wrong_guesses_leave_the_door_open(client: Client, names: list[str]) -> None:
    guess(client, "zhang", settings.AXES_FAILURE_LIMIT - 1)

    assert login(client, "zhang", RIGHT) == 302


def test_the_tenth_wrong_guess_shuts_the_door_to_the_right_password_too(
    client: Client, names: list[str]
) -> None:
    tenth = guess(client, "zhang", settings.AXES_FAILURE_LIMIT)

    assert tenth == 429
    assert login(client, "zhang", RIGHT) == 429


@pytest.mark.parametrize(("passed", "left"), [(0, "30 分钟"), (12, "18 分钟")])
def test_the_shut_door_says_for_how_long(
    client: Client, names: list[str], passed: int, left: str
) -> None:
    guess(client, "zhang", settings.AXES_FAILURE_LIMIT)
    minutes_pass(passed)

    answer = client.post("/login/", {"username": "zhang", "password": RIGHT})

    assert "registration/locked.html" in [template.name for template in answer.templates]
    assert left in answer.content.decode()


def test_a_try_during_the_pause_does_not_make_it_longer(client: Client, names: list[str]) -> None:
    guess(client, "zhang", settings.AXES_FAILURE_LIMIT)
    minutes_pass(29)
    guess(client, "zhang", 1)
    minutes_pass(2)

    assert login(client, "zhang", RIGHT) == 302


def test_one_persons_lock_does_not_shut_out_a_colleague(client: Client, names: list[str]) -> None:
    guess(client, "zhang", settings.AXES_FAILURE_LIMIT)

    assert login(client, "li", RIGHT) == 302


def test_name_after_name_from_one_address_comes_to_an_end(client: Client, names: list[str]) -> None:
    answers = [guess(client, name, 1) for name in names[2:] * 3]

    assert answers[:50] == [200] * 50
    assert answers[50:] == [429] * 25
    shut = client.post("/login/", {"username": "zhang", "password": RIGHT})
    assert shut.status_code == 429
    assert "60 分钟" in shut.content.decode()


def test_another_address_is_not_shut_out(client: Client, names: list[str]) -> None:
    for name in names[2:] * 2 + names[2:3]:
        guess(client, name, 1)

    assert login(client, "zhang", RIGHT, REMOTE_ADDR="10.1.2.3") == 302


def test_an_address_opens_when_its_tries_are_an_hour_old(client: Client, names: list[str]) -> None:
    for name in names[2:] * 2 + names[2:3]:
        guess(client, name, 1)
    minutes_pass(61)

    assert login(client, "zhang", RIGHT) == 302


def test_a_right_password_in_between_does_not_start_the_count_anew(
    client: Client, names: list[str]
) -> None:
    for name in names[2:] * 2:
        guess(client, name, 1)
    login(Client(), "zhang", RIGHT)

    assert guess(client, names[2], 1) == 429


def test_an_open_session_is_no_place_to_guess(client: Client, cast: Cast) -> None:
    enter(client, cast.clerk)
    typed = {"old_password": "wrong", "new_password1": RIGHT, "new_password2": RIGHT}

    answers = [client.post("/password/", typed).status_code for _ in range(10)]

    assert answers == [200] * 9 + [429]


def test_what_was_typed_on_the_password_page_is_in_no_log(client: Client, cast: Cast) -> None:
    enter(client, cast.clerk)
    typed = {"old_password": "nearly right", "new_password1": RIGHT, "new_password2": RIGHT}

    client.post("/password/", typed)

    kept = AccessAttempt.objects.get().post_data
    assert "nearly right" not in kept
    assert RIGHT not in kept


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "6.6.6.6", "10.0.0.1"),
        (1, "6.6.6.6, 203.0.113.7", "203.0.113.7"),
        (2, "6.6.6.6, 203.0.113.7, 10.0.0.2", "203.0.113.7"),
        (1, "", "10.0.0.1"),
        (1, "not an address", None),
        (1, "2001:db8:1:2:aaaa::1", "2001:db8:1:2::"),
        (1, "::ffff:203.0.113.7", "203.0.113.7"),
    ],
)
def test_an_address_is_what_our_own_proxy_says(
    settings: LazySettings, proxies: int, forwarded: str, address: str | None
) -> None:
    settings.TRUSTED_PROXIES = proxies
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    request = RequestFactory().get("/login/", REMOTE_ADDR="10.0.0.1", **headers)

    assert lockout.address_of(request) == address


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, ["填写用户名", "填写密码"]),
        ({"username": "zhang", "password": "x"}, ["用户名或密码不对"]),
    ],
)
def test_the_door_speaks_our_words(
    client: Client, names: list[str], typed: dict[str, str], words: list[str]
) -> None:
    page = client.post("/login/", typed).content.decode()

    assert all(word in page for word in words)
    assert "请" not in page.replace("申请", "")
    assert "必填项" not in page


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, ["填写现在的密码", "填写新密码", "填写新密码（再填一次）"]),
        ({"old_password": "x", "new_password1": RIGHT, "new_password2": RIGHT}, ["现在的密码不对"]),
        (
            {"old_password": "x", "new_password1": RIGHT, "new_password2": "y"},
            ["两次填的新密码不一样"],
        ),
    ],
)
def test_the_password_page_speaks_our_words(
    client: Client, cast: Cast, typed: dict[str, str], words: list[str]
) -> None:
    page = enter(client, cast.clerk).post("/password/", typed).content.decode()

    assert all(word in page for word in words)
    assert "请" not in page.replace("申请", "")
    assert "必填项" not in page
