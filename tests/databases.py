"""Test databases: copies of a template that the migrations made once, as owner.

A copy takes a tenth of a second, so a test that really commits gets a fresh one afterwards: nothing is truncated,
ledgers that forbid it included, and what migrations wrote is there again.
"""

import ast
import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connections

from dibao import database, history

ROOT = Path(__file__).resolve().parent.parent
FLOORS = ("dibao", "applicants", "payments", "oversight")
ALIASES = ("default", "owner")


@contextmanager
def fresh_database() -> Iterator[None]:
    """Point both connections at a fresh test database, and drop it at the end."""
    name = name_of()
    with pointing_at(name):
        make_anew(name)
        yield
        close_connections()
        with database.maintenance(owner()) as server:
            database.drop(server, name)


def renew() -> None:
    """Replace the test database, after a test that committed."""
    make_anew(name_of())


def make_anew(name: str) -> None:
    """Make database `name` as a fresh copy of the template, which is made first where migrations changed."""
    close_connections()
    template = _template()
    with database.maintenance(owner()) as server:
        database.drop(server, name)
        if not database.exists(server, template):
            _drop_outdated(server)
            _make(server, template)
        database.copy(server, template, name)


def close_connections() -> None:
    for alias in ALIASES:
        connections[alias].close()


def owner() -> Mapping[str, object]:
    return connections["owner"].settings_dict


def name_of(purpose: str = "", *, shared: bool = False) -> str:
    """The name of this worker's test database, or of another one of its own; `shared` by all workers."""
    worker = "" if shared else os.environ.get("PYTEST_XDIST_WORKER", "")
    parts = (os.environ.get("DIBAO_TEST_DB", "test_dibao"), worker, purpose)
    return "_".join(part for part in parts if part) + ("_shared" if shared else "")


@contextmanager
def pointing_at(name: str) -> Iterator[None]:
    """Let both connections, and the threads of a live server, work on database `name` for a while."""
    before = {alias: connections[alias].settings_dict["NAME"] for alias in ALIASES}
    try:
        for alias in ALIASES:
            connections[alias].settings_dict["NAME"] = name
        yield
    finally:
        close_connections()
        for alias, earlier in before.items():
            connections[alias].settings_dict["NAME"] = earlier


def _make(server: database.Connection, template: str) -> None:
    unfinished = f"{template}_unfinished"
    database.drop(server, unfinished)
    with pointing_at(unfinished):
        furnish(server)
    database.rename(server, unfinished, template)


def furnish(server: database.Connection) -> None:
    """Make the database at hand and its tables, and close it as an installation is closed."""
    database.prepare_on(server, owner(), connections["default"].settings_dict)
    call_command("migrate", database="owner", interactive=False, verbosity=0)
    database.close_back_doors(
        owner(),
        connections["default"].settings_dict,
        scope_key=settings.SCOPE_KEY,
        history=history.writers(),
        sealed=history.sealed(),
    )


def _drop_outdated(server: database.Connection) -> None:
    for (name,) in server.execute(
        r"SELECT datname FROM pg_database WHERE datname LIKE 'tpl\_%'"
    ).fetchall():
        database.drop(server, str(name))


@cache
def _template() -> str:
    """A name that changes with all that makes the tables: our migrations, what they import, and the packages."""
    migrations = [
        path
        for floor in FLOORS
        for path in (ROOT / floor / "migrations").rglob("*")
        if path.is_file()
    ]
    helpers = {helper for path in migrations if path.suffix == ".py" for helper in _imported(path)}
    names = (
        "dibao/chain_layout.py",
        "dibao/database.py",
        "dibao/history.py",
        "requirements/base.txt",
    )
    makers = [ROOT / name for name in names]
    files = {*migrations, *helpers, *makers}
    digest = hashlib.sha256(settings.APP_ROLE.encode() + settings.SCOPE_KEY)
    for path in sorted(files):
        if path.suffix != ".pyc":
            digest.update(f"\n{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return f"tpl_{digest.hexdigest()[:16]}"


def _imported(path: Path) -> Iterator[Path]:
    """Our own modules that a migration imports by name."""
    for node in ast.walk(ast.parse(path.read_text())):
        names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        names += (
            [f"{node.module}.{alias.name}" for alias in node.names]
            if isinstance(node, ast.ImportFrom)
            else []
        )
        names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        for name in names:
            file = ROOT / f"{name.replace('.', '/')}.py"
            if name.split(".")[0] in FLOORS and file.exists():
                yield file
