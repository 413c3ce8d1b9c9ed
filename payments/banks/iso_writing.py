"""Writes ISO 20022 messages as text: no tree, so that a county's payments take a fraction of a second."""

import re
from typing import Final
from xml.sax.saxutils import escape

from dibao.values.words import gettext_noop as _
from payments.banks.encoding import named
from payments.banks.rows import FileBroken

# What XML 1.0 has no character for, and what it would silently change.
_BREAKING: Final = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def opening(name: str) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:{name}">'
    )


def plain(text: str, *, serial: int, column: str, most: int) -> str:
    """The text with XML's own signs written out. Raises FileBroken, naming the row, for what cannot travel."""
    strange = _BREAKING.search(text)
    if strange or text != text.strip():
        raise FileBroken(
            _(
                "第%(serial)s笔的%(column)s里有银行文件装不下的字符（%(found)s），没有生成文件：更正后再生成"
            ),
            serial=serial,
            column=column,
            found=named(strange[0] if strange else " "),
        )
    if len(text) > most:
        raise FileBroken(
            _(
                "第%(serial)s笔的%(column)s有%(letters)s个字，这种格式最多%(most)s个，没有生成文件：换一种格式"
            ),
            serial=serial,
            column=column,
            letters=len(text),
            most=most,
        )
    return escape(text)
