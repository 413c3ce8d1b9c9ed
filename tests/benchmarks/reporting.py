"""How long every report takes over twenty-four months of a prefecture."""

from decimal import Decimal

from django.db import connections

from dibao import scope
from dibao.models.area import Area
from dibao.values.months import BenefitMonth
from oversight.statistics.engine import Result, level_of_rows, work_out
from oversight.statistics.measures import Asked
from oversight.statistics.periods import Period
from oversight.statistics.registry import REPORTS
from tests.benchmarks.figures import Control, Figure, timed

# What is in benefit in each month, and what was paid of it, counted past all security.
_COUNTED = """
SELECT (SELECT sum(g.covered_count) FROM unnest(%(months)s::date[]) m (month) JOIN applicants_grant g
            ON g.first_month <= m.month AND (g.last_month IS NULL OR g.last_month >= m.month)),
       (SELECT sum(l.amount) FROM payments_paymentline l JOIN payments_paymentbatch b ON b.id = l.batch_id
        WHERE l.status = 'paid' AND b.month = ANY(%(months)s))
"""
MONTHS = 24


def figure(prefecture: Area, last: BenefitMonth, *, size: str) -> Figure:
    """All monthly reports of two years of months by county, one after the other, with their ties."""
    months = list(BenefitMonth.range(last.plus(1 - MONTHS), last))
    found: list[Result] = []
    spent = timed(lambda: found.extend(_all_of(prefecture, months)))
    totals = {(one.report.key, one.asked.period.first): one.total.figures for one in found}
    persons = sum(int(totals["caseload", month]["persons"] or 0) for month in months)
    paid = sum((Decimal(totals["spending", month]["spent"] or 0) for month in months), Decimal(0))
    return Figure(
        name=f"monthly_reports_24_months_{size}_seconds",
        goal="value <= 20",
        value=spent.seconds,
        cpu_value=spent.cpu,
        control=Control(persons, paid),
        floor_control=_counted(months),
        note=f"{len(found)} reports of {len(REPORTS)} kinds",
    )


def _all_of(prefecture: Area, months: list[BenefitMonth]) -> list[Result]:
    found = []
    with scope.of_area(prefecture):
        for month in months:
            for report in REPORTS:
                by = level_of_rows(report, prefecture)
                asked = Asked(prefecture, Period.month(month), by, month.next().first_day)
                found.append(work_out(report, asked))
                report.ties(asked)
    return found


def _counted(months: list[BenefitMonth]) -> Control:
    with connections["owner"].cursor() as cursor:
        cursor.execute(_COUNTED, {"months": [month.first_day for month in months]})
        return Control(*cursor.fetchone())
