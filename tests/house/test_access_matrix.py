"""Every address, asked for by everybody: who may, sees; who may not, is told; what is another's, is not there."""

import re
from collections.abc import Callable

import pytest
from django.urls import reverse

from dibao.roles import Role
from tests.house import visits
from tests.house.addresses import (
    ADDRESSES,
    names_of_the_back_room,
    names_of_the_resolver,
)
from tests.house.addressing import Address, Kind
from tests.house.building import World
from tests.house.people import Person
from tests.house.visits import Visit
from tests.house.world import CANARIES, GIVEN, SURNAMES, Site
from tests.nightly import IS_NIGHT, some

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_world")]

# What anybody may open without logging in, besides the villagers' pages.
OPEN_DOORS = {"login": 200}
# What a look may write: its own trace, and when a session was last used.
WRITTEN_BY_LOOKING = {"dibao_readlog", "dibao_auditevent", "django_session"}
# A household head of the home county.
HOME_NAME = re.compile(f"[{SURNAMES}][{GIVEN}][{GIVEN[:4]}]")

# What asks nobody for a session: villagers' pages, and what opens to a token alone.
NO_SESSION = {Kind.PUBLIC, Kind.TOKEN}

# By day one of so many who may not look sends the form as well.
_TURNS = 3

Answers = dict[Person | None, Visit]


@pytest.fixture(scope="module", params=ADDRESSES, ids=str)
def address(request: pytest.FixtureRequest) -> Address:
    """One address after the other; the tests of one stand together, so that each person asks once."""
    return request.param


@pytest.fixture(scope="module")
def looks(address: Address, world: World, in_world: None) -> Answers:
    """What everybody gets to see of the home county's thing."""
    return _asked(visits.look, address, world, everybody=address.get != 405)


@pytest.fixture(scope="module")
def forms(address: Address, world: World, in_world: None) -> Answers:
    """What everybody's empty form is answered with."""
    looked = address.get != 405
    return _asked(visits.send_empty, address, world, everybody=address.posts, also_looked=looked)


def _asked(
    ask: Callable[[Person | None, str], Visit],
    address: Address,
    world: World,
    *,
    everybody: bool,
    also_looked: bool = False,
) -> Answers:
    """Ask as everybody whose answer may differ; at night as all.

    Who is far away and lacks the permission is refused as the same post at home is, and a method that a page does not
    know is refused before it is asked who comes. Of those whom the look at a page refused already, by day a third sends
    its form too, another third for each address.
    """
    url = address.url(world.home)
    if not everybody and not IS_NIGHT:
        return {person: ask(person, url) for person in (None, insiders(address, world)[0])}
    return {
        person: ask(person, url)
        for person in (None, *world.people)
        if _may_differ(address, person, world)
        and not (also_looked and _is_spared(address, person, world))
    }


def _is_spared(address: Address, person: Person | None, world: World) -> bool:
    if person is None or IS_NIGHT or address.kind in NO_SESSION:
        return False
    turn = ADDRESSES.index(address) + world.people.index(person)
    return turn % _TURNS != 0 and refused(address, person, world.home) == 403


def _may_differ(address: Address, person: Person | None, world: World) -> bool:
    if person is None or IS_NIGHT or not person.has_twin_at_home:
        return True
    return address.kind not in NO_SESSION and refused(address, person, world.home) != 403


def expected_of_anybody(address: Address, person: Person | None, *, answer: int) -> int:
    """What comes back before the page itself is asked; 0 where the page decides."""
    if address.kind in NO_SESSION:
        return answer
    if person is None:
        return OPEN_DOORS.get(address.name, 302)
    if address.kind is Kind.DOOR:
        return answer
    return 302 if person.has_left else 0


def refused(address: Address, person: Person, site: Site) -> int:
    """302 for a post that is led on, 403 for a lacking permission, 404 for a thing of another place, 409 for a step
    that is now another post's, 0 for none of these."""
    if address.leads_on & person.permissions:
        return 302
    opens = address.opens | address.knocks
    if (opens and not opens & person.permissions) or not address.also <= person.permissions:
        return 403
    place = {Kind.VILLAGE: site.village, Kind.COUNTY: site.area}.get(address.kind)
    if place and not person.reaches(place):
        return 404
    return 409 if address.knocks and not address.opens & person.permissions else 0


def expected_of_a_look(address: Address, person: Person | None, site: Site) -> int:
    early = expected_of_anybody(address, person, answer=address.get)
    if early or person is None:
        return early
    return 405 if address.get == 405 else refused(address, person, site) or address.get


def expected_of_a_form(address: Address, person: Person | None, site: Site) -> set[int]:
    early = expected_of_anybody(address, person, answer=200 if address.posts else address.shut)
    if early or person is None:
        return set(address.answers) if early == 200 else {early}
    if not address.posts:
        return {address.shut}
    no = refused(address, person, site)
    if not no and address.sends and not address.sends & person.permissions:
        no = 403
    return {no} if no else set(address.answers)


