"""Looks into the zip of an .xlsx before any parser does, and turns bombs away.

Every part is really unpacked and its bytes counted: the sizes in a zip's directory are whatever
its maker wrote there. Nothing is kept, so it costs time but no memory.
"""

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from dibao.sheets.limits import Limits
from dibao.sheets.refusals import (
    DAMAGED,
    ENCRYPTED,
    MACROS,
    NOT_WHAT_IT_SAYS,
    OUTSIZED,
    STRANGE,
    SheetRefused,
)

ZIP_MAGIC: Final = b"PK\x03\x04"
OLE_MAGIC: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
CHUNK: Final = 256 * 1024
LOCAL_HEADER: Final = 30
ENCRYPTED_FLAG: Final = 0x1
# More shared strings than cells are a way to fill the memory with next to nothing in the file.
STRING_STARTS: Final = (b"<si", b":si")
# Where none of these stands, the sheet has no formula and no error value; where one does, it may.
CALCULATED: Final = (b"<f", b":f", b'"e"', b"'e'")
# Nothing a spreadsheet program writes declares entities; attacks do.
DECLARATIONS: Final = (b"<!DOCTYPE", b"<!ENTITY")
OVERLAP: Final = 16


@dataclass
class Inspection:
    """What was seen on the way through the parts of a workbook."""

    unpacked: int = 0
    strings: int = 0
    # Parts with formulas or error values, which the parser reads again cell by cell.
    calculated: frozenset[str] = frozenset()


def inspect(content: bytes, limits: Limits) -> Inspection:
    """Unpack every part once, or raise SheetRefused."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as fault:
        raise SheetRefused(DAMAGED) from fault
    _check_names(parts, limits)
    seen = Inspection()
    for part in parts:
        _look_through(part, content, seen, limits)
    if seen.unpacked > limits.ratio_from and seen.unpacked > limits.ratio * len(content):
        raise SheetRefused(OUTSIZED)
    return seen


def _check_names(parts: list[zipfile.ZipInfo], limits: Limits) -> None:
    names = [part.filename for part in parts]
    if len(names) > limits.entries or len(set(names)) < len(names):
        raise SheetRefused(STRANGE)
    if any("vbaproject" in name.lower() or "macrosheets/" in name.lower() for name in names):
        raise SheetRefused(MACROS)
    if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
        raise SheetRefused(NOT_WHAT_IT_SAYS, suffix=".xlsx")


def _look_through(part: zipfile.ZipInfo, content: bytes, seen: Inspection, limits: Limits) -> None:
    size, tail, is_sheet = 0, b"", part.filename.startswith("xl/worksheets/")
    for piece in unpack(part, content):
        _check_piece(piece, tail, is_first=not size)
        size += len(piece)
        seen.unpacked += len(piece)
        if seen.unpacked > limits.unpacked:
            raise SheetRefused(OUTSIZED)
        if part.filename.endswith("sharedStrings.xml"):
            seen.strings += sum(map(piece.count, STRING_STARTS))
        if is_sheet and part.filename not in seen.calculated and _has(piece, tail, CALCULATED):
            seen.calculated |= {part.filename}
        tail = piece[-OVERLAP:]
    if size != part.file_size:
        raise SheetRefused(DAMAGED)
    if seen.strings > (limits.rows + 1) * limits.columns:
        raise SheetRefused(OUTSIZED)


def _check_piece(piece: bytes, tail: bytes, *, is_first: bool) -> None:
    if is_first:
        if piece.startswith((ZIP_MAGIC, OLE_MAGIC)):
            raise SheetRefused(STRANGE)
        if piece.startswith((b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")):
            # UTF-16 would hide from the patterns here what the parser sees.
            raise SheetRefused(STRANGE)
    if _has(piece, tail, DECLARATIONS):
        raise SheetRefused(STRANGE)


def _has(piece: bytes, tail: bytes, needles: tuple[bytes, ...]) -> bool:
    """Whether one of them stands in the piece, or across the seam with the one before."""
    seam = tail + piece[:OVERLAP]
    return any(needle in piece or needle in seam for needle in needles)


def unpack(part: zipfile.ZipInfo, content: bytes) -> Iterator[bytes]:
    """The part's bytes in pieces, as many as there really are, whatever its directory entry says."""
    if part.flag_bits & ENCRYPTED_FLAG:
        raise SheetRefused(ENCRYPTED)
    start = part.header_offset
    if content[start : start + 4] != ZIP_MAGIC:
        raise SheetRefused(DAMAGED)
    name_and_extra = content[start + 26 : start + LOCAL_HEADER]
    start += LOCAL_HEADER + int.from_bytes(name_and_extra[:2], "little")
    start += int.from_bytes(name_and_extra[2:], "little")
    packed = memoryview(content)[start : start + part.compress_size]
    if part.compress_type == zipfile.ZIP_STORED:
        yield from (bytes(packed[at : at + CHUNK]) for at in range(0, len(packed), CHUNK))
    elif part.compress_type == zipfile.ZIP_DEFLATED:
        yield from _inflate(packed)
    else:
        raise SheetRefused(STRANGE)


def _inflate(packed: memoryview) -> Iterator[bytes]:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    rest: bytes | memoryview = packed
    try:
        while not inflater.eof:
            piece = inflater.decompress(rest, CHUNK)
            rest = inflater.unconsumed_tail
            if piece:
                yield piece
            elif not rest:
                raise SheetRefused(DAMAGED)
    except zlib.error as fault:
        raise SheetRefused(DAMAGED) from fault
