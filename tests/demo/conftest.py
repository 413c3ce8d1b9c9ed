"""A hundredth of the demonstration prefecture, made once by its own command in a database of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from pytest_django import DjangoDbBlocker

from dibao import database
from dibao.demo import logins
from dibao.demo.era import Era, era_of
from dibao.models.area import Area
from tests import databases

SCALE = 0.01
TODAY_IN_2026 = date(2026, 11, 23)


@contextmanager
def _demonstration(name: str, folder: Path, *, era: str, today: date) -> Iterator[None]:
    """The demonstration of an era in database `name`, with the settings that it lives by."""
    databases.make_anew(name)
    with databases.pointing_at(name), pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "DEMO", True)
        patch.setattr(settings, "ERA", era)
        patch.setattr(settings, "BUSINESS_DATE", today)
        patch.setattr(logins, "FILE", folder / "demo-logins.txt")
        call_command("demo", era=era, scale=SCALE)
        yield
    with database.maintenance(databases.owner()) as server:
        database.drop(server, name)


@pytest.fixture(scope="package")
def era() -> Era:
    return era_of("2008", today=date(2008, 8, 5))


@pytest.fixture(scope="module")
def prefecture(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Area]:
    """The prefecture of August 2008; a module's tests read it and leave it as it is."""
    folder = tmp_path_factory.mktemp("demo")
    name = databases.name_of("demo")
    with (
        django_db_blocker.unblock(),
        _demonstration(name, folder, era="2008", today=date(2008, 8, 5)),
    ):
        yield Area.objects.get(level="prefecture")


@pytest.fixture(scope="module")
def prefecture_of_today(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Area]:
    """The same under the law of 2026, in November of that year."""
    folder = tmp_path_factory.mktemp("demo")
    name = databases.name_of("demo_today")
    with (
        django_db_blocker.unblock(),
        _demonstration(name, folder, era="today", today=TODAY_IN_2026),
    ):
        yield Area.objects.get(level="prefecture")
