"""The lines of a batch, one statement a kind: over the grants of a month, or over what is missing of months past.

Nothing here loops over households: a batch costs the same number of statements whatever its size. The statements run
inside `actions.batches.draw`, which holds the lock and asks the permissions; row-level security applies beneath.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import connection

from dibao.audit import Fact
from dibao.models.area import Area
from dibao.values.months import BenefitMonth
from payments.bookings import returned
from payments.models.batch import BatchKind, PaymentBatch

_INTO: Final = """
INSERT INTO {table} (
    batch_id, household_id, grant_id, account_id, hold_id, source_id, area_code, month, kind, serial, benefit_class,
    covered_count, base_amount, supplement_amount, amount, status, failure_reason, recovery_id, offset_amount)
"""
# A household has at most one confirmed version on a day; what is proposed or withdrawn is none.
_IN_FORCE: Final = (
    "a.status IN ('usable', 'needs_correction')"
    " AND a.starts_on <= %(on)s AND (a.ends_on IS NULL OR a.ends_on > %(on)s)"
)
# Payable lines are numbered first, by place: row k of the bank's roster is then serial k, and the held ones follow.
# The account is the one in force on the day of the draw, a hold is one that nobody has lifted; both stay on the line.
_OF_A_MONTH: Final = """
SELECT %(batch)s, g.household_id, g.id, a.id, h.id, NULL::bigint, g.area_code, %(month)s, %(kind)s,
       row_number() OVER (
           ORDER BY a.status IS DISTINCT FROM 'usable' OR h.id IS NOT NULL, g.area_code, g.household_id),
       g.benefit_class, g.covered_count, {amounts},
       CASE WHEN a.status = 'usable' AND h.id IS NULL THEN 'due' ELSE 'held' END, '', {kept_back}
FROM applicants_grant g
LEFT JOIN payments_account a ON a.household_id = g.household_id AND {in_force}
LEFT JOIN payments_paymenthold h ON h.household_id = g.household_id AND h.lifted_at IS NULL
  AND h.first_month <= %(month)s AND (h.last_month IS NULL OR h.last_month >= %(month)s)
{recoveries}
WHERE g.area_code >= %(low)s AND g.area_code < %(high)s
  AND g.first_month <= %(month)s AND (g.last_month IS NULL OR g.last_month >= %(month)s)
"""
# What a household owes is kept back from what it is paid, by its instalment and within the cap.
_GRANTS: Final = _OF_A_MONTH.format(
    in_force=_IN_FORCE,
    amounts="g.base_amount, g.supplement_amount, g.total_amount - coalesce(o.amount, 0)",
    kept_back="o.recovery_id, coalesce(o.amount, 0)",
    recoveries="""
LEFT JOIN instalments_of(%(low)s, %(high)s, %(month)s) r ON r.household_id = g.household_id
LEFT JOIN LATERAL (
    SELECT r.recovery_id, least(r.most, trunc(g.total_amount * 0.30, 2)) AS amount
    WHERE r.recovery_id IS NOT NULL AND a.status = 'usable' AND h.id IS NULL
      AND least(r.most, trunc(g.total_amount * 0.30, 2)) > 0
) o ON true""",
)
_SUBSIDIES: Final = _OF_A_MONTH.format(
    in_force=_IN_FORCE,
    amounts="%(per_person)s * g.covered_count, 0, %(per_person)s * g.covered_count",
    kept_back="NULL::bigint, 0",
    recoveries="",
)

# What a month of a household is missing is what its grant says now less what was paid of it or is on its way. A month
# waits for a later batch where the household has no usable account yet, or its money is held from then to the release.
_OF_WHAT_IS_MISSING: Final = f"""
SELECT %(batch)s::bigint, m.household_id, g.id AS grant_id, a.id AS account_id, NULL::bigint, m.source_id,
       g.area_code, m.month, %(kind)s,
       row_number() OVER (ORDER BY g.area_code, m.household_id, m.month),
       g.benefit_class, g.covered_count, g.base_amount - p.base_amount, g.supplement_amount - p.supplement_amount,
       g.total_amount - p.base_amount - p.supplement_amount, 'due', '', NULL::bigint AS recovery_id, 0
