"""What must agree beside lines and funds, as `payments.ledgers` asks it: signatures, accounts, recoveries, histories.

A statement gives month, subject, left and right for every row that differs. What has no month of its own is asked
whatever the month, and stands in that month, or in the one it began in.
"""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dibao.chain_layout import WRITTEN_IN

_MONTH: Final = "coalesce(%(month)s::date, date_trunc('month', {day})::date)"
_HERE: Final = "{of}.area_code >= %(low)s AND {of}.area_code < %(high)s"

# Constraints say the same of each row; the owner of the tables can take them away.
_ONE_PERSON: Final = f"""
SELECT b.month, b.id::text, concat_ws(' ', b.drawn_by_id, b.prepared_by_id),
       concat_ws(' ', b.reviewed_by_id, b.approved_by_id, b.signed_by_id)
FROM payments_paymentbatch b
WHERE (%(month)s::date IS NULL OR b.month = %(month)s) AND b.area_code = %(county)s AND (
    b.reviewed_by_id IN (b.drawn_by_id, b.prepared_by_id)
    OR b.approved_by_id IN (b.drawn_by_id, b.prepared_by_id, b.reviewed_by_id)
    OR b.signed_by_id IN (b.drawn_by_id, b.prepared_by_id, b.reviewed_by_id, b.approved_by_id))
UNION ALL
SELECT b.month, 'file ' || f.name, f.written_by_id::text, h.handed_by_id::text
FROM payments_handover h JOIN payments_bankfile f ON f.id = h.file_id JOIN payments_paymentbatch b ON b.id = h.batch_id
WHERE (%(month)s::date IS NULL OR b.month = %(month)s) AND b.area_code = %(county)s
  AND f.written_by_id = h.handed_by_id
UNION ALL
SELECT {_MONTH.format(day="p.at")}, p.subject, p.one::text, p.other::text
FROM (
    SELECT proposed_at AS at, 'recovery ' || id AS subject, proposed_by_id AS one, decided_by_id AS other
    FROM payments_recovery r WHERE {_HERE.format(of="r")}
    UNION ALL
    SELECT entered_at, 'recovery entry ' || id, entered_by_id, answered_by_id
    FROM payments_recoveryentry e WHERE {_HERE.format(of="e")}
    UNION ALL
    SELECT placed_at, 'hold ' || id, placed_by_id, lifted_by_id FROM payments_paymenthold h WHERE {_HERE.format(of="h")}
    UNION ALL
    SELECT entered_at, 'fund entry ' || id, entered_by_id, confirmed_by_id
    FROM payments_fundentry WHERE area_code = %(county)s
    UNION ALL
    SELECT entered_at, 'paying account ' || id, entered_by_id, confirmed_by_id
    FROM payments_payingaccount WHERE area_code = %(county)s
    UNION ALL
    SELECT opened_at, 'account ' || id || ' household ' || household_id, opened_by_id, confirmed_by_id
    FROM payments_account a WHERE {_HERE.format(of="a")}
    UNION ALL
    SELECT f.posted_at, 'dispute ' || d.id, b.brought_by, d.resolved_by_id
    FROM payments_dispute d JOIN payments_resultrow w ON w.id IN (d.row_id, d.first_row_id)
    JOIN payments_resultfile f ON f.id = w.file_id
    CROSS JOIN LATERAL (SELECT DISTINCT s.brought_by
                        FROM (VALUES (f.loaded_by_id), (f.posted_by_id)) s (brought_by)) b
    WHERE {_HERE.format(of="d")}) p
WHERE p.one = p.other
"""
_ACCOUNT_VERSIONS: Final = f"""
SELECT {_MONTH.format(day="b.starts_on")}, 'household ' || a.household_id,
       daterange(a.starts_on, a.ends_on)::text, daterange(b.starts_on, b.ends_on)::text
FROM payments_account a JOIN payments_account b ON b.household_id = a.household_id
    AND (b.starts_on, b.id) > (a.starts_on, a.id)
    AND daterange(b.starts_on, b.ends_on) && daterange(a.starts_on, a.ends_on)
WHERE {_HERE.format(of="a")}
  AND a.status IN ('usable', 'needs_correction') AND b.status IN ('usable', 'needs_correction')
"""
# What is claimed, month by month; what came back, by cash, by what is given up and by what months kept: those of the
# household, or of the ones that the family moved or merged into.
_RECOVERY: Final = f"""
SELECT {_MONTH.format(day="r.first_month")}, 'recovery ' || r.id || ' household ' || r.household_id,
       concat_ws(' ', r.status, r.amount, r.decided_by_id),
       concat_ws(' ', m.claimed, recovery_left(r.id), s.strange)
FROM payments_recovery r
CROSS JOIN LATERAL (
    SELECT coalesce(sum(m.amount), 0) AS claimed FROM payments_recoverymonth m WHERE m.recovery_id = r.id) m
CROSS JOIN LATERAL (
    SELECT count(*) AS strange FROM payments_paymentline l
    WHERE l.recovery_id = r.id AND l.status <> 'void' AND (l.month < r.first_month OR l.household_id NOT IN (
        WITH RECURSIVE way (step, household_id) AS (
            SELECT 0, r.household_id
            UNION ALL
            SELECT w.step + 1, t.into_id FROM way w
            JOIN applicants_transfer t ON t.household_id = w.household_id AND t.status = 'done'
             AND t.kind IN ('move', 'merge')
            WHERE w.step < 100)
        SELECT w.household_id FROM way w))) s
WHERE {_HERE.format(of="r")} AND (
    r.amount <> m.claimed OR r.status <> 'cancelled' AND claimed_too_much(r.id) > 0 OR s.strange > 0
    OR recovery_left(r.id) < 0
    OR r.status = 'closed' AND recovery_left(r.id) <> 0
    OR r.status IN ('proposed', 'cancelled') AND recovery_left(r.id) <> r.amount)
"""

