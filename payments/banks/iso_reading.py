"""Reads ISO 20022 messages without trusting them: no entities, no depth, no more than a bank's file may weigh.

What a message must say where is a `Rule` for each place that is read: the same lengths, patterns and code lists as the
published schema has there. What a bank says beside it is passed over.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

from dibao.values.words import gettext_noop as _
from payments.banks.checks import Fault, ListRefused

DEEPEST: Final = 24
# A county's largest batch has 30,000 payments, each in some 40 elements.
MOST_ELEMENTS: Final = 4_000_000
NAMESPACE: Final = "urn:iso:std:iso:20022:tech:xsd:"
# As the schema has them: Max35Text, Max140Text, amounts of a currency, counts; a Chinese account is digits only.
TEXT_35: Final = re.compile(r"(?s).{1,35}")
TEXT_140: Final = re.compile(r"(?s).{1,140}")
AMOUNT: Final = re.compile(r"\d{1,13}(\.\d{1,5})?")
COUNT: Final = re.compile(r"[0-9]{1,15}")
CODE: Final = re.compile(r"[A-Z0-9]{1,4}")
CURRENCY: Final = re.compile(r"CNY")
ACCOUNT: Final = re.compile(r"[0-9]{1,34}")

_DECLARED: Final = re.compile(
    rb"""^\s*<\?xml[^>]{0,80}?encoding=["']([A-Za-z0-9-]+)["'][^>]{0,40}\?>"""
)
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
_CHINESE: Final = frozenset({b"gb18030", b"gbk", b"gb2312"})

_DAMAGED: Final = _("XML不完整或写错了，打不开：文件可能在路上坏了，向银行重新要一份")
_UNSAFE: Final = _("XML里有自定义实体或文档类型，银行的报文里不会有：不能用")
_OUTSIZED: Final = _("XML的层数或元素太多，不是一份回盘：选对文件再上传")
_NOT_ISO: Final = _("不是ISO 20022报文：选对文件再上传")


@dataclass(frozen=True, slots=True)
class Rule:
    """What may stand in one place: how it is written, and whether it must be there."""

    pattern: re.Pattern[str]
    is_required: bool = True


@dataclass(slots=True)
class Frame:
    """One part of a message that repeats: the texts of its leaves by their path from it, each in its order."""

    name: str
    number: int
    above: "Frame | None" = None
    texts: dict[str, list[str]] = field(default_factory=dict)

    def find(self, path: str, rules: Mapping[str, Rule]) -> str:
        """The one text there, blank where none need be. Raises Fault."""
        rule, found = rules[path], self.texts.get(path, [])
        if not found and not rule.is_required:
            return ""
        if len(found) != 1:
            raise Fault(_("%(path)s应有一个，现在有%(count)s个"), path=path, count=len(found))
        if not rule.pattern.fullmatch(found[0]):
            raise Fault(_("%(path)s写成“%(text)s”，不合格式"), path=path, text=found[0][:60])
        return found[0]

    def all(self, path: str) -> list[str]:
        return self.texts.get(path, [])


@dataclass(frozen=True, slots=True)
class Message:
    """A message by its short name (pain.002.001.12), with its frames in order, the whole of it last."""

    name: str
    frames: list[Frame]

    @property
    def whole(self) -> Frame:
        return self.frames[-1]

    def of(self, name: str) -> list[Frame]:
        return [frame for frame in self.frames[:-1] if frame.name == name]


def name_of(content: bytes) -> str:
    """The message's short name, from the name space of its first element; blank where it has another one."""
    found = re.search(
        rf"{NAMESPACE}([a-z]{{4}}(?:\.\d{{3}}){{2}}\.\d{{2}})[\"']".encode(),
        _in_utf8(content)[:2000],
    )
    return found[1].decode() if found else ""


def open_message(content: bytes, repeating: frozenset[str]) -> Message:
    """The whole message, its `repeating` elements as frames. Raises ListRefused."""
    reader = _Reader(repeating)
    _parse(content, reader)
    return Message(reader.namespace.removeprefix(NAMESPACE), reader.done)


class _Reader:
    """Follows the elements from the parser, within the limits; keeps the texts of leaves and nothing else."""

    def __init__(self, repeating: frozenset[str]) -> None:
        self.repeating = repeating
        self.namespace = ""
        self.done: list[Frame] = []
        self.frame = Frame("Document", 0)
        self.path: list[str] = []
        # How many elements lead to each open frame.
        self.starts: list[int] = [1]
        self.counts: dict[str, int] = {}
        self.elements = 0
        self.is_leaf = False
        self.text: list[str] = []
        self.currency = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        namespace, _space, local = tag.rpartition(" ")
        if not self.path:
            self.namespace = namespace
        self.elements += 1
        if namespace != self.namespace or not namespace.startswith(NAMESPACE):
            raise ListRefused([Fault(_NOT_ISO)])
        if len(self.path) == DEEPEST or self.elements > MOST_ELEMENTS:
            raise ListRefused([Fault(_OUTSIZED)])
        self.path.append(local)
        self.is_leaf, self.text, self.currency = True, [], attributes.get("Ccy", "")
        if local in self.repeating:
            self.counts[local] = self.counts.get(local, 0) + 1
            self.frame = Frame(local, self.counts[local], self.frame)
            self.starts.append(len(self.path))

    def characters(self, text: str) -> None:
        self.text.append(text)

    def end(self, _tag: str) -> None:
        if self.is_leaf:
            self._keep("".join(self.text).strip())
        self.is_leaf = False
        if len(self.path) == self.starts[-1]:
            self.starts.pop()
            self.done.append(self.frame)
            self.frame = self.frame.above or self.frame
        self.path.pop()

    def _keep(self, text: str) -> None:
        if not text:
            return
        path = "/".join(self.path[self.starts[-1] :])
        self.frame.texts.setdefault(path, []).append(text)
        if self.currency:
            self.frame.texts.setdefault(f"{path}/@Ccy", []).append(self.currency)


def _parse(content: bytes, reader: _Reader) -> None:
    """Let the parser tell the reader; what no bank writes ends it. Raises ListRefused."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.characters
    try:
        parser.Parse(_in_utf8(content), True)
    except (expat.ExpatError, LookupError, ValueError):
        raise ListRefused([Fault(_DAMAGED)]) from None


def _refuse_doctype(*_declared: object) -> None:
    """Entities can only be declared here; without it none can be made to grow, or to fetch anything."""
    raise ListRefused([Fault(_UNSAFE)])


def _in_utf8(content: bytes) -> bytes:
    """Without the declaration where it names an encoding that the parser does not know, or needs not."""
    declared = _DECLARED.match(content)
    encoding = "utf-16" if content.startswith(_UTF16) else ""
    if declared is not None and declared[1].lower() in _CHINESE:
        encoding = "gb18030"
    if not encoding:
        return content
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        raise ListRefused([Fault(_DAMAGED)]) from None
    return _DECLARED.sub(b"", text.encode())
