"""Whatever the document allows and forbids, tried by a program against what the interface does."""

import re
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

import pytest
from django.core.handlers.wsgi import WSGIHandler
from schemathesis import Case, hook
from schemathesis.config import SchemathesisConfig
from schemathesis.core.transport import Response
from schemathesis.engine import Status, StopReason, events, from_schema
from schemathesis.engine.recorder import Interaction
from schemathesis.hooks import GLOBAL_HOOK_DISPATCHER
from schemathesis.openapi import from_wsgi
from schemathesis.transport.wsgi import WSGITransport

from applicants.api.operations import OPERATIONS
from applicants.models import Grant, Person, Referral
from dibao import rate_limit, scope
from dibao.api.doors import KEY_HEADER
from tests.applicants.api.conftest import System
from tests.cast import Cast
from tests.factories.referrals import make_item, make_referral, make_terms
from tests.nightly import IS_NIGHT, runs
from tests.referring import Aid

DOCUMENT: Final = "/api/v1/openapi.json"
BENEFITS: Final = 12
KEY: Final = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
# Seconds. A run takes half of it at most where nothing else is going on; one that was cut short proves less, but a busy
# machine is no fault of the interface.
LONGEST: Final = runs(each_time=60, at_night=900)

SEND: Final = WSGITransport.send
SITE: Final = WSGIHandler()

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def keys() -> Iterator[None]:
    hook("before_call")(with_a_fresh_key)
    yield
    GLOBAL_HOOK_DISPATCHER.unregister(with_a_fresh_key)


@pytest.fixture
def referrals(cast: Cast, aid: Aid, helped: Grant, head: Person) -> list[Referral]:
    """Enough of them that some are still open at the end."""
    terms = [
        make_terms(make_item(aid.insurer, f"a-{number}", f"项目{number}"))
        for number in range(BENEFITS)
    ]
    with scope.of(cast.caseworker):
        members = [one.person for one in helped.household.members().select_related("person")]
    return [
        make_referral(one, helped, cast.caseworker, person=person)
        for one in terms
        for person in members
    ]


def config(system: System) -> SchemathesisConfig:
    generation = {"max-examples": runs(each_time=12, at_night=300), "deterministic": not IS_NIGHT}
    return SchemathesisConfig.from_dict(
        {
            "auth": {"openapi": {"token": {"bearer": system.word}}},
            "workers": 1,
            "max-time": LONGEST,
            "continue-on-failure": True,
            "generation": generation,
            "output": {"sanitization": {"enabled": False}},
        }
    )


@dataclass
class Findings:
    """What a run tried and found."""

    phases: set[str] = field(default_factory=set)
    answered: Counter[tuple[str, int]] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    is_complete: bool = False

    def note(self, event: events.EngineEvent) -> None:
        if isinstance(event, events.ScenarioFinished):
            self.phases.add(event.phase.value)
            for case in event.recorder.cases.values():
                self._note_answer(event.recorder.interactions.get(case.value.id), case.value)
            checks = (check for found in event.recorder.checks.values() for check in found)
            self.faults += [
                f"{check.name}: {check.failure_info.failure}\n{check.failure_info.code_sample}"
                for check in checks
                if check.status == Status.FAILURE and check.failure_info is not None
            ]
        if isinstance(event, events.EngineFinished):
            self.is_complete = event.stop_reason == StopReason.COMPLETED
        if isinstance(event, events.NonFatalError | events.FatalError):
            self.faults.append(str(event.info))

    def _note_answer(self, interaction: Interaction | None, case: Case) -> None:
        if interaction is not None and interaction.response is not None:
            self.answered[case.operation.label, interaction.response.status_code] += 1


def with_a_fresh_key(_context: object, case: Case, _kwargs: dict[str, object]) -> None:
    """Good keys are drawn twice too, where they belong to one request each; that is tested elsewhere."""
    if KEY.fullmatch(str(case.headers.get(KEY_HEADER, ""))):
        case.headers[KEY_HEADER] = str(uuid.uuid4())


def within_the_process(transport: WSGITransport, case: Case, **kwargs: object) -> Response:
    """Its own way to a WSGI application, without what its engine says of the network, over which that way stumbles."""
    for name in ("max_redirects", "verify", "cert", "proxies"):
        kwargs.pop(name, None)
    return SEND(transport, case, **kwargs)


def served(environ: dict[str, object], start_response: Callable[..., object]) -> list[bytes]:
    """The site as a server has it, which closes every answer and with it the connection to the database."""
    answer = SITE(environ, start_response)
    try:
        return list(answer)
    finally:
        answer.close()


def test_no_fault_is_found(
    system: System, referrals: list[Referral], monkeypatch: pytest.MonkeyPatch
) -> None:
    # It tries wrong tokens too, more of them than an address may.
    monkeypatch.setattr(rate_limit, "ADDRESS_LIMIT", 1_000_000)
    monkeypatch.setattr(WSGITransport, "send", within_the_process)
    schema = from_wsgi(DOCUMENT, served, config=config(system))

    found = Findings()
    for event in from_schema(schema).execute():
        found.note(event)

    assert found.faults == [], "\n\n".join(found.faults)
    assert "coverage" in found.phases
    if found.is_complete:
        check_what_was_tried(found)


def check_what_was_tried(found: Findings) -> None:
    assert found.phases == {"examples", "coverage", "fuzzing", "stateful"}
    # It came through to what each address is for, or was told in good order why not.
    for one in OPERATIONS:
        label = f"{one.method.upper()} {one.path}"
        assert found.answered[label, 200] or found.answered[label, 409], label
        assert found.answered[label, 401], label
        assert found.answered[label, 422] or found.answered[label, 404], label
