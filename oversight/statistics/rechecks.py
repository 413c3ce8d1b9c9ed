"""Which families in benefit were due to be looked at again, which were, and who is overdue at the end of the period.

When a look is due follows from the last one, so a family that was looked at since is due later; the report says how
the schedule stands on the day on which it is asked.
"""

from typing import Final

from django.utils.translation import gettext_lazy as _

from applicants.rechecks import SCHEDULE, schedule_values
from dibao.permissions import Permission as P
from oversight.statistics.listings import DUE
from oversight.statistics.measures import Asked, Measure, Report, Unit, Value

_ROWS: Final = f"""
SELECT s.grant_id * 2 AS row_key, h.area_code, s.household_id, s.looked_on, s.due_on,
       s.open_case IS NOT NULL AS is_under_way, 'due' AS what, s.due_on >= %(first_day)s AS is_now
FROM ({SCHEDULE} SELECT * FROM listed WHERE due_on <= %(last_day)s) s
JOIN applicants_household h ON h.id = s.household_id
UNION ALL
SELECT d.id * 2 + 1, d.area_code, c.household_id, d.decided_on, NULL, false, d.outcome, true
FROM applicants_decision d JOIN applicants_case c ON c.id = d.case_id AND c.kind = 'recheck'
WHERE d.area_code >= %(low)s AND d.area_code < %(high)s AND d.decided_on BETWEEN %(first_day)s AND %(last_day)s
"""


def _schedule(asked: Asked) -> dict[str, Value]:
    """What the rules in force say of intervals (one query)."""
    return dict(schedule_values(asked.area, asked.on, until=asked.period.last_day))


REPORT: Final = Report(
    key="rechecks",
    title=_("定期核查情况表"),
    about=_("本期应当核查的户、已经核查的户和结果，期末逾期没有核查的户"),
    rows=_ROWS,
    measures=(
        Measure(
            "due",
            _("本期应核查"),
            Unit.HOUSEHOLDS,
            _("按现在的排期，下次核查日期落在本期的户；已经核查过的按新的日期排。"),
            where="what = 'due' AND is_now",
        ),
        Measure(
            "under_way",
            _("其中正在核查"),
            Unit.HOUSEHOLDS,
            _("本期应核查的户中已经开始核查或者变更的。"),
            where="what = 'due' AND is_now AND is_under_way",
        ),
        Measure(
            "overdue",
            _("以前逾期"),
            Unit.HOUSEHOLDS,
            _("应核查日期在本期以前、到现在还没有开始核查的户。"),
            where="what = 'due' AND NOT is_now AND NOT is_under_way",
        ),
        Measure(
            "overdue_under_way",
            _("逾期正在核查"),
            Unit.HOUSEHOLDS,
            _("应核查日期在本期以前、已经开始核查或者变更、还没有决定的户。"),
            where="what = 'due' AND NOT is_now AND is_under_way",
        ),
        Measure(
            "done",
            _("本期已核查"),
            Unit.HOUSEHOLDS,
            _("本期作出决定的定期核查。"),
            where="what <> 'due'",
        ),
        Measure("kept", _("不变"), Unit.HOUSEHOLDS, _("决定不变的。"), where="what = 'keep'"),
        Measure(
            "changed",
            _("增减"),
            Unit.HOUSEHOLDS,
            _("决定增发、减发或者调整的。"),
            where="what IN ('increase', 'decrease', 'adjust')",
        ),
        Measure(
            "ended",
            _("停发"),
            Unit.HOUSEHOLDS,
            _("决定停发或者渐退的。"),
            where="what IN ('end', 'grace')",
        ),
    ),
    listing=DUE,
    reads=P.CASE_VIEW,
    pictures=(("due",), ("kept", "changed", "ended")),
    more=_schedule,
    notes=(
        _(
            "“逾期”和待办、核查排期、总览说的是同一批户：过了应核查日期、还没有开始核查的。那里按今天算，本月已过日期的也在内；这里按"
            "本期以前算，本月到期的在“本期应核查”里。"
        ),
    ),
)
