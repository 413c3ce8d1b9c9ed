"""A log-in that ran out loses nothing that was typed: the form comes back, to nobody else, and is not sent for them."""

import uuid
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from applicants.models import Case, CaseStatus
from dibao import scope
from dibao.models import IdempotencyKey, KeptForm, ReadLog, Staff
from dibao.roles import Role
from tests.cast import ENTERED, PASSWORD, Cast
from tests.dibao.back_room import enter
from tests.factories.places import Places

SITE = "http://testserver"


@pytest.fixture
def page(draft_case: Case, settings: Settings) -> str:
    settings.BUSINESS_DATE = ENTERED
    return f"/cases/{draft_case.pk}/withdraw/"


@pytest.fixture
def browser(client: Client, cast: Cast) -> Client:
    """A browser whose session ran out while its person typed."""
    enter(client, cast.caseworker)
    Session.objects.update(expire_date=timezone.now() - timedelta(minutes=1))
    return client


def type_into(browser: Client, page: str, **typed: str) -> HttpResponse:
    body = {"idempotency_key": str(uuid.uuid4()), "reason": "户主外出打工，不再申请", **typed}
    return browser.post(page, body, headers={"referer": SITE + page})


def log_in(browser: Client, staff: Staff, lost: HttpResponse) -> HttpResponse:
    """Log in where the lost form led, and follow to where that leads."""
    typed = {"username": staff.username, "password": PASSWORD}
    shown = browser.get(lost["Location"])
    return browser.post(lost["Location"], typed | {"next": shown.context["next"]}, follow=True)


def status_of(case: Case, staff: Staff) -> str:
    with scope.of(staff):
        return Case.objects.get(pk=case.pk).status


def test_the_log_in_page_says_that_time_ran_out(browser: Client, page: str) -> None:
    shown = browser.get(browser.get(page)["Location"]).content.decode()

    assert "登录已超时" in shown


def test_the_browser_keeps_its_ticket_beyond_the_session(client: Client, cast: Cast) -> None:
    client.post("/login/", {"username": cast.caseworker.username, "password": PASSWORD})

    ticket = client.cookies[settings.SESSION_COOKIE_NAME]

    assert ticket.value
    assert (ticket["max-age"], ticket["expires"]) == ("", "")
    assert Session.objects.get().expire_date <= timezone.now() + timedelta(minutes=30)


def test_it_says_nothing_of_the_kind_to_who_was_never_in(client: Client, page: str) -> None:
    shown = client.get(client.get(page)["Location"]).content.decode()

    assert "登录已超时" not in shown


def test_what_was_typed_is_shown_again_and_not_sent(
    browser: Client, cast: Cast, draft_case: Case, page: str
) -> None:
    lost = type_into(browser, page)

    shown = log_in(browser, cast.caseworker, lost)

    text = shown.content.decode()
    assert shown.status_code == 200
    assert "户主外出打工，不再申请" in text
    assert "这张表还没有交" in text
    assert status_of(draft_case, cast.caseworker) == CaseStatus.DRAFT
    assert not IdempotencyKey.objects.exists()


def test_the_form_that_came_back_is_sent_as_ever(
    browser: Client, cast: Cast, draft_case: Case, page: str
) -> None:
    shown = log_in(browser, cast.caseworker, type_into(browser, page))
    here = shown.request["PATH_INFO"] + "?" + shown.request["QUERY_STRING"]

    sent = type_into(browser, here)

    assert sent.status_code == 302
    assert status_of(draft_case, cast.caseworker) == CaseStatus.WITHDRAWN


def test_showing_it_again_leaves_its_trace(browser: Client, cast: Cast, page: str) -> None:
    log_in(browser, cast.caseworker, type_into(browser, page))

    assert ReadLog.objects.filter(staff_key=cast.caseworker.pk, household_key__gt=0).exists()


@pytest.mark.parametrize("who", ["township_head", "clerk", "neighbour"])
def test_nobody_else_sees_what_was_typed(browser: Client, cast: Cast, page: str, who: str) -> None:
    lost = type_into(browser, page)

    shown = log_in(browser, getattr(cast, who), lost)

    assert "户主外出打工" not in shown.content.decode()


def test_after_an_hour_it_is_gone(browser: Client, cast: Cast, page: str) -> None:
    lost = type_into(browser, page)
    KeptForm.objects.update(kept_at=timezone.now() - timedelta(minutes=61))

    shown = log_in(browser, cast.caseworker, lost)

    assert "户主外出打工" not in shown.content.decode()
    type_into(Client(), page)
    enter(browser, cast.caseworker)
    Session.objects.update(expire_date=timezone.now() - timedelta(minutes=1))
    type_into(browser, page)
    assert KeptForm.objects.count() == 1


