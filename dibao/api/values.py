"""Single values of an interface: each reads what was sent, exactly, and says itself in JSON Schema."""

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Protocol

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from dibao.api.json import JSON, UNFIT

Schema = dict[str, JSON]
Words = str | Promise


class Wrong(Exception):
    """What was sent is no such value; the sentence says what is."""


class Value(Protocol):
    """How one member is read from JSON or a query, and described."""

    def read(self, told: JSON) -> object: ...

    def schema(self) -> Schema: ...


@dataclass(frozen=True)
class Text:
    """Words on one line or some, up to a length."""

    longest: int

    def read(self, told: JSON) -> str:
        if not isinstance(told, str) or UNFIT.search(told):
            raise Wrong(_("写成文字，不带控制字符"))
        if len(told) > self.longest:
            raise Wrong(_("最多%(most)d个字") % {"most": self.longest})
        return told

    def schema(self) -> Schema:
        return {
            "type": "string",
            "maxLength": self.longest,
            "pattern": r"^[^\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]*$",
        }


@dataclass(frozen=True)
class Code:
    """A word of small letters, figures and hyphens, as benefits are named by."""

    longest: int

    def read(self, told: JSON) -> str:
        if not isinstance(told, str) or not re.fullmatch(r"[a-z0-9_-]+", told):
            raise Wrong(_("写代码，只有小写字母、数字、横线和下划线"))
        if len(told) > self.longest:
            raise Wrong(_("最多%(most)d个字") % {"most": self.longest})
        return told

    def schema(self) -> Schema:
        return {
            "type": "string",
            "minLength": 1,
            "maxLength": self.longest,
            "pattern": "^[a-z0-9_-]+$",
        }


@dataclass(frozen=True)
class Choice:
    """One of a few words."""

    words: tuple[str, ...]

    @classmethod
    def of(cls, choices: type[models.TextChoices]) -> "Choice":
        return cls(tuple(choices.values))

    def read(self, told: JSON) -> str:
        if not isinstance(told, str) or told not in self.words:
            raise Wrong(_("从这些里选一个：%(words)s") % {"words": " ".join(self.words)})
        return told

    def schema(self) -> Schema:
        return {"type": "string", "enum": list(self.words)}


@dataclass(frozen=True)
class Amount:
    """A quantity or yuan as a string with at most two places, since a JSON number is no decimal."""

    digits: int = 7
    _shape: re.Pattern[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_shape", re.compile(self._pattern))

    @property
    def _pattern(self) -> str:
        return rf"(0|[1-9][0-9]{{0,{self.digits - 1}}})(\.[0-9]{{1,2}})?"

    def read(self, told: JSON) -> Decimal:
        if not isinstance(told, str) or not self._shape.fullmatch(told):
            raise Wrong(
                _('写成带引号的数，最多两位小数，整数部分最多%(digits)d位，如 "120.50"')
                % {"digits": self.digits}
            )
        return Decimal(told)

    def schema(self) -> Schema:
        return {"type": "string", "pattern": f"^{self._pattern}$"}


@dataclass(frozen=True)
class Day:
    """A day as year-month-day."""

    def read(self, told: JSON) -> date:
        try:
            if isinstance(told, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", told):
                return date.fromisoformat(told)
        except ValueError:
            pass
        raise Wrong(_("写成年月日，如 2008-08-05"))

    def schema(self) -> Schema:
        return {"type": "string", "format": "date"}


@dataclass(frozen=True)
class Whole:
    """A whole number between two; a query writes it in figures."""

    least: int
    most: int

    def read(self, told: JSON) -> int:
        if isinstance(told, str) and re.fullmatch(r"0|[1-9][0-9]{0,18}", told):
            told = int(told)
        if isinstance(told, bool) or not isinstance(told, int):
            raise Wrong(_("写整数"))
        if not self.least <= told <= self.most:
            raise Wrong(
                _("写%(least)d到%(most)d之间的整数") % {"least": self.least, "most": self.most}
            )
        return told

    def schema(self) -> Schema:
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


@dataclass(frozen=True)
class Flag:
    """Yes or no."""

    def read(self, told: JSON) -> bool:
        if not isinstance(told, bool):
            raise Wrong(_("写 true 或者 false"))
        return told

    def schema(self) -> Schema:
        return {"type": "boolean"}
