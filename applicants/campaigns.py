"""What a campaign would send, township by township, before anybody presses the button."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection

from applicants import aid_candidates
from applicants.models.aid import AidTerms
from dibao.models.area import Area

_BY_TOWNSHIP = """
SELECT left(c.area_code, 9) || '000', count(*), count(*) FILTER (WHERE c.has_consent)
FROM ({candidates}) c GROUP BY 1 ORDER BY 1
"""


@dataclass(frozen=True)
class Sending:
    """How many of a place may get a benefit, how many of them consented, and yuan at most for those who did."""

    candidates: int
    consenting: int
    money: Decimal | None

    @property
    def without_consent(self) -> int:
        return self.candidates - self.consenting


@dataclass(frozen=True)
class Preview:
    """A campaign by township, and in all."""

    townships: Sequence[tuple[Area, Sending]]
    total: Sending


def preview_of(terms: AidTerms, area: Area, *, on: date) -> Preview:
    """What sending a benefit to everybody of an area who consented would come to (two statements)."""
    statement = aid_candidates.statement_of(terms, area, on=on)
    with connection.cursor() as cursor:
        cursor.execute(_BY_TOWNSHIP.format(candidates=statement.text), statement.values)
        counted = {code: (every, ready) for code, every, ready in cursor.fetchall()}
    cap = terms.as_rule().cap
    areas = Area.objects.filter(pk__in=counted).order_by("pk")
    townships = [(one, _sending(counted[one.pk], cap)) for one in areas]
    total = tuple(sum(numbers) for numbers in zip((0, 0), *counted.values(), strict=True))
    return Preview(townships, _sending((total[0], total[1]), cap))


def _sending(counted: tuple[int, int], cap: Decimal | None) -> Sending:
    candidates, consenting = counted
    return Sending(candidates, consenting, None if cap is None else cap * consenting)
