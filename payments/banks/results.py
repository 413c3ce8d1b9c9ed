"""Result files (回盘): whatever a bank sends, recognised by what is in it and read by the module of its format."""

from collections.abc import Callable
from functools import partial
from typing import Final

from dibao.sheets.inspection import OLE_MAGIC, ZIP_MAGIC
from dibao.sheets.limits import BANK_LIMITS, MEBIBYTE
from dibao.sheets.reading import read_rows
from dibao.sheets.refusals import TOO_LARGE, UNREADABLE_TEXT, SheetRefused
from payments.banks import coop_text, iso_messages, postal_csv, tables
from payments.banks.answers import Result, ResultRefused
from payments.banks.checks import ListRefused

Reader = Callable[[bytes, str], Result]

# Text and XML say in many bytes what a workbook says packed.
LARGEST: Final = 32 * MEBIBYTE
# So many faults are named; a file with more was made for something else.
SHOWN: Final = 20
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")


def read(content: bytes, name: str) -> Result:
    """The bank's answer, read whole; `name` may carry the batch number and is not asked for anything else.

    Raises SheetRefused for what is no answer at all, ResultRefused for a wrong one.
    """
    if len(content) > LARGEST:
        size = f"{len(content) / MEBIBYTE:.1f}"
        raise SheetRefused(TOO_LARGE, size=size, most=LARGEST // MEBIBYTE)
    try:
        return _reader_of(content)(content, name)
    except ListRefused as refused:
        raise ResultRefused(refused.faults) from None


def _reader_of(content: bytes) -> Reader:
    """Whose file it is, by how it begins."""
    if content.startswith(ZIP_MAGIC):
        return partial(_read_table, suffix=".xlsx")
    if content.startswith(OLE_MAGIC):
        return partial(_read_table, suffix=".xls")
    if iso_messages.is_xml(content):
        return iso_messages.read_answer
    if content.startswith((coop_text.ANSWERS, coop_text.ORDERS)):
        return coop_text.read_answer
    if postal_csv.is_answer(content):
        return postal_csv.read_answer
    if b"\x00" in content and not content.startswith(_UTF16):
        raise SheetRefused(UNREADABLE_TEXT)
    return partial(_read_table, suffix=".csv")


def _read_table(content: bytes, name: str, *, suffix: str) -> Result:
    rows = read_rows(content, f"answer{suffix}", BANK_LIMITS, is_only=True)
    return tables.read_answer(rows, name)
