"""Draw an inspection again, from its published file or from the database: the same seed draws the same families."""

import argparse
from collections import defaultdict
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from dibao import scope
from dibao.errors import Refused
from dibao.levels import AreaLevel
from dibao.models.area import Area
from oversight import inspection_lists, sampling
from oversight.models.inspection import Inspection

# The family's key, and the number of the inspector who could not go there.
Absence = tuple[str, int]


class Command(BaseCommand):
    help = (
        "Draw an inspection again. With FILE (the published list) and --seed it needs no database of ours: any machine "
        "gives the same families and pairs; with --away, who stands in for an inspector who could not go. With an "
        "inspection's number it compares the rows with the published list, and what the seed draws with what was drawn "
        "and with who stood in."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("source", help="the published file, or the number of an inspection")
        parser.add_argument("--seed", help="eight digits; not needed with a number")
        parser.add_argument(
            "--away",
            action="append",
            default=[],
            metavar="KEY:NUMBER",
            help="an inspector who could not go to a family, in the order in which they were replaced",
        )

    def handle(self, *, source: str, seed: str | None, away: list[str], **_options: object) -> None:
        try:
            if Path(source).is_file():
                self._from_file(Path(source), seed, away)
            elif source.isdigit():
                self._from_database(int(source))
            else:
                raise CommandError(f"There is no file {source}, and it is no inspection's number.")
        except Refused as refusal:
            raise CommandError(refusal.message) from None

    def _from_file(self, path: Path, seed: str | None, away: list[str]) -> None:
        if seed is None or not (seed.isascii() and seed.isdigit() and len(seed) == sampling.DIGITS):
            raise CommandError("Give the seed as eight digits: --seed 04715926")
        # Bytes as they were published: a newline that is turned changes the hash.
        text = path.read_bytes().decode()
        listing = sampling.Listing.parse(text)
        drawn = sampling.draw(listing, int(seed))
        self._say(listing, drawn)
        self._stand_ins(listing, drawn, int(seed), _absences(away))

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
        rows = list(inspection.stand_ins.all())
        absences = [(row.key, row.away) for row in rows]
        going, came = self._stand_ins(listing, drawn, int(inspection.seed), absences)
        if kept != going or came != [(row.key, row.away, row.comes) for row in rows]:
            raise CommandError("What was drawn is NOT what the seed draws.")
        self.stdout.write("What was drawn is what the seed draws.")

    def _stand_ins(
        self, listing: sampling.Listing, drawn: sampling.Draw, seed: int, absences: list[Absence]
    ) -> tuple[dict[str, tuple[int, int]], list[tuple[str, int, int]]]:
        """Each family's pair after the absences, and who came for each of them, which is said line by line."""
        by_key: dict[str, list[int]] = defaultdict(list)
        for key, number in absences:
            by_key[key].append(number)
        visits = {visit.unit.key: visit for visit in drawn.visits}
        if unknown := by_key.keys() - visits.keys():
            raise CommandError(f"These families were not drawn: {', '.join(sorted(unknown))}.")
        sha256, inspectors = listing.sha256, listing.inspectors
        came: dict[Absence, int] = {}
        for key, numbers in by_key.items():
            visits[key], comes = sampling.with_stand_ins(
                visits[key], numbers, seed=seed, sha256=sha256, inspectors=inspectors
            )
            came |= zip([(key, number) for number in numbers], comes, strict=True)
        told = [(*absence, came[absence]) for absence in absences]
        for line in told:
            self.stdout.write("stand-in,{},{},{}".format(*line))
        return {key: visit.pair for key, visit in visits.items()}, told

    def _say(self, listing: sampling.Listing, drawn: sampling.Draw) -> None:
        self.stdout.write(f"{listing.name}  sha256 {listing.sha256}")
        for stratum, size in drawn.sizes.items():
            self.stdout.write(f"  stratum {stratum}: {size} of {listing.strata[stratum]}")
        for visit in drawn.visits:
            self.stdout.write(sampling.line_of(visit))


def _absences(told: list[str]) -> list[Absence]:
    found = []
    for one in told:
        key, _colon, number = one.partition(":")
        if not number.isascii() or not number.isdigit():
            raise CommandError("Give who could not go as key and number: --away df5dedd7e069:4")
        found.append((key, int(number)))
    return found
