"""The role that web, jobs and tests work as, and the refusal of any other."""

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection

from dibao import checks, database
from dibao.models.area import Area


def codes(errors: list) -> set[str]:
    return {error.id for error in errors}


def test_tests_run_as_the_application_role(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user"
        )

        assert cursor.fetchone() == (settings.APP_ROLE, False, False)


def test_the_application_role_may_serve(db):
    assert checks.unsafe_role("default") == []


@pytest.mark.django_db(databases=["default", "owner"])
def test_the_owner_may_not_serve():
    assert "dibao.E003" in codes(checks.unsafe_role("owner"))


def test_a_server_run_as_the_owner_does_not_start(db, monkeypatch):
    monkeypatch.setattr(
        checks,
        "unsafe_role",
        lambda _alias: [checks.Error("owns", hint="use another", id="dibao.E003")],
    )

    with pytest.raises(ImproperlyConfigured, match="use another"):
        checks.refuse_unsafe_role()


def test_a_server_that_seals_with_another_key_does_not_start(db, settings):
    settings.SCOPE_KEY = b"another"

    assert codes(checks.unsafe_role("default")) == {"dibao.E006"}
    # What was tried for the answer is taken back.
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('app.seal', true), '')")
        assert cursor.fetchone() == ("",)


@pytest.mark.django_db(databases=["default", "owner"])
def test_whoever_may_write_histories_may_not_serve():
    assert {"dibao.E005"} <= codes(checks.unsafe_role("owner"))


@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE dibao_area",
        "DROP TABLE dibao_area CASCADE",
        "ALTER TABLE dibao_area DISABLE TRIGGER ALL",
        "CREATE TABLE mine (id int)",
        "SET session_replication_role = replica",
        "SET ROLE postgres",
    ],
)
def test_the_application_role_works_but_does_not_rule(db, statement):
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute(statement)


def test_preparing_a_prepared_database_changes_nothing(transactional_db):
    database.prepare(settings.DATABASES["owner"], settings.DATABASES["default"])
    database.prepare(settings.DATABASES["owner"], settings.DATABASES["default"])

    assert checks.unsafe_role("default") == []


def test_trigrams_know_chinese_letters(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT similarity('安丰县柳湾镇', '柳湾镇') > 0")

        assert cursor.fetchone() == (True,)


@pytest.mark.parametrize("turn", [1, 2])
def test_what_a_test_commits_is_gone_in_the_next(transactional_db, turn):
    assert not Area.objects.filter(code="990000000000").exists()

    Area.objects.create(code="990000000000", name=f"第{turn}省", level="province")
