"""Take over a county's own list of households in benefit."""

import argparse
import sys
from pathlib import Path

from applicants.actions.rosters import RosterRefused
from applicants.models.roster import RosterImport
from applicants.sheets.rosters import Roster
from dibao import clock, scope
from dibao.errors import Refused
from dibao.models.staff import Staff
from dibao.permissions import Permission
from dibao.sheets.marked import marked_workbook
from dibao.values.months import BenefitMonth
from dibao.wording import in_words
from payments import operators
from payments.actions import rosters

_SHOWN = 200


class Command(operators.OperatorCommand):
    help = (
        "Import a county's list (花名册: one row per household, by its head) into an empty county: households, grants "
        "from the month, accounts. The whole file or nothing: every wrong row is named with its column (exit code 1), "
        "and --errors-to writes the list back with those cells marked. Reads .xlsx, .xls, .et and .csv."
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
            "--errors-to", type=Path, metavar="FILE", help="write the marked list here (.xlsx)"
        )
        operators.add_common_arguments(parser, post="clerk")

    def handle(
        self,
        *,
        file: Path,
        county: str,
        month: BenefitMonth | None,
        by: str | None,
        errors_to: Path | None,
        shape: str,
        **_options: object,
    ) -> None:
        content = operators.content_of(file)
        clerk = operators.acting(operators.county(county), Permission.ROSTER_IMPORT, by)
        first = month or BenefitMonth.of(clock.today())
        try:
            record = _take_over(file.name, content, clerk, first)
        except Refused as refused:
            if isinstance(refused, RosterRefused):
                self._name_rows(refused.roster, errors_to)
            self.stderr.write(in_words(refused))
            operators.end(self.stdout, shape, {"imported": False, "refusal": in_words(refused)})
            sys.exit(operators.REFUSED)
        self.stdout.write(
            f"{record.area}: {record.household_count} households, {record.person_count} persons, "
            f"{record.total_amount} yuan a month from {record.first_month}."
        )
        operators.end(
            self.stdout,
            shape,
            {
                "imported": True,
                "county": record.area_id,
                "households": record.household_count,
                "persons": record.person_count,
                "total_amount": str(record.total_amount),
                "first_month": str(record.first_month),
            },
        )

    def _name_rows(self, roster: Roster, errors_to: Path | None) -> None:
        for error in roster.errors[:_SHOWN]:
            self.stderr.write(f"第{error.row}行 {error.column}列 {error.header}：{error.sentence}")
        if len(roster.errors) > _SHOWN:
            more = len(roster.errors) - _SHOWN
            self.stderr.write(f"… {more} more; --errors-to FILE writes all of them.")
        if errors_to is not None:
            operators.put(errors_to, marked_workbook(roster.labels, roster.wrong_rows))
            self.stderr.write(f"Marked list: {errors_to}")


def _take_over(name: str, content: bytes, clerk: Staff, month: BenefitMonth) -> RosterImport:
    with scope.of(clerk, action="import_roster"):
        return rosters.take_over(
            county=clerk.posting.area,
            content=content,
            name=name,
            month=month,
            by=clerk,
            on=clock.today(),
        )
