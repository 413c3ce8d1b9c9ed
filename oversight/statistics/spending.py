"""What was paid: in the period, since January, by kind of batch, and how much a person and month came to.

Spending is what the families have, by the month of the batch that paid it; what was only due is told beside it.
"""

from typing import Final

from django.db import connection
from django.utils.translation import gettext_lazy as _

from dibao.levels import AreaLevel
from dibao.permissions import Permission as P
from oversight.statistics.listings import LINES
from oversight.statistics.measures import Asked, Measure, Quotient, Report, Tie, Unit
from payments.bookings import credited, failed, returned

_ROWS: Final = f"""
SELECT l.id AS row_key, l.area_code, l.household_id, b.month AS paid_in, l.kind, l.covered_count, l.amount, l.status,
       {credited("l.")} AS is_paid, b.month >= %(first)s AS is_now, b.month = latest.month AS is_latest,
       -- What another line pays again is that line's.
       NOT {credited("l.")} AND EXISTS (
           SELECT FROM payments_paymentline f WHERE f.source_id = l.id AND f.status <> 'void') AS is_followed
FROM payments_paymentbatch b JOIN payments_paymentline l ON l.batch_id = b.id
LEFT JOIN (
    SELECT area_code, max(month) AS month FROM payments_paymentbatch
    WHERE kind = 'regular' AND status IN ('sent', 'settled') AND month BETWEEN %(first)s AND %(last)s
    GROUP BY area_code) latest ON latest.area_code = b.area_code
WHERE b.area_code >= %(low)s AND b.area_code < %(high)s AND b.status <> 'void' AND l.status <> 'void'
  AND b.month >= %(january)s AND b.month <= %(last)s
"""
# Left the lines that arrived, right the header less what did not; and what the sources bear, where funds are kept.
_TIES: Final = f"""
SELECT b.id, a.name, to_char(b.month, 'YYYY-MM'), l.paid, b.total_amount - b.held_amount - l.missing, f.borne
FROM payments_paymentbatch b JOIN dibao_area a ON a.code = b.area_code
CROSS JOIN LATERAL (
    SELECT coalesce(sum(amount) FILTER (WHERE {credited()}), 0) AS paid,
           coalesce(sum(amount) FILTER (WHERE {failed()} OR {returned()}), 0) AS missing
    FROM payments_paymentline WHERE batch_id = b.id AND status <> 'void') l
CROSS JOIN LATERAL (SELECT sum(amount) AS borne FROM payments_batchfunding WHERE batch_id = b.id) f
WHERE b.area_code >= %(low)s AND b.area_code < %(high)s AND b.status = 'settled'
  AND b.month >= %(first)s AND b.month <= %(last)s
ORDER BY b.month, b.area_code, b.id
"""


def _ties(asked: Asked) -> list[Tie]:
    """Every settled batch of the period beside its lines and its sources (one query)."""
    with connection.cursor() as cursor:
        cursor.execute(_TIES, asked.values)
        rows = cursor.fetchall()
    found = []
    for batch, name, month, paid, header, borne in rows:
        found.append(
            Tie(_("支出（元）"), name, month, paid, header, _("批次合计减暂缓、失败、退回"), batch)
        )
        if borne is not None:
            found.append(Tie(_("支出（元）"), name, month, paid, borne, _("批次的资金来源"), batch))
    return found


REPORT: Final = Report(
    key="spending",
    title=_("农村低保资金支出情况表"),
    about=_("本期支出、一月起累计支出、月人均补助水平"),
    rows=_ROWS,
    measures=(
        Measure(
            "households",
            _("发放户数"),
            Unit.HOUSEHOLDS,
            _("本期至少有一笔到账的户。"),
            "count(DISTINCT household_id)",
            "is_paid AND is_now",
        ),
        Measure(
            "persons",
            _("发放人数"),
            Unit.PERSONS,
            _("本期最后一个已交银行的月份（各县自己的）按月发放到账的保障人数。"),
            "sum(covered_count)",
            "is_paid AND is_latest AND kind = 'regular'",
        ),
        Measure(
            "spent",
            _("本期支出"),
            Unit.YUAN,
            _("本期各批次到账的金额，按批次的月份算；暂缓、失败、退回、抵扣的不算。"),
            "sum(amount)",
            "is_paid AND is_now",
        ),
        Measure(
            "regular",
            _("其中按月发放"),
            Unit.YUAN,
            _("本期支出中按月发放批次的部分。"),
            "sum(amount)",
            "is_paid AND is_now AND kind = 'regular'",
        ),
        Measure(
            "beside",
            _("补发、补差和重新发放"),
            Unit.YUAN,
            _("本期支出中补发、补差、重新发放批次的部分。"),
            "sum(amount)",
            "is_paid AND is_now AND kind IN ('back_pay', 'top_up', 'follow_up')",
        ),
        Measure(
            "subsidy",
            _("价格临时补贴"),
            Unit.YUAN,
            _("本期支出中价格临时补贴批次的部分。"),
            "sum(amount)",
            "is_paid AND is_now AND kind IN ('subsidy', 'subsidy_follow_up')",
        ),
        Measure(
            "unpaid",
            _("未到账"),
            Unit.YUAN,
            _("本期批次中待发、在途、暂缓、失败和退回的金额；另一笔补上的不再算。"),
            "sum(amount)",
            "NOT is_paid AND NOT is_followed AND is_now",
        ),
        Measure(
            "person_months",
            _("本期人次"),
            Unit.PERSON_MONTHS,
            _("本期各月按月发放到账的保障人数之和。"),
            "sum(covered_count)",
            "is_paid AND is_now AND kind = 'regular'",
        ),
        Quotient(
            "average",
            _("月人均补助水平"),
            Unit.YUAN,
            _("其中按月发放的支出除以本期人次。"),
            part="regular",
            whole="person_months",
        ),
        Measure(
            "cumulative",
            _("累计支出"),
            Unit.YUAN,
            _("当年一月起到期末各批次到账的金额。"),
            "sum(amount)",
            "is_paid",
        ),
        Measure(
            "cumulative_regular",
            _("累计按月发放"),
            Unit.YUAN,
            _("累计支出中按月发放批次的部分。"),
            "sum(amount)",
            "is_paid AND kind = 'regular'",
        ),
        Measure(
            "cumulative_person_months",
            _("累计人次"),
            Unit.PERSON_MONTHS,
            _("当年一月起各月按月发放到账的保障人数之和。"),
            "sum(covered_count)",
            "is_paid AND kind = 'regular'",
        ),
        Quotient(
            "cumulative_average",
            _("累计月人均"),
            Unit.YUAN,
            _("累计按月发放的支出除以累计人次。"),
            part="cumulative_regular",
            whole="cumulative_person_months",
        ),
    ),
    listing=LINES,
    reads=P.REPORT_VIEW,
    pictures=(("spent",), ("regular", "beside", "subsidy")),
    ties=_ties,
    is_of_money=True,
    levels=frozenset({AreaLevel.PREFECTURE, AreaLevel.COUNTY}),
    finest=AreaLevel.TOWNSHIP,
)
