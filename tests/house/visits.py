"""One request of one person, looked at from all sides and then undone."""

import re
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.client import ClientHandler
from django.utils.html import escape

from tests.house.people import Person

_WRITE = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM|COPY|TRUNCATE)\s+"?(\w+)', re.IGNORECASE)
_READ_KINDS = {"view", "search", "export", "print", "reveal"}
# What differs between two answers of the same page: forgery tokens and keys of forms.
_FRESH = re.compile(r'name="(?:csrfmiddlewaretoken|idempotency_key)" value="[^"]*"')

Factory = TypeVar("Factory", bound=RequestFactory)
Statements = list[tuple[str, object]]


@dataclass(frozen=True)
class Visit:
    """What came back, and what the database was asked for it."""

    url: str
    status: int
    headers: dict[str, str]
    text: str
    written_tables: frozenset[str]
    reads_logged: list[str]
    statement_count: int

    @property
    def settled_text(self) -> str:
        """The body without its own address and without what is new in every answer."""
        return _FRESH.sub("", self.text.replace(escape(self.url), ""))


class Asker(RequestFactory):
    """Asks the whole site like a test client, and keeps nothing: no copies of what each template was given."""

    _site = ClientHandler(enforce_csrf_checks=False)

    def request(self, **request: object) -> HttpResponse:
        return self._site(self._base_environ(**request))


def client_of(person: Person | None, *, checks_forgery: bool = False) -> Client:
    """A browser with the session of a person, or of nobody."""
    client = Client(enforce_csrf_checks=checks_forgery)
    return _as_person(client, person)


def asker_for(person: Person | None) -> Asker:
    """The same for a single question, with one handler for all."""
    return _as_person(Asker(), person)


def _as_person(factory: Factory, person: Person | None) -> Factory:
    if person is not None:
        factory.cookies[settings.SESSION_COOKIE_NAME] = person.cookie
    return factory


@contextmanager
def undone() -> Iterator[None]:
    """Take back whatever happens inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@cache
def look(person: Person | None, url: str) -> Visit:
    """What somebody gets to see at an address of the world; every visit is undone, so that nobody asks twice."""
    return get(person, url)


@cache
def send_empty(person: Person | None, url: str) -> Visit:
    """What an empty form is answered with, in the same way."""
    return post(person, url)


def get(person: Person | None, url: str) -> Visit:
    return _visit(url, lambda: asker_for(person).get(url))


def post(person: Person | None, url: str, **typed: str) -> Visit:
    """Send a form with a fresh key and whatever was typed, often nothing."""
    body = {"idempotency_key": fresh_key(), **typed}
    return _visit(url, lambda: asker_for(person).post(url, body))


def fresh_key() -> str:
    """What a page gives to a form, so that it is done once."""
    return str(uuid.uuid4())


def _visit(url: str, ask: Callable[[], HttpResponse]) -> Visit:
    statements: Statements = []

    def noted(
        execute: Callable[..., object], sql: str, params: object, many: bool, context: object
    ) -> object:
        statements.append((sql, params))
        return execute(sql, params, many, context)

    with undone(), connection.execute_wrapper(noted):
        response = ask()
        return Visit(
            url,
            response.status_code,
            dict(response.headers),
            _text_of(response),
            frozenset(found[1] for sql, _values in statements if (found := _WRITE.match(sql))),
            _reads_in(statements),
            len([sql for sql, _values in statements if not _is_frame(sql)]),
        )


def _text_of(response: HttpResponse) -> str:
    """The body as text; a file's bytes say nothing here."""
    is_text = response.headers.get("Content-Type", "").startswith("text/")
    return response.content.decode() if is_text and not response.streaming else ""


def _reads_in(statements: Statements) -> list[str]:
    """The kinds of the rows that were added to the log of reads."""
    return [
        next(str(value) for value in _each(values) if str(value) in _READ_KINDS)
        for sql, values in statements
        if sql.startswith('INSERT INTO "dibao_readlog"')
    ]


def _each(values: Iterable[object]) -> Iterator[object]:
    """The values of a statement; those of many rows at once come as lists."""
    for value in values:
        yield from value if isinstance(value, list) else [value]


def _is_frame(sql: str) -> bool:
    """Transactions and their settings surround every request alike."""
    frames = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO", "SET ")
    # A session says once a minute that it is in use.
    return sql.startswith(frames) or "django_session" in sql


# What a browser is told with every answer; nothing may run or load but our own files.
GUARDS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
# What only takes more away, where an answer is a file that somebody uploaded.
NARROWER = {"sandbox"}
CLOSED_FEATURES = ("camera", "geolocation", "microphone", "payment", "usb")


def missing_guards(headers: dict[str, str]) -> list[str]:
    """What an answer's headers lack, or say otherwise than they should."""
    wrong = [
        f"{name}: {headers.get(name)}"
        for name, value in GUARDS.items()
        if headers.get(name) != value
    ]
    parts = headers.get("Content-Security-Policy", "").split(";")
    policy = {name: value for name, _, value in (part.strip().partition(" ") for part in parts)}
    wrong += [
        f"{name} {policy.get(name)}" for name, value in POLICY.items() if policy.get(name) != value
    ]
    wrong += [name for name in policy if name not in POLICY and name not in NARROWER]
    features = headers.get("Permissions-Policy", "")
    return wrong + [name for name in CLOSED_FEATURES if f"{name}=()" not in features]
