"""Values to JSON and back, with one spelling and therefore one hash for each value.

Decimals and dates are strings (no binary fractions on the way), keys are
sorted, and a field that holds its default is left out: a field added later
does not change the hash of what was stored before it. (So the default of a
field that exists never changes: stored content would come to mean another
thing.) Unknown keys and wrong shapes are refused with the path at which they
stand.
"""

import hashlib
import json
import types
from collections.abc import Callable
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Self, TypeAlias, cast, get_args, get_origin, get_type_hints

JSON: TypeAlias = "bool | int | str | list[JSON] | dict[str, JSON] | None"
Encoder: TypeAlias = Callable[[object], JSON]
Decoder: TypeAlias = Callable[[object, str], object]
Hint: TypeAlias = object


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one field, as a sentence; `field` is a path such as criteria[2].name."""

    field: str
    sentence: str


class ContentError(ValueError):
    """Content that cannot be worked with; carries every problem found."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("；".join(f"{problem.field}：{problem.sentence}" for problem in problems))
        self.problems = problems


class Canonical:
    """Base of values that travel as JSON; subclasses are frozen dataclasses."""

    __slots__ = ()

    def to_json(self) -> dict[str, JSON]:
        """Plain JSON content, fit for a JSONField."""
        return _encode_fields(self)

    @classmethod
    def from_json(cls, content: object) -> Self:
        """The value that `to_json` wrote; raises ContentError where the shape is another."""
        return cast("Self", _class_decoder(cls)(content, ""))

    @property
    def hash(self) -> str:
        """SHA-256 of the canonical JSON, in hex."""
        return digest(self.to_json())


def canonical_text(content: JSON) -> str:
    """The one spelling of JSON content that is hashed."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(content: JSON) -> str:
    """SHA-256 of JSON content in its canonical spelling, in hex."""
    return hashlib.sha256(canonical_text(content).encode()).hexdigest()


def decimal_text(number: Decimal) -> str:
    """A Decimal's one spelling: 77, 77.0 and 77.00 are the same amount."""
    return format(number.normalize(), "f")


# Encoding: what to do for each field of a class is worked out once.

_PLANS: dict[type, tuple[tuple[str, object, Encoder], ...]] = {}
_DECODERS: dict[type, Decoder] = {}


def _encode_fields(value: object) -> dict[str, JSON]:
    content: dict[str, JSON] = {}
    for name, default, encode in _encoding_plan(type(value)):
        part = getattr(value, name)
        if part != default:
            content[name] = encode(part)
    return content


def _encoding_plan(kind: type) -> tuple[tuple[str, object, Encoder], ...]:
    if kind not in _PLANS:
        hints = get_type_hints(kind)
        _PLANS[kind] = tuple(
            (f.name, _default_of(f), _encoder(hints[f.name])) for f in _fields(kind)
        )
    return _PLANS[kind]


def _encoder(hint: Hint) -> Encoder:
    hint = _without_none(hint)
    if hint is Decimal:
        return cast("Encoder", decimal_text)
    if hint is date:
        return cast("Encoder", date.isoformat)
    if get_origin(hint) is tuple:
        return _sequence_encoder(_encoder(get_args(hint)[0]))
    if get_origin(hint) is dict:
        return _mapping_encoder(_encoder(get_args(hint)[1]))
    if isinstance(hint, type) and is_dataclass(hint):
        return _encode_fields
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return cast("Encoder", str.__str__)
    return cast("Encoder", _as_it_is)


def _as_it_is(value: object) -> object:
    return value


def _sequence_encoder(encode: Encoder) -> Encoder:
    return lambda values: [encode(value) for value in cast("tuple[object, ...]", values)]


def _mapping_encoder(encode: Encoder) -> Encoder:
    return lambda values: {
        str(key): encode(value) for key, value in cast("dict[object, object]", values).items()
    }


# Decoding


def _class_decoder(kind: type) -> Decoder:
    if kind not in _DECODERS:
        _DECODERS[kind] = _dataclass_decoder(kind)
    return _DECODERS[kind]


