"""The document of an interface (OpenAPI 3.1), made from the very shapes that read and answer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from dibao.api.doors import JSON_TYPE, KEY_HEADER
from dibao.api.json import JSON
from dibao.api.problems import CONTENT_TYPE, Code
from dibao.api.shapes import Listed, Nested, Sent, Told
from dibao.api.values import Schema, Whole, Words

# Keys of rows, as addresses name them.
ROW_KEY = Whole(1, 2**63 - 1)
_ANY = (
    Code.UNREADABLE,
    Code.TOKEN_MISSING,
    Code.TOKEN_UNKNOWN,
    Code.TOKEN_ENDED,
    Code.POSTING_ENDED,
    Code.NOT_PERMITTED,
    Code.TOO_MANY_TRIES,
)
_OF_STEPS = (
    Code.KEY_MISSING,
    Code.ABSENT,
    Code.CLOSED,
    Code.REFUSED,
    Code.TOO_LARGE,
    Code.CONTENT_TYPE,
    Code.FIELDS,
    Code.KEY_REUSED,
)


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One address with one method: what it takes, what it answers, and with which operations that goes on."""

    name: str
    path: str
    method: str
    summary: Words
    about: Words = ""
    asked: type[Sent] | None = None
    sent: type[Sent] | None = None
    answer: type[Told]
    # Operations on the rows of the answer, by the place of their key in it.
    leads_to: tuple[tuple[str, str], ...] = ()

    @property
    def is_step(self) -> bool:
        return self.method == "post"

    @property
    def has_key(self) -> bool:
        return "{id}" in self.path

    @property
    def codes(self) -> list[Code]:
        """The problems that it may answer with, by status."""
        more = _OF_STEPS if self.is_step else (Code.ABSENT,) if self.has_key else ()
        asks = () if self.is_step else (Code.FIELDS,)
        return sorted({*_ANY, *more, *asks}, key=lambda code: (code.status, code.word))


def document(
    operations: Sequence[Operation], *, title: str, about: str, version: str, root: str
) -> dict[str, JSON]:
    """The whole document, in the reader's language; `root` is the address that all paths begin with."""
    paths: dict[str, JSON] = {one.path: {one.method: _operation(one)} for one in operations}
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": version, "description": about},
        "servers": [{"url": root}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": {
                **{one.__name__: one.schema() for one in _shapes(operations)},
                "Problem": _problem(),
            },
        },
    }


def _operation(one: Operation) -> dict[str, JSON]:
    told: dict[str, JSON] = {
        "operationId": one.name,
        "summary": str(one.summary),
        "description": str(one.about),
        "parameters": list(_parameters(one)),
        "responses": {"200": _answer(one), **_problems(one.codes)},
    }
    if one.sent:
        told["requestBody"] = {
            "required": True,
            "content": {JSON_TYPE: {"schema": one.sent.reference()}},
        }
    return told


def _parameters(one: Operation) -> Iterable[JSON]:
    if one.has_key:
        yield _parameter("id", "path", ROW_KEY.schema(), _("转介的编号"))
    if one.is_step:
        key: Schema = {"type": "string", "format": "uuid"}
        yield _parameter(
            KEY_HEADER, "header", key, _("一个UUID，每办一件换一个；重发时用原来的，只办一次。")
        )
    if one.asked:
        required = one.asked.required()
        for name, member in one.asked.members().items():
            schema = member.value.schema()
            yield _parameter(name, "query", schema, str(member.about), is_required=name in required)


def _parameter(
    name: str, place: str, schema: Schema, about: str, *, is_required: bool = True
) -> JSON:
    return {
        "name": name,
        "in": place,
        "required": is_required,
        "schema": schema,
        "description": about,
    }


def _answer(one: Operation) -> JSON:
    told: dict[str, JSON] = {
        "description": str(one.summary),
        "content": {JSON_TYPE: {"schema": one.answer.reference()}},
    }
    if one.leads_to:
        told["links"] = {
            name: {"operationId": name, "parameters": {"id": f"$response.body#{place}"}}
            for name, place in one.leads_to
        }
    return told


def _problems(codes: Iterable[Code]) -> dict[str, JSON]:
    by_status: dict[str, list[Code]] = {}
    for code in codes:
        by_status.setdefault(str(code.status), []).append(code)
    content: JSON = {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        status: {
            "description": "；".join(f"{code.word}: {code.title}" for code in found),
            "content": content,
        }
        for status, found in by_status.items()
    }


def _shapes(operations: Iterable[Operation]) -> list[type[Sent | Told]]:
    """What operations send and answer, and what stands within that; a query is described where it is asked."""
    found: list[type[Sent | Told]] = []
    for one in operations:
        found += [one.sent] if one.sent else []
        found += _within(one.answer)
    return list(dict.fromkeys(found))


def _within(shape: type[Told]) -> list[type[Told]]:
    inner = (member.value for member in shape.members().values())
    return [
        shape,
        *(
            deeper
            for value in inner
            if isinstance(value, Listed | Nested)
            for deeper in _within(value.shape)
        ),
    ]


def _problem() -> Schema:
    text: Schema = {"type": "string"}
    return {
        "type": "object",
        "description": _("为什么没有办（RFC 9457）。程序看 code，人看 detail。"),
        "properties": {
            "type": text,
            "title": text,
            "status": {"type": "integer"},
            "code": {"type": "string", "enum": [code.word for code in Code]},
            "detail": text,
            "fields": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {"name": text, "detail": text},
                    "required": ["name", "detail"],
                    "additionalProperties": False,
                },
            },
        },
        "required": ["type", "title", "status", "code", "detail"],
        "additionalProperties": False,
    }