FROM ({{months}}) m
JOIN applicants_grant g ON g.household_id = m.household_id
  AND g.first_month <= m.month AND (g.last_month IS NULL OR g.last_month >= m.month)
JOIN payments_account a ON a.household_id = m.household_id AND a.status = 'usable' AND {_IN_FORCE},
LATERAL paid_of_month(m.household_id, m.month, NULL) p
WHERE g.total_amount > p.base_amount + p.supplement_amount AND NOT EXISTS (
    SELECT FROM payments_paymenthold h WHERE h.household_id = m.household_id AND h.lifted_at IS NULL
      AND h.first_month <= %(month)s AND (h.last_month IS NULL OR h.last_month >= m.month))
"""
_LINES_NOT_FOLLOWED: Final = """
FROM payments_paymentline l
JOIN payments_paymentbatch b ON b.id = l.batch_id AND b.status IN ('sealed', 'filed', 'sent', 'settled')
WHERE l.area_code >= %(low)s AND l.area_code < %(high)s AND l.month <= %(month)s
  AND NOT EXISTS (SELECT FROM payments_paymentline f WHERE f.source_id = l.id AND f.status <> 'void'
                    AND (l.booking <> 'returned' OR f.kind <> 'top_up'))
"""
# What the bank gave back, as letters say, is not credited either. What it has said two things of waits for the letter.
_MONEY_IS_HERE: Final = f"""
  AND (l.status IN ('failed', 'held') OR {returned("l.")})
  AND NOT EXISTS (SELECT FROM payments_dispute d WHERE d.line_id = l.id AND d.resolution = '')
"""
_NOT_CREDITED: Final = f"""
SELECT l.household_id, l.month, l.id AS source_id {_LINES_NOT_FOLLOWED}
  {_MONEY_IS_HERE} AND l.kind IN ('regular', 'back_pay', 'follow_up', 'top_up')
"""
# A paid line whose grant covers its month still is what it should be, since the seal compared the two.
_PAID_TOO_LITTLE: Final = f"""
SELECT l.household_id, l.month, l.id AS source_id {_LINES_NOT_FOLLOWED}
  AND l.status = 'paid' AND l.booking = '' AND l.kind IN ('regular', 'back_pay', 'follow_up', 'top_up')
  AND EXISTS (SELECT FROM applicants_grant o WHERE o.id = l.grant_id AND o.last_month < l.month)
"""
# A batch is signed only while it names everybody who is due, so that whoever is missing was decided afterwards; an
# hour is left for a decision under way at that moment. OFFSET 0 has each month looked up by its key.
DECIDED_LATE: Final = """
FROM payments_paymentbatch b
JOIN applicants_grant g ON left(g.area_code, 6) = left(b.area_code, 6)
  AND g.first_month <= b.month AND (g.last_month IS NULL OR g.last_month >= b.month)
JOIN applicants_decision d ON d.id = g.decision_id AND d.created_at > b.signed_at - interval '1 hour'
WHERE b.area_code >= %(low)s AND b.area_code < %(high)s AND b.kind = 'regular'
  AND NOT b.is_historical AND b.status IN ('sealed', 'filed', 'sent', 'settled')
  AND NOT EXISTS (
    SELECT FROM payments_paymentline l
    WHERE l.household_id = g.household_id AND l.month = b.month AND l.kind IN ('regular', 'back_pay')
      AND l.status <> 'void'
    OFFSET 0)
"""
_NEVER_DRAWN: Final = f"""
SELECT g.household_id, b.month, NULL::bigint AS source_id {DECIDED_LATE} AND b.month <= %(month)s
"""
_SUBSIDIES_AGAIN: Final = f"""
SELECT %(batch)s::bigint, l.household_id, l.grant_id, a.id, NULL::bigint, l.id, l.area_code, l.month, %(kind)s,
       row_number() OVER (ORDER BY l.area_code, l.household_id, l.month),
       l.benefit_class, l.covered_count, l.base_amount, l.supplement_amount, l.amount, 'due', '',
       NULL::bigint AS recovery_id, 0
