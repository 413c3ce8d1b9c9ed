"""One process that writes a roster of so many rows to a file and says what that added to its memory: `… ROWS`."""

import json
import sys
import tempfile
from pathlib import Path

from applicants.exports import writing
from applicants.exports.shapes import shape_of
from tests.benchmarks.listing import PAPER, rows_of, written

_KIB: int = 1024


def most_used() -> int:
    """KiB; unlike the figure of getrusage it begins anew with the program."""
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))


def main(rows: int) -> None:
    columns = shape_of("roster").columns
    # Idle is what it is once everything was used once.
    written(columns, 10)
    before = most_used()
    with tempfile.TemporaryFile() as out:
        writing.write_xlsx(out, PAPER, columns, rows_of(columns, rows), lambda _done: None)
    after = most_used()
    print(json.dumps({"mb": (after - before) / _KIB}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
