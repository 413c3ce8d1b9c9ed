"""Shares that a stratified sample tells of the whole, each with its interval and the numbers it rests on."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt
from typing import Final, Self

from django.db.models import Count, Q

from oversight.models.inspection_list import InspectionStratum
from oversight.models.inspection_visit import InspectionVisitQuerySet, Verdict
from oversight.workflow import VisitStatus

# Intervals are at 95 per cent, whatever the size of the sample was planned for.
_SIGMA: Final = 1.96


@dataclass(frozen=True)
class StratumCount:
    """One stratum: how many families it holds, how many were drawn, and of these how many differed or agreed."""

    held: int
    drawn: int
    differ: int
    agree: int

    @property
    def told(self) -> int:
        """Families of which something could be told."""
        return self.differ + self.agree


@dataclass(frozen=True)
class Share:
    """What share of all families differs: `told` families say it, `low` and `high` bound it at 95 per cent.

    Fractions of one; nothing where no family could be verified.
    """

    held: int
    drawn: int
    told: int
    differ: int
    rate: float | None
    low: float | None
    high: float | None

    @classmethod
    def of(cls, strata: Iterable[StratumCount]) -> Self:
        """Weighted by stratum, with Wilson's interval over the sample's effective size.

        A stratum of which nothing could be told stands for nothing, and the others for the whole. Unequal weights cost
        precision (Kish: the square of the sum over the sum of squares); a sample that is a good part of the whole
        gains some (the finite population's correction), and a whole leaves no doubt.
        """
        counted = list(strata)
        told = [one for one in counted if one.told]
        held, drawn = sum(one.held for one in counted), sum(one.drawn for one in counted)
        n, differ = sum(one.told for one in told), sum(one.differ for one in told)
        if not told:
            return cls(held, drawn, 0, 0, None, None, None)
        weighed = sum(one.held for one in told)
        rate = sum(one.held * one.differ / one.told for one in told) / weighed
        squares = sum(one.held**2 / one.told for one in told)
        effective = weighed**2 / squares
        if n >= weighed:
            return cls(held, drawn, n, differ, rate, rate, rate)
        low, high = wilson(rate, effective * (weighed - 1) / (weighed - n))
        return cls(held, drawn, n, differ, rate, low, high)


def wilson(rate: float, n: float) -> tuple[float, float]:
    """Wilson's interval of a share found in `n` (which need not be whole) at 95 per cent.

    >>> [round(bound, 4) for bound in wilson(0.1, 50)]
    [0.0435, 0.2136]
    """
    square = _SIGMA**2 / n
    middle = (rate + square / 2) / (1 + square)
    half = _SIGMA * sqrt(rate * (1 - rate) / n + square / (4 * n)) / (1 + square)
    return max(0.0, middle - half), min(1.0, middle + half)


def strata_of(visits: InspectionVisitQuerySet, item: str = "") -> list[StratumCount]:
    """The strata that visits were drawn from, with what the signed ones say of a family, or of one item of it (two
    statements)."""
    return [one for _area, one in placed_strata(visits, item)]


def placed_strata(
    visits: InspectionVisitQuerySet, item: str = ""
) -> list[tuple[str, StratumCount]]:
    """The same, each with the code of its township."""
    asked = Q(answers__item=item) if item else Q()
    signed = Q(status=VisitStatus.SIGNED)
    rows = visits.annotate(
        differing=Count("answers", filter=signed & asked & Q(answers__verdict=Verdict.DIFFERS)),
        agreeing=Count("answers", filter=signed & asked & Q(answers__verdict=Verdict.AGREES)),
    ).values_list("inspection_id", "subject__stratum", "differing", "agreeing")
    found: dict[tuple[int, int], list[tuple[bool, bool]]] = defaultdict(list)
    for inspection, stratum, differing, agreeing in rows.order_by():
        found[inspection, stratum].append((differing > 0, differing == 0 and agreeing > 0))
    strata = InspectionStratum.objects.filter(inspection__in={key[0] for key in found})
    return [
        (
            stratum.area_id,
            StratumCount(
                held=stratum.household_count,
                drawn=len(told),
                differ=sum(differs for differs, _agrees in told),
                agree=sum(agrees for _differs, agrees in told),
            ),
        )
        for stratum in strata.order_by("inspection", "number")
        if (told := found.get((stratum.inspection_id, stratum.number)))
    ]
