"""What every test stands on: a fresh database, worked on as the application role."""

import gc
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import psycopg
import pytest
from django.conf import settings
from django.test import TransactionTestCase
from pytest_django import DjangoDbBlocker

from dibao import database
from tests import databases

pytest_plugins = ["tests.cast", "tests.referring", "tests.house.furnished"]

# A busy machine is no reason to fail: what must be quick is measured where it is promised.
hypothesis.settings.register_profile("dibao", deadline=None)
hypothesis.settings.load_profile("dibao")


def pytest_collection_finish() -> None:
    """Leave what was loaded and collected out of the collector's rounds, and have fewer of them."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """One copy of the template for this session, in place of Django's own test database."""
    with (
        django_db_blocker.unblock(),
        databases.fresh_database(),
        pytest.MonkeyPatch.context() as patch,
    ):
        # Django would empty the tables, which the application role may not do and ledgers forbid.
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: databases.renew())
        yield


@pytest.fixture(scope="session", autouse=True)
def files_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Uploaded files of this worker: a sweep deletes what its own database does not name."""
    folder = tmp_path_factory.getbasetemp() / "files"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "FILES_DIR", folder)
        # Heads of one test's database would accuse the next one's.
        patch.setattr(settings, "AUDIT_HEADS_DIR", str(folder / "audit-heads"))
        yield folder


@pytest.fixture
def as_owner(transactional_db: None) -> Iterator[psycopg.Connection]:
    """A connection of the owner, whom neither row-level security nor withheld rights bind; what it does stays
    until the test ends."""
    with psycopg.connect(
        database.conninfo(settings.DATABASES["owner"]), autocommit=True
    ) as connection:
        yield connection