# What was assessed is what was granted; the night's replay asks whether it was assessed rightly.
_GRANT_AND_ASSESSMENT: Final = f"""
SELECT g.first_month, 'grant ' || g.id || ' household ' || g.household_id,
       concat_ws(' ', g.benefit_class, g.covered_count, g.base_amount, g.supplement_amount),
       concat_ws(' ', a.benefit_class, a.covered, a.base_amount, a.supplement_amount)
FROM applicants_grant g JOIN applicants_decision d ON d.id = g.decision_id
JOIN applicants_assessment a ON a.id = d.assessment_id
WHERE {_HERE.format(of="g")} AND (%(month)s::date IS NULL
    OR g.first_month <= %(month)s AND (g.last_month IS NULL OR g.last_month >= %(month)s))
  AND (g.benefit_class, g.covered_count, g.base_amount, g.supplement_amount)
      IS DISTINCT FROM (a.benefit_class, a.covered, a.base_amount, a.supplement_amount)
"""

# The tables whose rows have all their changes kept, and what one of them is called.
_KEPT: Final = {
    "payments_paymentbatch": "batch",
    "payments_account": "account",
    "payments_resultfile": "result",
    "payments_paymenthold": "hold",
    "payments_recovery": "recovery",
    "payments_recoveryentry": "recovery entry",
    "payments_fundentry": "fund entry",
    "payments_dispute": "dispute",
    "payments_payingaccount": "paying account",
    "payments_accountsheet": "account sheet",
}
# Each row beside the last of its history; what was written before there was any history, or loaded, has none. Of what
# is sealed only the column is named.
_AND_HISTORY: Final = """
SELECT coalesce(k.month, %(month)s::date, date_trunc('month', k.at)::date), k.subject, d.kept, d.found
FROM (
    SELECT '{word} ' || e.pgh_obj_id || coalesce(' household ' || (to_jsonb(e) ->> 'household_id'), '') AS subject,
           (to_jsonb(e) ->> 'month')::date AS month, e.pgh_created_at AS at, to_jsonb(e) AS kept, to_jsonb(t) AS found
    FROM (SELECT DISTINCT ON (pgh_obj_id) * FROM {table_of_history} e
          WHERE e.area_code >= %(low)s AND e.area_code < %(high)s ORDER BY pgh_obj_id, pgh_id DESC) e
    LEFT JOIN {table} t ON t.id = e.pgh_obj_id
    WHERE t.id IS NULL OR NOT to_jsonb(t) <@ to_jsonb(e)) k
CROSS JOIN LATERAL (
    SELECT string_agg(concat(c.key, '=', CASE WHEN c.key LIKE 'number%%' THEN '*' ELSE c.value END), ' ' ORDER BY c.key)
               AS kept,
           CASE WHEN k.found IS NULL THEN 'none' ELSE string_agg(concat(c.key, '=',
               CASE WHEN c.key LIKE 'number%%' THEN '**' ELSE k.found ->> c.key END), ' ' ORDER BY c.key) END AS found
    FROM jsonb_each_text(k.kept) c
    WHERE c.key NOT LIKE 'pgh%%' AND c.key <> '{written_in}' AND c.value IS DISTINCT FROM k.found ->> c.key) d
WHERE %(month)s::date IS NULL OR k.month IS NULL OR k.month = %(month)s
"""
_HISTORIES: Final = "\nUNION ALL\n".join(
    _AND_HISTORY.format(
        word=word, table=table, table_of_history=f"{table}event", written_in=WRITTEN_IN
    )
    for table, word in _KEPT.items()
)

