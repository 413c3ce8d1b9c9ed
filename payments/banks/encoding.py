"""GB18030 as banks take it: characters that pass and come back the same, and none that would break a record."""

import re
from typing import Final

from dibao.values.words import gettext_noop as _
from payments.banks.checks import Fault
from payments.banks.rows import FileBroken

ENCODING: Final = "gb18030"
LINE_END: Final = b"\r\n"
# Control characters, line and paragraph ends, and halves of a pair, which no encoding carries.
BREAKING: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def fitting(text: str, *, serial: int, column: str, breaking: re.Pattern[str] = BREAKING) -> bytes:
    """The text in GB18030. Raises FileBroken, naming the row, for what cannot travel in a record."""
    strange = breaking.search(text)
    if strange or text != text.strip():
        raise FileBroken(
            _(
                "第%(serial)s笔的%(column)s里有银行文件装不下的字符（%(found)s），没有生成文件：更正后再生成"
            ),
            serial=serial,
            column=column,
            found=named(strange[0] if strange else " "),
        )
    return text.encode(ENCODING)


def read_text(content: bytes) -> str:
    """The text of GB18030 bytes; raises Fault for others."""
    try:
        return content.decode(ENCODING)
    except UnicodeDecodeError:
        raise Fault(_("有不是GB18030编码的字：文件可能另存过，用银行原来的文件")) from None


def named(letter: str) -> str:
    """A character as it can be told: itself where it shows, and its number."""
    shown = f"{letter} " if letter.isprintable() and not letter.isspace() else ""
    return f"{shown}U+{ord(letter):04X}"
