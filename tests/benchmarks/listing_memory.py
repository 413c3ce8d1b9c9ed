"""One process that seals a list of so many rows into the store and says what that added to its memory: `… ROWS`."""

import json
import sys
import tempfile
import uuid
from pathlib import Path

from django.conf import settings

from applicants.exports import writing
from dibao.files import storage
from tests.benchmarks.listing import PAPER, columns_of, rows_of

_KIB: int = 1024


def most_used() -> int:
    """KiB; unlike the figure of getrusage it begins anew with the program."""
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))


def forget_most_used() -> None:
    """Let the most that this process used count from what it uses now (Linux)."""
    Path("/proc/self/clear_refs").write_text("5")


def main(rows: int) -> None:
    with tempfile.TemporaryDirectory() as place:
        settings.FILES_DIR = Path(place)
        # Idle is what it is once everything was used once.
        kept(10)
        before = most_used()
        kept(rows)
        after = most_used()
    print(json.dumps({"mb": (after - before) / _KIB}))


def kept(rows: int) -> None:
    """As a worker writes it; its rows come from nowhere."""
    columns = columns_of()
    with storage.keeping(uuid.uuid4()) as file:
        writing.write_xlsx(file, PAPER, columns, rows_of(columns, rows), lambda _done: None)


if __name__ == "__main__":
    main(int(sys.argv[1]))