FROM (SELECT l.* {_LINES_NOT_FOLLOWED} {_MONEY_IS_HERE} AND l.kind IN ('subsidy', 'subsidy_follow_up')) l
JOIN payments_account a ON a.household_id = l.household_id AND a.status = 'usable' AND {_IN_FORCE}
WHERE NOT EXISTS (
    SELECT FROM payments_paymentline p
    WHERE p.household_id = l.household_id AND p.month = l.month AND p.booking = 'arrived'
      AND p.kind IN ('subsidy', 'subsidy_follow_up'))
  AND NOT EXISTS (
    SELECT FROM payments_paymenthold h WHERE h.household_id = l.household_id AND h.lifted_at IS NULL
      AND h.first_month <= %(month)s AND (h.last_month IS NULL OR h.last_month >= l.month))
"""
_LINES: Final[Mapping[str, str]] = {
    BatchKind.REGULAR: _GRANTS,
    BatchKind.SUBSIDY: _SUBSIDIES,
    BatchKind.FOLLOW_UP: _OF_WHAT_IS_MISSING.format(months=_NOT_CREDITED),
    BatchKind.BACK_PAY: _OF_WHAT_IS_MISSING.format(months=_NEVER_DRAWN),
    BatchKind.TOP_UP: _OF_WHAT_IS_MISSING.format(months=_PAID_TOO_LITTLE),
    BatchKind.SUBSIDY_FOLLOW_UP: _SUBSIDIES_AGAIN,
}

# New, ended and changed against the month before (none where there is no such batch), whose money goes to another
# account than then or than the line that is paid again, whoever cannot be paid, and who perhaps should not be: somebody
# of the family is told to have died or gone, and nobody has looked yet, or has left it and is paid for still; or the
# register may have them twice.
EXCEPTIONS = """
INSERT INTO payments_batchexception (batch_id, household_id, area_code, kind, before_amount, after_amount)
SELECT %(batch)s, coalesce(n.household_id, p.household_id), coalesce(n.area_code, p.area_code),
       k.kind, p.amount, n.amount
FROM (SELECT * FROM payments_paymentline WHERE batch_id = %(batch)s) n
FULL JOIN (SELECT * FROM payments_paymentline WHERE batch_id = %(previous)s) p USING (household_id),
LATERAL (VALUES
    (CASE WHEN p.id IS NULL THEN 'new' WHEN n.id IS NULL THEN 'ended' ELSE 'changed' END,
     n.amount IS DISTINCT FROM p.amount),
    ('replaced', p.id IS NOT NULL AND n.account_id IS NOT NULL AND n.account_id IS DISTINCT FROM p.account_id)
) k (kind, is_so)
WHERE %(previous)s IS NOT NULL AND k.is_so
UNION ALL
SELECT batch_id, household_id, area_code, CASE WHEN hold_id IS NULL THEN 'account' ELSE 'hold' END, NULL, amount
FROM payments_paymentline WHERE batch_id = %(batch)s AND status = 'held'
UNION ALL
SELECT n.batch_id, n.household_id, min(n.area_code), 'replaced', sum(s.amount), sum(n.amount)
FROM payments_paymentline n JOIN payments_paymentline s ON s.id = n.source_id
WHERE n.batch_id = %(batch)s AND n.account_id IS DISTINCT FROM s.account_id
GROUP BY n.batch_id, n.household_id
UNION ALL
SELECT l.batch_id, l.household_id, min(l.area_code), s.kind, NULL, sum(l.amount)
FROM payments_paymentline l JOIN (
    SELECT household_id, CASE kind WHEN 'death' THEN 'death' ELSE 'moved' END AS kind FROM applicants_changereport
    WHERE area_code >= %(low)s AND area_code < %(high)s AND status = 'open'
      AND kind IN ('death', 'moved_out', 'married_out')
    UNION
    SELECT s.household_id, CASE m.left_for WHEN 'death' THEN 'death' ELSE 'moved' END
    FROM applicants_membership m
    JOIN LATERAL (
        SELECT g.household_id FROM applicants_grantshare c JOIN applicants_grant g ON g.id = c.grant_id
        WHERE c.person_id = m.person_id AND g.household_id = m.household_id
          AND c.first_month <= %(month)s AND (c.last_month IS NULL OR c.last_month >= %(month)s)
        OFFSET 0) s ON true
    WHERE m.area_code >= %(low)s AND m.area_code < %(high)s AND m.last_day < %(month)s
      AND m.left_for IN ('death', 'moved_out', 'married_out')
    UNION
    SELECT h.household_id, 'duplicate' FROM applicants_suspicion d
    CROSS JOIN LATERAL (VALUES (d.household_id), (d.other_household_id)) h (household_id)
    WHERE d.kind <> 'supporter' AND (d.verdict = '' OR d.mends <> '' AND d.mended_by_id IS NULL)
) s USING (household_id)
WHERE l.batch_id = %(batch)s AND l.status <> 'held'
GROUP BY l.batch_id, l.household_id, s.kind
"""

HEADER = """
UPDATE payments_paymentbatch b
SET line_count = d.line_count, person_count = d.person_count, total_amount = d.total_amount,
    held_count = d.held_count, held_amount = d.held_amount, lines_hash = d.lines_hash