def strangers(address: Address, world: World) -> list[Person]:
    """Who has the permission, but not in the place of the home county's thing."""
    found = [one for one in world.people if refused(address, one, world.home) == 404]
    # By day the first and the last of them: one of the next county, one of the next township or prefecture.
    return found if IS_NIGHT else [*found[:1], *found[1:][-1:]]


def insiders(address: Address, world: World) -> list[Person]:
    """Who has the permission, and in the right place."""
    return [
        one for one in world.people if not one.has_left and not refused(address, one, world.home)
    ]


def every_name() -> set[str]:
    return {*names_of_the_resolver(), *names_of_the_back_room(), "admin:index"}


def test_no_address_is_missing_from_the_matrix() -> None:
    assert every_name() - {address.name for address in ADDRESSES} == set()


def test_no_row_of_the_matrix_is_left_over() -> None:
    assert {address.name for address in ADDRESSES} - every_name() == set()


def test_everybody_is_there(world: World) -> None:
    at_home = {person.name for person in world.people if " " not in person.name}
    elsewhere = {person.role for person in world.people if person.name.endswith("elsewhere")}

    assert at_home == elsewhere == set(Role)


def test_who_may_look(address: Address, looks: Answers, world: World) -> None:
    found = {str(person): visit.status for person, visit in looks.items()}

    assert found == {
        str(person): expected_of_a_look(address, person, world.home) for person in looks
    }


def test_who_may_send(address: Address, forms: Answers, world: World) -> None:
    wrong = {
        str(person): visit.status
        for person, visit in forms.items()
        if visit.status not in expected_of_a_form(address, person, world.home)
    }

    assert wrong == {}


def test_nobody_is_sent_to_the_login_page(address: Address, looks: Answers) -> None:
    if address.kind not in NO_SESSION and address.name not in OPEN_DOORS:
        assert looks[None].headers["Location"].startswith(reverse("login") + "?next=")


def test_every_page_is_somebodys(address: Address, world: World) -> None:
    assert insiders(address, world)


def test_what_is_anothers_looks_like_what_never_was(address: Address, world: World) -> None:
    ask = visits.send_empty if address.get == 405 else visits.look

    for person in strangers(address, world) if address.is_object else ():
        foreign = ask(person, address.url(world.home))
        missing = ask(person, address.url(world.home, missing=True))
        assert (foreign.status, foreign.headers) == (404, missing.headers), str(person)
        assert foreign.settled_text == missing.settled_text, str(person)


def test_what_never_was_is_absent_at_home_too(address: Address, world: World) -> None:
    ask = visits.send_empty if address.get == 405 else visits.look

    for person in insiders(address, world) if address.is_object else ():
        assert ask(person, address.url(world.home, missing=True)).status == 404, str(person)


def test_no_page_names_a_family_of_another_place(
    address: Address, looks: Answers, forms: Answers, world: World
) -> None:
    answers = (looks, forms) if address.kind not in NO_SESSION else ()
    said = [(one, visit.text) for found in answers for one, visit in found.items() if one]
    for person, text in said:
        if not person.reaches(world.away.village):
            assert [name for name in CANARIES if name in text] == [], str(person)
        if not person.reaches(world.home.village):
            assert not HOME_NAME.search(text), str(person)


def test_looking_changes_nothing(looks: Answers) -> None:
    for person, visit in looks.items():
        assert visit.written_tables <= WRITTEN_BY_LOOKING, str(person)


def test_looking_at_a_file_leaves_its_trace(address: Address, looks: Answers) -> None:
    expected = [address.read] if address.read else []

    traces = {
        str(person): visit.reads_logged for person, visit in looks.items() if visit.status == 200
    }

    assert traces == dict.fromkeys(traces, expected)


def test_a_form_from_elsewhere_is_refused(address: Address, world: World) -> None:
    if address.posts:
        client = visits.client_of(insiders(address, world)[0], checks_forgery=True)
        with visits.undone():
            sent = client.post(address.url(world.home), headers={"origin": "https://other.test"})
            assert sent.status_code == 403


@pytest.mark.parametrize(
    "query",
    some(
        [
            "?after=²&before=²&page=²&month=²&area=²&village=²&kind=²&status=²&stage=²&in=²&q=²",
            "?after=9999999999999999999999&month=9999-99&area=%00&village=x&kind=%F0%9F%98%80&q=%25_",
        ],
        one_in=2,
    ),
)
def test_no_page_breaks_over_a_senseless_query(address: Address, query: str, world: World) -> None:
    path = address.url(world.home).partition("?")[0]

    assert visits.get(insiders(address, world)[0], path + query).status < 500


def test_every_answer_is_guarded(looks: Answers, forms: Answers) -> None:
    for answers in (looks, forms):
        for person, visit in answers.items():
            assert visits.missing_guards(visit.headers) == [], str(person)
