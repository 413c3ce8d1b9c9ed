"""Brings PostgreSQL up before Django reads its settings, which pytest-django does before any conftest.

Without DATABASE_URL that is the embedded one, a cluster of the tests' own that may forget what it wrote if the power
fails. Each xdist worker counts as a user; the last one stops the server.
"""

import atexit
import os
from contextlib import ExitStack
from pathlib import Path

import pytest

from dibao.postgres import Cluster

# Playwright's loop runs in the test's thread; Django would take our queries for mistakes.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
os.environ["DIBAO_PG_FAST"] = "true"

_up = ExitStack()
# pytest tells nobody when it fails before the tests.
atexit.register(_up.close)


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    if os.environ.get("DATABASE_URL") or os.environ.get("APP_DATABASE_URL"):
        return
    _up.enter_context(Cluster.of(Path(__file__).resolve().parent.parent, fast=True).in_use())


def pytest_unconfigure() -> None:
    _up.close()
