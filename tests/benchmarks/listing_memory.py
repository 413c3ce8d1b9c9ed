"""One process that writes a roster of so many rows to a file and says what that added to its memory: `… ROWS`."""

import json
import resource
import sys
import tempfile

from applicants.exports import writing
from applicants.exports.shapes import shape_of
from tests.benchmarks.listing import PAPER, rows_of, written

_KIB: int = 1024


def main(rows: int) -> None:
    columns = shape_of("roster").columns
    # Idle is what it is once everything was used once.
    written(columns, 10)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with tempfile.TemporaryFile() as out:
        writing.write_xlsx(out, PAPER, columns, rows_of(columns, rows), lambda _done: None)
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({"mb": (after - before) / _KIB}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
