"""Whether applications were decided within the days that their rules allow, by working days where those count.

Which rules a case goes by and how long they allow is theirs to say, so the statement is handed, for each rule set and
day on which something was decided, the latest day of acceptance that was then too long ago.

A list of work calls a case late earlier, as soon as the step that it waits for is (`applicants.lateness`): that warns
its taker. Whoever is late here is late there too, since both know the limit of the whole from `limits.overall`.
"""

from datetime import date
from typing import Final

from django.db import connection
from django.utils.translation import gettext_lazy as _

from applicants import limits
from applicants.models.policy import RuleSet
from dibao.models.holiday import Holiday
from dibao.permissions import Permission as P
from oversight.statistics.listings import CASES
from oversight.statistics.measures import Asked, Measure, Quotient, Report, Unit, Value

# Of what was not decided by the end of the period, it is asked the day after, or today where that is to come.
_FOUND: Final = """
SELECT c.id, c.area_code, c.household_id, c.kind, c.rule_set_id, c.accepted_on, d.decided_on, d.outcome,
       x.granted_on IS NOT NULL AS is_extended, d.decided_on BETWEEN %(first_day)s AND %(last_day)s AS is_decided,
       least(d.decided_on, %(reckoned_on)s::date) AS asked_on
FROM applicants_case c
LEFT JOIN applicants_decision d ON d.case_id = c.id
LEFT JOIN applicants_caseending e ON e.case_id = c.id
LEFT JOIN applicants_extension x ON x.case_id = c.id
WHERE c.area_code >= %(low)s AND c.area_code < %(high)s AND c.kind = 'application'
  AND c.accepted_on <= %(last_day)s AND (d.decided_on IS NULL OR d.decided_on >= %(first_day)s)
  AND (c.withdrawn_on IS NULL OR c.withdrawn_on > %(last_day)s)
  AND (e.ended_on IS NULL OR e.ended_on > %(last_day)s)
"""
_DAYS: Final = f"SELECT DISTINCT rule_set_id, is_extended, asked_on FROM ({_FOUND}) f"
_ROWS: Final = f"""
SELECT f.id AS row_key, f.id AS case_id, f.area_code, f.household_id, f.kind, f.accepted_on AS began_on,
       f.decided_on AS done_on, f.outcome, coalesce(f.is_decided, false) AS is_decided,
       coalesce(f.accepted_on <= t.too_early, false) AS is_late, f.decided_on - f.accepted_on AS days
FROM ({_FOUND}) f
LEFT JOIN unnest(%(rule_sets)s::bigint[], %(extended)s::bool[], %(asked_days)s::date[], %(too_early)s::date[])
    AS t (rule_set_id, is_extended, asked_on, too_early) USING (rule_set_id, is_extended, asked_on)
"""


def _latest_days(asked: Asked) -> dict[str, Value]:
    """For each rule set and day that the rows name, when a case was accepted too early for it (three queries)."""
    with connection.cursor() as cursor:
        cursor.execute(_DAYS, asked.values)
        wanted: list[tuple[int, bool, date]] = cursor.fetchall()
    terms = {
        one.pk: one.as_terms() for one in RuleSet.objects.filter(pk__in={key for key, *_ in wanted})
    }
    calendar = Holiday.objects.calendar()
    over: list[date | None] = []
    for key, is_extended, day in wanted:
        limit = limits.overall(terms[key], is_extended=is_extended)
        over.append(limits.latest_start_over(limit, calendar, on=day) if limit else None)
    return {
        "rule_sets": [key for key, _is_extended, _day in wanted],
        "extended": [is_extended for _key, is_extended, _day in wanted],
        "asked_days": [day for _key, _is_extended, day in wanted],
        "too_early": over,
    }


REPORT: Final = Report(
    key="deadlines",
    title=_("办理期限情况表"),
    about=_("申请在规定期限内办结的比例，期末还有多少超期未办"),
    rows=_ROWS,
    measures=(
        Measure(
            "decided",
            _("办结"),
            Unit.CASES,
            _("本期县级作出决定的申请，确认的和不予确认的都算。"),
            where="is_decided",
        ),
        Measure(
            "in_time",
            _("按期办结"),
            Unit.CASES,
            _("从受理到决定没有超过该案适用规则的办理期限，批准延长的按延长后的期限。"),
            where="is_decided AND NOT is_late",
        ),
        Measure(
            "late",
            _("超期办结"),
            Unit.CASES,
            _("从受理到决定超过期限的。"),
            where="is_decided AND is_late",
        ),
        Quotient(
            "kept",
            _("按期率"),
            Unit.SHARE,
            _("按期办结除以办结。"),
            part="in_time",
            whole="decided",
            factor=100,
        ),
        Measure(
            "days",
            _("办结用的天数之和"),
            Unit.DAYS,
            _("受理当天不算，按自然日。"),
            "sum(days)",
            "is_decided",
        ),
        Quotient(
            "average_days",
            _("平均天数"),
            Unit.DAYS,
            _("天数之和除以办结。"),
            part="days",
            whole="decided",
        ),
        Measure(
            "pending",
            _("期末在办"),
            Unit.CASES,
            _("期末以前受理、期末还没有决定，也没有撤回或者终止的申请。"),
            where="NOT is_decided",
        ),
        Measure(
            "pending_late",
            _("其中超期"),
            Unit.CASES,
            _("期末在办中已经超过期限的。"),
            where="NOT is_decided AND is_late",
        ),
    ),
    listing=CASES,
    reads=P.CASE_VIEW,
    pictures=(("in_time", "late"),),
    more=_latest_days,
    notes=(
        _(
            "这里只看从受理到决定的全程期限。案件列表和总览里的“已超期”还包括全程没有超、正等的这一步已经超了期限的，只会比“其中超期”"
            "多；待办里的只是轮到自己办的。"
        ),
    ),
)
