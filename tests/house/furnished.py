"""The world of the page tests: built once, committed in a database of its own, shared by the workers of one run."""

import fcntl
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from dibao import database
from tests import databases
from tests.house import building
from tests.house.building import World


def _shared_folder(factory: pytest.TempPathFactory) -> Path:
    """One folder for all workers of a run; each has a folder of its own inside."""
    own = factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@contextmanager
def _files(factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let uploads lie with the world's own, where no other test sweeps."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "FILES_DIR", _shared_folder(factory) / "world-files")
        yield


@pytest.fixture(scope="session")
def world(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[World]:
    """The world, in a copy for this worker; the first worker that asks builds it while the others wait."""
    notes = _shared_folder(tmp_path_factory) / "world.json"
    name = databases.name_of("world")
    with notes.with_suffix(".lock").open("w") as lock, django_db_blocker.unblock():
        fcntl.flock(lock, fcntl.LOCK_EX)
        if notes.exists():
            built = World.from_json(notes.read_text())
        else:
            with _files(tmp_path_factory):
                built = building.build(databases.name_of("world", shared=True))
            notes.write_text(built.to_json())
        with database.maintenance(databases.owner()) as server:
            database.drop(server, name)
            database.copy(server, built.database, name)
    yield built
    with database.maintenance(databases.owner()) as server:
        database.drop(server, name)


@pytest.fixture(scope="module")
def in_world(
    world: World, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """Let the tests of a module stand in the world; what each does is undone after it."""
    with django_db_blocker.unblock(), _files(tmp_path_factory):
        databases.close_connections()
        with databases.pointing_at(databases.name_of("world")):
            # Looked up once in a process, by whichever page asks first; pages are compared by what they ask for.
            ContentType.objects.get_for_models(*apps.get_models())
            # Everybody logged in when the world was made, and what keeps a session alive is undone with each visit.
            Session.objects.update(expire_date=timezone.now() + timedelta(hours=2))
            with pytest.MonkeyPatch.context() as patch:
                # Refusals are what is asked for here, by the thousand, each with its traceback.
                patch.setattr(logging.getLogger("django.request"), "disabled", True)
                yield
