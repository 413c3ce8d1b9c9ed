"""The two sides of each sum that is kept in two places, for a page to show: what stands on one, what on the other.

`payments.ledgers` finds the rows behind a difference; here are the figures of a month, alike where all is well.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dibao.models.area import Area
from dibao.values.months import BenefitMonth
from payments.bookings import credited


@dataclass(frozen=True)
class Sides:
    """One sum in yuan, as two places keep it."""

    left_words: str | Promise
    left: Decimal
    right_words: str | Promise
    right: Decimal

    @property
    def difference(self) -> Decimal:
        return self.left - self.right


_WORDS: Final = (
    (_("批次汇总"), _("明细逐笔相加")),
    (_("批次应付（汇总减去暂缓）"), _("银行文件")),
    (_("银行回盘：第一次说成功"), _("明细：第一次的结果是已发")),
    (_("批次支出"), _("资金来源负担")),
    (_("明细里抵扣的"), _("应给的减去发到账户的")),
)
# Batches from before the system have neither files nor results; where no file is written yet, none is asked for; and
# a batch that draws on no funds was signed before the county kept any. A later file may say again what an earlier one
# did, and what it contradicts is a dispute: only the first word on a line stands beside the line.
_STATEMENT: Final = f"""
SELECT coalesce(sum(b.total_amount), 0), coalesce(sum(l.total), 0),
       coalesce(sum(f.files * (b.total_amount - b.held_amount)), 0), coalesce(sum(f.total), 0),
       coalesce(sum(r.paid), 0), coalesce(sum(l.said_paid) FILTER (WHERE NOT b.is_historical), 0),
       coalesce(sum(CASE b.status WHEN 'void' THEN 0 WHEN 'settled' THEN l.paid
                    ELSE b.total_amount - b.held_amount END) FILTER (WHERE s.sources > 0), 0),
       coalesce(sum(s.borne), 0),
       coalesce(sum(l.kept_back), 0), coalesce(sum(l.given - l.total), 0)
FROM payments_paymentbatch b
CROSS JOIN LATERAL (
    SELECT coalesce(sum(amount), 0) AS total, coalesce(sum(amount) FILTER (WHERE {credited()}), 0) AS paid,
           coalesce(sum(amount) FILTER (WHERE status = 'paid'), 0) AS said_paid,
           coalesce(sum(offset_amount), 0) AS kept_back, coalesce(sum(base_amount + supplement_amount), 0) AS given
    FROM payments_paymentline WHERE batch_id = b.id) l
CROSS JOIN LATERAL (
    SELECT count(*) AS files, coalesce(sum(total_amount), 0) AS total FROM payments_bankfile WHERE batch_id = b.id) f
CROSS JOIN LATERAL (
    SELECT coalesce(sum(w.amount), 0) AS paid FROM payments_resultfile f
    JOIN payments_resultrow w ON w.file_id = f.id AND w.effect = 'outcome' AND w.outcome = 'paid'
    WHERE f.batch_id = b.id AND f.status = 'posted') r
CROSS JOIN LATERAL (
    SELECT count(*) AS sources, coalesce(sum(amount), 0) AS borne FROM payments_batchfunding WHERE batch_id = b.id) s
WHERE b.area_code = %(county)s AND b.month = %(month)s
"""


def sides_of(county: Area, month: BenefitMonth) -> list[Sides]:
    """Each sum of a county's month as two places keep it (one query)."""
    with connection.cursor() as cursor:
        cursor.execute(_STATEMENT, {"county": county.code, "month": month.first_day})
        sums = cursor.fetchone()
    pairs = zip(_WORDS, zip(sums[::2], sums[1::2], strict=True), strict=True)
    return [
        Sides(left_words, left, right_words, right)
        for (left_words, right_words), (left, right) in pairs
    ]
