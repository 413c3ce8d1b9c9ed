"""Draw a county's batch of a kind."""

import argparse
import sys
from decimal import Decimal

from django.core.management.base import CommandError

from dibao import clock, scope
from dibao.errors import Refused
from dibao.permissions import Permission
from dibao.values.months import BenefitMonth
from dibao.wording import in_words
from payments import operators
from payments.actions import batches
from payments.actions.batches import Subsidy
from payments.models.batch import BatchKind


class Command(operators.OperatorCommand):
    help = (
        "Draw the payment lines of a county's month as a draft, or draw its draft anew. Exit code 1 where the month is "
        "refused (submitted already, too far ahead, nobody in benefit), 2 for an unknown county or person."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--county", required=True, help="code of the county, 6 or 12 digits")
        parser.add_argument("--month", required=True, type=operators.month, help="YYYY-MM")
        parser.add_argument(
            "--kind",
            type=BatchKind,
            choices=list(BatchKind),
            default=BatchKind.REGULAR,
            help="what is paid; of months past in the month at hand",
        )
        parser.add_argument(
            "--per-person", type=Decimal, help="of a subsidy: yuan a person for the month"
        )
        parser.add_argument("--basis", default="", help="of a subsidy: the document that grants it")
        operators.add_common_arguments(parser, post="clerk")

    def handle(
        self,
        *,
        county: str,
        month: BenefitMonth,
        kind: BatchKind,
        per_person: Decimal | None,
        basis: str,
        by: str | None,
        shape: str,
        **_options: object,
    ) -> None:
        is_told = per_person is not None and bool(basis)
        if (kind == BatchKind.SUBSIDY) != is_told:
            raise CommandError(
                "--per-person and --basis go with --kind subsidy", returncode=operators.MISUSED
            )
        subsidy = Subsidy(per_person=per_person, basis=basis) if per_person is not None else None
        place = operators.county(county)
        clerk = operators.acting(place, Permission.BATCH_PREPARE, by)
        try:
            with scope.of(clerk, action="draw_batch"):
                batch = batches.draw(
                    county=place,
                    month=month,
                    by=clerk,
                    on=clock.today(),
                    kind=kind,
                    subsidy=subsidy,
                )
        except Refused as refused:
            self.stderr.write(in_words(refused))
            operators.end(self.stdout, shape, {"drawn": False, "refusal": in_words(refused)})
            sys.exit(operators.REFUSED)
        self.stdout.write(
            f"Batch {batch.pk} ({batch.number}), {place}, {month}, by {clerk.username}: {batch.line_count} households, "
            f"{batch.person_count} persons, {batch.total_amount} yuan; held {batch.held_count} ({batch.held_amount})."
        )
        operators.end(
            self.stdout,
            shape,
            {
                "drawn": True,
                "batch": batch.pk,
                "county": place.code,
                "month": str(month),
                "kind": kind.value,
                "households": batch.line_count,
                "persons": batch.person_count,
                "total_amount": str(batch.total_amount),
                "held_households": batch.held_count,
                "held_amount": str(batch.held_amount),
                "lines_hash": batch.lines_hash,
            },
        )
