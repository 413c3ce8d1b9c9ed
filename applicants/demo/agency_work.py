"""Agencies at work on what they were sent, many at a time: each step is one statement of the agency's officer.

They go the way that the actions go, from status to status, with every guard of the tables on. Whether one is refused,
left lying or given in parts is a remainder of its number by a prime, so the same prefecture has the same answers.
"""

from datetime import date

from django.db import connection

from applicants.aid_sql import Value
from applicants.models.referral import SEEN_AFTER, CostBearer
from dibao import scope
from dibao.demo import days
from dibao.models.staff import Staff

# Of some thousand numbers, those below the first are refused and up to the second never answered.
REFUSED_BELOW, ANSWERED_FROM = 60, 80
# Up to here work goes on where there is still time for it, among old ones and among those of the last weeks.
AT_WORK_BELOW, AT_WORK_LATELY = 160, 600

_LOT = "(r.id * 48271 % 1009)"
# What ran out on the day before the demonstration's own was left lying: it is late, and nobody has ended it yet.
_THESE = """
r.agency_id = %(agency)s AND r.act_id IS NULL AND r.requested_on BETWEEN %(first)s AND %(last)s
AND r.answer_due <> %(open_on)s::date - 1
"""


def _statement(text: str) -> str:
    """With the remainders' signs as psycopg wants them."""
    return text.replace(" % ", " %% ")


_REFUSE = _statement(f"""
UPDATE applicants_referral r SET status = 'refused', version = r.version + 1, closed_by_id = %(by)s,
    closed_on = r.requested_on + (1 + r.id % 7)::int, seen_until = r.requested_on + (1 + r.id % 7)::int + %(seen)s,
    close_reason = (ARRAY['no_quota', 'not_eligible', 'given_already', 'not_reached'])[1 + r.id % 4]
WHERE {_THESE} AND r.status = 'requested' AND {_LOT} < {REFUSED_BELOW} AND r.requested_on + 7 <= %(today)s
""")
# Work that goes on is taken up on the last day for an answer.
_TAKEN_UP = f"""
(r.requested_on + CASE WHEN {_LOT} < %(at_work)s THEN (t.terms ->> 'answer_days')::int
                       ELSE (1 + r.id % 5)::int END)
"""
_ACCEPT = _statement(f"""
UPDATE applicants_referral r SET status = 'accepted', version = r.version + 1, accepted_by_id = %(by)s,
    accepted_on = {_TAKEN_UP}, delivery_due = {_TAKEN_UP} + (t.terms ->> 'delivery_days')::int
FROM applicants_aidterms t
WHERE t.id = r.terms_id AND {_THESE} AND r.status = 'requested' AND {_LOT} >= {ANSWERED_FROM}
    AND {_TAKEN_UP} <= %(today)s
""")
# Work that there is still time for is given the first of two parts of, or nothing yet; all else is given whole, money
# as the benefit's rule says: all of a fixed amount, and of others as much as was needed.
_DELIVER = _statement(f"""
INSERT INTO applicants_referralpart (
    area_code, referral_id, quantity, value, delivered_on, cost_bearer, evidence, recorded_by_id)
SELECT r.area_code, r.id,
       CASE WHEN NOT p.is_parted THEN r.quantity
            WHEN n = 1 THEN round(r.quantity / 2, 2) ELSE r.quantity - round(r.quantity / 2, 2) END,
       CASE WHEN NOT p.is_parted THEN w.value WHEN n = 1 THEN round(w.value / 2) ELSE w.value - round(w.value / 2) END,
       least(r.accepted_on + (n * 4 + r.id % 8)::int, %(today)s::date), %(bearer)s,
       '领取单第' || r.id || '-' || n || '号', %(by)s
FROM applicants_referral r JOIN applicants_aidterms t ON t.id = r.terms_id
CROSS JOIN LATERAL (SELECT {_LOT} < %(at_work)s AND r.delivery_due > %(open_on)s AS is_open) o
CROSS JOIN LATERAL (
    SELECT o.is_open OR r.id % 5 < 2 AND (r.quantity > 1 OR r.value_limit >= 1000) AS is_parted) p
CROSS JOIN LATERAL (
    SELECT CASE WHEN t.terms ->> 'value_kind' = 'fixed' THEN r.value_limit
                ELSE coalesce(round(r.value_limit * (45 + {_LOT} % 50) / 100), 0) END AS value) w
CROSS JOIN LATERAL generate_series(
    1, CASE WHEN o.is_open THEN (r.id % 2)::int WHEN p.is_parted THEN 2 ELSE 1 END) AS n
WHERE {_THESE} AND r.status = 'accepted' AND r.delivered_parts = 0
ORDER BY r.id, n
""")
_LAST_PART = (
    "(SELECT max(p.delivered_on) FROM applicants_referralpart p WHERE p.referral_id = r.id)"
)
_FINISH = f"""
UPDATE applicants_referral r SET status = 'delivered', version = r.version + 1, closed_by_id = %(by)s,
    closed_on = {_LAST_PART}, seen_until = {_LAST_PART} + %(seen)s
WHERE {_THESE} AND r.status = 'accepted' AND r.delivered_quantity = r.quantity
"""
# Whose money it is where it is not the county's.
_BEARERS = {
    "health": CostBearer.AGENCY,
    "utilities": CostBearer.AGENCY,
    "commerce": CostBearer.AGENCY,
    "tax": CostBearer.AGENCY,
    "trade_union": CostBearer.SOCIETY,
    "youth_league": CostBearer.SOCIETY,
    "education": CostBearer.CENTRAL,
}


def answer_many(by: Staff, *, first: date, last: date, on: date, open_on: date) -> int:
    """Bring an agency's referrals of some days to where they stand on `on`, but for those that an act sent.

    `open_on` is the demonstration's own day: work that may last beyond it goes on. Returns how many are given. What is
    closed is closed within a month before `on`, as long as the agency sees it.
    """
    agency = by.posting.agency
    if agency is None:
        raise LookupError(f"{by} answers for no agency")
    values: dict[str, Value] = {
        "agency": agency.pk,
        "first": first,
        "last": last,
        "today": on,
        "open_on": open_on,
        "by": by.pk,
        "seen": SEEN_AFTER.days,
        "at_work": AT_WORK_LATELY if on == open_on else AT_WORK_BELOW,
        "bearer": _BEARERS.get(agency.code, CostBearer.COUNTY).value,
    }
    with days.lived(on), scope.of(by, action="demo"), connection.cursor() as cursor:
        for statement in (_REFUSE, _ACCEPT, _DELIVER, _FINISH):
            cursor.execute(statement, values)
        return cursor.rowcount
