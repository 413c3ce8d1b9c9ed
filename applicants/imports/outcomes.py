"""What became of each row of a sheet, for people to read and for programs to compare."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from io import StringIO
from typing import Final

from django.utils.translation import gettext as _

from applicants.imports.layouts import Checked
from applicants.sheets.rosters import Roster
from dibao.sheets.columns import RowError
from dibao.sheets.writing import harmless

COLUMNS: Final = ("sheet_row", "outcome", "reason")

# The row's number in the sheet, accept, reject or skip, and why.
Outcome = tuple[int, str, str]


def outcomes_of(roster: Roster) -> list[Outcome]:
    """Every row of a sheet that was checked row by row, from the top down."""
    rows = [
        *((entry.row, "accept", "") for entry in roster.entries),
        *((row.number, "reject", sentence_of(errors)) for row, errors in roster.wrong_rows),
        *skips(roster.skipped),
    ]
    return sorted(rows)


def outcomes_of_check(checked: Checked) -> list[Outcome]:
    """The same of a list that was held against the register."""
    words = {"same": _("与登记一致"), "changed": _("与登记不同")}
    right = [row for row in checked.outcomes() if row[1] == "accept"]
    return sorted(
        [
            *((number, outcome, words.get(why, why)) for number, outcome, why in right),
            *((row.number, "reject", sentence_of(errors)) for row, errors in checked.wrong_rows),
            *skips(checked.skipped),
        ]
    )


def skips(skipped: Iterable[tuple[int, str]]) -> Iterator[Outcome]:
    words = _words()
    return ((number, "skip", words.get(why, why)) for number, why in skipped)


def sentence_of(errors: Iterable[RowError]) -> str:
    """The fields of a row that are wrong, each with what to do."""
    return "；".join(f"{error.header}：{error.sentence}" for error in errors)


def report(rows: Iterable[Outcome]) -> bytes:
    """A .csv in UTF-8 for programs, without the mark that spreadsheet programs look for."""
    out = StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows((number, outcome, harmless(why)) for number, outcome, why in rows)
    return out.getvalue().encode()


def _words() -> Mapping[str, str]:
    return {
        "blank": _("空行"),
        "title": _("标题"),
        "header": _("表头"),
        "example": _("示例行"),
        "not_ours": _("不是本县登记在册的人"),
        "not_in_benefit": _("这户没有正在享受的低保"),
        "total": _("合计、小计行"),
        "footer": _("表尾的签字、说明"),
    }
