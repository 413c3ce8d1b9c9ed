"""Print why a case came out as it did."""

import argparse
import json
import re

from django.core.management.base import BaseCommand, CommandError

from applicants import operators
from applicants.models.case import Case
from applicants.pages.trace import trace_of_stored
from dibao import audit, scope
from dibao.models.audit import ReadKind
from dibao.permissions import Permission


class Command(BaseCommand):
    help = (
        "Print the trace of a case's newest assessment, step by step as its page shows it. The look is logged. Exit "
        "code 2 where there is no such case or it was not assessed."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--case", required=True, help="number of the case, such as 2008-0012345"
        )
        parser.add_argument("--by", metavar="USERNAME", help="who looks")
        parser.add_argument("--format", dest="shape", choices=("text", "json"), default="text")

    def handle(self, *, case: str, by: str | None, shape: str, **_options: object) -> None:
        number = re.fullmatch(r"\d{4}-(\d{7,9})", case)
        place = operators.place_of("")
        staff = operators.acting(place, Permission.CASE_VIEW, by)
        with scope.of(staff, action="explain"):
            found = Case.objects.filter(pk=int(number[1])).first() if number else None
            if found is None or found.number != case:
                raise CommandError(f"There is no case {case}.", returncode=2)
            assessment = found.assessments.order_by("-pk").first()
            if assessment is None:
                raise CommandError(f"{case} was not assessed.", returncode=2)
            audit.log_read(ReadKind.PRINT, by=staff, household=found.household)
            steps = trace_of_stored(assessment)
        for step in steps:
            head = "  ".join(part for part in (step.name, step.article, step.result) if part)
            self.stdout.write(f"{head}\n  {step.sentence}")
            if step.inputs:
                self.stdout.write(f"  {step.inputs}")
        if shape == "json":
            self.stdout.write(json.dumps([vars(step) for step in steps], ensure_ascii=False))
