"""PDFs, looked through for what does not belong into a scan. They are kept as they came: some carry a signature."""

import re
import zlib
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from typing import Final

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, PdfObject

from dibao.files.limits import MEBIBYTE, FileLimits
from dibao.files.refusals import ACTIVE, DAMAGED, ENCRYPTED, STRANGE, TOO_MANY_PAGES, FileRefused

# Actions that do something; going to a page or opening a link is not among them.
_ACTIONS: Final = frozenset(
    {
        "/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToE", "/GoToR", "/Rendition", "/Movie", "/Sound",
        "/RichMediaExecute", "/GoTo3DView",
    }
)  # fmt: skip
_KEYS: Final = frozenset(
    {
        "/JS",
        "/JavaScript",
        "/EmbeddedFiles",
        "/EF",
        "/RichMediaContent",
        "/RichMediaSettings",
        "/XFA",
    }
)
_TYPES: Final = frozenset({"/EmbeddedFile", "/Filespec"})
_SUBTYPES: Final = frozenset(
    {"/FileAttachment", "/RichMedia", "/Movie", "/Screen", "/3D", "/Sound"}
)
# The same words as bytes, for what no table of contents mentions and a forgiving reader finds all the same.
_WORDS: Final = re.compile(
    rb"/(?:JS|JavaScript|Launch|EmbeddedFiles?|FileAttachment|RichMedia\w*|XFA|GoToE|GoToR|ImportData|SubmitForm"
    rb"|Rendition|Movie)(?![\w#])"
)
_ESCAPED: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
_STREAM: Final = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
# Objects may be packed into a stream; so far before it stands that they are.
_PACKED, _BEFORE, _MOST_UNPACKED = b"ObjStm", 400, 32 * MEBIBYTE
_OTHER_FILES: Final = (b"<html", b"<script", b"<!doctype", b"<?php", b"<svg")
_ZIP_END, _ZIP_TAIL = b"PK\x05\x06", 70_000
_FAULTS: Final = (
    PyPdfError,
    OSError,
    ValueError,
    KeyError,
    TypeError,
    IndexError,
    AttributeError,
    RecursionError,
)
_HEAD: Final = 1024


def checked(content: bytes, limits: FileLimits) -> int:
    """The number of pages. Raises FileRefused for a password, for what acts or is attached, and for too many pages."""
    _look_at_bytes(content)
    try:
        reader = PdfReader(BytesIO(content), strict=False)
        if reader.is_encrypted:
            raise FileRefused(ENCRYPTED)
        for found in _dictionaries(reader):
            _check(found)
        pages = _count_pages(reader, limits)
    except _FAULTS as fault:
        raise FileRefused(DAMAGED) from fault
    if pages > limits.pages:
        raise FileRefused(TOO_MANY_PAGES, pages=pages, most=limits.pages)
    if not pages:
        raise FileRefused(DAMAGED)
    return pages


def _look_at_bytes(content: bytes) -> None:
    """What stands in the file outside its streams, names written in hexadecimal read as they are meant."""
    head, tail = content[:_HEAD].lower(), content[-_ZIP_TAIL:]
    if any(mark in head for mark in _OTHER_FILES) or _ZIP_END in tail:
        raise FileRefused(STRANGE)
    for text in (_STREAM.sub(b"", content), *_packed(content)):
        if _WORDS.search(_ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), text)):
            raise FileRefused(ACTIVE)


def _packed(content: bytes) -> Iterator[bytes]:
    """Streams of objects, unpacked whether or not a table mentions them."""
    for found in _STREAM.finditer(content):
        if _PACKED in content[max(0, found.start() - _BEFORE) : found.start()]:
            with suppress(zlib.error):
                yield zlib.decompressobj().decompress(found[1], _MOST_UNPACKED)


def _count_pages(reader: PdfReader, limits: FileLimits) -> int:
    """As many as there really are, counted no further than it takes to refuse."""
    said = reader.get_num_pages()
    if said > limits.pages:
        return said
    return len(reader.pages)


def _dictionaries(reader: PdfReader) -> Iterator[DictionaryObject]:
    """Every dictionary of every object that the file's own tables name, packed ones too."""
    yield reader.trailer
    numbers = {number for table in (*reader.xref.values(), reader.xref_objStm) for number in table}
    for number in sorted(numbers):
        yield from _inside(reader.get_object(number))


def _inside(value: object) -> Iterator[DictionaryObject]:
    """The dictionaries within one object; references to others are not followed, which come by themselves."""
    waiting: list[object] = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, IndirectObject):
            continue
        if isinstance(one, DictionaryObject):
            yield one
            waiting.extend(one.values())
        elif isinstance(one, ArrayObject):
            waiting.extend(one)


def _check(found: DictionaryObject) -> None:
    if _KEYS & set(map(str, found)):
        raise FileRefused(ACTIVE)
    for key, words in (("/S", _ACTIONS), ("/Type", _TYPES), ("/Subtype", _SUBTYPES)):
        if _word(found, key) in words:
            raise FileRefused(ACTIVE)


def _word(found: DictionaryObject, key: str) -> str:
    value: PdfObject | None = found.raw_get(key) if key in found else None
    return str(value.get_object() if isinstance(value, IndirectObject) else value)
