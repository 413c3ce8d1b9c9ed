"""A month's payment lines, said as one statement over the grants that cover the month, and the holds on them.

Nothing here loops over households: a batch costs the same number of statements whatever its size. The statements run
inside `actions.batches.draw`, which holds the lock and asks the permissions; row-level security applies beneath.
"""

from dataclasses import dataclass

from django.db import connection

from dibao.audit import Fact
from dibao.models.area import Area
from dibao.values.months import BenefitMonth
from payments.models.batch import PaymentBatch

# Payable lines are numbered first, by place: row k of the bank's roster is then serial k, and the held ones follow.
# An account is taken as it stands now, a hold that nobody has lifted likewise; both stay on the line.
LINES = """
INSERT INTO payments_paymentline (
    batch_id, household_id, grant_id, account_id, hold_id, area_code, month, kind, serial, benefit_class,
    covered_count, base_amount, supplement_amount, amount, status, failure_reason)
SELECT %(batch)s, g.household_id, g.id, a.id, h.id, g.area_code, %(month)s, %(kind)s,
       row_number() OVER (
           ORDER BY a.status IS DISTINCT FROM 'usable' OR h.id IS NOT NULL, g.area_code, g.household_id),
       g.benefit_class, g.covered_count, g.base_amount, g.supplement_amount, g.total_amount,
       CASE WHEN a.status = 'usable' AND h.id IS NULL THEN 'due' ELSE 'held' END, ''
FROM applicants_grant g
LEFT JOIN payments_account a ON a.household_id = g.household_id AND a.ends_on IS NULL
LEFT JOIN payments_paymenthold h ON h.household_id = g.household_id AND h.lifted_at IS NULL
  AND h.first_month <= %(month)s AND (h.last_month IS NULL OR h.last_month >= %(month)s)
WHERE g.area_code >= %(low)s AND g.area_code < %(high)s
  AND g.first_month <= %(month)s AND (g.last_month IS NULL OR g.last_month >= %(month)s)
"""

# New, ended and changed against the month before (none where there is no such batch), whose money goes to another
# account than then, and whoever cannot be paid.
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


def lock_month(county: Area, month: BenefitMonth) -> None:
    """Let one draw of a county's month at a time go on; the lock ends with the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"payments:draw:{county.code}:{month}"],
        )


def clear(batch: PaymentBatch) -> None:
    """Take a draft's lines away, to draw it anew."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM payments_batchexception WHERE batch_id = %s", [batch.pk])
        cursor.execute("DELETE FROM payments_paymentline WHERE batch_id = %s", [batch.pk])


def write_lines(batch: PaymentBatch, previous: PaymentBatch | None) -> Digest:
    """Write lines, exceptions and header of an empty draft (three statements)."""
    low, high = batch.area.span
    values = {
        "batch": batch.pk,
        "previous": previous.pk if previous else None,
        "month": batch.month.first_day,
        "kind": batch.kind,
        "low": low,
        "high": high,
    }
    with connection.cursor() as cursor:
        cursor.execute(LINES, values)
        cursor.execute(EXCEPTIONS, values)
        cursor.execute(HEADER, values)
        lines, persons, total, held, held_total, digest = cursor.fetchone()
    return Digest(lines, persons, str(total), held, str(held_total), digest)
