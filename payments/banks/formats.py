"""The formats that a batch can be written in: a code, a suffix, a function from rows to bytes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from payments.banks import plain_csv, roster_xlsx
from payments.banks.rows import Paper, PayRow

Writer = Callable[[Paper, Sequence[PayRow]], bytes]


@dataclass(frozen=True, slots=True)
class Format:
    """One way of telling a bank whom to pay."""

    code: str
    suffix: str
    write: Writer

    def name_of(self, paper: Paper) -> str:
        """A file name of plain letters, which every bank's system takes."""
        return f"dibao-{paper.batch_number}{self.suffix}"


FORMATS: Final = {
    "roster_xlsx": Format("roster_xlsx", roster_xlsx.SUFFIX, roster_xlsx.write),
    "plain_csv": Format("plain_csv", plain_csv.SUFFIX, plain_csv.write),
}
