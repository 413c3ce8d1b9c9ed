"""Every link and every form of every page leads somewhere for the person who sees it."""

from collections.abc import Mapping
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest
from django.urls import Resolver404, resolve

from dibao.roles import Role
from tests.house import visits
from tests.house.addresses import ADDRESSES
from tests.house.building import World
from tests.house.people import Person
from tests.house.test_access_matrix import expected_of_a_look
from tests.nightly import IS_NIGHT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_world")]


# A form that names what it is about by a choice, which an empty one lacks.
CHOOSING = {("post", "posting"), ("post", "oversight:publications")}

# The newest line of the log of reads is this very look, which is undone before its link is followed.
UNDONE = {("get", "admin:dibao_readlog_change")}


class Ways(HTMLParser):
    """Where a page leads: its links, and its forms with their method, where they have a button."""

    def __init__(self, address: str, html: str) -> None:
        super().__init__()
        self.address = address
        self.found: list[tuple[str, str]] = []
        self.ids: set[str] = set()
        self.form: tuple[str, str] | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.ids.add(named.get("id") or "")
        if tag == "a" and named.get("href"):
            self.found.append(("get", urljoin(self.address, named["href"])))
        if tag == "form":
            method = (named.get("method") or "get").lower()
            self.form = method, urljoin(self.address, named.get("action") or "")
        if self.form and (tag == "button" or named.get("type") == "submit"):
            self.found.append(self.form)
            self.form = None


def pages_of(role: Role, world: World) -> dict[str, Ways]:
    """Each page of the matrix that the role's own person may open, by its address."""
    person = world.person(role)
    may = [one for one in ADDRESSES if expected_of_a_look(one, person, world.home) == 200]
    urls = [address.url(world.home) for address in may]
    answers = {url: visits.look(person, url) for url in urls}
    return {url: Ways(url, visit.text) for url, visit in answers.items() if visit.status == 200}


def ways_of(pages: Mapping[str, Ways]) -> dict[tuple[str, str, str], tuple[str, str]]:
    """One way for each method, view and set of query names, and a page that shows it."""
    found: dict[tuple[str, str, str], tuple[str, str]] = {}
    for url, page in pages.items():
        for method, way in page.found:
            parts = urlsplit(way)
            if parts.scheme or parts.netloc:
                continue
            names = "&".join(sorted(pair.partition("=")[0] for pair in parts.query.split("&")))
            found.setdefault((method, _view_of(parts.path), names), (way, url))
    return found


def _view_of(path: str) -> str:
    try:
        return resolve(path).view_name
    except Resolver404:
        return path


# By day those who between them open nearly every page.
_BY_DAY = (Role.CASEWORKER, Role.COUNTY_REVIEWER)


@pytest.mark.parametrize("role", Role if IS_NIGHT else _BY_DAY)
def test_every_way_leads_somewhere(role: Role, world: World) -> None:
    person, pages = world.person(role), pages_of(role, world)

    assert dead_ways(person, pages) == {}
    assert lost_places(pages) == {}


def dead_ways(person: Person, pages: Mapping[str, Ways]) -> dict[str, str]:
    dead = {}
    for (method, view, _names), (way, page) in ways_of(pages).items():
        if (method, view) in CHOOSING | UNDONE:
            continue
        ask = visits.look if method == "get" else visits.send_empty
        status = ask(person, way.partition("#")[0]).status
        if status not in (200, 302, 409):
            dead[f"{method} {way}"] = f"{status}, from {page}"
    return dead


def lost_places(pages: Mapping[str, Ways]) -> dict[str, str]:
    """Links to a place within their own page that is not there."""
    lost = {}
    for url, page in pages.items():
        for _method, way in page.found:
            path, _, place = way.partition("#")
            if place and path == url and place not in page.ids:
                lost[way] = url
    return lost
