"""How large and how odd a workbook may be before it is turned away."""

from dataclasses import dataclass
from typing import Final

MEBIBYTE: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Rows and columns of one sheet, and what its file may weigh, packed and unpacked."""

    rows: int = 20_000
    columns: int = 60
    packed: int = 10 * MEBIBYTE
    unpacked: int = 100 * MEBIBYTE
    # Looked at only in files that unpack to more than `ratio_from`: small ones may pack well.
    ratio: int = 50
    ratio_from: int = 64 * MEBIBYTE
    entries: int = 200
    # The parser is a process of its own, which dies at these without hurting anybody.
    memory: int = 1024 * MEBIBYTE
    cpu_seconds: int = 30


ROSTER_LIMITS: Final = Limits()
BANK_LIMITS: Final = Limits(rows=100_000)
# A prefecture's whole list, read by a worker.
IMPORT_LIMITS: Final = Limits(rows=100_000, packed=20 * MEBIBYTE, unpacked=200 * MEBIBYTE)
# Titles, notes and totals stand around the rows that count.
ROWS_AROUND: Final = 50
