"""Who stood in for whom, as everybody may read it: numbers, keys, and a reason that names no illness."""

from datetime import date
from typing import NamedTuple

from django.db import connection
from django_stubs_ext import StrPromise

from oversight.models.inspection import Inspection
from oversight.models.stand_in import AwayFor


class ToldStandIn(NamedTuple):
    """One inspector replaced at one family."""

    key: str
    away: int
    comes: int
    reason: str
    decided_on: date

    @property
    def told(self) -> StrPromise:
        return AwayFor(self.reason).told


def told_of(inspection: Inspection) -> list[ToldStandIn]:
    """All of an inspection in their order (one query); the public context sees no more of the rows than this."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM stand_ins_told(%s)", [inspection.pk])
        return list(map(ToldStandIn._make, cursor.fetchall()))
