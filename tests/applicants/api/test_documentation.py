"""The examples of docs/agency-api.md, run in their order as they are printed; and the document, the page, the code."""

import json
import re
import shlex
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver

from applicants.api.operations import OPERATIONS
from applicants.models import Referral
from dibao.api.problems import Code
from tests.applicants.api.conftest import System
from tests.house.sources import ROOT as PROJECT
from tests.referring import Aid

DOCS = PROJECT / "docs" / "agency-api.md"
_BLOCK = re.compile(r"```(sh|json)\n(.*?)```", re.DOTALL)
_CODE = re.compile(r"`([a-z_]+)`")
SERVER = "/api/v1"


@dataclass(frozen=True)
class Example:
    """One command, and the answer that is printed below it, if one is."""

    command: str
    printed: dict[str, object] | None


def examples() -> Iterator[Example]:
    blocks = _BLOCK.findall(DOCS.read_text())
    for number, (kind, text) in enumerate(blocks):
        if kind == "sh":
            below = blocks[number + 1] if number + 1 < len(blocks) else ("", "")
            yield Example(text, json.loads(below[1]) if below[0] == "json" else None)


def run(command: str, *, token: str, key: int) -> HttpResponse:
    """What curl would do, for the few options that the page uses; any other fails here."""
    said = command.replace("\\\n", " ").replace("$(uuidgen)", str(uuid.uuid4()))
    for name, value in {"$TOKEN": token, "$ROOT": SERVER, "$ID": str(key)}.items():
        said = said.replace(name, value)
    words = iter(shlex.split(said))
    assert next(words) == "curl"
    method, url, headers, sent = "GET", "", {}, ""
    for word in words:
        if word == "-H":
            name, _, value = next(words).partition(": ")
            headers[name] = value
        elif word == "-X":
            method = next(words)
        elif word == "-d":
            sent = next(words)
        else:
            assert word.startswith(SERVER)
            url = word
    kind = headers.pop("Content-Type", "")
    return Client().generic(method, url, sent.encode(), kind, headers=headers)


def test_every_example_does_what_is_printed(system: System, referral: Referral) -> None:
    found = list(examples())
    assert len(found) == 6

    for one in found:
        answer = run(one.command, token=system.word, key=referral.pk)
        told = json.loads(answer.content)
        if one.printed is None:
            assert answer.status_code == 200, told
        else:
            agrees(told, one.printed, key=referral.pk)


def agrees(told: object, printed: object, *, key: int) -> None:
    """All that is printed is told; the number of the row and of the village are this test's own."""
    if isinstance(printed, dict):
        assert isinstance(told, dict)
        for name, value in printed.items():
            if name == "id":
                assert told[name] == key
            elif name not in ("village", "group_name", "benefit_class"):
                agrees(told[name], value, key=key)
    elif isinstance(printed, list):
        assert isinstance(told, list)
        for one, other in zip(told, printed, strict=True):
            agrees(one, other, key=key)
    else:
        assert told == printed


def test_the_page_names_every_code() -> None:
    table = DOCS.read_text().partition("## What is refused")[2]

    assert {code.word for code in Code} <= set(_CODE.findall(table))


def test_the_document_has_every_address() -> None:
    routes = get_resolver("applicants.api.urls").url_patterns
    served = {f"/{route.pattern}".replace("<str:key>", "{id}") for route in routes}

    assert served - {"/openapi.json", "/<path:rest>"} == {one.path for one in OPERATIONS}


@pytest.mark.parametrize(("language", "title"), [("zh-hans", "低保转介接口"), ("en", "")])
def test_anybody_reads_the_document(db: None, language: str, title: str) -> None:
    answer = Client().get(f"{SERVER}/openapi.json", headers={"Accept-Language": language})

    told = answer.json()
    assert told["openapi"] == "3.1.0"
    assert title in told["info"]["title"]
    assert not answer.cookies


def test_an_agencys_people_read_it_as_a_page(aid: Aid, referral: Referral) -> None:
    client = Client()
    client.force_login(aid.insurers_clerk, backend="django.contrib.auth.backends.ModelBackend")

    page = client.get("/agency/api/").content.decode()

    for one in OPERATIONS:
        assert one.path in page
        assert all(name in page for name in one.answer.members())
    assert all(code.word in page for code in Code)
    assert "<script" not in page.replace('<script src="/static/dibao/desk.js" defer></script>', "")
    assert "/agency/api/" in client.get("/agency/referrals/").content.decode()
