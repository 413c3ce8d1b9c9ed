"""What a county or the prefecture looks like today: cases on their way, re-checks to come, what the village said.

Readings only, each a statement at any size; money and persons come from `payments.charts`, places and who came and
went from the reports.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import connection
from django.db.models import Count, F

from applicants.lateness import Lateness
from applicants.models.case import Case
from applicants.models.policy import RuleSet
from applicants.rechecks import SCHEDULE, Value, schedule_values
from applicants.step_names import Step
from applicants.steps import with_steps
from dibao.models.area import Area
from dibao.models.holiday import Holiday
from dibao.values.months import BenefitMonth
from oversight.statistics.objections import said_and_answered

MONTHS: Final = 12
_DUE: Final = f"""
SELECT greatest(date_trunc('month', due_on), %(this_month)s)::date AS month,
       count(*) FILTER (WHERE due_on < %(on)s), count(*) FILTER (WHERE due_on >= %(on)s)
FROM ({SCHEDULE} SELECT due_on FROM listed WHERE due_on < %(until)s AND open_case IS NULL) s
GROUP BY 1
"""
_SAID: Final = f"""
SELECT m.month::date, count(*) FILTER (WHERE o.answered_on IS NOT NULL), count(*) FILTER (WHERE o.answered_on IS NULL)
FROM generate_series(%(first)s::date, %(last)s::date, '1 month') m (month)
JOIN ({said_and_answered()}) o ON date_trunc('month', o.lodged_on) = m.month
WHERE o.area_code >= %(low)s AND o.area_code < %(high)s
GROUP BY 1
"""


@dataclass(frozen=True)
class Waiting:
    """Open cases that wait for one step: over their limit, on its last day, and all others."""

    step: Step
    late: int
    today: int
    others: int


def cases_by_step(area: Area, *, on: date) -> list[Waiting]:
    """How many open cases of an area wait for each step, by the days left (three queries)."""
    cases = with_steps(Case.objects.within(area).open(), on=on)
    rule_sets = RuleSet.objects.filter(pk__in=Case.objects.within(area).open().values("rule_set"))
    near = Lateness.of(rule_sets, Holiday.objects.calendar(), on=on)
    rows = (
        cases.order_by()
        .values(waits_for=F("step"))
        .annotate(
            late=Count("pk", filter=near.late),
            today=Count("pk", filter=near.today),
            in_all=Count("pk"),
        )
    )
    found = {row["waits_for"]: row for row in rows}
    return [
        Waiting(step, row["late"], row["today"], row["in_all"] - row["late"] - row["today"])
        for step in Step
        if (row := found.get(step))
    ]


def rechecks_by_month(area: Area, *, on: date) -> list[tuple[BenefitMonth, int, int]]:
    """Families to be looked at, overdue and due, in this month and the five after it; nobody who is looked at now.

    Who is overdue stands in this month (two queries).
    """
    this_month = BenefitMonth.of(on)
    last = this_month.plus(MONTHS // 2 - 1)
    values: dict[str, Value] = {
        **schedule_values(area, on, until=last.last_day),
        "this_month": this_month.first_day,
        "until": last.next().first_day,
    }
    with connection.cursor() as cursor:
        cursor.execute(_DUE, values)
        found = {BenefitMonth.of(month): (late, due) for month, late, due in cursor.fetchall()}
    return [(one, *found.get(one, (0, 0))) for one in BenefitMonth.range(this_month, last)]


def objections_by_month(area: Area, *, on: date) -> list[tuple[BenefitMonth, int, int]]:
    """What was said in each of twelve months, answered by now and not (one query)."""
    last = BenefitMonth.of(on)
    first = last.plus(1 - MONTHS)
    low, high = area.span
    asked: dict[str, Value] = {
        "first": first.first_day,
        "last": last.first_day,
        "low": low,
        "high": high,
    }
    with connection.cursor() as cursor:
        cursor.execute(_SAID, asked)
        found = {BenefitMonth.of(month): (done, left) for month, done, left in cursor.fetchall()}
    return [(one, *found.get(one, (0, 0))) for one in BenefitMonth.range(first, last)]
