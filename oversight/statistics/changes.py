"""Who came and who went, who gets more and who less: one month beside the month before, added up over the period.

New is who is first approved and not a continuation; a family that moves, splits or merges goes on elsewhere, and is
neither new nor stopped. Only grants that begin or end are looked at, never everybody twice. The overview's months
count the same rows by the same measures.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dibao.models.area import Area
from dibao.permissions import Permission as P
from dibao.values.months import BenefitMonth
from oversight.statistics.listings import GRANTS
from oversight.statistics.measures import Asked, Measure, Report, Tie, Unit, Value

_COLUMNS: Final = "g.area_code, g.household_id, g.benefit_class, g.covered_count"
_HERE: Final = "g.area_code >= %(low)s AND g.area_code < %(high)s"
# `month` is the first of the new state: who stopped in July was paid in June for the last time.
# A grant of a grace month that was not needed ends before it begins, and covers nothing. Who moves to another county is
# decided on there, where whoever asks may not look: a decision that is not seen here ended nothing but a stay.
_ROWS: Final = f"""
SELECT g.id * 4 AS row_key, {_COLUMNS}, g.first_month, g.first_month AS month,
       CASE WHEN b.id IS NULL THEN CASE d.outcome WHEN 'transfer' THEN 'moved_in' ELSE 'new' END
            WHEN g.total_amount > b.total_amount THEN 'more'
            WHEN g.total_amount < b.total_amount THEN 'less' ELSE 'same' END AS change,
       abs(g.total_amount - coalesce(b.total_amount, 0)) AS amount
FROM applicants_grant g JOIN applicants_decision d ON d.id = g.decision_id
LEFT JOIN applicants_grant b ON b.household_id = g.household_id AND b.last_month >= b.first_month
    AND b.last_month = (g.first_month - interval '1 month')::date AND b.area_code >= %(low)s AND b.area_code < %(high)s
WHERE {_HERE} AND g.first_month BETWEEN %(first)s AND %(last)s
  AND (g.last_month IS NULL OR g.last_month >= g.first_month)
UNION ALL
SELECT g.id * 4 + 1, {_COLUMNS}, g.first_month, (g.last_month + interval '1 month')::date,
       CASE WHEN d.outcome = 'transfer' OR d.id IS NULL AND g.ended_by_id IS NOT NULL THEN 'moved_out'
            ELSE 'stopped' END, g.total_amount
FROM applicants_grant g LEFT JOIN applicants_decision d ON d.id = g.ended_by_id
WHERE {_HERE} AND g.last_month >= %(before)s AND g.last_month < %(last)s AND g.last_month >= g.first_month
  AND NOT EXISTS (
    SELECT FROM applicants_grant n WHERE n.household_id = g.household_id
      AND n.first_month = (g.last_month + interval '1 month')::date
      AND (n.last_month IS NULL OR n.last_month >= n.first_month))
UNION ALL
SELECT g.id * 4 + 2, {_COLUMNS}, g.first_month, NULL, 'opening', g.total_amount
FROM applicants_grant g
WHERE {_HERE} AND g.first_month <= %(before)s AND (g.last_month IS NULL OR g.last_month >= %(before)s)
UNION ALL
SELECT g.id * 4 + 3, {_COLUMNS}, g.first_month, NULL, 'closing', g.total_amount
FROM applicants_grant g
WHERE {_HERE} AND g.first_month <= %(last)s AND (g.last_month IS NULL OR g.last_month >= %(last)s)
"""

_TIES: Final = f"""
SELECT coalesce(sum(CASE WHEN change IN ('opening', 'new', 'moved_in') THEN 1
                         WHEN change IN ('stopped', 'moved_out') THEN -1 ELSE 0 END), 0),
       count(*) FILTER (WHERE change = 'closing')
