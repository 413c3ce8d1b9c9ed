"""Looking for people and accounts that are on the register twice, and keeping what came of it."""

from collections.abc import Iterable
from datetime import date

from django.db import connection, transaction
from django.http import Http404
from django.utils.translation import gettext as _
from psycopg import sql

from applicants import duplicates
from applicants.models.household import Household
from applicants.models.suspicion import (
    WRONG,
    DuplicateVerdict,
    FoundHow,
    MendingSide,
    Suspicion,
)
from dibao import audit
from dibao.errors import Refused
from dibao.guards import require
from dibao.models.staff import Staff
from dibao.permissions import Permission


def look_at(households: Iterable[Household], *, on: date, how: str = FoundHow.ENTRY) -> int:
    """Search for what these households have in common with any other; returns how many are new (one statement)."""
    return look_at_keys([household.pk for household in households], on=on, how=how)


def look_at_keys(households: list[int], *, on: date, how: str = FoundHow.ENTRY) -> int:
    """The same for households by their keys."""
    return _search(households, duplicates.searches(), how, on)


def look_everywhere(
    *, on: date, how: str = FoundHow.NIGHT, only: Iterable[str] | None = None
) -> int:
    """The same for every household of the scope at hand, by all searches or those named (three statements).

    Reads whole registers, so nothing is looked up row by row: of a list that came in a moment ago PostgreSQL has not
    counted the rows yet, and would take it for empty. Needs a transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")
        found = _search(None, list(only or duplicates.searches()), how, on)
        cursor.execute("SET LOCAL enable_nestloop = on")
    return found


def _search(households: list[int] | None, searches: list[str], how: str, on: date) -> int:
    calls = sql.SQL(" + ").join(
        sql.SQL("{}(%(only)s::bigint[], %(how)s, %(on)s)").format(sql.Identifier(name))
        for name in searches
    )
    with connection.cursor() as cursor:
        statement = sql.SQL("SELECT {}").format(calls).as_string(cursor.connection)
        cursor.execute(statement, {"only": households, "how": str(how), "on": on})
        return int(cursor.fetchone()[0])


@transaction.atomic
def judge(
    *, suspicion: Suspicion, verdict: str, reason: str, by: Staff, on: date, mends: str = ""
) -> Suspicion:
    """Keep what two entries turned out to be, once; the county of either side may say it.

    A verdict changes no entry: where one is wrong, `mends` says of which side, and its township has it on its list
    until it has put it right in the household's own file.
    """
    require(by, Permission.DUPLICATE_JUDGE)
    rows = Suspicion.objects.of_either_side(by).filter(pk=suspicion.pk)
    if not rows.exists():
        raise Http404
    if verdict not in DuplicateVerdict.values or not reason.strip():
        raise Refused(_("选择核对结论，写明核对情况。"))
    if verdict in WRONG and mends not in MendingSide.values:
        raise Refused(_("选择由哪一方更正。"))
    mends = mends if verdict in WRONG else ""
    if not rows.waiting().update(
        verdict=verdict, reason=reason.strip(), judged_by=by, judged_on=on, mends=mends
    ):
        raise Refused(_("这条线索已经核对过，刷新后再看。"))
    suspicion.refresh_from_db()
    audit.record(
        "duplicate:judged",
        of=suspicion,
        by=by,
        after={"kind": suspicion.kind, "verdict": verdict},
        reason=suspicion.reason,
    )
    return suspicion


@transaction.atomic
def mend(*, suspicion: Suspicion, how: str, by: Staff, on: date) -> Suspicion:
    """Say how a wrong entry was put right, once; the township of the side that the judge named.

    Raises Http404 for anybody else's, and Refused where there is nothing to put right.
    """
    require(by, Permission.CASE_ENTER)
    rows = Suspicion.objects.of_either_side(by).filter(pk=suspicion.pk)
    if not rows.exists():
        raise Http404
    if not how.strip():
        raise Refused(_("写明怎样更正的。"))
    if not rows.to_mend_by(by).update(mended_how=how.strip(), mended_by=by, mended_on=on):
        raise Refused(_("这条不由本乡镇更正，或者已经更正，刷新后再看。"))
    suspicion.refresh_from_db()
    audit.record("duplicate:mended", of=suspicion, by=by, reason=suspicion.mended_how)
    return suspicion
