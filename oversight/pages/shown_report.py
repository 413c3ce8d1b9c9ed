"""A report worked out once, as its page, its workbook and its JSON show it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Self

from django.utils.translation import gettext as _

from dibao import charts
from dibao.display import day_text, listed, with_label, with_note
from dibao.models.staff import Staff
from dibao.sheets.writing import Kind, OutColumn, Sheet, lines_of
from dibao.tables import Table
from oversight.actions.report_runs import rule_sets_of
from oversight.exports.statistics import key_of
from oversight.forms.statistics import Question
from oversight.pages.aid_statistics import aid_tables, narrowed_words
from oversight.pages.statistics import (
    base_words,
    definitions,
    figure_table,
    pictures,
    source_text,
    tie_table,
    ties_sentence,
    written_figure,
)
from oversight.statistics.closing import OpenMonth, open_months
from oversight.statistics.engine import Result, work_out
from oversight.statistics.measures import Asked, Figure, Report, Tie, Words
from payments.pages.sheets import sheet_of


@dataclass(frozen=True)
class Beside:
    """What is said beside the figures: which months are not closed, what they are held against, and by which rules."""

    not_closed: Sequence[OpenMonth]
    ties: Sequence[Tie]
    rule_sets: Sequence[Mapping[str, str]]

    @property
    def is_tied(self) -> bool:
        return all(tie.holds for tie in self.ties)


@dataclass(frozen=True)
class Shown:
    """One report as its page, workbook and JSON show it, worked out once."""

    chosen: Question
    result: Result
    beside: Beside
    table: Table
    # Of what agencies gave: by agency, and by benefit.
    aid: Sequence[Table]
    of_whom: Sequence[Words]

    @classmethod
    def of(cls, chosen: Question, staff: Staff) -> Self:
        """Everything that is asked of the database for it (about ten statements)."""
        report, asked = chosen.report, chosen.asked
        result = work_out(report, asked)
        beside = Beside(
            open_months(report, asked),
            report.ties(asked),
            rule_sets_of(asked.area, asked.period),
        )
        return cls(
            chosen,
            result,
            beside,
            figure_table(result, chosen, staff),
            aid_tables(chosen, staff) if report.is_of_aid else [],
            narrowed_words(chosen),
        )

    @property
    def report(self) -> Report:
        return self.chosen.report

    @property
    def asked(self) -> Asked:
        return self.chosen.asked

    @property
    def query(self) -> str:
        return self.chosen.query()

    @property
    def export_key(self) -> str:
        """The list as which it goes out by a job."""
        return key_of(self.report)

    @property
    def pictures(self) -> list[charts.Chart]:
        return pictures(self.result, self.chosen)

    @property
    def ties_sentence(self) -> str:
        return ties_sentence(self.beside.ties)

    @property
    def tie_table(self) -> Table:
        return tie_table(self.beside.ties)

    @property
    def definitions(self) -> list[tuple[str, str]]:
        return definitions(self.report)

    @property
    def base(self) -> str:
        """The day that it compares with, in words; nothing where it compares with none."""
        return base_words(self.asked) if self.report.has_base else ""

    @property
    def sheets(self) -> list[Sheet]:
        """The printed shape, and of help one more for each way of counting it."""
        first = workbook_sheet(self.table, self.report, self.chosen, self.beside, self.of_whom)
        return [first, *(sheet_of(table, [str(table.caption)]) for table in self.aid)]

    @property
    def facts(self) -> dict[str, object]:
        return facts(self.result, self.beside)

    @property
    def file_name(self) -> str:
        return f"{self.report.key}-{self.asked.area.pk}-{self.asked.period}"


def workbook_sheet(
    table: Table, report: Report, chosen: Question, beside: Beside, of_whom: Sequence[Words] = ()
) -> Sheet:
    """The printed shape: title, unit that fills in, units and date on top; definitions and signatures beneath."""
    asked = chosen.asked
    kinds = {"number": Kind.COUNT, "money": Kind.MONEY}
    rows = [*table.rows, *([table.total] if table.total else [])]
    columns = [
        OutColumn(str(c.label), kinds.get(c.kind, Kind.TEXT), 12 if c.kind in kinds else 14)
        for c in table.columns
    ]
    said = {"unit": asked.area, "on": day_text(asked.on)}
    return Sheet(
        title=str(report.title),
        columns=columns,
        header_lines=lines_of(columns),
        rows=[[_cell_value(cell.value) for cell in row.cells] for row in rows],
        heading=[
            with_note(f"{asked.area.name}{report.title}", asked.period.label),
            *([listed(of_whom)] if of_whom else []),
            *([base_words(asked)] if report.has_base else []),
            _("填表单位：%(unit)s　　单位：户、人、元　　填表日期：%(on)s") % said,
            *(_("未结清：%(sentence)s") % {"sentence": one.sentence} for one in beside.not_closed),
        ],
        footing=[
            *(with_label(label, meaning) for label, meaning in definitions(report)),
            *map(str, report.notes),
            with_label(_("适用规则"), listed(one["name"] for one in beside.rule_sets)),
            *([with_label(_("勾稽"), ties_sentence(beside.ties))] if beside.ties else []),
            *(
                with_note(
                    f"{tie.place} {tie.period} {tie.what} {written_figure(tie.ours)} ≠ {written_figure(tie.theirs)}",
                    source_text(tie),
                )
                for tie in beside.ties
                if not tie.holds
            ),
            "",
            _(
                "单位负责人：　　　　　　统计负责人：　　　　　　填表人：　　　　　　报出日期：　　　年　　月　　日"
            ),
        ],
    )


def _cell_value(value: object) -> object:
    return value if isinstance(value, int | Decimal) or value is None else str(value)


def facts(result: Result, beside: Beside) -> dict[str, object]:
    """The report as plain words and numbers, figures of money as text, for JSON."""
    report, asked = result.report, result.asked
    return {
        "report": report.key,
        "title": str(report.title),
        "area": asked.area.pk,
        "area_name": asked.area.name,
        "period": str(asked.period),
        "rows_by": asked.by.value,
        "agency": asked.agency,
        "item": asked.item,
        "base": asked.base_day.isoformat() if report.has_base else None,
        "made_on": asked.on.isoformat(),
        "is_closed": not beside.not_closed,
        "not_closed": [{"month": str(one.month), "why": one.sentence} for one in beside.not_closed],
        "rule_sets": list(beside.rule_sets),
        "measures": [
            {"key": m.key, "label": str(m.label), "unit": m.unit.value, "meaning": str(m.meaning)}
            for m in report.measures
        ],
        "places": [
            {"area": place.area.pk, "name": place.area.name, "figures": _json(place.figures)}
            for place in result.places
        ],
        "total": _json(result.total.figures),
        "ties": [
            {
                "what": str(tie.what),
                "place": tie.place,
                "period": tie.period,
                "ours": _json_value(tie.ours),
                "theirs": _json_value(tie.theirs),
                "batch": tie.batch,
                "holds": tie.holds,
            }
            for tie in beside.ties
        ],
    }


def _json(figures: Mapping[str, Figure]) -> dict[str, object]:
    return {key: _json_value(figure) for key, figure in figures.items()}


def _json_value(figure: Figure) -> object:
    return str(figure) if isinstance(figure, Decimal) else figure
