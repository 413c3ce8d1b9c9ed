"""How long it takes to ask whether twelve months of books agree."""

from collections.abc import Sequence
from decimal import Decimal

from django.db import connections

from dibao import scope
from payments import ledgers
from payments.ledgers import Difference
from tests.benchmarks.figures import Control, Figure, timed
from tests.benchmarks.prefecture import County

# Closing a month takes lines away and changes others, so there is something to be found.
_TAKEN_AWAY = """
SELECT (SELECT count(*) FROM applicants_grant) * count(DISTINCT month) - count(*),
       (SELECT sum(total_amount) FROM applicants_grant) * count(DISTINCT month)
       - sum((SELECT g.total_amount FROM applicants_grant g WHERE g.id = l.grant_id))
FROM payments_paymentline l
"""


def figure(counties: Sequence[County], *, size: str) -> Figure:
    """Every check of every county over all months, with the households found missing beside those that are."""
    found: list[Difference] = []
    spent = timed(lambda: found.extend(_all_of(counties)))
    missing = [row for row in found if row.check == "household_without_line"]
    return Figure(
        name=f"check_ledgers_12_months_{size}_seconds",
        goal="value <= 15",
        value=spent.seconds,
        cpu_value=spent.cpu,
        control=Control(len(missing), sum((Decimal(row.left) for row in missing), Decimal(0))),
        floor_control=_taken_away(),
        note=f"{len(found)} differences found",
    )


def _all_of(counties: Sequence[County]) -> list[Difference]:
    found = []
    for county in counties:
        with scope.of_area(county.area):
            found += ledgers.check(county.area)
    return found


def _taken_away() -> Control:
    with connections["owner"].cursor() as cursor:
        cursor.execute(_TAKEN_AWAY)
        return Control(*cursor.fetchone())