def test_what_is_kept_is_sealed(browser: Client, page: str) -> None:
    type_into(browser, page)

    kept = str(list(KeptForm.objects.values()))
    assert KeptForm.objects.count() == 1
    assert "%E6%88%B7" not in KeptForm.objects.get().typed.stored
    assert "户主" not in kept


def test_a_step_without_a_form_is_not_taken_by_itself(
    browser: Client, cast: Cast, accepted_case: Case
) -> None:
    path = f"/cases/{accepted_case.pk}/assess/"
    case_page = f"/cases/{accepted_case.pk}/"
    lost = browser.post(
        path, {"idempotency_key": str(uuid.uuid4())}, headers={"referer": SITE + case_page}
    )

    shown = log_in(browser, cast.caseworker, lost)

    assert shown.request["PATH_INFO"] == case_page
    assert "刚才那一步没有办" in shown.content.decode()
    with scope.of(cast.caseworker):
        assert not accepted_case.assessments.exists()


def test_who_was_never_in_leaves_nothing_behind(client: Client, page: str) -> None:
    type_into(client, page)

    assert not KeptForm.objects.exists()


@pytest.mark.parametrize(
    ("path", "typed"),
    [
        ("/password/", {"old_password": "a", "new_password1": "b", "new_password2": "b"}),
        ("/logout/", {}),
        ("/posting/", {"posting": "1"}),
    ],
)
def test_passwords_and_farewells_are_not_kept(
    browser: Client, path: str, typed: dict[str, str]
) -> None:
    browser.post(path, typed, headers={"referer": SITE + "/"})

    assert not KeptForm.objects.exists()


def test_a_script_that_asks_for_a_piece_of_a_page_keeps_nothing(browser: Client, page: str) -> None:
    browser.post("/cases/estimate/", {"x": "1"}, headers={"sec-fetch-mode": "cors"})

    assert not KeptForm.objects.exists()


@pytest.mark.parametrize("kept", ["x", "", "14068d77-5db7-44a7-b343-579deecec8ea", "%00"])
def test_a_senseless_mark_in_the_address_shows_the_plain_page(
    client: Client, cast: Cast, page: str, kept: str
) -> None:
    assert enter(client, cast.caseworker).get(f"{page}?kept={kept}").status_code in (200, 400)


# A page that lay open while somebody logged in again


@pytest.fixture
def strict(cast: Cast) -> Client:
    return enter(Client(enforce_csrf_checks=True), cast.caseworker)


def test_a_stale_page_says_so_in_our_words(strict: Client, page: str) -> None:
    answer = type_into(strict, page)

    text = answer.content.decode()
    assert answer.status_code == 403
    assert "这一页过期了" in text
    assert "CSRF" not in text
    assert answer["Cache-Control"] == "private, no-store"


def test_what_was_typed_on_a_stale_page_is_a_press_away(
    strict: Client, cast: Cast, draft_case: Case, page: str
) -> None:
    answer = type_into(strict, page)

    shown = strict.get(answer.context["back_url"])

    assert "户主外出打工，不再申请" in shown.content.decode()
    assert status_of(draft_case, cast.caseworker) == CaseStatus.DRAFT


@pytest.mark.parametrize(
    "headers",
    [
        {"referer": "https://evil.test/"},
        {"referer": SITE, "origin": "https://evil.test"},
        # What a browser says for a frame in a sandbox, wherever that stands.
        {"origin": "null"},
        {},
    ],
)
def test_a_form_from_elsewhere_is_kept_by_nobody(
    strict: Client, page: str, headers: dict[str, str]
) -> None:
    answer = strict.post(page, {"reason": "evil"}, headers=headers)

    assert answer.status_code == 403
    assert not KeptForm.objects.exists()
    assert "evil" not in answer.content.decode()


# The way after the log-in


def test_of_two_postings_the_choice_leads_on(
    client: Client, cast: Cast, places: Places, draft_case: Case
) -> None:
    cast.caseworker.postings.create(
        area=places.other_township, role=Role.CASEWORKER, starts_on="2008-01-01"
    )
    enter(client, cast.caseworker)

    choice = client.get(f"/cases/{draft_case.pk}/")

    assert choice["Location"] == f"/posting/?next=/cases/{draft_case.pk}/"


@pytest.mark.parametrize("path", ["/cases/99999/", "/batches/", "/no/such/page/"])
def test_a_refusal_stays_in_no_cache_either(client: Client, cast: Cast, path: str) -> None:
    answer = enter(client, cast.caseworker).get(path)

    assert answer.status_code in (403, 404)
    assert answer["Cache-Control"] == "private, no-store"


def test_a_page_that_is_not_there_may_be_kept_for_the_public(client: Client, db: None) -> None:
    assert "Cache-Control" not in client.get("/no/such/page/")
