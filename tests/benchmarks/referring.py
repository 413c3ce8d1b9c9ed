"""The year's premium for everybody covered, as one act, beside the bare insert of the same rows."""

from collections.abc import Sequence
from datetime import date

import psycopg
from django.db import connections

from applicants.actions import referral_acts
from applicants.models.aid import AidItem
from dibao import scope
from dibao.models.area import Area
from dibao.models.staff import Staff
from dibao.roles import Role
from tests.benchmarks.figures import Control, Figure, beside_floor, listed, timed
from tests.benchmarks.prefecture import County, as_owner, hire, loading, tidy

DAY, TURNS, PREMIUM = date(2008, 7, 5), 5, "nrcms_premium"
_COUNT = "SELECT count(*), coalesce(sum(grant_id), 0) FROM {}"
_CONSENT = """
INSERT INTO applicants_aidconsent (area_code, household_id, person_id, way, signed_on, recorded_by_id, recorded_on,
    revoke_reason)
SELECT area_code, id, head_id, 'paper', %(on)s, %(by)s, %(on)s, '' FROM applicants_household
"""
# The same columns, defaults, indexes and checks, and the same references; no trigger, history or policy.
_BARE = "CREATE TABLE bare_referral (LIKE applicants_referral INCLUDING ALL)"
_REFERENCES = """
SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE conrelid = 'applicants_referral'::regclass AND contype = 'f'
"""
_INSERT = "INSERT INTO bare_referral SELECT * FROM sent_referral"


def figure(counties: Sequence[County], *, size: str) -> Figure:
    """Turns taken alternately; each begins with nobody sent and ends with its commit."""
    prefecture = counties[0].area.parent
    assert prefecture is not None
    clerk = hire("campaign.clerk", Role.COUNTY_CLERK, prefecture)
    item = AidItem.objects.select_related("agency").get(code=PREMIUM)
    _prepare(clerk)
    sent = _send(item, prefecture, clerk)
    _lay_floor()
    product, floor = [], []
    for _turn in range(TURNS):
        _forget()
        product.append(timed(lambda: _send(item, prefecture, clerk)))
        floor.append(timed(_insert, session="owner"))
    spent = beside_floor(product, floor)
    with as_owner() as connection:
        control, bare = (
            _control(connection, name) for name in ("applicants_referral", "bare_referral")
        )
        connection.execute("DROP TABLE bare_referral, sent_referral")
    _forget()
    return Figure(
        name=f"premium_campaign_{size}",
        goal="ratio <= 2",
        control=control,
        floor_control=bare,
        note=f"{sent / spent['seconds']:.0f} rows/s; seconds of the turns: {listed(product)}",
        **spent,
    )


def _prepare(clerk: Staff) -> None:
    """Every household consented; nobody had anything."""
    with loading() as cursor:
        cursor.execute("DELETE FROM applicants_aidconsent")
        cursor.execute(_CONSENT, {"on": DAY, "by": clerk.pk})
    tidy("applicants_aidconsent")


def _send(item: AidItem, area: Area, clerk: Staff) -> int:
    with scope.of(clerk):
        return referral_acts.campaign(item=item, area=area, by=clerk, on=DAY).sent_count


def _lay_floor() -> None:
    """A table as ours without what guards it, and the rows of a campaign to put into it."""
    with as_owner() as connection:
        connection.execute(_BARE)
        for name, definition in connection.execute(_REFERENCES).fetchall():
            connection.execute(f"ALTER TABLE bare_referral ADD CONSTRAINT {name} {definition}")
        connection.execute("CREATE TABLE sent_referral AS SELECT * FROM applicants_referral")
        connection.execute("ANALYZE sent_referral")


def _insert() -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(_INSERT)


def _forget() -> None:
    """Nobody was sent, in the table and beside it."""
    with loading() as cursor:
        # The acts stay: the rows of the floor refer to the first of them.
        cursor.execute("DELETE FROM applicants_referral")
        cursor.execute("SELECT to_regclass('bare_referral')")
        if cursor.fetchone() != (None,):
            cursor.execute("TRUNCATE bare_referral")
    tidy("applicants_referral")


def _control(connection: psycopg.Connection, table: str) -> Control:
    row = connection.execute(_COUNT.format(table)).fetchone()
    assert row is not None
    return Control(*row)
