"""The report of an inspection: shares with their intervals, by item and by township, and every finding."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Self, TypedDict

from dibao.models.area import Area
from oversight.models.inspection import Inspection
from oversight.models.inspection_visit import ITEMS, InspectionAnswer, Verdict
from oversight.statistics.inspections import Share, StratumCount, placed_strata, strata_of
from oversight.workflow import VisitStatus


class KeptShare(TypedDict):
    """A share as JSON holds it."""

    held: int
    drawn: int
    told: int
    differ: int
    rate: float | None
    low: float | None
    high: float | None


class KeptFinding(TypedDict):
    """A finding as JSON holds it."""

    visit: int
    household: str
    head: str
    village: str
    item: str
    verdict: str
    found: str


class KeptReport(TypedDict):
    """A report as JSON holds it, with its shares and findings."""

    visited: int
    whole: KeptShare
    items: dict[str, KeptShare]
    townships: dict[str, KeptShare]
    findings: list[KeptFinding]


@dataclass(frozen=True)
class Finding:
    """One item of one family that did not agree: the visit, the family as its record named it, and what was found."""

    visit: int
    household: str
    head: str
    village: str
    item: str
    verdict: str
    found: str


@dataclass(frozen=True)
class InspectionReport:
    """What an inspection tells: families as a whole, each item, each township (by code), and the findings."""

    visited: int
    whole: Share
    items: Mapping[str, Share]
    townships: Mapping[str, Share]
    findings: tuple[Finding, ...]

    def as_json(self) -> dict[str, object]:
        """As the closed inspection keeps it: a `KeptReport`."""
        return asdict(self) | {"findings": [asdict(one) for one in self.findings]}

    @classmethod
    def of_json(cls, kept: KeptReport) -> Self:
        """A kept report again."""
        return cls(
            visited=kept["visited"],
            whole=Share(**kept["whole"]),
            items={item: Share(**share) for item, share in kept["items"].items()},
            townships={code: Share(**share) for code, share in kept["townships"].items()},
            findings=tuple(Finding(**one) for one in kept["findings"]),
        )


def report_of(inspection: Inspection) -> InspectionReport:
    """The report as it was closed, or as far as the visits are signed by now (fifteen statements at most)."""
    if inspection.report is not None:
        return InspectionReport.of_json(inspection.report)
    visits = inspection.visits.all()
    by_township: dict[str, list[StratumCount]] = defaultdict(list)
    for code, stratum in placed_strata(visits):
        by_township[code].append(stratum)
    return InspectionReport(
        visited=visits.filter(status=VisitStatus.SIGNED).count(),
        whole=Share.of(stratum for strata in by_township.values() for stratum in strata),
        items={item.value: Share.of(strata_of(visits, item)) for item in ITEMS},
        townships={code: Share.of(strata) for code, strata in sorted(by_township.items())},
        findings=_findings(inspection),
    )


def _findings(inspection: Inspection) -> tuple[Finding, ...]:
    rows = InspectionAnswer.objects.filter(
        visit__inspection=inspection, visit__status=VisitStatus.SIGNED
    ).exclude(verdict=Verdict.AGREES)
    villages = dict(Area.objects.filter(pk__in=rows.values("area")).values_list("pk", "path"))
    return tuple(
        Finding(
            visit=row.visit_id,
            household=str(row.visit.record["number"]),
            head=str(row.visit.record["head"]),
            village=villages[row.area_id],
            item=row.item,
            verdict=row.verdict,
            found=row.found,
        )
        for row in rows.select_related("visit").order_by("area_id", "visit_id", "pk")
    )
