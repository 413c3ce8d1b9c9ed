"""A prefecture of generated rows in a database of its own: places, people who work, households in benefit."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from applicants import rule_sets
from applicants.models.policy import RuleSet, RuleSetStatus
from dibao import database, history
from dibao.levels import AreaLevel
from dibao.models.area import Area, county_of
from dibao.models.staff import Posting, Staff
from dibao.roles import Role
from tests.payments import register

COUNTIES, TOWNSHIPS, VILLAGES = 6, 18, 12
FIRST_MONTH = date(2008, 1, 1)
# Written before anybody looks, so the triggers that keep history and order need not run.
_LOADED = (
    "applicants_person",
    "applicants_household",
    "applicants_membership",
    "applicants_rosterimport",
    "applicants_case",
    "applicants_assessment",
    "applicants_decision",
    "applicants_grant",
    "applicants_grantshare",
    "applicants_aidconsent",
    "applicants_referralact",
    "applicants_referral",
    "applicants_referralpart",
    "payments_account",
    "payments_paymentbatch",
    "payments_paymentline",
    "payments_batchexception",
)
ClassSizes = Sequence[tuple[int, int, int]]


@dataclass(frozen=True)
class County:
    """A county and one person for each step of its month."""

    area: Area
    clerk: Staff
    reviewer: Staff
    approver: Staff
    finance: Staff
    second_finance: Staff


@dataclass(frozen=True)
class Prefecture:
    """One database with its two connections, kept open so that no figure pays for connecting."""

    name: str
    default: BaseDatabaseWrapper
    owner: BaseDatabaseWrapper

    @classmethod
    def in_database(cls, name: str) -> "Prefecture":
        return cls(name, _connection("default", name), _connection("owner", name))

    @contextmanager
    def open(self) -> Iterator[None]:
        """Let everything within work on this database."""
        before = {alias: connections[alias] for alias in ("default", "owner")}
        connections["default"], connections["owner"] = self.default, self.owner
        try:
            yield
        finally:
            for alias, connection in before.items():
                connections[alias] = connection

    def close(self) -> None:
        self.default.close()
        self.owner.close()

    def copy_to(self, name: str) -> "Prefecture":
        """The same prefecture once more, in a new database."""
        self.close()
        with database.maintenance(self.owner.settings_dict) as server:
            database.drop(server, name)
            database.copy(server, self.name, name)
        return Prefecture.in_database(name)

    def drop(self) -> None:
        self.close()
        with database.maintenance(self.owner.settings_dict) as server:
            database.drop(server, self.name)


def _connection(alias: str, name: str) -> BaseDatabaseWrapper:
    connection = connections.create_connection(alias)
    connection.settings_dict = {**connection.settings_dict, "NAME": name, "CONN_MAX_AGE": None}
    return connection


def empty(name: str) -> Prefecture:
    """A new database as `prepare_database` makes it."""
    prefecture = Prefecture.in_database(name)
    owner, application = prefecture.owner.settings_dict, prefecture.default.settings_dict
    with database.maintenance(owner) as server:
        database.drop(server, name)
        database.prepare_on(server, owner, application)
    with prefecture.open():
        call_command("migrate", database="owner", interactive=False, verbosity=0)
    database.close_back_doors(
        owner,
        application,
        scope_key=settings.SCOPE_KEY,
        history=history.writers(),
        sealed=history.sealed(),
    )
    return prefecture


def found() -> list[County]:
    """Places, rules and people, without households."""
    prefecture = Area.objects.create(
        code="990100000000", name="示范市", level=AreaLevel.PREFECTURE, path="示范市"
    )
    shipped = rule_sets.load("2007")
    RuleSet.objects.create(
        area=prefecture,
        name=shipped.terms.name,
        first_day=shipped.valid_from,
        last_day=shipped.valid_to,
        status=RuleSetStatus.ACTIVE,
        legal_basis=shipped.terms.legal_basis,
        terms=shipped.terms.to_json(),
    )
    return [_county(number, prefecture) for number in range(1, COUNTIES + 1)]


def _county(number: int, prefecture: Area) -> County:
    area = _place(prefecture, f"99012{number}000000", AreaLevel.COUNTY)
    townships = [
        _place(area, f"{area.code[:6]}{100 + town}000", AreaLevel.TOWNSHIP)
        for town in range(TOWNSHIPS)
    ]
    villages = [
        _place(township, f"{township.code[:9]}{200 + village}", AreaLevel.VILLAGE)
        for township in townships
        for village in range(VILLAGES)
    ]
    Area.objects.bulk_create([area, *townships, *villages])
    posts = {
        "clerk": Role.COUNTY_CLERK,
        "reviewer": Role.COUNTY_REVIEWER,
        "approver": Role.COUNTY_APPROVER,
        "finance": Role.COUNTY_FINANCE,
        "second_finance": Role.COUNTY_FINANCE,
    }
    return County(
        area, **{post: hire(f"{post}{number}", role, area) for post, role in posts.items()}
    )


def _place(parent: Area, code: str, level: AreaLevel) -> Area:
    return Area(code=code, name=code, level=level, parent=parent, path=code)


def hire(username: str, role: Role, area: Area) -> Staff:
    """Somebody who acts under their one posting."""
    staff = Staff.objects.create(username=username, name=username)
    posting = Posting.objects.create(staff=staff, area=area, role=role, starts_on=FIRST_MONTH)
    return staff.acting(posting)


def settle(
    counties: Sequence[County], classes: ClassSizes, *, without_account: int, start: int = 1
) -> None:
    """Households in benefit since the first month, dealt round all villages; every nth one has no account.

    Their keys count from `start`.
    """
    plans, rule_set = _plans(counties, classes, without_account), RuleSet.objects.get()
    with loading() as cursor, _without_exclusions(cursor):
        for county in counties:
            backing = register.Backing(rule_set.pk, county.clerk.pk, county.area.code, FIRST_MONTH)
            register.write(cursor, plans[county.area.code], backing, start=start)
            start += len(plans[county.area.code])
    tidy()


def _plans(
    counties: Sequence[County], classes: ClassSizes, without_account: int
) -> dict[str, list[register.Plan]]:
    villages = [
        Area.objects.within(county.area).of_level(AreaLevel.VILLAGE).values_list("code", flat=True)
        for county in counties
    ]
    dealt = [code for one_of_each in zip(*villages, strict=True) for code in one_of_each]
    plans: dict[str, list[register.Plan]] = {county.area.code: [] for county in counties}
    for number, plan in enumerate(register.spread(dealt, classes), start=1):
        has_account = bool(number % without_account)
        plans[county_of(plan.village)].append(
            register.Plan(plan.village, plan.benefit_class, plan.covered, has_account)
        )
    return plans


@contextmanager
def loading() -> Iterator[psycopg.Cursor]:
    """A transaction of the owner for writing what the figures start from: no trigger of ours or, where the owner is
    a superuser, of a foreign key runs."""
    with as_owner() as connection, connection.transaction(), connection.cursor() as cursor:
        if _is_superuser(connection):
            cursor.execute("SET LOCAL session_replication_role = replica")
            yield cursor
            return
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in _LOADED:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield cursor
        for table in _LOADED:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


@contextmanager
def _without_exclusions(cursor: psycopg.Cursor) -> Iterator[None]:
    """Take exclusion constraints off and put them on again: for many rows at once that is ten times quicker."""
    cursor.execute(
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE contype = 'x' AND conrelid::regclass::text = ANY(%s)",
        [list(_LOADED)],
    )
    found = cursor.fetchall()
    for table, name, _ in found:
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    yield
    for table, name, definition in found:
        cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")


@contextmanager
def as_owner() -> Iterator[psycopg.Connection]:
    with psycopg.connect(
        database.conninfo(connections["owner"].settings_dict), autocommit=True
    ) as connection:
        yield connection


def tidy(*tables: str) -> None:
    """Leave no dead rows, fresh statistics and nothing to be written back from the work before."""
    with as_owner() as connection:
        connection.execute(f"VACUUM ANALYZE {', '.join(tables)}")
        if _is_superuser(connection):
            connection.execute("CHECKPOINT")


def _is_superuser(connection: psycopg.Connection) -> bool:
    return connection.execute("SHOW is_superuser").fetchone() == ("on",)


def server_in_words() -> str:
    """What the figures were measured on, for the reader of the log."""
    names = ("server_version", "fsync", "synchronous_commit", "full_page_writes", "shared_buffers")
    with as_owner() as connection:
        found = [f"{n}={connection.execute(f'SHOW {n}').fetchone()[0]}" for n in names]
    kind = "embedded server" if settings.EMBEDDED else "server of DATABASE_URL"
    return f"PostgreSQL, {kind}: {', '.join(found)}"
