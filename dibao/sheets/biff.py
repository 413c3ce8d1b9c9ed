"""Just enough of the old .xls to see its formulas, its errors and its password.

An .xls is a little file system (compound file, MS-CFB) that holds one stream of records (BIFF8,
MS-XLS). calamine reads the values; which of them were computed it does not say.
"""

import struct
from collections.abc import Iterator
from typing import Final

from dibao.sheets.calculated import Calculated

HEADER: Final = 512
END_OF_CHAIN: Final = 0xFFFFFFFA
SMALL_STREAM: Final = 4096
DIRECTORY_ENTRY: Final = 128

BOUND_SHEET, FILE_PASS, END, BOOL_OR_ERROR = 0x0085, 0x002F, 0x000A, 0x0205
FORMULAS: Final = frozenset({0x0006, 0x0206, 0x0406})


class CompoundFile:
    """The streams of a compound file, by name."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        (shift,) = struct.unpack_from("<H", content, 30)
        self.sector = 1 << shift
        directory, _flags, _cutoff, small_table = struct.unpack_from("<IIII", content, 48)
        self.table = self._table(content)
        entries = self._read(directory)
        self.entries = dict(
            self._entry(entries, at) for at in range(0, len(entries), DIRECTORY_ENTRY)
        )
        self.small_table = _numbers(self._read(small_table))

    def stream(self, *names: str) -> bytes:
        """The first stream that is there; KeyError when none is."""
        name = next((name for name in names if name in self.entries), names[0])
        start, size = self.entries[name]
        if size < SMALL_STREAM:
            room = self._read(self.entries["Root Entry"][0])
            pieces = (room[at * 64 : at * 64 + 64] for at in _chain(start, self.small_table))
            return b"".join(pieces)[:size]
        return self._read(start)[:size]

    def _table(self, content: bytes) -> tuple[int, ...]:
        """The allocation table, whose own sectors are listed in the header and in further sectors."""
        sectors = list(struct.unpack_from("<109I", content, 76))
        following, _count = struct.unpack_from("<II", content, 68)
        # A damaged list may run in a circle; a file has no more sectors than fit into it.
        for _round in range(len(content) // self.sector):
            if following >= END_OF_CHAIN:
                break
            listed = _numbers(self._sector(following))
            sectors += listed[:-1]
            following = listed[-1]
        return _numbers(b"".join(self._sector(at) for at in sectors if at < END_OF_CHAIN))

    def _sector(self, number: int) -> bytes:
        start = (
            HEADER + number * self.sector if self.sector == HEADER else (number + 1) * self.sector
        )
        return self.content[start : start + self.sector]

    def _read(self, start: int) -> bytes:
        return b"".join(self._sector(number) for number in _chain(start, self.table))

    @staticmethod
    def _entry(entries: bytes, at: int) -> tuple[str, tuple[int, int]]:
        (length,) = struct.unpack_from("<H", entries, at + 64)
        name = entries[at : at + max(length - 2, 0)].decode("utf-16-le", "replace")
        start, size = struct.unpack_from("<II", entries, at + 116)
        return name, (start, size)


def is_encrypted(book: bytes) -> bool:
    return any(kind == FILE_PASS for kind, _body in _records(book, 0))


def calculated_cells(book: bytes, sheet: int) -> Calculated:
    """Formulas and errors of the sheet with that number in the workbook's own order."""
    starts = [
        struct.unpack_from("<I", body)[0] for kind, body in _records(book, 0) if kind == BOUND_SHEET
    ]
    found: Calculated = {}
    for kind, body in _records(book, starts[sheet]):
        if kind in FORMULAS:
            row, column = struct.unpack_from("<HH", body)
            found[row, column] = "formula"
        elif kind == BOOL_OR_ERROR and body[7]:
            row, column = struct.unpack_from("<HH", body)
            found[row, column] = "error"
    return found


def _records(book: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """Kind and body of each record up to the end of the substream that starts there."""
    while start + 4 <= len(book):
        kind, length = struct.unpack_from("<HH", book, start)
        yield kind, book[start + 4 : start + 4 + length]
        if kind == END:
            return
        start += 4 + length


def _chain(start: int, table: tuple[int, ...]) -> Iterator[int]:
    """Sector after sector; a circle ends after as many steps as there are sectors."""
    for _step in range(len(table)):
        if start >= len(table):
            return
        yield start
        start = table[start]


def _numbers(sectors: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(sectors) // 4}I", sectors[: len(sectors) // 4 * 4])
