"""Compare every sum that is kept in two places."""

import argparse
import sys

from dibao import scope
from dibao.levels import AreaLevel
from dibao.models.area import Area
from dibao.values.months import BenefitMonth
from payments import ledgers, operators
from payments.ledgers import Difference

_SHOWN = 100


class Command(operators.OperatorCommand):
    help = (
        "Compare batches with their lines, lines with grants, files and results, and for each county and month what "
        "was due with what is paid, in flight, failed, held and void; without --county, also one county "
        "with another. Exit code 1, with the rows, where any differ."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--county", help="code of a county, 6 or 12 digits; all counties without it"
        )
        parser.add_argument("--month", type=operators.month, help="YYYY-MM; all months without it")
        operators.add_common_arguments(parser)

    def handle(
        self, *, county: str | None, month: BenefitMonth | None, shape: str, **_options: object
    ) -> None:
        counties = (
            [operators.county(county)]
            if county
            else list(Area.objects.of_level(AreaLevel.COUNTY).order_by("code"))
        )
        found: list[Difference] = []
        compared = 0
        for place in counties:
            with scope.of_area(place, action="check_ledgers"):
                compared += self._show(place, month)
                found += ledgers.check(place, month)
        if not county:
            found += _across(month)
        for row in found[:_SHOWN]:
            self.stderr.write(
                f"{row.check} {row.month} {row.subject}: {row.left} ≠ {row.right}（{row.words}）"
            )
        if len(found) > _SHOWN:
            self.stderr.write(f"… {len(found) - _SHOWN} more")
        self.stdout.write(f"{compared} county months compared, {len(found)} differences.")
        operators.end(
            self.stdout,
            shape,
            {
                "agree": not found,
                "county_months": compared,
                "difference_count": len(found),
                "differences": [_as_facts(row) for row in found[:_SHOWN]],
            },
        )
        if found:
            sys.exit(operators.REFUSED)

    def _show(self, place: Area, month: BenefitMonth | None) -> int:
        months = [month] if month else ledgers.months_of(place)
        for each in months:
            sides = ledgers.identity(place, each)
            self.stdout.write(
                f"{place} {each}: due {sides.due} = paid {sides.paid} + not sent {sides.waiting} + in flight "
                f"{sides.in_flight} + failed {sides.failed} + held {sides.held} + void {sides.void}"
            )
        return len(months)


def _across(month: BenefitMonth | None) -> list[Difference]:
    """What one county's books do not show, root by root."""
    found = []
    for root in Area.objects.filter(parent=None).order_by("code"):
        with scope.of_area(root, action="check_ledgers"):
            found += ledgers.check_across(root, month)
    return found


def _as_facts(row: Difference) -> dict[str, str]:
    return {**{key: str(value) for key, value in vars(row).items()}}
