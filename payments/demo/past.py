"""Months before the closed one, as settled history: batches with all signatures, and their lines in one statement.

The earliest ones pay one county's list alone, families who were in benefit before the law of the era.

They have no bank files: as batches from before the system they are marked, and the ledgers ask none of them.
"""

from django.db.models import Min

from applicants.demo.plan import told_late_in
from applicants.models.grant import Grant
from dibao.demo import steps
from dibao.demo.era import Era
from dibao.demo.loading import Load, Row
from dibao.demo.staff import Offices
from dibao.levels import AreaLevel
from dibao.models.area import Area, county_of, span_of
from dibao.roles import Role
from dibao.values.months import BenefitMonth
from payments.drawing import EXCEPTIONS
from payments.models.batch import BatchKind, PaymentBatch
from payments.models.line import BatchException, PaymentLine
from payments.workflow import BatchStatus

STEP = "past months"
_BATCH = (
    "id", "area_code", "month", "kind", "status", "is_historical", "version", "settlement_day", "line_count",
    "person_count", "total_amount", "held_count", "held_amount", "lines_hash", "drawn_by_id", "drawn_at",
    "prepared_by_id", "prepared_at", "reviewed_by_id", "reviewed_at", "approved_by_id", "approved_at", "signed_by_id",
    "signed_at",
)  # fmt: skip
# submit, review, approve, sign, file, hand over, settle
_MOVES_TO_SETTLED = 7
_PAID_BY = 10

# As `payments.drawing` says a month's lines, for all months of the past at once. An account that must be corrected now
# was right then; only who has none was never paid. The month that was signed ahead of its time pays by the grants of
# that day: what was cut afterwards as it was before.
_LINES = """
INSERT INTO payments_paymentline (
    batch_id, household_id, grant_id, account_id, area_code, month, kind, serial, benefit_class, covered_count,
    base_amount, supplement_amount, amount, status, failure_reason)
SELECT b.id, g.household_id, g.id, a.id, g.area_code, b.month, b.kind,
       row_number() OVER (PARTITION BY b.id ORDER BY a.id IS NULL, g.area_code, g.household_id),
       g.benefit_class, g.covered_count, g.base_amount, g.supplement_amount, g.total_amount,
       CASE WHEN a.id IS NULL THEN 'held' ELSE 'paid' END, ''
FROM payments_paymentbatch b
JOIN applicants_grant g ON left(g.area_code, 6) = left(b.area_code, 6)
  AND g.first_month <= b.month AND (g.last_month IS NULL OR g.last_month >= b.month)
LEFT JOIN payments_account a ON a.household_id = g.household_id AND a.ends_on IS NULL AND a.status <> 'proposed'
WHERE b.status = 'settled'
"""
_AS_SIGNED_AHEAD = """
UPDATE payments_paymentline l
SET grant_id = o.id, benefit_class = o.benefit_class, base_amount = o.base_amount,
    supplement_amount = o.supplement_amount, amount = o.total_amount
FROM applicants_grant n
JOIN applicants_decision d ON d.id = n.decision_id AND d.outcome = 'decrease'
JOIN applicants_grant o ON o.ended_by_id = d.id
WHERE n.first_month = %(month)s AND l.grant_id = n.id AND l.month = %(month)s
"""
_HEADERS = """
UPDATE payments_paymentbatch b
SET line_count = d.line_count, person_count = d.person_count, total_amount = d.total_amount,
    held_count = d.held_count, held_amount = d.held_amount, lines_hash = d.lines_hash
FROM payments_paymentbatch s, payment_lines_digest(s.id) d WHERE s.id = b.id AND b.status = 'settled'
"""

_TALLIES = "SELECT tally_batch(id) FROM payments_paymentbatch WHERE status = 'settled'"


def load_past_months(era: Era) -> int:
    """Settled batches of every county from the first month to the one before the closed; returns how many."""
    counties = Area.objects.filter(level=AreaLevel.COUNTY).order_by("code")
    codes = [county.code for county in counties]
    first = _first_months()
    months = [
        (month, code)
        for month in era.months_paid()[:-1]
        for code in codes
        if first.get(code, era.first_month) <= month
    ]
    offices, ahead = Offices(), told_late_in(era)
    batches = [
        _batch(number, code, month, offices, in_month=month.previous() if month == ahead else month)
        for number, (month, code) in enumerate(months, start=1)
    ]
    with Load(PaymentBatch, PaymentLine, BatchException) as load:
        load.put(PaymentBatch, _BATCH, batches)
        load.execute(_LINES)
        load.execute(_AS_SIGNED_AHEAD, {"month": ahead.first_day if ahead else None})
        load.execute(_HEADERS)
        # Each month is compared with the one before, and counted, as drawing and signing do it.
        load.execute("ANALYZE payments_paymentline")
        for number, (month, code) in enumerate(months, start=1):
            low, high = span_of(code, AreaLevel.COUNTY)
            values = {
                "batch": number,
                "previous": number - len(codes) if number > len(codes) else None,
                "month": month.first_day,
                "low": low,
                "high": high,
            }
            load.execute(EXCEPTIONS, values)
        load.execute(_TALLIES)
        load.execute(steps.MARK, [STEP])
    return len(batches)


def _first_months() -> dict[str, BenefitMonth]:
    """The first month that anybody of a county was paid for."""
    first: dict[str, BenefitMonth] = {}
    grants = Grant.objects.using("owner").values_list("area_id").annotate(first=Min("first_month"))
    for area, month in grants:
        county = county_of(area)
        first[county] = min(month, first.get(county, month))
    return first


def _batch(
    number: int, county: str, month: BenefitMonth, offices: Offices, *, in_month: BenefitMonth
) -> Row:
    """A month's settled batch, drawn and signed in the first days of `in_month`."""
    first = month.first_day
    people = {
        part: offices.at(county, role).pk
        for part, role in (
            ("clerk", Role.COUNTY_CLERK),
            ("reviewer", Role.COUNTY_REVIEWER),
            ("approver", Role.COUNTY_APPROVER),
            ("finance", Role.COUNTY_FINANCE),
        )
    }
    clerk = people["clerk"]
    return (
        number, county, first, BatchKind.REGULAR.value, BatchStatus.SETTLED.value, True, _MOVES_TO_SETTLED,
        first.replace(day=_PAID_BY), 0, 0, 0, 0, 0, "", clerk, _at(in_month, 3, 9), clerk,
        _at(in_month, 3, 11),
        people["reviewer"], _at(in_month, 4, 10), people["approver"], _at(in_month, 5, 10), people["finance"],
        _at(in_month, 5, 15),
    )  # fmt: skip


def _at(month: BenefitMonth, day: int, hour: int) -> str:
    return f"{month.first_day.replace(day=day)} {hour:02d}:00:00+08"
