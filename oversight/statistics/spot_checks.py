"""What inspections found at the door, and what was put right: families looked at, and the tasks that came of them.

Shares here are of the families looked at, as they are; what they say of the whole, with its interval, is in each
inspection's own report.
"""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dibao.levels import AreaLevel
from dibao.permissions import Permission as P
from oversight.statistics.listings import INSPECTED
from oversight.statistics.measures import Measure, Quotient, Report, Unit
from oversight.workflow import RectificationStatus, VisitStatus

# As an inspection's own report says it: one item that differs makes a family one that differs, and one that agrees
# beside nothing that differs makes it one that agrees.
_ROWS: Final = f"""
SELECT v.id * 2 AS row_key, v.area_code, v.household_id, v.visited_on AS began_on, v.visited_on AS done_on,
       'visit' AS what, f.finding, false AS is_late
FROM oversight_inspectionvisit v
CROSS JOIN LATERAL (
    SELECT CASE WHEN bool_or(a.verdict = 'differs') THEN 'differs' WHEN bool_or(a.verdict = 'agrees') THEN 'agrees'
                ELSE 'unverified' END AS finding
    FROM oversight_inspectionanswer a WHERE a.visit_id = v.id) f
WHERE v.area_code >= %(low)s AND v.area_code < %(high)s AND v.status = '{VisitStatus.SIGNED.value}'
  AND v.visited_on BETWEEN %(first_day)s AND %(last_day)s
UNION ALL
SELECT r.id * 2 + 1, r.area_code, r.household_id, r.opened_on, d.done_on,
       CASE WHEN d.done_on <= %(last_day)s THEN 'done' ELSE 'open' END,
       CASE WHEN r.opened_on >= %(first_day)s THEN 'new' ELSE 'before' END,
       r.due_on < least(d.done_on, %(reckoned_on)s::date)
FROM oversight_rectification r
LEFT JOIN LATERAL (
    SELECT min(a.judged_on) AS done_on FROM oversight_rectificationanswer a
    WHERE a.rectification_id = r.id AND a.is_accepted AND r.status = '{RectificationStatus.ACCEPTED.value}') d ON true
WHERE r.area_code >= %(low)s AND r.area_code < %(high)s AND r.opened_on <= %(last_day)s
  AND (d.done_on IS NULL OR d.done_on >= %(first_day)s)
"""


def _families(key: str, label: Promise, meaning: Promise, where: str) -> Measure:
    return Measure(key, label, Unit.HOUSEHOLDS, meaning, where=where)


REPORT: Final = Report(
    key="inspections",
    title=_("监督检查情况表"),
    about=_("抽查入户多少户、一致不一致，交办整改多少、整改了多少"),
    rows=_ROWS,
    measures=(
        _families(
            "visited", _("已查户数"), _("本期入户、两名检查人都签了的户。"), "what = 'visit'"
        ),
        _families(
            "agrees",
            _("一致"),
            _("没有不一致、至少一项一致的户。"),
            "what = 'visit' AND finding = 'agrees'",
        ),
        _families(
            "differs",
            _("不一致"),
            _("至少一项不一致的户。"),
            "what = 'visit' AND finding = 'differs'",
        ),
        _families(
            "unverified",
            _("无法核实"),
            _("各项都核实不了的户。"),
            "what = 'visit' AND finding = 'unverified'",
        ),
        Quotient(
            "differing_share",
            _("不一致比例"),
            Unit.SHARE,
            _("不一致的除以已查户数；推到全体的比例和误差看各次检查的报告。"),
            part="differs",
            whole="visited",
            factor=100,
        ),
        _families(
            "ordered", _("交办整改"), _("本期交办的整改。"), "what <> 'visit' AND finding = 'new'"
        ),
        _families("righted", _("已整改"), _("本期复核同意销号的整改。"), "what = 'done'"),
        _families("open", _("期末未整改"), _("期末还没有销号的整改。"), "what = 'open'"),
        _families(
            "open_late",
            _("其中超期"),
            _("期末未整改的里面，过了整改期限的。"),
            "what = 'open' AND is_late",
        ),
    ),
    listing=INSPECTED,
    reads=P.CASE_VIEW,
    pictures=(("agrees", "differs", "unverified"), ("righted", "open")),
    # A township does not see the inspection itself, which is the county's.
    levels=frozenset({AreaLevel.PREFECTURE, AreaLevel.COUNTY}),
    finest=AreaLevel.TOWNSHIP,
)
