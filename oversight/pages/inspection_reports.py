"""The report of an inspection in rows of words, and the families of a route sheet village by village."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from dibao.models.area import Area
from dibao.tables import Cell, Column, Row, Table, Words
from oversight.inspection_reports import InspectionReport
from oversight.models.inspection_visit import ITEMS, InspectedItem, InspectionVisit, Verdict
from oversight.pages.inspection_visits import ItemBlock, benefit_of, blocks_of
from oversight.pages.stand_ins import Notes
from oversight.statistics.inspections import Share


def share_table(report: InspectionReport) -> Table:
    """Families and items: how many were looked at, could be told of and differ, and what that says of the whole."""
    rows = [(_now("任一项不一致的家庭"), report.whole)]
    rows += [(str(InspectedItem(item).label), share) for item, share in _in_order(report)]
    return _shares(_("检查结果"), _("项目"), rows)


def _in_order(report: InspectionReport) -> list[tuple[str, Share]]:
    """The items as a visit asks them: a kept report has lost the order."""
    return [(item.value, report.items[item.value]) for item in ITEMS]


def township_table(report: InspectionReport) -> Table:
    """The same of families, by township (one query)."""
    names = dict(Area.objects.filter(pk__in=report.townships).values_list("pk", "path"))
    rows = [(names[code], share) for code, share in report.townships.items()]
    return _shares(_("分乡镇"), _("乡镇"), rows)


def _shares(caption: Words, first: Words, rows: Sequence[tuple[str, Share]]) -> Table:
    return Table(
        caption=caption,
        columns=[
            Column(first),
            Column(_("名单户数"), "number"),
            Column(_("抽查户数"), "number"),
            Column(_("核实户数"), "number"),
            Column(_("不一致户数"), "number"),
            Column(_("推算比例"), "number"),
            Column(_("95%区间"), "number"),
        ],
        rows=[
            Row.of(
                label,
                share.held,
                share.drawn,
                share.told,
                share.differ,
                rate_of(share),
                span_of(share),
            )
            for label, share in rows
        ],
    )


def rate_of(share: Share) -> str:
    """The share in per cent, with one place."""
    return "" if share.rate is None else f"{share.rate * 100:.1f}%"


def span_of(share: Share) -> str:
    """The bounds of the share in per cent."""
    if share.low is None or share.high is None:
        return ""
    return f"{share.low * 100:.1f}%–{share.high * 100:.1f}%"


def finding_table(report: InspectionReport) -> Table:
    """Every item that did not agree."""
    return Table(
        caption=_("发现的问题"),
        columns=[
            Column(_("户主")),
            Column(_("村")),
            Column(_("项目")),
            Column(_("核对结果")),
            Column(_("实际情况")),
        ],
        rows=[
            Row.of(
                Cell(one.head, note=one.household),
                one.village,
                InspectedItem(one.item).label,
                Verdict(one.verdict).label,
                one.found,
            )
            for one in report.findings
        ],
        empty=_("查过的家庭各项都一致。"),
    )


@dataclass(frozen=True)
class Stop:
    """One family of a route: what a sheet says of it, and where its page is."""

    visit: InspectionVisit
    benefit: str
    blocks: list[ItemBlock]
    address: str
    notes: list[str]


@dataclass(frozen=True)
class Route:
    """One village's families."""

    village: Area
    stops: list[Stop]


def routes_of(
    visits: Sequence[InspectionVisit], addresses: Sequence[str], notes: Notes
) -> list[Route]:
    """The families by village, in the order of the list, with who stands in for whom."""
    routes: list[Route] = []
    for visit, address in zip(visits, addresses, strict=True):
        if not routes or routes[-1].village != visit.area:
            routes.append(Route(visit.area, []))
        stop = Stop(
            visit,
            benefit_of(visit.record),
            blocks_of(visit, [], None),
            address,
            notes.get(visit.pk, []),
        )
        routes[-1].stops.append(stop)
    return routes
