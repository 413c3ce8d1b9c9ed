"""Which ISO 20022 message a file is, and who reads it."""

from collections.abc import Callable
from typing import Final

from dibao.values.words import gettext_noop as _
from payments.banks import camt054, pain002
from payments.banks.answers import Result
from payments.banks.checks import Fault, ListRefused
from payments.banks.iso_reading import name_of, open_message

_READERS: Final[dict[str, Callable[[bytes, str], Result]]] = {
    pain002.FAMILY: pain002.read_answer,
    camt054.FAMILY: camt054.read_answer,
}
_OTHER: Final = _("报文是%(message)s，不是回盘：回盘是pain.002或camt.054")
_STARTS: Final = (b"<", b"\xef\xbb\xbf<", b"\xff\xfe<\x00", b"\xfe\xff\x00<")


def is_xml(content: bytes) -> bool:
    """Whether it begins as XML does; no other file of a bank begins with an angle bracket."""
    return content[:64].lstrip().startswith(_STARTS)


def read_answer(content: bytes, name: str = "") -> Result:
    """The message by the reader of its family. Raises ListRefused for what is none."""
    message = name_of(content)
    for family, read in _READERS.items():
        if message.startswith(family):
            return read(content, name)
    # What is no safe or whole XML is told so before what it is not.
    open_message(content, frozenset())
    raise ListRefused([Fault(_OTHER, message=message)])
