"""Objects of an interface: dataclasses whose members say how they are read, written and described."""

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar, Self, get_type_hints

from django.utils.translation import gettext as _

from dibao.api.json import JSON
from dibao.api.problems import Code, Fault, Problem
from dibao.api.values import Schema, Value, Words, Wrong


@dataclass(frozen=True)
class Member:
    """What stands in the annotation of a member: `quantity: Annotated[Decimal, Member(Amount(), _("数量"))]`."""

    value: Value
    about: Words
    may_be_null: bool = False


@dataclass(frozen=True)
class Listed:
    """Objects of one shape in a row, in an answer."""

    shape: "type[Told]"

    def read(self, told: JSON) -> object:
        return told

    def schema(self) -> Schema:
        return {"type": "array", "items": self.shape.reference()}


@dataclass(frozen=True)
class Nested:
    """An object within an object, in an answer."""

    shape: "type[Told]"

    def read(self, told: JSON) -> object:
        return told

    def schema(self) -> Schema:
        return self.shape.reference()


@dataclass(frozen=True)
class Said:
    """Words of ours, in an answer."""

    def read(self, told: JSON) -> object:
        return told

    def schema(self) -> Schema:
        return {"type": "string"}


@dataclass(frozen=True, kw_only=True)
class Shape:
    """What sent and told objects have in common."""

    @classmethod
    def members(cls) -> dict[str, Member]:
        """The members by name, in their order; attributes without a `Member` are our own."""
        hints = get_type_hints(cls, include_extras=True)
        return {name: one for name, hint in hints.items() if (one := _member(hint))}

    @classmethod
    def required(cls) -> list[str]:
        """Members without a default."""
        members = cls.members()
        return [
            one.name
            for one in dataclasses.fields(cls)
            if one.name in members and one.default is MISSING
        ]

    @classmethod
    def schema(cls) -> Schema:
        return {
            "type": "object",
            "properties": {name: _described(one) for name, one in cls.members().items()},
            "required": list(cls.required()),
            "additionalProperties": False,
        }

    @classmethod
    def reference(cls) -> Schema:
        """Where the document keeps the schema."""
        return {"$ref": f"#/components/schemas/{cls.__name__}"}


@dataclass(frozen=True, kw_only=True)
class Sent(Shape):
    """What somebody sends, as the members of a JSON object or of a query."""

    @classmethod
    def read(cls, told: JSON) -> Self:
        """Raises a Problem (422) that names every member that is wrong, missing, or not one of ours."""
        if not isinstance(told, dict):
            raise Problem(Code.FIELDS, _("内容要是一个JSON对象。"))
        members = cls.members()
        faults = [Fault(name, _("没有这一项")) for name in told if name not in members]
        faults += [Fault(name, _("必须有")) for name in cls.required() if name not in told]
        found: dict[str, object] = {}
        for name, member in members.items():
            if name in told:
                try:
                    found[name] = member.value.read(told[name])
                except Wrong as wrong:
                    faults.append(Fault(name, str(wrong)))
        if faults:
            raise Problem(Code.FIELDS, _("有的内容没有填对，没有办。"), faults=tuple(faults))
        return cls(**found)

    @classmethod
    def of_query(cls, asked: Mapping[str, list[str]]) -> Self:
        """The same from the part of an address behind its question mark; nothing is asked twice."""
        twice = [name for name, texts in asked.items() if len(texts) > 1]
        if twice:
            faults = tuple(Fault(name, _("只写一次")) for name in twice)
            raise Problem(Code.FIELDS, _("有的内容没有填对，没有办。"), faults=faults)
        return cls.read({name: texts[0] for name, texts in asked.items()})


@dataclass(frozen=True, kw_only=True)
class Told(Shape):
    """What is answered."""

    is_partial: ClassVar[bool] = False

    @classmethod
    def of(cls, values: Mapping[str, object]) -> Self:
        """An answer from values by name."""
        return cls(**values)

    @classmethod
    def required(cls) -> list[str]:
        return [] if cls.is_partial else list(cls.members())

    def told(self) -> dict[str, JSON]:
        return {name: _plain(getattr(self, name)) for name in self.names()}

    def names(self) -> Iterator[str]:
        """The members that this answer has."""
        return iter(self.members())


def _member(hint: object) -> Member | None:
    found = (one for one in getattr(hint, "__metadata__", ()) if isinstance(one, Member))
    return next(found, None)


def _described(member: Member) -> Schema:
    schema = member.value.schema()
    if member.may_be_null:
        schema = {"anyOf": [schema, {"type": "null"}]}
    return {**schema, "description": str(member.about)}


def _plain(value: object) -> JSON:
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Told):
        return value.told()
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    raise TypeError(f"{type(value).__name__} has no form in JSON")