# The charts add these up. Of who is new or left only the exceptions say how many; what those who left had stands in
# a batch before, which may have been void since.
_TALLY: Final = """
SELECT b.month, concat_ws(' ', b.id, d.area, d.what), d.counted, d.found
FROM payments_paymentbatch b CROSS JOIN LATERAL (
    SELECT area, what, t.said AS counted, l.said AS found
    FROM (SELECT area_code::text AS area, benefit_class::text AS what,
                 concat_ws(' ', household_count, person_count, given_amount, offset_amount) AS said
          FROM payments_batchtally WHERE batch_id = b.id AND kind = 'all') t
    FULL JOIN (
          SELECT left(area_code, 9) || '000' AS area, benefit_class::text AS what,
                 concat_ws(' ', count(*), sum(covered_count), sum(base_amount + supplement_amount),
                           sum(offset_amount)) AS said
          FROM payments_paymentline WHERE batch_id = b.id GROUP BY 1, 2) l USING (area, what)
    WHERE t.said IS DISTINCT FROM l.said
    UNION ALL
    SELECT area, what, t.said, e.said
    FROM (SELECT area_code::text AS area, kind::text AS what,
                 concat_ws(' ', sum(household_count),
                           CASE kind WHEN 'new' THEN sum(given_amount - offset_amount) END) AS said
          FROM payments_batchtally WHERE batch_id = b.id AND kind IN ('new', 'ended') GROUP BY area_code, kind) t
    FULL JOIN (
          SELECT left(area_code, 9) || '000' AS area, kind::text AS what,
                 concat_ws(' ', count(*), CASE kind WHEN 'new' THEN sum(after_amount) END) AS said
          FROM payments_batchexception WHERE batch_id = b.id AND kind IN ('new', 'ended') GROUP BY 1, kind) e
        USING (area, what)
    WHERE t.said IS DISTINCT FROM e.said) d
WHERE (%(month)s::date IS NULL OR b.month = %(month)s) AND b.area_code = %(county)s
  AND b.status IN ('sealed', 'filed', 'sent', 'settled')
"""

RECORD_CHECKS: Final[tuple[tuple[str, str | Promise, str], ...]] = (
    ("batch_tally", _("批次按乡镇和类别的统计与明细不符"), _TALLY),
    ("one_person_twice", _("同一个人办了必须由两个人办的两步"), _ONE_PERSON),
    ("account_versions", _("一户的两个账户在同一天都在用"), _ACCOUNT_VERSIONS),
    ("recovery", _("追回的金额与各月应退的、已退的不符"), _RECOVERY),
    ("grant_and_assessment", _("待遇与核定的结果不符"), _GRANT_AND_ASSESSMENT),
    ("row_and_history", _("现在的记录与它的修改历史不符"), _HISTORIES),
)
