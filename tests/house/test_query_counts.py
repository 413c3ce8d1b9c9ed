"""Pages cost the same for one row and for thirty: at home there is more than a page of everything, next door one."""

import pytest

from dibao import paging
from tests.house import visits
from tests.house.addresses import ADDRESSES
from tests.house.addressing import Address, Kind
from tests.house.building import MANY, World
from tests.house.people import Person
from tests.house.test_access_matrix import refused
from tests.house.visits import Visit
from tests.nightly import IS_NIGHT, some

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_world")]

MOST = 30
# The first page asks for each kind of work what waits, once.
MOST_OF_THE_FIRST_PAGE = 34
PAGES = [one for one in ADDRESSES if one.get == 200 and one.kind is not Kind.DOOR]


def readers(address: Address, world: World) -> list[tuple[Person | None, Person | None]]:
    """Who opens the page at home, with the same post next door; villagers are nobody in particular."""
    if address.kind is Kind.PUBLIC:
        return [(None, None)]
    pairs = [
        (person, world.person(f"{person.name} elsewhere"))
        for person in world.people
        if " " not in person.name and not refused(address, person, world.home)
    ]
    found = [(one, other) for one, other in pairs if _reach_theirs(address, one, other, world)]
    # By day the lowest post and the highest, whose pages differ most.
    return found if IS_NIGHT else [*found[:1], *found[1:][-1:]]


def _reach_theirs(address: Address, one: Person, other: Person, world: World) -> bool:
    """The prefecture next door has nothing yet, and a township does not see the county's own things."""
    if address.kind is Kind.COUNTY:
        return one.reaches(world.home.area) and other.reaches(world.away.area)
    return other.reaches(world.away.village)


@pytest.fixture(scope="module")
def pairs(address: Address, world: World, in_world: None) -> list[tuple[str, Visit, Visit]]:
    """For each reader the page with many rows and the page with one."""
    return [
        (
            str(one),
            visits.look(one, address.url(world.home)),
            visits.look(other, address.url(world.away)),
        )
        for one, other in readers(address, world)
    ]


@pytest.fixture(scope="module", params=some(PAGES, one_in=2), ids=str)
def address(request: pytest.FixtureRequest) -> Address:
    return request.param


def test_a_page_is_seen_in_both_places(pairs: list[tuple[str, Visit, Visit]]) -> None:
    assert pairs
    assert {(few.status, many.status) for _who, many, few in pairs} == {(200, 200)}


def test_many_rows_cost_no_more_queries_than_one(
    address: Address, pairs: list[tuple[str, Visit, Visit]], world: World
) -> None:
    for who, many, few in pairs:
        cost = many.statement_count
        if cost > few.statement_count:
            # A process keeps some answers that never change; the page of one row may have been asked before.
            reader = next((one for one in world.people if str(one) == who), None)
            cost = visits.get(reader, address.url(world.home)).statement_count
        assert cost <= few.statement_count, who


def test_no_page_costs_many_queries(
    address: Address, pairs: list[tuple[str, Visit, Visit]]
) -> None:
    most = MOST_OF_THE_FIRST_PAGE if address.name == "home" else MOST
    costs = {who: many.statement_count for who, many, _few in pairs}

    assert {who: cost for who, cost in costs.items() if cost > most} == {}


def test_the_home_county_has_more_than_a_page(world: World) -> None:
    assert MANY > paging.SIZE
