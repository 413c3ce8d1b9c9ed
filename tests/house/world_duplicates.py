"""Pairs of the world that may be duplicates: two of one name and birthday, living alone in one village."""

from datetime import date, timedelta
from itertools import islice

from applicants.actions import duplicates, households
from applicants.models import Household, Suspicion
from dibao import scope
from tests.factories.people import entry, id_number
from tests.house.world import TODAY, Families, Site


def furnish_duplicates(site: Site, families: Families, *, size: int) -> None:
    """As many pairs as a list needs to be long; nobody has judged them."""
    with scope.of(families.team.recorder):
        names = list(islice(families.names, size))
        made = [
            _alone(families, name, pair, twin) for pair, name in enumerate(names) for twin in (1, 3)
        ]
        duplicates.look_at(made, on=TODAY)
        site.keys["duplicate"] = Suspicion.objects.order_by("pk").values_list("pk", flat=True)[0]


def _alone(families: Families, name: str, pair: int, serial: int) -> Household:
    born = date(1940, 1, 1) + timedelta(days=pair)
    number = id_number(serial, born=born, area=families.prefix)
    member = households.MemberEntry(**{**vars(entry(name)), "id_number": number})
    return households.register(
        village=families.team.village, members=[member], by=families.team.recorder, on=TODAY
    )
