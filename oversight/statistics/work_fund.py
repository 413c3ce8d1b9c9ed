"""Whether the work fund keeps its rule (市、县财政按不低于3%的比例落实): at least 3 % of what the year cost."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from dibao.levels import AreaLevel
from dibao.permissions import Permission as P
from oversight.statistics.listings import FUNDS
from oversight.statistics.measures import Measure, Quotient, Report, Unit
from payments.bookings import failed, returned
from payments.funds import WORK_SHARE

# What a settled batch cost is its header less what did not arrive; one that is under way has cost nothing yet.
_ROWS: Final = f"""
SELECT e.id * 2 AS row_key, e.area_code, e.document_number AS document, e.kind, e.level, e.day, e.amount,
       NULL::bigint AS batch_id
FROM payments_fundentry e
WHERE e.area_code >= %(low)s AND e.area_code < %(high)s AND e.kind <> 'benefit' AND e.confirmed_at IS NOT NULL
  AND e.year = %(year)s AND e.day <= %(last_day)s
UNION ALL
SELECT b.id * 2 + 1, b.area_code, to_char(b.month, 'YYYY-MM'), 'spent', '', b.month,
       b.total_amount - b.held_amount - coalesce(m.amount, 0), b.id
FROM payments_paymentbatch b
LEFT JOIN (SELECT batch_id, sum(amount) AS amount FROM (
               SELECT batch_id, amount FROM payments_paymentline
               WHERE area_code >= %(low)s AND area_code < %(high)s AND {failed()}
               UNION ALL
               SELECT batch_id, amount FROM payments_paymentline
               WHERE area_code >= %(low)s AND area_code < %(high)s AND {returned()}) l
           GROUP BY batch_id) m ON m.batch_id = b.id
WHERE b.area_code >= %(low)s AND b.area_code < %(high)s AND b.status = 'settled'
  AND b.month >= %(january)s AND b.month <= %(last)s
"""


REPORT: Final = Report(
    key="work-fund",
    title=_("农村低保工作经费情况表"),
    about=_("工作经费占低保支出的比例，不低于3%的规定做到没有"),
    rows=_ROWS,
    measures=(
        Measure(
            "spent",
            _("累计低保支出"),
            Unit.YUAN,
            _("当年一月起已结清批次的支出：合计减暂缓、失败、退回。"),
            "sum(amount)",
            "kind = 'spent'",
        ),
        Measure(
            "expected",
            _("应落实工作经费"),
            Unit.YUAN,
            _("累计低保支出的3%。"),
            f"sum(amount * {WORK_SHARE})",
            "kind = 'spent'",
        ),
        Measure(
            "allocated",
            _("已落实工作经费"),
            Unit.YUAN,
            _("当年度、期末以前到账并经第二人确认的工作经费。"),
            "sum(amount)",
            "kind = 'work'",
        ),
        Quotient(
            "share",
            _("占低保支出"),
            Unit.SHARE,
            _("已落实工作经费除以累计低保支出；不到3的没有做到。"),
            part="allocated",
            whole="spent",
            factor=100,
        ),
        Measure(
            "work_spent",
            _("已用工作经费"),
            Unit.YUAN,
            _("登记的工作经费支出。"),
            "sum(amount)",
            "kind = 'work_spending'",
        ),
    ),
    listing=FUNDS,
    reads=P.REPORT_VIEW,
    pictures=(("allocated",),),
    levels=frozenset({AreaLevel.PREFECTURE, AreaLevel.COUNTY}),
    finest=AreaLevel.COUNTY,
    is_of_money=True,
)
