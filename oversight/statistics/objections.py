"""What was said against cases on notice, and what came of it."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from dibao.permissions import Permission as P
from oversight.statistics.listings import CASES
from oversight.statistics.measures import Measure, Quotient, Report, Unit


def said_and_answered() -> str:
    """SQL of everything said: who keeps a wider register of complaints gives its rows here, with the same columns."""
    return """
    SELECT o.id, o.area_code, o.case_id, o.lodged_on, o.answered_on, o.status FROM applicants_objection o
    """


_ROWS: Final = f"""
SELECT o.id AS row_key, o.area_code, o.case_id, c.household_id, c.kind, o.lodged_on AS began_on,
       o.answered_on AS done_on, o.status,
       o.lodged_on >= %(first_day)s AS is_lodged, coalesce(o.answered_on BETWEEN %(first_day)s AND %(last_day)s, false)
       AS is_answered, o.answered_on IS NULL OR o.answered_on > %(last_day)s AS is_open,
       o.answered_on - o.lodged_on AS days
FROM ({said_and_answered()}) o JOIN applicants_case c ON c.id = o.case_id
WHERE o.area_code >= %(low)s AND o.area_code < %(high)s AND o.lodged_on <= %(last_day)s
  AND (o.answered_on IS NULL OR o.answered_on >= %(first_day)s)
"""

REPORT: Final = Report(
    key="objections",
    title=_("公示异议情况表"),
    about=_("收到多少异议，成立的和不成立的，期末还有多少没有答复"),
    rows=_ROWS,
    measures=(
        Measure("lodged", _("收到"), Unit.CASES, _("本期提出的异议。"), where="is_lodged"),
        Measure("answered", _("答复"), Unit.CASES, _("本期答复的异议。"), where="is_answered"),
        Measure(
            "upheld",
            _("成立"),
            Unit.CASES,
            _("本期答复为成立的。"),
            where="is_answered AND status = 'upheld'",
        ),
        Measure(
            "dismissed",
            _("不成立"),
            Unit.CASES,
            _("本期答复为不成立的。"),
            where="is_answered AND status = 'dismissed'",
        ),
        Measure(
            "open", _("期末未答复"), Unit.CASES, _("期末最后一天还没有答复的。"), where="is_open"
        ),
        Quotient(
            "upheld_share",
            _("成立比例"),
            Unit.SHARE,
            _("成立的除以答复的。"),
            part="upheld",
            whole="answered",
            factor=100,
        ),
    ),
    listing=CASES,
    reads=P.CASE_VIEW,
    pictures=(("upheld", "dismissed"),),
)
