"""The browser's own guards stand on every answer, and production starts with all of them."""

import base64
import json
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.test import Client

from dibao.roles import Role
from dibao.views import home
from tests.cast import PASSWORD
from tests.house import visits
from tests.house.building import World
from tests.house.sources import ROOT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_world")]


def person_page(world: World, role: Role, url: str) -> visits.Visit:
    return visits.get(world.person(role), url)


@pytest.mark.parametrize(
    "url",
    [
        "/admin/",
        "/admin/applicants/household/",
        "/admin/dibao/area/",
        "/admin/login/",
        "/no/such/page/",
        "/static/none.css",
    ],
)
@pytest.mark.parametrize("role", [None, Role.COUNTY_CLERK, Role.ADMINISTRATOR])
def test_every_answer_is_guarded(world: World, url: str, role: Role | None) -> None:
    person = world.person(role) if role else None

    visit = visits.get(person, url)

    assert visits.missing_guards(visit.headers) == []


def test_an_error_of_ours_is_guarded_and_says_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object, **_named: object) -> None:
        raise RuntimeError("张三 had a bad day")

    monkeypatch.setattr(home.worklist, "buckets_of", broken)
    client = visits.client_of(world.person(Role.COUNTY_CLERK))
    client.raise_request_exception = False

    answer = client.get("/")

    assert answer.status_code == 500
    assert visits.missing_guards(dict(answer.headers)) == []
    assert "张三" not in answer.content.decode()
    assert "RuntimeError" not in answer.content.decode()


def test_a_form_without_its_token_is_guarded(world: World) -> None:
    client = visits.client_of(world.person(Role.CASEWORKER), checks_forgery=True)

    answer = client.post("/cases/new/")

    assert answer.status_code == 403
    assert visits.missing_guards(dict(answer.headers)) == []


def test_a_file_of_ours_is_taken_for_what_it_is() -> None:
    answer = Client().get("/static/dibao/desk.css")

    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Type"].startswith("text/css")


def test_a_page_with_names_is_kept_by_no_cache(world: World) -> None:
    visit = person_page(world, Role.CASEWORKER, f"/cases/{world.home['ready']}/")

    assert visit.status == 200
    assert visit.headers["Cache-Control"] == "private, no-store"


def test_cookies_are_out_of_the_reach_of_scripts_and_other_sites() -> None:
    client = Client()
    client.get("/login/")
    client.post("/login/", {"username": "home.caseworker", "password": PASSWORD})

    cookies = {name: client.cookies[name] for name in client.cookies}

    assert set(cookies) == {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME}
    for name, cookie in cookies.items():
        assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/"), name


def test_a_villagers_page_sets_no_cookie(world: World) -> None:
    client = Client()

    answers = [client.get(url) for url in ("/public/", f"/n/{world.home['token']}/")]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert list(client.cookies) == []


_ASK = """
import json, django
from django.conf import settings
from django.core.management import call_command
django.setup()
call_command("check", deploy=True, fail_level="WARNING")
names = ["DEBUG", "SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE",
         "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "BUSINESS_DATE", "SILENCED_SYSTEM_CHECKS"]
print(json.dumps({name: getattr(settings, name) for name in names}))
"""


def in_production(**more: str) -> subprocess.CompletedProcess[str]:
    """Start Django as an operator would, with nothing but what production asks for."""
    key = base64.b64encode(bytes(32)).decode()
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "dibao.settings",
        "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
        "FIELD_KEYS": f"check:{key}",
        "BLIND_INDEX_KEY": key,
        "ALLOWED_HOSTS": "dibao.example",
        "FILES_DIR": "/var/lib/dibao/files",
        "DATABASE_URL": "postgresql://owner@localhost/dibao",
        **more,
    }
    return subprocess.run(
        [sys.executable, "-c", _ASK],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_is_fit_to_be_deployed() -> None:
    answer = in_production()

    assert answer.returncode == 0, answer.stderr
    assert json.loads(answer.stdout.splitlines()[-1]) == {
        "DEBUG": False,
        # The prefix makes a browser refuse these cookies from another host or without TLS.
        "SESSION_COOKIE_NAME": "__Host-session",
        "CSRF_COOKIE_NAME": "__Host-csrf",
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 31_536_000,
        "BUSINESS_DATE": None,
        # Subdomains and preload lists are the operator's decision.
        "SILENCED_SYSTEM_CHECKS": ["security.W005", "security.W021"],
    }


def test_production_refuses_a_business_date() -> None:
    answer = in_production(BUSINESS_DATE="2008-08-05")

    assert answer.returncode != 0
    assert "BUSINESS_DATE" in answer.stderr