FROM payment_lines_digest(%(batch)s) d WHERE b.id = %(batch)s
RETURNING b.line_count, b.person_count, b.total_amount, b.held_count, b.held_amount, b.lines_hash
"""


@dataclass(frozen=True)
class Digest:
    """What a batch's lines come to; the hash is over everything of a line that never changes."""

    line_count: int
    person_count: int
    total_amount: str
    held_count: int
    held_amount: str
    lines_hash: str

    def as_facts(self) -> dict[str, Fact]:
        return dict(vars(self))


def statement_of(kind: str, *, into: str = "payments_paymentline") -> str:
    """What writes a batch's lines; into another table only where a province builds its month beside the lines."""
    return _INTO.format(table=into) + _LINES[kind]


def households_missing(county: Area, kind: BatchKind, month: BenefitMonth, *, on: date) -> int:
    """How many households a batch of what is missing would pay, drawn on a day for release in a month (one
    statement)."""
    low, high = county.span
    values = {
        "batch": None,
        "kind": kind,
        "month": month.first_day,
        "on": on,
        "low": low,
        "high": high,
    }
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(DISTINCT household_id) FROM ({_LINES[kind]}) m", values)
        count: int = cursor.fetchone()[0]
    return count


def lock_draw(county: Area, of: BenefitMonth | BatchKind) -> None:
    """Let one draw of a county's month, or of a kind that no month has once, go on at a time; the lock ends with the
    transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"payments:draw:{county.code}:{of}"],
        )


def clear(batch: PaymentBatch) -> None:
    """Take a draft's lines away, to draw it anew."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM payments_batchexception WHERE batch_id = %s", [batch.pk])
        cursor.execute("DELETE FROM payments_paymentline WHERE batch_id = %s", [batch.pk])


def write_lines(batch: PaymentBatch, previous: PaymentBatch | None, *, on: date) -> Digest:
    """Write lines, exceptions and header of an empty draft, into the accounts of a day (three statements); `previous`
    is what it is compared with, a regular batch with the month before."""
    low, high = batch.area.span
    values = {
        "batch": batch.pk,
        "previous": previous.pk if previous else None,
        "month": batch.month.first_day,
        "on": on,
        "kind": batch.kind,
        "per_person": batch.per_person_amount,
        "low": low,
        "high": high,
    }
    with connection.cursor() as cursor:
        cursor.execute(statement_of(batch.kind), values)
        cursor.execute(EXCEPTIONS, values)
        cursor.execute(HEADER, values)
        lines, persons, total, held, held_total, digest = cursor.fetchone()
    return Digest(lines, persons, str(total), held, str(held_total), digest)