FROM ({_ROWS}) r
"""


def _three(
    change: str,
    labels: tuple[Promise, Promise, Promise],
    meaning: Promise,
    persons: Promise,
    amount: Promise,
) -> tuple[Measure, Measure, Measure]:
    """Households, persons and yuan of one kind of change."""
    where = f"change = '{change}'"
    return (
        Measure(f"{change}_households", labels[0], Unit.HOUSEHOLDS, meaning, where=where),
        Measure(f"{change}_persons", labels[1], Unit.PERSONS, persons, "sum(covered_count)", where),
        Measure(f"{change}_amount", labels[2], Unit.YUAN, amount, "sum(amount)", where),
    )


def _count(change: str, label: Promise, meaning: Promise) -> Measure:
    return Measure(
        f"{change}_households", label, Unit.HOUSEHOLDS, meaning, where=f"change = '{change}'"
    )


class Flow(NamedTuple):
    """Households that came and households that went in one month."""

    new: int = 0
    stopped: int = 0


def flow_by_month(area: Area, months: Sequence[BenefitMonth]) -> dict[BenefitMonth, Flow]:
    """The report's `new_households` and `stopped_households` of months that follow each other (one query)."""
    low, high = area.span
    values: dict[str, Value] = {
        "low": low,
        "high": high,
        "first": months[0].first_day,
        "last": months[-1].first_day,
        "before": months[0].previous().first_day,
    }
    with connection.cursor() as cursor:
        cursor.execute(_FLOW, values)
        found = {BenefitMonth.of(month): Flow(*counts) for month, *counts in cursor.fetchall()}
    return {month: found.get(month, Flow()) for month in months}


def _ties(asked: Asked) -> list[Tie]:
    """What was, came and went is what is (one query)."""
    with connection.cursor() as cursor:
        cursor.execute(_TIES, asked.values)
        ((reckoned, counted),) = cursor.fetchall()
    what, source = _("期初＋新增＋迁入－停发－迁出（户）"), _("期末在保户数")
    return [Tie(what, asked.area.name, str(asked.period), reckoned, counted, source)]


_NEW: Final = _three(
    "new",
    (_("新增户数"), _("新增人数"), _("新增金额")),
    _("上月不在保、本月在保，而且不是迁移、分户、合并接续来的；停发以后再批准的算新增。"),
    _("新增户的保障人数。"),
    _("新增户的月保障金。"),
)
_STOPPED: Final = _three(
    "stopped",
    (_("停发户数"), _("停发人数"), _("停发金额")),
    _("上月在保、本月不在保，而且不是迁移、合并接续走的户。"),
    _("停发户原来的保障人数。"),
    _("停发户原来的月保障金。"),
)
_FLOW: Final = f"""
SELECT month, count(*) FILTER (WHERE {_NEW[0].where}), count(*) FILTER (WHERE {_STOPPED[0].where})
FROM ({_ROWS}) r WHERE {_NEW[0].where} OR {_STOPPED[0].where} GROUP BY 1
"""
REPORT: Final = Report(
    key="changes",
    title=_("农村低保对象增减变化表"),
    about=_("新增、停发、增发、减发的户数、人数和金额，期初加减得期末"),
    rows=_ROWS,
    measures=(
        _count("opening", _("期初户数"), _("本期第一个月的上一个月在保的户。")),
        *_NEW,
        _count("moved_in", _("迁入户数"), _("本月由迁移、分户接续的户，不算新增。")),
        *_three(
            "more",
            (_("增发户数"), _("增发人数"), _("增发金额")),
            _("上月和本月都在保、月保障金增加的户。"),
            _("增发户本月的保障人数。"),
            _("增发户比上月多的月保障金。"),
        ),
        *_three(
            "less",
            (_("减发户数"), _("减发人数"), _("减发金额")),
            _("上月和本月都在保、月保障金减少的户，渐退期逐月减少的也算。"),
            _("减发户本月的保障人数。"),
            _("减发户比上月少的月保障金。"),
        ),
        *_STOPPED,
        _count("moved_out", _("迁出户数"), _("本月由迁移、合并接续走的户，不算停发。")),
        _count("closing", _("期末户数"), _("本期最后一个月在保的户。")),
    ),
    listing=GRANTS,
    reads=P.REPORT_VIEW,
    pictures=(("new_households", "stopped_households"),),
    ties=_ties,
    is_of_money=True,
)
