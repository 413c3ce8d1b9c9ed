"""Who stands in for whom, as a line beside a family's pair and as a table of the report."""

from collections import defaultdict
from collections.abc import Mapping

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from dibao.display import day_text
from dibao.tables import Cell, Column, Row, Table
from oversight.models.inspection import Inspection

Notes = Mapping[int, list[str]]


def notes_of(inspection: Inspection) -> Notes:
    """By visit, in order, who could not go, who goes instead and why (two queries)."""
    names = _names(inspection)
    notes: dict[int, list[str]] = defaultdict(list)
    for row in inspection.stand_ins.all():
        told = _now("原抽中%(away)s，%(why)s由%(comes)s顶替（%(day)s）") % {
            "away": names[row.away],
            "why": row.told,
            "comes": names[row.comes],
            "day": day_text(row.decided_on),
        }
        notes[row.visit_id].append(told)
    return notes


def stand_in_table(inspection: Inspection) -> Table:
    """Every inspector who was replaced, family by family (three queries)."""
    names = _names(inspection)
    return Table(
        caption=_("检查人员顶替"),
        columns=[
            Column(_("户主")),
            Column(_("村")),
            Column(_("原抽中的检查人员")),
            Column(_("顶替的检查人员")),
            Column(_("换人原因")),
            Column(_("换人日期"), "date"),
        ],
        rows=[
            Row.of(
                Cell(str(row.visit.record["head"]), note=row.key),
                str(row.area),
                names[row.away],
                names[row.comes],
                row.told,
                row.decided_on,
            )
            for row in inspection.stand_ins.select_related("visit", "area")
        ],
        empty=_("抽中的检查人员都没有换。"),
    )


def _names(inspection: Inspection) -> dict[int, str]:
    return dict(inspection.inspectors.values_list("number", "staff__name"))
