"""Building the world of the page tests: two prefectures, two furnished counties, everybody logged in."""

import json
from dataclasses import asdict, dataclass
from itertools import count
from typing import Self

import psycopg
from django.conf import settings
from django.test import Client

from applicants.management.commands import load_agencies
from dibao import database
from dibao.models import Agency, Area, Holiday, Staff
from dibao.roles import Role
from payments.models import PaymentBatch
from tests import databases
from tests.cast import make_rule_set
from tests.factories.places import Places
from tests.house import (
    people,
    world,
    world_aid,
    world_changes,
    world_duplicates,
    world_exports,
    world_inspections,
    world_money,
    world_referrals,
    world_transfers,
)
from tests.house.people import Person, Team
from tests.house.world import CANARIES, Families, Site

# More than two pages of every list.
MANY = 32
_MULTIPLIED = (
    "payments_paymentbatch",
    "payments_fundentry",
    "payments_recovery",
    "payments_recoverymonth",
    "payments_recoveryentry",
)
BACKEND = "django.contrib.auth.backends.ModelBackend"
# Roles held at the township; the same role one township further is a stranger too.
_OF_TOWNSHIPS = (Role.CASEWORKER, Role.TOWNSHIP_HEAD)


@dataclass(frozen=True)
class World:
    """Plain values, which workers hand to each other as JSON."""

    database: str
    home: Site
    away: Site
    people: tuple[Person, ...]

    def person(self, name: str) -> Person:
        return next(person for person in self.people if person.name == name)

    def to_json(self) -> str:
        return json.dumps(asdict(self), default=sorted)

    @classmethod
    def from_json(cls, text: str) -> Self:
        told = json.loads(text)
        return cls(
            told["database"],
            Site(**told["home"]),
            Site(**told["away"]),
            tuple(Person.told(person) for person in told["people"]),
        )


def build(name: str) -> World:
    """Make database `name` and fill it; a quarter of a minute on two cores."""
    databases.make_anew(name)
    with databases.pointing_at(name):
        _number_apart()
        places, next_door = people.make_towns()
        make_rule_set("2007", places.prefecture)
        load_agencies.load()
        Holiday.objects.create(day=world.HOLIDAY, name="劳动节")
        home, away = _teams(places)
        home_site, away_site = _site(home), _site(away)
        _furnish(home_site, Families(home, "990121", world.plain_names()), MANY)
        _furnish(away_site, Families(away, "990122", iter(CANARIES)), 1)
        batch = PaymentBatch(pk=home_site["settled"])
        _as_owner(world_money.more_batches(batch, size=MANY))
        _as_owner(world_money.recoveries(home_site, size=MANY))
        _as_owner(world_money.recoveries(away_site, size=1))
        _as_owner(world_money.more_entries(home_site["fund"], size=MANY))
        everybody = _everybody(places, home, away, next_door)
        _count_rows()
        databases.close_connections()
    return World(name, home_site, away_site, everybody)


def _teams(places: Places) -> tuple[Team, Team]:
    agency = Agency.objects.get(code=world_referrals.AGENCY)
    home = people.make_team(
        "home",
        "本县",
        prefecture=places.prefecture,
        county=places.county,
        township=places.township,
        village=places.village,
        agency=agency,
    )
    away = people.make_team(
        "away",
        "外县",
        prefecture=places.prefecture,
        county=places.other_county,
        township=places.foreign_township,
        village=places.foreign_village,
        agency=agency,
    )
    return home, away


def _site(team: Team) -> Site:
    return Site(team.county.pk, team.township.pk, team.village.pk)


def _furnish(site: Site, families: Families, size: int) -> None:
    grants = world.furnish_files(site, families, size=size)
    world_money.furnish_money(site, families.team, grants)
    world_changes.furnish_changes(site, families.team, grants)
    world_transfers.furnish_transfers(site, families, size=size)
    world_duplicates.furnish_duplicates(site, families, size=size)
    world_inspections.furnish_inspections(site, families.team, size=size)
    world_referrals.furnish_referrals(site, families.team, grants, size=size)
    world_aid.furnish_aid(site, families.team, grants)
    world.furnish_jobs(site, families.team, size=size)
    world.furnish_trials(site, families.team, size=size)
    world_exports.furnish_exports(site, families.team, size=size)
    world.furnish_rules(site, families.team)
    world.furnish_back_room(site, families.team, size=size)


def _everybody(places: Places, home: Team, away: Team, next_door: Area) -> tuple[Person, ...]:
    """The nine roles at home, the nine elsewhere, two from the next township, and one whose posting ended."""
    staff = {role.value: home[role] for role in Role}
    staff |= {f"{role.value} elsewhere": away[role] for role in Role}
    staff["prefecture_officer elsewhere"] = people.hire(
        "nextdoor.officer", "邻市局", Role.PREFECTURE_OFFICER, next_door
    )
    staff |= {
        f"{role.value} next township": people.hire(
            f"nexttown.{role.value}", "邻镇人", role, places.other_township
        )
        for role in _OF_TOWNSHIPS
    }
    staff["caseworker who left"] = people.hire(
        "left", "离任人", Role.CASEWORKER, places.township, last_day=people.LEFT
    )
    return tuple(_logged_in(name, person) for name, person in staff.items())


def _logged_in(name: str, staff: Staff) -> Person:
    client = Client()
    client.force_login(staff, backend=BACKEND)
    has_left = staff.posting.ends_on is not None
    return Person(
        name=name,
        role=staff.posting.role,
        cookie=client.cookies[settings.SESSION_COOKIE_NAME].value,
        permissions=frozenset() if has_left else staff.permissions,
        span=staff.posting.area.span,
        has_left=has_left,
    )


def _number_apart() -> None:
    """Let every table count from a number of its own, so that a key of one is never by chance a key of another."""
    starts = count(101_000, 10_000)
    with psycopg.connect(database.conninfo(databases.owner()), autocommit=True) as owner:
        found = owner.execute("SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'")
        for (sequence,) in found.fetchall():
            owner.execute(f"ALTER SEQUENCE {sequence} RESTART WITH {next(starts)}")


def _count_rows() -> None:
    """Let PostgreSQL plan by what is there: copies are used at once, before it would look by itself."""
    with psycopg.connect(database.conninfo(databases.owner()), autocommit=True) as owner:
        owner.execute("ANALYZE")


def _as_owner(statement: str) -> None:
    with psycopg.connect(database.conninfo(databases.owner()), autocommit=True) as owner:
        for table in _MULTIPLIED:
            owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        owner.execute(statement)
        for table in _MULTIPLIED:
            owner.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
