"""What the books of funds must agree in, as `payments.ledgers` asks it: name, words, statement.

A statement gives month, subject, left and right for every row that differs; a year's own figures stand in its January.
"""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from payments.bookings import credited, failed, returned

_ASKED: Final = "(%(month)s::date IS NULL OR {year} = extract(year FROM %(month)s::date))"

_BATCH_FUNDING: Final = f"""
SELECT b.month, b.id::text, d.due::text, concat_ws(' ', f.borne, 'elsewhere ' || nullif(f.strange, 0))
FROM payments_paymentbatch b
CROSS JOIN LATERAL (
    SELECT CASE b.status WHEN 'void' THEN 0 WHEN 'settled' THEN (
        SELECT coalesce(sum(l.amount), 0) FROM payments_paymentline l
        WHERE l.batch_id = b.id AND {credited("l.")})
        ELSE b.total_amount - b.held_amount END AS due) d
CROSS JOIN LATERAL (
    SELECT coalesce(sum(amount), 0) AS borne, count(*) AS count,
           count(*) FILTER (WHERE (area_code, year) <> (b.area_code, extract(year FROM b.month))) AS strange
    FROM payments_batchfunding WHERE batch_id = b.id) f
WHERE (%(month)s::date IS NULL OR b.month = %(month)s) AND b.area_code = %(county)s
  AND b.status IN ('sealed', 'filed', 'sent', 'settled', 'void') AND (f.borne <> d.due OR f.strange > 0)
  -- What was signed before the county kept funds of the year here draws on none.
  AND (f.count > 0 OR b.status <> 'void' AND NOT b.is_historical AND EXISTS (
      SELECT FROM payments_fundentry e
      WHERE e.area_code = b.area_code AND e.year = extract(year FROM b.month) AND e.kind = 'benefit'
        AND e.confirmed_at < b.signed_at))
"""
_OVERDRAWN: Final = f"""
SELECT make_date(u.year, 1, 1), u.subject, u.allocated::text, u.used::text
FROM (
    SELECT year, level AS subject, sum(allocated) AS allocated, sum(used) AS used FROM (
        SELECT year::int, level, CASE WHEN confirmed_at IS NOT NULL THEN amount ELSE 0 END AS allocated, 0 AS used
        FROM payments_fundentry WHERE area_code = %(county)s AND kind = 'benefit'
        UNION ALL
        SELECT year::int, level, 0, amount FROM payments_batchfunding WHERE area_code = %(county)s) s
    GROUP BY year, level
    UNION ALL
    SELECT year::int, 'work', coalesce(sum(amount) FILTER (WHERE kind = 'work'), 0),
           coalesce(sum(amount) FILTER (WHERE kind = 'work_spending'), 0)
    FROM payments_fundentry
    WHERE area_code = %(county)s AND kind <> 'benefit' AND confirmed_at IS NOT NULL GROUP BY year) u
WHERE u.used > u.allocated AND {_ASKED.format(year="u.year")}
"""
# Left what the statement of funds says of a month, from headers and failures; right its lines.
_STATEMENT: Final = f"""
SELECT b.month, 'statement', (sum(b.total_amount - b.held_amount) - sum(s.failed))::text, sum(s.lines)::text
FROM payments_paymentbatch b
CROSS JOIN LATERAL (
    SELECT CASE WHEN b.status = 'settled' THEN coalesce(sum(l.amount) FILTER (
                    WHERE {failed("l.")} OR {returned("l.")}), 0)
                ELSE 0 END AS failed,
           coalesce(sum(l.amount) FILTER (WHERE l.status IN ('due', 'sent', 'unknown') OR {credited("l.")}
               OR b.status <> 'settled' AND l.status IN ('failed', 'paid')), 0) AS lines
    FROM payments_paymentline l WHERE l.batch_id = b.id) s
WHERE (%(month)s::date IS NULL OR b.month = %(month)s) AND b.area_code = %(county)s
  AND b.status IN ('sealed', 'filed', 'sent', 'settled')
GROUP BY b.month HAVING sum(b.total_amount - b.held_amount) - sum(s.failed) <> sum(s.lines)
"""

FUND_CHECKS: Final[tuple[tuple[str, str | Promise, str], ...]] = (
    ("batch_funding", _("批次的资金来源加起来与批次的支出不符"), _BATCH_FUNDING),
    ("funds_overdrawn", _("用掉的资金多于下拨的资金"), _OVERDRAWN),
    ("fund_statement", _("资金报表一个月的支出与批次明细不符"), _STATEMENT),
)
