"""Comparing a county's books every night, and keeping what was found."""

from dataclasses import asdict

from dibao.models.area import Area
from payments import ledgers
from payments.ledgers import Difference
from payments.models.comparison import LedgerComparison

_KEPT = 100


def compare(county: Area) -> LedgerComparison:
    """Compare all months of a county, in a scope that sees it; nobody asks for it but the clock."""
    found = ledgers.check(county)
    return LedgerComparison.objects.create(
        area=county,
        month_count=len(ledgers.months_of(county)),
        difference_count=len(found),
        differences=[_as_facts(one) for one in found[:_KEPT]],
    )


def _as_facts(one: Difference) -> dict[str, str]:
    return {name: str(value) for name, value in asdict(one).items()}
