"""Draw an inspection again, from its published file or from the database: the same seed draws the same families."""

import argparse
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from dibao import scope
from dibao.errors import Refused
from dibao.levels import AreaLevel
from dibao.models.area import Area
from oversight import inspection_lists, sampling
from oversight.models.inspection import Inspection


class Command(BaseCommand):
    help = (
        "Draw an inspection again. With FILE (the published list) and --seed it needs no database of ours: any machine "
        "gives the same families and pairs. With an inspection's number it compares the rows with the published list, "
        "and what the seed draws with what was drawn."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("source", help="the published file, or the number of an inspection")
        parser.add_argument("--seed", help="eight digits; not needed with a number")

    def handle(self, *, source: str, seed: str | None, **_options: object) -> None:
        try:
            if Path(source).is_file():
                self._from_file(Path(source), seed)
            elif source.isdigit():
                self._from_database(int(source))
            else:
                raise CommandError(f"There is no file {source}, and it is no inspection's number.")
        except Refused as refusal:
            raise CommandError(refusal.message) from None

    def _from_file(self, path: Path, seed: str | None) -> None:
        if seed is None or not (seed.isascii() and seed.isdigit() and len(seed) == sampling.DIGITS):
            raise CommandError("Give the seed as eight digits: --seed 04715926")
        # Bytes as they were published: a newline that is turned changes the hash.
        text = path.read_bytes().decode()
        listing = sampling.Listing.parse(text)
        self._say(listing, sampling.draw(listing, int(seed)))

    def _from_database(self, number: int) -> None:
        for area in Area.objects.filter(level=AreaLevel.PREFECTURE):
            with scope.of_area(area, action="repeat_draw"):
                inspection = Inspection.objects.filter(pk=number).first()
                if inspection is not None:
                    self._compare(inspection)
                    return
        raise CommandError(f"There is no inspection {number}.")

    def _compare(self, inspection: Inspection) -> None:
        listing = inspection_lists.checked(inspection)
        if not inspection.seed:
            raise CommandError("The list is as it was published; nothing is drawn from it yet.")
        drawn = sampling.draw(listing, int(inspection.seed))
        self._say(listing, drawn)
        staff = dict(inspection.inspectors.values_list("staff_id", "number"))
        kept = {
            visit.subject.key: (staff[visit.first_id], staff[visit.second_id])
            for visit in inspection.visits.select_related("subject")
        }
        if kept != {visit.unit.key: visit.pair for visit in drawn.visits}:
            raise CommandError("What was drawn is NOT what the seed draws.")
        self.stdout.write("What was drawn is what the seed draws.")

    def _say(self, listing: sampling.Listing, drawn: sampling.Draw) -> None:
        self.stdout.write(f"{listing.name}  sha256 {listing.sha256}")
        for stratum, size in drawn.sizes.items():
            self.stdout.write(f"  stratum {stratum}: {size} of {listing.strata[stratum]}")
        for visit in drawn.visits:
            first, second = visit.pair
            self.stdout.write(
                f"{visit.unit.stratum},{visit.unit.number},{visit.unit.key},{first},{second}"
            )