def _decoder(hint: Hint) -> Decoder:
    hint = _without_none(hint)
    if get_origin(hint) is tuple:
        return _sequence_decoder(_decoder(get_args(hint)[0]))
    if get_origin(hint) is dict:
        return _mapping_decoder(*map(_decoder, get_args(hint)))
    if isinstance(hint, type) and is_dataclass(hint):
        return _class_decoder(hint)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return _code_decoder(hint)
    return _PLAIN_DECODERS[hint]


def _dataclass_decoder(kind: type) -> Decoder:
    hints = get_type_hints(kind)
    decoders = {f.name: _decoder(hints[f.name]) for f in _fields(kind)}
    required = {f.name for f in _fields(kind) if _default_of(f) is MISSING}

    def decode(content: object, path: str) -> object:
        members = _mapping(content, path)
        prefix = f"{path}." if path else ""
        for name in sorted(members.keys() - decoders.keys()):
            raise ContentError(Problem(prefix + name, "没有这一项，核对名称"))
        for name in sorted(required - members.keys()):
            raise ContentError(Problem(prefix + name, "缺少这一项，补上"))
        return kind(**{name: decoders[name](part, prefix + name) for name, part in members.items()})

    return decode


def _sequence_decoder(decode: Decoder) -> Decoder:
    def decode_all(content: object, path: str) -> object:
        if not isinstance(content, list | tuple):
            raise ContentError(Problem(path, "应为列表"))
        return tuple(decode(part, f"{path}[{index}]") for index, part in enumerate(content))

    return decode_all


def _mapping_decoder(decode_key: Decoder, decode: Decoder) -> Decoder:
    def decode_all(content: object, path: str) -> object:
        return {
            decode_key(key, path): decode(part, f"{path}[{key}]")
            for key, part in _mapping(content, path).items()
        }

    return decode_all


def _code_decoder(codes: type[StrEnum]) -> Decoder:
    def decode(content: object, path: str) -> object:
        try:
            if isinstance(content, str):
                return codes(content)
        except ValueError:
            pass
        raise ContentError(Problem(path, f"代码“{content}”不在代码表中"))

    return decode


def _decode_text(content: object, path: str) -> object:
    if not isinstance(content, str):
        raise ContentError(Problem(path, "应为文字"))
    return content


def _decode_flag(content: object, path: str) -> object:
    if not isinstance(content, bool):
        raise ContentError(Problem(path, "应为是或否"))
    return content


def _decode_integer(content: object, path: str) -> object:
    try:
        # A class number is a key of a JSON object, and those are always text.
        if isinstance(content, int | str) and not isinstance(content, bool):
            return int(content)
    except ValueError:
        pass
    raise ContentError(Problem(path, "应为整数"))


def _decode_decimal(content: object, path: str) -> object:
    try:
        if isinstance(content, int | str) and not isinstance(content, bool):
            number = Decimal(content)
            if number.is_finite():
                return number
    except InvalidOperation:
        pass
    raise ContentError(Problem(path, "应为数字，例如 924.00"))


def _decode_date(content: object, path: str) -> object:
    try:
        if isinstance(content, str):
            return date.fromisoformat(content)
    except ValueError:
        pass
    raise ContentError(Problem(path, "应为日期，例如 2008-08-05"))


_PLAIN_DECODERS: dict[Hint, Decoder] = {
    str: _decode_text,
    bool: _decode_flag,
    int: _decode_integer,
    Decimal: _decode_decimal,
    date: _decode_date,
}


# Shapes


def _without_none(hint: Hint) -> Hint:
    """X of an optional X: None is always the default, and defaults are left out."""
    if get_origin(hint) is types.UnionType:
        return next(part for part in get_args(hint) if part is not types.NoneType)
    return hint


def _fields(kind: type) -> tuple[Field[object], ...]:
    return cast("tuple[Field[object], ...]", fields(kind)) if is_dataclass(kind) else ()


def _default_of(field: Field[object]) -> object:
    if field.default_factory is not MISSING:
        return field.default_factory()
    return field.default


def _mapping(content: object, path: str) -> dict[str, object]:
    if not isinstance(content, dict):
        raise ContentError(Problem(path or "全部", "应为对象"))
    return content
