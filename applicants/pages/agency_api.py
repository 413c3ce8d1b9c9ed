"""The interface for agencies' systems as tables that people read, made from what its document is made from."""

from dataclasses import dataclass

from django.utils.translation import gettext as _now

from applicants.api.operations import OPERATIONS
from dibao.api.openapi import Operation
from dibao.api.problems import Code
from dibao.api.shapes import Listed, Nested, Shape
from dibao.api.values import Schema


@dataclass(frozen=True)
class Line:
    """One member: its name, its type as JSON has it, whether it must be there, and what it is."""

    name: str
    kind: str
    is_required: bool
    about: str


@dataclass(frozen=True)
class Chapter:
    """One operation."""

    operation: Operation
    asked: list[Line]
    sent: list[Line]
    answer: list[Line]


def chapters() -> list[Chapter]:
    return [
        Chapter(
            one,
            _lines(one.asked) if one.asked else [],
            _lines(one.sent) if one.sent else [],
            _lines(one.answer),
        )
        for one in OPERATIONS
    ]


def reasons() -> list[Code]:
    """Every code with which something is refused."""
    return list(Code)


def _lines(shape: type[Shape], prefix: str = "") -> list[Line]:
    required, found = shape.required(), []
    for name, member in shape.members().items():
        kind = _kind(member.value.schema())
        found.append(Line(prefix + name, kind, name in required, str(member.about)))
        if isinstance(member.value, Listed | Nested):
            mark = "[]." if isinstance(member.value, Listed) else "."
            found += _lines(member.value.shape, f"{prefix}{name}{mark}")
    return found


def _kind(schema: Schema) -> str:
    """The type in a word or some: `date`, `integer 1–200`, `requested | accepted`."""
    words = schema.get("enum")
    if isinstance(words, list):
        return " | ".join(map(str, words))
    if "minimum" in schema:
        return f"integer {schema['minimum']}–{schema['maximum']}"
    if "maxLength" in schema:
        return _now("string，最多%(most)s个字") % {"most": schema["maxLength"]}
    return str(schema.get("format") or schema.get("type") or "object")
