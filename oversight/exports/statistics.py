"""Statistical reports as lists: a place a row, a measure a column, and all places together beneath."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import ClassVar, Final

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import override

from applicants.exports.filtered import query_of
from applicants.exports.shapes import Asked, ListColumn, Row, Shape
from applicants.exports.writing import TOTAL
from dibao import clock
from dibao.display import with_note
from dibao.models.staff import Staff
from dibao.permissions import Permission
from dibao.sheets.writing import Kind
from oversight.forms.statistics import Question, question
from oversight.pages.aid_statistics import narrowed_words
from oversight.pages.statistics import UNITS, base_words, is_decimal
from oversight.statistics.engine import PlaceRow, level_of_rows, work_out
from oversight.statistics.measures import Asked as ReportAsked
from oversight.statistics.measures import Measure, Report
from oversight.statistics.periods import Period

# Of the address of a report: what period, which rows, of which agency and benefit, compared with which day.
_ASKED: Final = ("period", "by", "agency", "item", "base")


class StatisticsList(Shape):
    """A report as its page shows it; what its figures mean stands on the page and in its own workbook."""

    needs: ClassVar = frozenset({Permission.REPORT_VIEW})
    has_classes: ClassVar = False
    has_month: ClassVar = False
    report: ClassVar[Report]

    def filters_in(self, asked: Mapping[str, str], by: Staff) -> dict[str, str]:
        """What the address asks for as it was understood: the newest settled month where it names no period."""
        query = query_of({name: asked[name] for name in _ASKED if asked.get(name)})
        found = self._question(query, by, clock.today()).asked
        narrowed = {"agency": found.agency, "item": found.item, "base": found.base}
        kept = {name: str(value) for name, value in narrowed.items() if value is not None}
        return {"period": str(found.period), "by": query.get("by", "")[:20], **kept}

    def words_of(self, filters: Mapping[str, str], by: Staff) -> Sequence[str]:
        """Whoever reads it may be of a level that the report is not made for; so nothing is asked anew."""
        area, base = by.posting.area, filters.get("base")
        asked = ReportAsked(
            area,
            Period.parse(filters["period"]),
            level_of_rows(self.report, area),
            clock.today(),
            agency=int(filters["agency"]) if "agency" in filters else None,
            item=int(filters["item"]) if "item" in filters else None,
            base=date.fromisoformat(base) if base else None,
        )
        words = [asked.period.label, *map(str, narrowed_words(Question(self.report, asked)))]
        return [*words, base_words(asked)] if self.report.has_base else words

    def rows(self, asked: Asked) -> Iterator[Row]:
        query = query_of({**asked.filters, "area": asked.area.pk})
        result = work_out(self.report, self._question(query, asked.by, asked.on).asked)
        for place in result.places:
            yield self._row(place, place.area.name)
        yield self._row(result.total, TOTAL)

    def _row(self, place: PlaceRow, name: str) -> Row:
        return (name, *(place.figures[measure.key] for measure in self.report.measures))

    def _question(self, query: QueryDict, by: Staff, on: date) -> Question:
        return question(self.report, query, staff=by, on=on)


def key_of(report: Report) -> str:
    """The key of a report's list."""
    return f"report-{report.key}"


def of_report(report: Report) -> Shape:
    """The shape of one report."""
    # Headers are Chinese whoever asks.
    with override("zh-hans"):
        measured = tuple(map(_column, report.measures))

    told = report

    class OfReport(StatisticsList):
        key: ClassVar = key_of(told)
        title: ClassVar[str | Promise] = told.title
        columns: ClassVar = (ListColumn("place", "地区"), *measured)
        report: ClassVar = told

    return OfReport()


def _column(measure: Measure) -> ListColumn:
    header = str(with_note(measure.label, UNITS[measure.unit]))
    return ListColumn(measure.key, header, Kind.MONEY if is_decimal(measure) else Kind.COUNT)
