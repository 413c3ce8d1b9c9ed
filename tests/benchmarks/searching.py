"""How long PostgreSQL takes to find a household by each kind of key, for a township and for the prefecture."""

from collections.abc import Callable, Iterator, Sequence
from operator import attrgetter
from time import perf_counter

from django.db import connection

from applicants.models.household import Household
from dibao import scope
from dibao.models.area import Area
from dibao.models.staff import Staff
from dibao.paging import SIZE, newest_first
from dibao.roles import Role
from tests.benchmarks.figures import Control, Figure
from tests.benchmarks.prefecture import hire
from tests.benchmarks.villagers import Villager

# So many people are looked for by each kind of key, each so many times; the quickest time is the database's own,
# the others are the machine's mood.
PEOPLE, TIMES = 8, 3
_IsFound = Callable[[Villager, str], bool]

# What is typed for somebody, and who else is found by it.
_KINDS: dict[str, tuple[Callable[[Villager], str], _IsFound]] = {
    "name": (attrgetter("name"), lambda v, typed: v.name.startswith(typed)),
    "name_beginning": (lambda v: v.name[:1], lambda v, typed: v.name.startswith(typed)),
    "initials": (lambda v: v.initials.split()[0], lambda v, typed: v.initials.startswith(typed)),
    "initials_beginning": (
        lambda v: v.initials[:1],
        lambda v, typed: v.initials.startswith(typed),
    ),
    "id_number": (attrgetter("id_number"), lambda v, typed: v.id_number == typed),
    "id_last6": (lambda v: v.id_number[-6:], lambda v, typed: v.id_number[-6:] == typed),
    "id_last4": (
        lambda v: v.id_number[-4:],
        lambda v, typed: typed in (v.id_number[-4:], v.phone[-4:]),
    ),
    "phone_last4": (
        lambda v: v.phone[-4:],
        lambda v, typed: typed in (v.id_number[-4:], v.phone[-4:]),
    ),
    "file_number": (attrgetter("file_number"), lambda v, typed: v.file_number == typed),
}


def figures(villagers: Sequence[Villager]) -> Iterator[Figure]:
    """One figure for each kind of key and each scope, and the slowest of all."""
    heads = [v for v in villagers if v.is_head]
    township = Area.objects.get(code=heads[0].village[:9] + "000")
    seekers = {
        "township": hire("seeker.township", Role.CASEWORKER, township),
        "prefecture": hire("seeker", Role.PREFECTURE_OFFICER, Area.objects.get(level="prefecture")),
    }
    found = [
        _figure(
            kind,
            place,
            seeker,
            [v for v in heads if seeker.posting.area.contains(v.village)],
            villagers,
        )
        for place, seeker in seekers.items()
        for kind in _KINDS
    ]
    yield from found
    slowest = max(found, key=lambda figure: figure.value or 0)
    yield Figure(
        name="find_household_ms",
        goal="value <= 50",
        value=slowest.value,
        note=f"the slowest of {len(found)} kinds: {slowest.name}",
    )


def _figure(
    kind: str, place: str, by: Staff, known: Sequence[Villager], everybody: Sequence[Villager]
) -> Figure:
    typed_for, is_found = _KINDS[kind]
    slowest, found, expected = 0.0, [], []
    for villager in known[:: max(1, len(known) // PEOPLE)][:PEOPLE]:
        typed = typed_for(villager)
        with scope.of(by):
            slowest = max(slowest, min(_milliseconds(by, typed) for _ in range(TIMES)))
            found += [row.pk for row in _page(by, typed)]
        area = by.posting.area
        hits = {v.household for v in everybody if is_found(v, typed) and area.contains(v.village)}
        expected += sorted(hits, reverse=True)[:SIZE]
    return Figure(
        name=f"find_household_by_{kind}_in_{place}_ms",
        goal="value <= 50",
        value=slowest,
        control=Control(len(found), sum(found)),
        floor_control=Control(len(expected), sum(expected)),
    )


def _page(by: Staff, typed: str) -> list[Household]:
    """The first page of what the search box finds, asked as the page asks it."""
    found = Household.objects.visible_to(by).found_by(typed)
    return newest_first(found.select_related("head", "area"), {}).rows


def _milliseconds(by: Staff, typed: str) -> float:
    """Time in the database alone, with planning and the way there and back."""
    spent: list[float] = []

    def clock(execute, sql, params, many, context):
        start = perf_counter()
        result = execute(sql, params, many, context)
        spent.append(perf_counter() - start)
        return result

    with connection.execute_wrapper(clock):
        _page(by, typed)
    return sum(spent) * 1000
