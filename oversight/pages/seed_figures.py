"""The twenty-six printed figures as a table: printed, ours, the difference, and why. No queries."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from applicants.models.policy import RuleSet
from dibao.guards import allows
from dibao.models.staff import Staff
from dibao.permissions import Permission as P
from dibao.tables import Cell, Column, Row, Table
from oversight.statistics.registry import report_of
from oversight.statistics.seed_lines import MONTH, SeedFigure


def seed_table(lines: Sequence[SeedFigure], rule_set: RuleSet | None, staff: Staff) -> Table:
    """One row for each figure; ours leads to its rows, or to the page where it is set."""
    return Table(
        caption=_("2008年总结的26个数"),
        columns=[
            Column(_("序号")),
            Column(_("项目")),
            Column(_("报告印的")),
            Column(_("本系统"), "number"),
            Column(_("差"), "number"),
            Column(_("说明")),
        ],
        rows=[
            Row.of(
                line.number,
                line.item,
                line.printed,
                Cell(line.ours, _url(line, rule_set, staff)),
                line.difference,
                line.remark,
            )
            for line in lines
        ],
    )


def _url(line: SeedFigure, rule_set: RuleSet | None, staff: Staff) -> str:
    key, what = line.opens
    if key:
        return _report_url(key, what, line, staff)
    if what == "rule_set" and rule_set and allows(staff, P.WHAT_IF_RUN):
        return reverse("applicants:rule_set", args=[rule_set.pk])
    if what == "funds":
        return f"{reverse('payments:funds')}?{urlencode({'year': MONTH.year})}"
    if what == "areas" and allows(staff, P.AREA_MANAGE):
        return reverse("admin:dibao_area_changelist")
    return ""


def _report_url(key: str, measure: str, line: SeedFigure, staff: Staff) -> str:
    """The rows of a measure, for who may read them; else the report."""
    report = report_of(key)
    asked = {"period": line.period} | ({"item": str(line.benefit)} if line.benefit else {})
    if report is None:
        return ""
    if measure and allows(staff, report.reads):
        address = reverse("oversight:statistics_rows", args=[key])
        return f"{address}?{urlencode(asked | {'measure': measure})}"
    return f"{reverse('oversight:statistics_report', args=[key])}?{urlencode(asked)}"
