"""Take over a county's own list of households in benefit."""

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path

from applicants.imports import outcomes
from applicants.imports.layouts import Place
from dibao import clock, scope
from dibao.errors import Refused
from dibao.models.staff import Staff
from dibao.permissions import Permission
from dibao.sheets.marked import marked_workbook
from dibao.sheets.refusals import SheetRefused
from dibao.values.months import BenefitMonth
from dibao.wording import in_words
from payments import operators
from payments.imports.loading import AUTO, LAYOUTS, Load, see

_SHOWN = 200


@dataclass(frozen=True)
class _Files:
    """Where what became of the rows is written, where it was asked for."""

    report: Path | None
    marked: Path | None


class Command(operators.OperatorCommand):
    help = (
        "Import a county's list into an empty county: households, grants from the month, accounts. A list is a "
        "roster (花名册: one row per household, by its head) or a ledger (台账: members in pairs of columns). A list "
        "of members (成员名单) names those whom a roster only counted. The whole file or nothing: every wrong row is "
        "named with its column (exit code 1), and --errors-to writes the list back with those cells marked. Reads "
        ".xlsx, .xls, .et and .csv."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--county", required=True, help="code of the county, 6 or 12 digits")
        parser.add_argument(
            "--month",
            type=operators.month,
            help="first month to pay, YYYY-MM: last month, this one or the next; this month if not given",
        )
        parser.add_argument(
            "--layout",
            choices=(AUTO, *LAYOUTS),
            default=AUTO,
            help="the shape of the list; without it the one that fits best",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="check every row, write nothing (exit code 0)"
        )
        parser.add_argument(
            "--report",
            type=Path,
            metavar="FILE",
            help="write what became of every row of the sheet here (.csv: sheet_row, outcome, reason)",
        )
        parser.add_argument(
            "--errors-to", type=Path, metavar="FILE", help="write the marked list here (.xlsx)"
        )
        operators.add_common_arguments(parser, post="clerk")

    def handle(
        self,
        *,
        file: Path,
        county: str,
        month: BenefitMonth | None,
        layout: str,
        dry_run: bool,
        report: Path | None,
        errors_to: Path | None,
        by: str | None,
        shape: str,
        **_options: object,
    ) -> None:
        content = operators.content_of(file)
        clerk = operators.acting(operators.county(county), Permission.ROSTER_IMPORT, by)
        on = clock.today()
        place = Place(clerk.posting.area, on, month or BenefitMonth.of(on))
        files = _Files(report, errors_to)
        load: Load | None = None
        try:
            with scope.of(clerk, action="import_roster"):
                load = see(content, file.name, place, layout)
            answer = _looked(load, clerk) if dry_run else self._taken(load, clerk)
        except Refused as refused:
            self._give_back(load, clerk, refused, files)
            self.stderr.write(in_words(refused))
            operators.end(self.stdout, shape, {"imported": False, "refusal": in_words(refused)})
            sys.exit(operators.REFUSED)
        self._give_back(load, clerk, None, files)
        if dry_run:
            self.stdout.write(
                f"{place.area}: {answer['accepted']} rows right, {answer['rejected']} wrong, "
                f"{answer['skipped']} left out; nothing was written."
            )
        operators.end(self.stdout, shape, answer)

    def _taken(self, load: Load, clerk: Staff) -> operators.Answer:
        if not load.is_of_households:
            return self._written(load, clerk)
        with scope.of(clerk, action="import_roster"):
            record = load.take_over(clerk)
        self.stdout.write(
            f"{record.area}: {record.household_count} households, {record.person_count} persons, "
            f"{record.total_amount} yuan a month from {record.first_month}."
        )
        return {
            "imported": True,
            "county": record.area_id,
            "households": record.household_count,
            "persons": record.person_count,
            "total_amount": str(record.total_amount),
            "first_month": str(record.first_month),
        }

    def _written(self, load: Load, clerk: Staff) -> operators.Answer:
        with scope.of(clerk, action="import_roster"):
            counts = load.write(clerk)
        told = ", ".join(f"{count} {what}" for what, count in counts.items())
        self.stdout.write(f"{load.place.area}: {told}.")
        return {"imported": True, "county": load.place.area.pk, **counts}

    def _give_back(
        self,
        load: Load | None,
        clerk: Staff,
        refused: Refused | None,
        files: "_Files",
    ) -> None:
        """Name the wrong rows, and write the files that were asked for; of a county that is refused unread too."""
        if load is None:
            return
        if not load.outcomes:
            if files.report is None or isinstance(refused, SheetRefused):
                return
            _looked(load, clerk)
        if files.report is not None:
            operators.put(files.report, outcomes.report(load.outcomes))
        for error in load.errors[:_SHOWN]:
            self.stderr.write(f"第{error.row}行 {error.column}列 {error.header}：{error.sentence}")
        if len(load.errors) > _SHOWN:
            more = len(load.errors) - _SHOWN
            self.stderr.write(f"… {more} more; --errors-to FILE writes all of them.")
        if files.marked is not None and load.errors:
            operators.put(files.marked, marked_workbook(load.labels, load.wrong_rows))
            self.stderr.write(f"Marked list: {files.marked}")


def _looked(load: Load, clerk: Staff) -> operators.Answer:
    with scope.of(clerk, action="import_roster"):
        load.look()
    return {
        "imported": False,
        "layout": load.layout.key,
        "accepted": load.count("accept"),
        "rejected": load.count("reject"),
        "skipped": load.count("skip"),
    }
