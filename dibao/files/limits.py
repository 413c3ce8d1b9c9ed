"""How large an uploaded photo, scan or PDF may be before it is turned away."""

from dataclasses import dataclass
from typing import Final

MEBIBYTE: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class FileLimits:
    """What one file may weigh and hold, and what the process that opens it may use."""

    size: int = 10 * MEBIBYTE
    pixels: int = 64_000_000
    # A picture of one row and millions of columns has few pixels and still breaks programs.
    side: int = 20_000
    pages: int = 60
    # Photos are kept no larger than this many pixels a side: an A4 page at 200 dots per inch and some margin.
    kept_side: int = 2600
    # The opener is a process of its own, which dies at these without hurting anybody.
    memory: int = 1024 * MEBIBYTE
    cpu_seconds: int = 20
    wall_seconds: int = 40


LIMITS: Final = FileLimits()
# So many files go into one form; Django's own limit is the same.
FILES_AT_ONCE: Final = 10
