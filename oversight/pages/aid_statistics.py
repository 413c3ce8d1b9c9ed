"""A report of help by agency and by benefit: figures that open their rows, as those of places do."""

from collections.abc import Sequence

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from applicants.models.aid import AidItem
from applicants.referral_words import agency_name, item_name, unit_of
from dibao.guards import allows
from dibao.models.agency import Agency
from dibao.models.staff import Staff
from dibao.tables import Cell, Column, Row, Table
from oversight.forms.statistics import Question
from oversight.pages.statistics import caption_of, column_of, rows_url
from oversight.statistics.engine import AidRow, by_aid
from oversight.statistics.measures import Measure, Quantity, Words


def aid_tables(chosen: Question, staff: Staff) -> list[Table]:
    """One table by agency and one by benefit (two queries, and those of the report itself)."""
    rows = by_aid(chosen.report, chosen.asked)
    items = list(AidItem.objects.select_related("agency"))
    by_key = {(one.agency, one.item): one for one in rows}
    agencies = list(dict.fromkeys(item.agency for item in items))
    return [
        _agency_table(chosen, staff, agencies, by_key),
        _item_table(chosen, staff, items, by_key),
    ]


Found = dict[tuple[int, int | None], AidRow]


def _agency_table(
    chosen: Question, staff: Staff, agencies: Sequence[Agency], found: Found
) -> Table:
    """Quantities of several benefits do not add up, so an agency has none."""
    measures = [one for one in chosen.report.measures if not isinstance(one, Quantity)]
    return Table(
        caption=_now("%(what)s，按单位") % {"what": caption_of(chosen)},
        columns=[Column(_("单位")), *map(column_of, measures)],
        rows=[
            Row.of(agency_name(one), *_cells(chosen, staff, measures, row, agency=one.pk))
            for one in agencies
            if (row := found.get((one.pk, None)))
        ],
        empty=_("没有可统计的。"),
    )


def _item_table(chosen: Question, staff: Staff, items: Sequence[AidItem], found: Found) -> Table:
    measures = chosen.report.measures
    has_unit = any(isinstance(one, Quantity) for one in measures)
    return Table(
        caption=_now("%(what)s，按项目") % {"what": caption_of(chosen)},
        columns=[
            Column(_("项目")),
            Column(_("单位")),
            *([Column(_("计量单位"))] if has_unit else []),
            *map(column_of, measures),
        ],
        rows=[
            Row.of(
                item_name(one),
                agency_name(one.agency),
                *([unit_of(one)] if has_unit else []),
                *_cells(chosen, staff, measures, row, item=one.pk),
            )
            for one in items
            if (row := found.get((one.agency_id, one.pk)))
        ],
        empty=_("没有可统计的。"),
    )


def _cells(
    chosen: Question, staff: Staff, measures: Sequence[Measure], row: AidRow, **narrowed: int
) -> list[Cell]:
    may_read = allows(staff, chosen.report.reads)
    asked = {name: str(key) for name, key in narrowed.items()}
    place = chosen.asked.area
    return [
        Cell(
            row.figures[one.key],
            rows_url(chosen, one, place, **asked)
            if may_read and one.opens and row.figures[one.key]
            else "",
        )
        for one in measures
    ]


def narrowed_words(chosen: Question) -> Sequence[Words]:
    """Whose figures these are, where they are not all: an agency, a benefit (a query each)."""
    asked = chosen.asked
    agency = Agency.objects.filter(pk=asked.agency).first() if asked.agency else None
    item = AidItem.objects.filter(pk=asked.item).first() if asked.item else None
    return [
        *([agency_name(agency)] if agency else []),
        *([item_name(item)] if item else []),
    ]
