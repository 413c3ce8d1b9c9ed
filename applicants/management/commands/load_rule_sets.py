"""Put the rule sets that ship into force for a prefecture."""

import argparse

from django.core.management.base import BaseCommand, CommandError

from applicants import rule_sets
from applicants.models.policy import RuleSet, RuleSetStatus
from dibao.levels import AreaLevel
from dibao.models.area import Area


class Command(BaseCommand):
    help = (
        "Load the rule sets that ship (2007-2008, and the law from July 2026), active for the prefecture; "
        "a prefecture's own numbers are then entered as later versions. Sets already there stay as they are."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--area", help="12-digit code; without it the only prefecture that is loaded"
        )

    def handle(self, *, area: str | None, **_options: object) -> None:
        place = _place(area)
        made = [code for code in rule_sets.CODES if load(code, place)]
        self.stdout.write(f"{place}: {', '.join(made) or 'nothing new'}.")


def load(code: str, area: Area) -> bool:
    """Make one shipped set active in an area; False where it stands there already."""
    shipped = rule_sets.load(code)
    _, is_new = RuleSet.objects.get_or_create(
        area=area,
        first_day=shipped.valid_from,
        status=RuleSetStatus.ACTIVE,
        defaults={
            "name": shipped.terms.name,
            "last_day": shipped.valid_to,
            "legal_basis": shipped.terms.legal_basis,
            "terms": shipped.terms.to_json(),
        },
    )
    return is_new


def _place(code: str | None) -> Area:
    found = list(
        Area.objects.filter(code=code) if code else Area.objects.filter(level=AreaLevel.PREFECTURE)
    )
    if len(found) != 1:
        raise CommandError(
            "Name the area with --area CODE." if not code else f"No area has the code {code}."
        )
    return found[0]
