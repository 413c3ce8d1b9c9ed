"""Production is what runs where nothing is said, and it starts with nothing missing and nothing pretended."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

SECRETS = {
    "SECRET_KEY": "s" * 60,
    "FIELD_KEYS": "one:" + "A" * 43 + "=",
    "BLIND_INDEX_KEY": "B" * 43 + "=",
    "ALLOWED_HOSTS": "dibao.example",
    "FILES_DIR": "/var/lib/dibao/files",
    "DATABASE_URL": "postgresql://owner:secret@db.example/dibao",
}
READ = "import sys; from dibao import settings; print(eval(sys.argv[1], vars(settings)))"


def read(expression: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Evaluate `expression` over the settings of a fresh process with just this environment."""
    return subprocess.run(
        [sys.executable, "-c", READ, expression],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_is_the_default_and_starts_when_everything_is_said():
    assert (
        read("IS_PRODUCTION, DEBUG, DEMO, BUSINESS_DATE", **SECRETS).stdout
        == "(True, False, False, None)\n"
    )


@pytest.mark.parametrize("missing", sorted(SECRETS))
def test_production_names_what_is_missing(missing):
    given = {name: value for name, value in SECRETS.items() if name != missing}

    done = read("1", **given)

    assert done.returncode != 0
    assert missing in done.stderr.splitlines()[-1]


def test_production_refuses_a_business_date():
    done = read("1", **SECRETS, BUSINESS_DATE="2008-08-05")

    assert "production lives on the real day" in done.stderr


def test_the_demo_lives_on_its_own_day():
    assert read("str(BUSINESS_DATE)", **SECRETS, DEMO="true").stdout == "2008-08-05\n"


def test_the_demo_of_today_lives_on_the_real_day():
    assert read("BUSINESS_DATE", **SECRETS, DEMO="true", ERA="today").stdout == "None\n"


def test_the_application_shares_the_owners_server_and_not_the_password():
    shown = read("DATABASES['default']['HOST'], DATABASES['default']['USER']", **SECRETS).stdout
    password = read("DATABASES['default']['PASSWORD']", **SECRETS).stdout.strip()

    assert shown == "('db.example', 'dibao_app')\n"
    assert password not in {"", "secret"}


def test_a_web_server_can_do_without_the_owners_login():
    given = {
        **SECRETS,
        "DATABASE_URL": "",
        "APP_DATABASE_URL": "postgresql://web:word@db.example/dibao",
    }

    assert read("sorted(DATABASES), APP_ROLE", **given).stdout == "(['default'], 'web')\n"


def test_cookies_are_bound_to_the_host_in_production():
    names = read("SESSION_COOKIE_NAME, CSRF_COOKIE_NAME, SESSION_COOKIE_SECURE", **SECRETS).stdout

    assert names == "('__Host-session', '__Host-csrf', True)\n"


def test_no_page_may_run_a_script_that_stands_in_it(client):
    policy = client.get("/login/").headers["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_secrets_made_here_are_for_nobody_else_to_read():
    kept = [path for path in Path(settings.LOCAL_DIR).glob("*_key*") if path.is_file()]

    assert kept
    assert all(path.stat().st_mode & 0o077 == 0 for path in kept)


def test_a_page_that_the_database_cannot_answer_is_given_up():
    options = "DATABASES['default']['OPTIONS'].get('options')"

    assert read(options, **SECRETS).stdout == "None\n"
    given = read(options, **SECRETS, DATABASE_STATEMENT_SECONDS="30").stdout
    assert given == "-c statement_timeout=30s\n"
