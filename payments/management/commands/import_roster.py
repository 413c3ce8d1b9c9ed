"""Take over a county's own list of households in benefit."""

import argparse
import json
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from applicants.actions.rosters import RosterRefused
from applicants.models.roster import RosterImport
from applicants.sheets.rosters import Roster
from dibao import clock, scope
from dibao.errors import Refused
from dibao.models.staff import Posting, Staff
from dibao.roles import Role
from dibao.sheets.marked import marked_workbook
from dibao.values.months import BenefitMonth
from dibao.wording import in_words
from payments import operators
from payments.actions import rosters

_SHOWN = 200


class Command(BaseCommand):
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
            type=BenefitMonth.parse,
            help="first month to pay, YYYY-MM; this month if not given",
        )
        parser.add_argument(
            "--by",
            metavar="USERNAME",
            help="the county clerk who answers for it; needed if there are several",
        )
        parser.add_argument(
            "--errors-to", type=Path, metavar="FILE", help="write the marked list here (.xlsx)"
        )
        parser.add_argument("--format", dest="shape", choices=("text", "json"), default="text")

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
        clerk = _clerk(county, by)
        try:
            record = _take_over(file, clerk, month or BenefitMonth.of(clock.today()))
        except Refused as refused:
            if isinstance(refused, RosterRefused):
                self._name_rows(refused.roster, errors_to)
            self.stderr.write(in_words(refused))
            self._end(shape, {"imported": False, "refusal": in_words(refused)})
            sys.exit(1)
        self.stdout.write(
            f"{record.area}: {record.household_count} households, {record.person_count} persons, "
            f"{record.total_amount} yuan a month from {record.first_month}."
        )
        self._end(
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
            errors_to.write_bytes(marked_workbook(roster.labels, roster.wrong_rows))
            self.stderr.write(f"Marked list: {errors_to}")

    def _end(self, shape: str, answer: dict[str, str | int | bool]) -> None:
        if shape == "json":
            self.stdout.write(json.dumps(answer, ensure_ascii=False))


def _take_over(file: Path, clerk: Staff, month: BenefitMonth) -> RosterImport:
    try:
        content = file.read_bytes()
    except OSError as error:
        raise CommandError(f"{file}: {error.strerror}", returncode=2) from None
    with scope.of(clerk, action="import_roster"):
        return rosters.take_over(
            county=clerk.posting.area,
            content=content,
            name=file.name,
            month=month,
            by=clerk,
            on=clock.today(),
        )


def _clerk(code: str, username: str | None) -> Staff:
    """Who answers for the import: the county's only clerk, or the one that was named."""
    county = operators.county(code)
    postings = Posting.objects.current(on=clock.today()).filter(area=county, role=Role.COUNTY_CLERK)
    if username is not None:
        postings = postings.filter(staff__username=username)
    found = list(postings.select_related("staff", "area"))
    if len(found) != 1:
        raise CommandError(
            f"{county} has {len(found)} county clerks{' of that name' if username else ''}; "
            "say which one with --by USERNAME, or make one with add_staff.",
            returncode=2,
        )
    return found[0].staff.acting(found[0])
