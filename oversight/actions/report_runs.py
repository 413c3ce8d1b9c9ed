"""Keeping a report as it was worked out, and working one out again."""

import json
from datetime import date

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from applicants.eligibility.canonical import JSON, digest
from applicants.models.policy import RuleSet, RuleSetStatus
from dibao import audit
from dibao.errors import Refused
from dibao.guards import require, require_area
from dibao.models.area import Area
from dibao.models.staff import Staff
from dibao.permissions import Permission
from oversight.models.report_run import ReportRun
from oversight.statistics.closing import open_months
from oversight.statistics.engine import Result, level_of_rows, work_out
from oversight.statistics.measures import Asked, Figures, Report
from oversight.statistics.periods import Period
from oversight.statistics.registry import report_of

# How far the register had come: the newest row of each thing that reports count, and which batches were settled.
_INPUTS = """
SELECT to_char(now() AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI:SS'),
       (SELECT max(id) FROM applicants_grant WHERE area_code >= %(low)s AND area_code < %(high)s),
       (SELECT max(id) FROM applicants_decision WHERE area_code >= %(low)s AND area_code < %(high)s),
       (SELECT coalesce(jsonb_object_agg(id, lines_hash), '{}'::jsonb) FROM payments_paymentbatch
        WHERE area_code >= %(low)s AND area_code < %(high)s AND status = 'settled'
          AND month BETWEEN %(january)s AND %(last)s)
"""


@transaction.atomic
def keep(
    *, report: Report, area: Area, period: Period, rows_by: str, by: Staff, on: date
) -> ReportRun:
    """Work a report out and keep every figure of it, with its rules and how far the register had come."""
    return _kept(report, area, period, rows_by, by, on, repeats=None)


@transaction.atomic
def repeat(*, run: ReportRun, by: Staff, on: date) -> ReportRun:
    """Work the same report out again, from the register of today; the new run names the one it repeats.

    Raises Refused where the report is no longer there.
    """
    report = report_of(run.report)
    if report is None:
        raise Refused(_("系统里已经没有这种报表，存档还可以看。"))
    return _kept(report, run.area, run.period, run.rows_by, by, on, repeats=run)


def _kept(
    report: Report,
    area: Area,
    period: Period,
    rows_by: str,
    by: Staff,
    on: date,
    repeats: ReportRun | None,
) -> ReportRun:
    require(by, Permission.REPORT_VIEW)
    require_area(by, area.code)
    if area.level not in report.levels:
        raise Refused(_("%(report)s在县、市两级出，乡镇没有。") % {"report": report.title})
    asked = Asked(area, period, level_of_rows(report, area, rows_by), on)
    figures = figures_as_text(work_out(report, asked))
    run = ReportRun.objects.create(
        area=area,
        report=report.key,
        first_month=period.first,
        last_month=period.last,
        rows_by=asked.by,
        made_by=by,
        made_on=on,
        rule_sets=rule_sets_of(area, period),
        inputs=_inputs(asked),
        not_closed=_open_in_chinese(report, asked),
        figures=figures,
        figures_hash=digest(figures),
        repeats=repeats,
    )
    event = "report:repeated" if repeats else "report:kept"
    audit.record(event, of=run, by=by, after={"report": report.key, "period": str(period)})
    return run


def _open_in_chinese(report: Report, asked: Asked) -> list[str]:
    """In the language of the records, whoever keeps the report."""
    with translation.override(settings.LANGUAGE_CODE):
        return [one.sentence for one in open_months(report, asked)]


def figures_as_text(result: Result) -> dict[str, JSON]:
    """Every figure by place and measure, as it is hashed and compared; the total stands under "total"."""
    rows = {place.area.pk: place.figures for place in result.places} | {
        "total": result.total.figures
    }
    return {code: _as_text(figures) for code, figures in rows.items()}


def _as_text(figures: Figures) -> JSON:
    return {key: "" if figure is None else str(figure) for key, figure in figures.items()}


def rule_sets_of(area: Area, period: Period) -> list[dict[str, str]]:
    """The rule sets in force in an area, above it or beneath, on some day of a period (one query)."""
    low, high = area.span
    above = (area.county_code, area.code[:4] + "00000000")
    found = RuleSet.objects.filter(
        Q(area__in=above) | Q(area__gte=low, area__lt=high),
        Q(last_day__isnull=True) | Q(last_day__gte=period.first_day),
        status=RuleSetStatus.ACTIVE,
        first_day__lte=period.last_day,
    ).order_by("first_day", "pk")
    return [{"id": str(one.pk), "name": one.name, "from": str(one.first_day)} for one in found]


def _inputs(asked: Asked) -> dict[str, object]:
    with connection.cursor() as cursor:
        cursor.execute(_INPUTS, asked.values)
        ((at, grant, decision, batches),) = cursor.fetchall()
    return {"at": at, "grant": grant, "decision": decision, "batches": json.loads(batches)}
